//! Letters, small and capital. A browser knows Unicode's tables, so the bundle leaves them out.

/// The text in small letters, for comparing.
#[cfg(feature = "browser")]
pub fn small(text: &str) -> String {
    js_sys::JsString::from(text).to_lower_case().into()
}

/// The text in capitals.
pub fn capital(text: &str) -> String {
    #[cfg(feature = "browser")]
    return js_sys::JsString::from(text).to_upper_case().into();
    #[cfg(not(feature = "browser"))]
    return text.to_uppercase();
}
