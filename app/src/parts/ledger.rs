use leptos::prelude::*;

use super::{Glyph, Icon, Words};
use crate::node::view;

/// A section of a page: its heading hangs in the margin, the matter stands beside it.
#[component]
pub fn Ledger(
    /// Unique on the page; also the target of links to the section.
    #[prop(into)]
    id: String,
    #[prop(into)] heading: Words,
    /// A short line under the heading.
    #[prop(optional, into)]
    note: Option<Words>,
    /// More of the margin: a link, a legend.
    #[prop(optional, into)]
    margin: Option<ViewFn>,
    /// Directly under the head or the tabs, without a rule above.
    #[prop(optional)]
    first: bool,
    children: Children,
) -> impl IntoView {
    let labelled = id.clone();
    view! {
        <section class=if first { "ledger first" } else { "ledger" } aria-labelledby=labelled>
            <header>
                <h2 id=id>{heading}</h2>
                {note.map(|note| view! { <p>{note}</p> })}
                {margin.map(|margin| margin.run())}
            </header>
            <div class="matter">{children()}</div>
        </section>
    }
}

/// One sheet of paper. Never inside another.
#[component]
pub fn Card(
    /// Makes it an `article` that is named by the element with this id.
    #[prop(optional, into)]
    labelled: Option<String>,
    #[prop(optional, into)] id: Option<String>,
    children: Children,
) -> impl IntoView {
    match labelled {
        Some(labelled) => {
            view! { <article class="card" id=id aria-labelledby=labelled>{children()}</article> }
        }
        None => view! { <div class="card" id=id>{children()}</div> },
    }
}

/// More for who wants it. Opens without script.
#[component]
pub fn Fold(
    #[prop(into)] word: Words,
    #[prop(optional)] open: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <details class="fold" open=open>
            <summary><Icon glyph=Glyph::More class="turn"/>{word}</summary>
            {children()}
        </details>
    }
}
