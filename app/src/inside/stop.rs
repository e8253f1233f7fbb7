//! "Stop sharing?" One question, two equal answers, and what stopping does not do.

use leptos::{prelude::*, task::spawn_local};
use vault::attribute::Attribute;

use super::{
    acts::{Acts, Notice},
    focus,
    shared::Shared,
    words,
};
use crate::{
    browser::{file, place::now},
    node::view,
    parts::{Dialog, LongField, Problem, Tick},
    session::{Session, Trouble},
    signal::{RwSignal, Signal},
    t,
};

/// What the dialog shows.
#[derive(Clone, PartialEq)]
enum Stage {
    Question,
    /// Stopped; the letter that the person can send.
    Letter(String),
}

/// Asks about `acts.stopping`, and stops it.
#[component]
pub(super) fn StopDialog(acts: Acts) -> impl IntoView {
    let session = expect_context::<Session>();
    let open = RwSignal::new(false);
    let stage = RwSignal::new(Stage::Question);
    let delete_too = RwSignal::new(false);
    let trouble = RwSignal::new(None::<Trouble>);
    let busy = RwSignal::new(false);

    Effect::new(move |_| {
        if acts.stopping.with(Option::is_some) {
            stage.set(Stage::Question);
            delete_too.set(false);
            trouble.set(None);
            open.set(true);
        }
    });
    Effect::new(move |was_open: Option<bool>| {
        let is_open = open.get();
        if was_open == Some(true) && !is_open {
            let stopped = stage.with_untracked(|stage| matches!(stage, Stage::Letter(_)));
            if let Some(share) = acts.stopping.get_untracked()
                && stopped
            {
                acts.say(done(&share));
            }
            acts.stopping.set(None);
        }
        is_open
    });

    let name = move || {
        acts.stopping.with(|share| {
            share
                .as_ref()
                .map(|share| share.company.name.clone())
                .unwrap_or_default()
        })
    };
    let title = move || match stage.get() {
        Stage::Question => t!(stop.title, company = name()),
        Stage::Letter(_) => t!(stop.stopped, company = name()),
    };
    let stop = move || {
        let Some(share) = acts.stopping.get_untracked() else {
            return;
        };
        if busy.get_untracked() {
            return;
        }
        let delete_too = delete_too.get_untracked();
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            let result = session.stop(share.grant).await;
            busy.set(false);
            match result {
                Ok(()) if delete_too => {
                    stage.set(Stage::Letter(letter(session, &share)));
                    focus::on("#stop-letter");
                }
                Ok(()) => {
                    open.set(false);
                    acts.say(done(&share));
                }
                Err(found) => trouble.set(Some(found)),
            }
        });
    };
    let content = move || match stage.get() {
        Stage::Question => view! {
            <p>{t!(stop.at_once)}" "{move || acts.stopping.get().map(|share| t!(stop.use_ends, purpose = share.purpose.to()))}</p>
            <p>{t!(stop.may_hold)}</p>
            <Tick id="stop-delete" checked=delete_too label=t!(stop.ask_to_delete)/>
            {move || trouble.get().map(|trouble| {
                let (title, what_to_do) = words::trouble(&trouble);
                view! { <Problem title words=what_to_do/> }
            })}
            <div class="pair">
                <button type="button" class="btn" aria-disabled=move || busy.get().then_some("true") on:click=move |_| stop()>
                    {move || if busy.get() { t!(stop.stopping) } else { t!(stop.stop) }}
                </button>
                <button type="button" class="btn" on:click=move |_| open.set(false)>{t!(stop.keep)}</button>
            </div>
        },
        Stage::Letter(text) => view! { <Letter text open/> },
    };
    view! { <Dialog id="stop-dialog" title=Signal::derive(title) open>{content}</Dialog> }
}

/// The letter, ready to be changed and copied. The product sends nothing.
#[component]
fn Letter(text: String, open: RwSignal<bool>) -> impl IntoView {
    let letter = RwSignal::new(text);
    let copied = RwSignal::new(None::<bool>);
    let copy = move |_| {
        spawn_local(async move { copied.set(Some(file::copy(&letter.get_untracked()).await)) });
    };
    let said = move || match copied.get() {
        None => "",
        Some(true) => t!(stop.letter_copied),
        Some(false) => t!(stop.letter_refused),
    };
    view! {
        <p>{t!(stop.letter_lead)}</p>
        <LongField id="stop-letter" label=t!(stop.letter) value=letter/>
        <p class="small quiet" role="status">{said}</p>
        <div class="pair">
            <button type="button" class="btn" on:click=copy>{t!(stop.copy_letter)}</button>
            <button type="button" class="btn" on:click=move |_| open.set(false)>{t!(stop.done)}</button>
        </div>
    }
}

fn done(share: &Shared) -> Notice {
    Notice::Done(
        t!(stop.stopped, company = share.company.name),
        t!(stop.stopped_more).to_owned(),
    )
}

/// A request under Art. 17 GDPR, in the person's voice. It says no more of them than the company was allowed to read:
/// neither their own labels nor a name that was not shared.
fn letter(session: Session, share: &Shared) -> String {
    let vault = session.peek();
    let company = vault
        .as_ref()
        .and_then(|vault| Some(vault.share(share.grant)?.company));
    let attributes = company
        .map(|company| company.attributes.as_slice())
        .unwrap_or_default();
    let value = |attribute: Attribute| {
        vault
            .as_ref()
            .and_then(|vault| vault.default_value(attribute))
    };
    let fields: Vec<_> = attributes
        .iter()
        .map(|attribute| words::attribute_within(attribute, value(*attribute)))
        .collect();
    let name = Some(Attribute::Name).filter(|name| attributes.contains(name));
    let signed = name
        .and_then(value)
        .map(|value| words::value_line(&Attribute::Name, value));
    let lines = [
        t!(
            stop.letter_to,
            company = share.company.name,
            address = share.address
        ),
        t!(stop.letter_subject).to_owned(),
        t!(
            stop.letter_ended,
            since = words::day(share.since),
            fields = words::list(&fields),
            purpose = share.purpose.title(),
            today = words::day(now()),
            grant = share.grant
        ),
        t!(stop.letter_delete).to_owned(),
        t!(stop.letter_answer).to_owned(),
        signed.unwrap_or_default(),
    ];
    lines.join("\n\n").trim_end().to_owned()
}
