//! The two typefaces, from their npm packages: upright, variable weight, Latin and Latin Extended.

use std::fs;

use anyhow::Context;
use flate2::Crc;

use crate::{Folders, site::Site};

const TYPEFACES: [&str; 2] = ["source-serif-4", "atkinson-hyperlegible-next"];
const SUBSETS: [&str; 2] = ["latin", "latin-ext"];

/// A font file under the name that the style sheets know it by, and under the one that it goes out with.
pub struct Font {
    pub known_as: String,
    pub served_as: String,
}

/// Adds the font files and their licences. A file goes out under a name with a hash of its bytes, so that browsers may keep
/// it for ever.
pub fn add(site: &mut Site, folders: &Folders) -> anyhow::Result<Vec<Font>> {
    let mut fonts = Vec::new();
    for package in TYPEFACES {
        let folder = folders.modules.join("@fontsource-variable").join(package);
        for subset in SUBSETS {
            let name = format!("{package}-{subset}-wght-normal");
            let bytes = fs::read(folder.join(format!("files/{name}.woff2")))
                .with_context(|| format!("the font package has no {name}"))?;
            let mut hash = Crc::new();
            hash.update(&bytes);
            let font = Font {
                known_as: format!("fonts/{name}.woff2"),
                served_as: format!("fonts/{name}-{:08x}.woff2", hash.sum()),
            };
            site.add(&font.served_as, bytes);
            fonts.push(font);
        }
        site.add(
            &format!("fonts/{package}-LICENSE.txt"),
            fs::read(folder.join("LICENSE"))?,
        );
    }
    Ok(fonts)
}
