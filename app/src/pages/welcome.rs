//! The first page of a visitor: two doors, one to make a vault and one to open it.

use leptos::prelude::*;
use vault::wire::Setup;

#[cfg(feature = "browser")]
use crate::{node::IntoNode, signal::RwSignal};
use crate::{
    node::{Node, view},
    parts::{Glyph, Hint, Icon, Page},
    signal::{Memo, Signal},
    t,
};

#[component]
pub fn Welcome() -> impl IntoView {
    let visit = Visit::start();
    move || {
        if visit.unsupported.get() {
            (visit.instead)()
        } else {
            doors(&visit)
        }
    }
}

fn doors(visit: &Visit) -> Node {
    let Visit {
        ready,
        busy,
        setup,
        open,
        problem,
        ..
    } = visit.clone();
    let unclaimed = Memo::new(move |_| setup.get().is_some_and(|setup| setup.unclaimed));
    let closed = Memo::new(move |_| setup.get().is_some_and(|setup| !setup.sign_up_open));
    let make = move || {
        if closed.get() {
            view! { <p class="quiet">{t!(welcome.closed)}</p> }
        } else {
            view! { <p><a class="btn main wide" href="/sign-up">{t!(welcome.make)}</a></p> }
        }
    };
    let ways = move || {
        if unclaimed.get() {
            return view! {
                <div class="ways-in">
                    <section class="card" aria-labelledby="unclaimed">
                        <h2 id="unclaimed">{t!(welcome.unclaimed)}</h2>
                        <p class="quiet">{t!(welcome.unclaimed_lead)}</p>
                        <p><a class="btn main wide" href="/setup">{t!(setup.title)}</a></p>
                    </section>
                </div>
            };
        }
        let problem = problem.clone();
        view! {
            <div class="ways-in">
                <section class="card" aria-labelledby="make">
                    <h2 id="make">{t!(welcome.new_here)}</h2>
                    <p class="quiet">{t!(welcome.new_here_lead)}</p>
                    {make}
                </section>
                <section class="card" aria-labelledby="open">
                    <h2 id="open">{t!(welcome.open)}</h2>
                    <p class="quiet">{t!(welcome.open_lead)}</p>
                    <p>{passkey_button(false, ready, busy, open)}</p>
                    {problem.run()}
                    <p><a href="/open/kit">{t!(open.with_kit)}</a></p>
                </section>
            </div>
        }
    };
    view! {
        <Page title=t!(welcome.title) bare=true>
            <section class="hero">
                <div>
                    <h1>{t!(welcome.heading)}</h1>
                    <p class="lead">{t!(welcome.lead)}</p>
                    <p class="proof"><Icon glyph=Glyph::Lock/><span>{t!(welcome.proof)}</span></p>
                </div>
                <svg class="arches" viewBox="0 0 320 250" aria-hidden="true">
                    <path class="kept" d="M20 248V110a65 65 0 0 1 130 0v138z"></path>
                    <path class="open" d="M171 248V110a64 64 0 0 1 128 0v138z"></path>
                    <path class="floor" d="M0 249h320"></path>
                </svg>
            </section>
            {ways}
            <Hint glyph=Glyph::Info>{t!(welcome.host)}</Hint>
        </Page>
    }
}

/// The button that asks for a passkey. It waits until the browser has taken the page over.
pub(crate) fn passkey_button(
    main: bool,
    ready: Signal<bool>,
    busy: Signal<bool>,
    open: Callback<()>,
) -> Node {
    let class = if main { "btn main" } else { "btn wide" };
    let word = move || {
        if busy.get() {
            t!(open.asking)
        } else {
            t!(open.with_passkey)
        }
    };
    let disabled = move || !ready.get() || busy.get();
    view! {
        <button type="button" class=class disabled=disabled on:click=move |_| open.run(())>
            <Icon glyph=Glyph::Passkey/>
            {word}
        </button>
    }
}

/// What the browser adds to the page that the server rendered.
#[derive(Clone)]
struct Visit {
    /// The browser has taken the page over.
    ready: Signal<bool>,
    /// A passkey is being asked.
    busy: Signal<bool>,
    /// What the server says of itself; nothing while it is asked.
    setup: Signal<Option<Setup>>,
    open: Callback<()>,
    problem: ViewFn,
    /// No vault can be made or opened in this browser.
    unsupported: Memo<bool>,
    /// The page that says so.
    instead: fn() -> Node,
}

impl Visit {
    #[cfg(feature = "browser")]
    fn start() -> Self {
        use crate::{
            inside::{
                opening::{Opening, go_home_when_open},
                setup, unsupported,
            },
            session::Session,
        };

        let session = expect_context::<Session>();
        let opening = Opening::new(session);
        let ready = RwSignal::new(false);
        let standing = setup::look();
        // Effects run after the first view, which must be the server's own.
        Effect::new(move |_| ready.set(true));
        go_home_when_open(session, || false);
        let answer = move || {
            if ready.get() {
                standing.get()?.ok()
            } else {
                None
            }
        };
        Self {
            ready: ready.into(),
            busy: opening.busy(),
            setup: Signal::derive(answer),
            open: Callback::new(move |()| opening.with_passkey()),
            problem: ViewFn::from(move || opening.problem()),
            unsupported: Memo::new(move |_| ready.get() && unsupported::view().is_some()),
            instead: || unsupported::view().into_node(),
        }
    }

    #[cfg(not(feature = "browser"))]
    fn start() -> Self {
        Self {
            ready: Signal::derive(|| false),
            busy: Signal::derive(|| false),
            setup: Signal::derive(|| None),
            open: Callback::new(|()| ()),
            problem: ViewFn::from(|| {
                view! { <div class="news"></div> }
            }),
            unsupported: Memo::new(|_| false),
            instead: Node::nothing,
        }
    }
}
