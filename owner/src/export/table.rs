//! The profile, and the access log, as tables of RFC 4180, which a spreadsheet opens without computing anything.

use vault::{
    attribute::{Attribute, Draft},
    id::GrantId,
    log::Entry,
    map::Map,
};
use zeroize::Zeroizing;

use super::{COLUMNS, LOG_COLUMNS};
use crate::{
    import::is_formula,
    item::{Item, Source},
    stamp,
    vault::Vault,
};

// Where lists are divided by semicolons a spreadsheet would divide the rows there too, and take the middle of a cell for its
// beginning.
const BEGINNING: &str = "sep=,\r\n";

impl Vault {
    /// Every item as a table in UTF-8: see `COLUMNS`. A cell that a spreadsheet would take for a formula begins with an
    /// apostrophe, which reading takes away again.
    pub fn export_table(&self) -> Zeroizing<String> {
        let mut table = Zeroizing::new(String::from(BEGINNING));
        row(&mut table, COLUMNS);
        for (place, item) in self.items().into_iter().enumerate() {
            boxes(&mut table, place + 1, item);
        }
        table
    }

    /// Entries of the access log as a table, in their order: see `LOG_COLUMNS`. A company is called as the person calls it.
    pub fn export_log_table(&self, entries: &[Entry]) -> String {
        let companies = self.companies();
        let names: Map<GrantId, &str> = companies
            .map(|company| (company.grant, company.name.as_str()))
            .collect();
        let mut table = String::from(BEGINNING);
        row(&mut table, LOG_COLUMNS);
        for entry in entries {
            log_row(&mut table, &names, entry);
        }
        table
    }
}

fn log_row(table: &mut String, names: &Map<GrantId, &str>, entry: &Entry) {
    let grant = entry.grant.to_string();
    let company = names.get(&entry.grant).copied().unwrap_or(&grant);
    let purpose = entry.purpose.map_or("", |purpose| purpose.title());
    let asked = match entry.asked.as_slice() {
        [] => "everything allowed".to_owned(),
        asked => list(asked),
    };
    row(
        table,
        [
            &stamp::write(entry.time),
            company,
            purpose,
            &asked,
            &list(&entry.given),
            entry.outcome.as_str(),
            &entry.count.to_string(),
        ],
    );
}

fn list(attributes: &[Attribute]) -> String {
    let names: Vec<_> = attributes.iter().map(ToString::to_string).collect();
    names.join(", ")
}

fn boxes(table: &mut String, number: usize, item: &Item) {
    let draft = Draft::of(&item.value);
    let source = match &item.source {
        Source::Typed => "typed",
        Source::Imported { file, .. } => file,
    };
    let number = number.to_string();
    let attribute = item.attribute.to_string();
    let changed = stamp::write(item.updated_at);
    let first = if item.default { "yes" } else { "" };
    for part in item.attribute.parts() {
        let text = draft.get(part.name);
        if !text.is_empty() {
            let label = &item.label;
            row(
                table,
                [
                    &number, &attribute, label, part.name, text, first, &changed, source,
                ],
            );
        }
    }
}

fn row<const N: usize>(table: &mut String, cells: [&str; N]) {
    for (place, cell) in cells.into_iter().enumerate() {
        if place > 0 {
            table.push(',');
        }
        let quoted = cell.contains(['"', ',', ';', '\n', '\r', '\t']) || cell.trim() != cell;
        if quoted {
            table.push('"');
        }
        if is_formula(cell) {
            table.push('\'');
        }
        if quoted {
            table.push_str(&cell.replace('"', "\"\""));
            table.push('"');
        } else {
            table.push_str(cell);
        }
    }
    table.push_str("\r\n");
}
