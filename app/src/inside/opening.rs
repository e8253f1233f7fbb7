//! A try to open the vault, with a passkey or with a Recovery kit.

use leptos::{prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use owner::Kit;

use super::{chunk, words};
use crate::{
    node::{Node, view},
    parts::{Problem, Tone},
    place::Place,
    session::{Lock, Session, Trouble},
    signal::{RwSignal, Signal},
};

/// How a try stands. One a page.
#[derive(Clone, Copy)]
pub(crate) struct Opening {
    session: Session,
    busy: RwSignal<bool>,
    trouble: RwSignal<Option<Trouble>>,
}

impl Opening {
    pub(crate) fn new(session: Session) -> Self {
        Self {
            session,
            busy: RwSignal::new(false),
            trouble: RwSignal::new(None),
        }
    }

    /// Whether an answer is awaited; reactive.
    pub(crate) fn busy(self) -> Signal<bool> {
        self.busy.into()
    }

    pub(crate) fn with_passkey(self) {
        let session = self.session;
        // While the person is asked there is time for it.
        chunk::expect(Place::Home);
        self.start(async move { session.open_with_passkey().await });
    }

    pub(crate) fn with_kit(self, kit: Kit) {
        let session = self.session;
        self.start(async move { session.open_with_kit(&kit).await });
    }

    fn start(self, opened: impl Future<Output = Result<(), Trouble>> + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.trouble.set(None);
        spawn_local(async move {
            let result = opened.await;
            self.busy.set(false);
            // An alarm has its own page.
            if let Err(trouble) = result
                && !matches!(trouble, Trouble::Alarm(_))
            {
                self.trouble.set(Some(trouble));
            }
        });
    }

    /// Why the last try failed, in the place where it was made.
    pub(crate) fn problem(self) -> Node {
        let problem = move || self.trouble.get().map(|trouble| told(&trouble));
        view! { <div class="news">{problem}</div> }
    }
}

/// A trouble where a passkey was asked for: closing its question is a choice and no fault.
pub(super) fn told(trouble: &Trouble) -> Node {
    let tone = match trouble {
        Trouble::Passkey(_) => Tone::Note,
        _ => Tone::Bad,
    };
    shown(trouble, tone)
}

/// A trouble as people read it.
pub(super) fn shown(trouble: &Trouble, tone: Tone) -> Node {
    let (title, words) = words::trouble(trouble);
    match words::reference(trouble) {
        Some(reference) => view! { <Problem title words reference tone/> },
        None => view! { <Problem title words tone/> },
    }
}

/// Goes to the home page once the vault is open; an alarm, or what is to be confirmed, is shown there too.
pub(crate) fn go_home_when_open(session: Session, unless: impl Fn() -> bool + 'static) {
    let navigate = use_navigate();
    Effect::new(move |_| {
        let open = matches!(
            session.state(),
            Lock::Unlocked(_) | Lock::Alarmed(_) | Lock::Unconfirmed(_)
        );
        if open && !untrack(&unless) {
            navigate(
                "/home",
                NavigateOptions {
                    replace: true,
                    ..NavigateOptions::default()
                },
            );
        }
    });
}
