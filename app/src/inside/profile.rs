//! The profile: what the person keeps, field by field, with who else can read it.

mod address;
mod boxes;
mod editor;
mod row;
mod sheet;
mod typed;
mod undo;

use leptos::{prelude::*, task::spawn_local};
use vault::attribute::{Attribute, Cluster};

use self::sheet::Sheet;
use super::words;
use crate::{
    attribute_words,
    browser::place::pause,
    node::{Node, view},
    parts::{
        Empty, Fields, Glyph, Head, Icon, Page, SaveState, Saved, SearchField, When, each, keyed,
    },
    session::{Saving, Session},
    signal::{Memo, RwSignal, Signal},
    t,
};

/// How many rows each group shows at first: the first view has every group's frame to make besides.
const FIRST_ROWS: usize = 1;
/// How many more rows at a time.
const MORE_ROWS: usize = 2;

/// How many rows each group shows: a few at first, so that a long profile does not hold the page up, and soon all.
fn room(sheet: Sheet) -> RwSignal<usize> {
    let room = RwSignal::new(FIRST_ROWS);
    let longest = untrack(|| {
        let rows = Cluster::ALL.map(|cluster| sheet.slots(cluster).len());
        rows.into_iter().max().unwrap_or_default()
    });
    spawn_local(async move {
        for rows in (FIRST_ROWS..longest).step_by(MORE_ROWS) {
            pause(0).await;
            // The page may have been left.
            if room.try_with_untracked(|_| ()).is_none() {
                return;
            }
            room.set(rows + MORE_ROWS);
        }
        pause(0).await;
        if room.try_with_untracked(|_| ()).is_some() {
            room.set(usize::MAX);
        }
    });
    room
}

pub(super) fn view() -> Node {
    let sheet = Sheet::new(expect_context::<Session>());
    let room = room(sheet);
    let nothing_found = Memo::new(move |_| {
        Cluster::ALL
            .into_iter()
            .all(|cluster| sheet.slots(cluster).is_empty())
    });
    let lead = Signal::derive(move || {
        let vault = sheet.session.vault();
        if vault.is_some_and(|vault| vault.items().is_empty()) {
            t!(profile.begin).to_owned()
        } else {
            t!(profile.lead).to_owned()
        }
    });
    view! {
        <Page title=t!(nav.profile)>
            <Head title=t!(nav.profile) lead beside=move || saved(sheet)/>
            <div class="split aside-start">
                <aside class="sticky">
                    <SearchField
                        id="find"
                        label=t!(profile.find)
                        value=sheet.find
                        placeholder=t!(profile.find)
                        label_hidden=true
                    />
                    {index(sheet)}
                    <p class="small bring"><a href="/profile/import">{t!(profile.bring)}</a></p>
                </aside>
                <div class="stack wide">
                    {Cluster::ALL.map(|cluster| section(sheet, cluster, room)).collect_view()}
                    <When when=move || sheet.searching() && nothing_found.get()>
                        <Empty title=t!(profile.none_found) words=t!(profile.none_found_words)>
                            <p class="actions">
                                <button type="button" class="btn" on:click=move |_| sheet.find.set(String::new())>
                                    {t!(profile.show_all)}
                                </button>
                            </p>
                        </Empty>
                    </When>
                </div>
            </div>
            {undo::view(sheet)}
        </Page>
    }
}

/// Whether what was typed is kept.
fn saved(sheet: Sheet) -> Node {
    let saving = Memo::new(move |_| sheet.session.saving());
    let state = Signal::derive(move || match saving.get() {
        Saving::Idle => SaveState::Idle,
        Saving::Now => SaveState::Saving,
        Saving::Done(_) => SaveState::Saved,
        Saving::Failed(_) => SaveState::NotSaved,
    });
    let when = Signal::derive(move || match saving.get() {
        Saving::Done(at) => t!(profile.saved, clock = words::clock(at)),
        Saving::Idle | Saving::Now | Saving::Failed(_) => String::new(),
    });
    let why = Signal::derive(move || match saving.get() {
        Saving::Failed(trouble) => t!(profile.not_saved, why = words::trouble(&trouble).0),
        Saving::Idle | Saving::Now | Saving::Done(_) => String::new(),
    });
    view! {
        <Saved
            state
            saving=t!(profile.saving)
            saved=when
            not_saved=why
            retry=t!(profile.retry)
            on_retry=Callback::new(move |()| sheet.save_again())
        />
    }
}

/// The groups, with how much of each is filled.
fn index(sheet: Sheet) -> Node {
    let link = |cluster: Cluster| {
        view! {
            <a href=format!("#{}", cluster.key())>
                {attribute_words::cluster(cluster)}
                <span>{move || sheet.filled(cluster).map(Filled::short)}</span>
            </a>
        }
    };
    view! {
        <nav class="index side-list" aria-label=t!(profile.index)>{Cluster::ALL.map(link).collect_view()}</nav>
    }
}

/// One group of fields.
fn section(sheet: Sheet, cluster: Cluster, room: RwSignal<usize>) -> Node {
    let own = cluster == Cluster::OwnFields;
    let slots = Memo::new(move |_| sheet.slots(cluster));
    let is_empty = move || slots.with(Vec::is_empty);
    let several: Vec<_> = Attribute::kept()
        .filter(|attribute| attribute.cluster() == cluster && attribute.several())
        .collect();
    let note = (cluster == Cluster::Special)
        .then(|| view! { <p class="quiet">{t!(profile.special_note)}</p> });
    view! {
        <section
            class="stack"
            aria-labelledby=cluster.key()
            hidden=move || sheet.searching() && is_empty()
        >
            <div class="row between">
                <h2 id=cluster.key()>{attribute_words::cluster(cluster)}</h2>
                <span class="small faint">{move || sheet.filled(cluster).map(Filled::long)}</span>
            </div>
            {note}
            <When when=move || !is_empty() fallback=move || own.then(|| view! { <p class="quiet">{t!(profile.own_empty)}</p> })>
                <Fields>
                    {each(move || slots.get().into_iter().take(room.get()).map(|slot| keyed(slot.item, move || row::view(sheet, slot))).collect())}
                </Fields>
            </When>
            {if own { add_own(sheet) } else { add_more(sheet, cluster, several) }}
        </section>
    }
}

/// The way to a field that the person names.
fn add_own(sheet: Sheet) -> Node {
    view! {
        <p class="actions">
            <button type="button" class="btn" on:click=move |_| sheet.add_own()>
                <Icon glyph=Glyph::Plus/>
                {t!(profile.add_own)}
            </button>
        </p>
    }
}

/// The way to one more value of attributes that have one, and to the attributes that have no row yet.
fn add_more(sheet: Sheet, cluster: Cluster, several: Vec<Attribute>) -> Node {
    let more = Memo::new(move |_| {
        let another = several.iter().copied().filter(|one| sheet.has_some(*one));
        let another = another.map(|attribute| (attribute, true));
        let unasked = sheet
            .unasked(cluster)
            .into_iter()
            .map(|attribute| (attribute, false));
        another.chain(unasked).collect::<Vec<_>>()
    });
    let button = move |attribute: Attribute, another: bool| {
        let words = match attribute {
            Attribute::Notes if another => t!(profile.add_another_note).to_owned(),
            attribute if another && !attribute.every() => t!(
                profile.add_another,
                field = words::attribute_within(&attribute, None)
            ),
            attribute => words::attribute_of(&attribute, None),
        };
        let add = move |_| {
            if another {
                sheet.add(attribute);
            } else {
                sheet.ask(attribute);
            }
        };
        view! {
            <button type="button" class="btn text" on:click=add>
                <Icon glyph=Glyph::Plus/>
                <span class="hide">{t!(profile.add)}" "</span>
                {words}
            </button>
        }
    };
    let buttons = move || {
        let more = more.get().into_iter();
        more.map(|(attribute, another)| {
            keyed(format!("{attribute}{another}"), move || {
                button(attribute, another)
            })
        })
        .collect()
    };
    view! {
        <When when=move || !more.with(Vec::is_empty)>
            <p class="actions adds">{each(buttons)}</p>
        </When>
    }
}

/// How much of a group is filled.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Filled {
    filled: usize,
    /// `None` where there is no end: the person's own fields.
    all: Option<usize>,
}

impl Filled {
    /// "4 of 5" words for the section's head.
    fn long(self) -> String {
        match self.all {
            Some(all) => t!(profile.filled, count = self.filled, all = all),
            None => t!(profile.own_count, count = self.filled),
        }
    }

    /// The same for the narrow index.
    fn short(self) -> String {
        match self.all {
            Some(all) => t!(profile.of, count = self.filled, all = all),
            None => self.filled.to_string(),
        }
    }
}
