//! The embedded folder of pages must exist for the server to compile, even before the front end was built.

use std::{env, fs, io, path::Path};

fn main() -> io::Result<()> {
    let site = "../target/site";
    fs::create_dir_all(site)?;
    println!("cargo::rerun-if-changed={site}");
    let release = env::var("PROFILE").is_ok_and(|profile| profile == "release");
    if release && !Path::new(site).join("pkg/app_bg.wasm").exists() {
        println!(
            "cargo::error=a server without its pages is of no use: build them first, with `make front`"
        );
    }
    Ok(())
}
