use leptos::prelude::*;

use super::{Glyph, Icon};
use crate::node::view;

/// What a banner means. Its colour never says more than its icon and words do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Note,
    Good,
    Soon,
    Bad,
}

/// One thing to know, in the place it is about. `children` are `p`s, the first one beginning with a `b`.
#[component]
pub fn Banner(
    #[prop(optional)] tone: Tone,
    /// Another icon than the tone's own.
    #[prop(optional)]
    glyph: Option<Glyph>,
    /// It comes after something that the person did, so it is read out at once.
    #[prop(optional)]
    live: bool,
    children: Children,
) -> impl IntoView {
    let (class, own) = match tone {
        Tone::Note => ("banner", Glyph::Info),
        Tone::Good => ("banner good", Glyph::Active),
        Tone::Soon => ("banner soon", Glyph::Soon),
        Tone::Bad => ("banner bad", Glyph::Warn),
    };
    let role = live.then_some(if tone == Tone::Bad { "alert" } else { "status" });
    view! {
        <div class=class role=role>
            <Icon glyph=glyph.unwrap_or(own)/>
            <div class="stack">{children()}</div>
        </div>
    }
}

/// A small line with an icon: what to know on the way.
#[component]
pub fn Hint(
    glyph: Glyph,
    /// Marks the icon as good news.
    #[prop(optional)]
    good: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <p class="hint">
            <Icon glyph class=if good { "good" } else { "" }/>
            <span>{children()}</span>
        </p>
    }
}
