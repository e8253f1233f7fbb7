//! What the person does to a share: pause, resume, stop. The same buttons in the same order on every page.

use leptos::{prelude::*, task::spawn_local};

use super::{focus, pause::PauseDialog, shared::Shared, stop::StopDialog, words};
use crate::{
    node::view,
    parts::{Banner, Problem, Tone, When},
    session::{Session, Trouble},
    signal::{Memo, RwSignal},
    t,
};

/// How the last step went.
#[derive(Clone, PartialEq)]
pub(super) enum Notice {
    /// Done: a heading, and what it means.
    Done(String, String),
    /// Not done.
    Failed(Trouble),
}

/// The steps of one page. `stopping` and `pausing` hold the share that a dialog asks about.
#[derive(Clone, Copy)]
pub(super) struct Acts {
    pub stopping: RwSignal<Option<Shared>>,
    pub pausing: RwSignal<Option<Shared>>,
    notice: RwSignal<Option<Notice>>,
    busy: RwSignal<bool>,
}

impl Acts {
    pub fn new() -> Self {
        Self {
            stopping: RwSignal::new(None),
            pausing: RwSignal::new(None),
            notice: RwSignal::new(None),
            busy: RwSignal::new(false),
        }
    }

    /// Says how a step went; the focus follows, since the button that began it may be gone.
    pub fn say(&self, notice: Notice) {
        self.notice.set(Some(notice));
        focus::on("#share-notice");
    }

    fn resume(&self, share: Shared) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        let (acts, session) = (*self, expect_context::<Session>());
        spawn_local(async move {
            let result = session.resume(share.grant).await;
            acts.busy.set(false);
            acts.say(match result {
                Ok(()) => Notice::Done(
                    t!(sharing.resumed, company = share.company.name),
                    t!(sharing.resumed_more).to_owned(),
                ),
                Err(trouble) => Notice::Failed(trouble),
            });
        });
    }
}

/// Pause or resume, and last and apart: stop. Nothing for a share that is over.
#[component]
pub(super) fn ActButtons(share: Memo<Shared>, acts: Acts) -> impl IntoView {
    let paused = Memo::new(move |_| share.with(Shared::paused));
    let over = Memo::new(move |_| share.with(Shared::over));
    let with = move || view! { <span class="hide">" "{t!(sharing.with, company = share.get().company.name)}</span> };
    view! {
        <When when=move || !over.get()>
            <div class="actions">
                <When
                    when=move || paused.get()
                    fallback=move || {
                        view! {
                            <button
                                type="button"
                                class="btn"
                                on:click=move |_| acts.pausing.set(Some(share.get_untracked()))
                            >
                                {t!(sharing.pause)}
                                {with}
                            </button>
                        }
                    }
                >
                    <button
                        type="button"
                        class="btn"
                        aria-disabled=move || acts.busy.get().then_some("true")
                        on:click=move |_| acts.resume(share.get_untracked())
                    >
                        {t!(sharing.resume)}
                        {with}
                    </button>
                </When>
                <button
                    type="button"
                    class="btn stop end"
                    on:click=move |_| acts.stopping.set(Some(share.get_untracked()))
                >
                    {t!(stop.stop)}
                    {with}
                </button>
            </div>
        </When>
    }
}

/// How the last step went, above what it was done to.
#[component]
pub(super) fn ActNotice(acts: Acts) -> impl IntoView {
    let content = move || {
        acts.notice.get().map(|notice| match notice {
            Notice::Done(title, more) => view! {
                <Banner tone=Tone::Good live=true>
                    <p><b>{title}</b></p>
                    <p>{more}</p>
                </Banner>
            },
            Notice::Failed(trouble) => {
                let (title, what_to_do) = words::trouble(&trouble);
                match words::reference(&trouble) {
                    Some(reference) => {
                        view! { <Problem title words=what_to_do reference/> }
                    }
                    None => view! { <Problem title words=what_to_do/> },
                }
            }
        })
    };
    let said = move || acts.notice.with(Option::is_some);
    view! { <div id="share-notice" tabindex="-1" class:after-tabs=said>{content}</div> }
}

/// The questions over the page. Stands once on each page that has `ActButtons`.
#[component]
pub(super) fn ActDialogs(acts: Acts) -> impl IntoView {
    view! {
        <StopDialog acts/>
        <PauseDialog acts/>
    }
}
