//! What happened, newest first, a heading a day: reads, refusals, and what the person did to a share.

use leptos::prelude::*;
use owner::Vault;
use vault::{
    grant::{self, EndCause},
    id::GrantId,
    log::{self, Outcome},
};

use super::{acts::Acts, read::Read, shared::Shared, words};
use crate::{
    browser::place::{now, offset},
    day::{self, Day},
    node::{Node, view},
    parts::{Company, Door, Entry, Log, State, Status, When, each, keyed},
    signal::{Memo, Signal},
    t,
};

/// One thing that happened. Names of fields only, never what is in them.
#[derive(Clone, PartialEq)]
pub(super) struct Event {
    /// Unique in a list.
    pub key: String,
    /// In unix seconds.
    pub time: i64,
    pub grant: GrantId,
    happened: Happened,
}

#[derive(Clone, PartialEq)]
enum Happened {
    /// A request, in words; what for, and what became of it.
    Asked {
        read: Read,
        why: String,
        outcome: Outcome,
    },
    /// What the person or the calendar did.
    Own(Company, Own),
}

#[derive(Clone, Copy, PartialEq)]
enum Own {
    Began,
    Paused,
    Ended(EndCause),
}

impl Event {
    fn day(&self) -> Day {
        Day::at(self.time, offset(self.time))
    }
}

/// The entries of a log as events, newest first.
pub(super) fn of_log<'a>(
    vault: &Vault,
    entries: impl DoubleEndedIterator<Item = &'a log::Entry>,
) -> Vec<Event> {
    let event = |entry: &log::Entry| Event {
        key: entry.id.to_string(),
        time: entry.time,
        grant: entry.grant,
        happened: Happened::Asked {
            read: Read::new(vault, entry),
            why: why(entry),
            outcome: entry.outcome,
        },
    };
    entries.rev().map(event).collect()
}

/// What the person did to a share.
pub(super) fn of_share(share: &Shared) -> Vec<Event> {
    let event = |key: &str, time, own| Event {
        key: key.to_owned(),
        time,
        grant: share.grant,
        happened: Happened::Own(share.company.clone(), own),
    };
    let mut events = vec![event("began", share.since, Own::Began)];
    events.extend(
        share
            .paused_since
            .map(|since| event("paused", since, Own::Paused)),
    );
    if let grant::State::Ended(cause) = share.state {
        events.push(event("ended", share.until, Own::Ended(cause)));
    }
    events
}

fn why(entry: &log::Entry) -> String {
    match (entry.purpose, entry.outcome) {
        (Some(purpose), _) => t!(activity.why, purpose = purpose.to()),
        (None, Outcome::PurposeNotGranted) => t!(activity.no_purpose).to_owned(),
        (None, _) => t!(activity.nothing_sent).to_owned(),
    }
}

fn explained(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Released => t!(activity.released),
        Outcome::Unchanged => t!(activity.unchanged),
        Outcome::Paused => t!(activity.was_paused),
        Outcome::Expired => t!(activity.was_expired),
        Outcome::Stopped => t!(activity.was_stopped),
        Outcome::PurposeNotGranted => t!(activity.purpose_not_granted),
        Outcome::AttributeNotGranted => t!(activity.attribute_not_granted),
        Outcome::KeyExposed => t!(activity.key_exposed),
    }
}

/// Events with a heading a day. With `acts` each request offers the way to the company and to stop.
#[component]
pub(super) fn Timeline(
    events: Memo<Vec<Event>>,
    shares: Memo<Vec<Shared>>,
    #[prop(optional)] acts: Option<Acts>,
) -> impl IntoView {
    let days = move || {
        let mut days: Vec<_> = events.with(|events| events.iter().map(Event::day).collect());
        days.dedup();
        days
    };
    let of_day = move |day: Day| {
        let own = move || {
            events.with(|events| {
                events
                    .iter()
                    .filter(|event| event.day() == day)
                    .cloned()
                    .collect::<Vec<_>>()
            })
        };
        view! {
            <Log day=Signal::derive(move || heading(day))>
                {each(move || own().into_iter().map(|event| keyed(event.key.clone(), move || line(event.clone(), shares, acts))).collect())}
            </Log>
        }
    };
    each(move || {
        days()
            .into_iter()
            .map(|day| keyed(day.iso(), move || of_day(day)))
            .collect()
    })
}

/// "Today, 21 November", "Thursday 19 November", with the year where it is another one.
fn heading(day: Day) -> String {
    let now = now();
    let today = Day::at(now, offset(now));
    match day.days_to(today) {
        0 => t!(activity.today, day = day.long_without_year()),
        1 => t!(activity.yesterday, day = day.long_without_year()),
        _ if day.year() == today.year() => {
            t!(
                activity.weekday,
                weekday = day.weekday(),
                day = day.long_without_year()
            )
        }
        _ => day.full(),
    }
}

fn line(event: Event, shares: Memo<Vec<Shared>>, acts: Option<Acts>) -> Node {
    let Event {
        time,
        grant,
        happened,
        ..
    } = event;
    match happened {
        Happened::Asked { read, why, outcome } => {
            let Read {
                company,
                moment,
                did,
                state,
                state_word,
                ..
            } = read;
            view! {
                <Entry time=words::clock(time) moment company did why state state_word>
                    <p class="small quiet">{explained(outcome)}</p>
                    {acts.map(|acts| view! { <Ways grant shares acts/> })}
                </Entry>
            }
        }
        Happened::Own(company, own) => own_line(time, company, own),
    }
}

/// A line about what the person did, or the calendar.
fn own_line(time: i64, company: Company, own: Own) -> Node {
    let (words, state, word) = match own {
        Own::Began => (t!(company.began), State::Active, t!(sharing.active)),
        Own::Paused => (t!(company.you_paused), State::Paused, t!(sharing.paused)),
        Own::Ended(EndCause::Stopped) => (t!(company.you_stopped), State::Ended, t!(sharing.ended)),
        Own::Ended(EndCause::Expired) => (t!(company.ran_out), State::Ended, t!(sharing.ended)),
    };
    view! {
        <li>
            <div class="entry">
                <time datetime=day::iso_moment(time)>{words::clock(time)}</time>
                <Door company shut=state != State::Active small=true/>
                <div class="what">{words}</div>
                <Status state word plain=true/>
            </div>
        </li>
    }
}

/// Where to go from a request.
#[component]
fn Ways(grant: GrantId, shares: Memo<Vec<Shared>>, acts: Acts) -> impl IntoView {
    let share = Memo::new(move |_| {
        shares.with(|shares| shares.iter().find(|share| share.grant == grant).cloned())
    });
    let name = move || {
        share
            .get()
            .map(|share| share.company.name)
            .unwrap_or_default()
    };
    let running = move || share.with(|share| share.as_ref().is_some_and(|share| !share.over()));
    view! {
        <p class="actions">
            <a class="btn" href=format!("/sharing/{grant}")>
                {t!(activity.see_company)}
                <span class="hide">" "{name}</span>
            </a>
            <When when=running>
                <button type="button" class="btn stop" on:click=move |_| acts.stopping.set(share.get_untracked())>
                    {t!(stop.stop)}
                    <span class="hide">" "{move || t!(sharing.with, company = name())}</span>
                </button>
            </When>
        </p>
    }
}
