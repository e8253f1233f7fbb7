//! What a company's pull costs beside the least that any server of this kind could do, all in one run. `make bench`.
//!
//! The baselines answer over the same HTTP library, at the same moment of the day, from a database with the same settings and
//! as many rows: (e) the row alone, (a) the row and one durable grouped insert, (s) that and one signature, (b) that and one
//! opening, one verification and one signature. Beside them (c) the readable and (d) the sealed pull of the real server, and
//! (f) the readable pull of a server with a hundredth of the people. The figures to compare are the ratios of answers a second;
//! the figures themselves are this machine's. A ratio more than a tenth below `ratios.json` fails.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "what is measured is the time that really passes, and it stops where something is wrong"
)]

mod bare;
mod load;
mod people;
#[path = "../../http/support/mod.rs"]
#[expect(
    dead_code,
    unused_imports,
    reason = "made for the tests, which use all of it"
)]
mod support;

use std::{
    collections::BTreeMap,
    io::{self, Write},
    path::Path,
    time::Duration,
};

use crate::{bare::Bare, load::Target, people::People};

/// Who each share a hundred times.
const PEOPLE: usize = 1000;
/// How often each target is measured, in turn.
const ROUNDS: usize = 7;
/// For how long each time.
const STRETCH: Duration = Duration::from_secs(2);
/// How far a ratio may be below the one that is committed.
const SLACK: f64 = 0.9;

/// Ratios of answers a second, by name: what is measured, and beside what.
const RATIOS: [(&str, &str, &str); 3] = [
    ("readable pull / floor", "c readable pull", "b floor"),
    (
        "sealed pull / bare and a signature",
        "d sealed pull",
        "s bare and a signature",
    ),
    (
        "many grants / a hundredth",
        "c readable pull",
        "f readable pull, few grants",
    ),
];

fn number(name: &str, otherwise: usize) -> usize {
    let set = std::env::var(name).ok();
    set.and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

#[tokio::main]
async fn main() -> io::Result<()> {
    let count = number("MYDATA_BENCH_PEOPLE", PEOPLE);
    let rounds = number("MYDATA_BENCH_ROUNDS", ROUNDS);
    let many = People::make(count).await;
    let few = People::make((count / 100).max(1)).await;
    let bare = Bare::beside(&many).await;

    let targets = [
        bare.target("e the row alone", "/row", &many.readable),
        bare.target("a bare: row and durable insert", "/bare", &many.readable),
        bare.target("s bare and a signature", "/signed", &many.sealed),
        bare.target("b floor", "/floor", &many.readable),
        many.target("c readable pull", &many.readable),
        many.target("d sealed pull", &many.sealed),
        few.target("f readable pull, few grants", &few.readable),
    ];
    // `cargo bench` is a release build; one target alone can be held beside a profiler.
    let only = std::env::var("MYDATA_BENCH_ONLY").ok();
    let chosen = |target: &&Target| {
        only.as_ref()
            .is_none_or(|only| target.name.starts_with(only))
    };
    let mut rates: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for _ in 0..rounds {
        for target in targets.iter().filter(chosen) {
            let rate = target.run(STRETCH).await?;
            rates.entry(target.name).or_default().push(rate);
        }
    }
    let medians: BTreeMap<&str, f64> = rates
        .into_iter()
        .map(|(name, rates)| (name, median(rates)))
        .collect();
    report(&medians, count == PEOPLE && rounds == ROUNDS)
}

fn median(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}

/// Prints them. Only a `whole` run is judged: other sizes have other ratios.
fn report(medians: &BTreeMap<&str, f64>, whole: bool) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for (name, rate) in medians {
        writeln!(out, "{name:<36}{rate:>9.0} answers a second")?;
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("bench/pull/ratios.json");
    let committed: BTreeMap<String, f64> = serde_json::from_slice(&std::fs::read(&file)?)?;
    let mut worse = Vec::new();
    for (name, what, beside) in RATIOS {
        let (Some(what), Some(beside)) = (medians.get(what), medians.get(beside)) else {
            continue;
        };
        let ratio = what / beside;
        let Some(before) = committed.get(name) else {
            return Err(io::Error::other(format!("ratios.json lacks: {name}")));
        };
        writeln!(out, "{name:<36}{ratio:>9.2} (committed: {before:.2})")?;
        if whole && ratio < before * SLACK {
            worse.push(name);
        }
    }
    if worse.is_empty() {
        Ok(())
    } else {
        Err(io::Error::other(format!(
            "slower than committed: {}",
            worse.join(", ")
        )))
    }
}
