//! The profile as a table of RFC 4180, which a spreadsheet opens without computing anything.

use vault::attribute::Draft;
use zeroize::Zeroizing;

use super::COLUMNS;
use crate::{
    import::is_formula,
    item::{Item, Source},
    stamp,
    vault::Vault,
};

impl Vault {
    /// Every item as a table in UTF-8: see `COLUMNS`. A cell that a spreadsheet would take for a formula begins with an
    /// apostrophe, which reading takes away again.
    pub fn export_table(&self) -> Zeroizing<String> {
        // Where lists are divided by semicolons a spreadsheet would divide the rows there too, and take the middle of a cell for
        // its beginning.
        let mut table = Zeroizing::new(String::from("sep=,\r\n"));
        row(&mut table, COLUMNS);
        for (place, item) in self.items().into_iter().enumerate() {
            boxes(&mut table, place + 1, item);
        }
        table
    }
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
