//! Export and import: what one vault writes, another one reads, and nothing is different afterwards.

use owner::{
    Edit, Item, Omission, Vault,
    export::ExportError,
    import::{Format, ImportError, Imported, Verdict, read, unseal},
    item::{Past, Source},
};
use proptest::{
    prelude::*,
    test_runner::{Config, RngSeed},
};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use serde_json::Value as Json;
use vault::{
    attribute::{Attribute, Draft},
    digest::Digest,
    id::ItemId,
    jws::{Jws, PublicKey},
    manifest::{Manifest, hash_grants, hash_items},
    wire::VaultRecord,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{
    carry::{SAMPLES, context, imported},
    desk::{DAY, NOW},
    device::{Household, save, sign_up, value},
    promise::{CASES, keep, profile},
};

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(5)
}

pub fn read_text(text: &str, name: &str) -> Imported {
    read(text.as_bytes(), name, &context(None), &mut rng()).unwrap()
}

/// Takes every line of a card into a vault.
fn take_all(vault: &Vault, imported: &Imported) -> Vec<Edit> {
    let card = &imported.cards[0];
    let lines = vault.review(&card.candidates, NOW + 9);
    let mut rng = ChaCha20Rng::seed_from_u64(6);
    let mut edits = vault.import(&lines, NOW + 9, &mut rng);
    edits.extend(card.omissions.iter().cloned().map(Edit::Omit));
    edits
}

/// A second vault with nothing in it but what was exported.
fn moved(imported: &Imported) -> Vault {
    let (person, mut desk) = sign_up(91);
    let mut vault = person.open_fresh(&desk);
    let edits = take_all(&vault, imported);
    save(&mut desk, &mut vault, &edits, NOW + 9).unwrap();
    // What was sealed opens again.
    person.open_fresh(&desk)
}

/// Attribute, label, claim, date, first choice; and the claims and dates of earlier values.
type Content = (Attribute, String, Json, i64, bool);
type Whole = (Content, Vec<(Json, i64)>);

/// The items without what moving changes: ids and sources.
fn items(vault: &Vault) -> Vec<Whole> {
    let item = |item: &Item| {
        let past = |past: &Past| (past.value.claim(), past.updated_at);
        let history = item.history.iter().map(past).collect();
        let content = (
            item.attribute,
            item.label.clone(),
            item.value.claim(),
            item.updated_at,
            item.default,
        );
        (content, history)
    };
    let mut items: Vec<Whole> = vault.items().into_iter().map(item).collect();
    items.sort_by_key(|(item, _)| (item.0.to_string(), !item.4, item.2.to_string(), item.3));
    items
}

/// The same without earlier values, which a table does not hold.
fn without_history(vault: &Vault) -> Vec<Content> {
    items(vault).into_iter().map(|(item, _)| item).collect()
}

fn omitted(vault: &Vault) -> Vec<(Attribute, i64)> {
    vault
        .omissions()
        .map(|omission| (omission.attribute, omission.since))
        .collect()
}

/// A household with labels, earlier values, an omission, and texts that formats trip over.
pub fn household(seed: u64) -> Household {
    let mut house = Household::new(seed);
    let mut edits = Vec::new();
    for (place, text) in TRIPS.iter().enumerate() {
        for attribute in [
            Attribute::Notes,
            Attribute::parse("custom.k3v7q2ab").unwrap(),
        ] {
            let mut item = house.person.item(attribute, text, NOW - place as i64);
            item.label = (*text).chars().filter(|c| !c.is_control()).collect();
            edits.push(Edit::Keep(item));
        }
    }
    let mut email = house.default_item(Attribute::Email);
    email.value = value(Attribute::Email, "third@example.org");
    email.updated_at = NOW + 3;
    email.label = "home".into();
    edits.push(Edit::Keep(email));
    edits.push(Edit::Omit(Omission {
        id: ItemId::random(&mut house.person.rng),
        attribute: Attribute::Diet,
        since: NOW - 2,
    }));
    house.save(&edits, NOW + 5).unwrap();
    house
}

/// What formats trip over: formulas, apostrophes, quotes, separators, escapes, letters of every length.
const TRIPS: [&str; 22] = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "'=1+1",
    "''=1+1",
    "'",
    "'tis",
    "\"quoted\"",
    "a,b;c",
    "one\ntwo",
    "back\\slash\\n",
    "BEGIN:VCARD",
    "=HYPERLINK(\"https://evil.example\",\"x\")",
    "＝1+1",
    "👩‍👩‍👧",
    "ends with a backslash \\",
    "^n^'^^",
    "-",
    "日本語\nの行",
    "; , :",
    "\\,",
];

#[test]
fn everything_comes_back_from_the_json() {
    let house = household(90);
    let text = house.vault.export(None, NOW + 8).unwrap();
    let imported = read_text(&text, "export.json");
    assert_eq!(imported.format, Format::Export);
    assert!(imported.cards[0].left.is_empty());
    let moved = moved(&imported);
    assert_eq!(items(&moved), items(&house.vault));
    assert_eq!(omitted(&moved), omitted(&house.vault));
    let sources = moved
        .items()
        .iter()
        .all(|item| item.source == Source::file("export.json", NOW));
    assert!(sources);
    // Earlier values too.
    assert!(items(&moved).iter().any(|(_, past)| !past.is_empty()));
}

#[test]
fn everything_comes_back_from_the_table() {
    let house = household(90);
    let table = house.vault.export_table();
    let imported = read_text(&table, "export.csv");
    assert_eq!(imported.format, Format::Export);
    assert!(imported.cards[0].left.is_empty());
    assert_eq!(
        without_history(&moved(&imported)),
        without_history(&house.vault)
    );
    // As a spreadsheet in Germany saves it, with what it does to line ends.
    let german = table.replace(',', ";").replace("\r\n", "\n");
    assert_eq!(read_text(&german, "export.csv").format, Format::Export);
}

#[test]
fn nothing_in_the_table_is_a_formula() {
    let house = household(90);
    let mut person = house.person;
    let phone = person.item(Attribute::PhoneNumber, "+44 20 7946 0142", NOW);
    let (mut desk, mut vault) = (house.desk, house.vault);
    save(&mut desk, &mut vault, &[Edit::Keep(phone)], NOW + 6).unwrap();
    let table = vault.export_table();
    // The cells, read in the plainest way.
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for sign in table.chars() {
        match sign {
            '"' => quoted = !quoted,
            ',' | '\r' | '\n' if !quoted => cells.push(String::new()),
            sign => cells.last_mut().unwrap().push(sign),
        }
    }
    let formula = |cell: &&String| {
        cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
    };
    assert_eq!(cells.iter().find(formula), None);
    assert!(cells.contains(&"'+442079460142".to_owned()));
    assert!(cells.contains(&"'=1+1".to_owned()) && cells.contains(&"''=1+1".to_owned()));
    let formulas = TRIPS
        .iter()
        .filter(|text| text.starts_with(['=', '+', '-', '@', '＝']));
    assert!(formulas.count() > 6);
}

#[test]
fn an_export_holds_what_the_person_signed() {
    let house = household(92);
    let text = house
        .vault
        .export(Some(&house.desk.record), NOW + 8)
        .unwrap();
    let export: Json = serde_json::from_str(&text).unwrap();
    // Another program needs these members only.
    let signed = &export["signatures"];
    let key: PublicKey = serde_json::from_value(signed["signing_key"].clone()).unwrap();
    let manifest = Jws::from_text(signed["manifest"].as_str().unwrap());
    let manifest = Manifest::verify(&manifest, &key, house.vault.person()).unwrap();
    let record: VaultRecord = serde_json::from_value(signed["record"].clone()).unwrap();
    assert_eq!(record, house.desk.record);
    let files = record
        .items
        .iter()
        .map(|item| (item.id, item.file.digest()));
    assert_eq!(manifest.items, hash_items(files));
    let leaves = record
        .grants
        .iter()
        .map(|grant| (grant.grant, grant.leaf_hash));
    assert_eq!(manifest.grants, hash_grants(leaves));
    let leaf = record.grants[0].leaf.clone().unwrap();
    assert_eq!(Digest::of(&leaf.0), record.grants[0].leaf_hash);
    assert_eq!(export["companies"].as_array().unwrap().len(), 2);
    assert_eq!(export["companies"][0]["name"], "Acme");
    assert_eq!(export["companies"][0]["ended"], Json::Null);
    let ids = export["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["id"].clone());
    assert_eq!(ids.count(), house.vault.items().len());
    // No secret of a grant is in it.
    let token = house.acme.expose_token();
    assert!(!text.contains(&token[token.len() - 20..]) && !text.contains("AGE-SECRET-KEY"));
}

#[test]
fn a_record_of_another_state_is_not_exported() {
    let mut house = household(93);
    let before = house.desk.record.clone();
    house.save(&[], NOW + 7).unwrap();
    assert_eq!(
        house.vault.export(Some(&before), NOW).err(),
        Some(ExportError::OtherRecord)
    );
    assert!(house.vault.export(Some(&house.desk.record), NOW).is_ok());
}

#[test]
fn only_the_kit_opens_a_sealed_export() {
    let house = household(94);
    let sealed = house.vault.seal_export(None, NOW + 8).unwrap();
    assert!(sealed.starts_with(b"age-encryption.org/v1\n"));
    let refused = read(&sealed, "export.age", &context(None), &mut rng());
    assert_eq!(refused.err(), Some(ImportError::Sealed));
    let other = owner::Kit::random(&mut rng());
    assert!(unseal(&sealed, &other).is_err());
    let text = unseal(&sealed, &house.person.kit).unwrap();
    assert_eq!(*text, *house.vault.export(None, NOW + 8).unwrap());
    assert_eq!(items(&moved(&read_text(&text, "a"))), items(&house.vault));
}

/// Natively only: unoptimised in a browser, it is a sixth of the whole suite.
#[cfg(not(target_arch = "wasm32"))]
#[test]
fn a_large_vault_is_sealed_and_comes_back() {
    let mut house = Household::new(95);
    let long = "\u{1D49C}".repeat(9_500);
    let mut edits = Vec::new();
    for _ in 0..290 {
        edits.push(Edit::Keep(house.person.item(Attribute::Notes, &long, NOW)));
    }
    house.save(&edits, NOW + 2).unwrap();
    let sealed = house
        .vault
        .seal_export(Some(&house.desk.record), NOW)
        .unwrap();
    assert!(sealed.len() > 10_000_000);
    let text = unseal(&sealed, &house.person.kit).unwrap();
    let all = house.vault.items().len();
    assert_eq!(moved(&read_text(&text, "a")).items().len(), all);
}

#[test]
fn an_export_of_a_later_version_is_named() {
    for (text, error) in [
        (
            r#"{"format":"mydata-export/v2","items":[]}"#,
            ImportError::Later,
        ),
        (
            r#"{"format":"mydata-export/v1","items":[]}"#,
            ImportError::Empty,
        ),
    ] {
        let read = read(text.as_bytes(), "a", &context(None), &mut rng());
        assert_eq!(read.err(), Some(error));
    }
    // What this version does not know is shown, and the rest is taken.
    let house = household(96);
    let text = house.vault.export(None, NOW).unwrap();
    let later = text.replacen("\"attribute\":\"notes\"", "\"attribute\":\"later\"", 1);
    let imported = read_text(&later, "a");
    assert_eq!(imported.cards[0].left.len(), 1);
    assert_eq!(
        imported.cards[0].candidates.len() + 1,
        house.vault.items().len()
    );
}

#[test]
fn a_vault_takes_its_own_export_as_the_same() {
    let house = household(97);
    for text in [
        house.vault.export(None, NOW).unwrap(),
        house.vault.export_table(),
    ] {
        let imported = read_text(&text, "export.csv");
        let lines = house.vault.review(&imported.cards[0].candidates, NOW + 9);
        assert!(
            lines
                .iter()
                .all(|line| matches!(line.verdict, Verdict::Same(_)) && !line.ticked())
        );
        assert!(house.vault.import(&lines, NOW + 9, &mut rng()).is_empty());
    }
}

#[test]
fn what_differs_is_not_ticked_and_replaces_when_chosen() {
    let mut house = household(98);
    let card = "BEGIN:VCARD\nFN:Ada Other\nEMAIL:first@example.org\nEMAIL:new@example.org\nBDAY:1980-02-03\nX-SHOE:42\nEND:VCARD\n";
    let shoe = Attribute::parse("custom.zzzz7777").unwrap();
    let mut item = house.person.item(shoe, "41", NOW);
    let mut draft = Draft::value("41");
    draft.set("label", "Shoe");
    item.value = draft.check(&shoe, NOW as u64).unwrap();
    house.save(&[Edit::Keep(item.clone())], NOW + 6).unwrap();
    let imported = read_text(card, "contacts.vcf");
    let lines = house.vault.review(&imported.cards[0].candidates, NOW + 9);
    let verdict = |attribute: &str, text: &str| {
        let line = lines.iter().find(|line| {
            line.candidate.attribute.key() == attribute && line.candidate.text == text
        });
        let line = line.unwrap();
        (line.verdict.clone(), line.ticked())
    };
    let name = house.default_item(Attribute::Name).id;
    assert_eq!(
        verdict("name", "Ada Other"),
        (Verdict::Different(name), false)
    );
    assert_eq!(verdict("email", "new@example.org"), (Verdict::New, true));
    assert_eq!(
        verdict("custom", "42"),
        (Verdict::Different(item.id), false)
    );
    let birthday = house.default_item(Attribute::Birthdate).id;
    assert_eq!(
        verdict("birthdate", "1980-02-03"),
        (Verdict::Same(birthday), false)
    );

    // Nothing but what is ticked.
    let ticked: Vec<_> = lines.iter().filter(|line| line.ticked()).cloned().collect();
    let edits = house.vault.import(&ticked, NOW + 9, &mut rng());
    house.save(&edits, NOW + 9).unwrap();
    assert_eq!(
        house
            .vault
            .default_value(Attribute::Name)
            .unwrap()
            .one_line(),
        "Ada Example"
    );
    // And what was chosen: the other value becomes an earlier one, the first choice and the name of the field stay.
    let lines = house.vault.review(&imported.cards[0].candidates, NOW + 10);
    let edits = house.vault.import(&lines, NOW + 10, &mut rng());
    assert_eq!(edits.len(), 2);
    house.save(&edits, NOW + 10).unwrap();
    let item = house.vault.item(name).unwrap();
    assert_eq!(
        (item.value.one_line(), item.default),
        ("Ada Other".into(), true)
    );
    assert_eq!(item.history[0].value.one_line(), "Ada Example");
    assert!(item.source == Source::file("contacts.vcf", NOW));
    let shoes: Vec<_> = house
        .vault
        .items()
        .into_iter()
        .filter(|item| item.attribute == shoe)
        .cloned()
        .collect();
    assert_eq!(shoes.len(), 1);
    assert_eq!(shoes[0].value.one_line(), "42");
}

#[test]
fn a_first_choice_stays_what_it_was() {
    let mut house = household(99);
    let before = house.default_item(Attribute::Email).id;
    let text = house
        .vault
        .export(None, NOW)
        .unwrap()
        .replace("third@example.org", "fourth@example.org");
    let imported = read_text(&text, "a.json");
    let lines = house.vault.review(&imported.cards[0].candidates, NOW + 9);
    let edits = house.vault.import(&lines, NOW + 9, &mut rng());
    assert_eq!(edits.len(), 1);
    house.save(&edits, NOW + 9).unwrap();
    assert_eq!(house.default_item(Attribute::Email).id, before);
}

#[test]
fn what_was_imported_is_exported_and_imported_again() {
    for sample in SAMPLES {
        let imported = imported(sample);
        let vault = moved(&imported);
        let again = read_text(&vault.export(None, NOW + 20).unwrap(), "a.json");
        assert_eq!(items(&moved(&again)), items(&vault), "{}", sample.name);
        let again = read_text(&vault.export_table(), "a.csv");
        assert_eq!(
            without_history(&moved(&again)),
            without_history(&vault),
            "{}",
            sample.name
        );
    }
}

/// A few letters that formats take for something.
fn tricky() -> impl Strategy<Value = String> {
    let sign = prop_oneof![
        prop::sample::select(vec![
            '=', '+', '-', '@', '\'', '"', ',', ';', ':', '\\', '^', '|', '\n', ' ', '＝', 'é',
            '👩', 'n', '\t'
        ]),
        any::<char>(),
    ];
    prop::collection::vec(sign, 1..40).prop_map(String::from_iter)
}

proptest! {
    #![proptest_config(Config {
        cases: CASES / 4,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_261_122),
        ..Config::default()
    })]

    #[test]
    fn a_profile_moves_to_another_vault(profile in profile(), texts in prop::collection::vec((tricky(), tricky()), 0..6)) {
        let (mut person, mut desk) = sign_up(102);
        let mut vault = person.open_fresh(&desk);
        let mut edits = keep(&mut person, &profile, NOW);
        let own = Attribute::parse("custom.aaaaaaaa").unwrap();
        for (label, text) in texts {
            let mut draft = Draft::value(text);
            draft.set("label", label);
            if let Ok(value) = draft.check(&own, NOW as u64) {
                let mut item = person.item(own, "x", NOW + 1);
                item.value = value;
                // A label is a line, as boxes read it; what a hostile file has for one is made a line.
                item.label = item.value.label().unwrap_or_default().to_owned();
                edits.push(Edit::Keep(item));
            }
        }
        save(&mut desk, &mut vault, &edits, NOW + DAY).unwrap();
        let json = read(vault.export(None, NOW).unwrap().as_bytes(), "a", &context(None), &mut rng());
        let table = read(vault.export_table().as_bytes(), "a", &context(None), &mut rng());
        if vault.items().is_empty() {
            prop_assert_eq!(json.err(), Some(ImportError::Empty));
        } else {
            prop_assert_eq!(items(&moved(&json.unwrap())), items(&vault));
            prop_assert_eq!(without_history(&moved(&table.unwrap())), without_history(&vault));
        }
        // A card never lets a line through that another one would begin with.
        let card = vault.export_card();
        prop_assert_eq!(card.matches("\r\nEND:VCARD").count(), 1);
        prop_assert!(card.split("\r\n").all(|line| line.len() <= 75));
    }
}

#[test]
fn a_source_says_only_what_can_be_shown() {
    let name = "a\u{202e}b\nc".to_owned() + &"x".repeat(300);
    let Source::Imported { file, at } = Source::file(&name, NOW) else {
        panic!("not imported")
    };
    assert_eq!((&file[..4], file.chars().count(), at), ("abcx", 100, NOW));
}
