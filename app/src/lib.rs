//! The pages of My Data.
//!
//! One view holds every route. The server renders it (feature `ssr`), the browser takes it over (feature `hydrate`) and
//! keeps it across navigations, so that what was unlocked stays in memory and nowhere else.

pub mod pages;
mod shell;
pub mod text;

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    components::{Route, Router, Routes},
    path,
};

pub use shell::shell;

use crate::pages::{not_found::NotFound, welcome::Welcome};

/// The whole product: every page and the address it stands at.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();

    view! {
        <Router>
            <Routes fallback=NotFound>
                <Route path=path!("/") view=Welcome/>
            </Routes>
        </Router>
    }
}

/// Takes over the page that the server rendered.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_body(App);
}
