//! What is about to be shared, in one sentence, beside the questions.

use leptos::prelude::*;

use super::{
    share_form::{Form, Row, end_of},
    words,
};
use crate::{
    node::view,
    parts::{Card, Fact, Facts, Glyph, Hint, LifeLine, Problem, Sentence},
    session::Trouble,
    signal::{Memo, RwSignal, Signal},
    t,
};

#[component]
pub(super) fn ShareSummary(
    form: Form,
    now: Signal<i64>,
    busy: RwSignal<bool>,
    trouble: RwSignal<Option<Trouble>>,
    on_share: Callback<()>,
) -> impl IntoView {
    let failed = move || {
        trouble.get().map(|trouble| {
            let (title, what_to_do) = words::trouble(&trouble);
            view! { <Problem title words=what_to_do/> }
        })
    };
    view! {
        <Card>
            <h2 id="share-summary">{t!(share.summary)}</h2>
            <Said form/>
            <Values form/>
            <Life form now/>
            <div class="notes">
                <HandOver form/>
                <Hint glyph=Glyph::Activity>{t!(share.you_see_reads)}</Hint>
                <Hint glyph=Glyph::Ended>{t!(share.you_can_stop)}</Hint>
            </div>
            <div id="share-trouble" tabindex="-1">{failed}</div>
            <p>
                <button
                    type="button"
                    class="btn main wide"
                    aria-disabled=move || busy.get().then_some("true")
                    on:click=move |_| on_share.run(())
                >
                    {move || if busy.get() { t!(share.starting) } else { t!(share.start) }}
                </button>
            </p>
            <p><a class="btn text" href="/sharing">{t!(share.back)}</a></p>
        </Card>
    }
}

/// What the person will hand over, and who opens what they share.
#[component]
fn HandOver(form: Form) -> impl IntoView {
    move || {
        if form.sealed.get() {
            view! {
                <Hint glyph=Glyph::Info>{t!(share.you_send_both)}</Hint>
                <Hint glyph=Glyph::Lock>{t!(share.only_they_open)}</Hint>
            }
        } else {
            view! { <Hint glyph=Glyph::Info>{t!(share.you_send_a_code)}</Hint> }
        }
    }
}

/// As much of the sentence as is decided.
#[component]
fn Said(form: Form) -> impl IntoView {
    let company = move || {
        let typed = form.name.get();
        if typed.trim().is_empty() {
            t!(share.the_company).to_owned()
        } else {
            typed.trim().to_owned()
        }
    };
    let fields = move || {
        form.chosen()
            .into_iter()
            .map(|row: Row| row.within)
            .collect::<Vec<_>>()
    };
    let any = Memo::new(move |_| !form.chosen().is_empty());
    move || {
        if !any.get() {
            return view! { <p class="sentence">{move || t!(share.reads_nothing, company = company())}</p> };
        }
        let before = Signal::derive(move || t!(share.may_read, company = company()));
        let (between, last) = (t!(list.comma), t!(list.and));
        match form.chosen_purpose() {
            Some(purpose) => view! {
                <Sentence before fields=Signal::derive(fields) between last after=t!(sharing.to) purpose=purpose.to() end=t!(share.stop_mark)/>
            },
            None => view! {
                <Sentence before fields=Signal::derive(fields) between last after=t!(share.no_reason_yet)/>
            },
        }
    }
}

/// What they would read, and at which address they are: a slip of the finger is seen here last.
#[component]
fn Values(form: Form) -> impl IntoView {
    let address = move || {
        let typed = form.address.get();
        let typed = typed.trim().to_owned();
        (!typed.is_empty()).then(|| view! { <Fact term=t!(share.address)>{typed}</Fact> })
    };
    let fields = move || {
        let fact = |row: Row| {
            let value = row.shown();
            view! { <Fact term=row.name><span class="yours">{value}</span></Fact> }
        };
        form.chosen().into_iter().map(fact).collect_view()
    };
    view! { <Facts>{address} {fields}</Facts> }
}

/// From today until the last day; a sentence as long as there is none.
#[component]
fn Life(form: Form, now: Signal<i64>) -> impl IntoView {
    let day = Memo::new(move |_| form.day());
    let from = now.get_untracked();
    move || match day.get() {
        None => view! { <p class="quiet">{t!(share.no_end_yet)}</p> },
        Some(day) => {
            let until = end_of(day);
            let days = Form::today().days_to(day);
            let left = if days == 0 {
                t!(sharing.last_day).to_owned()
            } else {
                t!(share.days, count = days)
            };
            let until_words = t!(sharing.until, day = words::day(until));
            view! { <LifeLine since=from now=from until left since_words=t!(share.from_today) until_words/> }
        }
    }
}
