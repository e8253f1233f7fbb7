//! What a character is to people: part of a word, or something that nobody sees.

/// Whether this can be part of a word: a letter or digit of ours, and of other scripts every character outside the blocks of
/// punctuation and signs (Latin-1's first half, General Punctuation to Miscellaneous Symbols and Arrows, CJK Symbols).
/// Unicode's own tables are left out, since the browser's bundle would carry them.
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

/// Controls that are no white space, and the marks that make a text look like another one (Unicode TR36 2.5): those that turn
/// its direction, and invisible separators. Values that are kept are held to this too: one character more here, and a vault that
/// has it could not be opened.
pub fn is_hidden(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || matches!(c,
            '\u{200B}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
}

/// Invisible too, but writing in Persian, Hindi or emoji needs them.
pub fn is_joining(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{61C}' | '\u{200C}'..='\u{200F}')
}
