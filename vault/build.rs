//! Joins the DPV's own words for the purposes with ours, and writes the type `Purpose` from both.
//! A term that is missing on one side stops the build, so that the table and its two sources cannot differ.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

const DPV: &str = "data/dpv-2.3/purposes.csv";
const PLAIN: &str = "data/plain.csv";

type Row = BTreeMap<String, String>;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={DPV}");
    println!("cargo::rerun-if-changed={PLAIN}");
    let root = env::var("CARGO_MANIFEST_DIR")?;
    let read = |name: &str| fs::read_to_string(Path::new(&root).join(name));
    let dpv = rows(DPV, &read(DPV)?)?;
    let plain = rows(PLAIN, &read(PLAIN)?)?;
    fs::write(
        Path::new(&env::var("OUT_DIR")?).join("purposes.rs"),
        table(&dpv, &plain)?,
    )?;
    Ok(())
}

fn table(dpv: &[Row], plain: &[Row]) -> Result<String, Box<dyn Error>> {
    let mut words: BTreeMap<&str, &Row> = BTreeMap::new();
    for row in dpv {
        words.insert(column(row, "term")?, row);
    }
    let mut variants = String::new();
    let mut all = String::new();
    let mut table = String::new();
    for ours in plain {
        let term = column(ours, "term")?;
        let theirs = words
            .remove(term)
            .ok_or_else(|| format!("{PLAIN}: {term} is not in {DPV}, or stands here twice"))?;
        let iri = column(theirs, "iri")?;
        if iri != format!("https://w3id.org/dpv#{term}") {
            return Err(format!("{DPV}: {term} has the IRI {iri}").into());
        }
        let broader: Vec<String> = column(theirs, "hasbroader")?
            .split(';')
            .map(|iri| iri.replace("https://w3id.org/dpv#", "dpv:"))
            .collect();
        let group = column(ours, "group")?;
        writeln!(
            variants,
            "    /// {}: {}.",
            column(theirs, "label")?,
            column(theirs, "definition")?
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
            column(theirs, "label")?,
            filled(ours, "title")?,
            filled(ours, "hint")?,
            filled(ours, "to")?,
            yes(ours, "common")?,
            yes(ours, "refuse_by_default")?,
        )?;
    }
    if let Some(term) = words.keys().next() {
        return Err(format!("{PLAIN}: no plain words for {term} of {DPV}").into());
    }
    let count = plain.len();
    Ok(format!(
        "/// What a company may use data for: a purpose of the Data Privacy Vocabulary 2.3.\n\
         #[derive(Clone, Copy, PartialEq, Eq, Hash)]\n#[repr(u8)]\npub enum Purpose {{\n{variants}}}\n\n\
         const ALL: [Purpose; {count}] = [\n{all}];\n\nstatic TABLE: [Row; {count}] = [\n{table}];\n"
    ))
}

fn column<'a>(row: &'a Row, name: &str) -> Result<&'a str, String> {
    row.get(name)
        .map(String::as_str)
        .ok_or_else(|| format!("no column {name}"))
}

fn filled<'a>(row: &'a Row, name: &str) -> Result<&'a str, String> {
    match column(row, name)? {
        "" => Err(format!(
            "{PLAIN}: {} has no {name}",
            column(row, "term").unwrap_or_default()
        )),
        text => Ok(text),
    }
}

fn yes(row: &Row, name: &str) -> Result<bool, String> {
    match column(row, name)? {
        "yes" => Ok(true),
        "" => Ok(false),
        other => Err(format!("{PLAIN}: {name} is {other:?}, not yes or empty")),
    }
}

/// Reads the CSV of RFC 4180 in the form that both files have: every field quoted, one record a line.
fn rows(file: &str, text: &str) -> Result<Vec<Row>, String> {
    let mut lines = text.lines();
    let header = fields(file, lines.next().unwrap_or_default())?;
    lines
        .map(|line| {
            let fields = fields(file, line)?;
            if fields.len() == header.len() {
                Ok(header.iter().cloned().zip(fields).collect())
            } else {
                Err(format!(
                    "{file}: {} fields in the line {line}",
                    fields.len()
                ))
            }
        })
        .collect()
}

fn fields(file: &str, line: &str) -> Result<Vec<String>, String> {
    let inner = line
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .ok_or_else(|| format!("{file}: not every field is quoted in the line {line}"))?;
    Ok(inner
        .split("\",\"")
        .map(|field| field.replace("\"\"", "\""))
        .collect())
}
