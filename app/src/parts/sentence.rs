use leptos::prelude::*;

use super::Words;
use crate::{node::view, signal::Signal};

/// A share as a sentence: who may read what, to do what. The words carry their own spaces.
#[component]
pub fn Sentence(
    /// Before the fields: `May read your `.
    #[prop(into)]
    before: Words,
    /// The names of the fields, underlined.
    #[prop(into)]
    fields: Signal<Vec<String>>,
    /// Between two fields: `, `.
    #[prop(into)]
    between: Words,
    /// Before the last field: ` and `.
    #[prop(into)]
    last: Words,
    /// After the fields: ` to `.
    #[prop(into)]
    after: Words,
    /// Underlined as well, where the person is just choosing it.
    #[prop(optional, into)]
    purpose: Option<Words>,
    /// The rest: `send your bill.`
    #[prop(optional, into)]
    end: Option<Words>,
) -> impl IntoView {
    let list = move || {
        let fields = fields.get();
        let count = fields.len();
        fields
            .into_iter()
            .enumerate()
            .map(|(index, field)| {
                let lead = (index > 0).then(|| {
                    if index + 1 == count {
                        last.get()
                    } else {
                        between.get()
                    }
                });
                view! { {lead}<b>{field}</b> }
            })
            .collect_view()
    };
    view! {
        <p class="sentence">
            {before}{list}{after}{purpose.map(|purpose| view! { <b>{purpose}</b> })}{end}
        </p>
    }
}
