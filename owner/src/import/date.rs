//! Days as files write them.

/// Countries that write the month before the day.
const MONTH_FIRST: [&str; 4] = ["US", "PH", "FM", "MH"];

/// A whole day as a box takes it, and whether it could be another day too; `None` where year, month or day are missing.
pub(super) fn read(text: &str, home: Option<&str>) -> Option<(String, bool)> {
    let text = text.trim();
    // A year that nobody was born in stands for none: 0000 in claims, 1604 with Apple.
    let none = ["--", "0000-", "1604-"];
    if figures(text) < 4 || none.iter().any(|year| text.starts_with(year)) {
        return None;
    }
    // With a time of day behind it.
    let day = match text.find(['T', ' ']) {
        Some(end) if figures(&text[..end]) >= 6 => &text[..end],
        _ => text,
    };
    if let (8, Some(year), Some(month), Some(date)) =
        (day.len(), day.get(..4), day.get(4..6), day.get(6..))
        && day.bytes().all(|byte| byte.is_ascii_digit())
    {
        return Some((join(year, month, date), false));
    }
    let parts: Vec<_> = day.split('/').collect();
    match parts.as_slice() {
        [first, second, year] if year.len() == 4 => {
            let (Ok(one), Ok(other)) = (first.parse::<u8>(), second.parse::<u8>()) else {
                return Some((day.to_owned(), false));
            };
            let unsure = one <= 12 && other <= 12 && one != other && home.is_none();
            let month_first = match (one, other) {
                (13.., _) => false,
                (_, 13..) => true,
                _ => home.is_some_and(|home| MONTH_FIRST.contains(&home)),
            };
            Some(if month_first {
                (join(year, first, second), unsure)
            } else {
                (join(year, second, first), unsure)
            })
        }
        _ => {
            let parts = day.split(|c: char| !c.is_ascii_digit() && c.is_ascii_punctuation());
            let parts = parts.flat_map(str::split_whitespace);
            // A year and a month, or a year alone, are no day.
            (parts.filter(|part| !part.is_empty()).count() >= 3).then(|| (day.to_owned(), false))
        }
    }
}

fn join(year: &str, month: &str, day: &str) -> String {
    [year, month, day].join("-")
}

fn figures(text: &str) -> usize {
    text.bytes().filter(u8::is_ascii_digit).count()
}
