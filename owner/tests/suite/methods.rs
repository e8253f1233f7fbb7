//! Passkeys that come and go, lost devices, new keys.

use super::{
    desk::{Denied, Desk, NOW, Refused},
    device::{Household, method, save, texts, value},
};
use owner::{
    Alarm, Edit, Kit, Memory, PasskeyMade, Renewal, Unlocker, Vault,
    open::{self, Known},
};
use proptest::prelude::*;
use rand_chacha::ChaCha20Rng;
use rand_core::{RngCore, SeedableRng};
use vault::{
    attribute::Attribute,
    bundle::BundleError,
    bytes::Blob,
    epoch::EpochStep,
    id::{ItemId, MethodId},
    jws::{Jws, KeyHint, Typ},
    manifest::MethodKind,
    purpose::Purpose,
    sealed::Identity,
    wire::NewCredential,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;
use zeroize::Zeroizing;

/// A second device: its own passkey.
struct Second {
    made: PasskeyMade,
    id: MethodId,
}

fn passkey(number: u8) -> PasskeyMade {
    PasskeyMade {
        credential: NewCredential {
            id: Blob(vec![number; 24]),
            attestation_object: Blob::default(),
            client_data: Blob::default(),
        },
        prf: (
            Zeroizing::new([number; 32]),
            Zeroizing::new([number.wrapping_add(1); 32]),
        ),
    }
}

fn add(house: &mut Household, number: u8, name: &str) -> Second {
    let made = passkey(number);
    let rng = &mut house.person.rng;
    let added = house.vault.add_passkey(&made, name, NOW + 10, rng).unwrap();
    house.desk.add(&added.request).unwrap();
    house.vault = added.next;
    let id = added.request.passkey.id;
    Second { made, id }
}

impl Second {
    fn unlocker(&self, desk: &Desk) -> Option<Unlocker> {
        let mut methods = desk.record.methods.iter();
        let method = methods.find(|method| method.id == self.id)?;
        Some(self.made.unlocker(&method.salt?))
    }

    fn open(&self, desk: &Desk, memory: Option<&Memory>) -> Result<Vault, Alarm> {
        let unlocker = self.unlocker(desk).ok_or(Alarm::MethodMissing)?;
        let manifests = desk.after(memory);
        let known = Known {
            memory,
            manifests: &manifests,
            vault: None,
        };
        open::open(&desk.record, self.id, &unlocker, known)
    }
}

/// Takes a passkey away with the first passkey at hand.
fn remove(house: &mut Household, id: MethodId, now: i64) -> Result<(), Refused> {
    let record = &house.desk.record;
    let own = method(record, MethodKind::Passkey).id;
    let unlocker = house.person.passkey(record);
    let renewal = Renewal {
        removed: &[id],
        kit: None,
        at_hand: Some((own, &unlocker)),
    };
    let rng = &mut house.person.rng;
    let renewed = house.vault.begin_epoch(&renewal, now, rng).unwrap();
    house.desk.renew(&renewed.request)?;
    house.vault = renewed.next;
    Ok(())
}

#[test]
fn a_second_passkey_opens_the_same_vault() {
    let mut house = Household::new(40);
    let items = house.desk.record.items.clone();
    let phone = add(&mut house, 9, "Phone");
    let there = phone.open(&house.desk, None).unwrap();
    assert_eq!(texts(&there, Attribute::Name), ["Ada Example"]);
    assert!(there.unconfirmed().is_none());
    // Only its name is new; what was there is as it was.
    assert_eq!(house.desk.record.items.len(), items.len() + 1);
    assert!(
        items
            .iter()
            .all(|item| house.desk.record.items.contains(item))
    );
    let record = there.methods().iter().find(|m| m.id == phone.id).unwrap();
    let name = there.note_of(record, &mut house.person.rng).name;
    assert_eq!(name, "Phone");
    // The first one follows on from what it remembers.
    let memory = house.vault.memory();
    assert!(house.person.open(&house.desk, Some(&memory)).is_ok());
}

#[test]
fn a_lost_device_opens_nothing_new() {
    let mut house = Household::new(41);
    let phone = add(&mut house, 9, "Phone");
    // The thief has the passkey, and a copy of the keyring from before.
    let thief = phone.unlocker(&house.desk).unwrap();
    let stolen = house.vault.keyring().clone();
    let token = house.acme.expose_token().to_string();
    let before = house.seq(house.acme.grant);

    remove(&mut house, phone.id, NOW + 20).unwrap();
    let mut mail = house.default_item(Attribute::Email);
    mail.value = value(Attribute::Email, "new@example.org");
    mail.updated_at = NOW + 21;
    house.save(&[Edit::Keep(mail)], NOW + 21).unwrap();

    let record = &house.desk.record;
    assert!(!record.methods.iter().any(|method| method.id == phone.id));
    let opened = open::open(record, phone.id, &thief, Known::default());
    assert_eq!(opened.err(), Some(Alarm::KeyringUnreadable));
    assert!(open::load(stolen.clone(), record, Known::default()).is_err());
    assert!(open::is_over(&stolen, record));
    // Not one file of the vault is left that the old keyring opens.
    let probe = Identity::from_bytes([9; 32]);
    let sealed = stolen.seal(&[&probe.recipient().unwrap()]).unwrap();
    let text: serde_json::Value = serde_json::from_str(&sealed.open(&probe).unwrap()).unwrap();
    let bytes: vault::bytes::Bytes<32> = serde_json::from_value(text["identity"].clone()).unwrap();
    let old = Identity::from_bytes(bytes.0);
    assert!(
        record
            .items
            .iter()
            .all(|item| item.file.open(&old).is_err())
    );
    let leaf = house.desk.leaf(house.acme.grant).unwrap();
    assert!(leaf.pin_key.open(&old).is_err());

    // The company notices nothing but the change.
    let opened = house
        .desk
        .pull(&token, Purpose::DeliveryOfGoods, NOW + 22)
        .unwrap();
    assert_eq!(opened.bundle.seq, before + 2);
    let claims = serde_json::to_value(&opened.bundle.claims).unwrap();
    assert_eq!(claims["email"], "new@example.org");
    assert_eq!(claims["name"], "Ada Example");
}

#[test]
fn a_bundle_of_the_old_keys_is_refused() {
    let mut house = Household::new(42);
    let phone = add(&mut house, 9, "Phone");
    let token = house.acme.expose_token().to_string();
    let place = (house.acme.grant, Purpose::DeliveryOfGoods, false);
    // The thief goes on with what the phone held, and the server plays along.
    let mut mail = house.default_item(Attribute::Email);
    mail.value = value(Attribute::Email, "thief@example.org");
    mail.updated_at = NOW + 15;
    let thief = phone.open(&house.desk, None).unwrap();
    let theirs = thief.prepare(&[Edit::Keep(mail)], NOW + 15).unwrap().save;
    remove(&mut house, phone.id, NOW + 20).unwrap();
    let bundle = theirs.grants[0].bundles[0].file.clone();
    house.desk.bundles.insert(place, bundle);
    let answer = house.desk.pull(&token, Purpose::DeliveryOfGoods, NOW + 21);
    // Only the signer differs.
    assert_eq!(house.seq(house.acme.grant), 2);
    assert_eq!(answer.err(), Some(Denied::Bundle(BundleError::Misplaced)));
}

#[test]
fn who_was_not_there_confirms_the_new_keys_once() {
    let mut house = Household::new(43);
    let phone = add(&mut house, 9, "Phone");
    let tablet = add(&mut house, 19, "Tablet");
    let memory = tablet.open(&house.desk, None).unwrap().memory();
    remove(&mut house, phone.id, NOW + 20).unwrap();
    assert!(house.person.open_fresh(&house.desk).unconfirmed().is_none());

    for memory in [None, Some(&memory)] {
        let there = tablet.open(&house.desk, memory).unwrap();
        let unconfirmed = there.unconfirmed().unwrap();
        let [step] = unconfirmed.steps.as_slice() else {
            panic!("one step");
        };
        let gone = there.notes().find(|note| note.method == phone.id).unwrap();
        assert_eq!(step.removed, std::slice::from_ref(&gone.recipient));
        assert_eq!(
            (gone.name.as_str(), gone.removed),
            ("Phone", Some(NOW + 20))
        );
    }
    let tag = tablet
        .open(&house.desk, None)
        .unwrap()
        .unconfirmed()
        .unwrap()
        .tag;
    house.desk.confirm(tag);
    let there = tablet.open(&house.desk, Some(&memory)).unwrap();
    assert!(there.unconfirmed().is_none());
    assert_eq!(texts(&there, Attribute::Name), ["Ada Example"]);
}

#[test]
fn a_new_kit_makes_the_old_one_a_sheet_of_paper() {
    let mut house = Household::new(44);
    let kit = Kit::random(&mut house.person.rng);
    assert_eq!(house.vault.kit_number(), 1);
    let old = method(&house.desk.record, MethodKind::Kit).id;
    let renewal = Renewal {
        removed: &[],
        kit: Some((&kit, true)),
        at_hand: None,
    };
    let rng = &mut house.person.rng;
    let renewed = house.vault.begin_epoch(&renewal, NOW + 20, rng).unwrap();
    house.desk.renew(&renewed.request).unwrap();
    assert_eq!(renewed.next.kit_number(), 2);
    assert_eq!(renewed.next.kit_confirmed(), Some(NOW + 20));

    let record = &house.desk.record;
    let id = method(record, MethodKind::Kit).id;
    let there = open::open(record, id, &kit.unlocker(), Known::default()).unwrap();
    assert!(there.unconfirmed().is_none());
    assert_eq!(there.kit_number(), 2);
    let with_old = open::open(record, old, &house.person.kit.unlocker(), Known::default());
    assert_eq!(with_old.err(), Some(Alarm::KeyringUnreadable));
    // The passkey was not at hand, so it asks.
    assert!(house.person.open_fresh(&house.desk).unconfirmed().is_some());
}

#[test]
fn new_keys_that_the_person_did_not_sign_open_nothing() {
    let mut house = Household::new(45);
    let phone = add(&mut house, 9, "Phone");
    let tablet = add(&mut house, 19, "Tablet");
    let old = house.desk.clone();
    remove(&mut house, phone.id, NOW + 20).unwrap();
    assert!(tablet.open(&house.desk, None).is_ok());

    let mut no_step = house.desk.clone();
    no_step.record.steps.clear();
    assert_eq!(tablet.open(&no_step, None).err(), Some(Alarm::EpochForged));

    // Signed by a key that is not the one of epoch 1.
    let mut forged = house.desk.clone();
    let foreign = ed25519_dalek::SigningKey::from_bytes(&[3; 32]);
    let (_, step) = forged.record.steps[0]
        .verify_embedded::<EpochStep>(Typ::Epoch)
        .unwrap();
    forged.record.steps[0] = Jws::sign(Typ::Epoch, &foreign, KeyHint::Jwk, &step).unwrap();
    assert_eq!(
        tablet.open(&forged, None).err(),
        Some(Alarm::KeyringSwapped)
    );

    // The server claims that the tablet had been there.
    let mut claimed = house.desk.clone();
    for method in &mut claimed.record.methods {
        method.epoch = 2;
    }
    assert_eq!(
        tablet.open(&claimed, None).err(),
        Some(Alarm::KeyringSwapped)
    );

    // The vault as it was before, to a device that has seen the new keys.
    let memory = house.vault.memory();
    let shown = house.person.open(&old, Some(&memory));
    assert_eq!(shown.err(), Some(Alarm::KeyringSwapped));
}

#[test]
fn what_waits_on_another_device_waits_over_new_keys() {
    let mut house = Household::new(46);
    let phone = add(&mut house, 9, "Phone");
    let tablet = add(&mut house, 19, "Tablet");
    let there = tablet.open(&house.desk, None).unwrap();
    let item = house.person.item(Attribute::Nickname, "Addie", NOW + 15);
    let waiting = there.seal_waiting(&Edit::Keep(item)).unwrap().unwrap();

    remove(&mut house, phone.id, NOW + 20).unwrap();
    assert!(open::is_over(there.keyring(), &house.desk.record));
    let mut there = tablet.open(&house.desk, Some(&there.memory())).unwrap();
    let edit = there.open_waiting(&waiting).unwrap().unwrap();
    save(&mut house.desk, &mut there, &[edit], NOW + 21).unwrap();
    assert_eq!(texts(&there, Attribute::Nickname), ["Addie"]);
}

#[test]
fn new_keys_on_top_of_another_devices_save() {
    let mut house = Household::new(47);
    let phone = add(&mut house, 9, "Phone");
    let mut there = phone.open(&house.desk, None).unwrap();
    let item = house.person.item(Attribute::Nickname, "Addie", NOW + 15);
    save(&mut house.desk, &mut there, &[Edit::Keep(item)], NOW + 15).unwrap();
    assert_eq!(
        remove(&mut house, phone.id, NOW + 20),
        Err(Refused::Conflict)
    );
    house.vault = house.person.open_fresh(&house.desk);
    remove(&mut house, phone.id, NOW + 21).unwrap();
    assert_eq!(texts(&house.vault, Attribute::Nickname), ["Addie"]);
    // The one that was taken away can save nothing any more.
    let item = house.person.item(Attribute::Notes, "late", NOW + 30);
    let late = there.prepare(&[Edit::Keep(item)], NOW + 30).unwrap();
    assert_eq!(house.desk.take(&late.save), Err(Refused::Conflict));
}

#[test]
fn something_must_go() {
    let mut house = Household::new(48);
    let nobody = MethodId::random(&mut house.person.rng);
    let renewal = Renewal {
        removed: &[nobody],
        kit: None,
        at_hand: None,
    };
    let renewed = house
        .vault
        .begin_epoch(&renewal, NOW + 20, &mut house.person.rng);
    assert_eq!(renewed.err(), Some(owner::SaveError::NothingRemoved));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn nothing_is_lost_whatever_comes_and_goes(steps in proptest::collection::vec(0_u8..4, 1..8), seed in 0_u64..1000) {
        let mut house = Household::new(seed);
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let mut others: Vec<Second> = Vec::new();
        let mut names = Vec::new();
        let mut now = NOW + 100;
        for (number, step) in steps.into_iter().enumerate() {
            now += 10;
            let number = number as u8;
            match step {
                0 => others.push(add(&mut house, 30 + 3 * number, "One more")),
                1 if !others.is_empty() => {
                    let gone = others.remove(rng.next_u32() as usize % others.len());
                    remove(&mut house, gone.id, now).unwrap();
                }
                _ => {
                    let text = format!("Value {number}");
                    let mut item = house.person.item(Attribute::Notes, &text, now);
                    item.id = ItemId::random(&mut rng);
                    house.save(&[Edit::Keep(item)], now).unwrap();
                    names.push(text);
                }
            }
        }
        let vault = house.person.open(&house.desk, None).unwrap();
        let kept = texts(&vault, Attribute::Notes);
        for name in names {
            prop_assert!(kept.contains(&name));
        }
        prop_assert_eq!(texts(&vault, Attribute::Email).len(), 2);
        for other in others {
            let there = other.open(&house.desk, None).unwrap();
            prop_assert_eq!(texts(&there, Attribute::Notes), kept.clone());
        }
        let token = house.acme.expose_token().to_string();
        let read = house.desk.pull(&token, Purpose::DeliveryOfGoods, now);
        prop_assert!(read.is_ok());
    }
}
