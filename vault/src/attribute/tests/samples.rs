//! Valid and invalid samples of every attribute.

use std::collections::BTreeSet;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::*;

type Boxes<'a> = &'a [(&'static str, &'a str)];

/// What is typed into the boxes, and the claim that comes of it.
#[rustfmt::skip]
fn valid() -> Vec<(&'static str, Boxes<'static>, Json)> {
    vec![
        ("name", &[("value", "Inés Marlow")], json!("Inés Marlow")),
        ("given_name", &[("value", "Inés  María")], json!("Inés María")),
        ("middle_name", &[("value", "Q.")], json!("Q.")),
        ("family_name", &[("value", "van der Berg")], json!("van der Berg")),
        ("birth_family_name", &[("value", "O’Neill")], json!("O’Neill")),
        ("nickname", &[("value", "Nessie")], json!("Nessie")),
        ("salutation", &[("value", "Dr.")], json!("Dr.")),
        ("pronouns", &[("value", "she/her")], json!("she/her")),
        ("gender", &[("value", "female")], json!("female")),
        ("picture", &[("value", "photos.example/ines.jpg")], json!("https://photos.example/ines.jpg")),
        ("email", &[("value", "ines@marlow.example")], json!("ines@marlow.example")),
        ("email_work", &[("value", "mailto:i.marlow@Tern.example")], json!("i.marlow@tern.example")),
        ("phone_number", &[("value", "+44 7700 900142")], json!("+447700900142")),
        ("website", &[("value", "Marlow.example")], json!("https://marlow.example")),
        ("website", &[("value", "HTTP://Marlow.example:8080/A?b=C#d")], json!("http://marlow.example:8080/A?b=C#d")),
        ("profile", &[("value", "https://tern.example/@ines")], json!("https://tern.example/@ines")),
        ("online_services", &[("service", "Mastodon"), ("user", "@ines@tern.example"), ("url", "tern.example/@ines")],
            json!({ "service": "Mastodon", "user": "@ines@tern.example", "url": "https://tern.example/@ines" })),
        ("address", &[("street_address", "1 A"), ("locality", "Nuuk"), ("country", "gl")],
            json!({ "formatted": "1 A\nNuuk\nGL", "street_address": "1 A", "locality": "Nuuk", "country": "GL" })),
        ("delivery_address", &[("street_address", "1 A"), ("locality", "Bonn"), ("postal_code", "53111"), ("country", "DE")],
            json!({ "formatted": "1 A\n53111 Bonn\nDE", "street_address": "1 A", "locality": "Bonn", "postal_code": "53111", "country": "DE" })),
        ("billing_address", &[("street_address", "1 A"), ("locality", "Bath"), ("postal_code", "BA1 0AA"), ("country", "GB")],
            json!({ "formatted": "1 A\nBath BA1 0AA\nGB", "street_address": "1 A", "locality": "Bath", "postal_code": "BA1 0AA", "country": "GB" })),
        ("birthdate", &[("value", "2 May 1990")], json!("1990-05-02")),
        ("place_of_birth", &[("locality", "Vigo"), ("region", "Galicia"), ("country", "es")],
            json!({ "locality": "Vigo", "region": "Galicia", "country": "ES" })),
        ("nationalities", &[("value", "gb, ESP GBR")], json!(["GBR", "ESP"])),
        ("official_id.passport", &[("number", "123456789"), ("country", "GB"), ("valid_until", "1 2 2031")],
            json!({ "number": "123456789", "country": "GB", "valid_until": "2031-02-01" })),
        ("official_id.identity_card", &[("number", "L01X00T47"), ("country", "DE")], json!({ "number": "L01X00T47", "country": "DE" })),
        ("official_id.driving_licence", &[("number", "MARLO 905020"), ("country", "GB")], json!({ "number": "MARLO 905020", "country": "GB" })),
        ("official_id.residence_permit", &[("number", "RU 1234"), ("country", "GB")], json!({ "number": "RU 1234", "country": "GB" })),
        ("household_size", &[("value", "04")], json!(4)),
        ("children", &[("given_name", "Tom"), ("birthdate", "3/4/2019")], json!({ "given_name": "Tom", "birthdate": "2019-04-03" })),
        ("payment.iban", &[("value", "gb82 west 1234-5698 7654 32")], json!("GB82WEST12345698765432")),
        ("payment.iban", &[("value", "DE89 3704 0044 0532 0130 00")], json!("DE89370400440532013000")),
        ("tax_id", &[("value", "65 929 970 489")], json!("65 929 970 489")),
        ("vat_id", &[("value", "DE136695976")], json!("DE136695976")),
        ("job_title", &[("value", "Boat builder")], json!("Boat builder")),
        ("organization", &[("value", "Tern & Thistle")], json!("Tern & Thistle")),
        ("owned_products", &[("brand", "Bosch"), ("model", "WAU28T64"), ("gtin", "4 006381 333931"), ("owned_from", "1.2.2025"), ("warranty_until", "1.2.2035")],
            json!({ "brand": "Bosch", "model": "WAU28T64", "gtin": "4006381333931", "owned_from": "2025-02-01", "warranty_until": "2035-02-01" })),
        ("owned_products", &[("brand", "Bosch"), ("model", "B"), ("gtin", "96385074"), ("serial_number", "S 1"), ("acquired_from", "Tern")],
            json!({ "brand": "Bosch", "model": "B", "gtin": "96385074", "serial_number": "S 1", "acquired_from": "Tern" })),
        ("vehicles", &[("brand", "Citroën"), ("model", "2CV"), ("registration", "AB12 CDE"), ("vin", "1m8gdm9axkp042788")],
            json!({ "brand": "Citroën", "model": "2CV", "registration": "AB12 CDE", "vin": "1M8GDM9AXKP042788" })),
        ("purchases", &[("item", "Kettle"), ("seller", "Tern"), ("order_date", "1 May 2026"), ("price", "1.249,5"), ("currency", "eur")],
            json!({ "item": "Kettle", "seller": "Tern", "order_date": "2026-05-01", "price": "1249.50", "currency": "EUR" })),
        ("subscriptions", &[("provider", "Tern"), ("service", "Papers"), ("notice_by", "1 2 2027")],
            json!({ "provider": "Tern", "service": "Papers", "notice_by": "2027-02-01" })),
        ("memberships", &[("organization", "Rowing club"), ("member_id", "0042")], json!({ "organization": "Rowing club", "member_id": "0042" })),
        ("preferred_languages", &[("value", "en-gb, es")], json!(["en-GB", "es"])),
        ("locale", &[("value", "en_gb")], json!("en-GB")),
        ("zoneinfo", &[("value", "America/Argentina/Buenos Aires")], json!("America/Argentina/Buenos_Aires")),
        ("zoneinfo", &[("value", "UTC")], json!("UTC")),
        ("preferred_contact_channel", &[("value", "Post")], json!("post")),
        ("contact_hours", &[("channel", "phone"), ("days", "weekdays"), ("from", "9"), ("until", "5.30 pm"), ("frequency", "monthly")],
            json!({ "channel": "phone", "days": "weekdays", "from": "09:00", "until": "17:30", "frequency": "monthly" })),
        ("contact_hours", &[("channel", "sms"), ("days", "every_day"), ("from", "12 am"), ("until", "17 h")],
            json!({ "channel": "sms", "days": "every_day", "from": "00:00", "until": "17:00" })),
        ("do_not_contact", &[("value", "phone sms")], json!(["phone", "sms"])),
        ("privacy_preferences.gpc", &[("value", "yes")], json!(true)),
        ("privacy_preferences.gpc", &[("value", "no")], json!(false)),
        ("privacy_preferences.myterms", &[("value", "https://terms.example/no-stalking")], json!("https://terms.example/no-stalking")),
        ("clothing_sizes", &[("shoes", "42 wide")], json!({ "shoes": "42 wide" })),
        ("interests", &[("value", "sailing, old maps\nsailing;;")], json!(["sailing", "old maps"])),
        ("dislikes", &[("value", "loud music")], json!(["loud music"])),
        ("purchase_intentions", &[("what", "A dinghy"), ("budget", "2 000"), ("currency", "GBP"), ("by", "1 5 2027"), ("details", "Used is fine.\nNot red.")],
            json!({ "what": "A dinghy", "budget": "2000.00", "currency": "GBP", "by": "2027-05-01", "details": "Used is fine.\nNot red." })),
        ("accessibility_needs", &[("value", "A ramp")], json!("A ramp")),
        ("diet", &[("value", "No meat")], json!("No meat")),
        ("health.allergies", &[("value", "Hazelnuts\nBees")], json!("Hazelnuts\nBees")),
        ("health.conditions", &[("value", "Asthma")], json!("Asthma")),
        ("health.medication", &[("value", "Salbutamol")], json!("Salbutamol")),
        ("health.blood_type", &[("value", "ab-")], json!("AB-")),
        ("religion", &[("value", "Quaker")], json!("Quaker")),
        ("political_opinion", &[("value", "Georgist")], json!("Georgist")),
        ("ethnicity", &[("value", "Galician")], json!("Galician")),
        ("trade_union", &[("value", "Unite")], json!("Unite")),
        ("sexual_orientation", &[("value", "Bi")], json!("Bi")),
        ("biometric", &[("value", "Left thumb enrolled at work")], json!("Left thumb enrolled at work")),
        ("criminal_records", &[("value", "None")], json!("None")),
        ("notes", &[("value", "Ring twice.")], json!("Ring twice.")),
        ("custom.k3v7q2ab", &[("label", "Shoe size"), ("value", "42")], json!({ "label": "Shoe size", "value": "42" })),
    ]
}

/// What is typed into the boxes, the box that is wrong, and how.
#[rustfmt::skip]
fn invalid() -> Vec<(&'static str, Boxes<'static>, &'static str, Fault)> {
    use Fault::*;
    static LONG: [u8; 300] = [b'x'; 300];
    let long = std::str::from_utf8(&LONG).unwrap();
    let mut all: Vec<(&'static str, Boxes<'static>, &'static str, Fault)> = vec![
        ("name", &[("value", "Ines\u{202e}")], "value", HiddenCharacter),
        ("picture", &[("value", "ines.jpg at home")], "value", Spaces),
        ("email", &[("value", "ines")], "value", NoAtSign),
        ("email_work", &[("value", "@tern.example")], "value", NothingBeforeAtSign),
        ("phone_number", &[("value", "07700 900142")], "value", NoCountryCode),
        ("website", &[("value", "marlow")], "value", NotAPage),
        ("website", &[("value", "javascript://marlow.example")], "value", NotAPage),
        ("website", &[("value", "https://marlow.example:x")], "value", NotAPage),
        ("profile", &[("value", "https://tern..example")], "value", NotAPage),
        ("profile", &[("value", "https://tern.example/<b>")], "value", BadCharacter(typed("<"))),
        ("online_services", &[("service", "Mastodon")], "user", Empty),
        ("address", &[("street_address", "1 A"), ("locality", "Nuuk"), ("country", "UK")], "country", UnknownCountry),
        ("delivery_address", &[("locality", "Bonn"), ("country", "DE")], "street_address", Empty),
        ("billing_address", &[("street_address", "1 A"), ("country", "DE")], "locality", Empty),
        ("birthdate", &[("value", "30 2 1990")], "value", NoSuchDay { day: 30, most: 28 }),
        ("place_of_birth", &[("locality", "Vigo")], "country", Empty),
        ("nationalities", &[("value", "GBR, UKR, ENG")], "value", UnknownCountry),
        ("official_id.passport", &[("country", "GB")], "number", Empty),
        ("official_id.identity_card", &[("number", "1")], "country", Empty),
        ("official_id.driving_licence", &[("number", "1"), ("country", "GB"), ("valid_until", "soon")], "valid_until", NotADate),
        ("official_id.residence_permit", &[("number", "1"), ("country", "Britain")], "country", UnknownCountry),
        ("household_size", &[("value", "0")], "value", NotACount { least: 1, most: 99 }),
        ("household_size", &[("value", "two")], "value", NotACount { least: 1, most: 99 }),
        ("household_size", &[("value", "99999999999999999999999")], "value", NotACount { least: 1, most: 99 }),
        ("children", &[("given_name", "Tom"), ("birthdate", "1 1 2030")], "birthdate", InTheFuture),
        ("payment.iban", &[("value", "GB82 WEST 1234 5698 7654 33")], "value", CheckDigits),
        ("payment.iban", &[("value", "GB82 WEST")], "value", WrongLength { have: 8 }),
        ("payment.iban", &[("value", "12345678")], "value", NotAnIban),
        ("payment.iban", &[("value", "GB82_WEST")], "value", BadCharacter(typed("_"))),
        ("owned_products", &[("brand", "Bosch")], "model", Empty),
        ("owned_products", &[("brand", "B"), ("model", "M"), ("gtin", "4006381333932")], "gtin", CheckDigits),
        ("owned_products", &[("brand", "B"), ("model", "M"), ("gtin", "400638133393")], "gtin", CheckDigits),
        ("owned_products", &[("brand", "B"), ("model", "M"), ("gtin", "40063813339")], "gtin", WrongLength { have: 11 }),
        ("owned_products", &[("brand", "B"), ("model", "M"), ("gtin", "A00638133393")], "gtin", BadCharacter(typed("A"))),
        ("vehicles", &[("brand", "B"), ("model", "M"), ("vin", "1M8GDM9AXKP04278")], "vin", WrongLength { have: 16 }),
        ("vehicles", &[("brand", "B"), ("model", "M"), ("vin", "IM8GDM9AXKP042788")], "vin", BadCharacter(typed("I"))),
        ("purchases", &[("item", "Kettle"), ("seller", "Tern"), ("order_date", "1 5 2026"), ("price", "19.99")], "currency", Empty),
        ("purchases", &[("item", "Kettle"), ("seller", "Tern"), ("order_date", "1 5 2026"), ("price", "about 20"), ("currency", "EUR")], "price", NotAnAmount),
        ("purchases", &[("item", "Kettle"), ("seller", "Tern"), ("order_date", "1 5 2026"), ("price", "20"), ("currency", "DM")], "currency", UnknownCurrency),
        ("purchases", &[("item", "Kettle"), ("seller", "Tern")], "order_date", Empty),
        ("subscriptions", &[("provider", "Tern")], "service", Empty),
        ("memberships", &[("organization", "Rowing club")], "member_id", Empty),
        ("preferred_languages", &[("value", "Klingon")], "value", UnknownLanguage(typed("Klingon"))),
        ("locale", &[("value", "en-UK")], "value", UnknownLanguage(typed("en-UK"))),
        ("zoneinfo", &[("value", "Berlin")], "value", NotAZone),
        ("zoneinfo", &[("value", "europe/berlin")], "value", NotAZone),
        ("preferred_contact_channel", &[("value", "pigeon")], "value", UnknownChoice),
        ("contact_hours", &[("channel", "none"), ("days", "weekdays")], "channel", UnknownChoice),
        ("contact_hours", &[("channel", "phone"), ("days", "weekdays"), ("from", "25:00")], "from", NotAClock),
        ("contact_hours", &[("channel", "phone"), ("days", "weekdays"), ("from", "13 pm")], "from", NotAClock),
        ("contact_hours", &[("channel", "phone"), ("days", "weekdays"), ("from", "noon")], "from", NotAClock),
        ("do_not_contact", &[("value", "phone, none")], "value", UnknownChoice),
        ("privacy_preferences.gpc", &[("value", "perhaps")], "value", UnknownChoice),
        ("privacy_preferences.myterms", &[("value", "mine")], "value", NotAPage),
        ("clothing_sizes", &[], "top", Empty),
        ("dislikes", &[("value", " , ;\n")], "value", Empty),
        ("purchase_intentions", &[("what", "A dinghy"), ("budget", "1.23.45"), ("currency", "GBP")], "budget", NotAnAmount),
        ("purchase_intentions", &[("what", "A dinghy"), ("budget", "-5"), ("currency", "GBP")], "budget", NotAnAmount),
        ("health.blood_type", &[("value", "C+")], "value", UnknownChoice),
        ("custom.k3v7q2ab", &[("label", "Shoe size")], "value", Empty),
    ];
    // What takes any text is wrong only where there is none, too much, or something hidden.
    for attribute in every().filter(|attribute| attribute.derived().is_none()) {
        let kind = attribute.parts()[0].kind;
        if let (Shape::Value, Kind::Line(most)) = (attribute.shape(), kind) {
            let most = most.min(300);
            if most < 300 {
                let text: Boxes<'static> = Box::leak(Box::new([("value", &long[..=most])]));
                all.push((attribute.key(), text, "value", TooLong { most }));
            }
        }
        if matches!(kind, Kind::Line(_) | Kind::Lines(_)) && attribute.shape() == Shape::Value {
            all.push((attribute.key(), &[("value", "a\u{200b}b")], "value", HiddenCharacter));
        }
    }
    all.push(("interests", &[("value", "a\u{200b}b")], "value", HiddenCharacter));
    all
}

fn kept() -> BTreeSet<String> {
    every()
        .filter(|attribute| attribute.derived().is_none())
        .map(|attribute| attribute.to_string())
        .collect()
}

#[test]
fn every_attribute_takes_its_valid_samples() {
    let mut seen = BTreeSet::new();
    for (name, boxes, claim) in valid() {
        let attribute = Attribute::parse(name).unwrap();
        let value = draft(boxes)
            .check(&attribute, NOW)
            .map_err(|faults| format!("{name} {boxes:?}: {faults:?}"));
        assert_eq!(value.unwrap().claim(), claim, "{name}");
        assert_eq!(
            Value::from_claim(&attribute, &claim).unwrap().claim(),
            claim,
            "{name}"
        );
        seen.insert(name.to_owned());
    }
    assert_eq!(seen, kept());
}

#[test]
fn every_attribute_refuses_its_invalid_samples() {
    let mut seen = BTreeSet::new();
    for (name, boxes, part, fault) in invalid() {
        let attribute = Attribute::parse(name).unwrap();
        let faults = draft(boxes).check(&attribute, NOW).unwrap_err();
        let told: Vec<_> = faults
            .into_iter()
            .map(|invalid| (invalid.part, invalid.fault))
            .collect();
        assert!(
            told.contains(&(part, fault.clone())),
            "{name} {boxes:?}: {told:?}, not {part}: {fault:?}"
        );
        seen.insert(name.to_owned());
    }
    assert_eq!(seen, kept());
}

#[test]
fn amounts_are_read_as_they_are_written() {
    let price = |typed: &str| {
        let boxes = [("what", "A dinghy"), ("budget", typed), ("currency", "EUR")];
        let value = draft(&boxes).check(&Attribute::PurchaseIntentions, NOW);
        value
            .ok()
            .map(|value| value.claim()["budget"].as_str().unwrap().to_owned())
    };
    for (typed, read) in [
        ("249", Some("249.00")),
        ("249,5", Some("249.50")),
        ("249.99", Some("249.99")),
        ("1,249", Some("1249.00")),
        ("1.249", Some("1249.00")),
        ("1.249,00", Some("1249.00")),
        ("1,249,000.5", Some("1249000.50")),
        ("1 249’000", Some("1249000.00")),
        ("0.250", None),
        ("012.345", None),
        ("1500.250", None),
        ("12.345", Some("12345.00")),
        ("007", Some("7.00")),
        (",", None),
        ("1,24,9", None),
        ("1,2495", None),
        ("9999999999999", None),
        ("€5", None),
    ] {
        assert_eq!(price(typed).as_deref(), read, "{typed}");
    }
}
