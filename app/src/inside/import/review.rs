//! The review: every line of the file beside what stands. What is new is ticked; what would replace something is not.

use leptos::{prelude::*, task::spawn_local};
use owner::{
    Edit, Vault,
    import::{Card, Left, Line, Verdict, Why},
    save::at_once,
};
use rand_core::OsRng;
use vault::id::ItemId;

use super::{Import, Stage};
use crate::{
    browser::place::now,
    inside::{opening::shown, words},
    node::{Node, view},
    parts::{Fact, Facts, Fold, Ledger, Pick, Picks, Tick, Tone},
    session::Trouble,
    signal::RwSignal,
    t,
};

/// What is being taken over.
struct Taking {
    /// What was not sent yet.
    edits: Vec<Edit>,
    /// How many values there were in all.
    count: usize,
}

/// A line with its box.
#[derive(Clone)]
struct Row {
    id: String,
    line: Line,
    ticked: RwSignal<bool>,
}

pub(super) fn view(import: Import, card: &Card) -> Node {
    let Some(vault) = import.session.peek() else {
        return view! { <p></p> };
    };
    let lines = vault.review(&card.candidates, now());
    let count =
        |verdict: fn(&Verdict) -> bool| lines.iter().filter(|line| verdict(&line.verdict)).count();
    let same = count(|verdict| matches!(verdict, Verdict::Same(_)));
    // What no box takes can still be kept, as a field of the person's own.
    let own = |line: Line| match line.verdict {
        Verdict::NotValid(_) => {
            let candidate = line.candidate.as_own(&mut OsRng);
            vault
                .review(&[candidate], now())
                .pop()
                .map(|own| (line, own))
        }
        _ => None,
    };
    let invalid: Vec<_> = lines.iter().cloned().filter_map(own).collect();
    let row = |(place, line): (usize, Line)| Row {
        id: format!("line-{place}"),
        ticked: RwSignal::new(line.ticked()),
        line,
    };
    let rows: Vec<Row> = lines.into_iter().enumerate().map(row).collect();
    let of = |wanted: fn(&Line) -> bool| {
        let rows = rows.iter().filter(|row| wanted(&row.line));
        rows.cloned().collect::<Vec<_>>()
    };
    let new = of(|line| line.verdict == Verdict::New);
    let different = of(|line| matches!(line.verdict, Verdict::Different(_)));
    let own: Vec<(Line, Row)> = invalid
        .into_iter()
        .enumerate()
        .map(|(place, (line, own))| {
            let row = Row {
                id: format!("own-{place}"),
                ticked: RwSignal::new(false),
                line: own,
            };
            (line, row)
        })
        .collect();
    let all: Vec<Row> = new
        .iter()
        .chain(&different)
        .chain(own.iter().map(|(_, row)| row))
        .cloned()
        .collect();

    let busy = RwSignal::new(false);
    let trouble = RwSignal::new(None::<Trouble>);
    let rows = StoredValue::new(all);
    let ticked = move || rows.with_value(|rows| rows.iter().filter(|row| row.ticked.get()).count());
    let omissions = StoredValue::new(card.omissions.clone());
    let omit = RwSignal::new(true);
    let omitted: Vec<_> = card
        .omissions
        .iter()
        .map(|omission| words::attribute_of(&omission.attribute, None))
        .collect();
    let omits = !card.omissions.is_empty();
    let something = move || ticked() > 0 || omits && omit.get();
    // Made once: what was sent and may wait for a connection is not made again by a second try.
    let taking = StoredValue::new(None::<Taking>);
    let take = move |_| {
        let Some(vault) = import.session.peek() else {
            return;
        };
        if busy.get_untracked() || !untrack(something) {
            return;
        }
        let again = taking.with_value(Option::is_some);
        if !again {
            let chosen = |row: &Row| row.ticked.get_untracked().then(|| row.line.clone());
            let chosen: Vec<Line> =
                rows.with_value(|rows| rows.iter().filter_map(chosen).collect());
            let mut edits = vault.import(&chosen, now(), &mut OsRng);
            let count = edits.len();
            if omit.get_untracked() {
                let omitted = omissions.get_value();
                edits.extend(omitted.into_iter().map(Edit::Omit));
            }
            taking.set_value(Some(Taking { edits, count }));
        }
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            let mut result = Ok(());
            if again {
                result = import.session.save_again().await;
            }
            let mut count = 0;
            while result.is_ok() {
                // The page may have been left.
                let some = taking.try_update_value(|taking| {
                    let taking = taking.as_mut()?;
                    count = taking.count;
                    let some = at_once(&taking.edits);
                    Some(taking.edits.drain(..some).collect::<Vec<_>>())
                });
                match some.flatten() {
                    Some(some) if !some.is_empty() => result = import.session.save(some).await,
                    _ => break,
                }
            }
            busy.set(false);
            match result {
                Ok(()) => import.stage.set(Stage::Done(count)),
                Err(found) => trouble.set(Some(found)),
            }
        });
    };
    let word = move || {
        if busy.get() {
            t!(import.taking).to_owned()
        } else {
            t!(import.take, count = ticked())
        }
    };
    let nothing = new.is_empty() && different.is_empty() && own.is_empty() && !omits;
    let session = import.session;
    view! {
        {nothing.then(|| view! { <p>{t!(import.nothing)}</p> })}
        {section("new", t!(import.new), t!(import.new_note), new.into_iter().map(new_row).collect())}
        {section(
            "different",
            t!(import.different),
            t!(import.different_note),
            different
                .into_iter()
                .map(|row| {
                    let standing = match &row.line.verdict {
                        Verdict::Different(id) => session.peek().and_then(|vault| standing(&vault, *id)),
                        _ => None,
                    };
                    picked(row, standing)
                })
                .collect(),
        )}
        {section(
            "invalid",
            t!(import.invalid),
            t!(import.invalid_note),
            own.into_iter().map(|(line, row)| own_row(&line, row)).collect(),
        )}
        {(!omitted.is_empty()).then(|| {
            view! { <Tick id="omit" checked=omit label=t!(import.omit, fields = words::list(&omitted))/> }
        })}
        {left(&card.left)}
        <div class="stack">
        {(same > 0).then(|| view! { <p class="quiet">{t!(import.same, count = same)}</p> })}
        <div class="news">{move || trouble.get().map(|trouble| shown(&trouble, Tone::Bad))}</div>
        <p class="actions">
            <button
                type="button"
                class="btn main"
                aria-disabled=move || (busy.get() || !something()).then_some("true")
                on:click=take
            >
                {word}
            </button>
            {import.another()}
        </p>
        </div>
    }
}

fn section(
    id: &'static str,
    heading: &'static str,
    note: &'static str,
    rows: Vec<Node>,
) -> Option<Node> {
    (!rows.is_empty()).then(|| {
        view! {
            <Ledger id heading note>
                <Picks legend=heading>{rows}</Picks>
            </Ledger>
        }
    })
}

/// What stands, and who would read what takes its place.
fn standing(vault: &Vault, id: ItemId) -> Option<String> {
    let item = vault.item(id)?;
    let value = words::value_line(&item.attribute, &item.value);
    let stands = t!(import.stands, value = value);
    Some(match vault.readers(item, now()).len() {
        0 => stands,
        readers => t!(import.stands_shared, stands = stands, count = readers),
    })
}

fn new_row(row: Row) -> Node {
    let unsure = row.line.candidate.unsure;
    let text = row.line.candidate.text.clone();
    picked(row, unsure.then(|| t!(import.unsure, text = text)))
}

/// A line to be ticked: the attribute, the value as it would be kept, and what to know of it.
fn picked(row: Row, more: Option<String>) -> Node {
    let Row { id, line, ticked } = row;
    let candidate = &line.candidate;
    let mut name = words::attribute_of(&candidate.attribute, line.value.as_ref());
    if !candidate.label.is_empty() {
        name = t!(import.labelled, name = name, label = candidate.label);
    }
    let value = match &line.value {
        Some(value) => words::value_line(&candidate.attribute, value),
        None => candidate.text.clone(),
    };
    match more {
        Some(more) => view! { <Pick id checked=ticked name value more/> },
        None => view! { <Pick id checked=ticked name value/> },
    }
}

/// A line that no box takes: why not, and that it can be kept as a field of the person's own.
fn own_row(line: &Line, row: Row) -> Node {
    let faults = match &line.verdict {
        Verdict::NotValid(faults) => faults.as_slice(),
        _ => &[],
    };
    let fault = faults.first().map(|invalid| words::fault(&invalid.fault));
    let attribute = words::attribute_of(&line.candidate.attribute, None);
    let more = t!(
        import.as_own,
        attribute = attribute,
        fault = fault.unwrap_or_default()
    );
    picked(row, Some(more))
}

/// What can't be kept, for who wants to know.
fn left(left: &[Left]) -> Option<Node> {
    let row = |left: &Left| {
        let why = match left.why {
            Why::Data { bytes } => t!(import.left_data, size = bytes.div_ceil(1000)),
            Why::OfTheFile => t!(import.left_file).to_owned(),
            Why::Computed => t!(import.left_computed).to_owned(),
            Why::Unknown => t!(import.left_unknown).to_owned(),
        };
        let (term, text) = (left.name.clone(), left.text.clone());
        view! {
            <Fact term>
                <span>{text}</span>
                " "
                <span class="small quiet">{why}</span>
            </Fact>
        }
    };
    let count = left.len();
    (count > 0).then(|| {
        let rows: Vec<Node> = left.iter().map(row).collect();
        view! {
            <Fold word=t!(import.left, count = count)>
                <Facts>{rows}</Facts>
            </Fold>
        }
    })
}
