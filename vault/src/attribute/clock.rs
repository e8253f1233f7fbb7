//! Times of day, and the zones that they are in.

use super::fault::Fault;
use super::text::digit;

/// Reads a time of day into `HH:MM`: "9", "9:30", "9.30", "17 h", "5 pm".
pub(super) fn read(text: &str) -> Result<String, Fault> {
    let lower = text
        .to_ascii_lowercase()
        .replace(['.', ' ', '\u{a0}', '\u{202f}'], ":");
    let (figures, half) = match lower.find(|c: char| digit(c).is_none() && c != ':') {
        Some(end) => lower.split_at(end),
        None => (&*lower, ""),
    };
    let figures = figures.trim_end_matches(':');
    let (hour, minute) = figures.split_once(':').unwrap_or((figures, "0"));
    let (Some(hour), Some(minute)) = (number(hour), number(minute)) else {
        return Err(Fault::NotAClock);
    };
    let hour = match (&*half.replace(':', ""), hour) {
        ("" | "h" | "uhr", hour) => hour,
        ("am", 12) => 0,
        ("am", 1..=11) => hour,
        ("pm", 12) => 12,
        ("pm", 1..=11) => hour + 12,
        _ => return Err(Fault::NotAClock),
    };
    if hour < 24 && minute < 60 {
        Ok(format!("{hour:02}:{minute:02}"))
    } else {
        Err(Fault::NotAClock)
    }
}

fn number(text: &str) -> Option<u32> {
    let figures: Option<Vec<u32>> = text.chars().map(digit).collect();
    match figures?.as_slice() {
        [one] => Some(*one),
        [ten, one] => Some(ten * 10 + one),
        _ => None,
    }
}

/// Reads the name of a zone of the tz database in its form, `Area/Place` or `UTC`; whether there is such a place only the browser
/// knows.
pub(super) fn zone(text: &str) -> Result<String, Fault> {
    let zone = text.replace(' ', "_");
    let proper = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_uppercase())
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+'))
    };
    let names: Vec<_> = zone.split('/').collect();
    if zone == "UTC" || (2..=3).contains(&names.len()) && names.iter().all(|name| proper(name)) {
        Ok(zone)
    } else {
        Err(Fault::NotAZone)
    }
}
