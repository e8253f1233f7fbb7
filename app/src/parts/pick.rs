use leptos::prelude::*;

use super::Words;
use crate::{
    node::view,
    signal::{RwSignal, Signal},
};

/// Rows to choose from, on one sheet. Nothing is ticked beforehand.
#[component]
pub fn Picks(
    /// What is chosen here, for screen readers.
    #[prop(into)]
    legend: Words,
    children: Children,
) -> impl IntoView {
    view! {
        <fieldset>
            <legend class="hide">{legend}</legend>
            <div class="picks">{children()}</div>
        </fieldset>
    }
}

/// A row that can be ticked, with the value that would be sent.
#[component]
pub fn Pick(
    /// Unique on the page.
    #[prop(into)]
    id: String,
    checked: RwSignal<bool>,
    #[prop(into)] name: Words,
    /// The person's own value.
    #[prop(into)]
    value: Words,
    /// A line in the product's voice under the value.
    #[prop(optional, into)]
    more: Option<Words>,
    #[prop(optional, into)] disabled: Signal<bool>,
) -> impl IntoView {
    let target = id.clone();
    view! {
        <div class="pick">
            <input
                type="checkbox"
                id=id
                checked=checked.get_untracked()
                prop:checked=checked
                disabled=disabled
                on:change=move |event| checked.set(event_target_checked(&event))
            />
            <label for=target>
                <span class="name">{name}</span>
                <span>
                    <span class="yours">{value}</span>
                    {more.map(|more| view! { <span class="more">{more}</span> })}
                </span>
            </label>
        </div>
    }
}

/// A row without a box: needed for the purpose, and still open to change. The change stands in `children`.
#[component]
pub fn PickSet(
    #[prop(into)] name: Words,
    #[prop(into)] value: Words,
    #[prop(optional, into)] more: Option<Words>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="pick set">
            <div class="as-label">
                <span class="name">{name}</span>
                <span>
                    <span class="yours">{value}</span>
                    {more.map(|more| view! { <span class="more">{more}</span> })}
                </span>
            </div>
            {children.map(|children| children())}
        </div>
    }
}

/// A box with a sentence.
#[component]
pub fn Tick(
    #[prop(into)] id: String,
    checked: RwSignal<bool>,
    #[prop(into)] label: Words,
) -> impl IntoView {
    let target = id.clone();
    view! {
        <div class="tick">
            <input
                type="checkbox"
                id=id
                checked=checked.get_untracked()
                prop:checked=checked
                on:change=move |event| checked.set(event_target_checked(&event))
            />
            <label for=target>{label}</label>
        </div>
    }
}

/// Several of a few, with a box for each. `value` holds what is ticked, divided by commas.
#[component]
pub fn Ticks(
    #[prop(into)] id: String,
    #[prop(into)] label: Words,
    value: RwSignal<String>,
    /// What `value` takes, and the words for it.
    options: Vec<(&'static str, &'static str)>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] on_commit: Option<Callback<String>>,
) -> impl IntoView {
    let order: Vec<_> = options.iter().map(|(key, _)| *key).collect();
    let order = StoredValue::new(order);
    let is_ticked =
        move |key: &str| value.with(|value| value.split(',').any(|one| one.trim() == key));
    let tick = move |key: &'static str, ticked: bool| {
        let keep = |one: &&str| {
            if *one == key {
                ticked
            } else {
                untrack(|| is_ticked(one))
            }
        };
        let keys: Vec<_> = order.with_value(|order| order.iter().copied().filter(keep).collect());
        let keys = keys.join(", ");
        value.set(keys.clone());
        if let Some(on_commit) = on_commit {
            on_commit.run(keys);
        }
    };
    let one = |(key, words): (&'static str, &'static str)| {
        let id = format!("{id}-{key}");
        let target = id.clone();
        view! {
            <div class="tick">
                <input
                    type="checkbox"
                    id=id
                    checked=untrack(|| is_ticked(key))
                    prop:checked=move || is_ticked(key)
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    on:change=move |event| tick(key, event_target_checked(&event))
                />
                <label for=target>{words}</label>
            </div>
        }
    };
    let wrong = move || {
        error
            .get()
            .map(|error| view! { <p class="error">{error}</p> })
    };
    let name = format!("{id}-name");
    view! {
        <div class="form" role="group" aria-labelledby=name.clone()>
            <span class="label" id=name>{label}</span>
            {options.into_iter().map(one).collect_view()}
            <div aria-live="polite">{wrong}</div>
        </div>
    }
}

/// One of a few.
#[component]
pub fn Tiles(
    #[prop(into)] legend: Words,
    /// Two columns, for tiles with a sentence.
    #[prop(optional)]
    two: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <fieldset class=if two { "tiles two" } else { "tiles" }>
            <legend class="hide">{legend}</legend>
            {children()}
        </fieldset>
    }
}

/// A tile. The tiles of one question share `group` and `chosen`.
#[component]
pub fn Tile(
    /// The name of the question in the form.
    #[prop(into)]
    group: String,
    /// What `chosen` becomes.
    #[prop(into)]
    value: String,
    chosen: RwSignal<String>,
    #[prop(into)] word: Words,
    #[prop(optional, into)] small: Option<Words>,
) -> impl IntoView {
    let own = StoredValue::new(value.clone());
    let is_chosen = move || chosen.with(|chosen| own.with_value(|own| own == chosen));
    view! {
        <label class="tile">
            <input
                type="radio"
                name=group
                value=value
                checked=untrack(is_chosen)
                prop:checked=is_chosen
                on:change=move |_| chosen.set(own.get_value())
            />
            <span>{word}{small.map(|small| view! { <small>{small}</small> })}</span>
        </label>
    }
}
