//! What comes and goes on a page, and lists.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    node::{IntoNode, Node, view},
    signal::{Memo, Signal},
};

/// Its children while `when` holds, else the fallback. They are not made anew while the answer stays the same.
#[component]
pub fn When(
    #[prop(into)] when: Signal<bool>,
    children: ChildrenFn,
    #[prop(optional, into)] fallback: ViewFn,
) -> impl IntoView {
    let holds = Memo::new(move |_| when.get());
    (move || {
        if holds.get() {
            children()
        } else {
            fallback.run()
        }
    })
    .into_node()
}

/// A row of a list: what tells it from the others, and how it is made.
pub type Keyed = (String, Arc<dyn Fn() -> Node + Send + Sync>);

/// A list whose rows stay as they are, wherever they move to, for as long as their keys are in it.
pub fn each(rows: impl Fn() -> Vec<Keyed> + Send + Sync + 'static) -> Node {
    let rows: Arc<dyn Fn() -> Vec<Keyed> + Send + Sync> = Arc::new(rows);
    view! { <For each=move || rows() key=|(key, _): &Keyed| key.clone() children=|(_, view): Keyed| view()/> }
}

/// A row of [`each`].
pub fn keyed<V: IntoNode>(
    key: impl ToString,
    view: impl Fn() -> V + Send + Sync + 'static,
) -> Keyed {
    (key.to_string(), Arc::new(move || view().into_node()))
}
