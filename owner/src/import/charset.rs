//! From bytes to text: UTF-8, UTF-16, and Windows-1252 for everything that is neither.

use std::borrow::Cow;

/// The letters of Windows-1252 from 0x80 to 0x9F; a gap is the control character of Latin-1.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// A file without its byte order mark, and in UTF-8 where it was in UTF-16.
pub(super) fn unmarked(file: &[u8]) -> Cow<'_, [u8]> {
    match file {
        [0xef, 0xbb, 0xbf, rest @ ..] => Cow::Borrowed(rest),
        [0xff, 0xfe, rest @ ..] => Cow::Owned(wide(rest, u16::from_le_bytes).into_bytes()),
        [0xfe, 0xff, rest @ ..] => Cow::Owned(wide(rest, u16::from_be_bytes).into_bytes()),
        // Without a mark the zeros beside the first Latin letters tell.
        [1..=255, 0, 1..=255, 0, ..] => Cow::Owned(wide(file, u16::from_le_bytes).into_bytes()),
        [0, 1..=255, 0, 1..=255, ..] => Cow::Owned(wide(file, u16::from_be_bytes).into_bytes()),
        _ => Cow::Borrowed(file),
    }
}

fn wide(file: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = file.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let letter = |unit: Result<char, _>| unit.unwrap_or(char::REPLACEMENT_CHARACTER);
    char::decode_utf16(units).map(letter).collect()
}

/// The text of bytes of which nothing is said.
pub(super) fn text(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(windows(bytes)),
    }
}

/// The text of bytes whose character set a card names.
pub(super) fn named(bytes: &[u8], charset: &str) -> String {
    let eight_bit = ["ISO-8859-1", "ISO-8859-15", "WINDOWS-1252", "CP1252"];
    if eight_bit
        .iter()
        .any(|name| name.eq_ignore_ascii_case(charset))
    {
        windows(bytes)
    } else {
        text(bytes).into_owned()
    }
}

fn windows(bytes: &[u8]) -> String {
    let letter = |byte: &u8| match byte {
        0x80..=0x9f => WINDOWS[usize::from(byte - 0x80)],
        _ => char::from(*byte),
    };
    bytes.iter().map(letter).collect()
}

/// Undoes quoted-printable (RFC 2045 6.7); what is none stays.
pub(super) fn unquoted(bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        match (first, after) {
            (b'=', [high, low, after @ ..])
                if let (Some(high), Some(low)) = (hex(*high), hex(*low)) =>
            {
                plain.push(high << 4 | low);
                rest = after;
            }
            _ => plain.push(first),
        }
    }
    plain
}

fn hex(byte: u8) -> Option<u8> {
    let digit = char::from(byte).to_digit(16)?;
    u8::try_from(digit).ok()
}
