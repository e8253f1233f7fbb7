//! The person's side against a server, honest and hostile: the same tests natively and as wasm in a browser.

#[cfg(test)]
mod suite {
    mod carry;
    mod carry_card;
    mod carry_hostile;
    mod carry_lost;
    mod carry_round;
    mod desk;
    mod device;
    mod false_grants;
    mod flow;
    mod giving;
    mod hostile;
    mod keeping;
    mod log_file;
    mod merge;
    mod methods;
    mod promise;
    mod scene;
    mod tamper;
    mod vectors;

    #[cfg(not(target_arch = "wasm32"))]
    mod interop;
    #[cfg(not(target_arch = "wasm32"))]
    mod writing;

    #[cfg(target_arch = "wasm32")]
    wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
}
