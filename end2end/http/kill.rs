//! The program itself, killed under load: no answer without its entry.

use std::{
    collections::BTreeSet,
    env,
    io::Write,
    net::SocketAddr,
    process::Stdio,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::Request,
    http::{Response, StatusCode, header},
};
use rand_core::{OsRng, RngCore};
use server::clock::{Clock, SystemClock};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    process::{Child, Command},
    time::sleep,
};
use vault::{
    attribute::Attribute,
    digest::Digest,
    jws::{Jws, Typ},
    receipt::ReadReceipt,
    wire::{KeySet, LogPage},
};

use crate::support::{ORIGIN, Person, TestApp};

struct Program {
    child: Child,
    app: Arc<TestApp>,
}

impl Program {
    async fn start(folder: &Arc<TempDir>) -> Self {
        // Built beside the tests: `server` has tests of its own, for which cargo makes its binary.
        let tests = env::current_exe().unwrap();
        let binary = tests.ancestors().nth(2).unwrap().join("mydata");
        let mut child = Command::new(binary)
            .args([
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--public-url",
                ORIGIN,
                "--data",
            ])
            .arg(folder.path().join("data"))
            .env("MYDATA_LOG", "info")
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut code = String::new();
        let address = loop {
            let line = lines.next_line().await.unwrap().unwrap();
            if let Some((_, rest)) = line.split_once("setup_code=\"") {
                code = rest.split('"').next().unwrap().to_owned();
            }
            if let Some((_, rest)) = line.split_once("listen=") {
                break rest.split(' ').next().unwrap().parse().unwrap();
            }
        };
        // Nobody reads a full pipe; the program would stand still.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        let app = TestApp::elsewhere(
            pass_on(address),
            Arc::clone(folder),
            code,
            SystemClock.now(),
        );
        Self {
            child,
            app: Arc::new(app),
        }
    }
}

/// A router whose answers come from a server at this address; 502 where none comes.
fn pass_on(address: SocketAddr) -> Router {
    Router::new().fallback(async move |request: Request| {
        exchange(address, request).await.unwrap_or_else(|| {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::BAD_GATEWAY;
            response
        })
    })
}

async fn exchange(address: SocketAddr, request: Request) -> Option<Response<Body>> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.ok()?;
    let mut head = format!(
        "{} {} HTTP/1.1\r\nhost: localhost:3000\r\nconnection: close\r\n",
        parts.method, parts.uri
    );
    for (name, value) in &parts.headers {
        head += &format!("{name}: {}\r\n", value.to_str().ok()?);
    }
    head += &format!("content-length: {}\r\n\r\n", body.len());
    let mut stream = TcpStream::connect(address).await.ok()?;
    stream
        .write_all(&[head.as_bytes(), &body].concat())
        .await
        .ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.ok()?;

    let end = answer.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&answer[..end]).ok()?;
    let mut lines = head.split("\r\n");
    let status: u16 = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let mut response = Response::builder().status(status);
    for line in lines {
        let (name, value) = line.split_once(": ")?;
        response = response.header(name, value);
    }
    let body = answer[end + 4..].to_vec();
    let response = response.body(Body::from(body.clone())).ok()?;
    // An answer that was cut off is none.
    let length: usize = response
        .headers()
        .get(header::CONTENT_LENGTH)?
        .to_str()
        .ok()?
        .parse()
        .ok()?;
    (length == body.len()).then_some(response)
}

async fn kills(rounds: usize) {
    let folder = Arc::new(TempDir::new().unwrap());
    let program = Program::start(&folder).await;
    let mut person = Person::operator(&program.app).await;
    person.fill(&program.app).await;
    let (_, token) = person.share(&program.app, &[Attribute::Name], 30).await;
    let key = program
        .app
        .raw(
            axum::http::Request::get("/api/v1/keys")
                .body(Body::empty())
                .unwrap(),
        )
        .await;
    let key = key.json::<KeySet>().keys[0].key;
    drop(program);

    let mut receipts = Vec::new();
    for _ in 0..rounds {
        let mut program = Program::start(&folder).await;
        let over = Arc::new(AtomicBool::new(false));
        let pulls: Vec<_> = (0..16)
            .map(|_| {
                let (app, token, over) =
                    (Arc::clone(&program.app), token.clone(), Arc::clone(&over));
                tokio::spawn(async move {
                    let mut receipts = Vec::new();
                    while !over.load(Ordering::SeqCst) {
                        let reply = app.pull(&token, "").await;
                        if reply.status == StatusCode::OK {
                            let answer: serde_json::Value = reply.json();
                            receipts.push(answer["receipt"].as_str().unwrap().to_owned());
                        }
                    }
                    receipts
                })
            })
            .collect();
        sleep(Duration::from_millis(
            100 + u64::from(OsRng.next_u32() % 400),
        ))
        .await;
        program.child.kill().await.unwrap();
        over.store(true, Ordering::SeqCst);
        for pull in pulls {
            receipts.extend(pull.await.unwrap());
        }
    }

    let program = Program::start(&folder).await;
    assert!(person.sign_in(&program.app).await.status.is_success());
    let mut entries = BTreeSet::new();
    let mut chain = vault::log::Chain::new([]);
    loop {
        let page: LogPage = person
            .browser
            .get(&format!("/api/me/log?after={}", chain.head().count))
            .await
            .json();
        if page.entries.is_empty() {
            chain.finish(page.log).unwrap();
            break;
        }
        for entry in page.entries {
            chain.take(entry.as_bytes()).unwrap();
            entries.insert(Digest::of(entry));
        }
    }
    assert!(receipts.len() >= rounds, "too little load to tell anything");
    for receipt in &receipts {
        let receipt: ReadReceipt = Jws::from_text(receipt.as_str())
            .verify(Typ::ReadReceipt, &key)
            .unwrap();
        assert!(
            entries.contains(&receipt.entry),
            "an answer without an entry"
        );
    }
    let figures = format!(
        "{rounds} kills, {} answers, {} entries\n",
        receipts.len(),
        entries.len()
    );
    std::io::stderr().write_all(figures.as_bytes()).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn kills_under_load_lose_no_entry() {
    kills(5).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "long; MYDATA_ROUNDS says how many"]
async fn many_kills_under_load_lose_no_entry() {
    let rounds = std::env::var("MYDATA_ROUNDS")
        .ok()
        .and_then(|rounds| rounds.parse().ok());
    kills(rounds.unwrap_or(50)).await;
}
