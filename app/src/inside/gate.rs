//! The gate before every page that shows the vault: open, locked, or something is wrong.

use leptos::prelude::*;

use super::{alarm, chunk, new_keys, opening::Opening, unsupported};
use crate::{
    node::{IntoNode, Node, view},
    pages::welcome::passkey_button,
    parts::{Glyph, Head, Hint, Loading, NarrowPage, Page},
    place::Place,
    session::{Lock, Session},
    signal::{Memo, Signal},
    t,
};

/// Which view the gate shows; a change of the vault's content does not change the view.
#[derive(Clone, Copy, PartialEq)]
enum Shown {
    Looking,
    Locked,
    Alarmed(owner::Alarm),
    Unconfirmed,
    Page,
}

/// The page if the vault is open, else the way to open it.
pub(super) fn view(place: Place) -> Node {
    if let Some(unsupported) = unsupported::insecure() {
        return unsupported;
    }
    let session = expect_context::<Session>();
    let shown = Memo::new(move |_| match session.state() {
        Lock::Looking => Shown::Looking,
        Lock::Locked => Shown::Locked,
        Lock::Alarmed(alarm) => Shown::Alarmed(alarm),
        Lock::Unconfirmed(_) => Shown::Unconfirmed,
        Lock::Unlocked(_) => Shown::Page,
    });
    // While the person opens the vault there is time for it.
    chunk::expect(place);
    Effect::new(move |_| {
        if shown.get() == Shown::Page {
            chunk::expect_all();
        }
    });
    let content = move || match shown.get() {
        Shown::Page => chunk::page(place),
        Shown::Looking => {
            view! { <Page title=place.title()><Loading word=t!(common.loading)/></Page> }
        }
        Shown::Locked => unsupported::view().unwrap_or_else(|| locked(session)),
        Shown::Alarmed(alarm) => alarm::view(alarm),
        Shown::Unconfirmed => new_keys::view(session),
    };
    content.into_node()
}

/// Opening keeps the address, so that the page that was asked for is the one that comes.
fn locked(session: Session) -> Node {
    let opening = Opening::new(session);
    let open = Callback::new(move |()| opening.with_passkey());
    view! {
        <NarrowPage title=t!(gate.title) bare=true>
            <div class="alone-page">
                <Head title=t!(gate.title) lead=t!(gate.lead)/>
                <p class="actions">{passkey_button(true, Signal::derive(|| true), opening.busy(), open)}</p>
                {opening.problem()}
                <p>
                    <a href="/open/kit">{t!(open.with_kit)}</a>
                </p>
                <Hint glyph=Glyph::Lock>{t!(gate.hint)}</Hint>
            </div>
        </NarrowPage>
    }
}
