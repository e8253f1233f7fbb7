use leptos::prelude::*;

use super::{Company, Door, Glyph, Icon, When, Words};
use crate::{node::view, signal::Signal};

/// Who a share is with: door, name, web address, and a status or action at the end in `children`.
#[component]
pub fn ShareHead(
    #[prop(into)] company: Signal<Company>,
    /// The id of the heading, for `Card labelled`.
    #[prop(into)]
    id: String,
    /// The company's page; without it the name is no link.
    #[prop(optional, into)]
    href: Option<String>,
    /// The web address, as inert text. Empty shows none.
    #[prop(into)]
    address: Words,
    /// Said after the address when it was checked; without it there is no tick.
    #[prop(optional, into)]
    checked: Option<Words>,
    #[prop(optional, into)] shut: Signal<bool>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let name = move || view! { <bdi>{move || company.get().name}</bdi> };
    view! {
        <div class="share-head">
            <Door company shut/>
            <div class="who">
                <h3 id=id>
                    {match href {
                        Some(href) => view! { <a href=href>{name()}</a> },
                        None => name(),
                    }}
                </h3>
                <When when=move || address.with(|address| !address.is_empty())>
                    <span class="domain">
                        {checked.map(|_| view! { <Icon glyph=Glyph::Check/> })}
                        <bdi>{address}</bdi>
                        {checked.map(|checked| view! { <span class="hide">{checked}</span> })}
                    </span>
                </When>
            </div>
            {children.map(|children| children())}
        </div>
    }
}
