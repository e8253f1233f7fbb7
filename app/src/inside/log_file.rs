//! Saving the log: as a table, or with what lets somebody else check it.

use leptos::{prelude::*, task::spawn_local};

use super::opening::told;
use crate::{
    browser::file,
    node::{Node, view},
    parts::{Banner, Glyph, Icon, Tone, When},
    session::{LogCheck, Session, Trouble},
    signal::RwSignal,
    t,
};

/// What is saved.
#[derive(Clone, Copy, PartialEq)]
enum What {
    Table,
    Proof,
}

/// What came of it.
#[derive(Clone)]
enum News {
    None,
    Saved(What),
    Failed(Trouble),
}

/// Two quiet buttons, while there is a log and it holds.
#[component]
pub(super) fn LogFile(session: Session) -> impl IntoView {
    let busy = RwSignal::new(None::<What>);
    let news = RwSignal::new(News::None);
    let take = move |what: What| {
        if busy.get_untracked().is_some() {
            return;
        }
        busy.set(Some(what));
        news.set(News::None);
        spawn_local(async move {
            let result = save(session, what).await;
            busy.set(None);
            news.set(match result {
                Ok(()) => News::Saved(what),
                // The state of the log, or of the vault, says it already.
                Err(Trouble::Alarm(_) | Trouble::Locked) => News::None,
                Err(trouble) => News::Failed(trouble),
            });
        });
    };
    let button = move |what: What, word: &'static str| {
        view! {
            <button
                type="button"
                class="btn text"
                aria-disabled=move || busy.get().is_some().then_some("true")
                on:click=move |_| take(what)
            >
                <Icon glyph=Glyph::Save/>
                {move || if busy.get() == Some(what) { t!(export.making) } else { word }}
            </button>
        }
    };
    let holds =
        move || matches!(session.log(), LogCheck::Unbroken { .. }) && !session.entries().is_empty();
    view! {
        <When when=holds>
            <p class="actions">
                {button(What::Table, t!(activity.save_table))}
                {button(What::Proof, t!(activity.save_proof))}
            </p>
            <p class="small quiet">{t!(activity.save_proof_what)}</p>
        </When>
        <div aria-live="polite">{move || told_of(session, &news.get())}</div>
    }
}

fn told_of(session: Session, news: &News) -> Node {
    let saved = |what: What| view! { <p><b>{t!(export.done, name = name(what))}</b></p> };
    match news {
        News::None => view! {},
        News::Failed(trouble) => told(trouble),
        News::Saved(What::Table) => view! { <Banner tone=Tone::Good>{saved(What::Table)}</Banner> },
        News::Saved(What::Proof) => {
            let signature = session
                .peek()
                .map(|vault| vault.keyring().public_key().thumbprint().to_string());
            view! {
                <Banner tone=Tone::Good>
                    {saved(What::Proof)}
                    <p>{t!(activity.save_proof_how)}</p>
                    <p class="small"><code>{signature}</code></p>
                </Banner>
            }
        }
    }
}

const fn name(what: What) -> &'static str {
    match what {
        What::Table => "my-data-log.csv",
        What::Proof => "my-data-log.json",
    }
}

/// Makes the file and hands it over. There are no values in it, and all of it stands on the page, so no touch is asked for.
async fn save(session: Session, what: What) -> Result<(), Trouble> {
    let (kind, text) = match what {
        What::Table => ("text/csv;charset=utf-8", session.log_table()?),
        What::Proof => ("application/json", session.log_file().await?),
    };
    file::save(name(what), kind, &text);
    Ok(())
}
