//! Where the keyboard goes after something happened.

use leptos::{prelude::*, wasm_bindgen::JsCast, web_sys::HtmlElement};

/// Puts the focus on the first element that fits the selector, once the page shows what has just changed.
pub(super) fn on(selector: &'static str) {
    request_animation_frame(move || {
        let found = document().query_selector(selector).ok().flatten();
        let focused = found
            .and_then(|found| found.dyn_into::<HtmlElement>().ok())
            .map(|found| found.focus());
        if !matches!(focused, Some(Ok(()))) {
            leptos::logging::warn!("nothing took the focus");
        }
    });
}
