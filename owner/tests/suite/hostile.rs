//! A server that lies. A device that remembers names each lie; a device that remembers nothing sees those that contradict
//! what the person signed, and for the rest shows the date of the last save.

use std::collections::BTreeSet;

use owner::{Alarm, Edit, Keyring, Memory, Vault};
use rand_core::SeedableRng;
use vault::{
    attribute::Attribute,
    bytes::Bytes,
    id::{GrantId, ItemId, MethodId, PersonId},
    jws::{Jws, KeyHint, Typ},
    log::LogHead,
    manifest::Manifest,
    purpose::Purpose,
    sealed::{Identity, Sealed, kind},
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{
    desk::{NOW, head},
    device::{sign_up, value},
    scene::{same, scene, secrets},
};

#[test]
fn the_truth_raises_no_alarm() {
    let scene = scene(100);
    assert_eq!(scene.both(&scene.record()), (None, None));
}

#[test]
fn a_keyring_of_the_servers_own() {
    let scene = scene(101);
    let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(666);
    let own = Keyring::first(scene.vault.person(), &mut rng);
    let mut record = scene.record();
    let recipients: Vec<_> = record
        .methods
        .iter()
        .map(|method| &method.recipient)
        .collect();
    let sealed = own.seal(&recipients).unwrap();
    // As good as it gets: a manifest that the server's key signs over all of it.
    let manifest = Manifest {
        keyring: sealed.digest(),
        ..scene.manifest()
    };
    record.manifest = Jws::sign(Typ::Manifest, &secrets(&own).0, KeyHint::None, &manifest).unwrap();
    record.signing_key = own.public_key();
    record.keyring = sealed;
    record.items.clear();
    record.grants.clear();
    assert_eq!(scene.both(&record), same(Alarm::KeyringSwapped));

    // The same behind another tab's back: there is no tag to check, the memory knows the key.
    let known = owner::open::Known {
        memory: Some(&scene.memory),
        manifests: &[],
        vault: None,
    };
    let tab = owner::open::load(own, &record, known);
    assert_eq!(tab.err(), Some(Alarm::KeyringSwapped));
}

#[test]
fn another_file_of_the_persons_keyring() {
    let scene = scene(102);
    let mut record = scene.record();
    let recipients: Vec<_> = record
        .methods
        .iter()
        .map(|method| &method.recipient)
        .collect();
    record.keyring = scene.vault.keyring().seal(&recipients).unwrap();
    assert_eq!(scene.both(&record), same(Alarm::KeyringReplaced));
}

#[test]
fn a_keyring_that_does_not_open_and_a_method_without_tag() {
    let scene = scene(103);
    let mut record = scene.record();
    let stranger = Identity::from_bytes([1; 32]).recipient().unwrap();
    record.keyring = scene.vault.hand_over(&stranger).unwrap();
    assert_eq!(scene.both(&record), same(Alarm::KeyringUnreadable));

    let record = scene.record();
    let unlocker = scene.person.passkey(&record);
    let unlisted = MethodId::from_bytes([0; 16]);
    let opened = owner::open::open(&record, unlisted, &unlocker, Default::default());
    assert_eq!(opened.err(), Some(Alarm::TagMissing));

    let mut record = scene.record();
    record.methods[0].tag = Bytes([0; 32]);
    assert_eq!(scene.both(&record), same(Alarm::KeyringSwapped));
}

#[test]
fn another_persons_vault() {
    let scene = scene(104);
    let mut record = scene.record();
    record.person = PersonId::from_bytes([3; 16]);
    let known = owner::open::Known {
        memory: Some(&scene.memory),
        manifests: &[],
        vault: None,
    };
    let keyring = scene.vault.keyring().clone();
    let opened = owner::open::load(keyring, &record, known);
    assert_eq!(opened.err(), Some(Alarm::OtherPerson));
    let other = Memory {
        person: record.person,
        ..scene.memory.clone()
    };
    let opened = scene
        .person
        .open_as_told(&scene.record(), Some(&other), &[]);
    assert_eq!(opened.err(), Some(Alarm::OtherPerson));
}

#[test]
fn an_older_state_that_fits_together() {
    let mut scene = scene(105);
    let older = scene.desk.clone();
    let before = scene.vault.saved_at();
    super::device::save(&mut scene.desk, &mut scene.vault, &[], NOW + 50).unwrap();
    scene.memory = scene.vault.memory();
    let seen = scene.memory.seq;
    let alarm = Alarm::ManifestOlder {
        seen,
        shown: seen - 1,
    };
    assert_eq!(scene.told(&older.record), Some(alarm));
    // A device without memory can't see it, and shows the date.
    assert_eq!(scene.person.open_fresh(&older).saved_at(), before);
    assert_eq!(scene.person.open_fresh(&scene.desk).saved_at(), NOW + 50);
}

#[test]
fn a_fork() {
    let mut scene = scene(106);
    let mut fork = scene.desk.clone();
    let mut other = scene.vault.clone();
    super::device::save(&mut scene.desk, &mut scene.vault, &[], NOW + 50).unwrap();
    scene.memory = scene.vault.memory();
    // As long as the truth, then longer; with the manifests of the fork, with those of the truth, with none.
    for turn in 0..3 {
        super::device::save(&mut fork, &mut other, &[], NOW + 60 + turn).unwrap();
        let shown = [
            fork.after(Some(&scene.memory)),
            scene.desk.manifests.clone(),
            Vec::new(),
        ];
        for manifests in shown {
            let memory = Some(&scene.memory);
            let opened = scene.person.open_as_told(&fork.record, memory, &manifests);
            assert_eq!(opened.err(), Some(Alarm::ManifestForked));
        }
        assert!(scene.person.open(&fork, None).is_ok());
    }
}

#[test]
fn a_step_left_out_between_two_saves() {
    let mut scene = scene(107);
    for turn in 0..3 {
        super::device::save(&mut scene.desk, &mut scene.vault, &[], NOW + 50 + turn).unwrap();
    }
    let mut manifests = scene.desk.after(Some(&scene.memory));
    let memory = Some(&scene.memory);
    assert!(
        scene
            .person
            .open_as_told(&scene.desk.record, memory, &manifests)
            .is_ok()
    );
    manifests.remove(1);
    let opened = scene
        .person
        .open_as_told(&scene.desk.record, memory, &manifests);
    assert_eq!(opened.err(), Some(Alarm::ManifestForked));
    manifests[0] = Jws::from_text("a.b.c");
    let opened = scene
        .person
        .open_as_told(&scene.desk.record, memory, &manifests);
    assert_eq!(opened.err(), Some(Alarm::ManifestForged));
}

#[test]
fn a_manifest_that_the_server_signed() {
    let scene = scene(108);
    let mut record = scene.record();
    let instance = &scene.desk.instance;
    record.manifest = Jws::sign(Typ::Manifest, instance, KeyHint::None, &scene.manifest()).unwrap();
    assert_eq!(scene.both(&record), same(Alarm::ManifestForged));
}

#[test]
fn items_swapped_missing_damaged_and_forged() {
    let scene = scene(109);
    let (first, second) = (scene.record().items[0].id, scene.record().items[1].id);

    let mut record = scene.record();
    let file = record.items[0].file.clone();
    record.items[0].file = std::mem::replace(&mut record.items[1].file, file);
    assert_eq!(scene.both(&record), same(Alarm::ItemSwapped(first)));

    let mut record = scene.record();
    record.items.remove(1);
    assert_eq!(
        scene.both(&record),
        (Some(Alarm::ItemMissing), Some(Alarm::ItemsUnsigned))
    );

    let mut record = scene.record();
    record.items[1].file = Sealed::from_file(b"age-encryption.org/v1".to_vec());
    assert_eq!(scene.both(&record), same(Alarm::ItemDamaged(second)));

    // The server does not know the owner's recipient; suppose it did.
    let owner = secrets(scene.vault.keyring()).1;
    let forge = |id: ItemId| {
        let text = serde_json::json!({
            "typ": "mydata-item/v1", "id": id, "attribute": "email", "label": "",
            "value": "evil@example.org", "source": "typed", "updated_at": NOW, "default": true, "history": [],
        });
        let recipient = owner.recipient().unwrap();
        Sealed::<kind::Item>::seal(&text.to_string(), 1024, &[&recipient]).unwrap()
    };
    let mut doctored = scene.desk.clone();
    doctored.put_item(second, forge(second));
    let forged = (Some(Alarm::ItemForged(second)), Some(Alarm::ItemsUnsigned));
    assert_eq!(scene.both(&doctored.record), forged);
    let added = ItemId::from_bytes([0xee; 16]);
    let mut doctored = scene.desk.clone();
    doctored.put_item(added, forge(added));
    let forged = (Some(Alarm::ItemForged(added)), Some(Alarm::ItemsUnsigned));
    assert_eq!(scene.both(&doctored.record), forged);

    let mut record = scene.record();
    let twice = record.items[0].clone();
    record.items.push(twice);
    assert_eq!(scene.both(&record), same(Alarm::ItemsUnsigned));
}

#[test]
fn an_item_in_an_earlier_version() {
    let mut scene = scene(110);
    let item = scene.vault.items()[1].clone();
    let earlier = scene.record();
    let earlier = earlier.items.iter().find(|row| row.id == item.id).unwrap();
    let mut changed = item.clone();
    changed.value = value(Attribute::Email, "newest@example.org");
    changed.updated_at = NOW + 50;
    let edits = [Edit::Keep(changed)];
    super::device::save(&mut scene.desk, &mut scene.vault, &edits, NOW + 50).unwrap();
    let behind = scene.memory.clone();
    scene.memory = scene.vault.memory();
    let mut doctored = scene.desk.clone();
    doctored.put_item(item.id, earlier.file.clone());
    let forged = (Some(Alarm::ItemForged(item.id)), Some(Alarm::ItemsUnsigned));
    assert_eq!(scene.both(&doctored.record), forged);
    // A device that has not seen the last save knows that something is wrong, not what.
    let opened = scene.person.open(&doctored, Some(&behind));
    assert_eq!(opened.err(), Some(Alarm::ItemsUnsigned));
}

#[test]
fn unlock_methods_added_missing_and_changed() {
    let scene = scene(114);
    let recipient = Identity::from_bytes([6; 32]).recipient().unwrap();

    let mut record = scene.record();
    let mut added = record.methods[1].clone();
    added.id = MethodId::from_bytes([6; 16]);
    added.recipient = recipient.clone();
    record.methods.push(added);
    assert_eq!(scene.both(&record), same(Alarm::MethodAdded));

    let mut record = scene.record();
    record.methods[1].recipient = recipient;
    assert_eq!(scene.both(&record), same(Alarm::MethodAdded));

    let mut record = scene.record();
    record.methods.pop();
    assert_eq!(scene.both(&record), same(Alarm::MethodMissing));

    let mut record = scene.record();
    record.methods[1] = record.methods[0].clone();
    assert_eq!(scene.both(&record), same(Alarm::MethodMissing));
}

#[test]
fn a_log_cut_and_rewritten() {
    let mut scene = scene(119);
    assert_eq!(scene.memory.log.count, 4);
    let cut = &scene.desk.entries[..3];
    let mut record = scene.record();
    record.log = head(cut);
    assert_eq!(scene.both(&record), same(Alarm::LogCut));
    record.log = LogHead {
        head: head(cut).head,
        ..scene.memory.log
    };
    assert_eq!(scene.both(&record), same(Alarm::LogRewritten));

    // Longer than what was seen, so that only the entries show it.
    scene
        .desk
        .pull(&scene.token.clone(), Purpose::DeliveryOfGoods, NOW + 50)
        .unwrap();
    let follow = |vault: &Vault, entries: &[String], claimed| {
        let mut chain = vault.log_check();
        let taken = entries
            .iter()
            .try_for_each(|entry| chain.take(entry.as_bytes()).map(drop));
        taken
            .and_then(|()| chain.finish(claimed))
            .map_err(Alarm::from)
    };
    let vault = scene.person.open(&scene.desk, Some(&scene.memory)).unwrap();
    let all = scene.desk.entries.clone();
    assert_eq!(follow(&vault, &all, head(&all)), Ok(head(&all)));
    let mut rewritten = all.clone();
    rewritten[1] = rewritten[1].replace("released", "unchanged");
    assert_ne!(rewritten, all);
    for entries in [
        rewritten,
        [&all[1..], &all[..1]].concat(),
        all[1..].to_vec(),
    ] {
        let alarm = follow(&vault, &entries, head(&entries));
        assert_eq!(alarm, Err(Alarm::LogRewritten));
    }
    assert_eq!(
        follow(&vault, &all[..2], head(&all[..2])),
        Err(Alarm::LogCut)
    );
    assert_eq!(
        follow(&vault, &all[..4], head(&all)),
        Err(Alarm::LogRewritten)
    );
    // A cut after the last checked entry can't be told from a log in which nobody read since.
    assert_eq!(
        follow(&vault, &all[..4], head(&all[..4])),
        Ok(head(&all[..4]))
    );
}

#[test]
fn each_alarm_has_its_own_words() {
    let (item, grant) = (ItemId::from_bytes([1; 16]), GrantId::from_bytes([1; 16]));
    let all = [
        Alarm::KeyringUnreadable,
        Alarm::KeyringSwapped,
        Alarm::TagMissing,
        Alarm::OtherPerson,
        Alarm::ManifestForged,
        Alarm::ManifestOlder { seen: 2, shown: 1 },
        Alarm::ManifestForked,
        Alarm::KeyringReplaced,
        Alarm::MethodAdded,
        Alarm::MethodMissing,
        Alarm::ItemMissing,
        Alarm::ItemsUnsigned,
        Alarm::ItemSwapped(item),
        Alarm::ItemForged(item),
        Alarm::ItemDamaged(item),
        Alarm::GrantMissing,
        Alarm::GrantsUnsigned,
        Alarm::GrantAdded(grant),
        Alarm::GrantChanged(grant),
        Alarm::EndUnproven(grant),
        Alarm::GrantRevived(grant),
        Alarm::LogCut,
        Alarm::LogRewritten,
    ];
    let words: BTreeSet<_> = all.iter().map(ToString::to_string).collect();
    assert_eq!(words.len(), all.len());
}

#[test]
fn a_server_takes_no_save_of_another_person() {
    let (first, mut desk) = sign_up(120);
    let (second, other) = sign_up(121);
    let own = second.open_fresh(&other).prepare(&[], NOW + 1).unwrap();
    assert!(desk.take(&own.save).is_err());
    assert_eq!(first.open_fresh(&desk).seq(), 1);
}
