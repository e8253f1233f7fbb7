use leptos::prelude::*;

use super::{Glyph, Icon, Words};
use crate::{
    node::{IntoNode, view},
    signal::Signal,
};

/// A list to work through. Holds `Step`s.
#[component]
pub fn Steps(children: Children) -> impl IntoView {
    view! { <ol class="steps">{children()}</ol> }
}

/// One thing to do. `children` is the sentence, with a link while it is open.
#[component]
pub fn Step(
    #[prop(into)] done: Signal<bool>,
    /// At the end of the line once it is done.
    #[prop(into)]
    done_word: Words,
    /// At the end of the line before: a button to skip it, or nothing.
    #[prop(optional, into)]
    act: Option<ViewFn>,
    children: Children,
) -> impl IntoView {
    let glyph = Signal::derive(move || {
        if done.get() {
            Glyph::Active
        } else {
            Glyph::Todo
        }
    });
    let act = StoredValue::new(act);
    view! {
        <li class:done=move || done.get()>
            <Icon glyph=glyph/>
            <span>{children()}</span>
            {move || {
                if done.get() {
                    view! { <span class="small">{done_word}</span> }
                } else {
                    act.get_value().map(|act| act.run()).into_node()
                }
            }}
        </li>
    }
}

/// A numbered part of a longer form.
#[component]
pub fn FormStep(
    /// Unique on the page.
    #[prop(into)]
    id: String,
    number: u8,
    #[prop(into)] heading: Words,
    #[prop(optional, into)] note: Option<Words>,
    children: Children,
) -> impl IntoView {
    let labelled = id.clone();
    view! {
        <section class="step" aria-labelledby=labelled>
            <h2 id=id><span class="n">{number}</span>" "<span>{heading}</span></h2>
            {note.map(|note| view! { <p class="quiet">{note}</p> })}
            {children()}
        </section>
    }
}
