//! Turns the catalogue of sentences into Rust, so that a missing sentence, a missing value or a misspelt name does not
//! compile.
//!
//! `locales/en.json` is an object of groups; a group is an object of sentences. A sentence is a text, or `{"one": …,
//! "other": …}` chosen by its number `{count}`. `{name}` marks the place of a value.

use std::{collections::BTreeSet, env, error::Error, fmt::Write, fs, path::Path};

use serde_json::{Map, Value};

/// The product's sentences, and those that the tests of `src/text.rs` use.
const CATALOGUES: [(&str, &str); 2] = [
    ("locales/en.json", "text.rs"),
    ("locales/sample.json", "sample.rs"),
];
/// The value that chooses between the forms of a sentence.
const COUNT: &str = "count";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let out = env::var("OUT_DIR")?;
    for (catalogue, code) in CATALOGUES {
        println!("cargo::rerun-if-changed={catalogue}");
        let sentences = serde_json::from_str(&fs::read_to_string(catalogue)?)?;
        let generated = groups(&sentences).map_err(|problem| format!("{catalogue}: {problem}"))?;
        fs::write(Path::new(&out).join(code), generated)?;
    }
    Ok(())
}

/// A module for each group.
fn groups(catalogue: &Map<String, Value>) -> Result<String, Box<dyn Error>> {
    let mut code = String::new();
    for (group, sentences) in catalogue {
        let sentences = sentences
            .as_object()
            .ok_or_else(|| format!("{group} is not a group"))?;
        writeln!(code, "pub mod {} {{", identifier(group)?)?;
        let (mut rich, mut plain) = (String::new(), Vec::new());
        for (name, sentence) in sentences {
            let sentence =
                Sentence::read(sentence).map_err(|problem| format!("{group}.{name}: {problem}"))?;
            sentence.write(identifier(name)?, &mut code, &mut rich)?;
            if sentence.values.is_empty() {
                let text: String = sentence.other.iter().map(Piece::words).collect();
                plain.push((name, text));
            }
        }
        writeln!(
            code,
            "pub static PLAIN: [(&str, &str); {}] = {plain:?};",
            plain.len()
        )?;
        if !rich.is_empty() {
            writeln!(
                code,
                "use super::*;\npub mod rich {{\nuse super::*;\n{rich}}}"
            )?;
        }
        writeln!(code, "}}")?;
    }
    Ok(code)
}

/// A piece of a sentence: words, or the place of a value.
enum Piece<'a> {
    Words(&'a str),
    Value(&'a str),
}

struct Sentence<'a> {
    /// Where there are two forms, the one for exactly one.
    one: Option<Vec<Piece<'a>>>,
    other: Vec<Piece<'a>>,
    values: BTreeSet<&'a str>,
}

impl<'a> Sentence<'a> {
    fn read(sentence: &'a Value) -> Result<Self, String> {
        let (one, other) = match sentence {
            Value::String(text) => (None, pieces(text)?),
            Value::Object(forms) if forms.len() == 2 => {
                let form = |name| {
                    let text = forms.get(name).and_then(Value::as_str);
                    pieces(text.ok_or_else(|| format!("the form `{name}` is missing"))?)
                };
                (Some(form("one")?), form("other")?)
            }
            _ => return Err("neither a text nor the two forms `one` and `other`".into()),
        };
        let all = one.iter().flatten().chain(&other);
        let mut values: BTreeSet<&str> = all
            .filter_map(|piece| match piece {
                Piece::Words(_) => None,
                Piece::Value(name) => Some(*name),
            })
            .collect();
        if one.is_some() {
            values.insert(COUNT);
        }
        Ok(Self { one, other, values })
    }

    fn write(
        &self,
        name: &str,
        code: &mut String,
        rich: &mut String,
    ) -> Result<(), Box<dyn Error>> {
        if self.values.is_empty() {
            let text: String = self.other.iter().map(Piece::words).collect();
            writeln!(code, "pub const fn {name}() -> &'static str {{ {text:?} }}")?;
            return Ok(());
        }
        self.write_struct(name, "Text<'a>", "'a", "String", code)?;
        self.write_struct(name, "Rich", "", "Vec<Node>", rich)
    }

    fn write_struct(
        &self,
        name: &str,
        kind: &str,
        lifetime: &str,
        result: &str,
        code: &mut String,
    ) -> Result<(), Box<dyn Error>> {
        let counted = self.one.is_some();
        let borrows = !lifetime.is_empty()
            && self
                .values
                .iter()
                .any(|value| !(counted && *value == COUNT));
        let generics = if borrows { "<'a>" } else { "" };
        writeln!(code, "pub struct {name}{generics} {{")?;
        for value in &self.values {
            let kind = if counted && *value == COUNT {
                "u64"
            } else {
                kind
            };
            writeln!(code, "pub {value}: {kind},")?;
        }
        writeln!(
            code,
            "}}\nimpl{generics} {name}{generics} {{\npub fn make(self) -> {result} {{"
        )?;
        writeln!(code, "let mut sentence = <{result}>::default();")?;
        if let Some(one) = &self.one {
            writeln!(code, "if self.count == 1 {{")?;
            write_pieces(one, code)?;
            writeln!(code, "return sentence;\n}}")?;
        }
        write_pieces(&self.other, code)?;
        writeln!(code, "sentence\n}}\n}}")?;
        Ok(())
    }
}

fn write_pieces(pieces: &[Piece<'_>], code: &mut String) -> Result<(), Box<dyn Error>> {
    for piece in pieces {
        match piece {
            Piece::Words(words) => writeln!(code, "sentence.words({words:?});")?,
            Piece::Value(name) => writeln!(code, "sentence.value(self.{name});")?,
        }
    }
    Ok(())
}

impl Piece<'_> {
    fn words(&self) -> &str {
        match self {
            Piece::Words(words) => words,
            Piece::Value(_) => "",
        }
    }
}

fn pieces(text: &str) -> Result<Vec<Piece<'_>>, String> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((words, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').ok_or("a `{` is not closed")?;
        if !words.is_empty() {
            pieces.push(Piece::Words(words));
        }
        pieces.push(Piece::Value(identifier(name)?));
        rest = after;
    }
    if rest.contains('}') {
        return Err("a `}` was not opened".into());
    }
    if !rest.is_empty() {
        pieces.push(Piece::Words(rest));
    }
    Ok(pieces)
}

fn identifier(name: &str) -> Result<&str, String> {
    let first = name.starts_with(|c: char| c.is_ascii_lowercase());
    if first
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    {
        Ok(name)
    } else {
        Err(format!(
            "`{name}` is no name: lower case letters, digits and _ only"
        ))
    }
}
