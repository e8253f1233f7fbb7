//! What the app's wasm has that no browser needs.

use std::path::Path;

use anyhow::{Context, anyhow, ensure};
use walrus::{FunctionBuilder, FunctionKind, Module, passes};

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
    Ok(module)
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
