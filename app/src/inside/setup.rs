//! The first start of a server: whoever reads its log claims it, once.

use leptos::task::spawn_local;
use vault::wire::Setup;

use super::{opening::shown, sign_up, unsupported};
use crate::{
    browser::api,
    node::{IntoNode, Node, view},
    parts::{Head, Loading, NarrowPage, Tone},
    session::Trouble,
    signal::RwSignal,
    t,
};

/// What the server says of itself before anybody signs in; nothing while it is asked.
pub(super) type Standing = RwSignal<Option<Result<Setup, Trouble>>>;

/// Asks the server.
pub(crate) fn look() -> Standing {
    let standing = Standing::new(None);
    spawn_local(async move { standing.set(Some(api::setup().await.map_err(Trouble::from))) });
    standing
}

pub(super) fn view() -> Node {
    if let Some(unsupported) = unsupported::view() {
        return unsupported;
    }
    // The setup code survives a step back.
    let code = RwSignal::new(String::new());
    let unclaimed = move |setup: Setup| {
        if setup.unclaimed {
            sign_up::steps(Some(code))
        } else {
            claimed(setup)
        }
    };
    asked(t!(setup.title), look(), unclaimed)
}

/// The page that follows from what the server says.
pub(super) fn asked(
    title: &'static str,
    standing: Standing,
    page: impl Fn(Setup) -> Node + Send + 'static,
) -> Node {
    let content = move || match standing.get() {
        None => {
            view! { <NarrowPage title bare=true><Loading word=t!(common.loading)/></NarrowPage> }
        }
        Some(Ok(setup)) => page(setup),
        Some(Err(trouble)) => view! {
            <NarrowPage title bare=true>
                <div class="alone-page">
                    <Head title/>
                    {shown(&trouble, Tone::Bad)}
                </div>
            </NarrowPage>
        },
    };
    content.into_node()
}

fn claimed(setup: Setup) -> Node {
    let sign_up = setup
        .sign_up_open
        .then(|| view! { <a class="btn" href="/sign-up">{t!(welcome.make)}</a> });
    view! {
        <NarrowPage title=t!(setup.title) bare=true>
            <div class="alone-page">
                <Head title=t!(setup.claimed) lead=t!(setup.claimed_lead)/>
                <p class="actions">
                    {sign_up}
                    <a class="btn" href="/">{t!(setup.open)}</a>
                </p>
                <p class="small quiet">{t!(setup.claimed_help)}</p>
            </div>
        </NarrowPage>
    }
}
