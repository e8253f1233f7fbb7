//! "Which device is gone?" One step: it opens nothing any more, everybody else is signed out, and the vault has new keys.

use leptos::{prelude::*, task::spawn_local};
use vault::{id::MethodId, manifest::MethodKind, wire::MethodRecord};

use super::ways::name;
use crate::{
    inside::{opening::told, words},
    node::view,
    parts::{Banner, Dialog, Glyph, Icon, Tile, Tiles, Tone},
    session::{Session, Trouble},
    signal::{RwSignal, Signal},
    t,
};

/// What the dialog asks.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Asked {
    /// Which passkey goes.
    Which,
    /// Whether this one goes.
    This(MethodId),
}

/// Asks about `asked`, and removes it.
#[component]
pub(super) fn LostDialog(asked: RwSignal<Option<Asked>>, said: Callback<String>) -> impl IntoView {
    let session = expect_context::<Session>();
    let open = RwSignal::new(false);
    let chosen = RwSignal::new(String::new());
    let missing = RwSignal::new(false);
    let trouble = RwSignal::new(None::<Trouble>);
    let busy = RwSignal::new(false);

    Effect::new(move |_| {
        if let Some(asked) = asked.get() {
            chosen.set(match asked {
                Asked::Which => String::new(),
                Asked::This(id) => id.to_string(),
            });
            missing.set(false);
            trouble.set(None);
            open.set(true);
        }
    });
    Effect::new(move |was_open: Option<bool>| {
        let is_open = open.get();
        if was_open == Some(true) && !is_open {
            asked.set(None);
        }
        is_open
    });

    let passkeys = move || {
        let vault = session.vault();
        let methods = vault
            .map(|vault| vault.methods().to_vec())
            .unwrap_or_default();
        let passkey = |method: &MethodRecord| method.kind == MethodKind::Passkey;
        methods.into_iter().filter(passkey).collect::<Vec<_>>()
    };
    let picked = move || chosen.with(|chosen| chosen.parse::<MethodId>().ok());
    let picked_name = move || {
        picked()
            .and_then(|id| name(session, id))
            .unwrap_or_default()
    };
    let title = move || match asked.get() {
        Some(Asked::This(_)) => t!(settings.remove_title, name = picked_name()),
        Some(Asked::Which) | None => t!(settings.lost_title).to_owned(),
    };
    let choice = move || {
        (asked.get() == Some(Asked::Which)).then(|| {
            let tile = |method: MethodRecord| {
                let small = method.last_used.map_or_else(
                    || t!(settings.never_used).to_owned(),
                    |at| t!(settings.used, moment = words::moment(at)),
                );
                let word = name(session, method.id).unwrap_or_default();
                view! { <Tile group="lost" value=method.id.to_string() chosen word small/> }
            };
            let tiles = passkeys().into_iter().map(tile).collect_view();
            view! {
                <Tiles legend=t!(settings.lost_title)>
                    {tiles}
                </Tiles>
            }
        })
    };
    // Without another passkey only the kit is left, and one that was never tried may be a blank sheet.
    let last = move || passkeys().len() < 2;
    let stuck = move || {
        last()
            && session
                .vault()
                .is_none_or(|vault| vault.kit_confirmed().is_none())
    };
    let warning = move || {
        last().then(|| {
            let words = if stuck() {
                t!(settings.last_stuck)
            } else {
                t!(settings.last_way)
            };
            view! { <Banner tone=Tone::Soon><p>{words}</p></Banner> }
        })
    };
    let remove = move || {
        let Some(id) = picked() else {
            missing.set(true);
            return;
        };
        if busy.get_untracked() || untrack(stuck) {
            return;
        }
        let name = untrack(picked_name);
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            let result = session.begin_epoch(&[id], None).await;
            busy.set(false);
            match result {
                Ok(()) => {
                    open.set(false);
                    said.run(t!(settings.removed, name = name));
                }
                Err(found) => trouble.set(Some(found)),
            }
        });
    };
    let word = move || match (busy.get(), asked.get()) {
        (true, _) => t!(settings.removing),
        (false, Some(Asked::This(_))) => t!(settings.remove),
        (false, _) => t!(settings.lost_do),
    };
    view! {
        <Dialog id="lost-dialog" title=Signal::derive(title) open>
            {choice}
            <div class="form" aria-live="polite">
                {move || (missing.get() && chosen.with(String::is_empty)).then(|| {
                    view! { <p class="error"><Icon glyph=Glyph::Warn/><span>{t!(settings.lost_missing)}</span></p> }
                })}
            </div>
            <ul>
                <li>{t!(settings.remove_opens)}</li>
                <li>{t!(settings.remove_others)}</li>
                <li>{t!(settings.remove_companies)}</li>
                <li>{t!(settings.remove_copies)}</li>
            </ul>
            {warning}
            {move || trouble.get().map(|trouble| told(&trouble))}
            <div class="pair">
                <button
                    type="button"
                    class="btn stop"
                    aria-disabled=move || (busy.get() || stuck()).then_some("true")
                    on:click=move |_| remove()
                >
                    {word}
                </button>
                <button type="button" class="btn" on:click=move |_| open.set(false)>{t!(settings.keep)}</button>
            </div>
        </Dialog>
    }
}
