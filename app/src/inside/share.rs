//! Sharing with a company: four questions, one sentence that says what will be so, one button.

use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use vault::{
    purpose::{Group, Purpose},
    typed_company::{LONGEST_ADDRESS, LONGEST_NAME},
};

use super::{
    access_code::{self, Made},
    clock, focus,
    share_form::{DAYS, Form, Row, Step, YEAR},
    share_summary::ShareSummary,
    words,
};
use crate::{
    day::Day,
    node::{IntoNode, Node, view},
    parts::{
        Banner, DateField, Empty, Fold, FormStep, Glyph, Head, Hint, Icon, Page, Pick, Picks,
        TextField, Tick, Tile, Tiles, Tone, When,
    },
    session::{Session, Trouble},
    signal::{Memo, RwSignal, Signal},
    t,
};

/// What the page shows.
#[derive(Clone, Copy, PartialEq)]
enum Shown {
    NoKit,
    NoFields,
    Form,
    Made,
}

pub(super) fn view() -> Node {
    let session = expect_context::<Session>();
    let Some(vault) = session.peek() else {
        return Node::nothing();
    };
    let form = Form::new(&vault);
    let made = RwSignal::new(None::<Made>);
    let has_kit = Memo::new(move |_| {
        session
            .vault()
            .is_some_and(|vault| vault.kit_confirmed().is_some())
    });
    let shown = Memo::new(move |_| match () {
        () if made.with(Option::is_some) => Shown::Made,
        () if !has_kit.get() => Shown::NoKit,
        () if form.rows.with(Vec::is_empty) => Shown::NoFields,
        () => Shown::Form,
    });
    let content = move || match shown.get() {
        Shown::Made => made.get_untracked().map(access_code::view).into_node(),
        Shown::NoKit => page(no_kit()),
        Shown::NoFields => page(no_fields()),
        Shown::Form => page(filled_in(form, session, made)),
    };
    content.into_node()
}

fn page(content: Node) -> Node {
    view! {
        <Page title=t!(share.title)>
            <p><a class="crumb" href="/sharing"><Icon glyph=Glyph::Back/>{t!(nav.sharing)}</a></p>
            <Head title=t!(share.title) lead=t!(share.lead)/>
            {content}
        </Page>
    }
}

fn no_kit() -> Node {
    view! {
        <Banner tone=Tone::Soon glyph=Glyph::Kit>
            <p><b>{t!(share.kit_first)}</b></p>
            <p>{t!(share.kit_first_more)}</p>
            <p class="actions"><a class="btn" href="/settings">{t!(share.kit_first_do)}</a></p>
        </Banner>
    }
}

fn no_fields() -> Node {
    view! {
        <Empty title=t!(share.empty) words=t!(share.empty_more)>
            <p><a class="btn" href="/profile">{t!(share.empty_do)}</a></p>
        </Empty>
    }
}

fn filled_in(form: Form, session: Session, made: RwSignal<Option<Made>>) -> Node {
    let now = clock::ticking();
    let busy = RwSignal::new(false);
    let trouble = RwSignal::new(None::<Trouble>);
    let share = move || {
        let Some(vault) = session.peek() else { return };
        if busy.get_untracked() {
            return;
        }
        trouble.set(None);
        match form.grant(&vault) {
            Err(step) => focus::on(step.control()),
            Ok(grant) => {
                busy.set(true);
                let new = Made::of(&grant);
                spawn_local(async move {
                    // What the law protects more strictly is not shared by somebody who only found the vault open.
                    let touched = if new.special {
                        session.touch().await
                    } else {
                        Ok(())
                    };
                    let result = match touched {
                        Ok(()) => session.share(grant).await,
                        Err(trouble) => Err(trouble),
                    };
                    busy.set(false);
                    match result {
                        Ok(()) => made.set(Some(new)),
                        Err(found) => {
                            trouble.set(Some(found));
                            focus::on("#share-trouble");
                        }
                    }
                });
            }
        }
    };
    view! {
        // Enter in a field must not share: only the button does.
        <form class="split aside-end" novalidate on:submit=move |event: SubmitEvent| event.prevent_default()>
            <div>
                <Who form/>
                <WhatFor form/>
                <Which form/>
                <UntilWhen form/>
                <WhoOpens form/>
            </div>
            <aside class="sticky" aria-labelledby="share-summary">
                <ShareSummary form now busy trouble on_share=Callback::new(move |()| share())/>
            </aside>
        </form>
    }
}

fn error_of(form: Form, step: Step) -> Signal<Option<String>> {
    Signal::derive(move || form.error(step))
}

/// What is wrong with the choice above it. The region is always there, so that an error is read out when it comes.
#[component]
fn Wrong(form: Form, step: Step) -> impl IntoView {
    let line = move || {
        form.error(step).map(
            |error| view! { <p class="error"><Icon glyph=Glyph::Warn/><span>{error}</span></p> },
        )
    };
    view! { <div class="form" aria-live="polite">{line}</div> }
}

#[component]
fn Who(form: Form) -> impl IntoView {
    view! {
        <FormStep id="share-who" number=1 heading=t!(share.who)>
            <div class="stack short">
                <TextField
                    id="share-name"
                    label=t!(share.name)
                    value=form.name
                    error=error_of(form, Step::Name)
                    maxlength=u32::try_from(LONGEST_NAME).unwrap_or(u32::MAX)
                />
                <TextField
                    id="share-address"
                    label=t!(share.address)
                    help=t!(share.address_help)
                    value=form.address
                    error=error_of(form, Step::Address)
                    inputmode="url"
                    verbatim=true
                    maxlength=u32::try_from(LONGEST_ADDRESS).unwrap_or(u32::MAX)
                />
            </div>
            <When when=move || form.address.with(|typed| !typed.trim().is_empty())>
                <Hint glyph=Glyph::Info>{t!(share.not_checked)}</Hint>
            </When>
        </FormStep>
    }
}

/// What companies ask for that trust no server. Few do, so it is folded away.
#[component]
fn WhoOpens(form: Form) -> impl IntoView {
    view! {
        <Fold word=t!(share.who_opens)>
            <Tick id="share-sealed" checked=form.sealed label=t!(share.sealed)/>
            <p class="quiet">{t!(share.sealed_note)}</p>
        </Fold>
    }
}

#[component]
fn WhatFor(form: Form) -> impl IntoView {
    let tile = move |purpose: Purpose| {
        let small = if purpose.refuse_by_default() {
            t!(share.usually_refused, hint = purpose.hint())
        } else {
            purpose.hint().to_owned()
        };
        view! { <Tile group="purpose" value=purpose.term() chosen=form.purpose word=purpose.title() small/> }
    };
    let rest = Group::ALL.into_iter().map(move |group| {
        let common: Vec<_> = Purpose::common().collect();
        let of_group = Purpose::ALL
            .iter()
            .filter(|purpose| purpose.group() == group && !common.contains(purpose));
        let tiles = of_group.map(|purpose| tile(*purpose)).collect_view();
        view! {
            <h3>{group_word(group)}</h3>
            <Tiles legend=group_word(group) two=true>{tiles}</Tiles>
        }
    });
    let warned = move || {
        form.chosen_purpose()
            .is_some_and(Purpose::refuse_by_default)
    };
    view! {
        <FormStep id="share-why" number=2 heading=t!(share.why) note=t!(share.why_note)>
            <Tiles legend=t!(share.reason) two=true>{Purpose::common().map(tile).collect_view()}</Tiles>
            <Fold word=t!(share.all_reasons)>
                <div class="stack">{rest.collect_view()}</div>
            </Fold>
            <When when=warned>
                <Banner tone=Tone::Bad live=true>
                    <p><b>{t!(share.sale)}</b></p>
                    <p>{t!(share.sale_more)}</p>
                </Banner>
            </When>
            <Wrong form step=Step::Purpose/>
        </FormStep>
    }
}

fn group_word(group: Group) -> &'static str {
    match group {
        Group::Service => t!(share.group_service),
        Group::Care => t!(share.group_care),
        Group::Fit => t!(share.group_fit),
        Group::Offers => t!(share.group_offers),
        Group::Improve => t!(share.group_improve),
        Group::Safety => t!(share.group_safety),
        Group::Law => t!(share.group_law),
        Group::Research => t!(share.group_research),
        Group::Sale => t!(share.group_sale),
    }
}

#[component]
fn Which(form: Form) -> impl IntoView {
    let several = move || {
        form.rows
            .with(|rows| rows.iter().any(|row| row.one_of_several))
    };
    let rows = move |special: bool| {
        let pick = |row: Row| {
            only_one_of_a_kind(form, &row);
            let (name, value) = (row.name.clone(), row.shown());
            let id = format!("field-{}-{}", row.attribute.key(), row.item);
            view! { <Pick id checked=row.checked name value/> }
        };
        let rows = form.rows.get().into_iter();
        rows.filter(|row| row.attribute.special() == special)
            .map(pick)
            .collect_view()
    };
    let has_special = Memo::new(move |_| {
        form.rows
            .with(|rows| rows.iter().any(|row| row.attribute.special()))
    });
    view! {
        <FormStep id="share-which" number=3 heading=t!(share.which) note=t!(share.which_note)>
            <When when=several>
                <p class="quiet">{t!(share.one_of_a_kind)}</p>
            </When>
            <div id="share-fields">
                <Picks legend=t!(share.fields)>{move || rows(false)}</Picks>
            </div>
            <When when=move || has_special.get()>
                <h3>{t!(share.special)}</h3>
                <p class="quiet">{t!(share.special_note)}</p>
                <Picks legend=t!(share.special)>{move || rows(true)}</Picks>
                <When when=move || form.special()>
                    <Agree form/>
                </When>
            </When>
            <Wrong form step=Step::Fields/>
        </FormStep>
    }
}

/// The consent of its own that special categories need (GDPR Art. 9(2)(a)): who, which, what for.
#[component]
fn Agree(form: Form) -> impl IntoView {
    let words = Signal::derive(move || {
        let special: Vec<_> = form
            .chosen()
            .into_iter()
            .filter(|row| row.attribute.special())
            .map(|row| row.within)
            .collect();
        let company = form.name.with(|name| name.trim().to_owned());
        let company = if company.is_empty() {
            t!(share.the_company_within).to_owned()
        } else {
            company
        };
        let fields = words::list(&special);
        match form.chosen_purpose() {
            Some(purpose) => t!(
                share.agree_to,
                company = company,
                fields = fields,
                purpose = purpose.to()
            ),
            None => t!(share.agree, company = company, fields = fields),
        }
    });
    view! {
        <Tick id="share-agree" checked=form.agreed label=words/>
        <Wrong form step=Step::Agree/>
    }
}

/// Where there are several items of an attribute, ticking one unticks the others.
fn only_one_of_a_kind(form: Form, row: &Row) {
    if !row.one_of_several {
        return;
    }
    let (own, item, attribute) = (row.checked, row.item, row.attribute);
    Effect::new(move |_| {
        if own.get() {
            form.rows.with_untracked(|rows| {
                let same = |other: &&Row| other.attribute == attribute && other.item != item;
                rows.iter()
                    .filter(same)
                    .for_each(|other| other.checked.set(false));
            });
        }
    });
}

#[component]
fn UntilWhen(form: Form) -> impl IntoView {
    let today = Form::today();
    let small = move |day: Day| {
        if day.year() == today.year() {
            day.short_without_year()
        } else {
            day.short()
        }
    };
    let tiles = DAYS.into_iter().map(move |days| {
        let (word, day) = (t!(share.days, count = days), small(today.add_days(days)));
        view! { <Tile group="until" value=days.to_string() chosen=form.until word small=day/> }
    });
    let year = small(today.add_years(1));
    let understood = move || {
        let typed = form.last_day.with(|typed| !typed.trim().is_empty());
        form.day().filter(|_| typed).map(Day::full)
    };
    // The error stands once: at the typed day if there is one, else at the tiles.
    let typed = move || form.last_day.with(|typed| !typed.trim().is_empty());
    let at_day = Signal::derive(move || form.error(Step::Until).filter(|_| typed()));
    view! {
        <FormStep id="share-until" number=4 heading=t!(share.until) note=t!(share.until_note)>
            <Tiles legend=t!(share.last_day)>
                {tiles.collect_view()}
                <Tile group="until" value=YEAR chosen=form.until word=t!(share.year) small=year/>
            </Tiles>
            <div class="short">
                <DateField
                    id="share-day"
                    label=t!(share.or_day)
                    value=form.last_day
                    help=t!(share.or_day_help)
                    error=at_day
                    understood=Signal::derive(understood)
                />
            </div>
            <When when=move || !typed()>
                <Wrong form step=Step::Until/>
            </When>
        </FormStep>
    }
}
