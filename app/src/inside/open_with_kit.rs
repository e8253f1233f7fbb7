//! Opening a vault with its Recovery kit.

use leptos::prelude::*;

use super::{
    chunk,
    kit::TypedKit,
    opening::{Opening, go_home_when_open},
    unsupported,
};
use crate::{
    browser::place,
    node::{Node, view},
    parts::{Head, NarrowPage},
    place::Place,
    session::Session,
    t,
};

pub(super) fn view() -> Node {
    if let Some(unsupported) = unsupported::insecure() {
        return unsupported;
    }
    let session = expect_context::<Session>();
    go_home_when_open(session, || false);
    // While the person types there is time for it.
    chunk::expect(Place::Home);
    let opening = Opening::new(session);
    let typed = TypedKit::new();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some(kit) = typed.read() {
            opening.with_kit(kit);
        }
    };
    let busy = opening.busy();
    let word = move || {
        if busy.get() {
            t!(open.opening)
        } else {
            t!(open.now)
        }
    };
    view! {
        <NarrowPage title=t!(open.kit_title) bare=true>
            <div class="alone-page">
                <Head title=t!(open.kit_title) lead=t!(open.kit_lead)/>
                <form class="stack" novalidate=true on:submit=submit>
                    {typed.field("kit-code")}
                    <p class="actions">
                        <button type="submit" class="btn main" disabled=busy>{word}</button>
                    </p>
                </form>
                {opening.problem()}
                <p class="small quiet">{t!(open.kit_here, host = place::host())}</p>
                <p>
                    <a href="/">{t!(open.instead)}</a>
                </p>
            </div>
        </NarrowPage>
    }
}
