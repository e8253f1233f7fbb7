//! Runs a crate's tests, compiled to wasm, in a headless browser. Cargo calls it as the runner of that target.

use std::{
    env,
    process::{Command, exit},
};

use wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args;

/// What the runner says when the browser told of a test that fails. All else is the browser's or its driver's own failure.
const TESTS_FAILED: &str = "some tests failed";
/// Set for the second run, which is the last.
const AGAIN: &str = "WASM_TEST_AGAIN";

/// A browser that crashes or hangs, as happens where memory or time is short, is started once more. A test that fails is not
/// tried again.
fn main() -> anyhow::Result<()> {
    let Err(failed) = run_cli_with_args(env::args_os()) else {
        return Ok(());
    };
    if failed.to_string() == TESTS_FAILED || env::var_os(AGAIN).is_some() {
        return Err(failed);
    }
    eprintln!("The browser did not tell how the tests went, and is started once more: {failed:#}");
    let status = Command::new(env::current_exe()?)
        .args(env::args_os().skip(1))
        .env(AGAIN, "1")
        .status()?;
    exit(status.code().unwrap_or(1))
}
