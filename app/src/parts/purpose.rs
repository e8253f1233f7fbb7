use leptos::prelude::*;

use super::Words;
use crate::node::view;

/// One purpose with the fields it needs. `children` are `Pick`s or `PickSet`s.
#[component]
pub fn Purpose(
    /// Unique on the page.
    #[prop(into)]
    id: String,
    /// Which of how many.
    #[prop(into)]
    kind: Words,
    /// Needed, or a choice.
    #[prop(into)]
    weight: Words,
    /// The company's own words; shown as a quotation.
    #[prop(into)]
    theirs: Words,
    /// A `Tick`, where the purpose is a choice.
    #[prop(optional, into)]
    choice: Option<ViewFn>,
    /// What happens without it.
    #[prop(optional, into)]
    say: Option<Words>,
    children: Children,
) -> impl IntoView {
    let labelled = id.clone();
    view! {
        <article class="purpose" aria-labelledby=labelled>
            <header>
                <p class="kind" id=id><span>{kind}</span>" "<b>{weight}</b></p>
                <p class="theirs"><bdi>{theirs}</bdi></p>
                {choice.map(|choice| choice.run())}
            </header>
            <div class="picks">{children()}</div>
            {say.map(|say| view! { <p class="say">{say}</p> })}
        </article>
    }
}
