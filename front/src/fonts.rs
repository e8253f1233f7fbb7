//! The two typefaces, from their npm packages: upright, variable weight, Latin and Latin Extended.

use std::{fmt::Write, fs};

use anyhow::Context;
use flate2::Crc;

use crate::{Folders, site::Site};

struct Typeface {
    package: &'static str,
    family: &'static str,
    weights: &'static str,
}

const TYPEFACES: [Typeface; 2] = [
    Typeface {
        package: "source-serif-4",
        family: "Source Serif 4 Variable",
        weights: "200 900",
    },
    Typeface {
        package: "atkinson-hyperlegible-next",
        family: "Atkinson Hyperlegible Next Variable",
        weights: "200 800",
    },
];

const SUBSETS: [&str; 2] = ["latin", "latin-ext"];

/// Adds the font files and their licences; returns the `@font-face` rules. A file's name carries a hash of its bytes, so
/// that browsers may keep it for ever.
pub fn add(site: &mut Site, folders: &Folders) -> anyhow::Result<String> {
    let mut rules = String::new();
    for face in &TYPEFACES {
        let package = face.package;
        let folder = folders.modules.join("@fontsource-variable").join(package);
        let ranges = fs::read(folder.join("unicode.json"))
            .with_context(|| format!("no font package {package}"))?;
        let ranges: serde_json::Value = serde_json::from_slice(&ranges)?;
        for subset in SUBSETS {
            let range = ranges[subset]
                .as_str()
                .with_context(|| format!("{package} names no range for {subset}"))?;
            let bytes =
                fs::read(folder.join(format!("files/{package}-{subset}-wght-normal.woff2")))?;
            let mut hash = Crc::new();
            hash.update(&bytes);
            let name = format!("fonts/{package}-{subset}-{:08x}.woff2", hash.sum());
            writeln!(
                rules,
                "@font-face {{ font-family: \"{}\"; font-style: normal; font-display: swap; font-weight: {}; \
                 src: url(/{name}) format(\"woff2\"); unicode-range: {range}; }}",
                face.family, face.weights
            )?;
            site.add(&name, bytes);
        }
        site.add(
            &format!("fonts/{package}-LICENSE.txt"),
            fs::read(folder.join("LICENSE"))?,
        );
    }
    Ok(rules)
}
