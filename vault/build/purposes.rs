use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write;

use crate::csv::{Row, Table};

pub const DPV: &str = "data/dpv-2.3/purposes.csv";
pub const PLAIN: &str = "data/plain.csv";

/// The type `Purpose` and its table: the DPV's own words for the purposes, joined with ours.
pub fn code(dpv: &Table, plain: &Table) -> Result<String, Box<dyn Error>> {
    let mut words: BTreeMap<&str, &Row> = BTreeMap::new();
    for row in &dpv.rows {
        words.insert(row.column("term")?, row);
    }
    let mut variants = String::new();
    let mut all = String::new();
    let mut table = String::new();
    for ours in &plain.rows {
        let term = ours.column("term")?;
        let theirs = words
            .remove(term)
            .ok_or_else(|| format!("{PLAIN}: {term} is not in {DPV}, or stands here twice"))?;
        let iri = theirs.column("iri")?;
        if iri != format!("https://w3id.org/dpv#{term}") {
            return Err(format!("{DPV}: {term} has the IRI {iri}").into());
        }
        let broader: Vec<String> = theirs
            .column("hasbroader")?
            .split(';')
            .map(|iri| iri.replace("https://w3id.org/dpv#", "dpv:"))
            .collect();
        let group = ours.column("group")?;
        writeln!(
            variants,
            "    /// {}: {}.",
            theirs.column("label")?,
            theirs
                .column("definition")?
                .trim_end_matches('.')
                .replace('<', "&lt;")
        )?;
        writeln!(variants, "    {term},")?;
        writeln!(all, "    Purpose::{term},")?;
        writeln!(
            table,
            "    Row {{ term: {:?}, iri: {iri:?}, label: {:?}, broader: &{broader:?}, group: Group::{group}, title: {:?}, \
             hint: {:?}, to: {:?}, common: {}, refuse_by_default: {} }},",
            format!("dpv:{term}"),
            theirs.column("label")?,
            ours.filled("title")?,
            ours.filled("hint")?,
            ours.filled("to")?,
            ours.yes("common")?,
            ours.yes("refuse_by_default")?,
        )?;
    }
    if let Some(term) = words.keys().next() {
        return Err(format!("{PLAIN}: no plain words for {term} of {DPV}").into());
    }
    let count = plain.rows.len();
    Ok(format!(
        "/// What a company may use data for: a purpose of the Data Privacy Vocabulary 2.3.\n\
         #[derive(Clone, Copy, PartialEq, Eq, Hash)]\n#[repr(u8)]\npub enum Purpose {{\n{variants}}}\n\n\
         const ALL: [Purpose; {count}] = [\n{all}];\n\nstatic TABLE: [Row; {count}] = [\n{table}];\n"
    ))
}
