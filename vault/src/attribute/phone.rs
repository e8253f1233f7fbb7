//! Telephone numbers: kept in the international form of E.164, typed as people dial them, shown in groups.

use super::fault::{Fault, Typed};
use super::text::{dash, digit};

/// Calling codes of ITU-T E.164 and, behind a comma, what is dialled before a number within the country.
const CODES: &str = "\
    AE971,0 AR54,0 AT43,0 AU61,0 BE32,0 BG359,0 BR55,0 CA1,1 CH41,0 CL56 CN86,0 CY357 CZ420 DE49,0 DK45 EE372 EG20,0 ES34 \
    FI358,0 FR33,0 GB44,0 GR30 HK852 HR385,0 HU36,06 ID62,0 IE353,0 IL972,0 IN91,0 IS354 IT39 JP81,0 KE254,0 KR82,0 LI423 \
    LT370,0 LU352 LV371 MA212,0 MT356 MX52 MY60,0 NG234,0 NL31,0 NO47 NZ64,0 PE51,0 PH63,0 PK92,0 PL48 PT351 RO40,0 RS381,0 \
    RU7,8 SA966,0 SE46,0 SG65 SI386,0 SK421,0 TH66,0 TR90,0 TW886,0 UA380,0 US1,1 VN84,0 ZA27,0";

/// Digits of the shortest number that is dialled within a country without an area code.
const LEAST_AT_HOME: usize = 7;
/// Digits of the shortest numbers in use that can be dialled from abroad.
const LEAST: usize = 7;
const MOST: usize = 15;

/// Reads a number that begins with `+` or `00` and a country code. Spaces, dots, dashes, slashes, brackets and a `(0)` for calls from
/// within the country are left out.
pub(super) fn read(text: &str) -> Result<String, Fault> {
    let text: String = text.chars().map(figure).collect();
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

/// A number as it is dialled from abroad, where it is written as it is dialled within `home` (ISO 3166-1 alpha-2), or with a
/// country's code and the 0 of calls from within that country. `None` where it needs no change, or none is known.
pub fn international(text: &str, home: Option<&str>) -> Option<String> {
    let number: String = text.trim().chars().map(figure).collect();
    let number = number.strip_prefix("tel:").unwrap_or(&number);
    let bare: String = number.chars().filter(|&c| !divides(c)).collect();
    if let Some(abroad) = bare.strip_prefix('+').or_else(|| bare.strip_prefix("00")) {
        return without_trunk(abroad);
    }
    let home = home?;
    let entry = CODES.split(' ').find(|entry| {
        entry
            .get(..2)
            .is_some_and(|code| code.eq_ignore_ascii_case(home))
    })?;
    let (code, trunk) = entry[2..].split_once(',').unwrap_or((&entry[2..], ""));
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let mut rest = number.trim_start_matches(['(', ' ']);
    match rest.strip_prefix(trunk) {
        // North America dials the 1 or leaves it out; a number of ten digits is whole in any case.
        Some(after) if code != "1" || digits == 11 => rest = after,
        _ if code == "1" && digits == 10 => {}
        _ => return None,
    }
    if digits < LEAST_AT_HOME {
        return None;
    }
    // Where nothing is dialled before a number, a long one that begins like the country's code has that already. Italy's
    // numbers are longer than most.
    let longest = code.len() + if code == "39" { 9 } else { 7 };
    if trunk.is_empty() && bare.starts_with(code) && digits > longest {
        return None;
    }
    let mut international = String::from("+");
    international.push_str(code);
    international.push(' ');
    international.extend(rest.chars().filter(|c| !matches!(c, '(' | ')')));
    Some(international)
}

/// The number in groups, as people read it: "+44 7700 900 123". Without a plus, or of a country that is not known here, it
/// stays as it is.
pub fn grouped(number: &str) -> String {
    let Some((code, _, rest)) = number.strip_prefix('+').and_then(parts) else {
        return number.to_owned();
    };
    // The longer group stands where a number of that length is broken most often: first, and in North America last.
    let sizes: &[usize] = match (code, rest.len()) {
        ("1", 10) => &[3, 3, 4],
        (_, 10) => &[4, 3, 3],
        (_, 7) => &[3, 4],
        (_, 8) => &[4, 4],
        (_, 9) => &[3, 3, 3],
        (_, 11) => &[4, 3, 4],
        _ => &[],
    };
    let mut text = format!("+{code}");
    let mut left = rest;
    for size in sizes {
        let (group, after) = left.split_at(*size);
        text.push(' ');
        text.push_str(group);
        left = after;
    }
    if !left.is_empty() {
        text.push(' ');
        text.push_str(left);
    }
    text
}

/// Calling code, what is dialled before it within the country, and the rest.
fn parts(digits: &str) -> Option<(&'static str, &'static str, &str)> {
    let known = CODES.split(' ').map(|entry| {
        let entry = entry.get(2..).unwrap_or_default();
        entry.split_once(',').unwrap_or((entry, ""))
    });
    let mut fits =
        known.filter_map(|(code, trunk)| Some((code, trunk, digits.strip_prefix(code)?)));
    fits.find(|(code, ..)| !code.is_empty())
}

/// Without the 0 of calls from within the country, where somebody put the country's code before it.
fn without_trunk(abroad: &str) -> Option<String> {
    let (code, trunk, rest) = parts(abroad)?;
    let national = rest.strip_prefix('0').filter(|_| trunk == "0")?;
    Some(format!("+{code} {national}"))
}

/// A digit of any script as one of ours.
fn figure(c: char) -> char {
    let value = digit(c);
    value
        .and_then(|value| char::from_digit(value, 10))
        .unwrap_or(c)
}

fn divides(c: char) -> bool {
    c.is_whitespace() || dash(c) || matches!(c, '.' | '/' | '(' | ')')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_it_is_dialled_at_home() {
        for (typed, home, kept) in [
            ("07700 900123", "GB", "+447700900123"),
            ("+44 07700 900123", "GB", "+447700900123"),
            ("0044 07700 900123", "FR", "+447700900123"),
            ("+44 (0)7700-900123", "GB", "+447700900123"),
            ("0151 2345 678", "DE", "+491512345678"),
            ("(202) 555-0110", "US", "+12025550110"),
            ("612 345 678", "ES", "+34612345678"),
            ("06 1234 5678", "IT", "+390612345678"),
            ("392 123 4567", "IT", "+393921234567"),
            ("47 12 34 56", "NO", "+4747123456"),
            (
                "\u{660}\u{665}\u{661} \u{662}\u{663}\u{664} \u{665}\u{666}\u{667}\u{668}",
                "SA",
                "+966512345678",
            ),
        ] {
            let number = international(typed, Some(home));
            assert_eq!(read(&number.unwrap()).unwrap(), kept, "{typed}");
        }
        for (typed, home) in [
            ("+44 7700 900123", Some("GB")),
            ("+39 06 1234 5678", Some("IT")),
            ("34612345678", Some("ES")),
            ("4512345678", Some("DK")),
            ("07700 900123", None),
            ("07700 900123", Some("XX")),
        ] {
            assert_eq!(international(typed, home), None, "{typed}");
        }
    }

    #[test]
    fn a_number_is_shown_in_groups() {
        for (kept, shown) in [
            ("+447700900123", "+44 7700 900 123"),
            ("+12025550110", "+1 202 555 0110"),
            ("+33612345678", "+33 612 345 678"),
            ("+4512345678", "+45 1234 5678"),
            ("+3726123456", "+372 612 3456"),
            ("+491512345678", "+49 1512 345 678"),
            ("+4915123456789", "+49 1512 345 6789"),
            ("+999123456", "+999123456"),
            ("070", "070"),
        ] {
            assert_eq!(grouped(kept), shown);
            assert_eq!(read(&grouped(kept)).ok(), read(kept).ok());
        }
    }
}
