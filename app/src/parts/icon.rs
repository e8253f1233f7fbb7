use leptos::prelude::*;

use crate::{
    node::view,
    signal::{Signal, steady},
};

/// A drawing in `/icons.svg`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glyph {
    Active,
    Activity,
    Back,
    Broken,
    Calendar,
    Check,
    Close,
    Code,
    Company,
    Copy,
    Dark,
    Delete,
    Device,
    Edit,
    Ended,
    Help,
    Home,
    Inbox,
    Info,
    Kit,
    Light,
    Lock,
    Mark,
    More,
    Offline,
    Out,
    Passkey,
    Paused,
    Person,
    Phone,
    Plus,
    Print,
    Profile,
    Refused,
    Retry,
    Save,
    Search,
    Settings,
    Sharing,
    Soon,
    Todo,
    Unbroken,
    Undo,
    Unlock,
    Warn,
}

steady!(Glyph);

impl Glyph {
    /// Its address, with the symbol's name as fragment.
    #[must_use]
    pub fn href(self) -> &'static str {
        match self {
            Self::Active => "/icons.svg#active",
            Self::Activity => "/icons.svg#activity",
            Self::Back => "/icons.svg#back",
            Self::Broken => "/icons.svg#broken",
            Self::Calendar => "/icons.svg#calendar",
            Self::Check => "/icons.svg#check",
            Self::Close => "/icons.svg#close",
            Self::Code => "/icons.svg#code",
            Self::Company => "/icons.svg#company",
            Self::Copy => "/icons.svg#copy",
            Self::Dark => "/icons.svg#dark",
            Self::Delete => "/icons.svg#delete",
            Self::Device => "/icons.svg#device",
            Self::Edit => "/icons.svg#edit",
            Self::Ended => "/icons.svg#ended",
            Self::Help => "/icons.svg#help",
            Self::Home => "/icons.svg#home",
            Self::Inbox => "/icons.svg#inbox",
            Self::Info => "/icons.svg#info",
            Self::Kit => "/icons.svg#kit",
            Self::Light => "/icons.svg#light",
            Self::Lock => "/icons.svg#lock",
            Self::Mark => "/icons.svg#mark",
            Self::More => "/icons.svg#more",
            Self::Offline => "/icons.svg#offline",
            Self::Out => "/icons.svg#out",
            Self::Passkey => "/icons.svg#passkey",
            Self::Paused => "/icons.svg#paused",
            Self::Person => "/icons.svg#person",
            Self::Phone => "/icons.svg#phone",
            Self::Plus => "/icons.svg#plus",
            Self::Print => "/icons.svg#print",
            Self::Profile => "/icons.svg#profile",
            Self::Refused => "/icons.svg#refused",
            Self::Retry => "/icons.svg#retry",
            Self::Save => "/icons.svg#save",
            Self::Search => "/icons.svg#search",
            Self::Settings => "/icons.svg#settings",
            Self::Sharing => "/icons.svg#sharing",
            Self::Soon => "/icons.svg#soon",
            Self::Todo => "/icons.svg#todo",
            Self::Unbroken => "/icons.svg#unbroken",
            Self::Undo => "/icons.svg#undo",
            Self::Unlock => "/icons.svg#unlock",
            Self::Warn => "/icons.svg#warn",
        }
    }
}

/// An icon. It is never alone: the word beside it says the same, so screen readers skip it.
#[component]
pub fn Icon(
    #[prop(into)] glyph: Signal<Glyph>,
    /// More classes, such as `good`.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    let class = if class.is_empty() {
        "icon".to_owned()
    } else {
        format!("icon {class}")
    };
    view! {
        <svg class=class aria-hidden="true">
            <use href=move || glyph.get().href()></use>
        </svg>
    }
}

/// The two arches, one kept and one open. Wider than an icon and drawn with its own line.
#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <svg aria-hidden="true">
            <use href=Glyph::Mark.href()></use>
        </svg>
    }
}
