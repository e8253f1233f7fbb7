//! No word of a file is lost: its words are found in another way than the program does, and each must be somewhere in what came
//! out.

use owner::import::Imported;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::carry::{SAMPLES, boxes, imported};

/// Everything that came out of a file.
fn outcome(imported: &Imported) -> String {
    let mut text = String::new();
    for card in &imported.cards {
        let candidates = card.candidates.iter();
        let candidates = candidates.flat_map(|one| {
            [
                one.text.clone(),
                one.label.clone(),
                boxes(one).join(" "),
                one.attribute.to_string(),
            ]
        });
        let left = card
            .left
            .iter()
            .flat_map(|left| [left.name.clone(), left.text.clone()]);
        for part in candidates.chain(left) {
            text.push_str(&part);
            text.push('\n');
        }
    }
    text.to_lowercase()
}

fn decoded(file: &[u8]) -> String {
    if let Some(wide) = file.strip_prefix(b"\xff\xfe") {
        let units = wide
            .chunks(2)
            .map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
        return String::from_utf16(&units.collect::<Vec<_>>()).unwrap();
    }
    match std::str::from_utf8(file) {
        Ok(text) => text.to_owned(),
        // The letters in the samples are the same in Latin-1.
        Err(_) => file.iter().map(|byte| char::from(*byte)).collect(),
    }
}

fn unquoted(line: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = line;
    while let Some(sign) = rest.chars().next() {
        let code = (sign == '=').then(|| rest.get(1..3)).flatten();
        if let Some(byte) = code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            bytes.push(byte);
            rest = &rest[3..];
        } else {
            bytes.extend(sign.to_string().into_bytes());
            rest = &rest[sign.len_utf8()..];
        }
    }
    decoded(&bytes)
}

/// The values of a card's file, found in another way than the program does.
fn values(file: &[u8]) -> Vec<String> {
    // Lines are joined before letters are read: a line may end within one.
    let mut joined: Vec<u8> = Vec::new();
    for byte in file {
        joined.push(*byte);
        for fold in [&b"\r\n "[..], b"\r\n\t", b"\n ", b"=\r\n", b"=\n"] {
            if !file.starts_with(b"\xff\xfe") && joined.ends_with(fold) {
                joined.truncate(joined.len() - fold.len());
            }
        }
    }
    let text = decoded(&joined).replace("\r\n", "\n").replace('\r', "\n");
    let mut values = Vec::new();
    for line in text.lines() {
        // A colon in quotes belongs to a parameter.
        let quotes = |end: usize| line[..end].matches('"').count();
        let mut colons = line.match_indices(':').map(|(place, _)| place);
        let Some(colon) = colons.find(|place| quotes(*place) % 2 == 0) else {
            continue;
        };
        let (head, value) = (&line[..colon], &line[colon + 1..]);
        let upper = head.to_ascii_uppercase();
        let structure =
            ["BEGIN", "END", "VERSION", "CHILD"].contains(&&*upper) || upper.ends_with("X-ABADR");
        let data = upper.contains("BASE64")
            || upper.contains("ENCODING=B:")
            || upper.ends_with("ENCODING=B")
            || value.contains("base64,")
            || upper.contains("ENCODING=B;");
        if structure || data || value.contains("_$!<") {
            continue;
        }
        let value = if upper.contains("QUOTED-PRINTABLE") && !head.contains("X-CUSTOM(") {
            unquoted(value)
        } else {
            value.to_owned()
        };
        // How Android says what follows.
        let value = value.replace("vnd.android.cursor.item/contact_event", "");
        values.push(value.replace("\\n", " ").replace('\\', ""));
    }
    values
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| word.chars().count() > 1)
        .map(str::to_lowercase)
        .collect()
}

#[test]
fn no_word_of_a_card_is_lost() {
    let mut count = 0;
    for sample in SAMPLES
        .iter()
        .filter(|sample| sample.name.ends_with(".vcf"))
    {
        let outcome = outcome(&imported(sample));
        for word in values(sample.file).iter().flat_map(|value| words(value)) {
            assert!(outcome.contains(&word), "{}: {word} is lost", sample.name);
            count += 1;
        }
    }
    assert!(count > 900, "{count}");
}

#[test]
fn no_word_of_a_table_is_lost() {
    let mut count = 0;
    for sample in SAMPLES
        .iter()
        .filter(|sample| sample.name.ends_with(".csv"))
    {
        // A vault's own table has columns that are no values.
        if sample.name == "own-export.csv" {
            continue;
        }
        let outcome = outcome(&imported(sample));
        let text = decoded(sample.file);
        let below = text.lines().skip_while(|line| {
            words(line).len() < 3 || line.starts_with('"') && line.contains("When exporting")
        });
        let header = below.clone().next().unwrap();
        for word in below.skip(1).flat_map(words) {
            assert!(
                outcome.contains(&word),
                "{}: {word} of {header} is lost",
                sample.name
            );
            count += 1;
        }
    }
    assert!(count > 300, "{count}");
}

#[test]
fn no_word_of_claims_is_lost() {
    fn texts(json: &serde_json::Value, all: &mut Vec<String>) {
        match json {
            serde_json::Value::Object(members) => members.values().for_each(|one| texts(one, all)),
            serde_json::Value::Array(list) => list.iter().for_each(|one| texts(one, all)),
            serde_json::Value::Bool(true) => all.push("yes".into()),
            serde_json::Value::Bool(false) => all.push("no".into()),
            other => all.push(other.to_string()),
        }
    }
    for sample in SAMPLES
        .iter()
        .filter(|sample| sample.name.ends_with(".json"))
    {
        let outcome = outcome(&imported(sample));
        let mut all = Vec::new();
        texts(&serde_json::from_slice(sample.file).unwrap(), &mut all);
        for word in all
            .iter()
            .map(|text| text.replace("\\n", " "))
            .flat_map(|text| words(&text))
        {
            assert!(outcome.contains(&word), "{}: {word} is lost", sample.name);
        }
    }
}
