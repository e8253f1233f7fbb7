//! Reading what a vault exported, as JSON and as a table.

use serde_json::Value as Json;
use vault::{
    attribute::{Attribute, Draft, Part},
    json,
    map::Map,
};

use super::{
    Format, ImportError, Kept, Why,
    card::{Found, Taker},
};
use crate::{export, item::Item, record::Record, stamp};

/// Reads the object of an export.
pub(super) fn read(export: &Json, taker: &mut Taker<'_>) -> Result<Format, ImportError> {
    if export["format"] != export::FORMAT {
        return Err(ImportError::Later);
    }
    for item in list(&export["items"]) {
        match record(item) {
            Some(Record::Item(item)) => take(item, taker),
            _ => unknown("items", item, taker),
        }
    }
    for omission in list(&export["omissions"]) {
        match record(omission) {
            Some(Record::Omission(omission)) => taker.omit(omission.attribute, omission.since),
            _ => unknown("omissions", omission, taker),
        }
    }
    Ok(Format::Export)
}

fn list(json: &Json) -> &[Json] {
    json.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn record(json: &Json) -> Option<Record> {
    Record::read(&json::write(json).ok()?).ok()
}

fn unknown(name: &str, json: &Json, taker: &mut Taker<'_>) {
    let text = json::write(json).unwrap_or_default();
    taker.leave(name, &text, Why::Unknown);
}

fn take(item: Item, taker: &mut Taker<'_>) {
    let text = item.value.one_line();
    let name = item.attribute.to_string();
    let kept = Kept {
        value: item.value,
        updated_at: item.updated_at,
        default: item.default,
        history: item.history,
    };
    let found = Found {
        name: &name,
        text: &text,
        preferred: item.default,
        ..Found::default()
    };
    taker.kept(super::card::line(&item.label), kept, found);
}

/// Where each of [`export::COLUMNS`] stands, if all are there.
pub(super) fn columns(names: &[String]) -> Option<Vec<usize>> {
    let place = |wanted: &&str| names.iter().position(|name| name.trim() == *wanted);
    export::COLUMNS.iter().map(place).collect()
}

/// Reads the rows of such a table: one for each box of an item.
pub(super) fn rows(
    columns: &[usize],
    rows: impl Iterator<Item = Vec<String>>,
    taker: &mut Taker<'_>,
) {
    let mut items: Vec<Vec<Vec<String>>> = Vec::new();
    let mut places: Map<String, usize> = Map::new();
    for row in rows {
        let cell = |column: usize| row.get(columns[column]).cloned().unwrap_or_default();
        let row: Vec<_> = (0..columns.len()).map(cell).collect();
        match places.get(&row[0]) {
            Some(place) => items[*place].push(row),
            None => {
                places.insert(row[0].clone(), items.len());
                items.push(vec![row]);
            }
        }
    }
    for item in items {
        boxes(&item, taker);
    }
}

fn boxes(rows: &[Vec<String>], taker: &mut Taker<'_>) {
    let [_, name, label, _, _, first, changed, _] = &rows[0][..] else {
        return;
    };
    let attribute = Attribute::parse(name.trim());
    let mut draft = Draft::new();
    let mut texts = Vec::new();
    for row in rows {
        let (part, text) = (&*row[3], &*row[4]);
        let known = |known: &&Part| known.name == part;
        match attribute.and_then(|attribute| attribute.parts().iter().find(known)) {
            Some(known) => draft.set(known.name, text),
            None => taker.leave(name, text, Why::Unknown),
        }
        texts.push(text);
    }
    let Some(attribute) = attribute.filter(|attribute| attribute.derived().is_none()) else {
        return;
    };
    let text = texts.join(", ");
    let preferred = first == "yes";
    let found = Found {
        name,
        text: &text,
        label,
        own: "",
        preferred,
    };
    let at = taker.context.at;
    match draft.check(&attribute, u64::try_from(at).unwrap_or_default()) {
        Ok(value) => {
            let kept = Kept {
                value,
                updated_at: stamp::read(changed).unwrap_or(at),
                default: preferred,
                history: Vec::new(),
            };
            taker.kept(super::card::line(label), kept, found);
        }
        Err(_) => taker.draft(attribute, draft, found),
    }
}
