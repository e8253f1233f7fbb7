//! What every database must do for the store: one suite, run on each.

#![expect(clippy::unwrap_used, reason = "a test stops where something is wrong")]

use ed25519_dalek::SigningKey;
use rand_core::OsRng;
use server::store::{
    Append, Conflict, GrantChange, GrantStep, NewMethod, NewOpener, NewPerson, Refused, Renewed,
    SavePlan, SessionRow, Store, StoreError, Turn,
};
use tempfile::TempDir;
use vault::{
    bytes::Bytes,
    digest::Digest,
    grant::{EndCause, Mode, State},
    id::{GrantId, ItemId, MethodId, PersonId},
    jws::{Jws, PublicKey},
    log::LogHead,
    manifest::MethodKind,
    purpose::Purpose,
    sealed::{Identity, Sealed},
    wire::{Brake, EndNotice, ItemRecord, MethodTag, SaveBundle},
};

const NOW: i64 = 1_763_700_000;

async fn sqlite() -> (TempDir, Store) {
    let folder = TempDir::new().unwrap();
    let store = Store::open_folder(folder.path()).await.unwrap();
    (folder, store)
}

fn conflict<T>(result: Result<T, StoreError>) -> Option<Conflict> {
    match result {
        Err(StoreError::Conflict(conflict)) => Some(conflict),
        _ => None,
    }
}

struct Sample {
    id: PersonId,
    credential: Vec<u8>,
    kit: Digest,
}

fn sample() -> Sample {
    let id = PersonId::random(&mut OsRng);
    Sample {
        id,
        credential: id.as_bytes().to_vec(),
        kit: Digest::of(id.as_bytes()),
    }
}

async fn insert(store: &Store, sample: &Sample, claims: bool) -> Result<(), StoreError> {
    let recipient = Identity::random(&mut OsRng).recipient().unwrap();
    let signing_key = PublicKey::of(&SigningKey::from_bytes(&[1; 32]));
    let new = NewPerson {
        id: sample.id,
        signing_key: &signing_key,
        keyring: &Sealed::from_file(vec![1; 100]),
        manifest: &Jws::from_text("first"),
        kit_confirmed: None,
        methods: [
            NewMethod {
                id: MethodId::random(&mut OsRng),
                recipient: &recipient,
                tag: Bytes([1; 32]),
                epoch: 1,
                opener: NewOpener::Passkey {
                    salt: Bytes([2; 32]),
                    credential: &sample.credential,
                    passkey: "{}",
                },
            },
            NewMethod {
                id: MethodId::random(&mut OsRng),
                recipient: &recipient,
                tag: Bytes([3; 32]),
                epoch: 1,
                opener: NewOpener::Kit(sample.kit),
            },
        ],
        claims,
    };
    store.insert_person(&new, NOW).await
}

async fn people(store: &Store) {
    store.insert_instance(&[5; 32], NOW).await.unwrap();
    let (one, two) = (sample(), sample());
    insert(store, &one, true).await.unwrap();
    assert_eq!(
        conflict(insert(store, &two, true).await),
        Some(Conflict::Claimed)
    );
    assert!(
        store.find_outline(two.id).await.unwrap().is_none(),
        "whole or not at all"
    );
    insert(store, &two, false).await.unwrap();
    let thief = Sample {
        id: PersonId::random(&mut OsRng),
        credential: one.credential.clone(),
        kit: Digest::of("x"),
    };
    assert_eq!(
        conflict(insert(store, &thief, false).await),
        Some(Conflict::Taken)
    );

    let instance = store.find_instance().await.unwrap().unwrap();
    assert_eq!(
        (instance.operator, instance.setup_code),
        (Some(one.id), None)
    );
    store.set_clock_mark(NOW - 5).await.unwrap();
    assert_eq!(
        store.find_instance().await.unwrap().unwrap().clock_mark,
        NOW
    );

    let (person, method) = store.find_kit(one.kit).await.unwrap().unwrap();
    assert_eq!(person, one.id);
    assert!(
        store
            .find_kit(Digest::of("nobody"))
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        store
            .find_passkey(two.id, &one.credential)
            .await
            .unwrap()
            .is_none()
    );
    let passkey = store
        .find_passkey(one.id, &one.credential)
        .await
        .unwrap()
        .unwrap();
    store
        .set_method_used(passkey.method, Some("{\"n\":1}"), NOW + 1)
        .await
        .unwrap();
    store.set_method_used(method, None, NOW + 2).await.unwrap();
    assert_eq!(
        store
            .find_passkey(one.id, &one.credential)
            .await
            .unwrap()
            .unwrap()
            .passkey,
        "{\"n\":1}"
    );
    let used: Vec<_> = store
        .list_methods(one.id)
        .await
        .unwrap()
        .iter()
        .map(|method| method.last_used)
        .collect();
    assert_eq!(used, [Some(NOW + 1), Some(NOW + 2)]);
    let methods = store.list_methods(one.id).await.unwrap();
    let of = |kind| {
        methods
            .iter()
            .find(|method| method.kind == kind)
            .unwrap()
            .id
    };
    let (kit, passkey) = (of(MethodKind::Kit), of(MethodKind::Passkey));
    assert!(!store.set_kit_confirmed(one.id, passkey, NOW).await.unwrap());
    assert!(!store.set_kit_confirmed(two.id, kit, NOW).await.unwrap());
    for at in [NOW + 7, NOW + 8] {
        assert!(store.set_kit_confirmed(one.id, kit, at).await.unwrap());
    }
    assert_eq!(
        store
            .find_outline(one.id)
            .await
            .unwrap()
            .unwrap()
            .kit_confirmed,
        Some(NOW + 7)
    );
}

fn item(id: u8, content: u8) -> ItemRecord {
    ItemRecord {
        id: ItemId::from_bytes([id; 16]),
        file: Sealed::from_file(vec![content; 64]),
    }
}

fn bundle(content: u8) -> SaveBundle {
    SaveBundle {
        purpose: Purpose::ServiceProvision,
        special: false,
        file: Sealed::from_file(vec![content; 64]),
    }
}

fn change<'a>(grant: GrantId, leaf: &'a [u8], step: GrantStep<'a>) -> GrantChange<'a> {
    GrantChange {
        grant,
        leaf,
        hash: Digest::of(leaf),
        step,
    }
}

async fn save(
    store: &Store,
    person: PersonId,
    seq: u64,
    items: &[ItemRecord],
    removed: &[ItemId],
    grants: Vec<GrantChange<'_>>,
) -> Result<(), StoreError> {
    let manifest = Jws::from_text(format!("manifest {seq}"));
    store
        .save(
            person,
            &SavePlan {
                seq,
                manifest: &manifest,
                items,
                removed,
                grants,
                turn: None,
            },
            NOW,
        )
        .await
}

async fn saves(store: &Store) {
    let (one, two) = (sample(), sample());
    insert(store, &one, false).await.unwrap();
    insert(store, &two, false).await.unwrap();
    save(store, one.id, 2, &[item(1, 1), item(2, 2)], &[], vec![])
        .await
        .unwrap();
    save(store, two.id, 2, &[item(1, 9)], &[], vec![])
        .await
        .unwrap();
    assert_eq!(
        conflict(save(store, one.id, 2, &[item(3, 3)], &[], vec![]).await),
        Some(Conflict::Manifest)
    );
    save(
        store,
        one.id,
        3,
        &[item(1, 7)],
        &[ItemId::from_bytes([2; 16])],
        vec![],
    )
    .await
    .unwrap();
    let outline = store.find_outline(one.id).await.unwrap().unwrap();
    assert_eq!(
        outline.items,
        [(ItemId::from_bytes([1; 16]), Digest::of([7; 64]))]
    );
    assert_eq!(outline.manifest.as_str(), "manifest 3");
    assert_eq!(
        store
            .find_outline(two.id)
            .await
            .unwrap()
            .unwrap()
            .items
            .len(),
        1
    );
    let manifests: Vec<_> = store
        .list_manifests(one.id, 1)
        .await
        .unwrap()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(manifests, ["manifest 2", "manifest 3"]);
}

/// Keys and unlock methods change with a save, and a person goes with all that is theirs.
async fn turns(store: &Store) {
    let (one, two) = (sample(), sample());
    insert(store, &one, false).await.unwrap();
    insert(store, &two, false).await.unwrap();
    let methods = store.list_methods(one.id).await.unwrap();
    let gone = methods[0].id;
    let row = |person| SessionRow {
        person: Some(person),
        data: "{}".to_owned(),
        expires: NOW + 60,
    };
    let (own, other, foreign) = (
        Digest::of("own"),
        Digest::of("other"),
        Digest::of("foreign"),
    );
    store.insert_session(own, &row(one.id)).await.unwrap();
    store.insert_session(other, &row(one.id)).await.unwrap();
    store.insert_session(foreign, &row(two.id)).await.unwrap();

    let signing_key = PublicKey::of(&SigningKey::from_bytes(&[9; 32]));
    let keyring = Sealed::from_file(vec![9; 100]);
    let (step, manifest) = (Jws::from_text("step"), Jws::from_text("manifest 2"));
    let tag = MethodTag {
        method: methods[1].id,
        epoch: 2,
        tag: Bytes([8; 32]),
    };
    let plan = |seq, grants| SavePlan {
        seq,
        manifest: &manifest,
        items: &[],
        removed: &[],
        grants,
        turn: Some(Turn {
            epoch: 2,
            signing_key,
            keyring: &keyring,
            added: None,
            renewed: Some(Renewed {
                step: &step,
                removed: vec![gone],
                tags: std::slice::from_ref(&tag),
                kit_confirmed: Some(Some(NOW)),
                session: Some(own),
            }),
        }),
    };
    store.save(one.id, &plan(2, vec![]), NOW).await.unwrap();
    let outline = store.find_outline(one.id).await.unwrap().unwrap();
    assert_eq!((outline.epoch, outline.signing_key), (2, signing_key));
    assert_eq!(outline.keyring, keyring.digest());
    assert_eq!(outline.kit_confirmed, Some(NOW));
    let left = store.list_methods(one.id).await.unwrap();
    assert_eq!(left.len(), methods.len() - 1);
    let tagged = left.iter().find(|method| method.id == tag.method).unwrap();
    assert_eq!((tagged.tag, tagged.epoch), (tag.tag, 2));
    assert!(store.find_session(own, NOW).await.unwrap().is_some());
    assert!(store.find_session(other, NOW).await.unwrap().is_none());
    assert!(store.find_session(foreign, NOW).await.unwrap().is_some());
    // The same again, as if two devices had made it: the second changes nothing.
    let again = store.save(one.id, &plan(3, vec![]), NOW).await;
    assert_eq!(conflict(again), Some(Conflict::Manifest));

    // A tag is made once an epoch.
    assert!(!store.set_tag(one.id, &tag).await.unwrap());
    let mut third = plan(3, vec![]);
    if let Some(turn) = &mut third.turn {
        turn.epoch = 3;
        turn.renewed = Some(Renewed {
            step: &step,
            removed: Vec::new(),
            tags: &[],
            kit_confirmed: None,
            session: Some(own),
        });
    }
    store.save(one.id, &third, NOW).await.unwrap();
    assert!(!store.set_tag(one.id, &tag).await.unwrap());
    let now = MethodTag { epoch: 3, ..tag };
    assert!(!store.set_tag(two.id, &now).await.unwrap());
    assert!(store.set_tag(one.id, &now).await.unwrap());
    assert!(!store.set_tag(one.id, &now).await.unwrap());
    assert!(store.has_method(one.id, tag.method).await.unwrap());
    assert!(!store.has_method(one.id, gone).await.unwrap());
    assert!(!store.has_method(two.id, tag.method).await.unwrap());

    store.delete_person(one.id, NOW).await.unwrap();
    assert!(store.find_outline(one.id).await.unwrap().is_none());
    assert!(store.list_methods(one.id).await.unwrap().is_empty());
    assert!(store.find_session(own, NOW).await.unwrap().is_none());
    assert!(store.find_outline(two.id).await.unwrap().is_some());
    assert!(store.find_session(foreign, NOW).await.unwrap().is_some());
}

async fn grants(store: &Store) {
    let person = sample();
    insert(store, &person, false).await.unwrap();
    let grant = GrantId::random(&mut OsRng);
    let token = Digest::of(grant.as_bytes());
    let insert_step = |bundle| GrantStep::Insert {
        client: vault::id::ClientId::direct(grant).to_string(),
        expires: NOW + 100,
        token,
        bundles: vec![(bundle, 1)],
    };
    let first = bundle(1);
    save(
        store,
        person.id,
        2,
        &[],
        &[],
        vec![change(grant, b"leaf 1", insert_step(&first))],
    )
    .await
    .unwrap();
    assert_eq!(
        conflict(
            save(
                store,
                person.id,
                3,
                &[item(1, 1)],
                &[],
                vec![change(grant, b"leaf 1", insert_step(&first))]
            )
            .await
        ),
        Some(Conflict::Taken)
    );
    assert!(
        store
            .find_outline(person.id)
            .await
            .unwrap()
            .unwrap()
            .items
            .is_empty(),
        "whole or not at all"
    );

    let row = store.find_token(token).await.unwrap().unwrap();
    assert_eq!((row.grant.id, row.grant.state(NOW)), (grant, State::Active));
    assert_eq!(row.grant.state(NOW + 100), State::Ended(EndCause::Expired));
    let second = bundle(2);
    let step = GrantStep::Change {
        expires: NOW + 50,
        bundles: vec![(&second, 2)],
        removed: vec![],
    };
    save(
        store,
        person.id,
        3,
        &[],
        &[],
        vec![change(grant, b"leaf 2", step)],
    )
    .await
    .unwrap();
    let found = store
        .find_bundle(grant, Purpose::ServiceProvision, false)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(found.file(), [2; 64]);
    assert!(
        store
            .find_bundle(grant, Purpose::ServiceProvision, true)
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        store
            .find_grant(PersonId::random(&mut OsRng), grant)
            .await
            .unwrap()
            .is_none()
    );

    entries(store, person.id, grant).await;

    assert_eq!(
        store
            .list_due_grants(NOW + 49, 10)
            .await
            .unwrap()
            .iter()
            .filter(|due| due.id == grant)
            .count(),
        0
    );
    assert_eq!(
        store
            .list_due_grants(NOW + 50, 10)
            .await
            .unwrap()
            .iter()
            .filter(|due| due.id == grant)
            .count(),
        1
    );
    let end = EndNotice {
        ended: EndCause::Stopped,
        when: NOW + 9,
        receipt: Jws::from_text("receipt"),
    };
    let sealed = Some(Mode::Sealed);
    assert!(
        !store
            .set_ended(grant, Digest::of("leaf 1"), &end, sealed)
            .await
            .unwrap(),
        "another leaf"
    );
    assert!(
        store
            .set_ended(grant, Digest::of("leaf 2"), &end, sealed)
            .await
            .unwrap()
    );
    assert!(
        !store
            .set_ended(grant, Digest::of("leaf 2"), &end, sealed)
            .await
            .unwrap(),
        "once"
    );
    let row = store.find_token(token).await.unwrap().unwrap().grant;
    assert_eq!(
        (row.mode(), row.leaf, row.end, row.leaf_hash),
        (sealed, None, Some(end), Digest::of("leaf 2"))
    );
    assert!(
        store
            .find_bundle(grant, Purpose::ServiceProvision, false)
            .await
            .unwrap()
            .is_none()
    );
    assert!(store.erase_deleted().await.unwrap());

    assert_eq!(
        conflict(store.set_brake(grant, None, None).await),
        Some(Conflict::GrantEnded)
    );
    let step = GrantStep::Change {
        expires: NOW + 50,
        bundles: vec![],
        removed: vec![],
    };
    let late = save(
        store,
        person.id,
        4,
        &[],
        &[],
        vec![change(grant, b"leaf 3", step)],
    )
    .await;
    assert_eq!(conflict(late), Some(Conflict::GrantEnded));
    save(
        store,
        person.id,
        4,
        &[],
        &[],
        vec![change(grant, b"ended", GrantStep::SignEnd)],
    )
    .await
    .unwrap();
    let row = store.find_grant(person.id, grant).await.unwrap().unwrap();
    assert_eq!(
        (row.leaf.as_deref(), row.leaf_hash),
        (Some(b"ended".as_slice()), Digest::of("ended"))
    );
}

/// Somebody new who shares under the leaf "leaf"; the grant, and its token.
async fn sharer(store: &Store) -> (Sample, GrantId, Digest) {
    let sharer = sample();
    insert(store, &sharer, false).await.unwrap();
    let grant = GrantId::random(&mut OsRng);
    let token = Digest::of(grant.as_bytes());
    let first = bundle(1);
    let step = GrantStep::Insert {
        client: vault::id::ClientId::direct(grant).to_string(),
        expires: NOW + 100,
        token,
        bundles: vec![(&first, 1)],
    };
    let shared = vec![change(grant, b"leaf", step)];
    save(store, sharer.id, 2, &[item(1, 1)], &[], shared)
        .await
        .unwrap();
    (sharer, grant, token)
}

/// More entries, of more people, than one statement takes, with some that are refused between them.
async fn large_groups(store: &Store) {
    let mut people = Vec::new();
    for _ in 0..70 {
        let (person, grant, _) = sharer(store).await;
        people.push((person.id, grant));
    }
    let mut group = Vec::new();
    for round in 0..3 {
        for (_, grant) in &people {
            for (text, leaf) in [("read", "leaf"), ("refused", "another leaf")] {
                group.push(Append {
                    grant: *grant,
                    text: format!("{text} {round} {grant}"),
                    leaf: Some(Digest::of(leaf)),
                });
            }
        }
    }
    let outcomes = store.append(&group, NOW).await.unwrap();
    assert_eq!(outcomes.len(), group.len());
    for pair in outcomes.chunks(2) {
        assert_eq!(pair, [Ok(()), Err(Refused::Changed)]);
    }
    for (person, grant) in people {
        let expected = [0, 1, 2].map(|round| format!("read {round} {grant}"));
        let (texts, head) = store.list_entries(person, 0, 10).await.unwrap();
        assert_eq!(texts, expected);
        let chained = expected
            .iter()
            .fold(LogHead::START, |head, text| head.then(text.as_bytes()));
        assert_eq!(head, chained);
        let second = store.find_log_head(person, 2).await.unwrap();
        assert!(second.is_some_and(|second| second != head.head));
    }
    assert_eq!(store.append(&[], NOW).await.unwrap(), []);
}

/// Somebody leaves who shared and was read.
async fn leaving(store: &Store) {
    let (person, grant, token) = sharer(store).await;
    let (other, kept, others) = sharer(store).await;
    for grant in [grant, kept] {
        let read = Append {
            grant,
            text: "read".to_owned(),
            leaf: Some(Digest::of("leaf")),
        };
        assert_eq!(store.append(&[read], NOW).await.unwrap(), [Ok(())]);
    }

    store.delete_person(person.id, NOW).await.unwrap();
    assert!(store.find_token(token).await.unwrap().is_none());
    assert!(store.is_tombstone(token).await.unwrap());
    assert!(store.find_grant(person.id, grant).await.unwrap().is_none());
    assert!(store.list_entries(person.id, 0, 10).await.is_err());
    assert!(store.find_token(others).await.unwrap().is_some());
    assert!(!store.is_tombstone(others).await.unwrap());
    assert!(store.find_grant(other.id, kept).await.unwrap().is_some());
    assert_eq!(
        store.list_entries(other.id, 0, 10).await.unwrap().0,
        ["read"]
    );
}

async fn entries(store: &Store, person: PersonId, grant: GrantId) {
    let release = |text: &str, leaf: &str| Append {
        grant,
        text: text.to_owned(),
        leaf: Some(Digest::of(leaf)),
    };
    let group = [
        release("one", "leaf 2"),
        release("two", "leaf 1"),
        Append {
            grant: GrantId::random(&mut OsRng),
            text: "lost".to_owned(),
            leaf: None,
        },
        release("three", "leaf 2"),
    ];
    let outcomes = store.append(&group, NOW).await.unwrap();
    assert_eq!(
        outcomes,
        [Ok(()), Err(Refused::Changed), Err(Refused::Gone), Ok(())]
    );
    let brake = Brake {
        since: NOW,
        until: Some(NOW + 5),
    };
    assert!(store.set_brake(grant, None, Some(brake)).await.unwrap());
    // Somebody who judged the grant without this brake comes too late.
    assert!(!store.set_brake(grant, None, None).await.unwrap());
    let outcomes = store
        .append(&[release("four", "leaf 2")], NOW)
        .await
        .unwrap();
    assert!(matches!(
        outcomes[..],
        [Err(Refused::State(State::Paused(_)))]
    ));
    let refusal = Append {
        grant,
        text: "refused".to_owned(),
        leaf: None,
    };
    assert_eq!(store.append(&[refusal], NOW).await.unwrap(), [Ok(())]);
    assert!(store.set_brake(grant, Some(brake), None).await.unwrap());

    let expected = ["one", "three", "refused"];
    let (texts, head) = store.list_entries(person, 0, 10).await.unwrap();
    assert_eq!(texts, expected);
    let chained = expected
        .iter()
        .fold(LogHead::START, |head, text| head.then(text.as_bytes()));
    assert_eq!(head, chained);
    assert_eq!(
        store.find_log_head(person, 3).await.unwrap(),
        Some(chained.head)
    );
    assert_eq!(
        store.find_log_head(person, 0).await.unwrap(),
        Some(LogHead::START.head)
    );
    assert_eq!(store.find_log_head(person, 4).await.unwrap(), None);
    assert_eq!(store.list_entries(person, 1, 1).await.unwrap().0, ["three"]);
}

async fn sessions(store: &Store) {
    let id = Digest::of("session");
    let row = |data: &str, expires| SessionRow {
        person: None,
        data: data.to_owned(),
        expires,
    };
    store.insert_session(id, &row("a", NOW + 10)).await.unwrap();
    assert_eq!(
        conflict(store.insert_session(id, &row("b", NOW)).await),
        Some(Conflict::Taken)
    );
    assert_eq!(
        store.find_session(id, NOW + 9).await.unwrap(),
        Some(("a".to_owned(), NOW + 10))
    );
    assert_eq!(store.find_session(id, NOW + 10).await.unwrap(), None);
    store.set_session_end(id, NOW + 20, NOW + 9).await.unwrap();
    assert_eq!(
        store.find_session(id, NOW + 10).await.unwrap(),
        None,
        "late enough already"
    );
    store.set_session_end(id, NOW + 20, NOW + 10).await.unwrap();
    store.set_session(id, &row("c", NOW + 30)).await.unwrap();
    store.delete_ended_sessions(NOW + 29).await.unwrap();
    assert_eq!(
        store.find_session(id, NOW + 29).await.unwrap(),
        Some(("c".to_owned(), NOW + 30))
    );
    store.delete_session(id).await.unwrap();
    store.set_session(id, &row("d", NOW + 30)).await.unwrap();
    assert_eq!(
        store.find_session(id, NOW).await.unwrap(),
        None,
        "what was deleted stays deleted"
    );
}

#[tokio::test]
async fn sqlite_keeps_people() {
    people(&sqlite().await.1).await;
}

#[tokio::test]
async fn sqlite_keeps_saves() {
    saves(&sqlite().await.1).await;
}

#[tokio::test]
async fn sqlite_keeps_turns() {
    turns(&sqlite().await.1).await;
}

#[tokio::test]
async fn sqlite_keeps_grants_and_entries() {
    grants(&sqlite().await.1).await;
}

#[tokio::test]
async fn sqlite_forgets_who_leaves() {
    let (_folder, store) = sqlite().await;
    leaving(&store).await;
    large_groups(&store).await;
}

#[tokio::test]
async fn sqlite_keeps_sessions() {
    sessions(&sqlite().await.1).await;
}

#[tokio::test]
async fn the_files_are_the_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, store) = sqlite().await;
    people(&store).await;
    let mut files = 0;
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(
            entry.metadata().unwrap().permissions().mode() & 0o077,
            0,
            "{:?}",
            entry.path()
        );
        files += 1;
    }
    assert_eq!(files, 3, "database, log, index");
    store.close().await;
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        1,
        "a proper end leaves the database alone"
    );
}

#[test]
fn both_databases_have_the_same_tables() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../migrations");
    let read = |folder: &str| {
        let mut files: Vec<_> = std::fs::read_dir(format!("{root}/{folder}"))
            .unwrap()
            .map(|entry| {
                let path = entry.unwrap().path();
                (
                    path.file_name().unwrap().to_owned(),
                    std::fs::read_to_string(&path).unwrap(),
                )
            })
            .collect();
        files.sort();
        files
    };
    let postgres: Vec<_> = read("postgres")
        .into_iter()
        .map(|(name, sql)| (name, sql.replace("BYTEA", "BLOB")))
        .collect();
    assert_eq!(read("sqlite"), postgres);
}
