use leptos::prelude::*;

use super::Words;
use crate::{node::view, signal::Signal};

/// One of the views of a page. Views have addresses, so tabs are links.
#[derive(Clone)]
pub struct Tab {
    pub href: String,
    pub word: Words,
    /// How many there are.
    pub count: Option<Signal<u32>>,
    pub current: Signal<bool>,
}

#[component]
pub fn Tabs(
    /// What the views are of, for screen readers.
    #[prop(into)]
    name: Words,
    tabs: Vec<Tab>,
) -> impl IntoView {
    let links = tabs
        .into_iter()
        .map(|tab| {
            let current = tab.current;
            view! {
                <a href=tab.href aria-current=move || current.get().then_some("page")>
                    {tab.word}
                    {tab.count.map(|count| view! { " "<span class="faint">{count}</span> })}
                </a>
            }
        })
        .collect_view();
    view! { <nav class="tabs" aria-label=name>{links}</nav> }
}
