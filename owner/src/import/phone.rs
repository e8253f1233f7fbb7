//! Telephone numbers as people dial them at home.

/// Calling codes of ITU-T E.164 and, behind a comma, what is dialled before a number within the country.
const CODES: &str = "\
    AE971,0 AR54,0 AT43,0 AU61,0 BE32,0 BG359,0 BR55,0 CA1,1 CH41,0 CL56 CN86,0 CY357 CZ420 DE49,0 DK45 EE372 EG20,0 ES34 \
    FI358,0 FR33,0 GB44,0 GR30 HK852 HR385,0 HU36,06 ID62,0 IE353,0 IL972,0 IN91,0 IS354 IT39 JP81,0 KE254,0 KR82,0 LI423 \
    LT370,0 LU352 LV371 MA212,0 MT356 MX52 MY60,0 NG234,0 NL31,0 NO47 NZ64,0 PE51,0 PH63,0 PK92,0 PL48 PT351 RO40,0 RS381,0 \
    RU7,8 SA966,0 SE46,0 SG65 SI386,0 SK421,0 TH66,0 TR90,0 TW886,0 UA380,0 US1,1 VN84,0 ZA27,0";

/// Digits of the shortest number that is dialled within a country without an area code.
const LEAST: usize = 7;

/// A number as it is dialled from abroad, where it is written as it is dialled within `home` (ISO 3166-1 alpha-2).
pub(super) fn international(text: &str, home: Option<&str>) -> Option<String> {
    let number = text.trim();
    let number = number.strip_prefix("tel:").unwrap_or(number);
    let bare: String = number.chars().filter(|c| !matches!(c, '(' | ' ')).collect();
    if bare.starts_with('+') || bare.starts_with("00") {
        return None;
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
    if digits < LEAST {
        return None;
    }
    let mut international = String::from("+");
    international.push_str(code);
    international.push(' ');
    international.extend(rest.chars().filter(|c| !matches!(c, '(' | ')')));
    Some(international)
}
