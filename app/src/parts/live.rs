//! What changes on a page, each kind of it with one type. A view's type names every closure in it, and the bundle holds
//! the framework's code once more for each type, so a closure is boxed here before it becomes part of a view.

use std::sync::Arc;

use leptos::prelude::*;

/// A part of the page that is made anew when what it reads changes.
pub fn live<V: IntoAny>(view: impl Fn() -> V + Send + 'static) -> AnyView {
    let view: Box<dyn FnMut() -> AnyView + Send> = Box::new(move || view().into_any());
    view.into_any()
}

/// What happens at an event of an element.
pub fn handler<E: 'static>(act: impl FnMut(E) + 'static) -> Box<dyn FnMut(E)> {
    Box::new(act)
}

/// Its children while `when` holds, else the fallback. They are not made anew while the answer stays the same.
#[component]
pub fn When(
    #[prop(into)] when: Signal<bool>,
    children: ChildrenFn,
    #[prop(optional, into)] fallback: ViewFn,
) -> impl IntoView {
    let holds = Memo::new(move |_| when.get());
    live(move || {
        if holds.get() {
            children()
        } else {
            fallback.run()
        }
    })
}

/// A row of a list: what tells it from the others, and how it is made.
pub type Keyed = (String, ViewFn);

/// A list whose rows stay as they are, wherever they move to, for as long as their keys are in it.
pub fn each(rows: impl Fn() -> Vec<Keyed> + Send + Sync + 'static) -> AnyView {
    let rows: Arc<dyn Fn() -> Vec<Keyed> + Send + Sync> = Arc::new(rows);
    view! { <For each=move || rows() key=|(key, _)| key.clone() children=|(_, view)| view.run()/> }
        .into_any()
}

/// A row of [`each`].
pub fn keyed<V: IntoAny>(
    key: impl ToString,
    view: impl Fn() -> V + Send + Sync + 'static,
) -> Keyed {
    let view: Arc<dyn Fn() -> AnyView + Send + Sync> = Arc::new(move || view().into_any());
    (key.to_string(), ViewFn::from(move || view()))
}
