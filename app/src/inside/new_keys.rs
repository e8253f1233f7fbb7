//! "Was that you?" The keys changed while what opened the vault was away. Nothing opens before the person has said so.

use leptos::{prelude::*, task::spawn_local};

use super::{opening::shown, words};
use crate::{
    node::{Node, view},
    parts::{Banner, Head, NarrowPage, Tone},
    session::{Lock, Session, Trouble},
    signal::RwSignal,
    t,
};

pub(super) fn view(session: Session) -> Node {
    let busy = RwSignal::new(false);
    let trouble = RwSignal::new(None::<Trouble>);
    let steps = match session.state() {
        Lock::Unconfirmed(vault) => {
            let of = |step: &vault::epoch::EpochStep| {
                let gone = |recipient: &vault::sealed::Recipient| {
                    let note = vault.notes().find(|note| note.recipient == *recipient);
                    match note {
                        Some(note) if !note.name.is_empty() => t!(new_keys.named, name = note.name),
                        Some(note) if note.number > 0 => t!(new_keys.kit, number = note.number),
                        _ => t!(new_keys.unnamed).to_owned(),
                    }
                };
                let gone: Vec<_> = step.removed.iter().map(gone).collect();
                t!(
                    new_keys.step,
                    moment = words::moment(step.at),
                    gone = words::list(&gone)
                )
            };
            let steps = vault
                .unconfirmed()
                .map(|unconfirmed| unconfirmed.steps.as_slice());
            steps.unwrap_or_default().iter().map(of).collect()
        }
        _ => Vec::new(),
    };
    let yes = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            let result = session.confirm_keys().await;
            busy.set(false);
            if let Err(found) = result {
                trouble.set(Some(found));
            }
        });
    };
    let line = |words: String| view! { <p>{words}</p> };
    view! {
        <NarrowPage title=t!(new_keys.title) bare=true>
            <div class="alone-page">
                <Head title=t!(new_keys.title) lead=t!(new_keys.lead)/>
                <Banner>{steps.into_iter().map(line).collect_view()}</Banner>
                <p>{t!(new_keys.means)}</p>
                <div class="pair">
                    <button type="button" class="btn" aria-disabled=move || busy.get().then_some("true") on:click=yes>
                        {t!(new_keys.yes)}
                    </button>
                    <button type="button" class="btn" on:click=move |_| session.deny_keys()>{t!(new_keys.no)}</button>
                </div>
                <div class="news">{move || trouble.get().map(|trouble| shown(&trouble, Tone::Bad))}</div>
            </div>
        </NarrowPage>
    }
}
