//! The app as WebAssembly, and the two scripts that start it.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, ensure};
use flate2::Crc;
use wasm_bindgen_cli_support::Bindgen;

use crate::{Build, Folders, lean, site::Site};

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
        fs::create_dir_all(&bound)?;
        bind(&compiled, &bound, build)?;
        if build == Build::Release {
            lean::drop_unused(&bound.join("app_bg.wasm"))?;
            optimize(folders, &bound.join("app_bg.wasm"))?;
        }
        fs::write(&stamp, origin)?;
    }
    site.add("pkg/app.js", fs::read(bound.join("app.js"))?);
    site.add("pkg/app_bg.wasm", fs::read(bound.join("app_bg.wasm"))?);
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
        // Leptos: one type for what is in a component and for every route.
        .env("RUSTFLAGS", "--cfg erase_components")
        .status()
        .context("cannot start cargo")?;
    ensure!(status.success(), "the app does not compile for the browser");
    Ok(folders
        .target
        .join("wasm32-unknown-unknown")
        .join(folder)
        .join("app.wasm"))
}

/// What the outputs depend on: the compiled app, the pinned tools, and how they are used.
fn origin(folders: &Folders, compiled: &Path) -> anyhow::Result<String> {
    let mut hash = Crc::new();
    hash.update(include_bytes!("wasm.rs"));
    hash.update(include_bytes!("lean.rs"));
    hash.update(&fs::read(compiled)?);
    hash.update(&fs::read(folders.root.join("front/package-lock.json"))?);
    hash.update(&fs::read(folders.root.join("Cargo.lock"))?);
    Ok(format!("{} bytes, {:08x}", hash.amount(), hash.sum()))
}

fn bind(compiled: &Path, bound: &Path, build: Build) -> anyhow::Result<()> {
    let release = build == Build::Release;
    let mut bindgen = Bindgen::new();
    if release {
        bindgen.input_module("app", lean::without_messages(compiled)?);
    } else {
        bindgen.input_path(compiled);
    }
    bindgen
        .web(true)?
        .out_name("app")
        .typescript(false)
        .keep_debug(!release)
        // Names bring functions of one kind together; wasm-opt drops them then.
        .remove_name_section(false)
        .remove_producers_section(release)
        .generate(bound)
        .context("wasm-bindgen cannot bind the app")
}

fn optimize(folders: &Folders, wasm: &Path) -> anyhow::Result<()> {
    let status = Command::new(folders.modules.join(".bin/wasm-opt"))
        .args(["-Oz", "--strip-debug", "--strip-producers"])
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
