//! Days, typed the way people write them.

use super::fault::Fault;
use super::text::{dash, digit};

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const EARLIEST_YEAR: u32 = 1850;

// Until then the day has begun somewhere on Earth (UTC+14).
const FARTHEST_EAST: u64 = 14 * 3600;

enum Token {
    Number { value: u32, digits: usize },
    Month(u32),
}

/// Reads a day into `YYYY-MM-DD`. Of figures alone the first is the day, unless it is a year. `now` in unix seconds refuses days to come.
pub(super) fn read(text: &str, now: Option<u64>) -> Result<String, Fault> {
    use Token::{Month, Number};
    let (year, month, day) = match tokens(text)?.as_slice() {
        [
            Number {
                value: year,
                digits: 4,
            },
            Number {
                value: month,
                digits: 1 | 2,
            },
            Number {
                value: day,
                digits: 1 | 2,
            },
        ]
        | [
            Number {
                value: day,
                digits: 1 | 2,
            },
            Number {
                value: month,
                digits: 1 | 2,
            },
            Number {
                value: year,
                digits: 4,
            },
        ]
        | [
            Number {
                value: year,
                digits: 4,
            },
            Month(month),
            Number {
                value: day,
                digits: 1 | 2,
            },
        ]
        | [
            Number {
                value: day,
                digits: 1 | 2,
            },
            Month(month),
            Number {
                value: year,
                digits: 4,
            },
        ]
        | [
            Month(month),
            Number {
                value: day,
                digits: 1 | 2,
            },
            Number {
                value: year,
                digits: 4,
            },
        ] => (*year, *month, *day),
        [
            Number { digits: 1 | 2, .. },
            Number { digits: 1 | 2, .. } | Month(_),
            Number { digits: 1 | 2, .. },
        ]
        | [
            Month(_),
            Number { digits: 1 | 2, .. },
            Number { digits: 1 | 2, .. },
        ] => return Err(Fault::YearNotFull),
        _ => return Err(Fault::NotADate),
    };
    if !(1..=12).contains(&month) {
        return Err(Fault::NoSuchMonth { month });
    }
    let most = days_of(year, month);
    if !(1..=most).contains(&day) {
        return Err(Fault::NoSuchDay { day, most });
    }
    if year < EARLIEST_YEAR {
        return Err(Fault::TooLongAgo);
    }
    if now.is_some_and(|now| {
        days_since_1970(year, month, day) > now.saturating_add(FARTHEST_EAST) / 86_400
    }) {
        return Err(Fault::InTheFuture);
    }
    Ok(format!("{year:04}-{month:02}-{day:02}"))
}

fn tokens(text: &str) -> Result<Vec<Token>, Fault> {
    let mut tokens = Vec::new();
    let mut rest = text.chars().peekable();
    while let Some(&c) = rest.peek() {
        if digit(c).is_some() {
            let (mut value, mut digits) = (0_u32, 0);
            while let Some(figure) = rest.peek().copied().and_then(digit) {
                value = value.saturating_mul(10).saturating_add(figure);
                digits += 1;
                rest.next();
            }
            tokens.push(Token::Number { value, digits });
        } else if letter(c) {
            let mut word = String::new();
            while let Some(next) = rest.next_if(|c| letter(*c)) {
                word.push(next.to_ascii_lowercase());
            }
            match word.as_str() {
                "st" | "nd" | "rd" | "th" | "of" if !tokens.is_empty() => {}
                word => tokens.push(Token::Month(month(word).ok_or(Fault::NotADate)?)),
            }
        } else if c.is_whitespace() || dash(c) || matches!(c, '.' | '/' | ',') {
            rest.next();
        } else {
            return Err(Fault::NotADate);
        }
    }
    Ok(tokens)
}

/// Of other scripts every character counts as a letter, so that the bundle needs no table of them: no month is written in one.
fn letter(c: char) -> bool {
    c.is_ascii_alphabetic() || !(c.is_ascii() || c.is_whitespace() || dash(c))
}

fn month(word: &str) -> Option<u32> {
    let matches = |month: &&str| {
        word.len() >= 3 && month.starts_with(word) || *month == "september" && word == "sept"
    };
    (1..)
        .zip(&MONTHS)
        .find(|(_, month)| matches(month))
        .map(|(number, _)| number)
}

fn leap(year: u32) -> bool {
    year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400)
}

fn days_of(year: u32, month: u32) -> u32 {
    match month {
        2 if leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1 January 1970, and 0 for every day before it.
fn days_since_1970(year: u32, month: u32, day: u32) -> u64 {
    let years: u64 = (1970..year)
        .map(|year| if leap(year) { 366 } else { 365 })
        .sum();
    let months: u32 = (1..month).map(|month| days_of(year, month)).sum();
    if year < 1970 {
        0
    } else {
        years + u64::from(months + day - 1)
    }
}

/// Whole years from a day, `YYYY-MM-DD`, to `now` in unix seconds, in UTC. Who is born on 29 February has the birthday of other
/// years on 1 March.
pub(super) fn years_since(day: &str, now: i64) -> Option<u32> {
    let mut parts = day.split('-').map(|part| part.parse::<u32>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let today = u64::try_from(now).ok()? / 86_400;
    let years = (0..=200).take_while(|years| {
        let year = year + years + 1;
        let (month, day) = if day > days_of(year, month) {
            (month + 1, 1)
        } else {
            (month, day)
        };
        // Every day before 1970 is as old as 1 January 1970 here, which only moves birthdays that are past already.
        days_since_1970(year, month, day) <= today
    });
    u32::try_from(years.count()).ok()
}
