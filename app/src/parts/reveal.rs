use leptos::prelude::*;

use super::{Glyph, Icon, Words};
use crate::{node::view, signal::Signal};

/// The one box that hands over a code for machines: the access code, or a ready command. Copying and saving are the
/// page's part; a press on the code selects all of it, so it can be taken by hand as well.
#[component]
pub fn Reveal(
    /// What it is and for whom.
    #[prop(into)]
    name: Words,
    /// That it is shown once, or another short remark.
    #[prop(optional, into)]
    remark: Option<Words>,
    #[prop(into)] code: Signal<String>,
    #[prop(into)] copy: Words,
    /// In the button's place after copying, and read out.
    #[prop(into)]
    copied: Words,
    /// True while `copied` is shown.
    #[prop(into)]
    is_copied: Signal<bool>,
    on_copy: Callback<()>,
    /// Gives a second button.
    #[prop(optional, into)]
    save: Option<Words>,
    #[prop(optional, into)] on_save: Option<Callback<()>>,
    /// How to take the code without the buttons.
    #[prop(optional, into)]
    hint: Option<Words>,
    /// Copying is what the page is for.
    #[prop(optional)]
    main: bool,
) -> impl IntoView {
    let save = save.zip(on_save).map(|(save, on_save)| {
        view! {
            <button type="button" class="btn" on:click=move |_| on_save.run(())>
                <Icon glyph=Glyph::Save/>
                {save}
            </button>
        }
    });
    let mark = Signal::derive(move || {
        if is_copied.get() {
            Glyph::Check
        } else {
            Glyph::Copy
        }
    });
    view! {
        <section class="reveal" aria-label=name>
            <header><span>{name}</span>{remark.map(|remark| view! { <span>{remark}</span> })}</header>
            <output translate="no">{code}</output>
            <footer>
                <button type="button" class=if main { "btn main" } else { "btn" } on:click=move |_| on_copy.run(())>
                    <Icon glyph=mark/>
                    <span aria-live="polite">
                        {move || if is_copied.get() { copied.get() } else { copy.get() }}
                    </span>
                </button>
                {save}
                {hint.map(|hint| view! { <span class="small faint">{hint}</span> })}
            </footer>
        </section>
    }
}
