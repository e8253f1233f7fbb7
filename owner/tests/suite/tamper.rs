//! Every flipped bit and every cut of each sealed and each signed structure is rejected.

use owner::{
    Alarm, Edit,
    open::{Known, load},
};
use serde::{Serialize, de::DeserializeOwned};
use vault::{
    attribute::Attribute,
    bytes::{Blob, Bytes},
    digest::Digest,
    grant::EndCause,
    id::{ClientId, ReceiptId},
    jws::{Jws, KeyHint, PublicKey, Typ},
    manifest::Manifest,
    purpose::Purpose,
    receipt::{EndReceipt, ReadReceipt},
    sealed::{Identity, Sealed, kind},
    token::Token,
    wire::KitSignIn,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{
    desk::{ISSUER, NOW},
    device::{Household, save, sign_up},
    scene::secrets,
};

/// All natively; in a browser, where a debug build is slow, one bit of each byte and every tenth cut.
const BITS: usize = if cfg!(target_arch = "wasm32") { 1 } else { 8 };
const CUTS: usize = if cfg!(target_arch = "wasm32") { 10 } else { 1 };

/// Calls `rejects` with each doctored form of the bytes.
fn each_fault(bytes: &[u8], mut rejects: impl FnMut(Vec<u8>) -> bool) {
    assert!(!rejects(bytes.to_vec()), "the sound form is accepted");
    for at in 0..bytes.len() {
        for bit in 0..BITS {
            let mut doctored = bytes.to_vec();
            doctored[at] ^= 1 << ((bit + at) % 8);
            assert!(rejects(doctored), "bit {} of byte {at}", (bit + at) % 8);
        }
    }
    for length in (0..bytes.len()).step_by(CUTS) {
        assert!(rejects(bytes[..length].to_vec()), "cut to {length}");
    }
    assert!(rejects([bytes, b" "].concat()), "one byte more");
}

fn rejects_sealed<K>(file: &Sealed<K>, identity: &Identity) {
    each_fault(file.file(), |bytes| {
        Sealed::<K>::from_file(bytes).open(identity).is_err()
    });
}

fn rejects_signed<T: DeserializeOwned>(jws: &Jws, typ: Typ, key: &PublicKey) {
    each_fault(jws.as_str().as_bytes(), |bytes| {
        match String::from_utf8(bytes) {
            Ok(text) => Jws::from_text(text).verify::<T>(typ, key).is_err(),
            Err(_) => true,
        }
    });
    for other in [
        Typ::Manifest,
        Typ::Bundle,
        Typ::ReadReceipt,
        Typ::EndReceipt,
        Typ::KitSignIn,
    ] {
        assert!(other == typ || jws.verify::<T>(other, key).is_err());
    }
}

#[test]
fn a_keyring() {
    let house = Household::new(200);
    let identity = Identity::from_bytes([2; 32]);
    let recipients = [
        &house.desk.record.methods[1].recipient,
        &identity.recipient().unwrap(),
    ];
    let sealed = house.vault.keyring().seal(&recipients).unwrap();
    rejects_sealed(&sealed, &identity);
    for cut in [0, 10, 100] {
        let mut record = house.desk.record.clone();
        record.keyring = Sealed::from_file(record.keyring.file()[..cut].to_vec());
        let opened = house.person.open_as_told(&record, None, &[]);
        assert_eq!(opened.err(), Some(Alarm::KeyringUnreadable));
    }
}

#[test]
fn an_item() {
    let house = Household::new(201);
    let owner = secrets(house.vault.keyring()).1;
    rejects_sealed(&house.desk.record.items[0].file, &owner);
}

#[test]
fn a_bundle() {
    let house = Household::new(202);
    let file = &house.desk.bundles[&(house.acme.grant, Purpose::DeliveryOfGoods, false)];
    let token = Token::parse(&house.acme.expose_token()).unwrap();
    let identity = token.key().unwrap().identity();
    rejects_sealed(file, &identity);
    let proof = Jws::from_text(file.open(&identity).unwrap().as_str());
    let key = house.desk.leaf(house.acme.grant).unwrap().key;
    rejects_signed::<vault::bundle::Bundle>(&proof, Typ::Bundle, &key);
}

#[test]
fn a_pin_key() {
    let house = Household::new(203);
    let owner = secrets(house.vault.keyring()).1;
    let leaf = house.desk.leaf(house.acme.grant).unwrap();
    rejects_sealed::<kind::PinKey>(&leaf.pin_key, &owner);
}

#[test]
fn a_manifest() {
    let house = Household::new(204);
    let key = house.vault.keyring().public_key();
    rejects_signed::<Manifest>(&house.desk.record.manifest, Typ::Manifest, &key);
}

#[test]
fn receipts_and_a_kits_sign_in() {
    let mut house = Household::new(205);
    let grant = house.acme.grant;
    let end = house.desk.end_receipt(grant, EndCause::Stopped, NOW);
    let instance = house.desk.record.instance_key;
    rejects_signed::<EndReceipt>(&end, Typ::EndReceipt, &instance);
    let receipt = ReadReceipt {
        jti: ReceiptId::from_bytes([1; 16]),
        iss: ISSUER.into(),
        aud: ClientId::direct(grant),
        grant,
        purpose: Purpose::DeliveryOfGoods,
        given: vec![Attribute::Email],
        entry: Digest::ZERO,
        iat: NOW,
    };
    let read = sign(Typ::ReadReceipt, &house, &receipt);
    rejects_signed::<ReadReceipt>(&read, Typ::ReadReceipt, &instance);
    let proof = house.person.kit.sign_in(Bytes([3; 32]), ISSUER).unwrap();
    rejects_signed::<KitSignIn>(&proof, Typ::KitSignIn, &house.person.kit.key());
    let (key, content) = proof.verify_embedded::<KitSignIn>(Typ::KitSignIn).unwrap();
    assert_eq!(
        (key, content.nonce),
        (house.person.kit.key(), Bytes([3; 32]))
    );
}

fn sign(typ: Typ, house: &Household, content: &impl Serialize) -> Jws {
    Jws::sign(typ, &house.desk.instance, KeyHint::Kid, content).unwrap()
}

#[test]
fn a_leaf_of_either_kind() {
    // No items but the company's note, so that the many openings stay quick.
    let (mut person, mut desk) = sign_up(206);
    let mut vault = person.open_fresh(&desk);
    let new = person.grant(Purpose::DeliveryOfGoods, &[Attribute::Email]);
    let grant = new.grant;
    save(&mut desk, &mut vault, &[Edit::Share(new)], NOW).unwrap();
    let check = |desk: &super::desk::Desk| {
        let mut record = desk.record.clone();
        let leaf = record.grants[0].leaf.clone().unwrap();
        each_fault(&leaf.0, |bytes| {
            record.grants[0].leaf = Some(Blob(bytes));
            match load(vault.keyring().clone(), &record, Known::default()) {
                Ok(_) => false,
                Err(alarm) => {
                    assert_eq!(alarm, Alarm::GrantChanged(grant));
                    true
                }
            }
        });
    };
    check(&desk);
    desk.end(grant, EndCause::Stopped, NOW + 1);
    let mut ended = person.open_fresh(&desk);
    save(&mut desk, &mut ended, &[], NOW + 2).unwrap();
    // What the device has is the person's signed end; the server's notice stands beside it.
    desk.record.grants[0].end = None;
    check(&desk);
}
