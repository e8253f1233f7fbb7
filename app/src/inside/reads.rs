//! The reads of a period, counted: by day or hour, by company, by kind of data.

use vault::{id::GrantId, log::Entry, order};

use crate::{
    attribute_words,
    browser::place::offset,
    day::{Day, clock},
    parts::Bar,
    t,
};

const HOUR: i64 = 60 * 60;
const HOURS: i64 = 24;

/// How far back a page looks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Period {
    Hours,
    Days(i64),
}

impl Period {
    pub const ALL: [Self; 4] = [Self::Hours, Self::Days(7), Self::MONTH, Self::Days(90)];
    /// What a page shows first.
    pub const MONTH: Self = Self::Days(30);

    /// Its value in an address.
    pub fn key(self) -> String {
        match self {
            Self::Hours => "24h".to_owned(),
            Self::Days(days) => format!("{days}d"),
        }
    }

    pub fn of_key(key: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|period| period.key() == key)
            .unwrap_or(Self::MONTH)
    }

    pub fn word(self) -> String {
        match self {
            Self::Hours => t!(activity.hours, count = HOURS),
            Self::Days(days) => t!(activity.days, count = days),
        }
    }
}

/// What was read in a period.
#[derive(Clone, PartialEq)]
pub(super) struct Reads {
    /// Oldest first.
    pub bars: Vec<Bar>,
    /// The days or hours of the bars, in words that stand in a sentence.
    names: Vec<String>,
    pub sent: usize,
    pub refused: usize,
    /// Answers by share, the most first.
    pub companies: Vec<(GrantId, u64)>,
    /// Answers by kind of data, the most first.
    pub kinds: Vec<(String, u64)>,
}

impl Reads {
    /// Counts the entries of the period that ends at `now` (unix seconds).
    pub fn count(entries: &[Entry], period: Period, now: i64) -> Self {
        let slots = Slots::new(period, now);
        let mut reads = Self {
            bars: slots.bars(),
            names: slots.names(),
            sent: 0,
            refused: 0,
            companies: Vec::new(),
            kinds: Vec::new(),
        };
        let mut companies = Vec::new();
        let mut kinds = Vec::new();
        for entry in entries {
            let Some(bar) = slots
                .index(entry.time)
                .and_then(|index| reads.bars.get_mut(index))
            else {
                continue;
            };
            let count = u64::from(entry.count);
            if !entry.outcome.released() {
                bar.refused += entry.count;
                reads.refused += entry.count as usize;
                continue;
            }
            bar.sent += entry.count;
            reads.sent += entry.count as usize;
            tally(&mut companies, entry.grant, count);
            let mut clusters: Vec<_> = entry
                .given
                .iter()
                .map(|attribute| attribute.cluster())
                .collect();
            order::sort_by_key(&mut clusters, |cluster| *cluster);
            clusters.dedup();
            for cluster in clusters {
                tally(&mut kinds, cluster, count);
            }
        }
        most_first(&mut companies);
        most_first(&mut kinds);
        reads.companies = companies;
        reads.kinds = kinds
            .into_iter()
            .map(|(cluster, count)| (attribute_words::cluster(cluster).to_owned(), count))
            .collect();
        reads
    }

    /// The bar with the most requests and the words for its time; `None` where there were none.
    pub fn busiest(&self) -> Option<(&str, &Bar)> {
        let all = self.names.iter().map(String::as_str).zip(&self.bars);
        all.max_by_key(|(_, bar)| bar.sent + bar.refused)
            .filter(|(_, bar)| bar.sent + bar.refused > 0)
    }
}

/// Adds to the count of one thing.
fn tally<T: PartialEq>(counts: &mut Vec<(T, u64)>, thing: T, more: u64) {
    match counts.iter_mut().find(|(other, _)| *other == thing) {
        Some((_, count)) => *count += more,
        None => counts.push((thing, more)),
    }
}

/// What counts most comes first, and what counts as much keeps a place of its own.
fn most_first<T: Ord + Copy>(counts: &mut Vec<(T, u64)>) {
    order::sort_by_key(counts, |(thing, count)| (std::cmp::Reverse(*count), *thing));
}

/// The days or hours of a period, where the person is.
struct Slots {
    period: Period,
    /// The day today as a date, and the hour as a count.
    today: Day,
    hour: i64,
}

impl Slots {
    fn new(period: Period, now: i64) -> Self {
        Self {
            period,
            today: Day::at(now, offset(now)),
            hour: hour_at(now),
        }
    }

    fn index(&self, time: i64) -> Option<usize> {
        let (back, length) = match self.period {
            Period::Hours => (self.hour - hour_at(time), HOURS),
            Period::Days(days) => (Day::at(time, offset(time)).days_to(self.today), days),
        };
        // A server whose clock is ahead of this device's has not read in the future.
        usize::try_from(length - 1 - back.max(0)).ok()
    }

    fn bars(&self) -> Vec<Bar> {
        let bar = |label| Bar {
            label,
            sent: 0,
            refused: 0,
        };
        match self.period {
            Period::Hours => self.hours().map(bar).collect(),
            Period::Days(_) => self
                .days()
                .map(|day| bar(day.short_without_year()))
                .collect(),
        }
    }

    fn names(&self) -> Vec<String> {
        match self.period {
            Period::Hours => self.hours().collect(),
            Period::Days(_) => self.days().map(Day::long_without_year).collect(),
        }
    }

    fn hours(&self) -> impl Iterator<Item = String> {
        let last = self.hour;
        // The hours are counted where the person is, so nothing is added to them again.
        (0..HOURS)
            .rev()
            .map(move |back| clock((last - back) * HOUR, 0))
    }

    fn days(&self) -> impl Iterator<Item = Day> {
        let (today, length) = match self.period {
            Period::Hours => (self.today, 1),
            Period::Days(days) => (self.today, days),
        };
        (0..length).rev().map(move |back| today.add_days(-back))
    }
}

/// Hours since 1970 where the person is.
fn hour_at(time: i64) -> i64 {
    (time + i64::from(offset(time)) * 60).div_euclid(HOUR)
}
