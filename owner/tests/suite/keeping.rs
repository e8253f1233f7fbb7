//! What a person leaves out, and what a device keeps for later.

use owner::{Edit, Omission, Unfinished};
use proptest::{
    prelude::*,
    test_runner::{Config, RngSeed},
};
use rand_core::SeedableRng;
use serde_json::Value as Json;
use vault::{
    attribute::{Attribute, Draft},
    id::ItemId,
    purpose::Purpose,
    token::Token,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{
    desk::NOW,
    device::{Household, sign_up},
};

fn omission(attribute: Attribute, seed: u64) -> Omission {
    Omission {
        id: ItemId::random(&mut rand_chacha::ChaCha20Rng::seed_from_u64(seed)),
        attribute,
        since: NOW + 1,
    }
}

fn omitted(house: &Household) -> Vec<Attribute> {
    let omissions = house.vault.omissions();
    omissions.map(|omission| omission.attribute).collect()
}

#[test]
fn what_is_left_out_stays_so_until_a_value_is_kept() {
    let mut house = Household::new(70);
    let diet = omission(Attribute::Diet, 1);
    house.save(&[Edit::Omit(diet.clone())], NOW + 1).unwrap();
    // Said twice, or of something that has a value, it changes nothing.
    let again = [
        Edit::Omit(omission(Attribute::Diet, 2)),
        Edit::Omit(omission(Attribute::Name, 3)),
    ];
    house.save(&again, NOW + 2).unwrap();
    assert_eq!(omitted(&house), [Attribute::Diet]);
    let reopened = house
        .person
        .open(&house.desk, Some(&house.vault.memory()))
        .unwrap();
    assert!(reopened.omissions().eq(house.vault.omissions()));

    let kept = house.person.item(Attribute::Diet, "No meat", NOW + 3);
    house.save(&[Edit::Keep(kept)], NOW + 3).unwrap();
    assert!(omitted(&house).is_empty());
    assert!(
        !house
            .desk
            .record
            .items
            .iter()
            .any(|item| item.id == diet.id)
    );
}

#[test]
fn an_answer_can_be_taken_back() {
    let mut house = Household::new(71);
    let diet = omission(Attribute::Diet, 1);
    house.save(&[Edit::Omit(diet.clone())], NOW + 1).unwrap();
    let back = Edit::Remove {
        item: diet.id,
        at: NOW + 2,
    };
    house.save(&[back], NOW + 2).unwrap();
    assert!(omitted(&house).is_empty());
}

#[test]
fn edits_that_wait_come_back_as_they_were() {
    let mut house = Household::new(72);
    let mut item = house.vault.items()[0].clone();
    item.value = house.person.item(item.attribute, "Ada Other", NOW).value;
    item.updated_at = NOW + 5;
    let grant = house
        .person
        .grant(Purpose::DirectMarketing, &[Attribute::Name]);
    let edits = [
        Edit::Keep(item.clone()),
        Edit::Share(grant),
        Edit::Remove {
            item: house.vault.items()[1].id,
            at: NOW + 5,
        },
        Edit::Omit(omission(Attribute::Diet, 1)),
    ];
    let seal = |edit: &Edit| house.vault.seal_waiting(edit).unwrap();
    // A new grant is decided anew.
    let sealed: Vec<_> = edits.iter().filter_map(seal).collect();
    assert_eq!(sealed.len(), 3);
    let open = |file| house.vault.open_waiting(file).unwrap();
    let opened: Vec<_> = sealed.iter().filter_map(open).collect();
    assert_eq!(opened.len(), 3);
    let removed = house.vault.items()[1].id;
    house.save(&opened, NOW + 6).unwrap();
    assert!(house.vault.item(item.id).unwrap().value == item.value);
    assert!(house.vault.item(removed).is_none());
    assert_eq!(omitted(&house), [Attribute::Diet]);

    let (other, desk) = sign_up(73);
    assert!(other.open_fresh(&desk).open_waiting(&sealed[0]).is_err());
    assert!(house.vault.open_unfinished(&sealed[0]).is_err());
}

#[test]
fn what_waited_does_not_bring_a_removed_item_back() {
    let mut house = Household::new(76);
    let item = house.vault.items()[0].clone();
    let sealed = house
        .vault
        .seal_waiting(&Edit::Keep(item.clone()))
        .unwrap()
        .unwrap();
    let remove = Edit::Remove {
        item: item.id,
        at: NOW + 5,
    };
    house.save(&[remove], NOW + 5).unwrap();
    assert!(house.vault.open_waiting(&sealed).unwrap().is_none());

    let new = house.person.item(Attribute::Nickname, "Nessie", NOW + 6);
    let sealed = house.vault.seal_waiting(&Edit::Keep(new)).unwrap().unwrap();
    assert!(house.vault.open_waiting(&sealed).unwrap().is_some());
}

#[test]
fn an_unfinished_value_comes_back_as_it_was_typed() {
    let house = Household::new(74);
    let mut draft = Draft::new();
    draft.set("brand", "Bos");
    draft.set("gtin", "40063");
    let unfinished = Unfinished {
        item: house.vault.items()[0].id,
        attribute: Attribute::OwnedProducts,
        label: "Wash".into(),
        draft,
        base: Some(NOW),
    };
    let sealed = house.vault.seal_unfinished(&unfinished).unwrap();
    let opened = house.vault.open_unfinished(&sealed).unwrap();
    assert_eq!(
        (opened.draft.get("brand"), opened.draft.get("gtin")),
        ("Bos", "40063")
    );
    assert_eq!((opened.label.as_str(), opened.base), ("Wash", Some(NOW)));
    assert!(opened.item == unfinished.item);
    assert_eq!(opened.draft.get("model"), "");
    assert!(house.vault.open_waiting(&sealed).is_err());
}

/// A key: a letter more, one taken back, or the row left, which commits what is valid.
#[derive(Debug, Clone)]
enum Key {
    Letter(char),
    Back,
    Leave,
}

fn keys() -> impl Strategy<Value = Vec<Key>> {
    let key = prop_oneof![
        6 => prop::sample::select(vec!['a', 'b', '1', '2', '.', '@', ' ', '+', '\u{200b}']).prop_map(Key::Letter),
        2 => Just(Key::Back),
        1 => Just(Key::Leave),
    ];
    prop::collection::vec(key, 1..40)
}

proptest! {
    #![proptest_config(Config {
        cases: if cfg!(target_arch = "wasm32") { 8 } else { 64 },
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_261_122),
        ..Config::default()
    })]

    #[test]
    fn a_bundle_holds_only_what_was_valid_and_left(keys in keys(), start in "(x@y\\.example|p1@example\\.or)") {
        let mut house = Household::new(75);
        let token = house.acme.expose_token();
        let mut committed = Json::from("first@example.org");
        let mut text = start;
        let mut now = NOW + 10;
        for key in keys {
            match key {
                Key::Letter(letter) => text.push(letter),
                Key::Back => drop(text.pop()),
                Key::Leave => {
                    if let Ok(value) = Draft::value(text.as_str()).check(&Attribute::Email, now as u64) {
                        committed = value.claim();
                        let standing = house.vault.items().into_iter().find(|item| {
                            item.attribute == Attribute::Email && item.default
                        });
                        let item = owner::Item { value, updated_at: now, ..standing.unwrap().clone() };
                        house.save(&[Edit::Keep(item)], now).unwrap();
                    }
                }
            }
            now += 1;
            // What is being typed is put down, sealed to the person, and never leaves in a save.
            let unfinished = Unfinished {
                item: house.vault.items()[0].id,
                attribute: Attribute::Email,
                label: String::new(),
                draft: Draft::value(text.as_str()),
                base: None,
            };
            let sealed = house.vault.seal_unfinished(&unfinished).unwrap();
            prop_assert!(sealed.open(&Token::parse(&token).unwrap().key().unwrap().identity()).is_err());
            house.save(&[], now).unwrap();
            let pulled = house.desk.pull(&token, Purpose::DeliveryOfGoods, now).unwrap();
            prop_assert_eq!(&pulled.bundle.claims["email"], &committed);
        }
    }
}
