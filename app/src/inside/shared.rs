//! A share as the screens tell it: who may read what until when, and what they did read.

use std::sync::Arc;

use owner::{Item, Vault};
use vault::{
    attribute::Attribute,
    grant::{EndCause, Mode, Pause, State},
    id::GrantId,
    log::Entry,
    purpose::Purpose,
};

use super::words;
use crate::{
    browser::place::offset,
    day::days_left,
    parts::{self, Company, Life},
    session::Session,
    signal::{Memo, Signal},
    t,
};

/// From how many days before its end a share "ends soon".
const SOON: i64 = 14;
/// The reads that a card counts, in seconds: thirty days.
const RECENT: i64 = 30 * 24 * 60 * 60;

/// One share.
#[derive(Clone, PartialEq)]
pub(super) struct Shared {
    pub grant: GrantId,
    pub company: Company,
    /// The web address, as the person typed it.
    pub address: String,
    /// The attributes allowed, as words after "your".
    pub fields: Vec<String>,
    pub purpose: Purpose,
    /// When the person began to share, in unix seconds.
    pub since: i64,
    /// Only the company can open what is handed out, or was before the end.
    pub sealed: bool,
    /// When it ends or ended, in unix seconds.
    pub until: i64,
    pub state: State,
    /// Since when the brake is pulled, in unix seconds.
    pub paused_since: Option<i64>,
    /// When something last left, in unix seconds.
    pub last_read: Option<i64>,
    /// Answers within the last thirty days.
    pub reads: u64,
    /// Refusals within the last thirty days.
    pub refused: u64,
}

/// Every share, the newest first; follows the vault and the log.
pub(super) fn all(session: Session, now: Signal<i64>) -> Memo<Vec<Shared>> {
    Memo::new(move |_| {
        let vault = session.vault();
        let entries = session.entries();
        vault
            .map(|vault| of_vault(&vault, &entries, now.get()))
            .unwrap_or_default()
    })
}

fn of_vault(vault: &Arc<Vault>, entries: &[Entry], now: i64) -> Vec<Shared> {
    let shared = |share: owner::grants::Share<'_>| {
        let company = share.company;
        let own = || entries.iter().filter(|entry| entry.grant == company.grant);
        let recent = |released: bool| {
            own()
                .filter(|entry| entry.time > now - RECENT && entry.outcome.released() == released)
                .map(|entry| u64::from(entry.count))
                .sum()
        };
        let field = |attribute: &Attribute| field_within(vault, company, *attribute);
        let state = share.state(now);
        let paused = matches!(state, State::Paused(_));
        Shared {
            grant: company.grant,
            company: door(company),
            address: company.address.clone(),
            fields: company.attributes.iter().map(field).collect(),
            purpose: company.purpose,
            since: company.created,
            sealed: share.mode() == Mode::Sealed,
            until: share.until(),
            state,
            paused_since: share
                .grant
                .brake
                .filter(|_| paused)
                .map(|brake| brake.since),
            last_read: own()
                .filter(|entry| entry.outcome.released())
                .map(|entry| entry.time)
                .max(),
            reads: recent(true),
            refused: recent(false),
        }
    };
    vault.shares().into_iter().map(shared).collect()
}

/// The company as the drawings need it.
pub(super) fn door(company: &owner::Company) -> Company {
    Company {
        id: company.grant.to_string(),
        name: company.name.clone(),
    }
}

/// An attribute of a share as words after "your"; where the person chose one of several items, with its label.
pub(super) fn field_within(
    vault: &Vault,
    company: &owner::Company,
    attribute: Attribute,
) -> String {
    let chosen = company.choices.get(&attribute.to_string());
    let only = chosen
        .filter(|items| items.len() == 1)
        .and_then(|items| vault.item(items[0]));
    match only {
        Some(item) => item_within(item, attribute),
        None => words::attribute_within(&attribute, vault.default_value(attribute)),
    }
}

/// An item, or what is computed from it, as words after "your": "address (home)".
pub(super) fn item_within(item: &Item, attribute: Attribute) -> String {
    let field = words::attribute_within(&attribute, Some(&item.value));
    if item.label.is_empty() {
        field
    } else {
        t!(share.field_labelled, field = field, label = item.label)
    }
}

impl Shared {
    pub fn over(&self) -> bool {
        matches!(self.state, State::Ended(_))
    }

    pub fn paused(&self) -> bool {
        matches!(self.state, State::Paused(_))
    }

    fn days_left(&self, now: i64) -> i64 {
        days_left(now, self.until, offset(self.until))
    }

    /// The state that icon, word and life line show.
    pub fn shown(&self, now: i64) -> parts::State {
        match self.state {
            State::Ended(_) => parts::State::Ended,
            State::Paused(_) => parts::State::Paused,
            State::Active if self.days_left(now) <= SOON => parts::State::EndsSoon,
            State::Active => parts::State::Active,
        }
    }

    pub fn word(&self, now: i64) -> &'static str {
        match self.shown(now) {
            parts::State::EndsSoon => t!(sharing.ends_soon),
            parts::State::Paused => t!(sharing.paused),
            parts::State::Ended => t!(sharing.ended),
            parts::State::Active | parts::State::Refused | parts::State::Sent => t!(sharing.active),
        }
    }

    pub fn life(&self, now: i64) -> Life {
        match self.shown(now) {
            parts::State::EndsSoon => Life::Soon,
            parts::State::Paused => Life::Held,
            parts::State::Ended => Life::Over,
            parts::State::Active | parts::State::Refused | parts::State::Sent => Life::Running,
        }
    }

    /// The words above the end of the life line.
    pub fn left(&self, now: i64) -> String {
        match self.state {
            State::Ended(_) => t!(sharing.ended).to_owned(),
            State::Paused(Pause { until: Some(until) }) => {
                t!(sharing.paused_until, moment = words::moment(until))
            }
            State::Paused(Pause { until: None }) => t!(sharing.paused).to_owned(),
            State::Active => left(self.days_left(now)),
        }
    }

    /// Who ended it and when.
    pub fn end(&self) -> Option<String> {
        match self.state {
            State::Ended(EndCause::Stopped) => {
                Some(t!(sharing.you_stopped, moment = words::moment(self.until)))
            }
            State::Ended(EndCause::Expired) => {
                Some(t!(sharing.date_passed, moment = words::moment(self.until)))
            }
            State::Active | State::Paused(_) => None,
        }
    }
}

/// "9 days left", of days as a calendar counts them.
fn left(days: i64) -> String {
    match days {
        ..=0 => t!(sharing.last_day).to_owned(),
        days => t!(sharing.days_left, count = days),
    }
}
