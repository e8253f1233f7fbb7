//! The one style sheet: the sheets of `style/` joined in the order of their layers, and minified.

use std::{
    fs,
    io::Write,
    process::{Command, Stdio},
};

use anyhow::{Context, ensure};

use crate::{Folders, fonts::Font, site::Site};

const SHEETS: [&str; 6] = ["tokens", "base", "frame", "components", "pages", "print"];

pub fn add(site: &mut Site, folders: &Folders, fonts: &[Font]) -> anyhow::Result<()> {
    let mut sheet = String::new();
    for name in SHEETS {
        let path = folders.root.join(format!("style/{name}.css"));
        sheet += &fs::read_to_string(&path)
            .with_context(|| format!("no style sheet {}", path.display()))?;
    }
    for font in fonts {
        ensure!(
            sheet.contains(&font.known_as),
            "no style sheet loads {}",
            font.known_as
        );
        sheet = sheet.replace(&font.known_as, &font.served_as);
    }
    site.add("pkg/app.css", minify(folders, &sheet)?);
    Ok(())
}

fn minify(folders: &Folders, sheet: &str) -> anyhow::Result<Vec<u8>> {
    let mut node = Command::new("node")
        .arg(folders.root.join("front/minify.mjs"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot start node")?;
    node.stdin
        .take()
        .context("node has a standard input")?
        .write_all(sheet.as_bytes())?;
    let output = node.wait_with_output()?;
    ensure!(output.status.success(), "the style sheets do not parse");
    Ok(output.stdout)
}
