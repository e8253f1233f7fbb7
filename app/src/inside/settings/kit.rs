//! The Recovery kit: whether it was ever typed back, and the test of one.

use leptos::{ev::SubmitEvent, task::spawn_local};

use crate::{
    inside::{kit::TypedKit, opening::shown, words},
    node::{Node, view},
    parts::{Banner, Card, Glyph, Icon, State, Status, Tone},
    session::{Session, Trouble},
    signal::{Memo, RwSignal, Signal},
    t,
};

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
pub(super) fn view(session: Session) -> Node {
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
    let number = move || {
        session
            .vault()
            .map(|vault| t!(settings.kit_number, number = vault.kit_number()))
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
            <p class="quiet">{number}</p>
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
            <p><a href="/settings/kit">{t!(settings.kit_new)}</a></p>
        </Card>
    }
}
