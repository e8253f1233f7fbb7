//! How much a first visit loads, and the most that it may.

use std::{
    fs,
    io::{self, Write},
    path::Path,
};

use anyhow::ensure;

/// Wasm, scripts and styles together, in brotli.
const BUDGET: u64 = 400_000;
const COUNTED: [&str; 4] = [
    "pkg/app_bg.wasm",
    "pkg/app.js",
    "pkg/start.js",
    "pkg/app.css",
];

/// Prints the sizes and fails over the budget.
pub fn check(folder: &Path) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    let size = |name: &str| Ok::<_, io::Error>(fs::metadata(folder.join(name))?.len());
    let mut total = [0, 0, 0];
    writeln!(
        out,
        "{:<20}{:>12}{:>12}{:>12}",
        "bytes", "plain", "gzip", "brotli"
    )?;
    for name in COUNTED {
        let row = [
            size(name)?,
            size(&format!("{name}.gz"))?,
            size(&format!("{name}.br"))?,
        ];
        total = [total[0] + row[0], total[1] + row[1], total[2] + row[2]];
        writeln!(out, "{name:<20}{:>12}{:>12}{:>12}", row[0], row[1], row[2])?;
    }
    writeln!(
        out,
        "{:<20}{:>12}{:>12}{:>12}",
        "together", total[0], total[1], total[2]
    )?;
    ensure!(
        total[2] <= BUDGET,
        "{} bytes in brotli are over the budget of {BUDGET}",
        total[2]
    );
    Ok(())
}
