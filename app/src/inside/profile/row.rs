//! One row of the profile: a value with where it came from and who reads it.

use leptos::prelude::*;
use owner::item::Source;

use super::{
    editor,
    sheet::{Sheet, Slot},
};
use crate::{
    browser::place::now,
    inside::{shared, words},
    node::{Node, view},
    parts::{Company, FieldRow},
    signal::{Memo, Signal},
    t,
};

pub(super) fn view(sheet: Sheet, slot: Slot) -> Node {
    let Slot {
        attribute,
        item: id,
    } = slot;
    let item = Memo::new(move |_| sheet.item(id));
    let removed = Memo::new(move |_| {
        let gone = sheet.removed(id).filter(|_| item.with(Option::is_none));
        gone.is_some()
    });
    let label = Signal::derive(move || label(sheet, slot));
    let value = Signal::derive(move || {
        item.with(|item| {
            let item = item.as_ref()?;
            Some(words::value_lines(&attribute, &item.value).join("\n"))
        })
    });
    let omitted = Memo::new(move |_| {
        let omitted = sheet.omission(attribute).map(|omission| omission.since);
        omitted.filter(|_| item.with(Option::is_none) && !removed.get())
    });
    let none = Signal::derive(move || {
        let words = match (removed.get(), omitted.get()) {
            (true, _) => t!(profile.removed),
            (false, Some(_)) => t!(profile.omitted),
            (false, None) => t!(profile.not_filled),
        };
        words.to_owned()
    });
    let source = Signal::derive(move || {
        let Some(item) = item.get() else {
            let chosen = |since| t!(profile.chosen, day = words::short_day(since));
            return omitted.get().map(chosen).unwrap_or_default();
        };
        let typed = match &item.source {
            Source::Typed => t!(profile.typed, day = words::short_day(item.updated_at)),
            Source::Imported { file, at } => {
                t!(profile.imported, file = file, day = words::short_day(*at))
            }
        };
        if item.default && !attribute.every() && sheet.count(attribute) > 1 {
            format!("{}. {typed}", t!(profile.first_choice))
        } else {
            typed
        }
    });
    let readers = Memo::new(move |_| readers(sheet, slot));
    let readers_words = Signal::derive(move || match readers.with(Vec::len) {
        0 => t!(profile.only_you).to_owned(),
        1 => readers.with(|readers| {
            readers
                .first()
                .map(|one| one.name.clone())
                .unwrap_or_default()
        }),
        count => t!(profile.readers, count = count),
    });
    let edit = Signal::derive(move || {
        let word = match (item.with(Option::is_some), removed.get()) {
            (true, _) => t!(profile.edit),
            (false, true) => t!(profile.undo),
            (false, false) if omitted.get().is_some() => t!(profile.change),
            (false, false) => t!(profile.add),
        };
        word.to_owned()
    });
    let on_edit = Callback::new(move |()| {
        if removed.get_untracked() {
            sheet.undo(id);
        } else {
            sheet.open(id);
        }
    });
    view! {
        <FieldRow
            label
            value
            none
            source
            readers
            readers_words
            edit
            open=Signal::derive(move || sheet.is_open(id))
            on_edit
            editing=t!(profile.editing)
            form=move || editor::view(sheet, slot)
        />
    }
}

/// "E-mail", or "E-mail, work"; of a person's own field the name that they gave it.
pub(super) fn label(sheet: Sheet, slot: Slot) -> String {
    let item = sheet.item(slot.item).or_else(|| sheet.removed(slot.item));
    let field = words::attribute_of(&slot.attribute, item.as_ref().map(|item| &item.value));
    match item {
        Some(item) if !item.label.is_empty() => {
            t!(profile.labelled, field = field, label = item.label)
        }
        _ => field,
    }
}

/// Who may read what stands in a row.
pub(super) fn readers(sheet: Sheet, slot: Slot) -> Vec<Company> {
    let Some(vault) = sheet.session.vault() else {
        return Vec::new();
    };
    let readers = vault.item(slot.item).map(|item| vault.readers(item, now()));
    readers
        .unwrap_or_default()
        .into_iter()
        .map(shared::door)
        .collect()
}
