//! Runs a crate's tests, compiled to wasm, in a headless browser. Cargo calls it as the runner of that target.

fn main() -> anyhow::Result<()> {
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(std::env::args_os())
}
