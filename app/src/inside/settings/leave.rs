//! Leaving: the whole vault goes, and nobody can bring it back.

use leptos::{prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use crate::{
    inside::opening::told,
    node::{Node, view},
    parts::{Card, Dialog, Glyph, Icon, Tick},
    session::{Session, Trouble},
    signal::RwSignal,
    t,
};

pub(super) fn view(session: Session) -> Node {
    let open = RwSignal::new(false);
    let sure = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let trouble = RwSignal::new(None::<Trouble>);
    let navigate = StoredValue::new_local(use_navigate());
    Effect::new(move |_| {
        if open.get() {
            sure.set(false);
            trouble.set(None);
        }
    });
    let delete = move |_| {
        if busy.get_untracked() || !sure.get_untracked() {
            return;
        }
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            let result = session.delete_vault().await;
            busy.set(false);
            match result {
                Ok(()) => navigate.with_value(|navigate| navigate("/", NavigateOptions::default())),
                Err(found) => trouble.set(Some(found)),
            }
        });
    };
    let word = move || {
        if busy.get() {
            t!(settings.deleting)
        } else {
            t!(settings.delete)
        }
    };
    view! {
        <Card>
            <p>{t!(settings.export_lead)}</p>
            <p>
                <a class="btn" href="/settings/export"><Icon glyph=Glyph::Save/>{t!(settings.export)}</a>
            </p>
            <p>{t!(settings.delete_lead)}</p>
            <p>
                <button type="button" class="btn stop" on:click=move |_| open.set(true)>{t!(settings.delete)}</button>
            </p>
        </Card>
        <Dialog id="delete-dialog" title=t!(settings.delete_title) open>
            <p>{t!(settings.delete_means)}</p>
            <p>{t!(settings.delete_backups)}</p>
            <p><a href="/settings/export">{t!(settings.export_first)}</a></p>
            <Tick id="delete-sure" checked=sure label=t!(settings.delete_sure)/>
            {move || trouble.get().map(|trouble| told(&trouble))}
            <div class="pair">
                <button
                    type="button"
                    class="btn stop"
                    aria-disabled=move || (busy.get() || !sure.get()).then_some("true")
                    on:click=delete
                >
                    {word}
                </button>
                <button type="button" class="btn" on:click=move |_| open.set(false)>{t!(settings.delete_keep)}</button>
            </div>
        </Dialog>
    }
}
