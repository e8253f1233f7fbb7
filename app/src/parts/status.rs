use leptos::prelude::*;

use super::{Glyph, Icon, Words};
use crate::{
    node::view,
    signal::{Signal, steady},
};

/// How it stands with a share or a read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Active,
    EndsSoon,
    Paused,
    Ended,
    Refused,
    Sent,
}

steady!(State);

impl State {
    fn glyph(self) -> Glyph {
        match self {
            Self::Active | Self::Sent => Glyph::Active,
            Self::EndsSoon => Glyph::Soon,
            Self::Paused => Glyph::Paused,
            Self::Ended => Glyph::Ended,
            Self::Refused => Glyph::Refused,
        }
    }

    fn class(self) -> &'static str {
        match self {
            Self::Active | Self::Sent => "status good",
            Self::EndsSoon => "status soon",
            Self::Paused | Self::Ended => "status",
            Self::Refused => "status bad",
        }
    }
}

/// A state as an icon and a word, each enough without the other.
#[component]
pub fn Status(
    #[prop(into)] state: Signal<State>,
    #[prop(into)] word: Words,
    /// In ordinary weight, for lists.
    #[prop(optional)]
    plain: bool,
) -> impl IntoView {
    view! {
        <span class=move || state.get().class() class:plain=plain>
            <Icon glyph=Signal::derive(move || state.get().glyph())/>
            {word}
        </span>
    }
}
