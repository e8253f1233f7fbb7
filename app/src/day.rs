//! Days as people write them: the civil calendar, and its English wording.
//!
//! Times are unix seconds; a place on the map is an offset in minutes east of UTC (London in summer 60, New York in
//! winter -300). The offset belongs to the moment that is shown, since summer time changes it. Nothing here reads a clock.

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];
const SECONDS_A_DAY: i64 = 86_400;

/// One day of the Gregorian calendar, year 1 to 9999. Days compare in the order of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    year: i32,
    month: u8,
    day: u8,
}

impl Day {
    /// The day with these numbers, if the calendar has it.
    #[must_use]
    pub fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        let known = (1..=9999).contains(&year) && (1..=12).contains(&month);
        (known && (1..=days_in_month(year, month)).contains(&day)).then_some(Self {
            year,
            month,
            day,
        })
    }

    /// The day that it is at `unix` seconds, `offset` minutes east of UTC.
    #[must_use]
    pub fn at(unix: i64, offset: i32) -> Self {
        Self::from_count((unix + i64::from(offset) * 60).div_euclid(SECONDS_A_DAY))
    }

    #[must_use]
    pub fn year(self) -> i32 {
        self.year
    }

    /// 1 to 12.
    #[must_use]
    pub fn month(self) -> u8 {
        self.month
    }

    /// 1 to 31.
    #[must_use]
    pub fn day(self) -> u8 {
        self.day
    }

    /// The first second of the day, `offset` minutes east of UTC.
    #[must_use]
    pub fn starts(self, offset: i32) -> i64 {
        self.count() * SECONDS_A_DAY - i64::from(offset) * 60
    }

    /// The last second of the day: a share "until" a day holds to its end.
    #[must_use]
    pub fn ends(self, offset: i32) -> i64 {
        self.starts(offset) + SECONDS_A_DAY - 1
    }

    #[must_use]
    pub fn add_days(self, days: i64) -> Self {
        Self::from_count(self.count() + days)
    }

    /// The same date some years on; 29 February becomes 28 where there is none.
    #[must_use]
    pub fn add_years(self, years: i32) -> Self {
        let year = (self.year + years).clamp(1, 9999);
        Self {
            year,
            month: self.month,
            day: self.day.min(days_in_month(year, self.month)),
        }
    }

    /// How many days from this one to the other; negative if the other is past.
    #[must_use]
    pub fn days_to(self, other: Self) -> i64 {
        other.count() - self.count()
    }

    /// `Saturday`
    #[must_use]
    pub fn weekday(self) -> &'static str {
        WEEKDAYS[self.weekday_index()]
    }

    /// `Sat`
    #[must_use]
    pub fn weekday_short(self) -> &'static str {
        &self.weekday()[..3]
    }

    /// `Saturday 21 November 2026`
    #[must_use]
    pub fn full(self) -> String {
        format!("{} {}", self.weekday(), self.long())
    }

    /// `21 November 2026`
    #[must_use]
    pub fn long(self) -> String {
        format!("{} {}", self.long_without_year(), self.year)
    }

    /// `21 Nov 2026`
    #[must_use]
    pub fn short(self) -> String {
        format!("{} {}", self.short_without_year(), self.year)
    }

    /// `21 November`
    #[must_use]
    pub fn long_without_year(self) -> String {
        format!("{} {}", self.day, self.month_name())
    }

    /// `21 Nov`
    #[must_use]
    pub fn short_without_year(self) -> String {
        format!("{} {}", self.day, &self.month_name()[..3])
    }

    /// `2026-11-21`, as ISO 8601 and `<time datetime>` have it.
    #[must_use]
    pub fn iso(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    /// Reads a day as people type it: `14 2 2027`, `14.2.2027`, `14/02/2027`, `14 Feb 2027`, `February 14, 2027`,
    /// or `2027-02-14`. With numbers alone the day comes first, unless the year does. The year has four digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text
            .split(|c: char| c.is_whitespace() || c.is_ascii() && !c.is_ascii_alphanumeric())
            .filter(|part| !part.is_empty())
            .collect();
        let [first, second, third] = parts.as_slice() else {
            return None;
        };
        if let Some(month) = month_named(first) {
            return Self::new(year_of(third)?, month, small(second)?);
        }
        if let Some(month) = month_named(second) {
            return Self::new(year_of(third)?, month, small(first)?);
        }
        match year_of(first) {
            Some(year) => Self::new(year, small(second)?, small(third)?),
            None => Self::new(year_of(third)?, small(second)?, small(first)?),
        }
    }

    fn month_name(self) -> &'static str {
        MONTHS[usize::from(self.month - 1)]
    }

    /// 0 is Monday: 1 January 1970 was a Thursday.
    fn weekday_index(self) -> usize {
        usize::try_from((self.count() + 3).rem_euclid(7)).unwrap_or(0)
    }

    /// Days since 1 January 1970. Years are counted from March, so that the leap day is the last of its year and a
    /// month's first day follows from its number alone; 400 years always have 146,097 days.
    fn count(self) -> i64 {
        let (year, month) = (i64::from(self.year), i64::from(self.month));
        let year = if month <= 2 { year - 1 } else { year };
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + i64::from(self.day) - 1;
        era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year
            - 719_468
    }

    /// The inverse of `count`; what lies outside the years 1 to 9999 becomes the nearest day inside.
    fn from_count(count: i64) -> Self {
        let first = Self {
            year: 1,
            month: 1,
            day: 1,
        };
        let last = Self {
            year: 9999,
            month: 12,
            day: 31,
        };
        let count = count.clamp(first.count(), last.count()) + 719_468;
        let era = count.div_euclid(146_097);
        let day_of_era = count.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 {
            from_march + 3
        } else {
            from_march - 9
        };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Self {
            year: i32::try_from(year).unwrap_or(last.year),
            month: u8::try_from(month).unwrap_or(last.month),
            day: u8::try_from(day).unwrap_or(last.day),
        }
    }
}

/// `17:46`
#[must_use]
pub fn clock(unix: i64, offset: i32) -> String {
    let minutes = (unix.div_euclid(60) + i64::from(offset)).rem_euclid(1_440);
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// 0 to 23, for a greeting that fits the hour.
#[must_use]
pub fn hour(unix: i64, offset: i32) -> u8 {
    let hours = (unix.div_euclid(60) + i64::from(offset))
        .div_euclid(60)
        .rem_euclid(24);
    u8::try_from(hours).unwrap_or(0)
}

/// Days from today to the last day, as a calendar counts them: 0 on the last day itself, negative after it.
#[must_use]
pub fn days_left(now: i64, until: i64, offset: i32) -> i64 {
    Day::at(now, offset).days_to(Day::at(until, offset))
}

/// The moment for `<time datetime>`: `2026-11-21T17:46Z`.
#[must_use]
pub fn iso_moment(unix: i64) -> String {
    format!("{}T{}Z", Day::at(unix, 0).iso(), clock(unix, 0))
}

fn days_in_month(year: i32, month: u8) -> u8 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// A month by its English name, or by its first three letters or more.
fn month_named(text: &str) -> Option<u8> {
    let text = text.to_ascii_lowercase();
    let index = MONTHS
        .iter()
        .position(|name| text.len() >= 3 && name.to_ascii_lowercase().starts_with(&text))?;
    u8::try_from(index + 1).ok()
}

fn year_of(text: &str) -> Option<i32> {
    (text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

fn small(text: &str) -> Option<u8> {
    (text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENING: i64 = 1_795_283_160; // Saturday 21 November 2026, 17:46 UTC

    fn day(year: i32, month: u8, day: u8) -> Day {
        Day::new(year, month, day).expect("a day of the calendar")
    }

    #[test]
    fn a_moment_is_worded_as_people_say_it() {
        let today = Day::at(EVENING, 0);
        assert_eq!(today.full(), "Saturday 21 November 2026");
        assert_eq!(today.long(), "21 November 2026");
        assert_eq!(today.short(), "21 Nov 2026");
        assert_eq!(today.short_without_year(), "21 Nov");
        assert_eq!(today.weekday_short(), "Sat");
        assert_eq!(today.iso(), "2026-11-21");
        assert_eq!(clock(EVENING, 0), "17:46");
        assert_eq!(iso_moment(EVENING), "2026-11-21T17:46Z");
    }

    #[test]
    fn the_offset_moves_the_day_and_the_clock() {
        assert_eq!(clock(EVENING, 60), "18:46");
        assert_eq!(clock(EVENING, -330), "12:16");
        assert_eq!(hour(EVENING, 600), 3);
        assert_eq!(Day::at(EVENING, 600), day(2026, 11, 22));
        assert_eq!(clock(-60, 0), "23:59");
        assert_eq!(Day::at(-1, 0), day(1969, 12, 31));
    }

    #[test]
    fn the_calendar_has_the_days_it_has() {
        assert!(Day::new(2027, 2, 29).is_none());
        assert!(Day::new(2028, 2, 29).is_some());
        assert!(Day::new(1900, 2, 29).is_none());
        assert!(Day::new(2000, 2, 29).is_some());
        assert!(Day::new(2026, 13, 1).is_none());
        assert!(Day::new(2026, 4, 31).is_none());
        assert!(Day::new(0, 1, 1).is_none());
    }

    #[test]
    fn counting_goes_there_and_back_over_four_centuries() {
        let mut current = day(1799, 12, 31);
        for step in 1..=160_000 {
            let next = current.add_days(1);
            assert_eq!(current.days_to(next), 1, "step {step}");
            assert_eq!((current.weekday_index() + 1) % 7, next.weekday_index());
            assert!(next > current);
            assert_eq!(Day::new(next.year, next.month, next.day), Some(next));
            current = next;
        }
        assert_eq!(current, day(1799, 12, 31).add_days(160_000));
    }

    #[test]
    fn a_year_on_stays_in_the_calendar() {
        assert_eq!(day(2028, 2, 29).add_years(1), day(2029, 2, 28));
        assert_eq!(day(2026, 11, 21).add_years(1), day(2027, 11, 21));
        assert_eq!(day(9999, 12, 31).add_days(5), day(9999, 12, 31));
    }

    #[test]
    fn days_left_count_calendar_days() {
        let until = day(2026, 11, 30).ends(0);
        assert_eq!(days_left(EVENING, until, 0), 9);
        assert_eq!(days_left(until, until, 0), 0);
        assert_eq!(days_left(until + 1, until, 0), -1);
        assert_eq!(
            day(2026, 11, 30).starts(60),
            day(2026, 11, 30).starts(0) - 3_600
        );
    }

    #[test]
    fn typed_days_are_read() {
        for typed in [
            "14 2 2027",
            "14.2.2027",
            "14/02/2027",
            "14. Feb 2027",
            "14 february 2027",
            "February 14, 2027",
            "2027-02-14",
            " 2027 2 14 ",
        ] {
            assert_eq!(Day::parse(typed), Some(day(2027, 2, 14)), "{typed}");
        }
    }

    #[test]
    fn what_is_no_day_is_not_guessed() {
        for typed in [
            "",
            "14 2",
            "14 2 27",
            "30 2 2027",
            "14 fe 2027",
            "2 14 2027",
            "14 2 2027 5",
            "٣ 2 2027",
            "x",
        ] {
            assert_eq!(Day::parse(typed), None, "{typed}");
        }
    }

    #[test]
    fn iso_is_read_back() {
        for count in (-300_000..800_000).step_by(997) {
            let some = Day::from_count(count);
            assert_eq!(Day::parse(&some.iso()), Some(some));
            assert_eq!(Day::parse(&some.long()), Some(some));
        }
    }
}
