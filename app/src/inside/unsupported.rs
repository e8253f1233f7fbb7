//! The one page for a browser in which no vault can be made or opened.

use leptos::prelude::*;

use crate::{
    browser::{passkey, place},
    node::{Node, view},
    parts::{Head, NarrowPage},
    t,
};

/// The page to show in place of every other, where the address is not one that browsers trust with passkeys.
pub(crate) fn insecure() -> Option<Node> {
    if window().is_secure_context() {
        return None;
    }
    let page = view! {
        <NarrowPage title=t!(gate.insecure) bare=true>
            <div class="alone-page">
                <Head title=t!(gate.insecure) lead=t!(gate.insecure_lead, origin = place::origin())/>
                <p>{t!(gate.insecure_person)}</p>
                <p>{t!(gate.insecure_host)}</p>
            </div>
        </NarrowPage>
    };
    Some(page)
}

/// The page to show where a passkey is needed and the browser has none.
pub(crate) fn view() -> Option<Node> {
    if let Some(page) = insecure() {
        return Some(page);
    }
    if passkey::supported() {
        return None;
    }
    let page = view! {
        <NarrowPage title=t!(gate.no_passkeys) bare=true>
            <div class="alone-page">
                <Head title=t!(gate.no_passkeys) lead=t!(gate.no_passkeys_lead)/>
                <p>{t!(gate.no_passkeys_do)}</p>
                <p class="actions">
                    <a class="btn" href="/open/kit">{t!(open.with_kit)}</a>
                </p>
            </div>
        </NarrowPage>
    };
    Some(page)
}
