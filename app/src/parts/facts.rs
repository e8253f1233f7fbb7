use leptos::prelude::*;

use super::Words;
use crate::node::view;

/// Terms and what is so about them. Holds `Fact`s.
#[component]
pub fn Facts(
    /// Side by side, for two or three short ones on a card.
    #[prop(optional)]
    across: bool,
    children: Children,
) -> impl IntoView {
    view! { <dl class=if across { "facts across" } else { "facts" }>{children()}</dl> }
}

#[component]
pub fn Fact(#[prop(into)] term: Words, children: Children) -> impl IntoView {
    view! {
        <div>
            <dt>{term}</dt>
            <dd>{children()}</dd>
        </div>
    }
}
