//! Taking everything along: locked for safekeeping, as JSON for other programs, as an address card, as a table.

use leptos::{prelude::*, task::spawn_local};

use super::opening::told;
use crate::{
    browser::{file, place::now},
    node::{Node, view},
    parts::{Banner, Card, Glyph, Head, Icon, Ledger, Page, Tone},
    session::{Session, Trouble},
    signal::RwSignal,
    t,
};

/// What is taken along.
#[derive(Clone, Copy, PartialEq)]
enum What {
    Sealed,
    Whole,
    Card,
    Table,
}

pub(super) fn view() -> Node {
    let session = expect_context::<Session>();
    let busy = RwSignal::new(None::<What>);
    let done = RwSignal::new(None::<&'static str>);
    let trouble = RwSignal::new(None::<Trouble>);
    let take = move |what: What| {
        if busy.get_untracked().is_some() {
            return;
        }
        busy.set(Some(what));
        done.set(None);
        trouble.set(None);
        spawn_local(async move {
            let result = save(session, what).await;
            busy.set(None);
            match result {
                Ok(name) => done.set(Some(name)),
                Err(found) => trouble.set(Some(found)),
            }
        });
    };
    let button = move |what: What, word: &'static str, main: bool| {
        let class = if main { "btn main" } else { "btn" };
        view! {
            <p>
                <button
                    type="button"
                    class=class
                    aria-disabled=move || busy.get().is_some().then_some("true")
                    on:click=move |_| take(what)
                >
                    <Icon glyph=Glyph::Save/>
                    {move || if busy.get() == Some(what) { t!(export.making) } else { word }}
                </button>
            </p>
        }
    };
    let news = move || {
        let done = done.get().map(|name| {
            view! { <Banner tone=Tone::Good live=true><p><b>{t!(export.done, name = name)}</b></p></Banner> }
        });
        let failed = trouble.get().map(|trouble| told(&trouble));
        view! { {done} {failed} }
    };
    view! {
        <Page title=t!(export.title)>
            <Head title=t!(export.title) lead=t!(export.lead)/>
            <div class="news">{news}</div>
            <Ledger id="sealed" heading=t!(export.sealed) note=t!(export.sealed_note) first=true>
                <Card>
                    <p>{t!(export.sealed_lead)}</p>
                    {button(What::Sealed, t!(export.sealed_save), true)}
                </Card>
            </Ledger>
            <Ledger id="open" heading=t!(export.open) note=t!(export.open_note)>
                <Card>
                    <p>{t!(export.whole_lead)}</p>
                    {button(What::Whole, t!(export.whole_save), false)}
                    <p>{t!(export.card_lead)}</p>
                    {button(What::Card, t!(export.card_save), false)}
                    <p>{t!(export.table_lead)}</p>
                    {button(What::Table, t!(export.table_save), false)}
                </Card>
            </Ledger>
            <Ledger id="move" heading=t!(export.moving) note=t!(export.moving_note)>
                <Card>
                    <ol>
                        <li>{t!(export.move_save)}</li>
                        <li>{t!(export.move_import)}</li>
                        <li>{t!(export.move_share)}</li>
                        <li>{t!(export.move_delete)}</li>
                    </ol>
                </Card>
            </Ledger>
        </Page>
    }
}

/// Makes the file after a touch, and hands it over. Gives its name.
async fn save(session: Session, what: What) -> Result<&'static str, Trouble> {
    session.touch().await?;
    let name = match what {
        What::Sealed => "my-data.age",
        What::Whole => "my-data.json",
        What::Card => "my-data.vcf",
        What::Table => "my-data.csv",
    };
    match what {
        What::Sealed => {
            let sealed = session
                .with_record(|vault, record| vault.seal_export(Some(record), now()))
                .await?;
            file::save_bytes(name, "application/octet-stream", &sealed);
        }
        What::Whole => {
            let text = session
                .with_record(|vault, record| vault.export(Some(record), now()))
                .await?;
            file::save(name, "application/json", &text);
        }
        What::Card | What::Table => {
            let vault = session.peek().ok_or(Trouble::Locked)?;
            if what == What::Card {
                file::save(name, "text/vcard;charset=utf-8", &vault.export_card());
            } else {
                file::save(name, "text/csv;charset=utf-8", &vault.export_table());
            }
        }
    }
    Ok(name)
}
