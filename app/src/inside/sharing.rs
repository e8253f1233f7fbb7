//! Sharing: who may read what, at one glance, and the way to stop each of them.

use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_query_map;

use super::{
    acts::{ActDialogs, ActNotice, Acts},
    clock, number,
    share_card::ShareCard,
    shared::{self, Shared},
};
use crate::{
    node::{Node, view},
    parts::{Empty, Glyph, Head, Icon, Page, Tab, Tabs, When, each, keyed},
    session::Session,
    signal::{Memo, Signal},
    t,
};

/// The value of `show` for the shares that are over.
const ENDED: &str = "ended";

pub(super) fn view() -> Node {
    let session = expect_context::<Session>();
    let now = clock::ticking();
    let shares = shared::all(session, now);
    let acts = Acts::new();
    let query = use_query_map();
    let ended = Memo::new(move |_| query.with(|query| query.get_str("show") == Some(ENDED)));
    // Pauses, ends and reads happen on the server; where it can't be reached the page shows what is known.
    spawn_local(async move {
        let _ = session.refresh().await;
    });

    let count = move |over: bool| {
        shares.with(|all| all.iter().filter(|share| share.over() == over).count())
    };
    let small =
        move |over: bool| Signal::derive(move || u32::try_from(count(over)).unwrap_or(u32::MAX));
    let lead = move || {
        let paused = shares.with(|all| all.iter().filter(|share| share.paused()).count());
        lead(count(false) - paused, paused)
    };
    let tabs = vec![
        Tab {
            href: "/sharing".to_owned(),
            word: t!(sharing.tab_now).into(),
            count: Some(small(false)),
            current: Signal::derive(move || !ended.get()),
        },
        Tab {
            href: format!("/sharing?show={ENDED}"),
            word: t!(sharing.tab_ended).into(),
            count: Some(small(true)),
            current: ended.into(),
        },
    ];
    let act = || {
        view! {
            <a class="btn main act" href="/sharing/new">
                <Icon glyph=Glyph::Plus/>
                {t!(share.title)}
            </a>
        }
    };
    let shown = move || {
        let over = ended.get();
        shares.with(|all| {
            all.iter()
                .filter(|share| share.over() == over)
                .cloned()
                .collect::<Vec<_>>()
        })
    };
    let card = move |share: Shared| {
        let grant = share.grant;
        let share = Memo::new(move |last: Option<&Shared>| {
            let found = shares.with(|all| all.iter().find(|other| other.grant == grant).cloned());
            // A card that is about to go keeps what it showed last.
            found
                .or_else(|| last.cloned())
                .unwrap_or_else(|| share.clone())
        });
        view! { <ShareCard share now acts/> }
    };
    view! {
        <Page title=t!(nav.sharing)>
            <Head title=t!(nav.sharing) lead=Signal::derive(lead) act/>
            <Tabs name=t!(sharing.tabs) tabs/>
            <ActNotice acts/>
            <div class="stack shares after-tabs">
                <h2 class="hide">
                    {move || if ended.get() { t!(sharing.ended_shares) } else { t!(sharing.shares_now) }}
                </h2>
                {each(move || shown().into_iter().map(|share| keyed(share.grant, move || card(share.clone()))).collect())}
                <When when=move || count(ended.get()) == 0>
                    <Nothing ended/>
                </When>
            </div>
            <ActDialogs acts/>
        </Page>
    }
}

#[component]
fn Nothing(ended: Memo<bool>) -> impl IntoView {
    move || {
        if ended.get() {
            view! { <Empty title=t!(sharing.none_ended) words=t!(sharing.none_ended_more)/> }
        } else {
            view! {
                <Empty title=t!(sharing.none) words=t!(sharing.none_more)>
                    <p><a class="btn" href="/sharing/new">{t!(sharing.begin)}</a></p>
                </Empty>
            }
        }
    }
}

/// The page's answer: how many can read, and how many are paused.
fn lead(reading: usize, paused: usize) -> String {
    let readers = match reading {
        0 => t!(sharing.nobody_reads).to_owned(),
        reading => t!(
            sharing.readers,
            count = reading,
            number = number::first_word(reading)
        ),
    };
    if paused == 0 {
        return readers;
    }
    let paused = t!(
        sharing.some_paused,
        count = paused,
        number = number::first_word(paused)
    );
    t!(sharing.lead, readers = readers, paused = paused)
}
