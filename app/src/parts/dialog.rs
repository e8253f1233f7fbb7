use leptos::{html, prelude::*};

use super::Words;
use crate::{node::view, signal::RwSignal};

/// A question over the page. Native and modal: Esc closes it, the rest of the page is inert, and the focus returns to
/// where it was. `children` are its words and, last, a `.pair` of buttons that set `open` to false.
#[component]
pub fn Dialog(
    /// Unique on the page.
    #[prop(into)]
    id: String,
    #[prop(into)] title: Words,
    open: RwSignal<bool>,
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        if open.get() && !dialog.open() {
            if dialog.show_modal().is_err() {
                open.set(false);
            }
        } else if !open.get() && dialog.open() {
            dialog.close();
        }
    });
    // The browser tells of it later; the question may have been asked again meanwhile.
    let closed = move || {
        if !node.get_untracked().is_some_and(|dialog| dialog.open()) {
            open.set(false);
        }
    };
    let heading = format!("{id}-title");
    let labelled = heading.clone();
    view! {
        <dialog id=id aria-labelledby=labelled node_ref=node on:close=move |_| closed()>
            <div class="in">
                <h2 id=heading>{title}</h2>
                {children()}
            </div>
        </dialog>
    }
}
