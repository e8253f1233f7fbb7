use proptest::prelude::*;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use serde_json::{Value as Json, json};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::*;

mod samples;

/// 21 November 2026, noon UTC.
const NOW: u64 = 1_795_262_400;

fn own() -> Attribute {
    Attribute::parse("custom.k3v7q2ab").unwrap()
}

fn every() -> impl Iterator<Item = Attribute> {
    Attribute::ALL.into_iter().chain([own()])
}

fn check(attribute: Attribute, typed: &str) -> Result<Json, Fault> {
    Draft::value(typed)
        .check(&attribute, NOW)
        .map(|value| value.claim())
        .map_err(|faults| faults.into_iter().next().unwrap().fault)
}

fn draft(parts: &[(&'static str, &str)]) -> Draft {
    let mut draft = Draft::new();
    for (part, text) in parts {
        draft.set(part, *text);
    }
    draft
}

fn typed(text: &str) -> Typed {
    Typed::new(text)
}

#[test]
fn names_are_read_exactly_and_kept_in_json() {
    for attribute in every() {
        let name = attribute.to_string();
        assert_eq!(name.parse(), Ok(attribute));
        let json = serde_json::to_value(attribute).unwrap();
        assert_eq!(json, json!(name));
        assert_eq!(
            serde_json::from_value::<Attribute>(json).unwrap(),
            attribute
        );
    }
    for wrong in [
        "",
        "Email",
        "email ",
        "e-mail",
        "custom",
        "custom.",
        "custom.k3v7q2a",
        "custom.k3v7q2abc",
        "custom.k3v7q2a1",
        "custom.K3V7Q2AB",
        "Custom.k3v7q2ab",
        "custom.k3v7q2é",
    ] {
        assert_eq!(Attribute::parse(wrong), None, "{wrong}");
    }
    assert!(serde_json::from_str::<Attribute>("\"phone\"").is_err());
}

#[test]
fn every_attribute_has_its_own_row() {
    for (place, attribute) in Attribute::ALL.into_iter().enumerate() {
        assert_eq!(attribute.place(), place);
        assert!(!attribute.is_custom());
        let row = attribute.row();
        assert_eq!(row.name, attribute.to_string());
        assert_eq!(
            attribute.special(),
            row.cluster == Cluster::Special,
            "{attribute}"
        );
        let (one, single) = (
            matches!(row.shape, Shape::Value | Shape::List),
            row.parts.len() == 1 && row.parts[0].name == "value",
        );
        assert_eq!(one, single, "{attribute}");
        if let Some(derived) = row.derived {
            assert!(derived.from.derived().is_none(), "{attribute}");
            assert_eq!(row.many, Many::One, "{attribute}");
        }
    }
    assert_eq!(own().place(), Attribute::ALL.len());
    assert_eq!(own().key(), "custom");
    // The clusters stand together on the screens, in their order.
    assert!(every().map(|attribute| attribute.cluster()).is_sorted());
    for cluster in Cluster::ALL {
        assert!(
            every().any(|attribute| attribute.cluster() == cluster),
            "{}",
            cluster.key()
        );
    }
}

#[test]
fn the_order_is_that_of_the_names() {
    let mut attributes: Vec<_> = every().collect();
    attributes.sort();
    let names: Vec<_> = attributes.iter().map(Attribute::to_string).collect();
    assert!(names.is_sorted());
}

#[test]
fn own_fields_get_random_names() {
    let mut rng = ChaCha20Rng::seed_from_u64(7);
    let made: std::collections::BTreeSet<_> =
        (0..1000).map(|_| Attribute::custom(&mut rng)).collect();
    assert_eq!(made.len(), 1000);
    for attribute in made {
        assert_eq!(Attribute::parse(&attribute.to_string()), Some(attribute));
    }
}

#[test]
fn valid_texts_become_claims() {
    use Attribute::*;
    for (attribute, text, claim) in [
        (Name, "  Ines \t Marlow\n", json!("Ines Marlow")),
        (
            Name,
            "María Inés Etxeberria-Goikoetxea Marlow",
            json!("María Inés Etxeberria-Goikoetxea Marlow"),
        ),
        (GivenName, "علی‌رضا", json!("علی‌رضا")),
        (FamilyName, "O’Neill", json!("O’Neill")),
        (Birthdate, "1990-05-02", json!("1990-05-02")),
        (Birthdate, "2 5 1990", json!("1990-05-02")),
        (Birthdate, "2.5.1990", json!("1990-05-02")),
        (Birthdate, "02/05/1990", json!("1990-05-02")),
        (Birthdate, "2 May 1990", json!("1990-05-02")),
        (Birthdate, " 2nd of may, 1990 ", json!("1990-05-02")),
        (Birthdate, "Sept 1st, 1990", json!("1990-09-01")),
        (Birthdate, "1990/5/2", json!("1990-05-02")),
        (Birthdate, "29 February 2000", json!("2000-02-29")),
        (Birthdate, "٢/٥/١٩٩٠", json!("1990-05-02")),
        (Birthdate, "22 11 2026", json!("2026-11-22")),
        (Birthdate, "1 1 1850", json!("1850-01-01")),
        (
            Email,
            " Ines.Marlow+Post@Marlow.EXAMPLE ",
            json!("Ines.Marlow+Post@marlow.example"),
        ),
        (
            Email,
            "mailto:ines@marlow.example",
            json!("ines@marlow.example"),
        ),
        (Email, "inés@MÜLLER.example", json!("inés@mÜller.example")),
        (PhoneNumber, "+44 7700 900142", json!("+447700900142")),
        (PhoneNumber, "0044 (0)7700.900-142", json!("+447700900142")),
        (PhoneNumber, "+44 (0)7700/900142", json!("+447700900142")),
        (PhoneNumber, "(+44) 7700 900142", json!("+447700900142")),
        (PhoneNumber, "+39 (0)6 1234567", json!("+39061234567")),
        (
            PhoneNumber,
            "\u{660}\u{660}\u{664}\u{664} 7700 900142",
            json!("+447700900142"),
        ),
        (
            PhoneNumber,
            "\u{202a}+49\u{a0}30\u{a0}123456\u{202c}",
            json!("+4930123456"),
        ),
        (PhoneNumber, "tel:+1-202-555-0142", json!("+12025550142")),
        (PreferredLanguages, "en", json!(["en"])),
        (
            PreferredLanguages,
            "EN-gb, de_ch; zh-hant-tw en-GB",
            json!(["en-GB", "de-CH", "zh-Hant-TW"]),
        ),
        (
            PreferredLanguages,
            "gsw,es-419,sl-rozaj-biske,de-CH-1901,zh-yue,en-u-ca-buddhist-x-a",
            json!([
                "gsw",
                "es-419",
                "sl-rozaj-biske",
                "de-CH-1901",
                "zh-yue",
                "en-u-ca-buddhist-x-a"
            ]),
        ),
        (PreferredContactChannel, " SMS", json!("sms")),
        (PreferredContactChannel, "none", json!("none")),
        (
            Notes,
            "Ring twice. \r\n\r\n\tThe dog barks.\n\n",
            json!("Ring twice.\n\n The dog barks."),
        ),
    ] {
        assert_eq!(check(attribute, text), Ok(claim), "{attribute} {text:?}");
    }
}

#[test]
fn faults_say_how_to_mend_them() {
    use Attribute::*;
    use Fault::*;
    for (attribute, text, fault) in [
        (Name, " \n ", Empty),
        (Name, "\u{200d}", Empty),
        (Name, "Ines\u{202e}wolraM", HiddenCharacter),
        (Name, "Ines\0", HiddenCharacter),
        (Name, &*"x".repeat(201), TooLong { most: 200 }),
        (Notes, "\u{2066}", HiddenCharacter),
        (Notes, &*"x".repeat(10_001), TooLong { most: 10_000 }),
        (Birthdate, "", Empty),
        (Birthdate, "yesterday", NotADate),
        (Birthdate, "02051990", NotADate),
        (Birthdate, "May 1990", NotADate),
        (Birthdate, "2*5*1990", NotADate),
        (Birthdate, "2 Ma 1990", NotADate),
        (Birthdate, "002 5 1990", NotADate),
        (Birthdate, "2 5 99999999999999999999", NotADate),
        (Birthdate, "2 5 90", YearNotFull),
        (Birthdate, "2 May 90", YearNotFull),
        (Birthdate, "05/22/1990", NoSuchMonth { month: 22 }),
        (Birthdate, "2 0 1990", NoSuchMonth { month: 0 }),
        (Birthdate, "31 4 1990", NoSuchDay { day: 31, most: 30 }),
        (Birthdate, "29 2 1900", NoSuchDay { day: 29, most: 28 }),
        (Birthdate, "0 2 1990", NoSuchDay { day: 0, most: 28 }),
        (Birthdate, "23 11 2026", InTheFuture),
        (Birthdate, "31 12 1849", TooLongAgo),
        (Email, "", Empty),
        (Email, "ines marlow", NoAtSign),
        (Email, "ines@home@marlow.example", SeveralAtSigns),
        (Email, "ines marlow@marlow.example", Spaces),
        (Email, "@marlow.example", NothingBeforeAtSign),
        (Email, "ines@", NoDomain),
        (Email, "ines@marlow", NoDotInDomain),
        (Email, "ines@marlow.example.", DotOutOfPlace),
        (Email, "ines..m@marlow.example", DotOutOfPlace),
        (Email, "<ines@marlow.example", BadCharacter(typed("<"))),
        (Email, "ines@-marlow.example", BadDomain),
        (Email, "ines@10.0.0.1", BadDomain),
        (Email, "ines@mar_low.example", BadDomain),
        (
            Email,
            &*format!("{}@marlow.example", "x".repeat(65)),
            TooLong { most: 64 },
        ),
        (
            Email,
            &*format!("{}@marlow.example", "x".repeat(300)),
            TooLong { most: 254 },
        ),
        (PhoneNumber, " ", Empty),
        (PhoneNumber, "07700 900142", NoCountryCode),
        (PhoneNumber, "(0)7700 900142", NoCountryCode),
        (PhoneNumber, "+0 7700 900142", NoCountryCode),
        (PhoneNumber, "7700", NoCountryCode),
        (PhoneNumber, "+44 77", TooFewDigits { have: 4, least: 7 }),
        (PhoneNumber, "+", TooFewDigits { have: 0, least: 7 }),
        (
            PhoneNumber,
            "+44 7700 900142 900142",
            TooManyDigits { have: 18, most: 15 },
        ),
        (
            PhoneNumber,
            "+44 7700 900142 ext 5",
            BadCharacter(typed("e")),
        ),
        (PhoneNumber, "my phone", BadCharacter(typed("m"))),
        (PhoneNumber, "+44 +7700 900142", BadCharacter(typed("+"))),
        (PreferredLanguages, " , ", Empty),
        (
            PreferredLanguages,
            "de, German",
            UnknownLanguage(typed("German")),
        ),
        (PreferredLanguages, "qq", UnknownLanguage(typed("qq"))),
        (PreferredLanguages, "en-UK", UnknownLanguage(typed("en-UK"))),
        (PreferredLanguages, "en-", UnknownLanguage(typed("en-"))),
        (PreferredLanguages, "de-x", UnknownLanguage(typed("de-x"))),
        (PreferredContactChannel, "", Empty),
        (PreferredContactChannel, "pigeon", UnknownChoice),
    ] {
        assert_eq!(check(attribute, text), Err(fault), "{attribute} {text:?}");
    }
    let many: Vec<_> = LANGUAGES.iter().take(21).collect();
    let many = many.join(" ");
    assert_eq!(check(PreferredLanguages, &many), Err(TooMany { most: 20 }));
}

#[test]
fn addresses_are_written_as_their_country_writes_them() {
    let home = [
        (
            "street_address",
            " Flat 3, The Old Ropeworks \n22  Quayside Row",
        ),
        ("locality", "Bristol"),
        ("postal_code", "BS1 0AA"),
        ("country", "gb"),
    ];
    let value = draft(&home).check(&Attribute::Address, NOW).unwrap();
    assert_eq!(
        value.claim(),
        json!({
            "formatted": "Flat 3, The Old Ropeworks\n22  Quayside Row\nBristol BS1 0AA\nGB",
            "street_address": "Flat 3, The Old Ropeworks\n22  Quayside Row",
            "locality": "Bristol",
            "postal_code": "BS1 0AA",
            "country": "GB",
        })
    );
    assert_eq!(value.lines().len(), 4);
    assert_eq!(
        value.one_line(),
        "Flat 3, The Old Ropeworks, 22  Quayside Row, Bristol BS1 0AA, GB"
    );

    let formatted = |locality, region, code, country| {
        let parts = [
            ("street_address", "1 A"),
            ("locality", locality),
            ("region", region),
            ("postal_code", code),
            ("country", country),
        ];
        let value = draft(&parts).check(&Attribute::Address, NOW).unwrap();
        value.claim()["formatted"].as_str().unwrap().to_owned()
    };
    assert_eq!(
        formatted("Springfield", "IL", "62704", "US"),
        "1 A\nSpringfield, IL 62704\nUS"
    );
    assert_eq!(
        formatted("Lübeck", "", "23552", "DE"),
        "1 A\n23552 Lübeck\nDE"
    );
    assert_eq!(
        formatted("Nuuk", "Sermersooq", "", "GL"),
        "1 A\nNuuk\nSermersooq\nGL"
    );
}

#[test]
fn every_fault_of_an_address_is_told_at_once() {
    let faults = draft(&[
        ("locality", "Bath\u{202e}"),
        ("country", "UK"),
        ("postal_code", &"1".repeat(21)),
    ])
    .check(&Attribute::Address, NOW)
    .unwrap_err();
    let told: Vec<_> = faults
        .into_iter()
        .map(|invalid| (invalid.part, invalid.fault))
        .collect();
    assert_eq!(
        told,
        [
            ("street_address", Fault::Empty),
            ("postal_code", Fault::TooLong { most: 20 }),
            ("locality", Fault::HiddenCharacter),
            ("country", Fault::UnknownCountry),
        ]
    );
}

#[test]
fn own_fields_have_a_label_and_a_value() {
    let value = draft(&[("label", " Shoe  size "), ("value", "42\nwide")])
        .check(&own(), NOW)
        .unwrap();
    assert_eq!(
        value.claim(),
        json!({ "label": "Shoe size", "value": "42\nwide" })
    );
    assert_eq!(value.label(), Some("Shoe size"));
    assert_eq!(value.one_line(), "42, wide");
    let faults = draft(&[("label", &"x".repeat(61))])
        .check(&own(), NOW)
        .unwrap_err();
    assert_eq!(
        faults,
        [
            Invalid {
                part: "label",
                fault: Fault::TooLong { most: 60 }
            },
            Invalid {
                part: "value",
                fault: Fault::Empty
            },
        ]
    );
}

#[test]
fn claims_are_taken_as_they_are_or_not_at_all() {
    use Attribute::*;
    let address = json!({ "formatted": "1 A\nNuuk\nGL", "street_address": "1 A", "locality": "Nuuk", "country": "GL" });
    let with = |name: &str, member: Json| {
        let mut address = address.clone();
        address[name] = member;
        address
    };
    for (attribute, claim) in [
        (Birthdate, json!("1990-05-02")),
        (Birthdate, json!("2190-05-02")),
        (Address, address.clone()),
        (
            Address,
            with("formatted", json!("Written by earlier rules")),
        ),
        (PreferredLanguages, json!(["en", "de-CH"])),
        (own(), json!({ "label": "Shoe size", "value": "42" })),
    ] {
        let value = Value::from_claim(&attribute, &claim).unwrap();
        assert_eq!(value.claim(), claim);
    }
    for (attribute, claim, fault) in [
        (Name, json!(7), Fault::WrongShape),
        (Name, Json::Null, Fault::WrongShape),
        (Name, json!(["Ines"]), Fault::WrongShape),
        (Name, json!(" Ines"), Fault::NotCanonical),
        (Name, json!("Ines\u{202e}"), Fault::HiddenCharacter),
        (Birthdate, json!("2 May 1990"), Fault::NotCanonical),
        (Email, json!("ines@Marlow.example"), Fault::NotCanonical),
        (PhoneNumber, json!("+44 7700 900142"), Fault::NotCanonical),
        (PhoneNumber, json!("07700900142"), Fault::NoCountryCode),
        (PreferredLanguages, json!("en"), Fault::WrongShape),
        (PreferredLanguages, json!([]), Fault::Empty),
        (PreferredLanguages, json!(["en", 7]), Fault::WrongShape),
        (PreferredLanguages, json!(["en", "en"]), Fault::NotCanonical),
        (PreferredLanguages, json!(["en, de"]), Fault::NotCanonical),
        (PreferredContactChannel, json!("Email"), Fault::NotCanonical),
        (Address, json!("1 A, Nuuk"), Fault::WrongShape),
        (Address, json!({}), Fault::Empty),
        (Address, with("planet", json!("Earth")), Fault::WrongShape),
        (Address, with("region", json!(null)), Fault::WrongShape),
        (Address, with("region", json!("")), Fault::NotCanonical),
        (Address, with("country", json!("gl")), Fault::NotCanonical),
        (
            Address,
            with("formatted", json!(" 1 A")),
            Fault::NotCanonical,
        ),
        (Address, with("formatted", json!(7)), Fault::WrongShape),
        (own(), json!({ "label": "Shoe size" }), Fault::Empty),
        (
            own(),
            json!({ "label": "Shoe size", "value": "42", "more": "" }),
            Fault::WrongShape,
        ),
    ] {
        assert_eq!(
            Value::from_claim(&attribute, &claim).unwrap_err().fault,
            fault,
            "{attribute} {claim}"
        );
    }
}

#[test]
fn what_is_derived_says_less() {
    use Attribute::*;
    let of = |attribute: Attribute, from: &Value, now: i64| {
        let derived = attribute.derived().unwrap();
        derived
            .value(attribute, from, now)
            .map(|value| value.claim())
    };
    let birthday = Value::from_claim(&Birthdate, &json!("2008-11-22")).unwrap();
    let noon = 1_795_262_400;
    assert_eq!(of(AgeOver18, &birthday, noon), Some(json!(false)));
    assert_eq!(of(AgeOver16, &birthday, noon), Some(json!(true)));
    assert_eq!(
        of(AgeOver18, &birthday, noon + 12 * 3600 - 1),
        Some(json!(false))
    );
    assert_eq!(
        of(AgeOver18, &birthday, noon + 12 * 3600),
        Some(json!(true))
    );
    let leap = Value::from_claim(&Birthdate, &json!("2008-02-29")).unwrap();
    let last_of_february = 1_772_236_800;
    assert_eq!(of(AgeOver18, &leap, last_of_february), Some(json!(false)));
    assert_eq!(
        of(AgeOver18, &leap, last_of_february + 24 * 3600),
        Some(json!(true))
    );
    let old = Value::from_claim(&Birthdate, &json!("1931-07-01")).unwrap();
    assert_eq!(of(AgeOver18, &old, noon), Some(json!(true)));
    let home = json!({ "formatted": "1 A\nNuuk\nGL", "street_address": "1 A", "locality": "Nuuk", "country": "GL" });
    let home = Value::from_claim(&Address, &home).unwrap();
    assert_eq!(of(AddressCountry, &home, noon), Some(json!("GL")));
    assert_eq!(of(AddressPostalCode, &home, noon), None);
    let email = Value::from_claim(&Email, &json!("ines@marlow.example")).unwrap();
    assert_eq!(of(EmailVerified, &email, noon), Some(json!(false)));
}

#[test]
fn nothing_prints_what_was_typed() {
    let value = Draft::value("Ines").check(&Attribute::Name, NOW).unwrap();
    assert_eq!(format!("{value:?}"), "Value(..)");
    assert_eq!(format!("{:?}", Draft::of(&value)), "Draft(..)");
    let faults = Draft::value("Klingon")
        .check(&Attribute::PreferredLanguages, NOW)
        .unwrap_err();
    assert_eq!(
        faults[0].to_string(),
        "value: not a language: use tags such as en or pt-BR"
    );
    assert!(!format!("{faults:?}").contains("Klingon"));
}

/// A character that is refused from one version to the next would lock its owner out.
#[test]
fn what_was_kept_once_is_read_for_ever() {
    for kept in [
        "Mongolian\u{180E}vowel",
        "\u{2065}",
        "a\u{206A}b",
        "a\u{200D}b",
    ] {
        let claim = serde_json::json!(format!("x{kept}"));
        assert!(
            Value::from_claim(&Attribute::Notes, &claim).is_ok(),
            "{kept:?}"
        );
    }
}

#[test]
fn the_code_tables_are_sorted() {
    let sorted = |codes: &Codes, count: usize, alike: fn(u8) -> bool| {
        let codes: Vec<_> = codes.iter().collect();
        codes.is_sorted()
            && codes.len() == count
            && codes.iter().all(|code| code.bytes().all(alike))
    };
    assert!(sorted(&COUNTRIES, 250, |byte| byte.is_ascii_uppercase()));
    assert!(sorted(&LANGUAGES, 184, |byte| byte.is_ascii_lowercase()));
    assert!(sorted(&CURRENCIES, 154, |byte| byte.is_ascii_uppercase()));
    for code in COUNTRIES.iter() {
        let three = three_letters(code).unwrap();
        assert_eq!(
            (two_letters(three), three_letters(three)),
            (Some(code), Some(three))
        );
    }
}

/// Texts near the valid ones, and any text at all.
fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[0-9]{1,4}[-./ ][0-9]{1,2}[-./ ][0-9]{1,4}",
        "[0-9]{1,2}(st|nd)? (Jan|may|Sept|December) [0-9]{4}",
        "[a-zA-Zéß.]{1,9}@[a-zA-ZİΣß-]{1,9}\\.[a-z]{2,5}",
        "(\\+|00)[0-9 ().-]{6,20}",
        "[a-zA-Z]{2,3}([-_, ][a-zA-Z0-9]{1,8}){0,4}",
        "(en|DE|fr-CH|es-419|zh-hant)([,; ]+(en|de|pt-br|SR-latn-rs)){0,4}",
        "(email|phone|SMS|post|app|none)",
        "(gb|DE|us|FR|xk)",
        "[\\PC\n\r\t]{0,60}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_checked_is_a_valid_claim(value in texts(), label in texts(), code in texts(), country in texts()) {
        for attribute in every() {
            let typed = draft(&[
                ("value", &value), ("label", &label), ("street_address", &value), ("locality", &label),
                ("postal_code", &code), ("region", &label), ("country", &country),
            ]);
            let mut typed = typed;
            for part in attribute.parts() {
                if typed.get(part.name).is_empty() {
                    typed.set(part.name, if part.required { &*value } else { &*code });
                }
            }
            if let Ok(value) = typed.check(&attribute, NOW) {
                let again = Value::from_claim(&attribute, &value.claim());
                prop_assert_eq!(again.as_ref(), Ok(&value), "{} {}", attribute, value.claim());
                let again = Draft::of(&value).check(&attribute, NOW);
                prop_assert_eq!(again.as_ref(), Ok(&value));
                prop_assert!(!value.one_line().is_empty());
                prop_assert_eq!(value.label().is_some(), attribute.is_custom());
            }
        }
    }

    #[test]
    fn no_text_is_an_attribute_by_accident(text in any::<String>()) {
        if let Some(attribute) = Attribute::parse(&text) {
            prop_assert_eq!(attribute.to_string(), text);
        }
    }
}

#[cfg(feature = "openapi")]
#[test]
fn the_schema_is_a_string_with_a_pattern() {
    let schema = serde_json::to_value(<Attribute as utoipa::PartialSchema>::schema()).unwrap();
    assert_eq!(schema["type"], "string");
    assert!(
        schema["pattern"]
            .as_str()
            .unwrap()
            .starts_with("^(name|given_name|")
    );
}
