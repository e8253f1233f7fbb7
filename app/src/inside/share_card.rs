//! A share on its sheet of paper: who, what, what for, since when and until when, what was read.

use leptos::prelude::*;

use super::{
    acts::{ActButtons, Acts},
    shared::Shared,
    words,
};
use crate::{
    node::view,
    parts::{Card, Fact, Facts, LifeLine, Sentence, ShareHead, Status},
    signal::{Memo, Signal},
    t,
};

/// One card of the sharing page.
#[component]
pub(super) fn ShareCard(share: Memo<Shared>, now: Signal<i64>, acts: Acts) -> impl IntoView {
    let grant = share.with_untracked(|share| share.grant.to_string());
    let heading = format!("name-{grant}");
    let href = format!("/sharing/{grant}");
    let shut = Signal::derive(move || share.with(|share| share.over() || share.paused()));
    let company = Signal::derive(move || share.get().company);
    let address = Signal::derive(move || t!(sharing.address, address = share.get().address));
    view! {
        <Card labelled=heading.clone() id=grant>
            <ShareHead company id=heading href address shut>
                <ShareStatus share now/>
            </ShareHead>
            <ShareSentence share/>
            <ShareLife share now/>
            <ShareFacts share/>
            <ActButtons share acts/>
        </Card>
    }
}

/// Its state as an icon and a word.
#[component]
pub(super) fn ShareStatus(share: Memo<Shared>, now: Signal<i64>) -> impl IntoView {
    let state = Signal::derive(move || share.with(|share| share.shown(now.get())));
    let word = Signal::derive(move || share.with(|share| share.word(now.get())).to_owned());
    view! { <Status state word/> }
}

/// "May read your name and e-mail address to send your parcels."
#[component]
pub(super) fn ShareSentence(share: Memo<Shared>) -> impl IntoView {
    let before = move || {
        let over = share.with(Shared::over);
        if over {
            t!(sharing.could_read)
        } else {
            t!(sharing.may_read)
        }
        .to_owned()
    };
    view! {
        <Sentence
            before=Signal::derive(before)
            fields=Signal::derive(move || share.get().fields)
            between=t!(list.comma)
            last=t!(list.and)
            after=t!(sharing.to)
            end=Signal::derive(move || t!(sharing.purpose_end, purpose = share.with(|share| share.purpose.to())))
        />
    }
}

/// Since, today, until.
#[component]
pub(super) fn ShareLife(share: Memo<Shared>, now: Signal<i64>) -> impl IntoView {
    view! {
        <LifeLine
            since=Signal::derive(move || share.with(|share| share.since))
            now
            until=Signal::derive(move || share.with(|share| share.until))
            left=Signal::derive(move || share.with(|share| share.left(now.get())))
            since_words=Signal::derive(move || t!(sharing.since, day = words::day(share.with(|share| share.since))))
            until_words=Signal::derive(move || t!(sharing.until, day = words::day(share.with(|share| share.until))))
            life=Signal::derive(move || share.with(|share| share.life(now.get())))
        />
    }
}

/// The last read and the reads of thirty days; of a share that is over who ended it.
#[component]
pub(super) fn ShareFacts(share: Memo<Shared>) -> impl IntoView {
    let last = move || {
        share
            .with(|share| share.last_read)
            .map_or_else(|| t!(sharing.not_yet).to_owned(), words::moment)
    };
    let reads = move || {
        let (reads, refused) = share.with(|share| (share.reads, share.refused));
        if refused == 0 {
            reads.to_string()
        } else {
            t!(sharing.reads_and_refused, reads = reads, refused = refused)
        }
    };
    let end = move || {
        share
            .with(Shared::end)
            .map(|end| view! { <p class="quiet">{end}" "{t!(sharing.no_way_back)}</p> })
    };
    let opens = move || {
        share.with(|share| share.sealed).then(|| {
            view! { <Fact term=t!(sharing.opened_by)>{t!(sharing.their_system)}</Fact> }
        })
    };
    view! {
        {end}
        <Facts across=true>
            <Fact term=t!(sharing.last_read)>{last}</Fact>
            <Fact term=t!(sharing.reads_in_30)>{reads}</Fact>
            {opens}
        </Facts>
    }
}
