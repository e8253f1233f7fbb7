//! The first page of a visitor.

use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub fn Welcome() -> impl IntoView {
    view! {
        <Title text="My Data"/>
        <main id="main">
            <h1>"My Data"</h1>
            <p><a href="/nowhere">"Nowhere"</a></p>
        </main>
    }
}
