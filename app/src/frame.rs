//! What stands around every page: navigation, the account, the lock.

use leptos::prelude::*;

use crate::{
    parts::{Frame, Glyph, NavLink, Words},
    signal::Signal,
    t,
};

/// Provides the frame, and in the browser the session.
pub(crate) fn provide() {
    let state = FrameState::new();
    let link = |href, glyph, word: &'static str| NavLink {
        href,
        glyph,
        word: Words::from(word.to_owned()),
        waiting: None,
    };
    provide_context(Frame {
        product: t!(common.product).into(),
        skip: t!(common.skip).into(),
        nav_name: t!(nav.name).into(),
        nav: vec![
            link("/home", Glyph::Home, t!(nav.home)),
            link("/profile", Glyph::Profile, t!(nav.profile)),
            link("/sharing", Glyph::Sharing, t!(nav.sharing)),
            link("/activity", Glyph::Activity, t!(nav.activity)),
        ],
        signed_in: state.unlocked,
        account: state.account,
        unlocked: state.unlocked,
        lock: t!(common.lock).into(),
        on_lock: state.on_lock,
        foot: t!(common.foot).into(),
        foot_links: Vec::new(),
    });
}

struct FrameState {
    unlocked: Signal<bool>,
    account: Words,
    on_lock: Callback<()>,
}

impl FrameState {
    #[cfg(feature = "browser")]
    fn new() -> Self {
        use vault::attribute::Attribute;

        let session = crate::session::Session::start();
        provide_context(session);
        let account = move || {
            let name = |attribute| {
                session
                    .vault()?
                    .default_value(attribute)
                    .map(|value| value.one_line())
            };
            name(Attribute::Name)
                .or_else(|| name(Attribute::GivenName))
                .unwrap_or_else(|| t!(settings.title).to_owned())
        };
        Self {
            unlocked: Signal::derive(move || session.unlocked()),
            account: Signal::derive(account),
            on_lock: Callback::new(move |()| session.lock()),
        }
    }

    #[cfg(not(feature = "browser"))]
    fn new() -> Self {
        Self {
            unlocked: Signal::derive(|| false),
            account: t!(settings.title).into(),
            on_lock: Callback::new(|()| ()),
        }
    }
}
