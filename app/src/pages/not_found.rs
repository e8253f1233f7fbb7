//! The answer to an address that leads nowhere. The server sends it with status 404.

use leptos::prelude::*;

use crate::{
    node::view,
    parts::{Head, NarrowPage},
    t,
};

#[component]
pub fn NotFound() -> impl IntoView {
    view! {
        <NarrowPage title=t!(not_found.title) bare=true>
            <div class="alone-page">
                <Head title=t!(not_found.title) lead=t!(not_found.lead)/>
                <p class="actions">
                    <a class="btn" href="/">{t!(not_found.back)}</a>
                </p>
            </div>
        </NarrowPage>
    }
}
