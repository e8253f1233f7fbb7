//! One company: what it may read, what it did read, and the way to stop it.

use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_params_map;
use vault::{id::GrantId, order};

use super::{
    acts::{ActButtons, ActDialogs, ActNotice, Acts},
    clock,
    share_card::{ShareFacts, ShareLife, ShareSentence, ShareStatus},
    shared::{self, Shared},
    timeline::{self, Timeline},
    words,
};
use crate::{
    node::{IntoNode, Node, view},
    parts::{Card, Door, Fact, Facts, Glyph, Head, Icon, Ledger, Page, When},
    session::Session,
    signal::{Memo, Signal},
    t,
};

pub(super) fn view() -> Node {
    let session = expect_context::<Session>();
    let now = clock::ticking();
    let shares = shared::all(session, now);
    let params = use_params_map();
    let grant = Memo::new(move |_| {
        params.with(|params| {
            params
                .get_str("grant")
                .and_then(|grant| grant.parse::<GrantId>().ok())
        })
    });
    let found = Memo::new(move |_| {
        grant
            .get()
            .filter(|grant| shares.with(|shares| shares.iter().any(|share| share.grant == *grant)))
    });
    // Reads and ends happen on the server; where it can't be reached the page shows what is known.
    spawn_local(async move {
        let _ = session.refresh().await;
    });
    let content = move || match found.get() {
        Some(grant) => one(grant, session, shares, now),
        None => missing(),
    };
    content.into_node()
}

/// There is no such share. A share of another person is answered the same way: this device does not know it.
fn missing() -> Node {
    view! {
        <Page title=t!(company.missing)>
            <Crumb/>
            <Head title=t!(company.missing) lead=t!(company.missing_more)/>
            <p class="actions"><a class="btn" href="/sharing">{t!(company.to_sharing)}</a></p>
        </Page>
    }
}

#[component]
fn Crumb() -> impl IntoView {
    view! { <p><a class="crumb" href="/sharing"><Icon glyph=Glyph::Back/>{t!(nav.sharing)}</a></p> }
}

fn one(grant: GrantId, session: Session, shares: Memo<Vec<Shared>>, now: Signal<i64>) -> Node {
    let Some(first) =
        shares.with_untracked(|shares| shares.iter().find(|share| share.grant == grant).cloned())
    else {
        return missing();
    };
    let share = Memo::new(move |_| {
        shares
            .with(|shares| shares.iter().find(|share| share.grant == grant).cloned())
            .unwrap_or_else(|| first.clone())
    });
    let acts = Acts::new();
    let events = Memo::new(move |_| {
        let entries = session.entries();
        let own = entries.iter().filter(|entry| entry.grant == grant);
        let mut events = session
            .vault()
            .map(|vault| timeline::of_log(&vault, own))
            .unwrap_or_default();
        events.extend(share.with(timeline::of_share));
        order::sort_by_key(&mut events, |event| std::cmp::Reverse(event.time));
        events
    });
    let over = Memo::new(move |_| share.with(Shared::over));
    let may = move || {
        if over.get() {
            t!(company.could_read)
        } else {
            t!(company.may_read)
        }
        .to_owned()
    };
    let note = move || {
        if over.get() {
            t!(company.reads_no_more)
        } else {
            t!(company.may_read_note)
        }
        .to_owned()
    };
    let company = Signal::derive(move || share.get().company);
    let name = Signal::derive(move || company.get().name);
    let shut = Signal::derive(move || share.with(|share| share.over() || share.paused()));
    view! {
        <Page title=name>
            <Crumb/>
            <header class="company">
                <Door company shut/>
                <div>
                    <ShareStatus share now/>
                    <h1><bdi>{name}</bdi></h1>
                    <p><bdi class="address">{move || share.get().address}</bdi></p>
                    <p class="small quiet">{t!(company.not_checked)}</p>
                </div>
            </header>
            <ActNotice acts/>
            <Ledger id="may-read" heading=Signal::derive(may) note=Signal::derive(note)>
                <Card>
                    <ShareSentence share/>
                    <ShareLife share now/>
                    <ShareFacts share/>
                    <ActButtons share acts/>
                </Card>
                <When when=move || !over.get()>
                    <Values grant session now/>
                </When>
            </Ledger>
            <Ledger id="did-read" heading=t!(company.did_read) note=t!(activity.log_note)>
                <Timeline events shares/>
                <When when=move || share.with(|share| share.last_read.is_none())>
                    <p class="quiet">{t!(company.nothing_read)}</p>
                </When>
            </Ledger>
            <ActDialogs acts/>
        </Page>
    }
}

/// The values as the company reads them now.
#[component]
fn Values(grant: GrantId, session: Session, now: Signal<i64>) -> impl IntoView {
    let values = move || {
        let vault = session.vault()?;
        let company = vault.share(grant)?.company.clone();
        let value = |attribute: &vault::attribute::Attribute| {
            let given = vault.given(&company, *attribute, now.get());
            let label = words::attribute_of(attribute, given.first().map(|(_, value)| value));
            let lines: Vec<_> = given
                .iter()
                .map(|(_, value)| words::value_lines(attribute, value).join("\n"))
                .collect();
            let shown = if lines.is_empty() {
                view! { <span class="faint">{t!(company.no_value)}</span> }
            } else {
                view! { <span class="yours lines">{lines.join("\n")}</span> }
            };
            view! { <Fact term=label>{shown}</Fact> }
        };
        Some(company.attributes.iter().map(value).collect_view())
    };
    view! {
        <h3>{t!(company.values)}</h3>
        <Facts>{values}</Facts>
    }
}
