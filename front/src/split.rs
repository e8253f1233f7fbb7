//! One compiled app as several modules of wasm over one memory: what every page needs, and the chunks that pages load.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, anyhow};
use wasm_split_cli_support::{Options, transform};

/// The script that loads the chunks.
pub const LINKS: &str = "split.js";

/// Splits the app: writes what every page needs to `main`, and into `folder` the chunks and the script that loads them. A chunk
/// fits one build only, so each carries the build's `mark` in its name. Gives the chunks back.
pub fn split(wasm: &[u8], main: &Path, folder: &Path, mark: &str) -> anyhow::Result<Vec<PathBuf>> {
    let mut options = Options::new(wasm);
    options.main_out_path = main;
    options.output_dir = folder;
    options.main_module = "./app.js";
    let link_name = format!("./{LINKS}");
    options.link_name = &link_name;
    let split = transform(options).map_err(|error| anyhow!("the app does not split: {error:?}"))?;

    let links = folder.join(LINKS);
    let mut script = fs::read_to_string(&links)?;
    let mut chunks = Vec::new();
    for path in split.split_modules {
        let stem = path.file_stem().and_then(|stem| stem.to_str());
        let stem = stem.context("a chunk has a name")?;
        let marked = format!(
            "{}-{mark}.wasm",
            stem.strip_prefix("split_").unwrap_or(stem)
        );
        script = script.replace(&format!("\"./{stem}.wasm\""), &format!("\"./{marked}\""));
        let chunk = folder.join(marked);
        fs::rename(&path, &chunk)?;
        chunks.push(chunk);
    }
    fs::write(links, script)?;
    Ok(chunks)
}
