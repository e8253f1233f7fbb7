//! What a person does, from sign-up to the end of a share.

use owner::{
    Alarm, Edit, Vault,
    open::{Known, Opening, load},
};
use rand_core::{CryptoRng, RngCore};
use vault::{
    attribute::Attribute,
    bundle::{BundleError, Expected, PinKey},
    grant::{EndCause, Leaf, Mode, Pause, State},
    id::ClientId,
    manifest::MethodKind,
    purpose::Purpose,
    sealed::Identity,
    token::{GrantKey, Token},
    wire::Brake,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{
    desk::{DAY, Denied, ISSUER, NOW, Refused},
    device::{Household, Person, method, save, sign_up, texts, value},
};

fn key(token: &str) -> GrantKey {
    Token::parse(token).unwrap().key().unwrap().clone()
}

#[test]
fn a_new_vault_opens_with_the_passkey_and_with_the_kit() {
    let (person, desk) = sign_up(1);
    let by_passkey = person.open_fresh(&desk);
    assert_eq!((by_passkey.seq(), by_passkey.saved_at()), (1, NOW));
    assert!(by_passkey.items().is_empty() && by_passkey.shares().is_empty());

    let typed = owner::Kit::parse(&person.kit.expose_text().to_lowercase()).unwrap();
    let id = method(&desk.record, MethodKind::Kit).id;
    let by_kit = owner::open::open(&desk.record, id, &typed.unlocker(), Known::default()).unwrap();
    assert_eq!(by_kit.memory(), by_passkey.memory());
    assert!(by_kit.is_kit(&typed.unlocker().recipient().unwrap()));
}

#[test]
fn another_passkey_and_another_kit_open_nothing() {
    let (mut person, desk) = sign_up(2);
    person.prf.1[31] ^= 1;
    assert_eq!(
        person.open(&desk, None).err(),
        Some(Alarm::KeyringUnreadable)
    );
    let (other, _) = sign_up(3);
    let id = method(&desk.record, MethodKind::Kit).id;
    let opened = owner::open::open(&desk.record, id, &other.kit.unlocker(), Known::default());
    assert_eq!(opened.err(), Some(Alarm::KeyringUnreadable));
}

#[test]
fn items_are_kept_and_the_default_is_handed_on() {
    let (mut person, mut desk) = sign_up(4);
    let mut vault = person.open_fresh(&desk);
    let email = |person: &mut Person, text| person.item(Attribute::Email, text, NOW);
    let (home, work) = (
        email(&mut person, "home@example.org"),
        email(&mut person, "work@example.org"),
    );
    let both = [Edit::Keep(home.clone()), Edit::Keep(work.clone())];
    save(&mut desk, &mut vault, &both, NOW).unwrap();
    assert_eq!(vault.default_value(Attribute::Email), Some(&home.value));

    let mut chosen = vault.item(work.id).unwrap().clone();
    chosen.default = true;
    save(&mut desk, &mut vault, &[Edit::Keep(chosen)], NOW + 1).unwrap();
    assert_eq!(
        texts(&vault, Attribute::Email),
        ["work@example.org", "home@example.org"]
    );

    let remove = Edit::Remove {
        item: work.id,
        at: NOW + 2,
    };
    save(&mut desk, &mut vault, &[remove], NOW + 2).unwrap();
    assert_eq!(vault.default_value(Attribute::Email), Some(&home.value));
    let again = person.open(&desk, Some(&vault.memory())).unwrap();
    assert_eq!(again.memory(), vault.memory());
    assert!(again.items() == vault.items());
}

#[test]
fn a_company_opens_what_was_shared_with_k_alone() {
    let mut house = Household::new(5);
    let token = house.acme.expose_token();
    let opened = house
        .desk
        .pull(&token, Purpose::DeliveryOfGoods, NOW + 2)
        .unwrap();
    let names: Vec<_> = opened.bundle.claims.keys().map(String::as_str).collect();
    assert_eq!(names, ["birthdate", "email", "name"]);
    assert_eq!(opened.bundle.claims["email"], "first@example.org");
    assert_eq!(opened.bundle.aud, ClientId::direct(house.acme.grant));
    assert_eq!(
        house
            .desk
            .pull(&token, Purpose::AccountManagement, NOW + 2)
            .err(),
        Some(Denied::Purpose)
    );
    let other = house.other.expose_token();
    let opened = house
        .desk
        .pull(&other, Purpose::AccountManagement, NOW + 2)
        .unwrap();
    assert_eq!(opened.bundle.claims.len(), 1);
}

#[test]
fn companies_see_one_person_as_two() {
    let mut house = Household::new(6);
    let pull = |house: &mut Household, token: &str, purpose| {
        house.desk.pull(token, purpose, NOW + 2).unwrap().bundle
    };
    let (a, b) = (house.acme.expose_token(), house.other.expose_token());
    let (a, b) = (
        pull(&mut house, &a, Purpose::DeliveryOfGoods),
        pull(&mut house, &b, Purpose::AccountManagement),
    );
    assert_ne!(a.sub, b.sub);
    assert_ne!(
        house.desk.leaf(house.acme.grant).unwrap().key,
        house.desk.leaf(house.other.grant).unwrap().key
    );
}

#[test]
fn a_bundle_is_for_one_use() {
    let house = Household::new(7);
    let leaf = house.desk.leaf(house.acme.grant).unwrap();
    let file = &house.desk.bundles[&(house.acme.grant, Purpose::DeliveryOfGoods, false)];
    let k = key(&house.acme.expose_token());
    let right = Expected {
        iss: ISSUER,
        aud: &leaf.client,
        grant: house.acme.grant,
        purpose: Purpose::DeliveryOfGoods,
        special: false,
        seq: 1,
        key: &leaf.key,
    };
    assert!(file.open_bundle(&k, right, NOW + 2).is_ok());
    let other = house.desk.leaf(house.other.grant).unwrap();
    let wrong = [
        Expected {
            iss: "https://other.example",
            ..right
        },
        Expected {
            aud: &other.client,
            ..right
        },
        Expected {
            grant: house.other.grant,
            ..right
        },
        Expected {
            purpose: Purpose::AccountManagement,
            ..right
        },
        Expected {
            special: true,
            ..right
        },
        Expected { seq: 2, ..right },
        Expected {
            key: &other.key,
            ..right
        },
    ];
    for expected in wrong {
        assert_eq!(
            file.open_bundle(&k, expected, NOW + 2).err(),
            Some(BundleError::Misplaced)
        );
    }
    assert_eq!(
        file.open_bundle(&k, right, leaf.expires).err(),
        Some(BundleError::Expired)
    );
    let stranger = key(&house.other.expose_token());
    assert_eq!(
        file.open_bundle(&stranger, right, NOW + 2).err(),
        Some(BundleError::Sealed)
    );
    assert_eq!(PinKey::of(&k).pin(&leaf.key), leaf.pin);
    assert_ne!(PinKey::of(&stranger).pin(&leaf.key), leaf.pin);
}

#[test]
fn a_changed_value_reseals_what_holds_it_and_nothing_else() {
    let mut house = Household::new(8);
    let (acme, other) = (house.acme.grant, house.other.grant);
    let untouched = house.desk.leaf(other).unwrap();
    let mut item = house.default_item(Attribute::Email);
    item.value = value(Attribute::Email, "new@example.org");
    item.updated_at = NOW + 3;
    let prepared = house
        .vault
        .prepare(&[Edit::Keep(item.clone())], NOW + 3)
        .unwrap();
    assert_eq!(
        (prepared.save.items.len(), prepared.save.grants.len()),
        (1, 1)
    );
    house.save(&[Edit::Keep(item)], NOW + 3).unwrap();
    assert_eq!((house.seq(acme), house.seq(other)), (2, 1));
    assert_eq!(house.desk.leaf(other), Some(untouched));
    let token = house.acme.expose_token();
    let opened = house
        .desk
        .pull(&token, Purpose::DeliveryOfGoods, NOW + 4)
        .unwrap();
    assert_eq!(opened.bundle.claims["email"], "new@example.org");

    let mut phone = house
        .person
        .item(Attribute::PhoneNumber, "+49 228 1234567", NOW + 5);
    phone.default = true;
    house.save(&[Edit::Keep(phone)], NOW + 5).unwrap();
    assert_eq!((house.seq(acme), house.seq(other)), (2, 1));
}

#[test]
fn a_chosen_item_that_is_gone_is_not_replaced_by_another() {
    let mut house = Household::new(9);
    let second = house.vault.items()[2].clone();
    assert_eq!(second.value.one_line(), "second@example.org");
    let mut grant = house
        .person
        .grant(Purpose::DirectMarketing, &[Attribute::Email]);
    grant.choices.insert("email".into(), vec![second.id]);
    house.save(&[Edit::Share(grant.clone())], NOW + 2).unwrap();
    let token = grant.expose_token();
    let claims = |house: &mut Household| {
        house
            .desk
            .pull(&token, Purpose::DirectMarketing, NOW + 9)
            .unwrap()
            .bundle
            .claims
    };
    assert_eq!(claims(&mut house)["email"], "second@example.org");
    house
        .save(
            &[Edit::Remove {
                item: second.id,
                at: NOW + 3,
            }],
            NOW + 3,
        )
        .unwrap();
    assert!(claims(&mut house).is_empty());
    assert!(
        house.desk.leaf(grant.grant).unwrap().permissions[0]
            .bundle
            .attributes
            .is_empty()
    );
}

#[test]
fn a_stopped_share_is_refused_at_once_and_its_end_signed_with_the_next_save() {
    let mut house = Household::new(10);
    let (acme, token) = (house.acme.grant, house.acme.expose_token());
    house.desk.end(acme, EndCause::Stopped, NOW + 5);
    assert_eq!(
        house
            .desk
            .pull(&token, Purpose::DeliveryOfGoods, NOW + 6)
            .err(),
        Some(Denied::State(State::Ended(EndCause::Stopped)))
    );
    let memory = house.vault.memory();
    house.vault = house.person.open(&house.desk, Some(&memory)).unwrap();
    let share = house.vault.share(acme).unwrap();
    assert_eq!(share.grant.end(), Some((EndCause::Stopped, NOW + 5)));
    assert_eq!(share.until(), NOW + 5);
    house.save(&[], NOW + 7).unwrap();
    let row = house
        .desk
        .record
        .grants
        .iter()
        .find(|row| row.grant == acme)
        .unwrap();
    let Leaf::Ended(leaf) = Leaf::parse(&row.leaf.as_ref().unwrap().0).unwrap() else {
        panic!("an ended leaf")
    };
    assert_eq!((leaf.ended, leaf.when), (EndCause::Stopped, NOW + 5));
    let again = house
        .person
        .open(&house.desk, Some(&house.vault.memory()))
        .unwrap();
    assert!(again.share(acme).unwrap().over(NOW + 8));
    assert!(!again.share(house.other.grant).unwrap().over(NOW + 8));
    assert!(again.prepare(&[], NOW + 9).unwrap().save.grants.is_empty());
}

#[test]
fn a_sealed_share_is_known_as_one_after_its_end() {
    let mut house = Household::new(12);
    let purpose = Purpose::DeliveryOfGoods;
    let sealed = house.person.grant(purpose, &[Attribute::Email]).sealed();
    house.save(&[Edit::Share(sealed.clone())], NOW + 5).unwrap();
    let mode = |vault: &Vault, grant| vault.share(grant).unwrap().mode();
    assert_eq!(mode(&house.vault, sealed.grant), Mode::Sealed);
    house.desk.end(sealed.grant, EndCause::Stopped, NOW + 6);
    house.desk.end(house.acme.grant, EndCause::Stopped, NOW + 6);
    let memory = house.vault.memory();
    house.vault = house.person.open(&house.desk, Some(&memory)).unwrap();
    house.save(&[], NOW + 7).unwrap();
    let fresh = house.person.open_fresh(&house.desk);
    for vault in [&house.vault, &fresh] {
        assert_eq!(mode(vault, sealed.grant), Mode::Sealed);
        assert_eq!(mode(vault, house.acme.grant), Mode::Readable);
    }
}

#[test]
fn a_pause_is_the_servers_brake_and_needs_no_save() {
    let mut house = Household::new(11);
    let (acme, token) = (house.acme.grant, house.acme.expose_token());
    let brake = Brake {
        since: NOW + 2,
        until: Some(NOW + DAY),
    };
    house.desk.brake(acme, Some(brake));
    let paused = State::Paused(Pause {
        until: Some(NOW + DAY),
    });
    assert_eq!(
        house
            .desk
            .pull(&token, Purpose::DeliveryOfGoods, NOW + 3)
            .err(),
        Some(Denied::State(paused))
    );
    let vault = house
        .person
        .open(&house.desk, Some(&house.vault.memory()))
        .unwrap();
    assert_eq!(vault.share(acme).unwrap().state(NOW + 3), paused);
    assert!(
        house
            .desk
            .pull(&token, Purpose::DeliveryOfGoods, NOW + DAY)
            .is_ok()
    );
}

#[test]
fn a_value_changed_after_the_end_reaches_nobody() {
    let mut house = Household::new(12);
    house.desk.end(house.acme.grant, EndCause::Expired, NOW + 5);
    let mut item = house.default_item(Attribute::Email);
    item.value = value(Attribute::Email, "late@example.org");
    item.updated_at = NOW + 6;
    // This device has not heard of the end: its save carries a live leaf and must not pass.
    assert_eq!(
        house.save(&[Edit::Keep(item.clone())], NOW + 6),
        Err(Refused::Conflict)
    );
    house.vault = house
        .person
        .open(&house.desk, Some(&house.vault.memory()))
        .unwrap();
    house.save(&[Edit::Keep(item)], NOW + 7).unwrap();
    assert!(
        house
            .desk
            .bundles
            .keys()
            .all(|place| place.0 != house.acme.grant)
    );
}

#[test]
fn another_tab_takes_over_without_a_touch() {
    let house = Household::new(17);
    let mut rng = house.person.rng.clone();
    let identity = Identity::random(&mut rng);
    let sealed = house
        .vault
        .hand_over(&identity.recipient().unwrap())
        .unwrap();
    let keyring = Vault::take_over(&sealed, &identity).unwrap();
    let memory = house.vault.memory();
    let known = Known {
        memory: Some(&memory),
        manifests: &[],
        vault: None,
    };
    let tab = load(keyring, &house.desk.record, known).unwrap();
    assert_eq!(tab.memory(), memory);
    assert!(Vault::take_over(&sealed, &Identity::random(&mut rng)).is_err());
}

#[test]
fn the_checked_log_is_signed_with_the_next_save() {
    let mut house = Household::new(18);
    let token = house.acme.expose_token();
    for second in 0..5 {
        house
            .desk
            .pull(&token, Purpose::DeliveryOfGoods, NOW + 2 + second)
            .unwrap();
    }
    house.vault = house
        .person
        .open(&house.desk, Some(&house.vault.memory()))
        .unwrap();
    assert_eq!(house.vault.log().count, 0);
    let mut chain = house.vault.log_check();
    for entry in &house.desk.entries {
        chain.take(entry.as_bytes()).unwrap();
    }
    let head = chain.finish(house.desk.record.log).unwrap();
    house.vault.log_checked(head);
    house.save(&[], NOW + 9).unwrap();
    assert_eq!(house.person.open_fresh(&house.desk).log(), head);
}

#[test]
fn every_secret_comes_from_the_given_randomness_and_no_two_are_equal() {
    fn draw(rng: &mut (impl RngCore + CryptoRng)) -> [u8; 32] {
        *GrantKey::random(rng).expose_bytes()
    }
    let (mut one, mut same) = (sign_up(23).0.rng, sign_up(23).0.rng);
    let first = draw(&mut one);
    assert_eq!(first, draw(&mut same));
    assert_ne!(first, draw(&mut one));
}

#[test]
fn what_has_not_changed_is_not_opened_again() {
    let mut house = Household::new(31);
    let before = house.vault.clone();
    let mut item = house.default_item(Attribute::Email);
    item.value = value(Attribute::Email, "changed@example.org");
    item.updated_at = NOW + 9;
    house.save(&[Edit::Keep(item)], NOW + 9).unwrap();

    let memory = before.memory();
    let manifests = house.desk.after(Some(&memory));
    let known = |vault| Known {
        memory: Some(&memory),
        manifests: &manifests,
        vault,
    };
    let record = &house.desk.record;
    let mut opening =
        Opening::again(before.keyring().clone(), record, known(Some(&before))).unwrap();
    let mut steps = 0;
    while opening.step().unwrap() {
        steps += 1;
    }
    assert_eq!(steps, record.items.len() + 1 + record.grants.len());
    let there = opening.finish().unwrap();
    assert_eq!(
        texts(&there, Attribute::Email),
        ["changed@example.org", "second@example.org"]
    );
    let anew = owner::open::load(before.keyring().clone(), record, known(None)).unwrap();
    assert_eq!(there.memory(), anew.memory());
    assert_eq!(
        texts(&there, Attribute::Name),
        texts(&anew, Attribute::Name)
    );
}
