//! Whole numbers, and numbers that carry check digits.

use super::country;
use super::fault::{Fault, Typed};
use super::text::{dash, digit};

/// Reads a whole number from 1 to `most`.
pub(super) fn count(text: &str, most: u64) -> Result<u64, Fault> {
    let wrong = Fault::NotACount { least: 1, most };
    let mut value: u64 = 0;
    for c in text.chars() {
        let figure = digit(c).ok_or(wrong.clone())?;
        value = value
            .checked_mul(10)
            .and_then(|value| value.checked_add(u64::from(figure)))
            .ok_or(wrong.clone())?;
    }
    if (1..=most).contains(&value) {
        Ok(value)
    } else {
        Err(wrong)
    }
}

/// Reads an International Bank Account Number (ISO 13616): 15 to 34 characters whose remainder by 97 is 1 (ISO/IEC 7064).
pub(super) fn iban(text: &str) -> Result<String, Fault> {
    let iban = joined(text)?;
    let country = iban.get(..2).is_some_and(country::known);
    if !country {
        return Err(Fault::NotAnIban);
    }
    if !(15..=34).contains(&iban.len()) {
        return Err(Fault::WrongLength { have: iban.len() });
    }
    let (start, rest) = iban.split_at(4);
    let remainder = rest.bytes().chain(start.bytes()).fold(0, |sum, byte| {
        let value = u32::from(match byte {
            b'0'..=b'9' => byte - b'0',
            _ => byte - b'A' + 10,
        });
        (sum * if value > 9 { 100 } else { 10 } + value) % 97
    });
    if remainder == 1 {
        Ok(iban)
    } else {
        Err(Fault::CheckDigits)
    }
}

/// Reads a Global Trade Item Number: the figures under the bars of a product (GS1 General Specifications 7.9, check digit).
pub(super) fn gtin(text: &str) -> Result<String, Fault> {
    let gtin = joined(text)?;
    if let Some(c) = gtin.chars().find(|c| !c.is_ascii_digit()) {
        return Err(Fault::BadCharacter(Typed::new(c)));
    }
    if !matches!(gtin.len(), 8 | 12..=14) {
        return Err(Fault::WrongLength { have: gtin.len() });
    }
    // From the right, the check digit counts once, its neighbour three times.
    let sum: u32 = gtin
        .bytes()
        .rev()
        .zip([1, 3].into_iter().cycle())
        .map(|(byte, weight)| u32::from(byte - b'0') * weight)
        .sum();
    if sum.is_multiple_of(10) {
        Ok(gtin)
    } else {
        Err(Fault::CheckDigits)
    }
}

/// Reads a Vehicle Identification Number (ISO 3779): 17 letters and figures without I, O and Q. Its check digit is used in North
/// America only, so it is not asked for.
pub(super) fn vin(text: &str) -> Result<String, Fault> {
    let vin = joined(text)?;
    if let Some(c) = vin.chars().find(|c| matches!(c, 'I' | 'O' | 'Q')) {
        return Err(Fault::BadCharacter(Typed::new(c)));
    }
    if vin.len() == 17 {
        Ok(vin)
    } else {
        Err(Fault::WrongLength { have: vin.len() })
    }
}

/// ASCII letters and figures in capitals, without the spaces and dashes between them.
fn joined(text: &str) -> Result<String, Fault> {
    let mut joined = String::new();
    for c in text.chars() {
        match digit(c).and_then(|value| char::from_digit(value, 10)) {
            Some(figure) => joined.push(figure),
            None if c.is_ascii_alphabetic() => joined.push(c.to_ascii_uppercase()),
            None if c.is_whitespace() || dash(c) || c == '.' => {}
            None => return Err(Fault::BadCharacter(Typed::new(c))),
        }
    }
    Ok(joined)
}
