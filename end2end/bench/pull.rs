//! What a company's pull costs beside the least that the server can answer, `/healthz`, measured in the same run: once
//! with its entry on disk before it leaves, once as "not modified", and sixteen at a time, which share their commits.
//! `make bench`. The figures to compare are the ratios; the times are this machine's.

#![expect(
    clippy::disallowed_methods,
    reason = "what is measured is the time that really passes"
)]

#[path = "../http/support/mod.rs"]
#[expect(
    dead_code,
    unused_imports,
    clippy::unwrap_used,
    reason = "made for the tests, which use all of it"
)]
mod support;

use std::{
    future::Future,
    io::{self, Write},
    time::{Duration, Instant},
};

use axum::{
    body::Body,
    http::{Request, StatusCode},
};

use crate::support::{Person, TestApp};

/// Below the limit of one grant in a minute, in all.
const ROUNDS: usize = 120;
const AT_ONCE: usize = 16;

#[tokio::main]
async fn main() -> io::Result<()> {
    let app = TestApp::claimed().await;
    let (_person, _, token) = Person::with_share(&app).await;
    let etag = app
        .pull(&token, "")
        .await
        .header("etag")
        .unwrap_or_default()
        .to_owned();
    let held = [("if-none-match", etag.as_str())];

    let health = median(|| async {
        let request = Request::get("/healthz")
            .body(Body::empty())
            .map_err(io::Error::other)?;
        expect(&app.raw(request).await, StatusCode::OK)
    })
    .await?;
    let pull = median(|| async { expect(&app.pull(&token, "").await, StatusCode::OK) }).await?;
    let unchanged = median(|| async {
        expect(
            &app.ask(&token, "/api/v1/profile", &held).await,
            StatusCode::NOT_MODIFIED,
        )
    })
    .await?;
    let begun = Instant::now();
    for _ in 0..ROUNDS / AT_ONCE {
        let (app, token) = (&app, &token);
        let pulls = (0..AT_ONCE).map(|_| async move {
            let reply = app.pull(token, "").await;
            expect(&reply, StatusCode::OK)
        });
        for done in futures::future::join_all(pulls).await {
            done?;
        }
    }
    let together = begun.elapsed() / (ROUNDS / AT_ONCE * AT_ONCE) as u32;

    let mut out = io::stdout().lock();
    for (what, time) in [
        ("healthz", health),
        ("pull", pull),
        ("pull, not modified", unchanged),
        ("pull, sixteen at once", together),
    ] {
        let ratio = time.as_secs_f64() / health.as_secs_f64();
        writeln!(
            out,
            "{what:<24}{:>10.3} ms {ratio:>9.1} x healthz",
            time.as_secs_f64() * 1e3
        )?;
    }
    Ok(())
}

/// The time in the middle of many.
async fn median<F: Future<Output = io::Result<()>>>(ask: impl Fn() -> F) -> io::Result<Duration> {
    let mut times = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        ask().await?;
        times.push(begun.elapsed());
    }
    times.sort();
    Ok(times[ROUNDS / 2])
}

fn expect(reply: &support::Reply, status: StatusCode) -> io::Result<()> {
    if reply.status == status {
        Ok(())
    } else {
        Err(io::Error::other(format!("answered {}", reply.status)))
    }
}
