//! The files of `target/site`, with their precompressed neighbours.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    thread,
};

use anyhow::{Context, anyhow};
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};

use crate::Build;

/// Kinds of file that are compressed already.
const PACKED: [&str; 2] = [".png", ".woff2"];

/// Everything that the browser can ask for, by path.
#[derive(Default)]
pub struct Site {
    files: BTreeMap<String, Vec<u8>>,
}

impl Site {
    pub fn add(&mut self, path: &str, bytes: Vec<u8>) {
        self.files.insert(path.to_owned(), bytes);
    }

    /// Makes `folder` hold exactly this site. A file that is there already keeps its time, so that the server is compiled
    /// again only after a change. A developer's build leaves compression out.
    pub fn write(&self, folder: &Path, build: Build) -> anyhow::Result<()> {
        let mut keep = Vec::new();
        for (path, bytes) in &self.files {
            let file = folder.join(path);
            let packed = [suffixed(&file, "br"), suffixed(&file, "gz")];
            let same = fs::read(&file).is_ok_and(|old| old == *bytes);
            let pack = build == Build::Release && !PACKED.iter().any(|end| path.ends_with(end));
            if pack && !(same && packed.iter().all(|neighbour| neighbour.exists())) {
                let parent = file.parent().context("a file stands in a folder")?;
                fs::create_dir_all(parent)?;
                let (brotli, gzip) = thread::scope(|scope| {
                    let brotli = scope.spawn(|| brotli(bytes));
                    let gzip = gzip(bytes);
                    (brotli.join(), gzip)
                });
                fs::write(
                    &packed[0],
                    brotli.map_err(|_| anyhow!("brotli failed on {path}"))??,
                )?;
                fs::write(&packed[1], gzip?)?;
            }
            if pack {
                keep.extend(packed);
            }
            if !same {
                let parent = file.parent().context("a file stands in a folder")?;
                fs::create_dir_all(parent)?;
                fs::write(&file, bytes)?;
            }
            keep.push(file);
        }
        remove_others(folder, &keep)
    }
}

fn suffixed(file: &Path, end: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(end);
    name.into()
}

fn brotli(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut packed = Vec::new();
    let params = BrotliEncoderParams {
        quality: 11,
        lgwin: 24,
        size_hint: bytes.len(),
        ..BrotliEncoderParams::default()
    };
    brotli::BrotliCompress(&mut &*bytes, &mut packed, &params)?;
    Ok(packed)
}

fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

fn remove_others(folder: &Path, keep: &[PathBuf]) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            remove_others(&entry.path(), keep)?;
        } else if !keep.contains(&entry.path()) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
