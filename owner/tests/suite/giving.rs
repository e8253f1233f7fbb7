//! What a company gets for the attributes that are not one plain value.

use owner::{Edit, Item, NewGrant};
use serde_json::json;
use vault::{
    attribute::{Attribute, Draft},
    purpose::Purpose,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{
    desk::{DAY, NOW},
    device::Household,
};

const WHY: Purpose = Purpose::DirectMarketing;

fn product(house: &mut Household, model: &str) -> Item {
    let mut item = house.person.item(Attribute::OwnedProducts, model, NOW);
    let mut draft = Draft::new();
    draft.set("brand", "Bosch");
    draft.set("model", model);
    item.value = draft.check(&item.attribute, NOW as u64).unwrap();
    item
}

fn share(house: &mut Household, attributes: &[Attribute]) -> NewGrant {
    let grant = house.person.grant(WHY, attributes);
    house.save(&[Edit::Share(grant.clone())], NOW + 2).unwrap();
    grant
}

fn claims(house: &mut Household, grant: &NewGrant, special: bool, now: i64) -> serde_json::Value {
    let token = grant.expose_token();
    let opened = house.desk.pull_of(&token, WHY, special, now).unwrap();
    json!(opened.bundle.claims)
}

#[test]
fn a_collection_is_given_whole_and_grows() {
    let mut house = Household::new(60);
    let (washer, kettle) = (product(&mut house, "WAU28T64"), product(&mut house, "TWK7"));
    house.save(&[Edit::Keep(washer)], NOW + 1).unwrap();
    let grant = share(&mut house, &[Attribute::OwnedProducts]);
    let washer = json!({ "brand": "Bosch", "model": "WAU28T64" });
    let kettle_too = json!({ "brand": "Bosch", "model": "TWK7" });
    assert_eq!(
        claims(&mut house, &grant, false, NOW + 3),
        json!({ "owned_products": [washer] })
    );
    house.save(&[Edit::Keep(kettle)], NOW + 4).unwrap();
    let both = claims(&mut house, &grant, false, NOW + 5);
    let both = both["owned_products"].as_array().unwrap();
    assert!(both.len() == 2 && both.contains(&washer) && both.contains(&kettle_too));
}

#[test]
fn of_a_collection_only_what_was_chosen_is_given() {
    let mut house = Household::new(61);
    let (washer, kettle) = (product(&mut house, "WAU28T64"), product(&mut house, "TWK7"));
    house
        .save(&[Edit::Keep(washer), Edit::Keep(kettle.clone())], NOW + 1)
        .unwrap();
    let mut grant = house.person.grant(WHY, &[Attribute::OwnedProducts]);
    grant
        .choices
        .insert("owned_products".into(), vec![kettle.id]);
    house.save(&[Edit::Share(grant.clone())], NOW + 2).unwrap();
    let given = claims(&mut house, &grant, false, NOW + 3);
    assert_eq!(
        given,
        json!({ "owned_products": [{ "brand": "Bosch", "model": "TWK7" }] })
    );
    let remove = Edit::Remove {
        item: kettle.id,
        at: NOW + 4,
    };
    house.save(&[remove], NOW + 4).unwrap();
    assert_eq!(claims(&mut house, &grant, false, NOW + 5), json!({}));
}

#[test]
fn special_categories_leave_only_where_they_are_asked_for() {
    let mut house = Household::new(62);
    let diet = house.person.item(Attribute::Diet, "No meat", NOW);
    house.save(&[Edit::Keep(diet)], NOW + 1).unwrap();
    let grant = share(&mut house, &[Attribute::Diet, Attribute::Name]);
    assert_eq!(
        claims(&mut house, &grant, false, NOW + 3),
        json!({ "name": "Ada Example" })
    );
    assert_eq!(
        claims(&mut house, &grant, true, NOW + 3),
        json!({ "diet": "No meat" })
    );
}

#[test]
fn an_age_is_given_without_the_birthday_and_changes_on_it() {
    let mut house = Household::new(63);
    // 18 on 1 December 2026, 71 days after NOW.
    let mut birthday = house
        .person
        .item(Attribute::Birthdate, "2008-12-01", NOW + 1);
    birthday.id = house
        .vault
        .items()
        .iter()
        .find(|item| item.attribute == Attribute::Birthdate)
        .unwrap()
        .id;
    house.save(&[Edit::Keep(birthday)], NOW + 1).unwrap();
    let grant = share(&mut house, &[Attribute::AgeOver16, Attribute::AgeOver18]);
    let given = claims(&mut house, &grant, false, NOW + 3);
    assert_eq!(given, json!({ "age_over_16": true, "age_over_18": false }));
    assert!(!house.vault.has_aged(NOW + 70 * DAY));
    assert!(house.vault.has_aged(NOW + 72 * DAY));
    house.save(&[], NOW + 72 * DAY).unwrap();
    let given = claims(&mut house, &grant, false, NOW + 72 * DAY);
    assert_eq!(given, json!({ "age_over_16": true, "age_over_18": true }));
    assert!(!house.vault.has_aged(NOW + 73 * DAY));
}

#[test]
fn who_reads_an_age_reads_of_the_birthday() {
    let mut house = Household::new(66);
    let grant = share(&mut house, &[Attribute::AgeOver18]);
    let birthday = |vault: &owner::Vault| {
        let items = vault.items();
        let mut items = items.into_iter();
        items
            .find(|item| item.attribute == Attribute::Birthdate)
            .cloned()
            .unwrap()
    };
    let readers = house.vault.readers(&birthday(&house.vault), NOW + 3);
    assert!(readers.iter().any(|company| company.grant == grant.grant));
    let name = house.vault.items()[0].clone();
    let readers = house.vault.readers(&name, NOW + 3);
    assert!(readers.iter().all(|company| company.grant != grant.grant));
}

#[test]
fn nobody_keeps_what_is_computed() {
    let mut house = Household::new(64);
    let age = house.person.item(Attribute::AgeOver18, "yes", NOW);
    assert!(house.vault.prepare(&[Edit::Keep(age)], NOW + 1).is_err());
}

#[test]
fn a_share_holds_what_is_kept_in_the_same_save() {
    let mut house = Household::new(65);
    let mut phone = house
        .person
        .item(Attribute::PhoneNumber, "+49 228 1000001", NOW + 1);
    phone.default = true;
    let grant = house.person.grant(WHY, &[Attribute::PhoneNumber]);
    house
        .save(&[Edit::Share(grant.clone()), Edit::Keep(phone)], NOW + 1)
        .unwrap();
    let given = claims(&mut house, &grant, false, NOW + 3);
    assert_eq!(given, json!({ "phone_number": "+492281000001" }));
}
