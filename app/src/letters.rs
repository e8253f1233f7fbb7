//! Letters, small and capital. A browser knows Unicode's tables, so the bundle leaves them out.

/// The text in small letters, for comparing.
#[cfg(feature = "browser")]
pub fn small(text: &str) -> String {
    js_sys::JsString::from(text).to_lower_case().into()
}

/// Whether this can be part of a word: a letter or digit of ours, and of other scripts every character outside the blocks of
/// punctuation and signs (Latin-1's first half, General Punctuation to Miscellaneous Symbols and Arrows, CJK Symbols).
pub fn is_of_word(c: char) -> bool {
    match c {
        '\u{80}'..='\u{BF}'
        | '\u{2000}'..='\u{2BFF}'
        | '\u{3000}'..='\u{303F}'
        | '\u{E000}'..='\u{F8FF}'
        | '\u{FE00}'..='\u{FE6F}' => false,
        c => c.is_ascii_alphanumeric() || !c.is_ascii(),
    }
}

/// The text in capitals.
pub fn capital(text: &str) -> String {
    #[cfg(feature = "browser")]
    return js_sys::JsString::from(text).to_upper_case().into();
    #[cfg(not(feature = "browser"))]
    return text.to_uppercase();
}
