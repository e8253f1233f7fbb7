use leptos::prelude::*;

use super::{Glyph, Icon, Words};
use crate::{
    node::{IntoNode, Node, view},
    signal::{RwSignal, Signal},
};

/// A line of text with its label. `help` and `error` are tied to the control, and an error is read out when it comes.
#[component]
pub fn TextField(
    /// Unique on the page.
    #[prop(into)]
    id: String,
    #[prop(into)] label: Words,
    value: RwSignal<String>,
    #[prop(optional, into)] help: Option<Words>,
    /// What is wrong and how to mend it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// The `type` of the control.
    #[prop(default = "text")]
    kind: &'static str,
    /// The token of HTML's autofill; `off` for what is no personal data.
    #[prop(default = "off")]
    autocomplete: &'static str,
    #[prop(optional)] inputmode: Option<&'static str>,
    /// More classes of the control: `yours` for the person's values, `exact` for codes.
    #[prop(optional)]
    class: &'static str,
    #[prop(optional)] maxlength: Option<u32>,
    #[prop(optional)] required: bool,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// No spelling help, no capitals: for codes and addresses of the web.
    #[prop(optional)]
    verbatim: bool,
    /// At every key.
    #[prop(optional, into)]
    on_input: Option<Callback<String>>,
    /// When the control is left with another value, or Enter is pressed in it.
    #[prop(optional, into)]
    on_commit: Option<Callback<String>>,
) -> impl IntoView {
    let described = described(&id, help.is_some(), error);
    let target = id.clone();
    view! {
        <div class="form">
            <label for=target>{label}</label>
            {help_line(&id, help)}
            <input
                class=input_class(class)
                id=id.clone()
                type=kind
                value=value.get_untracked()
                prop:value=value
                autocomplete=autocomplete
                inputmode=inputmode
                maxlength=maxlength
                required=required
                disabled=disabled
                spellcheck=verbatim.then_some("false")
                autocapitalize=verbatim.then_some("none")
                aria-describedby=described
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                on:input=move |event| {
                    let typed = event_target_value(&event);
                    value.set(typed.clone());
                    if let Some(on_input) = on_input {
                        on_input.run(typed);
                    }
                }
                on:change=move |event| {
                    if let Some(on_commit) = on_commit {
                        tell(on_commit, event_target_value(&event));
                    }
                }
            />
            {error_line(&id, error)}
        </div>
    }
}

/// Several lines of text: notes, an address, the groups of a kit.
#[component]
pub fn LongField(
    #[prop(into)] id: String,
    #[prop(into)] label: Words,
    value: RwSignal<String>,
    #[prop(optional, into)] help: Option<Words>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(default = "off")] autocomplete: &'static str,
    #[prop(optional)] class: &'static str,
    #[prop(optional)] maxlength: Option<u32>,
    #[prop(optional)] verbatim: bool,
    #[prop(optional, into)] on_input: Option<Callback<String>>,
    #[prop(optional, into)] on_commit: Option<Callback<String>>,
) -> impl IntoView {
    let described = described(&id, help.is_some(), error);
    let target = id.clone();
    view! {
        <div class="form">
            <label for=target>{label}</label>
            {help_line(&id, help)}
            <textarea
                class=input_class(class)
                id=id.clone()
                prop:value=value
                autocomplete=autocomplete
                maxlength=maxlength
                spellcheck=verbatim.then_some("false")
                autocapitalize=verbatim.then_some("none")
                aria-describedby=described
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                on:input=move |event| {
                    let typed = event_target_value(&event);
                    value.set(typed.clone());
                    if let Some(on_input) = on_input {
                        on_input.run(typed);
                    }
                }
                on:change=move |event| {
                    if let Some(on_commit) = on_commit {
                        tell(on_commit, event_target_value(&event));
                    }
                }
            >
                {value.get_untracked()}
            </textarea>
            {error_line(&id, error)}
        </div>
    }
}

/// One of a list.
#[component]
pub fn SelectField(
    #[prop(into)] id: String,
    #[prop(into)] label: Words,
    value: RwSignal<String>,
    /// What `value` becomes, and the words for it.
    #[prop(into)]
    options: Signal<Vec<(String, String)>>,
    #[prop(optional, into)] help: Option<Words>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(default = "off")] autocomplete: &'static str,
    #[prop(optional, into)] on_commit: Option<Callback<String>>,
) -> impl IntoView {
    let described = described(&id, help.is_some(), error);
    let target = id.clone();
    let choices = move || {
        options
            .get()
            .into_iter()
            .map(|(key, words)| {
                let own = key.clone();
                let selected = move || value.with(|value| *value == own);
                view! { <option value=key selected=selected>{words}</option> }
            })
            .collect_view()
    };
    view! {
        <div class="form">
            <label for=target>{label}</label>
            {help_line(&id, help)}
            <select
                class="input"
                id=id.clone()
                autocomplete=autocomplete
                aria-describedby=described
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                on:change=move |event| {
                    let picked = event_target_value(&event);
                    value.set(picked.clone());
                    if let Some(on_commit) = on_commit {
                        tell(on_commit, picked);
                    }
                }
            >
                {choices}
            </select>
            {error_line(&id, error)}
        </div>
    }
}

/// A day, typed as people write it, with what was understood below: nobody has to hunt through a calendar for a birth
/// date, and nobody takes 3 February for 2 March unseen. Reading is `day::Day::parse`.
#[component]
pub fn DateField(
    #[prop(into)] id: String,
    #[prop(into)] label: Words,
    /// The text as typed.
    value: RwSignal<String>,
    #[prop(into)] help: Words,
    #[prop(optional, into)] error: Signal<Option<String>>,
    /// The day that was understood, in full; `None` while there is none.
    #[prop(into)]
    understood: Signal<Option<String>>,
    /// `bday` for a birth date.
    #[prop(default = "off")]
    autocomplete: &'static str,
    #[prop(optional)] class: &'static str,
    #[prop(optional, into)] on_commit: Option<Callback<String>>,
) -> impl IntoView {
    let target = id.clone();
    view! {
        <div class="stack date-field">
            <TextField id label value help error autocomplete class verbatim=true nostrip:on_commit=on_commit/>
            <output class="small quiet" for=target>{understood}</output>
        </div>
    }
}

/// A field that narrows a list while it is typed in.
#[component]
pub fn SearchField(
    #[prop(into)] id: String,
    #[prop(into)] label: Words,
    value: RwSignal<String>,
    #[prop(optional, into)] placeholder: Option<Words>,
    /// For a list that explains itself.
    #[prop(optional)]
    label_hidden: bool,
) -> impl IntoView {
    let target = id.clone();
    view! {
        <div class="form search">
            <label class:hide=label_hidden for=target>{label}</label>
            <Icon glyph=Glyph::Search/>
            <input
                class="input"
                id=id
                type="search"
                autocomplete="off"
                placeholder=move || placeholder.map(|placeholder| placeholder.get())
                value=value.get_untracked()
                prop:value=value
                on:input=move |event| value.set(event_target_value(&event))
            />
        </div>
    }
}

/// Tells of a change. Browsers also speak of one when a control with unsaved text is taken away, and then who would hear
/// it is gone.
fn tell(on_commit: Callback<String>, value: String) {
    let _ = on_commit.try_run(value);
}

fn input_class(more: &'static str) -> String {
    if more.is_empty() {
        "input".to_owned()
    } else {
        format!("input {more}")
    }
}

fn help_id(id: &str) -> String {
    format!("{id}-help")
}

fn error_id(id: &str) -> String {
    format!("{id}-error")
}

/// The ids of what explains the control, as they are at the moment.
fn described(
    id: &str,
    has_help: bool,
    error: Signal<Option<String>>,
) -> impl Fn() -> Option<String> + Send + Sync + use<> {
    let (help, wrong) = (help_id(id), error_id(id));
    move || match (has_help, error.with(Option::is_some)) {
        (false, false) => None,
        (true, false) => Some(help.clone()),
        (false, true) => Some(wrong.clone()),
        (true, true) => Some(format!("{help} {wrong}")),
    }
}

fn help_line(id: &str, help: Option<Words>) -> Node {
    let id = help_id(id);
    help.map(|help| view! { <p class="help" id=id>{help}</p> })
        .into_node()
}

/// The region is always there, since one that comes together with its words is not read out.
fn error_line(id: &str, error: Signal<Option<String>>) -> Node {
    let id = error_id(id);
    view! {
        <div aria-live="polite">
            {move || {
                let id = id.clone();
                error.get().map(|error| {
                    view! { <p class="error" id=id><Icon glyph=Glyph::Warn/><span>{error}</span></p> }
                })
            }}
        </div>
    }
}
