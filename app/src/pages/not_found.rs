//! The answer to an address that leads nowhere. The server sends it with status 404.

use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub fn NotFound() -> impl IntoView {
    view! {
        <Title text="Not found"/>
        <main id="main">
            <h1>"There is no page here"</h1>
            <p><a href="/">"Go to the start page"</a></p>
        </main>
    }
}
