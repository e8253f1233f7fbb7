//! What the app's wasm has that no browser needs.

use std::{ops::Range, path::Path};

use anyhow::{Context, anyhow, ensure};
use walrus::{
    ConstExpr, DataId, DataKind, FunctionBuilder, FunctionKind, Module, ir::Value, passes,
};

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

/// Exports that nothing calls: classes for the streams of Leptos's server functions, of which the app has none.
const UNUSED: [&str; 2] = ["intounderlying", "__wbg_intounderlying"];

/// The compiled app in which a panic is a trap at once. It always was one, after a message that nobody could read was
/// made; what makes it is left out.
pub fn without_messages(compiled: &Path) -> anyhow::Result<Module> {
    let mut module = Module::from_file(compiled)
        .with_context(|| format!("cannot read {}", compiled.display()))?;
    let mut panics = Vec::new();
    for part in PANICS {
        let before = panics.len();
        for function in module.funcs.iter() {
            let named = function
                .name
                .as_ref()
                .is_some_and(|name| name.contains(part));
            // What gives something back is no end.
            let ends = module.types.results(function.ty()).is_empty();
            if named && ends && matches!(function.kind, FunctionKind::Local(_)) {
                panics.push(function.id());
            }
        }
        ensure!(
            panics.len() > before,
            "no function of the app is named …{part}…"
        );
    }
    for id in panics {
        let ty = module.funcs.get(id).ty();
        let (params, results) = module.types.params_results(ty);
        let (params, results) = (params.to_vec(), results.to_vec());
        let args = params.iter().map(|ty| module.locals.add(*ty)).collect();
        let mut builder = FunctionBuilder::new(&mut module.types, &params, &results);
        builder.func_body().unreachable();
        module.funcs.get_mut(id).kind = FunctionKind::Local(builder.local_func(args));
    }
    forget_places(&mut module)?;
    Ok(module)
}

/// A `core::panic::Location` in memory: address and length of a file's name, line, column.
const PLACE: usize = 16;

/// Blanks where in the source a panic came from. Nothing reads it any more, and it tells of the folders on the machine that built.
fn forget_places(module: &mut Module) -> anyhow::Result<()> {
    let mut pages = Vec::new();
    for data in module.data.iter() {
        if let DataKind::Active {
            offset: ConstExpr::Value(Value::I32(start)),
            ..
        } = data.kind
        {
            pages.push((data.id(), usize::try_from(start)?, data.value.clone()));
        }
    }
    let mut blanks: Vec<Range<usize>> = Vec::new();
    for (_, start, page) in &pages {
        for at in (0..page.len()).filter(|at| (start + at).is_multiple_of(4)) {
            if let Some(name) = file(&pages, page, at) {
                blanks.extend([start + at..start + at + PLACE, name]);
            }
        }
    }
    ensure!(!blanks.is_empty(), "no place in the source was found");
    for (id, start, _) in &pages {
        let page = &mut module.data.get_mut(*id).value;
        for blank in &blanks {
            let within = blank
                .start
                .checked_sub(*start)
                .map(|at| at..at + blank.len());
            if let Some(text) = within.and_then(|within| page.get_mut(within)) {
                text.fill(0);
            }
        }
    }
    Ok(())
}

type Page = (DataId, usize, Vec<u8>);

/// Where the name of a file stands, if at this place of a page is a place in it.
fn file(pages: &[Page], page: &[u8], at: usize) -> Option<Range<usize>> {
    let word = |index: usize| {
        let bytes = page.get(at + 4 * index..at + 4 * index + 4)?;
        usize::try_from(u32::from_le_bytes(bytes.try_into().ok()?)).ok()
    };
    let (address, length, line, column) = (word(0)?, word(1)?, word(2)?, word(3)?);
    let is_place =
        (4..400).contains(&length) && (1..100_000).contains(&line) && (1..1_000).contains(&column);
    let is_file = |(_, start, page): &Page| {
        let within = address.checked_sub(*start).map(|at| at..at + length);
        within
            .and_then(|within| page.get(within))
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
