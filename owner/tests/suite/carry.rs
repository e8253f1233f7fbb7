//! Import: files as programs write them, and what becomes of each of their properties.

use owner::{
    Vault,
    import::{Candidate, Card, Context, Format, Imported, Verdict, Why, read},
};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use vault::attribute::{Attribute, Draft};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{desk::NOW, device::sign_up};

/// A file and the country of who reads it.
pub struct Sample {
    pub name: &'static str,
    pub file: &'static [u8],
    pub home: Option<&'static str>,
}

macro_rules! samples {
    ($($name:literal $home:expr,)*) => {
        pub const SAMPLES: &[Sample] = &[$(Sample {
            name: $name,
            file: include_bytes!(concat!("../samples/import/", $name)),
            home: $home,
        },)*];
    };
}

samples! {
    "apple-contacts.vcf" Some("GB"),
    "apple-no-year.vcf" Some("US"),
    "apple-company.vcf" None,
    "apple-several.vcf" None,
    "google-contacts.vcf" Some("GB"),
    "google-takeout.vcf" Some("DE"),
    "outlook-21.vcf" Some("DE"),
    "outlook-com.vcf" Some("US"),
    "nextcloud.vcf" Some("DE"),
    "nextcloud-40.vcf" None,
    "samsung-21.vcf" Some("DE"),
    "android-21.vcf" Some("US"),
    "samsung-soft-breaks.vcf" None,
    "thunderbird-40.vcf" Some("GB"),
    "proton.vcf" Some("CH"),
    "nokia-21.vcf" Some("SE"),
    "nokia-old.vcf" Some("SE"),
    "blackberry.vcf" None,
    "kaddressbook.vcf" Some("DE"),
    "evolution.vcf" Some("GB"),
    "fastmail.vcf" None,
    "icloud-web.vcf" Some("SE"),
    "sim-card.vcf" Some("DE"),
    "old-mac.vcf" None,
    "utf16.vcf" None,
    "latin1-21.vcf" Some("ES"),
    "rfc6350.vcf" None,
    "rfc9554.vcf" None,
    "agent-21.vcf" None,
    "synology.vcf" None,
    "folded-inside-letters.vcf" None,
    "google-old.csv" Some("GB"),
    "google-new.csv" Some("DE"),
    "outlook-en.csv" Some("US"),
    "outlook-de.csv" Some("DE"),
    "thunderbird.csv" Some("GB"),
    "linkedin.csv" None,
    "excel-de.csv" Some("DE"),
    "excel-utf16.csv" None,
    "excel-sep.csv" None,
    "own-export.csv" None,
    "canonical.csv" None,
    "userinfo.json" None,
    "identity-assurance.json" None,
    "takeout-profile.json" None,
    "scim.json" None,
}

/// A device that knows one country by a name that the program does not.
pub fn context(home: Option<&str>) -> Context<'_> {
    Context {
        at: NOW,
        home,
        country: &|name| (name == "Việt Nam").then_some("VN"),
    }
}

pub fn imported(sample: &Sample) -> Imported {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    read(sample.file, sample.name, &context(sample.home), &mut rng).unwrap()
}

pub fn sample(name: &str) -> Imported {
    imported(SAMPLES.iter().find(|sample| sample.name == name).unwrap())
}

/// What a card says of an attribute.
pub fn said(card: &Card, attribute: Attribute) -> Vec<String> {
    let all = card.candidates.iter();
    all.filter(|candidate| candidate.attribute == attribute)
        .map(|candidate| boxes(candidate).join(" / "))
        .collect()
}

pub fn boxes(candidate: &Candidate) -> Vec<String> {
    let parts = candidate.attribute.parts().iter();
    let texts = parts.map(|part| candidate.draft.get(part.name).replace('\n', "⏎"));
    texts.filter(|text| !text.is_empty()).collect()
}

fn own(card: &Card, label: &str) -> Vec<String> {
    let mut texts = Vec::new();
    for candidate in &card.candidates {
        if candidate.attribute.is_custom() && candidate.draft.get("label") == label {
            texts.push(candidate.draft.get("value").to_owned());
        }
    }
    texts
}

fn empty() -> Vault {
    let (person, desk) = sign_up(81);
    person.open_fresh(&desk)
}

fn told(vault: &Vault, imported: &Imported, text: &mut String) {
    for card in &imported.cards {
        text.push_str(&format!("  {}\n", card.title));
        for line in vault.review(&card.candidates, NOW) {
            let candidate = &line.candidate;
            let tick = if line.ticked() { 'x' } else { ' ' };
            let attribute = candidate.attribute.key();
            let label = match &*candidate.label {
                "" => String::new(),
                label => format!(" ({label})"),
            };
            let boxes = boxes(candidate).join(" / ");
            let fault = match &line.verdict {
                Verdict::NotValid(faults) => format!(" !! {faults:?}"),
                _ => String::new(),
            };
            text.push_str(&format!(
                "    [{tick}] {attribute}{label}: {boxes}{fault}\n"
            ));
        }
        for left in &card.left {
            let (name, why) = (&left.name, left.why);
            text.push_str(&format!(
                "    --- {name} {why:?}: {}\n",
                left.text.replace('\n', "⏎")
            ));
        }
    }
}

/// What was taken of each file, read by eye once: a change of the code that changes it must be meant.
#[test]
fn every_sample_gives_what_was_checked() {
    let vault = empty();
    let mut text = String::new();
    for sample in SAMPLES {
        let imported = imported(sample);
        text.push_str(&format!("{}: {:?}\n", sample.name, imported.format));
        told(&vault, &imported, &mut text);
    }
    #[cfg(not(target_arch = "wasm32"))]
    if std::env::var_os("RENEW_SAMPLES").is_some() {
        std::fs::write("tests/samples/import/taken.txt", &text).unwrap();
        return;
    }
    let checked = include_str!("../samples/import/taken.txt");
    for (line, wanted) in text.lines().zip(checked.lines()) {
        assert_eq!(line, wanted);
    }
    assert_eq!(text, checked);
}

#[test]
fn properties_become_what_they_mean() {
    let imported = sample("apple-contacts.vcf");
    assert_eq!(imported.format, Format::Cards);
    let card = &imported.cards[0];
    assert_eq!(card.title, "Dr. Ines Aud Marlow MSc");
    assert_eq!(said(card, Attribute::BirthFamilyName), ["Quill"]);
    assert_eq!(said(card, Attribute::EmailWork), ["i.marlow@tern.example"]);
    assert_eq!(said(card, Attribute::Birthdate), ["1980-02-03"]);
    assert_eq!(said(card, Attribute::Children), ["Una"]);
    assert_eq!(
        said(card, Attribute::Address),
        [
            "1 Slipway⏎Flat 2 / SA3 1LS / Oxwich / Swansea / GB",
            "Harbour Road 7 / 53111 / Bonn / DE"
        ]
    );
    assert_eq!(
        said(card, Attribute::OnlineServices)[0],
        "Skype / ines.marlow"
    );
    assert_eq!(own(card, "Anniversary"), ["2009-06-20"]);
    assert_eq!(own(card, "Name suffix"), ["MSc"]);
    let mut labels = card.candidates.iter();
    assert!(labels.any(|candidate| candidate.label == "Boat" && candidate.name == "TEL"));
    let data = |left: &&owner::import::Left| matches!(left.why, Why::Data { bytes: 100..200 });
    assert_eq!(card.left.iter().filter(data).count(), 1);
}

#[test]
fn letters_of_every_encoding_come_through() {
    for (name, attribute, text) in [
        ("outlook-21.vcf", Attribute::Name, "Jörg Müller-Tern"),
        (
            "outlook-21.vcf",
            Attribute::Notes,
            "Zeile eins⏎Zeile zwei mit Überlänge und Gleichheitszeichen =",
        ),
        ("samsung-soft-breaks.vcf", Attribute::Name, "Ирина Олена"),
        ("utf16.vcf", Attribute::Name, "Νίκος Σαββίδης"),
        ("latin1-21.vcf", Attribute::Notes, "Año nuevo"),
        (
            "folded-inside-letters.vcf",
            Attribute::Name,
            "Günther Ölschläger",
        ),
        (
            "folded-inside-letters.vcf",
            Attribute::Notes,
            "Folded in the middle of a word",
        ),
        ("outlook-de.csv", Attribute::Notes, "Mag Öl"),
        ("excel-utf16.csv", Attribute::GivenName, "Νίκος"),
    ] {
        assert_eq!(said(&sample(name).cards[0], attribute), [text], "{name}");
    }
    assert_eq!(own(&sample("excel-de.csv").cards[0], "Schuhgröße"), ["44½"]);
}

#[test]
fn values_are_written_as_the_catalogue_writes_them() {
    let vault = empty();
    let line = |name: &str, attribute: Attribute| {
        let imported = sample(name);
        let lines = vault.review(&imported.cards[0].candidates, NOW);
        let line = lines
            .into_iter()
            .find(|line| line.candidate.attribute == attribute)
            .unwrap();
        (
            line.value.as_ref().map(|value| value.claim()),
            line.ticked(),
        )
    };
    // As it is dialled at home, and from abroad.
    let (phone, ticked) = line("samsung-21.vcf", Attribute::PhoneNumber);
    assert_eq!((phone.unwrap(), ticked), ("+493023125141".into(), true));
    assert_eq!(
        line("android-21.vcf", Attribute::PhoneNumber).0.unwrap(),
        "+12025550143"
    );
    assert_eq!(
        line("icloud-web.vcf", Attribute::PhoneNumber).0.unwrap(),
        "+46701740605"
    );
    assert_eq!(
        line("latin1-21.vcf", Attribute::PhoneNumber).0.unwrap(),
        "+34956000000"
    );
    // In the United States the month comes first.
    assert_eq!(
        line("outlook-en.csv", Attribute::Birthdate).0.unwrap(),
        "1980-02-03"
    );
    assert_eq!(
        line("outlook-de.csv", Attribute::Birthdate).0.unwrap(),
        "1980-02-03"
    );
    assert_eq!(
        line("synology.vcf", Attribute::Address).0.unwrap()["country"],
        "VN"
    );
    assert_eq!(
        line("identity-assurance.json", Attribute::Nationalities)
            .0
            .unwrap(),
        serde_json::json!(["DEU", "AUT"])
    );
    assert_eq!(
        line("nextcloud-40.vcf", Attribute::PreferredLanguages)
            .0
            .unwrap(),
        serde_json::json!(["nl", "en"])
    );
}

#[test]
fn what_could_mean_two_things_is_not_ticked() {
    let csv = "Name,Birthday,Street,City\nAda Quill,3/2/1980,4 Ink Lane,Bath\n";
    let vault = empty();
    for (home, day, sure) in [
        (None, "1980-2-3", false),
        (Some("US"), "1980-3-2", true),
        (Some("GB"), "1980-2-3", true),
    ] {
        let imported = read(
            csv.as_bytes(),
            "a.csv",
            &context(home),
            &mut ChaCha20Rng::seed_from_u64(1),
        )
        .unwrap();
        let lines = vault.review(&imported.cards[0].candidates, NOW);
        let line = |attribute| {
            lines
                .iter()
                .find(|line| line.candidate.attribute == attribute)
                .unwrap()
        };
        let birthday = line(Attribute::Birthdate);
        assert_eq!(birthday.candidate.draft.get("value"), day);
        assert_eq!(birthday.ticked(), sure, "{home:?}");
        // No country is written there.
        assert!(!line(Attribute::Address).ticked());
    }
}

#[test]
fn a_day_without_a_year_is_kept_beside() {
    let card = &sample("apple-no-year.vcf").cards[0];
    assert!(said(card, Attribute::Birthdate).is_empty());
    assert_eq!(own(card, "Birthday"), ["--02-03"]);
    assert_eq!(
        own(&sample("rfc6350.vcf").cards[0], "Birthday"),
        ["circa 1980"]
    );
}

#[test]
fn several_contacts_are_told_apart() {
    let titles = |name: &str| -> Vec<String> {
        sample(name)
            .cards
            .into_iter()
            .map(|card| card.title)
            .collect()
    };
    assert_eq!(titles("apple-several.vcf"), ["Ada Quill", "Bea Quill"]);
    assert_eq!(titles("agent-21.vcf"), ["Fred Friday", "Jonas Tern"]);
    assert_eq!(titles("linkedin.csv"), ["Ada Quill", "Jonas Tern"]);
    // A contact without a full name is known by what it has.
    assert_eq!(titles("excel-sep.csv"), ["Bea Quill"]);
}

#[test]
fn a_long_note_is_divided_and_nothing_is_cut() {
    let long: String = (0..9_000).map(|number| format!("w{number:04} ")).collect();
    let card = format!("BEGIN:VCARD\nFN:Ada\nNOTE:{long}\nX-LOG:{long}\nEND:VCARD\n");
    let imported = read(
        card.as_bytes(),
        "a.vcf",
        &context(None),
        &mut ChaCha20Rng::seed_from_u64(1),
    )
    .unwrap();
    let candidates = &imported.cards[0].candidates;
    let vault = empty();
    let lines = vault.review(candidates, NOW);
    assert!(lines.iter().all(|line| line.verdict == Verdict::New));
    let joined = |attribute: fn(&Attribute) -> bool| -> String {
        let all = candidates.iter().filter(|one| attribute(&one.attribute));
        all.flat_map(|one| one.draft.get("value").split_whitespace())
            .collect()
    };
    let long = long.replace(' ', "");
    assert_eq!(joined(|attribute| *attribute == Attribute::Notes), long);
    assert_eq!(joined(Attribute::is_custom), long);
}

#[test]
fn what_no_box_takes_can_become_a_field_of_ones_own() {
    let vault = empty();
    let imported = sample("outlook-com.vcf");
    let lines = vault.review(&imported.cards[0].candidates, NOW);
    let bad = lines
        .iter()
        .find(|line| matches!(line.verdict, Verdict::NotValid(_)))
        .unwrap();
    assert_eq!(bad.candidate.text, "+1 202 555 0111 x12");
    let own = bad.candidate.as_own(&mut ChaCha20Rng::seed_from_u64(2));
    let line = &vault.review(&[own], NOW)[0];
    assert_eq!(line.verdict, Verdict::New);
    assert_eq!(line.value.as_ref().unwrap().label(), Some("TEL"));
    assert_eq!(
        Draft::of(line.value.as_ref().unwrap()).get("value"),
        "+1 202 555 0111 x12"
    );
}
