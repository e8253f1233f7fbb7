//! The second step of making a vault: keep the Recovery kit, and show that it is kept.

use leptos::{
    ev::{self, SubmitEvent},
    prelude::*,
};
use owner::{
    Kit,
    kit::{GROUPS, LETTERS},
};
use rand_core::{OsRng, RngCore};

use super::kit::Sheet;
use crate::{
    browser::file,
    node::{Node, view},
    parts::{Banner, Glyph, Head, Icon, Page, TextField, Tone},
    signal::{RwSignal, Signal},
    t,
};

/// What the screen says where it differs.
pub(super) struct Wording {
    /// The kit's number.
    number: u32,
    title: &'static str,
    lead: String,
    check: String,
    storing: &'static str,
    /// The number of the kit that stays if the person thinks otherwise; else they can put off the proof.
    instead_of: Option<u32>,
}

impl Wording {
    /// A vault's first kit.
    pub(super) fn first() -> Self {
        Self {
            number: 1,
            title: t!(kit.title),
            lead: t!(kit.lead).to_owned(),
            check: t!(kit.check).to_owned(),
            storing: t!(kit.storing),
            instead_of: None,
        }
    }

    /// A kit in the place of kit number `old`.
    pub(super) fn replacing(old: u32) -> Self {
        Self {
            number: old + 1,
            title: t!(new_kit.title),
            lead: t!(new_kit.lead, old = old),
            check: t!(new_kit.check, old = old),
            storing: t!(new_kit.storing),
            instead_of: Some(old),
        }
    }
}

/// The kit's sheet, and beside it what to do with it. `finish` is run with whether the kit was typed back; `problem` says
/// why that failed.
pub(super) fn view(
    kit: &Kit,
    name: &str,
    wording: Wording,
    busy: Signal<bool>,
    finish: Callback<bool>,
    problem: ViewFn,
) -> Node {
    let sheet = Sheet::new(name, wording.number);
    let paper = sheet.view(kit);
    let text = StoredValue::new(sheet.text(kit));
    let is_saved = RwSignal::new(false);
    let save = move |_| {
        file::save(t!(kit.file), "text/plain;charset=utf-8", &text.get_value());
        is_saved.set(true);
    };
    let saved = move || {
        is_saved.get().then(|| {
            let words = t!(kit.saved, file = t!(kit.file));
            view! { <Banner tone=Tone::Good live=true><p>{words}</p></Banner> }
        })
    };
    let checks = StoredValue::new(two_groups().map(|index| Check::new(kit, index)));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let right = checks.with_value(|checks| checks.each_ref().map(Check::judge));
        if right == [true, true] {
            finish.run(true);
        }
    };
    // Nothing is stored yet: closing the page now would leave a passkey and a sheet that open nothing.
    let guard = window_event_listener(ev::beforeunload, |event| event.prevent_default());
    on_cleanup(move || guard.remove());
    let fields = checks
        .with_value(|checks| checks.each_ref().map(Check::field))
        .collect_view();
    let (check, storing) = (wording.check, wording.storing);
    let word = move || {
        if busy.get() {
            storing.to_owned()
        } else {
            check.clone()
        }
    };
    let otherwise = match wording.instead_of {
        None => view! {
            <Banner tone=Tone::Soon>
                <p>{t!(kit.later_means)}</p>
                <p class="actions">
                    <button type="button" class="btn text" disabled=busy on:click=move |_| finish.run(false)>
                        {t!(kit.later)}
                    </button>
                </p>
            </Banner>
        },
        Some(old) => view! { <p><a href="/settings">{t!(new_kit.keep, old = old)}</a></p> },
    };
    view! {
        <Page title=wording.title bare=true>
            <Head title=wording.title lead=wording.lead/>
            <div class="split aside-end">
                {paper}
                <div class="stack no-print">
                    <section class="card" aria-labelledby="keep">
                        <h2 id="keep">{t!(kit.keep)}</h2>
                        <p class="quiet">{t!(kit.made_here)}</p>
                        <p>
                            <button type="button" class="btn main wide" on:click=move |_| file::print()>
                                <Icon glyph=Glyph::Print/>
                                {t!(kit.print)}
                            </button>
                        </p>
                        <p>
                            <button type="button" class="btn wide" on:click=save>
                                <Icon glyph=Glyph::Save/>
                                {t!(kit.save)}
                            </button>
                        </p>
                        <div class="news">{saved}</div>
                    </section>
                    <form class="card" aria-labelledby="show" novalidate=true on:submit=submit>
                        <h2 id="show">{t!(kit.show)}</h2>
                        <p class="quiet">{t!(kit.show_how)}</p>
                        <div class="stack">{fields}</div>
                        <p>
                            <button type="submit" class="btn wide" disabled=busy>{word}</button>
                        </p>
                    </form>
                    <div class="news">{move || problem.run()}</div>
                    {otherwise}
                </div>
            </div>
        </Page>
    }
}

/// Two different groups by chance, in the order of the sheet.
fn two_groups() -> [usize; 2] {
    let first = OsRng.next_u32() as usize % GROUPS;
    let step = 1 + OsRng.next_u32() as usize % (GROUPS - 1);
    let second = (first + step) % GROUPS;
    [first.min(second), first.max(second)]
}

/// One group typed back.
struct Check {
    kit: Kit,
    index: usize,
    typed: RwSignal<String>,
    error: RwSignal<Option<String>>,
}

impl Check {
    fn new(kit: &Kit, index: usize) -> Self {
        Self {
            kit: kit.clone(),
            index,
            typed: RwSignal::new(String::new()),
            error: RwSignal::new(None),
        }
    }

    /// The group's number on the sheet.
    fn number(&self) -> usize {
        self.index + 1
    }

    fn field(&self) -> Node {
        let error = self.error;
        view! {
            <TextField
                id=format!("group-{}", self.number())
                label=t!(kit.group, number = self.number())
                value=self.typed
                error
                class="exact"
                verbatim=true
                on_input=Callback::new(move |_| error.set(None))
            />
        }
    }

    fn judge(&self) -> bool {
        let typed = self.typed.get_untracked();
        let right = self.kit.is_group(self.index, &typed);
        let number = self.number();
        self.error
            .set((!right).then(|| match typed.trim().chars().count() {
                0 => t!(kit.group_empty, number = number),
                LETTERS => t!(kit.group_wrong, number = number),
                _ => t!(kit.group_length, number = number, letters = LETTERS),
            }));
        right
    }
}
