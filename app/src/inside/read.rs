//! One entry of the log in words: who asked for what, and what became of it.

use owner::Vault;
use vault::{
    log::{Entry, Outcome},
    order,
};

use super::{shared, words};
use crate::{
    browser::place::{now, offset},
    day::{self, Day},
    parts::{Company, State},
    t,
};

/// An entry in words.
#[derive(Clone, PartialEq)]
pub(super) struct Read {
    pub company: Company,
    /// "17:46" today, "Thu" within a week, "14 Nov" before.
    pub time: String,
    /// For machines.
    pub moment: String,
    /// After the company's name: "read your name and address".
    pub did: String,
    /// "To send your parcels", or why nothing was sent.
    pub why: String,
    pub state: State,
    pub state_word: &'static str,
}

impl Read {
    pub fn new(vault: &Vault, entry: &Entry) -> Self {
        let noted = vault
            .companies()
            .find(|company| company.grant == entry.grant);
        let company = noted.map_or_else(
            || Company {
                id: entry.grant.to_string(),
                name: t!(read.unknown).to_owned(),
            },
            shared::door,
        );
        let attributes = match (entry.outcome.released(), noted) {
            (true, _) => &entry.given,
            (false, Some(company)) if entry.asked.is_empty() => &company.attributes,
            (false, _) => &entry.asked,
        };
        let field = |attribute| match noted {
            Some(company) => shared::field_within(vault, company, attribute),
            None => words::attribute_within(&attribute, vault.default_value(attribute)),
        };
        // An entry has them by name; screens have one order of their own.
        let mut attributes = attributes.clone();
        order::sort_by_key(&mut attributes, |attribute| attribute.place());
        let fields: Vec<_> = attributes.into_iter().map(field).collect();
        let fields = words::list(&fields);
        let purpose = entry
            .purpose
            .map(|purpose| t!(read.to, purpose = purpose.to()))
            .unwrap_or_default();
        let (state, state_word) = match entry.outcome {
            Outcome::Released => (State::Sent, t!(read.sent)),
            Outcome::Unchanged => (State::Sent, t!(read.same)),
            _ => (State::Refused, t!(read.refused)),
        };
        let did = match entry.outcome {
            Outcome::Released => t!(read.read, fields = fields),
            Outcome::Unchanged => t!(read.unchanged, fields = fields),
            _ if fields.is_empty() => t!(read.asked_other, count = entry.count),
            _ => t!(read.asked, count = entry.count, fields = fields),
        };
        let why = match entry.outcome {
            Outcome::Released => purpose,
            Outcome::Unchanged => t!(read.no_change).to_owned(),
            Outcome::Paused => t!(read.paused).to_owned(),
            Outcome::Expired => t!(read.expired).to_owned(),
            Outcome::Stopped => t!(read.stopped).to_owned(),
            Outcome::PurposeNotGranted => t!(read.other_purpose).to_owned(),
            Outcome::AttributeNotGranted => t!(read.other_field).to_owned(),
            Outcome::KeyExposed => t!(read.key_exposed).to_owned(),
        };
        Self {
            company,
            time: time(entry.time),
            moment: day::iso_moment(entry.time),
            did,
            why,
            state,
            state_word,
        }
    }
}

fn time(at: i64) -> String {
    let day = Day::at(at, offset(at));
    let today = Day::at(now(), offset(now()));
    match day.days_to(today) {
        0 => words::clock(at),
        1..=6 => day.weekday_short().to_owned(),
        _ => day.short_without_year(),
    }
}
