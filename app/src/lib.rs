//! The pages of My Data.
//!
//! One view holds every route. The server renders it (feature `ssr`), the browser takes it over (feature `browser`) and
//! keeps it across navigations, so that what was unlocked stays in memory and nowhere else. Pages that show decrypted data
//! are a shell on the server ([`place`]) that the browser fills ([`inside`]).

#[cfg_attr(
    not(feature = "browser"),
    expect(dead_code, reason = "only the browser names kinds of data")
)]
mod attribute_words;
#[cfg(feature = "browser")]
mod browser;
pub mod day;
mod frame;
#[cfg(feature = "browser")]
mod inside;
mod letters;
pub mod node;
pub mod pages;
pub mod parts;
mod place;
#[cfg(feature = "browser")]
mod session;
mod shell;
pub mod signal;
pub mod text;

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    components::{Route, Router, Routes},
    path,
};
pub use shell::shell;

use crate::{
    pages::{not_found::NotFound, welcome::Welcome},
    place::Place,
};

/// The whole product: every page and the address it stands at.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    frame::provide();

    view! {
        <Router>
            <Routes fallback=NotFound>
                <Route path=path!("/") view=Welcome/>
                <Route path=path!("/setup") view=|| Place::Setup.view()/>
                <Route path=path!("/sign-up") view=|| Place::SignUp.view()/>
                <Route path=path!("/open/kit") view=|| Place::OpenWithKit.view()/>
                <Route path=path!("/home") view=|| Place::Home.view()/>
                <Route path=path!("/profile") view=|| Place::Profile.view()/>
                <Route path=path!("/sharing") view=|| Place::Sharing.view()/>
                <Route path=path!("/sharing/new") view=|| Place::Share.view()/>
                <Route path=path!("/sharing/:grant") view=|| Place::Company.view()/>
                <Route path=path!("/activity") view=|| Place::Activity.view()/>
                <Route path=path!("/settings") view=|| Place::Settings.view()/>
                <Route path=path!("/settings/kit") view=|| Place::NewKit.view()/>
                <Route path=path!("/profile/import") view=|| Place::Import.view()/>
                <Route path=path!("/settings/export") view=|| Place::Export.view()/>
            </Routes>
        </Router>
    }
}

/// Takes over the page that the server rendered.
#[cfg(feature = "browser")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn take_over() {
    browser::place::clear();
    leptos::mount::mount_to_body(App);
    browser::place::ready();
}
