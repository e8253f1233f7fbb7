//! What waits for the person. Nothing waits: nothing is shown.

use leptos::{prelude::*, task::spawn_local};

use crate::{
    browser::place::offset,
    day::Day,
    inside::words,
    node::{IntoNode, Node, view},
    parts::{Banner, Card, Glyph, Icon, Ledger, Problem, When, each, keyed},
    session::{LogCheck, Saving, Session},
    signal::Memo,
    t,
};

/// One thing that waits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Need {
    Unsaved,
    BrokenLog,
    Kit,
    EmptyProfile,
    FirstVisit,
}

pub(super) fn view(session: Session) -> Node {
    let needs = Memo::new(move |_| needs(session));
    view! {
        <When when=move || !needs.with(Vec::is_empty)>
            <Ledger id="needs-you" heading=t!(home.needs_you)>
                {each(move || needs.get().into_iter().map(|need| keyed(need as u8, move || one(session, need))).collect())}
            </Ledger>
        </When>
    }
}

fn needs(session: Session) -> Vec<Need> {
    let Some(vault) = session.vault() else {
        return Vec::new();
    };
    let waiting = [
        (matches!(session.saving(), Saving::Failed(_)), Need::Unsaved),
        (
            matches!(session.log(), LogCheck::Broken(_)),
            Need::BrokenLog,
        ),
        (vault.kit_confirmed().is_none(), Need::Kit),
        (vault.items().is_empty(), Need::EmptyProfile),
        (session.first_visit(), Need::FirstVisit),
    ];
    waiting
        .into_iter()
        .filter_map(|(waits, need)| waits.then_some(need))
        .collect()
}

fn one(session: Session, need: Need) -> Node {
    match need {
        Need::Unsaved => (move || unsaved(session)).into_node(),
        Need::BrokenLog => (move || broken_log(session)).into_node(),
        Need::Kit => ask(
            Glyph::Kit,
            t!(home.kit),
            t!(home.kit_words),
            "/settings",
            t!(home.kit_do),
        ),
        Need::EmptyProfile => ask(
            Glyph::Profile,
            t!(home.empty),
            t!(home.empty_words),
            "/profile",
            t!(home.empty_do),
        ),
        Need::FirstVisit => (move || first_visit(session)).into_node(),
    }
}

fn ask(
    glyph: Glyph,
    title: &'static str,
    words: &'static str,
    href: &'static str,
    way: &'static str,
) -> Node {
    view! {
        <Card>
            <div class="ask">
                <Icon glyph/>
                <div>
                    <h3>{title}</h3>
                    <p class="quiet">{words}</p>
                </div>
                <a class="btn" href=href>{way}</a>
            </div>
        </Card>
    }
}

fn unsaved(session: Session) -> Option<Node> {
    let Saving::Failed(trouble) = session.saving() else {
        return None;
    };
    let (why, what_to_do) = words::trouble(&trouble);
    let on_retry = Callback::new(move |()| {
        spawn_local(async move {
            // What became of it stands in this place.
            let _ = session.save_again().await;
        });
    });
    let words = format!("{why}. {what_to_do}");
    let problem =
        view! { <Problem title=t!(home.unsaved) words retry=t!(home.unsaved_do) on_retry/> };
    Some(problem)
}

fn broken_log(session: Session) -> Option<Node> {
    let LogCheck::Broken(alarm) = session.log() else {
        return None;
    };
    let title = words::alarm(&alarm).0;
    Some(view! { <Problem title words=t!(home.broken_words)/> })
}

fn first_visit(session: Session) -> Option<Node> {
    let at = session.vault()?.saved_at();
    let day = Day::at(at, offset(at)).long();
    let words = t!(home.first_visit_words, day = day, clock = words::clock(at));
    let banner = view! {
        <Banner>
            <p><b>{t!(home.first_visit)}</b></p>
            <p>{words}</p>
        </Banner>
    };
    Some(banner)
}
