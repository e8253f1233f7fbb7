//! The settings of this device and of the vault's locks.

mod kit;
mod leave;
mod lost;
mod sessions;
mod ways;

use leptos::prelude::*;

use super::words;
use crate::{
    browser::{place, theme::Theme},
    node::{Node, view},
    parts::{Banner, Card, Fact, Facts, Glyph, Head, Icon, Ledger, Page, Tile, Tiles},
    session::Session,
    signal::{Memo, RwSignal},
    t,
};

pub(super) fn view() -> Node {
    let session = expect_context::<Session>();
    view! {
        <Page title=t!(settings.title)>
            <Head title=t!(settings.title)/>
            <Ledger id="ways" heading=t!(settings.ways) note=t!(settings.ways_note) first=true>
                {ways::view(session)}
            </Ledger>
            <Ledger id="kit" heading=t!(settings.kit) note=t!(settings.kit_note)>
                {kit::view(session)}
            </Ledger>
            <Ledger id="sessions" heading=t!(settings.sessions) note=t!(settings.sessions_note)>
                {sessions::view(session)}
            </Ledger>
            <Ledger id="device" heading=t!(settings.device) note=t!(settings.device_note)>
                {device(session)}
            </Ledger>
            <Ledger id="theme" heading=t!(settings.theme) note=t!(settings.theme_note)>
                {theme()}
            </Ledger>
            <Ledger id="leave" heading=t!(settings.leave) note=t!(settings.leave_note)>
                {leave::view(session)}
            </Ledger>
        </Page>
    }
}

/// What this device knows of the vault, and the lock.
fn device(session: Session) -> Node {
    let saved = Memo::new(move |_| session.vault().map(|vault| (vault.seq(), vault.saved_at())));
    let seen = move || {
        saved
            .get()
            .map(|(seq, at)| t!(settings.seen, seq = seq, moment = words::moment(at)))
    };
    let first = move || {
        let at = saved
            .get()
            .filter(|_| session.first_visit())
            .map(|(_, at)| at)?;
        Some(view! {
            <Banner>
                <p><b>{t!(settings.first_visit)}</b></p>
                <p>{t!(settings.first_visit_means, moment = words::moment(at))}</p>
            </Banner>
        })
    };
    view! {
        <Card>
            {first}
            <Facts>
                <Fact term=t!(settings.address)>{place::origin()}</Fact>
                <Fact term=t!(settings.last_save)>{seen}</Fact>
            </Facts>
            <p class="quiet">{t!(settings.lock_note)}</p>
            <p>
                <button type="button" class="btn" on:click=move |_| session.lock()>
                    <Icon glyph=Glyph::Lock/>
                    {t!(settings.lock)}
                </button>
            </p>
        </Card>
    }
}

fn theme() -> Node {
    let chosen = RwSignal::new(Theme::recall().word().to_owned());
    Effect::new(move |before: Option<String>| {
        let word = chosen.get();
        // The first run is what the page came with.
        if before.is_some_and(|before| before != word) {
            Theme::of(&word).choose();
        }
        word
    });
    view! {
        <Tiles legend=t!(settings.theme)>
            <Tile group="theme" value=Theme::System.word() chosen word=t!(settings.theme_system)/>
            <Tile group="theme" value=Theme::Light.word() chosen word=t!(settings.theme_light)/>
            <Tile group="theme" value=Theme::Dark.word() chosen word=t!(settings.theme_dark)/>
        </Tiles>
    }
}
