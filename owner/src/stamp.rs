//! Moments as texts of RFC 3339 in UTC, for what people read: `2026-11-22T06:20:14Z`.

const DAY: i64 = 86_400;

/// The text of a moment in unix seconds.
pub(crate) fn write(at: i64) -> String {
    let (year, month, day) = civil(at.div_euclid(DAY));
    let second = at.rem_euclid(DAY);
    let mut text = String::with_capacity(20);
    let mut push = |number: i64, width: usize, after: &str| {
        let digits = number.to_string();
        text.extend(std::iter::repeat_n('0', width.saturating_sub(digits.len())));
        text.push_str(&digits);
        text.push_str(after);
    };
    push(year, 4, "-");
    push(month, 2, "-");
    push(day, 2, "T");
    push(second / 3600, 2, ":");
    push(second / 60 % 60, 2, ":");
    push(second % 60, 2, "Z");
    text
}

/// The moment of such a text.
pub(crate) fn read(text: &str) -> Option<i64> {
    let (day, time) = text.strip_suffix('Z')?.split_once('T')?;
    let [year, month, date] = numbers(day, '-')?;
    let [hour, minute, second] = numbers(time, ':')?;
    let at = days(year, month, date) * DAY + hour * 3600 + minute * 60 + second;
    // What is no day or no time of day is written in another way.
    (write(at) == text).then_some(at)
}

fn numbers(text: &str, between: char) -> Option<[i64; 3]> {
    let mut parts = text
        .splitn(3, between)
        .map(|part| part.parse::<u16>().map(i64::from).ok());
    Some([parts.next()??, parts.next()??, parts.next()??])
}

/// Days since 1 January 1970, in the Gregorian calendar. March is the first month, so that the leap day is a year's last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + of_year
        - 719_468
}

fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    (era * 400 + year + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn known_moments() {
        for (at, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_795_328_414, "2026-11-22T06:20:14Z"),
            (-1, "1969-12-31T23:59:59Z"),
        ] {
            assert_eq!(super::write(at), text);
            assert_eq!(super::read(text), Some(at));
        }
        for text in [
            "",
            "2026-02-29T00:00:00Z",
            "2026-11-22",
            "2026-11-22T24:00:00Z",
            "2026-1-22T06:20:14Z",
        ] {
            assert_eq!(super::read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(at in -60_000_000_000_i64..250_000_000_000) {
            prop_assert_eq!(super::read(&super::write(at)), Some(at));
        }
    }
}
