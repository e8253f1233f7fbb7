//! The log's file: what is saved checks, and each tampering is told by its own name.

use owner::{
    Edit, LogFault, LogProof,
    export::ExportError,
    log_file::{LARGEST, TYP},
};
use serde_json::{Value as Json, json};
use vault::{
    attribute::Attribute,
    bytes::from_base64url,
    digest::Digest,
    epoch::{EpochError, EpochStep},
    grant::{EndCause, Mode},
    id::{ClientId, EntryId, GrantId, PersonId, ReceiptId},
    jws::{Jws, KeyHint, PublicKey, Typ},
    log::{Entry, LogError, LogHead, Outcome},
    manifest::Manifest,
    purpose::Purpose,
    receipt::EndReceipt,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{
    desk::{ISSUER, NOW, head},
    device::Household,
    scene::{Scene, scene, secrets},
};

/// A log of six entries of which the person signed four, and an end with its receipt.
fn six(seed: u64) -> Scene {
    let mut scene = scene(seed);
    let mut grants = scene.desk.record.grants.iter().map(|row| row.grant);
    let other = grants.find(|grant| *grant != scene.acme).unwrap();
    scene.desk.end(other, EndCause::Stopped, NOW + 8);
    for second in [9, 10] {
        let acme = scene.acme;
        scene.desk.log(acme, Purpose::DeliveryOfGoods, NOW + second);
    }
    scene.vault = scene
        .person
        .open(&scene.desk, Some(&scene.memory))
        .ok()
        .unwrap();
    scene.vault.log_checked(scene.desk.record.log);
    scene
}

fn file(scene: &Scene) -> Json {
    let (record, entries) = (&scene.desk.record, &scene.desk.entries);
    let text = scene.vault.log_file(record, entries, NOW + 20).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn checked(file: &Json) -> Result<LogProof, LogFault> {
    LogProof::check(file.to_string().as_bytes())
}

fn fault(file: &Json) -> Option<LogFault> {
    checked(file).err()
}

fn entries(file: &Json) -> Vec<String> {
    serde_json::from_value(file["entries"].clone()).unwrap()
}

/// Puts entries in the file, and the head that they lead to.
fn put(file: &mut Json, entries: &[String]) {
    file["entries"] = json!(entries);
    file["log"] = json!(head(entries));
}

fn own_key(scene: &Scene) -> ed25519_dalek::SigningKey {
    secrets(scene.vault.keyring()).0
}

/// An entry that nobody made a request for.
fn invented(grant: GrantId) -> String {
    let entry = Entry {
        id: EntryId::from_bytes([7; 16]),
        time: NOW,
        grant,
        client: ClientId::direct(grant),
        purpose: None,
        asked: Vec::new(),
        given: Vec::new(),
        mode: Mode::Readable,
        outcome: Outcome::Paused,
        count: 3,
    };
    serde_json::to_string(&entry).unwrap()
}

#[test]
fn what_is_saved_checks() {
    let scene = six(900);
    let proof = checked(&file(&scene)).ok().unwrap();
    assert_eq!((proof.entries.len(), proof.signed), (6, 4));
    assert_eq!(
        (proof.entries[0].time, proof.entries[5].time),
        (NOW + 2, NOW + 10)
    );
    assert_eq!(proof.signed_at, scene.vault.saved_at());
    assert_eq!((proof.person, proof.made), (scene.vault.person(), NOW + 20));
    assert_eq!(proof.issuer, ISSUER);
    assert_eq!(proof.key, scene.vault.keyring().public_key());
    assert!(proof.earlier.is_empty());
    assert_eq!(proof.instance_key, scene.desk.record.instance_key);
    assert_eq!(proof.ends.len(), 1);
    assert_eq!(proof.ends[0].ended, EndCause::Stopped);
    // Only companies that stand in the log are named.
    assert_eq!(proof.names.len(), 1);
    assert_eq!(
        proof.names.get(&scene.acme).map(String::as_str),
        Some("Acme")
    );
}

#[test]
fn the_next_save_signs_the_rest() {
    let mut scene = six(901);
    let prepared = scene.vault.prepare(&[], NOW + 11).unwrap();
    scene.desk.take(&prepared.save).unwrap();
    // Of another save than the vault in hand.
    let other = scene
        .vault
        .log_file(&scene.desk.record, &scene.desk.entries, NOW);
    assert_eq!(other, Err(ExportError::OtherRecord));
    scene.vault = prepared.next;
    assert_eq!(checked(&file(&scene)).ok().unwrap().signed, 6);
    // Another device was further than these entries.
    let fewer = &scene.desk.entries[..5];
    let behind = scene.vault.log_file(&scene.desk.record, fewer, NOW);
    assert_eq!(behind, Err(ExportError::Log(LogError::Shortened)));
}

#[test]
fn a_log_without_entries_checks_too() {
    let house = Household::new(902);
    let text = house.vault.log_file(&house.desk.record, &[], NOW).unwrap();
    let proof = LogProof::check(text.as_bytes()).ok().unwrap();
    assert_eq!((proof.entries.len(), proof.signed), (0, 0));
}

#[test]
fn after_new_keys_the_steps_lead_to_the_key() {
    let scene = six(903);
    let mut file = file(&scene);
    let (old, new) = (
        own_key(&scene),
        ed25519_dalek::SigningKey::from_bytes(&[5; 32]),
    );
    let step = EpochStep {
        person: scene.vault.person(),
        epoch: 2,
        key: PublicKey::of(&new),
        removed: Vec::new(),
        at: NOW,
    };
    let step = Jws::sign(Typ::Epoch, &old, KeyHint::Jwk, &step).unwrap();
    let manifest = |epoch| {
        let manifest = Manifest {
            epoch,
            ..scene.manifest()
        };
        json!(Jws::sign(Typ::Manifest, &new, KeyHint::None, &manifest).unwrap())
    };
    file["signing_key"] = json!(PublicKey::of(&new));
    file["manifest"] = manifest(2);
    file["steps"] = json!([step]);
    let proof = checked(&file).ok().unwrap();
    assert_eq!(proof.earlier, [PublicKey::of(&old)]);
    file["manifest"] = manifest(1);
    assert_eq!(fault(&file), Some(LogFault::OtherEpoch));
    file["signing_key"] = json!(PublicKey::of(&old));
    assert_eq!(fault(&file), Some(LogFault::Epoch(EpochError)));
}

#[test]
fn each_tampering_with_the_entries_is_told() {
    let scene = six(904);
    let sound = file(&scene);
    let all = entries(&sound);
    let with = |change: &dyn Fn(&mut Vec<String>)| {
        let mut changed = all.clone();
        change(&mut changed);
        // With the head that was there, and with the one that fits.
        let (mut kept, mut fitted) = (sound.clone(), sound.clone());
        kept["entries"] = json!(changed);
        put(&mut fitted, &changed);
        (fault(&kept), fault(&fitted))
    };
    let both = |fault: LogFault| (Some(fault.clone()), Some(fault));
    let not_signed = || both(LogFault::NotSigned { signed: 4 });

    assert_eq!(with(&|_| ()), (None, None));
    for n in 0..4 {
        let changed = |all: &mut Vec<String>| all[n] = all[n].replace("released", "unchanged");
        assert_eq!(with(&changed), not_signed(), "{n} changed");
        let spaced = |all: &mut Vec<String>| all[n].push(' ');
        assert_eq!(with(&spaced), not_signed(), "{n} written in another way");
        let dropped = |all: &mut Vec<String>| drop(all.remove(n));
        assert_eq!(with(&dropped), not_signed(), "{n} dropped");
        let added = |all: &mut Vec<String>| all.insert(n, invented(scene.acme));
        assert_eq!(with(&added), not_signed(), "one added before {n}");
    }
    assert_eq!(with(&|all| all.swap(0, 1)), not_signed(), "reordered");
    assert_eq!(with(&|all| all.swap(3, 4)), not_signed(), "reordered");
    let cut = |all: &mut Vec<String>| all.truncate(3);
    assert_eq!(with(&cut), both(LogFault::Shortened { held: 3, signed: 4 }));
    let none = |all: &mut Vec<String>| all[4] = "{}".to_owned();
    assert_eq!(with(&none), both(LogFault::Entry(5)));

    // What nobody signed yet: the file's own head shows a careless hand, and nothing shows a careful one.
    let head = || (Some(LogFault::Head), None);
    assert_eq!(with(&|all| all.swap(4, 5)), head(), "reordered at the end");
    assert_eq!(with(&|all| drop(all.pop())), head(), "dropped at the end");
    let added = |all: &mut Vec<String>| all.push(invented(scene.acme));
    assert_eq!(with(&added), head(), "added at the end");
    let mut longer = all.clone();
    longer.push(invented(scene.acme));
    let mut added = sound.clone();
    put(&mut added, &longer);
    let proof = checked(&added).ok().unwrap();
    assert_eq!((proof.entries.len(), proof.signed), (7, 4));

    for change in [
        json!(LogHead::START),
        json!({"count": 5, "head": sound["log"]["head"]}),
        json!({"count": 6, "head": Digest::ZERO}),
    ] {
        let mut other = sound.clone();
        other["log"] = change;
        assert_eq!(fault(&other), Some(LogFault::Head));
    }
}

#[test]
fn each_tampering_with_a_signature_is_told() {
    let scene = six(905);
    let sound = file(&scene);
    let with = |member: &str, content: Json| {
        let mut other = sound.clone();
        other[member] = content;
        fault(&other)
    };
    let key = own_key(&scene);
    let stranger = ed25519_dalek::SigningKey::from_bytes(&[6; 32]);
    let sign = |key, manifest: &Manifest| {
        json!(Jws::sign(Typ::Manifest, key, KeyHint::None, manifest).unwrap())
    };

    // Signed by somebody else, over a log of their own.
    let forged = Manifest {
        log: LogHead::START,
        ..scene.manifest()
    };
    assert_eq!(
        with("manifest", sign(&stranger, &forged)),
        Some(LogFault::Forged)
    );
    let signature = sound["manifest"].as_str().unwrap();
    let cut = json!(signature[..signature.len() - 1]);
    assert_eq!(with("manifest", cut), Some(LogFault::Forged));
    // Signed by the same key as something else.
    let step = Jws::sign(Typ::Epoch, &key, KeyHint::None, &scene.manifest()).unwrap();
    assert_eq!(with("manifest", json!(step)), Some(LogFault::Forged));
    let other_key = json!(PublicKey::of(&stranger));
    assert_eq!(with("signing_key", other_key), Some(LogFault::Forged));
    let other = Manifest {
        person: PersonId::from_bytes([8; 16]),
        ..scene.manifest()
    };
    assert_eq!(
        with("manifest", sign(&key, &other)),
        Some(LogFault::OtherPerson)
    );
    let person = json!(PersonId::from_bytes([8; 16]));
    assert_eq!(with("person", person), Some(LogFault::OtherPerson));
    let theirs = file(&six(906));
    assert_eq!(
        with("manifest", theirs["manifest"].clone()),
        Some(LogFault::Forged)
    );

    let receipt = |key, iss: &str| {
        let receipt = EndReceipt {
            jti: ReceiptId::from_bytes([1; 16]),
            iss: iss.to_owned(),
            aud: ClientId::direct(scene.acme),
            grant: scene.acme,
            leaf: Digest::ZERO,
            ended: EndCause::Expired,
            when: NOW,
        };
        json!([
            sound["receipts"][0],
            Jws::sign(Typ::EndReceipt, key, KeyHint::Kid, &receipt).unwrap()
        ])
    };
    assert_eq!(
        with("receipts", receipt(&scene.desk.instance, ISSUER)),
        None
    );
    assert_eq!(
        with("receipts", receipt(&stranger, ISSUER)),
        Some(LogFault::ReceiptForged(2))
    );
    let elsewhere = receipt(&scene.desk.instance, "https://other.example");
    assert_eq!(
        with("receipts", elsewhere),
        Some(LogFault::ReceiptElsewhere(2))
    );
    let twice = json!([sound["receipts"][0], sound["receipts"][0]]);
    assert_eq!(with("receipts", twice), Some(LogFault::ReceiptTwice(2)));
    let other_key = json!(PublicKey::of(&stranger));
    assert_eq!(
        with("instance_key", other_key),
        Some(LogFault::ReceiptForged(1))
    );
}

#[test]
fn what_is_no_file_of_this_kind_is_told() {
    let sound = file(&six(907)).to_string();
    let fault = |text: &str| LogProof::check(text.as_bytes()).err();
    for cut in (0..sound.len()).step_by(97) {
        assert_eq!(fault(&sound[..cut]), Some(LogFault::NotJson), "{cut}");
    }
    assert_eq!(fault("BEGIN:VCARD"), Some(LogFault::NotJson));
    assert_eq!(LogProof::check(&[0xff; 9]).err(), Some(LogFault::NotJson));
    let deep = "[".repeat(100_000);
    assert_eq!(fault(&deep), Some(LogFault::NotJson));
    for other in [
        "{}",
        "[]",
        "7",
        r#"{"typ":7}"#,
        r#"{"typ":"mydata-item/v1"}"#,
    ] {
        assert_eq!(fault(other), Some(LogFault::NotALog), "{other}");
    }
    let second = sound.replacen(TYP, "mydata-log/v2", 1);
    assert_eq!(
        fault(&second),
        Some(LogFault::OtherVersion("mydata-log/v2".into()))
    );
    let long = sound.replacen(TYP, &format!("mydata-log/{}", "é".repeat(9_000)), 1);
    let Some(LogFault::OtherVersion(version)) = fault(&long) else {
        panic!("an unknown version");
    };
    assert_eq!(version.chars().count(), 40);

    let parsed: Json = serde_json::from_str(&sound).unwrap();
    for member in parsed.as_object().unwrap().keys() {
        let mut missing = parsed.clone();
        missing.as_object_mut().unwrap().remove(member);
        let told = match member.as_str() {
            "typ" => LogFault::NotALog,
            _ => LogFault::Malformed,
        };
        assert_eq!(fault(&missing.to_string()), Some(told), "without {member}");
    }
    for more in [r#"{"more":1,"#, r#"{"entries":[1],"#] {
        let more = sound.replacen('{', more, 1);
        assert!(matches!(
            fault(&more),
            Some(LogFault::Malformed | LogFault::NotALog)
        ));
    }
    let large = " ".repeat(LARGEST + 1);
    assert_eq!(fault(&large), Some(LogFault::TooLarge));
}

/// Names of fields only. Whatever is signed is looked through too.
#[test]
fn no_value_of_the_profile_is_in_it() {
    let mut scene = six(908);
    let item = scene
        .person
        .item(Attribute::Notes, "Behind the blue gate", NOW + 9);
    let prepared = scene.vault.prepare(&[Edit::Keep(item)], NOW + 12).unwrap();
    scene.desk.take(&prepared.save).unwrap();
    scene.vault = prepared.next;
    let (record, entries) = (&scene.desk.record, &scene.desk.entries);
    let mut text = scene.vault.log_file(record, entries, NOW + 20).unwrap();
    let signed: Json = serde_json::from_str(&text).unwrap();
    let jws = [&signed["manifest"], &signed["receipts"][0]];
    for part in jws.iter().flat_map(|jws| jws.as_str().unwrap().split('.')) {
        text.push_str(&String::from_utf8_lossy(&from_base64url(part).unwrap()));
    }
    let read: Vec<Entry> = entries
        .iter()
        .map(|entry| serde_json::from_str(entry).unwrap())
        .collect();
    text.push_str(&scene.vault.export_log_table(&read));
    // The search finds what is there.
    assert!(text.contains("Acme") && text.contains(r#""methods":[{"#));
    let mut looked_for = 0;
    for item in scene.vault.items() {
        let of_history = item.history.iter().map(|earlier| earlier.value.one_line());
        for value in of_history.chain([item.value.one_line()]) {
            assert!(!text.contains(&value), "{value}");
            looked_for += 1;
        }
    }
    assert!(looked_for >= 7);
}

#[test]
fn the_table_computes_nothing() {
    let mut scene = six(909);
    let entries = [
        Entry {
            asked: vec![Attribute::Email, Attribute::Name],
            given: vec![Attribute::Email, Attribute::Name],
            purpose: Some(Purpose::DeliveryOfGoods),
            outcome: Outcome::Released,
            count: 1,
            ..serde_json::from_str(&invented(scene.acme)).unwrap()
        },
        serde_json::from_str(&invented(GrantId::from_bytes([9; 16]))).unwrap(),
    ];
    assert_eq!(
        scene.vault.export_log_table(&entries),
        "sep=,\r\n\
         time,company,what_for,asked,given,outcome,times\r\n\
         2026-09-21T14:13:20Z,Acme,Send my parcels,\"email, name\",\"email, name\",released,1\r\n\
         2026-09-21T14:13:20Z,grt_09090909090909090909090909090909,,everything allowed,,paused,3\r\n"
    );
    let mut hostile = scene
        .person
        .grant(Purpose::DeliveryOfGoods, &[Attribute::Email]);
    hostile.name = "=HYPERLINK(\"https://x\",\"a;b\")".into();
    let grant = hostile.grant;
    let prepared = scene
        .vault
        .prepare(&[Edit::Share(hostile)], NOW + 12)
        .unwrap();
    let entry: Entry = serde_json::from_str(&invented(grant)).unwrap();
    let table = prepared.next.export_log_table(&[entry]);
    let cell = "\"'=HYPERLINK(\"\"https://x\"\",\"\"a;b\"\")\"";
    assert!(table.contains(cell), "{table}");
}
