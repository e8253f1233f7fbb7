//! Where and when the page is.

use js_sys::{Date, Promise};
use wasm_bindgen_futures::JsFuture;

/// Now, in unix seconds.
pub fn now() -> i64 {
    (Date::now() / 1000.0) as i64
}

/// Milliseconds, for measuring how long something takes.
pub fn ticks() -> f64 {
    Date::now()
}

/// Minutes east of UTC at a moment (unix seconds), where the person is.
pub fn offset(at: i64) -> i32 {
    let date = Date::new(&(at as f64 * 1000.0).into());
    -(date.get_timezone_offset() as i32)
}

/// The page's origin, such as `https://vault.example`.
pub fn origin() -> String {
    let location = web_sys::window().map(|window| window.location());
    location
        .and_then(|location| location.origin().ok())
        .unwrap_or_default()
}

/// The page's host, such as `vault.example`.
pub fn host() -> String {
    let location = web_sys::window().map(|window| window.location());
    location
        .and_then(|location| location.host().ok())
        .unwrap_or_default()
}

/// The country that the browser is set to, ISO 3166-1 alpha-2: `de-AT` is AT.
pub fn home_country() -> Option<String> {
    let language = web_sys::window()?.navigator().language()?;
    let (_, country) = language.rsplit_once('-')?;
    (country.len() == 2).then(|| country.to_ascii_uppercase())
}

/// Waits, in milliseconds.
pub async fn pause(milliseconds: i32) {
    let promise = Promise::new(&mut |done, _| {
        if let Some(window) = web_sys::window() {
            let _ =
                window.set_timeout_with_callback_and_timeout_and_arguments_0(&done, milliseconds);
        }
    });
    // A timer only ever resolves.
    let _ = JsFuture::from(promise).await;
}

/// Takes the server's page off, so that the browser can put its own in the same place.
pub fn clear() {
    if let Some(body) = web_sys::window().and_then(|window| window.document()?.body()) {
        body.set_text_content(None);
    }
}

/// Marks the document as taken over: from now on its controls work.
pub fn ready() {
    let root = web_sys::window().and_then(|window| window.document()?.document_element());
    if let Some(root) = root {
        let _ = root.set_attribute("data-ready", "");
    }
}
