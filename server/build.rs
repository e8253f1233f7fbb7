//! The embedded folder of pages must exist for the server to compile, even before the front end was built.

use std::{fs, io};

fn main() -> io::Result<()> {
    let site = "../target/site";
    fs::create_dir_all(site)?;
    println!("cargo::rerun-if-changed={site}");
    Ok(())
}
