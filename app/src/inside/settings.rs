//! The settings of this device and of the vault's locks.

use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use vault::{manifest::MethodKind, wire::MethodRecord};

use super::{kit::TypedKit, opening::shown, words};
use crate::{
    browser::{place, theme::Theme},
    node::{Node, view},
    parts::{
        Banner, Card, Fact, Facts, Glyph, Head, Icon, Ledger, Page, State, Status, Tile, Tiles,
        Tone,
    },
    session::{Session, Trouble},
    signal::{Memo, RwSignal, Signal},
    t,
};

pub(super) fn view() -> Node {
    let session = expect_context::<Session>();
    view! {
        <Page title=t!(settings.title)>
            <Head title=t!(settings.title)/>
            <Ledger id="kit" heading=t!(settings.kit) note=t!(settings.kit_note) first=true>
                {kit(session)}
            </Ledger>
            <Ledger id="ways" heading=t!(settings.ways) note=t!(settings.ways_note)>
                {ways(session)}
            </Ledger>
            <Ledger id="device" heading=t!(settings.device) note=t!(settings.device_note)>
                {device(session)}
            </Ledger>
            <Ledger id="theme" heading=t!(settings.theme) note=t!(settings.theme_note)>
                {theme()}
            </Ledger>
        </Page>
    }
}

/// What a test of the kit showed.
#[derive(Clone, PartialEq)]
enum Tested {
    /// It opens the vault.
    Right,
    /// It is a kit, but not the one that opens this vault.
    Other,
    /// It is right, but the server could not take that down.
    NotNoted(Trouble),
}

/// Whether the kit was ever typed back, and the test, which changes nothing else.
fn kit(session: Session) -> Node {
    let confirmed = Memo::new(move |_| session.vault().and_then(|vault| vault.kit_confirmed()));
    let state = Signal::derive(move || {
        if confirmed.get().is_some() {
            State::Active
        } else {
            State::Refused
        }
    });
    let word = move || match confirmed.get() {
        Some(at) => t!(settings.kit_tested, day = words::day(at)),
        None => t!(settings.kit_untested).to_owned(),
    };
    let consequence = move || {
        confirmed
            .get()
            .is_none()
            .then(|| view! { <p>{t!(settings.kit_untested_means)}</p> })
    };
    let typed = TypedKit::new();
    let busy = RwSignal::new(false);
    let tested = RwSignal::new(None::<Tested>);
    let test = move |event: SubmitEvent| {
        event.prevent_default();
        tested.set(None);
        let (Some(kit), Some(vault)) = (typed.read(), session.peek()) else {
            return;
        };
        let own = kit
            .unlocker()
            .recipient()
            .is_ok_and(|recipient| vault.is_kit(&recipient));
        if !own {
            tested.set(Some(Tested::Other));
            return;
        }
        if vault.kit_confirmed().is_some() {
            typed.clear();
            tested.set(Some(Tested::Right));
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let noted = session.confirm_kit().await;
            busy.set(false);
            match noted {
                Ok(()) => {
                    typed.clear();
                    tested.set(Some(Tested::Right));
                }
                Err(trouble) => tested.set(Some(Tested::NotNoted(trouble))),
            }
        });
    };
    let result = move || {
        tested.get().map(|tested| match tested {
            Tested::Right => {
                view! { <Banner tone=Tone::Good><p>{t!(settings.kit_right)}</p></Banner> }
            }
            Tested::Other => view! {
                <Banner tone=Tone::Bad>
                    <p><b>{t!(settings.kit_other)}</b></p>
                    <p>{t!(settings.kit_other_do)}</p>
                </Banner>
            },
            Tested::NotNoted(trouble) => shown(&trouble, Tone::Bad),
        })
    };
    view! {
        <Card>
            <p><Status state word=Signal::derive(word)/></p>
            {consequence}
            <p>{t!(kit.warning)}</p>
            <form class="stack" novalidate=true on:submit=test>
                {typed.field("kit-code")}
                <p class="small quiet">{t!(settings.kit_test_note)}</p>
                <p class="actions">
                    <button type="submit" class="btn" disabled=busy>
                        <Icon glyph=Glyph::Kit/>
                        {t!(settings.kit_test)}
                    </button>
                </p>
            </form>
            <div class="news" role="status">{result}</div>
        </Card>
    }
}

/// What opens the vault, as the person signed it.
fn ways(session: Session) -> Node {
    let row = |method: MethodRecord| {
        let kind = match method.kind {
            MethodKind::Passkey => t!(settings.passkey),
            MethodKind::Kit => t!(settings.kit),
        };
        let used = method.last_used.map_or_else(
            || t!(settings.never_used).to_owned(),
            |at| t!(settings.used, moment = words::moment(at)),
        );
        view! {
            <Fact term=kind>
                <span>{t!(settings.made, day = words::day(method.created))}</span>
                <br/>
                <span class="small quiet">{used}</span>
            </Fact>
        }
    };
    let rows = move || {
        let methods = session
            .vault()
            .map(|vault| vault.methods().to_vec())
            .unwrap_or_default();
        methods.into_iter().map(row).collect_view()
    };
    view! { <Card><Facts>{rows}</Facts></Card> }
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
