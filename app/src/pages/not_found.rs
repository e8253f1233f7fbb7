//! The answer to an address that leads nowhere. The server sends it with status 404.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::t;

#[component]
pub fn NotFound() -> impl IntoView {
    view! {
        <Title text=t!(not_found.title)/>
        <main id="main">
            <h1>{t!(not_found.title)}</h1>
            <p>{t!(not_found.lead)}</p>
            <p><a href="/">{t!(not_found.back)}</a></p>
        </main>
    }
}
