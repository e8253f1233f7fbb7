//! How much a first visit and the pages after it load, and the most that they may.

use std::{
    fs,
    io::{self, Write},
    path::Path,
};

use anyhow::ensure;

/// Wasm, scripts and styles together, in brotli.
const BUDGET: u64 = 400_000;
const COUNTED: [&str; 5] = [
    "pkg/app_bg.wasm",
    "pkg/app.js",
    "pkg/split.js",
    "pkg/start.js",
    "pkg/app.css",
];

/// One chunk of the pages' code, in brotli.
const CHUNK_BUDGET: u64 = 120_000;

/// Prints the sizes and fails over a budget.
pub fn check(folder: &Path) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "{:<36}{:>12}{:>12}{:>12}",
        "bytes", "plain", "gzip", "brotli"
    )?;
    let mut total = [0, 0, 0];
    for name in COUNTED {
        let row = sizes(folder, name)?;
        total = [total[0] + row[0], total[1] + row[1], total[2] + row[2]];
        print(&mut out, name, row)?;
    }
    print(&mut out, "together", total)?;
    for name in chunks(folder)? {
        let row = sizes(folder, &name)?;
        print(&mut out, &name, row)?;
        ensure!(
            row[2] <= CHUNK_BUDGET,
            "{name}: {} bytes in brotli are over the budget of {CHUNK_BUDGET}",
            row[2]
        );
    }
    ensure!(
        total[2] <= BUDGET,
        "{} bytes in brotli are over the budget of {BUDGET}",
        total[2]
    );
    Ok(())
}

/// What pages load when they are opened.
fn chunks(folder: &Path) -> io::Result<Vec<String>> {
    let mut chunks = Vec::new();
    for entry in fs::read_dir(folder.join("pkg"))? {
        let name = format!("pkg/{}", entry?.file_name().display());
        if name.ends_with(".wasm") && !COUNTED.contains(&name.as_str()) {
            chunks.push(name);
        }
    }
    chunks.sort();
    Ok(chunks)
}

/// Plain, in gzip and in brotli.
fn sizes(folder: &Path, name: &str) -> io::Result<[u64; 3]> {
    let size = |name: &str| Ok::<_, io::Error>(fs::metadata(folder.join(name))?.len());
    Ok([
        size(name)?,
        size(&format!("{name}.gz"))?,
        size(&format!("{name}.br"))?,
    ])
}

fn print(out: &mut impl Write, name: &str, row: [u64; 3]) -> io::Result<()> {
    writeln!(out, "{name:<36}{:>12}{:>12}{:>12}", row[0], row[1], row[2])
}
