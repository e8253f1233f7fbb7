//! Making a vault: a passkey, the Recovery kit, then the profile.

use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use vault::wire::{Code, Setup};

use super::{
    kit_screen,
    opening::{go_home_when_open, shown},
    setup, unsupported,
};
use crate::{
    browser::passkey::PasskeyError,
    node::{IntoNode, Node, view},
    parts::{Glyph, Head, Hint, NarrowPage, Problem, TextField, Tone},
    session::{Session, SigningUp, Trouble},
    signal::RwSignal,
    t,
};

/// Where the person stands. Nothing is stored before the last of them is left.
#[derive(Clone)]
enum Screen {
    Start,
    /// The passkey that was made can't open a vault.
    NoSecret,
    Kit(SigningUp),
}

pub(super) fn view() -> Node {
    if let Some(unsupported) = unsupported::view() {
        return unsupported;
    }
    let page = |setup: Setup| match setup {
        Setup {
            unclaimed: true, ..
        } => unclaimed(),
        Setup {
            sign_up_open: false,
            ..
        } => closed(),
        Setup { .. } => steps(None),
    };
    setup::asked(t!(sign_up.title), setup::look(), page)
}

/// The steps; with the setup code where the server is claimed at the same time.
pub(super) fn steps(setup_code: Option<RwSignal<String>>) -> Node {
    let session = expect_context::<Session>();
    let screen = RwSignal::new(Screen::Start);
    let name = RwSignal::new(String::new());
    go_home_when_open(session, move || {
        screen.with(|screen| matches!(screen, Screen::Kit(_)))
    });
    let content = move || match screen.get() {
        Screen::Start => start(session, screen, name, setup_code),
        Screen::NoSecret => no_secret(screen),
        Screen::Kit(new) => kit(session, screen, name, new),
    };
    content.into_node()
}

fn start(
    session: Session,
    screen: RwSignal<Screen>,
    name: RwSignal<String>,
    setup_code: Option<RwSignal<String>>,
) -> Node {
    let busy = RwSignal::new(false);
    let trouble = RwSignal::new(None::<Trouble>);
    let code_error = RwSignal::new(None::<String>);
    let make = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let code = setup_code.map(|code| code.get_untracked().trim().to_owned());
        if code.as_deref() == Some("") {
            code_error.set(Some(t!(setup.code_missing).to_owned()));
            return;
        }
        busy.set(true);
        trouble.set(None);
        code_error.set(None);
        spawn_local(async move {
            let result = session
                .start_sign_up(&shown_name(&name.get_untracked()), code)
                .await;
            busy.set(false);
            match result {
                Ok(new) => screen.set(Screen::Kit(new)),
                Err(Trouble::Passkey(PasskeyError::NoPrf)) => screen.set(Screen::NoSecret),
                Err(Trouble::Api(error))
                    if error.code() == Some(Code::SetupCodeRefused) && setup_code.is_some() =>
                {
                    code_error.set(Some(t!(setup.code_wrong).to_owned()));
                }
                Err(other) => trouble.set(Some(other)),
            }
        });
    };
    let (title, lead) = match setup_code {
        Some(_) => (t!(setup.title), t!(setup.lead)),
        None => (t!(sign_up.title), t!(sign_up.lead)),
    };
    let code_field = setup_code.map(|value| {
        view! {
            <TextField
                id="setup-code"
                label=t!(setup.code)
                help=t!(setup.code_help)
                value
                error=code_error
                class="exact"
                verbatim=true
                required=true
            />
        }
    });
    let problem = move || {
        trouble.get().map(|trouble| match trouble {
            Trouble::Passkey(PasskeyError::Cancelled) => {
                let (title, words) = (t!(sign_up.cancelled), t!(sign_up.cancelled_do));
                view! { <Problem title words tone=Tone::Note/> }
            }
            other => shown(&other, Tone::Bad),
        })
    };
    let word = move || {
        if busy.get() {
            t!(sign_up.making)
        } else {
            t!(sign_up.make)
        }
    };
    view! {
        <NarrowPage title bare=true>
            <div class="alone-page">
                <Head title lead/>
                <form class="stack wide" novalidate=true on:submit=make>
                    {code_field}
                    <TextField
                        id="name"
                        label=t!(sign_up.name)
                        help=t!(sign_up.name_help)
                        value=name
                        autocomplete="name"
                        class="yours"
                        maxlength=64
                    />
                    <p class="actions">
                        <button type="submit" class="btn main" disabled=busy>{word}</button>
                    </p>
                </form>
                <div class="news">{problem}</div>
                <Hint glyph=Glyph::Passkey>{t!(sign_up.passkey_hint)}</Hint>
                <p class="quiet">
                    {t!(sign_up.have_one)}" "<a href="/">{t!(sign_up.open)}</a>
                </p>
            </div>
        </NarrowPage>
    }
}

/// The passkey dialogue needs a name, so the product's own stands in where the person gave none.
fn shown_name(typed: &str) -> String {
    match typed.trim() {
        "" => t!(common.product).to_owned(),
        name => name.to_owned(),
    }
}

fn no_secret(screen: RwSignal<Screen>) -> Node {
    view! {
        <NarrowPage title=t!(sign_up.no_secret) bare=true>
            <div class="alone-page">
                <Head title=t!(sign_up.no_secret) lead=t!(sign_up.no_secret_lead)/>
                <h2>{t!(sign_up.no_secret_what)}</h2>
                <ul class="stack">
                    <li>{t!(sign_up.no_secret_phone)}</li>
                    <li>{t!(sign_up.no_secret_browser)}</li>
                    <li>{t!(sign_up.no_secret_stick)}</li>
                </ul>
                <p class="quiet">{t!(sign_up.no_secret_left)}</p>
                <p class="actions">
                    <button type="button" class="btn main" on:click=move |_| screen.set(Screen::Start)>
                        {t!(sign_up.no_secret_again)}
                    </button>
                </p>
            </div>
        </NarrowPage>
    }
}

/// The kit is kept or put off; then the vault is stored.
fn kit(session: Session, screen: RwSignal<Screen>, name: RwSignal<String>, new: SigningUp) -> Node {
    let navigate = use_navigate();
    let busy = RwSignal::new(false);
    let trouble = RwSignal::new(None::<Trouble>);
    let signing_up = new.clone();
    let finish = Callback::new(move |confirmed: bool| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        trouble.set(None);
        let (new, navigate) = (new.clone(), navigate.clone());
        spawn_local(async move {
            let result = session.finish_sign_up(&new, confirmed).await;
            if result.is_ok() {
                session.set_called(&name.get_untracked());
            }
            busy.set(false);
            match result {
                Ok(()) => navigate(
                    "/profile",
                    NavigateOptions {
                        replace: true,
                        ..NavigateOptions::default()
                    },
                ),
                Err(other) => trouble.set(Some(other)),
            }
        });
    });
    let problem = move || trouble.get().map(|trouble| unfinished(&trouble, screen));
    kit_screen::view(
        signing_up.kit(),
        name.get_untracked().trim(),
        kit_screen::Wording::first(),
        busy.into(),
        finish,
        ViewFn::from(problem),
    )
}

/// Why the vault was not stored. Where the server no longer waits for this passkey, only a new start helps.
fn unfinished(trouble: &Trouble, screen: RwSignal<Screen>) -> Node {
    let code = match trouble {
        Trouble::Api(error) => error.code(),
        _ => None,
    };
    if !matches!(
        code,
        Some(Code::SignInRefused | Code::SetupCodeRefused | Code::SignUpClosed)
    ) {
        return shown(trouble, Tone::Bad);
    }
    let again = Callback::new(move |()| screen.set(Screen::Start));
    view! {
        <Problem
            title=t!(sign_up.too_late)
            words=t!(sign_up.too_late_do)
            retry=t!(sign_up.start_again)
            on_retry=again
        />
    }
}

fn unclaimed() -> Node {
    view! {
        <NarrowPage title=t!(sign_up.title) bare=true>
            <div class="alone-page">
                <Head title=t!(welcome.unclaimed) lead=t!(welcome.unclaimed_lead)/>
                <p class="actions">
                    <a class="btn main" href="/setup">{t!(setup.title)}</a>
                </p>
            </div>
        </NarrowPage>
    }
}

fn closed() -> Node {
    view! {
        <NarrowPage title=t!(sign_up.title) bare=true>
            <div class="alone-page">
                <Head title=t!(sign_up.closed) lead=t!(sign_up.closed_lead)/>
                <p class="actions">
                    <a class="btn" href="/">{t!(sign_up.open)}</a>
                </p>
            </div>
        </NarrowPage>
    }
}
