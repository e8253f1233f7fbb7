//! Telephone numbers in the international form of E.164.

use super::fault::{Fault, Typed};
use super::text::{dash, digit};

/// Digits of the shortest numbers in use that can be dialled from abroad.
const LEAST: usize = 7;
const MOST: usize = 15;

/// Reads a number that begins with `+` or `00` and a country code. Spaces, dots, dashes, slashes, brackets and a `(0)` for calls from
/// within the country are left out.
pub(super) fn read(text: &str) -> Result<String, Fault> {
    let text: String = text
        .chars()
        .map(|c| {
            digit(c)
                .and_then(|value| char::from_digit(value, 10))
                .unwrap_or(c)
        })
        .collect();
    let text = text.strip_prefix("tel:").unwrap_or(&text).trim_start();
    let text = text.trim_start_matches('(');
    let international = text
        .strip_prefix(['+', '\u{FF0B}'])
        .or_else(|| text.strip_prefix("00"));
    let rest = international.unwrap_or(text);
    // Italy's 0 is dialled from abroad too.
    let trunk = if rest.trim_start().starts_with("39") {
        "0"
    } else {
        ""
    };
    let rest = rest.replacen("(0)", trunk, 1);
    if let Some(c) = rest.chars().find(|&c| !(c.is_ascii_digit() || divides(c))) {
        return Err(Fault::BadCharacter(Typed::new(c)));
    }
    if international.is_none() {
        return Err(Fault::NoCountryCode);
    }
    let number: String = rest.chars().filter(char::is_ascii_digit).collect();
    // No country code begins with 0 (ITU-T E.164, list of assigned codes).
    if number.starts_with('0') {
        return Err(Fault::NoCountryCode);
    }
    match number.len() {
        have if have < LEAST => Err(Fault::TooFewDigits { have, least: LEAST }),
        have if have > MOST => Err(Fault::TooManyDigits { have, most: MOST }),
        _ => Ok(format!("+{number}")),
    }
}

fn divides(c: char) -> bool {
    c.is_whitespace() || dash(c) || matches!(c, '.' | '/' | '(' | ')')
}
