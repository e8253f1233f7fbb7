//! Builds what the browser loads, into `target/site`, where the server embeds it from.
//!
//! `cargo run -p front` builds the small bundle that is shipped and refuses one over its budget; `-- --dev` builds
//! quickly.

mod files;
mod fonts;
mod lean;
mod linked;
mod site;
mod size;
mod split;
mod style;
mod wasm;

use std::{
    env,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};

use crate::site::Site;

/// Shipped or for a developer's eyes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Build {
    Release,
    Dev,
}

/// The folders that the build reads and writes.
struct Folders {
    root: PathBuf,
    modules: PathBuf,
    target: PathBuf,
}

impl Folders {
    fn of(root: &Path) -> Self {
        Self {
            modules: root.join("front/node_modules"),
            target: root.join("target/front"),
            root: root.to_owned(),
        }
    }
}

fn main() -> anyhow::Result<()> {
    let build = match env::args().skip(1).collect::<Vec<_>>().as_slice() {
        [] => Build::Release,
        [flag] if flag == "--dev" => Build::Dev,
        other => bail!("unknown arguments {other:?}; the only one is --dev"),
    };
    // As it is now, not as it was when this was compiled: another checkout may share the target folder.
    let manifest = env::var_os("CARGO_MANIFEST_DIR")
        .context("start this with `cargo run -p front`, or `make`")?;
    let root = Path::new(&manifest)
        .parent()
        .context("the workspace stands above this crate")?;
    let folders = Folders::of(root);
    if !folders.modules.is_dir() {
        bail!("front/node_modules is missing: run `npm ci` in front/, or `make`");
    }

    let mut site = Site::default();
    wasm::add(&mut site, &folders, build)?;
    let fonts = fonts::add(&mut site, &folders)?;
    style::add(&mut site, &folders, &fonts)?;
    files::add(&mut site, &folders)?;

    let folder = root.join("target/site");
    site.write(&folder, build)?;
    if build == Build::Release {
        size::check(&folder)?;
    }
    Ok(())
}
