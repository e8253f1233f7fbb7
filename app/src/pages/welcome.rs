//! The first page of a visitor.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::t;

#[component]
pub fn Welcome() -> impl IntoView {
    view! {
        <Title text=t!(welcome.title)/>
        <main id="main">
            <h1>{t!(welcome.title)}</h1>
        </main>
    }
}
