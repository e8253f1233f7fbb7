//! The product's sentences stand in one catalogue: none elsewhere, and none there that no page says. Each rule is also held
//! against a fault made on purpose.
#![expect(clippy::unwrap_used, reason = "a test ends where it is surprised")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

fn app() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../app")
}

/// The app's code, without tests and comments.
fn code(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            code(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("tests.rs") {
            let text = said(&fs::read_to_string(&path).unwrap());
            found.push((path, text));
        }
    }
}

fn said(source: &str) -> String {
    source
        .lines()
        .take_while(|line| !line.starts_with("#[cfg(test)]") && !line.starts_with("#[cfg(all(test"))
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Names of the catalogue that the code does not hold. Groups that are looked up by a name out of a table are held against that
/// table by the app's own tests.
fn unsaid(catalogue: &Value, code: &str) -> Vec<String> {
    let groups = catalogue.as_object().unwrap().iter();
    groups
        .filter(|(group, _)| !code.contains(&format!("find!({group},")))
        .flat_map(|(group, sentences)| {
            let names = sentences.as_object().unwrap().keys();
            names.map(move |name| format!("{group}.{name}"))
        })
        .filter(|name| {
            !code.match_indices(name).any(|(at, _)| {
                let before = code[..at].chars().next_back();
                let after = code[at + name.len()..].chars().next();
                let part = |c: char| c.is_alphanumeric() || c == '_';
                !before.is_some_and(part) && !after.is_some_and(part)
            })
        })
        .collect()
}

/// Literals that read like a sentence: a capital letter, and more than one word.
fn sentences(code: &str) -> Vec<&str> {
    code.lines()
        .filter(|line| !line.contains("reason = "))
        .flat_map(|line| line.split('"').skip(1).step_by(2))
        .filter(|text| {
            let mut words = text.split(' ');
            let first = words.next().unwrap_or_default();
            let mut letters = first.chars();
            letters.next().is_some_and(char::is_uppercase)
                && letters.all(|c| c.is_lowercase() || c == ',')
                && words
                    .next()
                    .is_some_and(|word| word.starts_with(char::is_alphabetic))
        })
        .collect()
}

#[test]
fn every_sentence_is_said() {
    let catalogue = fs::read(app().join("locales/en.json")).unwrap();
    let mut found = Vec::new();
    code(&app().join("src"), &mut found);
    let all: String = found.into_iter().map(|(_, text)| text).collect();
    let unsaid = unsaid(&serde_json::from_slice(&catalogue).unwrap(), &all);
    assert!(unsaid.is_empty(), "no page says {unsaid:#?}");
}

#[test]
fn no_sentence_stands_elsewhere() {
    let mut found = Vec::new();
    code(&app().join("src"), &mut found);
    let elsewhere: Vec<_> = found
        .iter()
        .flat_map(|(path, text)| sentences(text).into_iter().map(move |text| (path, text)))
        .collect();
    assert!(found.len() > 5 && elsewhere.is_empty(), "{elsewhere:#?}");
}

#[test]
fn the_faults_are_seen() {
    let catalogue = json!({ "home": { "lead": "One", "leads": "Two" } });
    assert_eq!(
        unsaid(&catalogue, "t!(home.lead) t!(my_home.leads)"),
        ["home.leads"]
    );
    assert_eq!(unsaid(&catalogue, "find!(homes, name)").len(), 2);
    assert!(unsaid(&catalogue, "find!(home, name)").is_empty());
    assert_eq!(
        sentences("<h1>\"Your profile\"</h1> class=\"door Shut\""),
        ["Your profile"]
    );
    assert!(sentences(&said("// \"Your profile\"\n#[cfg(test)]\n\"Your profile\"")).is_empty());
}
