use std::collections::BTreeSet;
use std::error::Error;
use std::fmt::Write;

use crate::csv::{Row, Table};

pub const OURS: &str = "data/attributes.csv";
pub const DPV: &str = "data/dpv-2.3/pd.csv";

/// The type `Attribute` and its list.
pub fn names(ours: &Table) -> Result<String, Box<dyn Error>> {
    let (mut variants, mut all, mut places) = (String::new(), String::new(), String::new());
    for (place, row) in ours.rows.iter().enumerate() {
        let variant = variant(row.filled("attribute")?);
        writeln!(variants, "    /// {}.\n    {variant},", row.filled("what")?)?;
        writeln!(all, "        Self::{variant},")?;
        writeln!(places, "            Self::{variant} => {place},")?;
    }
    let count = ours.rows.len();
    Ok(format!(
        "/// A kind of profile data. On the wire, in storage and in the API it is its canonical name: `email`, `custom.k3v7q2ab`.\n\
         #[derive(Clone, Copy, PartialEq, Eq, Hash)]\npub enum Attribute {{\n{variants}    \
         /// A field that the person made. Its label is part of the value, so that only the person's devices know it.\n    \
         Custom(CustomId),\n}}\n\n\
         impl Attribute {{\n    \
         /// The attributes of the catalogue in the order of the screens; a person's own fields come after them.\n    \
         pub const ALL: [Self; {count}] = [\n{all}    ];\n\n    \
         /// Place on the screens, for sorting: the index in [`Attribute::ALL`], own fields last.\n    \
         pub const fn place(&self) -> usize {{\n        match self {{\n{places}            Self::Custom(_) => {count},\n        }}\n    }}\n}}\n"
    ))
}

/// What is known of each attribute, in the order of its list.
pub fn rows(ours: &Table, dpv: &Table) -> Result<String, Box<dyn Error>> {
    let mut terms = BTreeSet::new();
    for row in &dpv.rows {
        terms.insert(row.filled("term")?);
    }
    let mut used = BTreeSet::new();
    let (mut rows, mut standards) = (String::new(), String::new());
    for row in &ours.rows {
        let name = row.filled("attribute")?;
        let (shape, parts) = shape(row)?;
        let derived = match row.column("from")? {
            "" => "None".to_owned(),
            from => format!(
                "Some(Derived {{ from: Attribute::{}, rule: Rule::{} }})",
                variant(from),
                row.filled("rule")?
            ),
        };
        writeln!(
            rows,
            "    Row {{ name: {name:?}, cluster: Cluster::{}, shape: Shape::{shape}, parts: {parts}, \
             sensitivity: Sensitivity::{}, many: Many::{}, common: {}, derived: {derived} }},",
            row.filled("cluster")?,
            row.filled("sensitivity")?,
            row.filled("many")?,
            row.yes("common")?,
        )?;
        let term = match row.column("dpv")? {
            "" => String::new(),
            term if terms.contains(term) => {
                used.insert(term);
                format!("pd:{term}")
            }
            term => return Err(format!("{OURS}: {name} is {term}, which is not in {DPV}").into()),
        };
        writeln!(
            standards,
            "    Standards {{ what: {:?}, oidc: {}, schema_org: {}, vcard: {}, scim: {}, dpv: {} }},",
            row.filled("what")?,
            option(row.column("oidc")?),
            option(row.column("schema_org")?),
            option(row.column("vcard")?),
            option(row.column("scim")?),
            option(&term),
        )?;
    }
    if let Some(term) = terms.difference(&used).next() {
        return Err(format!("{DPV}: {term} is not used in {OURS}").into());
    }
    let count = ours.rows.len();
    Ok(format!(
        "static ROWS: [Row; {count}] = [\n{rows}];\n\nstatic STANDARDS: [Standards; {count}] = [\n{standards}];\n"
    ))
}

/// The shape and its boxes: `address`, `record PLACE`, `list Language`, or what the one box takes.
fn shape(row: &Row) -> Result<(&'static str, String), Box<dyn Error>> {
    let kind = row.filled("kind")?;
    if kind == "address" {
        return Ok(("Address", "&record::ADDRESS".to_owned()));
    }
    if let Some(parts) = kind.strip_prefix("record ") {
        return Ok(("Record", format!("&record::{parts}")));
    }
    let (shape, kind) = match kind.strip_prefix("list ") {
        Some(kind) => ("List", kind),
        None => ("Value", kind),
    };
    let filled_by = match row.column("autocomplete")? {
        "" => String::new(),
        token => format!(".filled_by({token:?})"),
    };
    Ok((
        shape,
        format!(
            "&[Part::new(\"value\", Kind::{})  {filled_by}]",
            kind.replace("Past", "Days::Past")
        ),
    ))
}

fn option(text: &str) -> String {
    match text {
        "" => "None".to_owned(),
        text => format!("Some({text:?})"),
    }
}

/// `official_id.passport` becomes `OfficialIdPassport`.
fn variant(name: &str) -> String {
    let words = name.split(['_', '.']);
    words
        .map(|word| {
            let (first, rest) = word.split_at(1);
            first.to_ascii_uppercase() + rest
        })
        .collect()
}
