//! What was just changed, with the way back. It stays for ten seconds, and for as long as the pointer or the focus is on it;
//! afterwards the row has its earlier values.

use std::time::Duration;

use leptos::prelude::*;
use owner::Item;
use vault::id::ItemId;

use super::sheet::Sheet;
use crate::{
    inside::words,
    node::{Node, view},
    signal::RwSignal,
    t,
};

/// How long it stays.
const STAYS: Duration = Duration::from_secs(10);

/// A change that was saved.
#[derive(Clone)]
pub(super) struct Change {
    /// The item that was changed.
    pub item: ItemId,
    /// The item as it was before; `None` where it is new.
    pub before: Option<Item>,
    /// The item as it was saved: what another device made of it since is not taken back.
    pub after: Item,
    /// What to say.
    pub words: String,
}

impl Change {
    /// An item took the place of what was there before.
    pub fn kept(item: &Item, before: Option<Item>) -> Self {
        let label = words::attribute_of(&item.attribute, Some(&item.value));
        let words = if before.is_some() {
            t!(profile.changed, field = label)
        } else {
            t!(profile.kept, field = label)
        };
        Self {
            item: item.id,
            before,
            after: item.clone(),
            words,
        }
    }
}

pub(super) fn view(sheet: Sheet) -> Node {
    let (under_pointer, focused) = (RwSignal::new(false), RwSignal::new(false));
    let held = move || under_pointer.get_untracked() || focused.get_untracked();
    // Counts what would let the words go.
    let turns = StoredValue::new(0_u64);
    let wait = move || {
        turns.update_value(|turns| *turns += 1);
        let turn = turns.get_value();
        let go = move || {
            // The page may have been left, and there may be another change.
            if turns.try_get_value() == Some(turn) && !held() {
                sheet.changed.set(None);
            }
        };
        set_timeout(go, STAYS);
    };
    Effect::new(move |_| {
        if sheet.changed.with(Option::is_some) {
            // The words before may have gone from under the pointer.
            under_pointer.set(false);
            focused.set(false);
            wait();
        }
    });
    let hold = move |by: RwSignal<bool>, holds: bool| {
        by.set(holds);
        wait();
    };
    let said = move || {
        sheet.changed.get().map(|change| {
            view! {
                <div
                    class="toast"
                    on:pointerenter=move |_| hold(under_pointer, true)
                    on:pointerleave=move |_| hold(under_pointer, false)
                    on:focusin=move |_| hold(focused, true)
                    on:focusout=move |_| hold(focused, false)
                >
                    <p>{change.words}</p>
                    <button type="button" class="btn text" on:click=move |_| sheet.take_back()>{t!(profile.undo)}</button>
                </div>
            }
        })
    };
    view! { <div role="status">{said}</div> }
}
