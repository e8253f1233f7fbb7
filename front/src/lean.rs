//! What the app's wasm has that no browser needs.

use std::{ops::Range, path::Path};

use anyhow::{anyhow, ensure};
use walrus::{Module, passes};

use crate::linked::{Linked, Page};

/// Where a panic ends up: parts of the mangled names of the standard library's functions, none of which returns.
const PANICS: [&str; 10] = [
    "4core9panicking",
    "4core6option13unwrap_failed",
    "4core6option13expect_failed",
    "4core6result13unwrap_failed",
    "4core4cell22panic_already_borrowed",
    "4core4cell30panic_already_mutably_borrowed",
    "4core5slice5index16slice_index_fail",
    "4core3str16slice_error_fail",
    "5alloc7raw_vec12handle_error",
    "3std9panicking13panic_handler",
];

/// Exports that nothing calls: classes for the streams of Leptos's server functions, of which the app has none; and what
/// only the splitting needed.
const UNUSED: [&str; 4] = [
    "intounderlying",
    "__wbg_intounderlying",
    "__heap_base",
    "__data_end",
];

/// The compiled app in which a panic is a trap at once. It always was one, after a message that nobody could read was
/// made; what makes it is left out. The app can still be split.
pub fn without_messages(compiled: &[u8]) -> anyhow::Result<Vec<u8>> {
    let linked = Linked::read(compiled)?;
    let mut panics = Vec::new();
    for part in PANICS {
        let before = panics.len();
        // What gives something back is no end.
        let ends = linked
            .functions
            .iter()
            .filter(|function| function.ends && function.name.contains(part));
        panics.extend(ends);
        ensure!(
            panics.len() > before,
            "no function of the app is named …{part}…"
        );
    }
    linked.without(compiled, &panics, &places(&linked.pages)?)
}

/// A `core::panic::Location` in memory: address and length of a file's name, line, column.
const PLACE: usize = 16;

/// Where panics came from in the source, as addresses. Nothing reads that any more, and it tells of the folders on the
/// machine that built.
fn places(pages: &[Page]) -> anyhow::Result<Vec<Range<usize>>> {
    let mut places: Vec<Range<usize>> = Vec::new();
    for page in pages {
        for at in (0..page.bytes.len()).filter(|at| (page.start + at).is_multiple_of(4)) {
            if let Some(name) = file(pages, page.bytes, at) {
                places.extend([page.start + at..page.start + at + PLACE, name]);
            }
        }
    }
    ensure!(!places.is_empty(), "no place in the source was found");
    Ok(places)
}

/// Where the name of a file stands, if at this place of a page is a place in it.
fn file(pages: &[Page], page: &[u8], at: usize) -> Option<Range<usize>> {
    let word = |index: usize| {
        let bytes = page.get(at + 4 * index..at + 4 * index + 4)?;
        usize::try_from(u32::from_le_bytes(bytes.try_into().ok()?)).ok()
    };
    let (address, length, line, column) = (word(0)?, word(1)?, word(2)?, word(3)?);
    let is_place =
        (4..400).contains(&length) && (1..100_000).contains(&line) && (1..1_000).contains(&column);
    let is_file = |page: &Page| {
        let within = address.checked_sub(page.start).map(|at| at..at + length);
        within
            .and_then(|within| page.bytes.get(within))
            .is_some_and(|text| text.ends_with(b".rs") && text.iter().all(u8::is_ascii_graphic))
    };
    (is_place && pages.iter().any(is_file)).then(|| address..address + length)
}

/// Takes out of a bound app what only unused exports reach.
pub fn drop_unused(bound: &Path) -> anyhow::Result<()> {
    let mut module = Module::from_file(bound)?;
    let unused: Vec<_> = module
        .exports
        .iter()
        .filter(|export| UNUSED.iter().any(|name| export.name.starts_with(name)))
        .map(|export| export.id())
        .collect();
    for id in unused {
        module.exports.delete(id);
    }
    passes::gc::run(&mut module);
    module
        .emit_wasm_file(bound)
        .map_err(|error| anyhow!("cannot write {}: {error}", bound.display()))
}
