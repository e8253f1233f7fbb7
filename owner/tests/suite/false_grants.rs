//! A server that lies about grants, to the person or to a company.

use ed25519_dalek::SigningKey;
use owner::Alarm;
use vault::{
    bundle::{BundleError, Expected, PinKey, Received, STEP, SealedBundle},
    bytes::{Blob, Bytes},
    grant::{EndCause, Leaf},
    id::GrantId,
    jws::{Jws, KeyHint, PublicKey, Typ},
    purpose::Purpose,
    sealed::Identity,
    token::Token,
    wire::{EndNotice, GrantRecord},
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{
    desk::{Desk, ISSUER, NOW},
    scene::{same, scene},
};

#[test]
fn a_leaf_dropped() {
    let scene = scene(111);
    let mut record = scene.record();
    record.grants.retain(|row| row.grant != scene.acme);
    assert_eq!(
        scene.both(&record),
        (Some(Alarm::GrantMissing), Some(Alarm::GrantsUnsigned))
    );
    let mut record = scene.record();
    let mut rows = record.grants.iter_mut();
    rows.find(|row| row.grant == scene.acme).unwrap().leaf = None;
    assert_eq!(scene.both(&record), same(Alarm::GrantMissing));
}

#[test]
fn a_recipient_changed_in_a_leaf() {
    let scene = scene(112);
    let mut leaf = scene.leaf();
    leaf.recipient = Identity::from_bytes([5; 32]).recipient().unwrap();
    let changed = Alarm::GrantChanged(scene.acme);

    let mut doctored = scene.desk.clone();
    doctored.put_leaf(scene.acme, &leaf);
    assert_eq!(
        scene.both(&doctored.record),
        (Some(changed), Some(Alarm::GrantsUnsigned))
    );
    let hash = *scene.memory.grants.get(&scene.acme).unwrap();
    let mut rows = doctored.record.grants.iter_mut();
    rows.find(|row| row.grant == scene.acme).unwrap().leaf_hash = hash;
    assert_eq!(scene.both(&doctored.record), same(changed));

    // Nothing is sealed to it: the device opens nothing, so it has no vault to save from. And a key that is not the
    // person's own is not taken for it, even on a device that remembers nothing.
    let mut leaf = scene.leaf();
    leaf.key = PublicKey::of(&scene.desk.instance);
    let mut doctored = scene.desk.clone();
    doctored.put_leaf(scene.acme, &leaf);
    assert_eq!(scene.both(&doctored.record), same(changed));
    let mut leaf = scene.leaf();
    leaf.pin = Bytes([0; 32]);
    let mut doctored = scene.desk.clone();
    doctored.put_leaf(scene.acme, &leaf);
    assert_eq!(scene.both(&doctored.record), same(changed));
}

#[test]
fn two_leaves_that_changed_places() {
    let scene = scene(113);
    let mut record = scene.record();
    let first = record.grants[0].leaf.clone();
    record.grants[0].leaf = std::mem::replace(&mut record.grants[1].leaf, first);
    let alarm = Alarm::GrantChanged(record.grants[0].grant);
    assert_eq!(scene.both(&record), same(alarm));
}

#[test]
fn a_grant_added() {
    let scene = scene(115);
    let grant = GrantId::from_bytes([8; 16]);
    let mut leaf = scene.leaf();
    leaf.grant = grant;
    leaf.client = vault::id::ClientId::direct(grant);
    let mut doctored = scene.desk.clone();
    let row = GrantRecord {
        grant,
        ..doctored.record.grants[0].clone()
    };
    doctored.record.grants.push(row);
    doctored.put_leaf(grant, &leaf);
    // The key in the leaf is the person's for another company; the fresh device sees that much.
    let alarms = (
        Some(Alarm::GrantAdded(grant)),
        Some(Alarm::GrantChanged(grant)),
    );
    assert_eq!(scene.both(&doctored.record), alarms);
}

#[test]
fn an_ended_grant_revived() {
    let mut scene = scene(116);
    let before = scene.desk.record.grants.clone();
    let active = before.iter().find(|row| row.grant == scene.acme).unwrap();
    let revive = |desk: &Desk| {
        let mut record = desk.record.clone();
        let mut rows = record.grants.iter_mut();
        *rows.find(|row| row.grant == scene.acme).unwrap() = active.clone();
        record
    };
    scene.desk.end(scene.acme, EndCause::Stopped, NOW + 50);
    scene.vault = scene.person.open(&scene.desk, Some(&scene.memory)).unwrap();
    scene.memory = scene.vault.memory();
    let revived = Some(Alarm::GrantRevived(scene.acme));
    // The person has not signed the end: a device that did not see the receipt can't know of it.
    let record = revive(&scene.desk);
    assert_eq!(scene.both(&record), (revived, None));

    super::device::save(&mut scene.desk, &mut scene.vault, &[], NOW + 51).unwrap();
    let record = revive(&scene.desk);
    let (memory, manifests) = (Some(&scene.memory), scene.desk.after(Some(&scene.memory)));
    let opened = scene.person.open_as_told(&record, memory, &manifests);
    assert_eq!(opened.err(), revived);
    scene.memory = scene.vault.memory();
    assert_eq!(scene.both(&record), (revived, Some(Alarm::GrantsUnsigned)));
}

#[test]
fn an_end_without_its_receipt() {
    let scene = scene(117);
    let alarm = Alarm::EndUnproven(scene.acme);
    let mut ended = scene.desk.clone();
    ended.end(scene.acme, EndCause::Stopped, NOW + 50);
    assert_eq!(scene.both(&ended.record), (None, None));

    let other = ended
        .record
        .grants
        .iter()
        .find(|row| row.grant != scene.acme)
        .unwrap()
        .grant;
    let end = |receipt: Jws, cause, when| EndNotice {
        ended: cause,
        when,
        receipt,
    };
    let genuine = ended.end_receipt(scene.acme, EndCause::Stopped, NOW + 50);
    let others = ended.end_receipt(other, EndCause::Stopped, NOW + 50);
    let content: vault::receipt::EndReceipt = genuine
        .verify(Typ::EndReceipt, &scene.desk.record.instance_key)
        .unwrap();
    let stranger = SigningKey::from_bytes(&[4; 32]);
    let signed_by_stranger = Jws::sign(Typ::EndReceipt, &stranger, KeyHint::Jwk, &content).unwrap();
    let of_another_kind = Jws::sign(
        Typ::ReadReceipt,
        &scene.desk.instance,
        KeyHint::Kid,
        &content,
    )
    .unwrap();
    let mut moved = content.clone();
    moved.leaf = *scene.memory.grants.get(&other).unwrap();
    let of_another_leaf =
        Jws::sign(Typ::EndReceipt, &scene.desk.instance, KeyHint::Kid, &moved).unwrap();
    let mut foreign = content;
    foreign.iss = "https://other.example".into();
    let of_another_vault = Jws::sign(
        Typ::EndReceipt,
        &scene.desk.instance,
        KeyHint::Kid,
        &foreign,
    )
    .unwrap();
    for notice in [
        end(Jws::from_text(""), EndCause::Stopped, NOW + 50),
        end(others, EndCause::Stopped, NOW + 50),
        end(signed_by_stranger, EndCause::Stopped, NOW + 50),
        end(of_another_kind, EndCause::Stopped, NOW + 50),
        end(of_another_leaf, EndCause::Stopped, NOW + 50),
        end(of_another_vault, EndCause::Stopped, NOW + 50),
        end(genuine.clone(), EndCause::Expired, NOW + 50),
        end(genuine.clone(), EndCause::Stopped, NOW + 51),
    ] {
        let mut record = ended.record.clone();
        let mut rows = record.grants.iter_mut();
        rows.find(|row| row.grant == scene.acme).unwrap().end = Some(notice);
        assert_eq!(scene.both(&record), same(alarm));
    }
    let mut record = ended.record.clone();
    let mut rows = record.grants.iter_mut();
    rows.find(|row| row.grant == scene.acme).unwrap().end = None;
    assert_eq!(scene.both(&record), same(Alarm::GrantMissing));
}

#[test]
fn an_end_that_the_person_did_not_sign() {
    let scene = scene(118);
    let ended = Leaf::Ended(vault::grant::EndedLeaf {
        grant: scene.acme,
        ended: EndCause::Stopped,
        when: NOW + 50,
    });
    let mut record = scene.record();
    let mut rows = record.grants.iter_mut();
    rows.find(|row| row.grant == scene.acme).unwrap().leaf = Some(Blob(ended.to_bytes().unwrap()));
    assert_eq!(scene.both(&record), same(Alarm::GrantChanged(scene.acme)));
}

#[test]
fn a_person_forged_before_a_company() {
    let scene = scene(122);
    let leaf = scene.leaf();
    let token = Token::parse(&scene.token).unwrap();
    let key = token.key().unwrap();
    // The server knows everything that stands in the leaf, K's recipient and the true pin included, but not K.
    let forge = |signer: &SigningKey, pin: Bytes<32>| {
        let content = serde_json::json!({
            "iss": ISSUER, "sub": "somebody", "aud": leaf.client, "grant": leaf.grant,
            "purpose": "dpv:DeliveryOfGoods", "special": false, "seq": 1, "iat": NOW,
            "exp": leaf.expires, "claims": {"email": "evil@example.org"}, "pin": pin,
        });
        let jws = Jws::sign(Typ::Bundle, signer, KeyHint::Jwk, &content).unwrap();
        SealedBundle::seal(jws.as_str(), STEP, &[&leaf.recipient]).unwrap()
    };
    let open = |file: &SealedBundle, signer: &PublicKey| {
        let expected = Expected {
            iss: ISSUER,
            aud: &leaf.client,
            grant: leaf.grant,
            purpose: Purpose::DeliveryOfGoods,
            special: false,
            seq: 1,
            key: signer,
        };
        file.open_bundle(key, expected, NOW + 1).err()
    };
    let own = &scene.desk.instance;
    let public = PublicKey::of(own);
    assert_eq!(open(&forge(own, leaf.pin), &public), Some(BundleError::Pin));
    assert_eq!(
        open(&forge(own, Bytes([0; 32])), &public),
        Some(BundleError::Pin)
    );
    let other = PinKey::from_bytes([0; 32]).pin(&public);
    assert_eq!(open(&forge(own, other), &public), Some(BundleError::Pin));

    // A company that opens the answers itself has nothing but the pin to go by.
    let receive = |file: &SealedBundle| {
        let received = Received {
            iss: ISSUER,
            aud: &leaf.client,
            grant: leaf.grant,
            purpose: Purpose::DeliveryOfGoods,
            special: false,
            seen: 0,
        };
        file.receive(key, received, NOW + 1).err()
    };
    for pin in [leaf.pin, Bytes([0; 32]), other] {
        assert_eq!(receive(&forge(own, pin)), Some(BundleError::Pin));
    }
    let unsigned = SealedBundle::seal("a.b.c", STEP, &[&leaf.recipient]).unwrap();
    assert_eq!(receive(&unsigned), Some(BundleError::Signature));

    // Once K has passed through a server in readable mode, the pin no longer binds it: what is left is the key that a
    // company saw before, and the leaf.
    let made_with_k = forge(own, PinKey::of(key).pin(&public));
    assert_eq!(open(&made_with_k, &public), None);
    assert_eq!(open(&made_with_k, &leaf.key), Some(BundleError::Misplaced));
}
