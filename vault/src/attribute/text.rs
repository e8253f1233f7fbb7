//! Plain text: what a value may contain, and its one normal form.

use super::fault::Fault;
use crate::letter::{is_hidden, is_joining};

/// One line: runs of white space become one space.
pub(super) fn line(text: &str, most: usize) -> Result<String, Fault> {
    checked(text.split_whitespace().collect::<Vec<_>>().join(" "), most)
}

/// Several lines divided by `\n`, without white space at their ends and without blank lines around them.
pub(super) fn lines(text: &str, most: usize) -> Result<String, Fault> {
    let text = text
        .replace("\r\n", "\n")
        .replace(['\r', '\u{85}', '\u{2028}', '\u{2029}'], "\n")
        .replace('\t', " ");
    let lines: Vec<_> = text.split('\n').map(str::trim_end).collect();
    checked(lines.join("\n").trim().to_owned(), most)
}

/// Text of a form that has no room for hidden characters. Address books add them around numbers, so they are dropped and not refused.
pub(super) fn bare(text: &str) -> String {
    let text: String = text
        .chars()
        .filter(|&c| !is_hidden(c) && !is_joining(c))
        .collect();
    text.trim().to_owned()
}

fn checked(text: String, most: usize) -> Result<String, Fault> {
    if text.chars().all(|c| c.is_whitespace() || is_joining(c)) {
        Err(Fault::Empty)
    } else if text.chars().any(is_hidden) {
        Err(Fault::HiddenCharacter)
    } else if text.chars().count() > most {
        Err(Fault::TooLong { most })
    } else {
        Ok(text)
    }
}

/// Value of a digit in the scripts whose keyboards people type numbers with.
pub(super) fn digit(c: char) -> Option<u32> {
    let zero = match c {
        '0'..='9' => '0',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6F0}'..='\u{6F9}' => '\u{6F0}',
        '\u{966}'..='\u{96F}' => '\u{966}',
        '\u{FF10}'..='\u{FF19}' => '\u{FF10}',
        _ => return None,
    };
    Some(u32::from(c) - u32::from(zero))
}

/// A hyphen, a dash or a minus sign.
pub(super) fn dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}
