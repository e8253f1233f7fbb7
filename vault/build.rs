//! Writes the tables of the crate as Rust, from the files in `data/`. What is missing or doubled in one of them stops the build.

#[path = "build/attributes.rs"]
mod attributes;
#[path = "build/csv.rs"]
mod csv;
#[path = "build/purposes.rs"]
mod purposes;

use std::error::Error;
use std::path::Path;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=data");
    let root = env::var("CARGO_MANIFEST_DIR")?;
    let read = |file| csv::Table::read(Path::new(&root), file);
    let out = env::var("OUT_DIR")?;
    let write = |name: &str, code: String| fs::write(Path::new(&out).join(name), code);
    write(
        "purposes.rs",
        purposes::code(&read(purposes::DPV)?, &read(purposes::PLAIN)?)?,
    )?;
    let attributes = read(attributes::OURS)?;
    write("attributes.rs", attributes::names(&attributes)?)?;
    write(
        "rows.rs",
        attributes::rows(&attributes, &read(attributes::DPV)?)?,
    )?;
    Ok(())
}
