//! The first sentence of home: who can read, and how far that can be proved.

use leptos::task::spawn_local;
use vault::{attribute::Attribute, order};

use crate::{
    browser::place::offset,
    day::{self, Day},
    inside::{number, shared::Shared, words},
    node::{IntoNode, Node, view},
    parts::{Arcade, ArcadeDoor, Glyph, Icon, When},
    rich,
    session::{LogCheck, Session},
    signal::{Memo, Signal},
    t,
};

/// Doors that fit on one floor.
const MOST_DOORS: usize = 6;
const WEEK: i64 = 7 * 24 * 60 * 60;

pub(super) fn view(session: Session, shares: Memo<Vec<Shared>>, now: Signal<i64>) -> Node {
    let standing = Memo::new(move |_| {
        let mut standing: Vec<_> = shares
            .get()
            .into_iter()
            .filter(|share| !share.over())
            .collect();
        // Open doors first.
        order::sort_by_key(&mut standing, Shared::paused);
        standing
    });
    let nobody = Memo::new(move |_| standing.with(Vec::is_empty));
    let today = Memo::new(move |_| Day::at(now.get(), offset(now.get())));
    view! {
        <section class=move || if nobody.get() { "hero alone" } else { "hero" } aria-labelledby="hello">
            <div>
                <p class="date"><time datetime=move || today.get().iso()>{move || today.get().full()}</time></p>
                <h1 id="hello">{move || greeting(session, now)}{move || readers(standing)}</h1>
                {move || proof(session, now)}
            </div>
            <When when=move || !nobody.get()>{arcade(standing, now)}</When>
        </section>
    }
}

/// "Good evening, Ines."
fn greeting(session: Session, now: Signal<i64>) -> String {
    let greeting = match day::hour(now.get(), offset(now.get())) {
        0..5 => t!(home.night),
        5..12 => t!(home.morning),
        12..18 => t!(home.afternoon),
        _ => t!(home.evening),
    };
    let name = session.vault().and_then(|vault| {
        let name = |attribute| Some(vault.default_value(attribute)?.one_line());
        name(Attribute::GivenName).or_else(|| name(Attribute::Name))
    });
    match name {
        Some(name) => t!(home.hello_name, greeting = greeting, name = name),
        None => t!(home.hello, greeting = greeting),
    }
}

/// "Four companies can read parts of your profile."
fn readers(standing: Memo<Vec<Shared>>) -> Node {
    let open = standing.with(|standing| {
        let mut open: Vec<_> = standing.iter().filter(|share| !share.paused()).collect();
        let who = |share: &&Shared| (share.company.name.clone(), share.address.clone());
        order::sort_by_key(&mut open, who);
        open.dedup_by_key(|share| who(share));
        open.len()
    });
    if open == 0 {
        return t!(home.nobody).into_node();
    }
    let companies = t!(
        home.companies,
        count = open,
        number = number::first_word(open)
    );
    let readers = view! { <a href="/sharing">{companies}</a> };
    rich!(home.readers_lead, readers = readers)
}

/// The reads of the week, and how the check of the log stands.
fn proof(session: Session, now: Signal<i64>) -> Node {
    let log = || view! { <a href="/activity">{t!(home.your_log)}</a> };
    match session.log() {
        LogCheck::Now => {
            view! { <p class="proof"><span>{t!(home.log_checking)}</span></p> }
        }
        LogCheck::Unbroken { .. } => {
            let recent = now.get() - WEEK;
            let entries = session.entries();
            let read = entries
                .iter()
                .filter(|entry| entry.outcome.released() && entry.time > recent);
            let reads: u64 = read.map(|entry| u64::from(entry.count)).sum();
            let words = match reads {
                0 => rich!(home.read_none, log = log()),
                reads => rich!(home.read_some, count = reads, log = log()),
            };
            view! { <p class="proof"><Icon glyph=Glyph::Unbroken/><span>{words}</span></p> }
        }
        LogCheck::Broken(alarm) => {
            let words = t!(home.log_broken, title = words::alarm(&alarm).0);
            view! {
                <p class="proof bad" role="alert"><Icon glyph=Glyph::Broken/><span>{words}</span></p>
            }
        }
        LogCheck::Unreached => {
            let again = move |_| {
                spawn_local(async move {
                    // What became of it stands in this place.
                    let _ = session.refresh().await;
                });
            };
            view! {
                <p class="proof bad">
                    <Icon glyph=Glyph::Offline/>
                    <span>
                        {t!(home.log_unreached)}" "
                        <button type="button" class="btn text" on:click=again>{t!(home.check_again)}</button>
                    </span>
                </p>
            }
        }
    }
}

fn arcade(standing: Memo<Vec<Shared>>, now: Signal<i64>) -> Node {
    let doors = Signal::derive(move || {
        let door = |share: Shared| ArcadeDoor {
            href: format!("/sharing/{}", share.grant),
            note: share.left(now.get()),
            shut: share.paused(),
            company: share.company,
        };
        standing
            .get()
            .into_iter()
            .take(MOST_DOORS)
            .map(door)
            .collect::<Vec<_>>()
    });
    let count = Memo::new(move |_| standing.with(Vec::len));
    let more = Memo::new(move |_| count.get() > MOST_DOORS);
    view! {
        <div>
            <Arcade name=t!(home.doors) doors/>
            <When when=move || more.get()>
                <p class="small"><a href="/sharing">{move || t!(home.all_doors, number = count.get())}</a></p>
            </When>
        </div>
    }
}
