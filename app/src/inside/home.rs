//! Home answers four questions: who can read, what needs the person, what ends soon, what was read last.

mod hello;
mod needs;

use leptos::{prelude::*, task::spawn_local};
use vault::{attribute::Attribute, manifest::MethodKind, order};

use super::{
    clock,
    read::Read,
    share_card::{ShareLife, ShareStatus},
    shared::{self, Shared},
    words,
};
use crate::{
    browser::place::{self, offset},
    day::days_left,
    node::{Node, view},
    parts::{
        Brief, Card, Empty, Entry, Fact, Facts, Ledger, Loading, Page, ShareHead, When, each, keyed,
    },
    session::{LogCheck, Session},
    signal::{Memo, Signal},
    t,
};

/// From how many days before its end a share stands here.
const SOON: i64 = 14;
/// For how many seconds a check of the log is not repeated.
const FRESH: i64 = 30;
/// Entries of the log that stand here.
const LATEST: usize = 5;

pub(super) fn view() -> Node {
    let session = expect_context::<Session>();
    let now = clock::ticking();
    let shares = shared::all(session, now);
    look_again(session);
    view! {
        <Page title=t!(nav.home)>
            {hello::view(session, shares, now)}
            {needs::view(session)}
            {ends_soon(shares, now)}
            {latest(session)}
            {your_vault(session)}
        </Page>
    }
}

/// Fetches what happened since the log was last checked.
fn look_again(session: Session) {
    let checked = match untrack(|| session.log()) {
        LogCheck::Unbroken { at, .. } => at,
        LogCheck::Unreached => 0,
        LogCheck::Now | LogCheck::Broken(_) => return,
    };
    if place::now() - checked > FRESH {
        spawn_local(async move {
            // What became of it stands beside the greeting.
            let _ = session.refresh().await;
        });
    }
}

/// Shares that end within two weeks, the next one first.
fn ends_soon(shares: Memo<Vec<Shared>>, now: Signal<i64>) -> Node {
    let ending = Memo::new(move |_| {
        let soon = |share: &Shared| {
            !share.over() && days_left(now.get(), share.until, offset(share.until)) <= SOON
        };
        let mut ending: Vec<_> = shares.get().into_iter().filter(soon).collect();
        order::sort_by_key(&mut ending, |share| share.until);
        ending
    });
    let card = move |first: Shared| {
        let grant = first.grant;
        let heading = format!("soon-{grant}");
        let share = Memo::new(move |_| {
            let find =
                |ending: &Vec<Shared>| ending.iter().find(|share| share.grant == grant).cloned();
            ending.with(find).unwrap_or_else(|| first.clone())
        });
        view! {
            <Card labelled=heading.clone()>
                <ShareHead
                    company=Signal::derive(move || share.get().company)
                    id=heading
                    href=format!("/sharing/{grant}")
                    address=Signal::derive(move || share.get().address)
                    shut=Signal::derive(move || share.with(Shared::paused))
                >
                    <ShareStatus share now/>
                </ShareHead>
                <ShareLife share now/>
            </Card>
        }
    };
    view! {
        <When when=move || !ending.with(Vec::is_empty)>
            <Ledger id="ends-soon" heading=t!(home.ends_soon) note=t!(home.ends_soon_note)>
                {each(move || ending.get().into_iter().map(|share| keyed(share.grant, move || card(share.clone()))).collect())}
            </Ledger>
        </When>
    }
}

/// The newest entries of the log.
fn latest(session: Session) -> Node {
    let reads = Memo::new(move |_| {
        let entries = session.entries();
        let vault = session.vault()?;
        let newest = entries.iter().rev().take(LATEST);
        Some(
            newest
                .map(|entry| Read::new(&vault, entry))
                .collect::<Vec<_>>(),
        )
    });
    let checking = Memo::new(move |_| session.log() == LogCheck::Now);
    let list = move || {
        let reads = reads.get().unwrap_or_default();
        if !reads.is_empty() {
            let lines = reads.into_iter().map(line).collect_view();
            return view! { <Brief>{lines}</Brief> };
        }
        if checking.get() {
            return view! { <Loading word=t!(home.log_checking)/> };
        }
        view! {
            <Empty title=t!(home.no_reads) words=t!(home.no_reads_words)>
                <p class="actions"><a class="btn" href="/sharing/new">{t!(home.share)}</a></p>
            </Empty>
        }
    };
    view! {
        <Ledger
            id="latest"
            heading=t!(home.latest)
            margin=|| view! { <p><a href="/activity">{t!(home.all_activity)}</a></p> }
        >
            {list}
        </Ledger>
    }
}

fn line(read: Read) -> Node {
    view! {
        <Entry
            time=read.time
            moment=read.moment
            company=read.company
            did=read.did
            why=read.why
            state=read.state
            state_word=read.state_word
        />
    }
}

/// How it stands with profile, kit and passkeys.
fn your_vault(session: Session) -> Node {
    let profile = move || {
        let vault = session.vault()?;
        let items = vault.items();
        let has = |attribute: &Attribute| items.iter().any(|item| item.attribute == *attribute);
        let kept = Attribute::kept();
        let filled = kept.clone().filter(has).count();
        let own = items
            .iter()
            .filter(|item| item.attribute.is_custom())
            .count();
        let words = t!(home.filled, count = filled, all = kept.count());
        Some(match own {
            0 => words,
            own => format!("{words} {}", t!(home.own_fields, count = own)),
        })
    };
    let kit = move || {
        let vault = session.vault()?;
        Some(match vault.kit_confirmed() {
            Some(at) => t!(home.kit_tested, day = words::short_day(at)),
            None => t!(home.kit_untested).to_owned(),
        })
    };
    let unlock = move || {
        let vault = session.vault()?;
        let of = |kind| {
            vault
                .methods()
                .iter()
                .filter(|method| method.kind == kind)
                .count()
        };
        let passkeys = t!(home.passkeys, count = of(MethodKind::Passkey));
        Some(match of(MethodKind::Kit) {
            0 => passkeys,
            _ => t!(home.kit_too, passkeys = passkeys),
        })
    };
    let saved = move || session.vault().map(|vault| words::moment(vault.saved_at()));
    view! {
        <Ledger id="vault" heading=t!(home.vault)>
            <Facts>
                <Fact term=t!(home.profile)>{profile}" "<a href="/profile">{t!(home.open_profile)}</a></Fact>
                <Fact term=t!(home.recovery_kit)>{kit}" "<a href="/settings">{t!(home.kit_see)}</a></Fact>
                <Fact term=t!(home.unlock)>{unlock}</Fact>
                <Fact term=t!(home.last_saved)>{saved}</Fact>
            </Facts>
        </Ledger>
    }
}
