//! The address card that a vault writes: as others read it, and as it comes back.

use owner::{Edit, import::Verdict};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use vault::attribute::{Attribute, Kind, Shape};

use super::{
    carry::said,
    carry_round::{household, read_text},
    desk::NOW,
    device::{save, sign_up, typed},
};

#[test]
fn every_line_of_a_card_fits_and_is_read_by_others() {
    let house = household(100);
    let card = house.vault.export_card();
    assert!(card.starts_with("BEGIN:VCARD\r\nVERSION:4.0\r\n") && card.ends_with("END:VCARD\r\n"));
    assert!(
        card.split("\r\n")
            .all(|line| line.len() <= 75 && !line.contains(['\r', '\n']))
    );
    let unfolded = card.replace("\r\n ", "");
    assert!(unfolded.contains("\r\nFN:Ada Example\r\n"));
    assert!(unfolded.contains("\r\nBDAY:19800203\r\n"));
    assert!(unfolded.contains("\r\nEMAIL;PREF=1;TYPE=home:third@example.org\r\n"));
    assert!(unfolded.contains(r"NOTE:a\,b\;c"));
    assert!(unfolded.contains(r"NOTE:back\\slash\\n"));
    assert!(unfolded.contains(r"NOTE:one\ntwo"));
}

/// What address cards have a property for, and come back the same from.
const CARD: [Attribute; 21] = [
    Attribute::Name,
    Attribute::Nickname,
    Attribute::Pronouns,
    Attribute::Gender,
    Attribute::Picture,
    Attribute::Email,
    Attribute::EmailWork,
    Attribute::PhoneNumber,
    Attribute::Website,
    Attribute::Profile,
    Attribute::OnlineServices,
    Attribute::Address,
    Attribute::DeliveryAddress,
    Attribute::BillingAddress,
    Attribute::Birthdate,
    Attribute::PlaceOfBirth,
    Attribute::JobTitle,
    Attribute::Organization,
    Attribute::Zoneinfo,
    Attribute::Notes,
    Attribute::PreferredLanguages,
];

#[test]
fn a_card_comes_back() {
    let (mut person, mut desk) = sign_up(101);
    let mut vault = person.open_fresh(&desk);
    let mut edits = Vec::new();
    for attribute in CARD {
        for text in [
            "a, b; c: \"d\" \\ e^n",
            "第二行の文字はここで折り返されますか、それとも違いますか、と彼は尋ねました",
        ] {
            let part = attribute.parts()[0].kind;
            let free = matches!(part, Kind::Line(_) | Kind::Lines(_));
            let text = if attribute == Attribute::PlaceOfBirth {
                // There a comma stands between the parts.
                text.replace(',', "")
            } else if free {
                text.to_owned()
            } else {
                typed(part, 7)
            };
            let text = text
                .chars()
                .take(if attribute.shape() == Shape::Address {
                    18
                } else {
                    50
                })
                .collect::<String>();
            let mut item = person.item(attribute, &text, NOW);
            item.label = if attribute == Attribute::Notes {
                "My, \"own\"".into()
            } else {
                String::new()
            };
            if attribute.several()
                || edits
                    .iter()
                    .all(|edit| !matches!(edit, Edit::Keep(known) if known.attribute == attribute))
            {
                edits.push(Edit::Keep(item));
            }
        }
    }
    save(&mut desk, &mut vault, &edits, NOW).unwrap();
    let card = vault.export_card();
    let folded = card.split("\r\n").filter(|line| line.starts_with(' '));
    assert!(folded.count() > 10);
    let imported = read_text(&card, "me.vcf");
    let lines = vault.review(&imported.cards[0].candidates, NOW + 9);
    for line in &lines {
        assert!(
            matches!(line.verdict, Verdict::Same(_)),
            "{} {:?}",
            line.candidate.name,
            line.verdict
        );
    }
    for attribute in CARD {
        assert!(
            !said(&imported.cards[0], attribute).is_empty(),
            "{attribute}"
        );
    }
    let note = imported.cards[0]
        .candidates
        .iter()
        .find(|one| one.attribute == Attribute::Notes);
    assert_eq!(note.unwrap().label, "My, \"own\"");
}
