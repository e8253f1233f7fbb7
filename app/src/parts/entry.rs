use leptos::prelude::*;

use super::{Company, Door, Glyph, Icon, State, Status, Words};
use crate::{node::view, signal::Signal};

/// The entries of one day, with the day above. Holds `Entry`s.
#[component]
pub fn Log(#[prop(into)] day: Words, children: Children) -> impl IntoView {
    view! {
        <h3 class="day">{day}</h3>
        <ol class="log">{children()}</ol>
    }
}

/// A short list of entries without details.
#[component]
pub fn Brief(children: Children) -> impl IntoView {
    view! { <ul class="brief">{children()}</ul> }
}

/// One line of the log: when, who, what and why, and how it ended. With `children` it opens and shows them.
#[component]
pub fn Entry(
    /// As shown: the time of day in a log, or a weekday in a short list.
    #[prop(into)]
    time: Words,
    /// For machines, as `day::iso_moment` writes it.
    #[prop(into)]
    moment: String,
    #[prop(into)] company: Signal<Company>,
    /// After the company's name: what it did with which fields.
    #[prop(into)]
    did: Words,
    #[prop(into)] why: Words,
    #[prop(into)] state: Signal<State>,
    #[prop(into)] state_word: Words,
    #[prop(optional)] open: bool,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let line = move || {
        view! {
            <time datetime=moment>{time}</time>
            <Door company small=true/>
            <div class="what">
                <b><bdi>{move || company.get().name}</bdi></b>
                " "
                {did}
                <div class="why">{why}</div>
            </div>
            <Status state word=state_word plain=true/>
        }
    };
    match children {
        Some(children) => view! {
            <li>
                <details open=open>
                    <summary class="entry">
                        {line()}
                        <span class="more"><Icon glyph=Glyph::More/></span>
                    </summary>
                    <div class="entry-more">{children()}</div>
                </details>
            </li>
        },
        None => view! { <li><div class="entry">{line()}</div></li> },
    }
}
