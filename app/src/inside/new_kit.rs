//! A new Recovery kit in the place of the one that is. The old one opens nothing from then on.

use leptos::{prelude::*, task::spawn_local};
use owner::Kit;
use rand_core::OsRng;
use vault::attribute::Attribute;

use super::{
    kit_screen::{self, Wording},
    opening::told,
};
use crate::{
    node::{IntoNode, Node, view},
    parts::{Head, NarrowPage},
    session::{Session, Trouble},
    signal::RwSignal,
    t,
};

pub(super) fn view() -> Node {
    let session = expect_context::<Session>();
    // What stood when the page was opened: a save in between does not make another kit.
    let vault = session.peek();
    let old = vault.as_ref().map_or(1, |vault| vault.kit_number());
    let name = vault.and_then(|vault| {
        vault
            .default_value(Attribute::Name)
            .map(|name| name.one_line())
    });
    let kit = StoredValue::new(Kit::random(&mut OsRng));
    let name = StoredValue::new(name.unwrap_or_default());
    let busy = RwSignal::new(false);
    let trouble = RwSignal::new(None::<Trouble>);
    let done = RwSignal::new(false);
    let finish = Callback::new(move |confirmed: bool| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            let kit = kit.get_value();
            let result = session.begin_epoch(&[], Some((&kit, confirmed))).await;
            busy.set(false);
            match result {
                Ok(()) => done.set(true),
                Err(found) => trouble.set(Some(found)),
            }
        });
    });
    let content = move || {
        if done.get() {
            return replaced(old);
        }
        let problem = move || trouble.get().map(|trouble| told(&trouble));
        kit_screen::view(
            &kit.get_value(),
            &name.get_value(),
            Wording::replacing(old),
            busy.into(),
            finish,
            ViewFn::from(problem),
        )
    };
    content.into_node()
}

fn replaced(old: u32) -> Node {
    view! {
        <NarrowPage title=t!(new_kit.title) bare=true>
            <div class="alone-page">
                <Head title=t!(new_kit.done, number = old + 1) lead=t!(new_kit.done_lead, old = old)/>
                <p class="actions"><a class="btn main" href="/settings">{t!(new_kit.back)}</a></p>
            </div>
        </NarrowPage>
    }
}
