//! Files of RFC 4180 in the form that all of ours have: every field quoted, one record a line.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// A file's records, each a field by the name of its column.
pub struct Table {
    pub rows: Vec<Row>,
}

pub struct Row {
    file: &'static str,
    fields: BTreeMap<String, String>,
}

impl Table {
    pub fn read(root: &Path, file: &'static str) -> Result<Self, String> {
        let text =
            fs::read_to_string(root.join(file)).map_err(|error| format!("{file}: {error}"))?;
        let mut lines = text.lines();
        let header = fields(file, lines.next().unwrap_or_default())?;
        let row = |line: &str| {
            let fields = fields(file, line)?;
            if fields.len() == header.len() {
                let fields = header.iter().cloned().zip(fields).collect();
                Ok(Row { file, fields })
            } else {
                Err(format!(
                    "{file}: {} fields in the line {line}",
                    fields.len()
                ))
            }
        };
        let rows = lines.map(row).collect::<Result<_, _>>()?;
        Ok(Self { rows })
    }
}

impl Row {
    pub fn column(&self, name: &str) -> Result<&str, String> {
        let field = self.fields.get(name).map(String::as_str);
        field.ok_or_else(|| format!("{}: no column {name}", self.file))
    }

    /// A column that may not be empty.
    pub fn filled(&self, name: &str) -> Result<&str, String> {
        match self.column(name)? {
            "" => Err(format!(
                "{}: a row has no {name}: {:?}",
                self.file, self.fields
            )),
            text => Ok(text),
        }
    }

    pub fn yes(&self, name: &str) -> Result<bool, String> {
        match self.column(name)? {
            "yes" => Ok(true),
            "" => Ok(false),
            other => Err(format!(
                "{}: {name} is {other:?}, not yes or empty",
                self.file
            )),
        }
    }
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
