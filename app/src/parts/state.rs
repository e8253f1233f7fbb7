//! The plain states of a page: nothing there, waiting, wrong, saved.

use leptos::prelude::*;

use super::{Banner, Company, Door, Glyph, Icon, Tone, Words};
use crate::{
    node::{Node, view},
    signal::{Signal, steady},
};

/// Nothing here yet: a door with nobody in it, one sentence, one way on in `children`.
#[component]
pub fn Empty(
    #[prop(into)] title: Words,
    #[prop(into)] words: Words,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let nobody = Company {
        id: String::new(),
        name: String::new(),
    };
    view! {
        <div class="empty">
            <Door company=nobody shut=true/>
            <h3>{title}</h3>
            <p>{words}</p>
            {children.map(|children| children())}
        </div>
    }
}

/// Waiting. Appears after a moment only, so that what comes at once does not flicker.
#[component]
pub fn Loading(#[prop(into)] word: Words) -> impl IntoView {
    view! {
        <div class="loading" role="status">
            <p>{word}</p>
            <span></span>
            <span></span>
            <span></span>
        </div>
    }
}

/// Something went wrong: what, what to do, and the way to try again. The only place where errors are shown.
#[component]
pub fn Problem(
    #[prop(into)] title: Words,
    #[prop(into)] words: Words,
    /// The word of the button; without `on_retry` there is none.
    #[prop(optional, into)]
    retry: Option<Words>,
    #[prop(optional, into)] on_retry: Option<Callback<()>>,
    /// What to quote when asking for help, with its word.
    #[prop(optional, into)]
    reference: Option<Words>,
    #[prop(default = Tone::Bad)] tone: Tone,
) -> impl IntoView {
    let button = on_retry.zip(retry).map(|(on_retry, retry)| {
        view! {
            <p class="actions">
                <button type="button" class="btn" on:click=move |_| on_retry.run(())>
                    <Icon glyph=Glyph::Retry/>
                    {retry}
                </button>
            </p>
        }
    });
    view! {
        <Banner tone live=true>
            <p><b>{title}</b></p>
            <p>{words}</p>
            {reference.map(|reference| view! { <p class="small quiet">{reference}</p> })}
            {button}
        </Banner>
    }
}

/// Where an edit is on its way to the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SaveState {
    /// Nothing was changed yet.
    #[default]
    Idle,
    Saving,
    Saved,
    NotSaved,
}

steady!(SaveState);

/// The line that says whether what was typed is kept. Changes are read out.
#[component]
pub fn Saved(
    #[prop(into)] state: Signal<SaveState>,
    #[prop(into)] saving: Words,
    /// With the time.
    #[prop(into)]
    saved: Words,
    #[prop(into)] not_saved: Words,
    #[prop(into)] retry: Words,
    on_retry: Callback<()>,
) -> impl IntoView {
    view! {
        <div class="saved" class:bad=move || state.get() == SaveState::NotSaved role="status">
            {move || match state.get() {
                SaveState::Idle => Node::nothing(),
                SaveState::Saving => view! { <span>{saving}</span> },
                SaveState::Saved => view! { <Icon glyph=Glyph::Check/><span>{saved}</span> },
                SaveState::NotSaved => {
                    view! {
                        <Icon glyph=Glyph::Warn/>
                        <span>{not_saved}</span>
                        <button type="button" class="btn text" on:click=move |_| on_retry.run(())>{retry}</button>
                    }
                }
            }}
        </div>
    }
}
