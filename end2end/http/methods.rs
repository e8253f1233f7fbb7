//! Passkeys that come and go, lost devices, new kits, and leaving.

use axum::http::StatusCode;
use owner::{
    Edit, Kit, Renewal,
    open::{Known, open},
};
use rand_core::OsRng;
use vault::{
    attribute::Attribute,
    bytes::Bytes,
    epoch::EpochStep,
    jws::{Jws, KeyHint, Typ},
    manifest::MethodKind,
    wire::{
        Code, DeleteRequest, Deletion, KitChallenge, KitProof, MethodTag, NewEpoch, Saved,
        SessionList, Setup, SignUpOffer, VaultRecord,
    },
};

use crate::support::{Device, ORIGIN, Person, TestApp, typed};

/// Whether any part of a file stands in the data folder, on whatever page.
fn leaves_traces(app: &TestApp, file: &[u8]) -> bool {
    let disk = app.disk();
    file.chunks(64)
        .filter(|chunk| chunk.len() >= 16)
        .any(|chunk| disk.windows(chunk.len()).any(|window| window == chunk))
}

#[tokio::test]
async fn a_second_passkey_signs_in_and_opens() {
    let app = TestApp::claimed().await;
    let mut person = Person::sign_up(&app).await;
    person.fill(&app).await;
    let offer: SignUpOffer = person.browser.poke("/api/me/passkeys/start").await.json();
    assert_eq!(offer.options.exclude.len(), 1);
    let mut phone = Device::add(&app, &mut person).await;
    assert!(phone.sign_in().await.status.is_success());
    let record: VaultRecord = phone.browser.get("/api/me/vault").await.json();
    let (unlocker, _) = phone.made(&record);
    let there = open(&record, phone.id, &unlocker, Known::default()).unwrap();
    assert_eq!(there.items().len(), 3);

    app.clock.advance(400);
    for path in ["/api/me/passkeys/start", "/api/me/epoch", "/api/me/delete"] {
        person.browser.poke(path).await.refused(Code::TouchNeeded);
    }
}

#[tokio::test]
async fn a_passkey_that_was_overtaken_is_taken_again() {
    let app = TestApp::claimed().await;
    let mut person = Person::sign_up(&app).await;
    person.fill(&app).await;
    let made = Device::make(&app, &mut person).await;
    let stale = person.vault.clone();
    let edit = Edit::Keep(typed(&app, Attribute::Nickname, "Addie"));
    person.save(&app, &[edit]).await;

    let (_, reply) = made.send(&app, &stale, &mut person.browser).await;
    reply.refused(Code::SavedElsewhere);
    let vault = person.vault.clone();
    let (added, reply) = made.send(&app, &vault, &mut person.browser).await;
    let _: Saved = reply.json();
    // Once only.
    let (_, reply) = made.send(&app, &added.next, &mut person.browser).await;
    reply.refused(Code::SignInRefused);
    person.vault = added.next;
    assert!(
        made.into_device(&app, &added.request)
            .sign_in()
            .await
            .status
            .is_success()
    );
    assert_eq!(person.record().await.methods.len(), 3);
}

#[tokio::test]
async fn a_lost_device_is_out_and_companies_notice_nothing() {
    let app = TestApp::claimed().await;
    let (mut person, grant, token) = Person::with_share(&app).await;
    let mut phone = Device::add(&app, &mut person).await;
    assert!(phone.sign_in().await.status.is_success());
    let before = person.record().await;
    let first = app.pull(&token, "").await;
    let files: Vec<Vec<u8>> = before
        .items
        .iter()
        .map(|item| item.file.file().to_vec())
        .chain([person.last_bundle.clone().unwrap()])
        .collect();
    assert!(files.iter().all(|file| leaves_traces(&app, file)));

    let renewed = person.renew(&app, &[phone.id]);
    let _: Saved = person.send_epoch(&renewed.request).await.json();
    person.vault = renewed.next;

    assert!(!files.iter().any(|file| leaves_traces(&app, file)));
    phone
        .browser
        .get("/api/me/vault")
        .await
        .refused(Code::SignInNeeded);
    phone.sign_in().await.refused(Code::SignInRefused);

    let second = app.pull(&token, "").await;
    assert_eq!(second.status, StatusCode::OK, "{}", second.text());
    let (first, second): (serde_json::Value, serde_json::Value) = (first.json(), second.json());
    assert_eq!(first["claims"], second["claims"]);
    assert_eq!(first["sub"], second["sub"]);
    assert_eq!(second["grant"]["id"], grant.to_string());
    assert_eq!(
        first["seq"].as_u64().unwrap() + 1,
        second["seq"].as_u64().unwrap()
    );

    // The one at hand goes on: it saves, and it signs in again.
    let edit = Edit::Keep(typed(&app, Attribute::Nickname, "Addie"));
    person.save(&app, &[edit]).await;
    assert!(person.sign_in(&app).await.status.is_success());
}

#[tokio::test]
async fn new_keys_are_whole_or_nothing() {
    let app = TestApp::claimed().await;
    let (mut person, _, token) = Person::with_share(&app).await;
    let phone = Device::add(&app, &mut person).await;
    let before = person.record().await;
    let good = person.renew(&app, &[phone.id]);

    let foreign = ed25519_dalek::SigningKey::from_bytes(&[5; 32]);
    let (_, step) = good
        .request
        .step
        .verify_embedded::<EpochStep>(Typ::Epoch)
        .unwrap();
    let unsigned = Jws::sign(Typ::Epoch, &foreign, KeyHint::Jwk, &step).unwrap();
    let tag_of_the_removed = MethodTag {
        method: phone.id,
        epoch: 2,
        tag: Bytes([0; 32]),
    };
    let other_keyring = person
        .vault
        .hand_over(&before.methods[0].recipient)
        .unwrap();
    type Fault = Box<dyn Fn(&mut NewEpoch)>;
    let faults: Vec<(&str, Code, Fault)> = vec![
        (
            "an item is left",
            Code::SaveRefused,
            Box::new(|new| {
                new.save.items.pop();
            }),
        ),
        (
            "a grant is left",
            Code::SaveRefused,
            Box::new(|new| new.save.grants.clear()),
        ),
        (
            "a bundle is left",
            Code::SaveRefused,
            Box::new(|new| new.save.grants[0].bundles.clear()),
        ),
        (
            "the step is somebody else's",
            Code::SavedElsewhere,
            Box::new(move |new| new.step = unsigned.clone()),
        ),
        (
            "another keyring",
            Code::SaveRefused,
            Box::new(move |new| new.keyring = other_keyring.clone()),
        ),
        (
            "a tag of what goes",
            Code::SaveRefused,
            Box::new(move |new| new.tags = vec![tag_of_the_removed]),
        ),
    ];
    for (fault, code, spoil) in faults {
        let mut new = good.request.clone();
        spoil(&mut new);
        let reply = person.send_epoch(&new).await;
        assert_eq!(reply.code(), Some(code), "{fault}: {}", reply.text());
        assert_eq!(person.record().await, before, "{fault}");
    }
    assert!(app.pull(&token, "").await.status.is_success());
    // An ordinary save can't carry the new keys either.
    person
        .send(&good.request.save)
        .await
        .refused(Code::SaveRefused);
    let _: Saved = person.send_epoch(&good.request).await.json();
    // The answer was lost, and it is sent again.
    person
        .send_epoch(&good.request)
        .await
        .refused(Code::SavedElsewhere);
}

#[tokio::test]
async fn only_who_was_away_confirms_and_only_for_now() {
    let app = TestApp::claimed().await;
    let mut person = Person::sign_up(&app).await;
    let phone = Device::add(&app, &mut person).await;
    let mut tablet = Device::add(&app, &mut person).await;
    let renewed = person.renew(&app, &[phone.id]);
    let _: Saved = person.send_epoch(&renewed.request).await.json();

    assert!(tablet.sign_in().await.status.is_success());
    let record: VaultRecord = tablet.browser.get("/api/me/vault").await.json();
    let (unlocker, _) = tablet.made(&record);
    let there = open(&record, tablet.id, &unlocker, Known::default()).unwrap();
    let tag = there.unconfirmed().unwrap().tag;
    let post = |tag: MethodTag| {
        let mut browser = tablet.browser.clone();
        async move { browser.post("/api/me/methods/tag", &tag).await }
    };
    let other = MethodTag {
        method: record.methods[0].id,
        ..tag
    };
    post(other).await.refused(Code::NotFound);
    post(MethodTag { epoch: 1, ..tag })
        .await
        .refused(Code::SavedElsewhere);
    assert_eq!(post(tag).await.status, StatusCode::NO_CONTENT);
    // Once: a stolen session can't spoil a tag that is right.
    post(tag).await.refused(Code::SavedElsewhere);
    let record: VaultRecord = tablet.browser.get("/api/me/vault").await.json();
    let there = open(&record, tablet.id, &unlocker, Known::default()).unwrap();
    assert!(there.unconfirmed().is_none());
}

#[tokio::test]
async fn a_new_kit_opens_and_the_old_one_does_not() {
    let app = TestApp::claimed().await;
    let mut person = Person::sign_up(&app).await;
    let kit = Kit::random(&mut OsRng);
    let renewal = Renewal {
        removed: &[],
        kit: Some((&kit, false)),
        at_hand: None,
    };
    let renewed = person
        .vault
        .begin_epoch(&renewal, app.now(), &mut OsRng)
        .unwrap();
    let _: Saved = person.send_epoch(&renewed.request).await.json();
    let record = person.record().await;
    assert_eq!(record.kit_confirmed, None);
    person.vault = renewed.next;
    let grant = person.new_grant(&app, &[Attribute::Name], 30);
    let save = person.prepare(&app, &[Edit::Share(grant)]);
    person.send(&save).await.refused(Code::KitNotConfirmed);

    for (kit, opens) in [(&kit, true), (&person.kit, false)] {
        let mut browser = app.browser();
        let challenge: KitChallenge = browser.poke("/api/me/sign-in/kit/start").await.json();
        let proof = kit.sign_in(challenge.nonce, ORIGIN).unwrap();
        let reply = browser
            .post("/api/me/sign-in/kit/finish", &KitProof { proof })
            .await;
        assert_eq!(reply.status.is_success(), opens, "{}", reply.text());
    }
    let kits = |method: &&vault::wire::MethodRecord| method.kind == MethodKind::Kit;
    assert_eq!(record.methods.iter().filter(kits).count(), 1);
}

#[tokio::test]
async fn a_person_sees_and_ends_their_sessions_and_nobody_elses() {
    let app = TestApp::claimed().await;
    let mut person = Person::sign_up(&app).await;
    let mut other = Person::sign_up(&app).await;
    let mut phone = Device::add(&app, &mut person).await;
    app.clock.advance(90);
    assert!(phone.sign_in().await.status.is_success());

    let list: SessionList = person.browser.get("/api/me/sessions").await.json();
    assert_eq!(list.sessions.len(), 2);
    let own = list.sessions.iter().find(|session| session.own).unwrap();
    assert_ne!(own.method, phone.id);
    let of_phone = list.sessions.iter().find(|session| !session.own).unwrap();
    assert_eq!(of_phone.method, phone.id);
    assert_eq!(of_phone.since, app.now());
    assert!(of_phone.last_used >= of_phone.since);

    let end = format!("/api/me/sessions/{}/end", of_phone.id);
    assert!(other.browser.poke(&end).await.status.is_success());
    assert!(phone.browser.get("/api/me/vault").await.status.is_success());
    assert!(person.browser.poke(&end).await.status.is_success());
    phone
        .browser
        .get("/api/me/vault")
        .await
        .refused(Code::SignInNeeded);

    assert!(phone.sign_in().await.status.is_success());
    assert!(
        person
            .browser
            .poke("/api/me/sessions/end")
            .await
            .status
            .is_success()
    );
    phone
        .browser
        .get("/api/me/vault")
        .await
        .refused(Code::SignInNeeded);
    assert!(
        person
            .browser
            .get("/api/me/vault")
            .await
            .status
            .is_success()
    );
    assert!(other.browser.get("/api/me/vault").await.status.is_success());
}

#[tokio::test]
async fn who_leaves_leaves_nothing() {
    let app = TestApp::claimed().await;
    let (mut person, _, token) = Person::with_share(&app).await;
    let (_, _, token_of_another) = Person::with_share(&app).await;
    assert!(app.pull(&token, "").await.status.is_success());
    let record = person.record().await;
    let files = [
        record.items[0].file.file().to_vec(),
        person.last_bundle.clone().unwrap(),
        record.keyring.file().to_vec(),
        record.person.as_bytes().to_vec(),
    ];
    assert!(files.iter().all(|file| leaves_traces(&app, file)));

    let delete = |deletion| DeleteRequest { deletion };
    let foreign = ed25519_dalek::SigningKey::from_bytes(&[5; 32]);
    let (whose, manifest) = (record.person, record.manifest.digest());
    let content = Deletion {
        person: whose,
        manifest,
    };
    let forged = Jws::sign(Typ::Deletion, &foreign, KeyHint::None, &content).unwrap();
    let path = "/api/me/delete";
    let refused = person.browser.post(path, &delete(forged)).await;
    refused.refused(Code::SaveRefused);
    let early = person.vault.sign_deletion().unwrap();
    let edit = Edit::Keep(typed(&app, Attribute::Nickname, "Addie"));
    person.save(&app, &[edit]).await;
    let stale = person.browser.post(path, &delete(early)).await;
    stale.refused(Code::SavedElsewhere);

    let deletion = person.vault.sign_deletion().unwrap();
    let gone = person.browser.post(path, &delete(deletion)).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.text());
    assert!(!files.iter().any(|file| leaves_traces(&app, file)));
    app.pull(&token, "").await.refused(Code::Stopped);
    assert!(app.pull(&token_of_another, "").await.status.is_success());
    person
        .browser
        .get("/api/me/vault")
        .await
        .refused(Code::SignInNeeded);
    person.sign_in(&app).await.refused(Code::SignInRefused);
}

#[tokio::test]
async fn the_operator_may_leave_too() {
    let app = TestApp::new().await;
    let mut operator = Person::operator(&app).await;
    let (mut stays, _, token) = Person::with_share(&app).await;
    let deletion = operator.vault.sign_deletion().unwrap();
    assert!(
        operator
            .browser
            .post("/api/me/delete", &DeleteRequest { deletion })
            .await
            .status
            .is_success()
    );
    let setup: Setup = stays.browser.get("/api/setup").await.json();
    assert!(setup.unclaimed);
    assert!(app.pull(&token, "").await.status.is_success());
}
