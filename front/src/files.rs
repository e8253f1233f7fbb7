//! The files that go out as they are: everything in `public/`.

use std::fs;

use anyhow::Context;

use crate::{Folders, site::Site};

pub fn add(site: &mut Site, folders: &Folders) -> anyhow::Result<()> {
    let public = folders.root.join("public");
    let entries =
        fs::read_dir(&public).with_context(|| format!("no folder {}", public.display()))?;
    for entry in entries {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            let name = entry.file_name();
            let name = name.to_str().context("file names in public/ are ASCII")?;
            site.add(name, fs::read(entry.path())?);
        }
    }
    Ok(())
}
