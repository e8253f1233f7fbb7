//! The app as WebAssembly, and the scripts that start it and load the rest of it.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, ensure};
use flate2::Crc;
use wasm_bindgen_cli_support::Bindgen;

use crate::{Build, Folders, lean, site::Site, split};

/// Loads the wasm and hands the page over to it. A file of its own, so that the page needs no inline script.
const START: &str = "import init, { take_over } from \"/pkg/app.js\";\n\
                     await init({ module_or_path: \"/pkg/app_bg.wasm\" });\n\
                     take_over();\n";

pub fn add(site: &mut Site, folders: &Folders, build: Build) -> anyhow::Result<()> {
    let compiled = compile(folders, build)?;
    let bound = folders.target.join(match build {
        Build::Release => "bound",
        Build::Dev => "bound-dev",
    });
    let stamp = bound.join("made-from");
    let origin = origin(folders, &compiled)?;
    if fs::read_to_string(&stamp).ok().as_ref() != Some(&origin) {
        if bound.exists() {
            fs::remove_dir_all(&bound)?;
        }
        fs::create_dir_all(&bound)?;
        bind(folders, &compiled, &bound, &origin, build)?;
        fs::write(&stamp, origin)?;
    }
    for entry in fs::read_dir(&bound)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        let name = name.context("file names of the build are ASCII")?;
        if path != stamp {
            site.add(&format!("pkg/{name}"), fs::read(&path)?);
        }
    }
    site.add("pkg/start.js", START.into());
    Ok(())
}

/// Compiles `app` with its browser half, in a target folder of its own: cargo locks a folder while it builds in it.
fn compile(folders: &Folders, build: Build) -> anyhow::Result<PathBuf> {
    let (profile, folder) = match build {
        Build::Release => ("front", "front"),
        Build::Dev => ("dev", "debug"),
    };
    let status = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .current_dir(&folders.root)
        .args(["build", "--package", "app", "--lib"])
        .args(["--no-default-features", "--features", "browser"])
        .args(["--target", "wasm32-unknown-unknown", "--profile", profile])
        .arg("--target-dir")
        .arg(&folders.target)
        // Leptos: one type for what is in a component and for every route. The linker: notes by which the app is split.
        .env(
            "RUSTFLAGS",
            "--cfg erase_components -Clink-arg=--emit-relocs",
        )
        .status()
        .context("cannot start cargo")?;
    ensure!(status.success(), "the app does not compile for the browser");
    Ok(folders
        .target
        .join("wasm32-unknown-unknown")
        .join(folder)
        .join("app.wasm"))
}

/// A mark of what the outputs depend on: the compiled app, the pinned tools, and how they are used.
fn origin(folders: &Folders, compiled: &Path) -> anyhow::Result<String> {
    let mut hash = Crc::new();
    hash.update(include_bytes!("wasm.rs"));
    hash.update(include_bytes!("lean.rs"));
    hash.update(include_bytes!("linked.rs"));
    hash.update(include_bytes!("split.rs"));
    hash.update(&fs::read(compiled)?);
    hash.update(&fs::read(folders.root.join("front/package-lock.json"))?);
    hash.update(&fs::read(folders.root.join("Cargo.lock"))?);
    Ok(format!("{:x}-{:08x}", hash.amount(), hash.sum()))
}

fn bind(
    folders: &Folders,
    compiled: &Path,
    bound: &Path,
    mark: &str,
    build: Build,
) -> anyhow::Result<()> {
    let release = build == Build::Release;
    let mut wasm =
        fs::read(compiled).with_context(|| format!("cannot read {}", compiled.display()))?;
    if release {
        wasm = lean::without_messages(&wasm)?;
    }
    let main = compiled.with_file_name("main.wasm");
    let chunks = split::split(&wasm, &main, bound, mark)?;
    Bindgen::new()
        .input_path(main)
        .web(true)?
        .out_name("app")
        .typescript(false)
        .keep_debug(!release)
        // The chunks share the table of functions.
        .keep_lld_exports(true)
        // Names bring functions of one kind together; wasm-opt drops them then.
        .remove_name_section(false)
        .remove_producers_section(release)
        .generate(bound)
        .context("wasm-bindgen cannot bind the app")?;
    if release {
        let app = bound.join("app_bg.wasm");
        lean::drop_unused(&app)?;
        for module in chunks.iter().chain([&app]) {
            optimize(folders, module)?;
        }
    }
    Ok(())
}

fn optimize(folders: &Folders, wasm: &Path) -> anyhow::Result<()> {
    let status = Command::new(folders.modules.join(".bin/wasm-opt"))
        .args(["-Oz", "--quiet", "--strip-debug", "--strip-producers"])
        // What counts is the size in brotli, which many small functions of one shape, one beside the other, make smaller
        // than few large ones: inlining the functions that have one caller makes a tenth more of it.
        .args(["--one-caller-inline-max-function-size", "8"])
        .args(["--converge", "--reorder-functions-by-name"])
        .args([
            "--enable-bulk-memory",
            "--enable-mutable-globals",
            "--enable-multivalue",
        ])
        .args([
            "--enable-nontrapping-float-to-int",
            "--enable-reference-types",
            "--enable-sign-ext",
        ])
        .arg(wasm)
        .arg("-o")
        .arg(wasm)
        .status()
        .context("cannot start wasm-opt")?;
    ensure!(status.success(), "wasm-opt refuses the app");
    Ok(())
}
