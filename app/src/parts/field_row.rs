use leptos::{html, prelude::*, wasm_bindgen::JsCast, web_sys::HtmlElement};

use super::{Company, Doors, When, Words};
use crate::{node::view, signal::Signal};

/// The sheet that field rows lie on.
#[component]
pub fn Fields(children: Children) -> impl IntoView {
    view! { <div class="fields">{children()}</div> }
}

/// One value of the profile: what it is called, what it is, where it came from, who reads it. It opens in place to be
/// edited: the first control of `form` takes the focus, and the edit button takes it back afterwards, unless the person
/// went elsewhere meanwhile.
#[component]
pub fn FieldRow(
    #[prop(into)] label: Words,
    /// The person's own words, line breaks included. `None` shows `none` in their place.
    #[prop(into)]
    value: Signal<Option<String>>,
    #[prop(into)] none: Words,
    /// Where from and when. Empty shows nothing.
    #[prop(optional, into)]
    source: Option<Words>,
    #[prop(optional, into)] readers: Signal<Vec<Company>>,
    /// How many can read it, in words.
    #[prop(into)]
    readers_words: Words,
    /// The word of the button.
    #[prop(into)]
    edit: Words,
    /// Shown as long as it is true.
    #[prop(into)]
    open: Signal<bool>,
    on_edit: Callback<()>,
    /// In the place of the label while editing.
    #[prop(into)]
    editing: Words,
    #[prop(into)] form: ViewFn,
) -> impl IntoView {
    let row = NodeRef::<html::Div>::new();
    let is_empty = Signal::derive(move || value.with(Option::is_none));
    Effect::new(move |was: Option<bool>| {
        let is = open.get();
        if was.is_some_and(|was| was != is) {
            request_animation_frame(move || {
                if is {
                    let taken = [FIRST, ANY]
                        .into_iter()
                        .any(|controls| focus_in(row, controls));
                    if !taken {
                        leptos::logging::warn!("no control of the row could take the focus");
                    }
                } else if nothing_has_focus() {
                    focus_in(row, ".do button");
                }
            });
        }
        is
    });
    view! {
        <div class="field-row" class:none=move || is_empty.get() class:editing=move || open.get() node_ref=row>
            <When
                when=move || open.get()
                fallback=move || {
                    view! {
                        <div class="label">{label}</div>
                        <div class="val">
                            {move || match value.get() {
                                Some(value) => view! { <span class="yours lines">{value}</span> },
                                None => view! { <span>{none}</span> },
                            }}
                        </div>
                        <div class="meta">
                            {source
                                .map(|source| {
                                    view! {
                                        <When when=move || source.with(|source| !source.is_empty())>
                                            <span>{source}</span>
                                        </When>
                                    }
                                })}
                            <span class="readers"><Doors companies=readers/>{readers_words}</span>
                        </div>
                        <div class="do">
                            <button type="button" class="btn text" on:click=move |_| on_edit.run(())>
                                {edit}
                                <span class="hide">" "{label}</span>
                            </button>
                        </div>
                    }
                }
            >
                <div class="label">{editing}</div>
                <div class="open">{form.run()}</div>
            </When>
        </div>
    }
}

/// The controls that take the focus when a row opens: not a list with a choice made, which would take what is typed for another.
const FIRST: &str = "input, textarea, select:has(option[value='']:checked)";
const ANY: &str = "select";

/// The focus falls to the body when its element goes away.
fn nothing_has_focus() -> bool {
    let active = document().active_element();
    active.is_none_or(|active| active.tag_name().eq_ignore_ascii_case("body"))
}

fn focus_in(row: NodeRef<html::Div>, selector: &'static str) -> bool {
    let found = row
        .try_get_untracked()
        .flatten()
        .and_then(|row| row.query_selector(selector).ok().flatten())
        .and_then(|found| found.dyn_into::<HtmlElement>().ok());
    found.is_some_and(|found| found.focus().is_ok())
}
