//! Saves: what fits is taken whole, what does not is refused whole.

use axum::http::StatusCode;
use owner::Edit;
use vault::{
    attribute::Attribute,
    bytes::Blob,
    grant::Leaf,
    jws::Jws,
    manifest::MethodKind,
    wire::{Code, KitConfirmed, Save, VaultRecord},
};

use crate::support::{DAY, Person, TestApp, typed};

#[tokio::test]
async fn what_was_saved_comes_back() {
    let app = TestApp::claimed().await;
    let mut person = Person::sign_up(&app).await;
    person.fill(&app).await;
    let (grant, _) = person.share(&app, &[Attribute::Name], 30).await;
    person.reload().await;
    assert_eq!(person.vault.items().len(), 3);
    assert_eq!(person.vault.shares().len(), 1);
    assert_eq!(
        person.vault.share(grant).unwrap().company.name,
        "Harbour Light"
    );
    let reply = person.browser.get("/api/me/vault").await;
    assert_eq!(reply.header("cache-control"), Some("no-store"));
}

#[tokio::test]
async fn the_second_of_two_devices_merges() {
    let app = TestApp::claimed().await;
    let mut person = Person::sign_up(&app).await;
    let late = person.prepare(&app, &[Edit::Keep(typed(&app, Attribute::Name, "Late"))]);
    person.fill(&app).await;
    person.send(&late).await.refused(Code::SavedElsewhere);
    person.reload().await;
    person
        .save(&app, &[Edit::Keep(typed(&app, Attribute::Name, "Merged"))])
        .await;
}

#[tokio::test]
async fn of_two_saves_at_once_one_is_taken() {
    let app = TestApp::claimed().await;
    let person = Person::sign_up(&app).await;
    let one = person.prepare(&app, &[Edit::Keep(typed(&app, Attribute::Name, "One"))]);
    let two = person.prepare(&app, &[Edit::Keep(typed(&app, Attribute::Name, "Two"))]);
    let (mut left, mut right) = (person.browser.clone(), person.browser.clone());
    let (left, right) = tokio::join!(
        left.post("/api/me/vault", &one),
        right.post("/api/me/vault", &two)
    );
    let mut statuses = [left.status, right.status];
    statuses.sort();
    assert_eq!(statuses, [StatusCode::OK, StatusCode::CONFLICT]);
}

#[tokio::test]
async fn widening_needs_a_touch_and_the_kit() {
    let app = TestApp::claimed().await;
    let mut person = Person::finish(&app, Person::offer(&app, None, false).await.unwrap()).await;
    person.fill(&app).await;
    let share = Edit::Share(person.new_grant(&app, &[Attribute::Name], 30));
    let save = person.prepare(&app, std::slice::from_ref(&share));
    person.send(&save).await.refused(Code::KitNotConfirmed);
    for (kind, status) in [
        (MethodKind::Passkey, StatusCode::NOT_FOUND),
        (MethodKind::Kit, StatusCode::NO_CONTENT),
    ] {
        let mut methods = person.vault.methods().iter();
        let kit = methods.find(|method| method.kind == kind).unwrap().id;
        let confirmed = KitConfirmed { kit };
        let reply = person
            .browser
            .post("/api/me/kit/confirmed", &confirmed)
            .await;
        assert_eq!(reply.status, status);
    }

    app.clock.advance(300);
    person.send(&save).await.refused(Code::TouchNeeded);
    assert_eq!(person.touch().await.status, StatusCode::OK);
    person.save(&app, &[share]).await;

    // Values and narrowing go without.
    app.clock.advance(300);
    person
        .save(
            &app,
            &[Edit::Keep(typed(&app, Attribute::Name, "Ada Newname"))],
        )
        .await;
}

#[tokio::test]
async fn another_persons_touch_does_not_count() {
    let app = TestApp::claimed().await;
    let mut person = Person::sign_up(&app).await;
    let mut other = Person::sign_up(&app).await;
    let options: vault::wire::RequestOptions =
        person.browser.poke("/api/me/confirm/start").await.json();
    assert_eq!(options.allow.len(), 1);
    let answer = other.passkey.answer(&options);
    person
        .browser
        .post("/api/me/confirm/finish", &answer)
        .await
        .refused(Code::SignInRefused);
}

/// Each part of a good save replaced by that of another one.
#[tokio::test]
async fn a_save_that_does_not_fit_together_is_refused_whole() {
    let app = TestApp::claimed().await;
    let mut person = Person::sign_up(&app).await;
    person.fill(&app).await;
    let before: VaultRecord = person.record().await;
    let stranger = Person::sign_up(&app).await;
    let share = Edit::Share(person.new_grant(&app, &[Attribute::Name, Attribute::Email], 30));
    let good = person.prepare(
        &app,
        &[share, Edit::Keep(typed(&app, Attribute::Notes, "More"))],
    );
    let other = person.prepare(
        &app,
        &[Edit::Share(person.new_grant(&app, &[Attribute::Notes], 9))],
    );
    let foreign = stranger.prepare(&app, &[]);

    type Change<'a> = Box<dyn Fn(&mut Save) + 'a>;
    let changes: Vec<(&str, Change)> = vec![
        (
            "another manifest",
            Box::new(|save| save.manifest = other.manifest.clone()),
        ),
        (
            "a stranger's manifest",
            Box::new(|save| save.manifest = foreign.manifest.clone()),
        ),
        (
            "a flipped bit",
            Box::new(|save| {
                let mut text = save.manifest.as_str().as_bytes().to_vec();
                let middle = text.len() / 2;
                text[middle] = if text[middle] == b'A' { b'B' } else { b'A' };
                save.manifest = Jws::from_text(String::from_utf8(text).unwrap());
            }),
        ),
        ("an item less", Box::new(|save| drop(save.items.pop()))),
        (
            "an item twice",
            Box::new(|save| save.items.push(save.items[0].clone())),
        ),
        (
            "an item removed",
            Box::new(|save| save.removed.push(before.items[0].id)),
        ),
        (
            "another item's content",
            Box::new(|save| save.items[0].file = save.items[1].file.clone()),
        ),
        ("a grant less", Box::new(|save| save.grants.clear())),
        (
            "a grant twice",
            Box::new(|save| save.grants.push(save.grants[0].clone())),
        ),
        (
            "another leaf",
            Box::new(|save| save.grants[0].leaf = other.grants[0].leaf.clone()),
        ),
        (
            "no leaf",
            Box::new(|save| save.grants[0].leaf = Blob(b"{}".to_vec())),
        ),
        ("no bundle", Box::new(|save| save.grants[0].bundles.clear())),
        (
            "another bundle",
            Box::new(|save| save.grants[0].bundles = other.grants[0].bundles.clone()),
        ),
        (
            "a bundle twice",
            Box::new(|save| {
                save.grants[0]
                    .bundles
                    .push(other.grants[0].bundles[0].clone())
            }),
        ),
        ("no token", Box::new(|save| save.grants[0].token = None)),
    ];
    for (name, change) in changes {
        let mut save = good.clone();
        change(&mut save);
        assert_eq!(
            person.send(&save).await.code(),
            Some(Code::SaveRefused),
            "{name}"
        );
    }
    let after = person.record().await;
    assert_eq!(
        (after.items, after.grants, after.manifest),
        (before.items, before.grants, before.manifest)
    );
    assert_eq!(person.send(&good).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_manifest_names_only_heads_that_the_log_had() {
    let app = TestApp::claimed().await;
    let (mut person, _, token) = Person::with_share(&app).await;
    app.pull(&token, "").await;
    let record = person.record().await;
    person.vault.log_checked(vault::log::LogHead {
        count: 1,
        head: vault::digest::Digest::of("invented"),
    });
    let save = person.prepare(&app, &[]);
    person.send(&save).await.refused(Code::SaveRefused);
    person.vault.log_checked(record.log);
    let save = person.prepare(&app, &[]);
    assert_eq!(person.send(&save).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_id_of_somebody_else_is_taken() {
    let app = TestApp::claimed().await;
    let (_, _, _) = Person::with_share(&app).await;
    let mut one = Person::sign_up(&app).await;
    let mut two = Person::sign_up(&app).await;
    one.fill(&app).await;
    two.fill(&app).await;
    let grant = one.new_grant(&app, &[Attribute::Name], 30);
    one.save(&app, &[Edit::Share(grant.clone())]).await;
    let save = two.prepare(&app, &[Edit::Share(grant)]);
    two.send(&save).await.refused(Code::SaveRefused);
}

#[tokio::test]
async fn an_ended_grant_stays_ended() {
    let app = TestApp::claimed().await;
    let (mut person, grant, _) = Person::with_share(&app).await;
    let reseal = person.prepare(
        &app,
        &[Edit::Keep(typed(
            &app,
            Attribute::Email,
            "ada@late.example",
        ))],
    );
    assert_eq!(person.step(grant, "stop").await.status, StatusCode::OK);
    person.send(&reseal).await.refused(Code::GrantEnded);

    // The device takes the end from the vault and signs it.
    person.reload().await;
    let save = person.prepare(&app, &[]);
    assert!(matches!(
        Leaf::parse(&save.grants[0].leaf.0),
        Ok(Leaf::Ended(_))
    ));
    let mut wrong = save.clone();
    let text = String::from_utf8(wrong.grants[0].leaf.0.clone())
        .unwrap()
        .replace("stopped", "expired");
    wrong.grants[0].leaf = Blob(text.into_bytes());
    person.send(&wrong).await.refused(Code::SaveRefused);
    assert_eq!(person.send(&save).await.status, StatusCode::OK);
    person.reload().await;
}

#[tokio::test]
async fn a_grant_past_its_date_shows_as_ended_at_once() {
    let app = TestApp::claimed().await;
    let (mut person, grant, _) = Person::with_share(&app).await;
    app.clock.advance(40 * DAY);
    assert_eq!(person.sign_in(&app).await.status, StatusCode::OK);
    let record = person.record().await;
    let ended = record
        .grants
        .iter()
        .find(|record| record.grant == grant)
        .unwrap();
    assert_eq!(
        ended.end.as_ref().unwrap().ended,
        vault::grant::EndCause::Expired
    );
    assert!(ended.leaf.is_none());
    person.reload().await;
    let save = person.prepare(&app, &[]);
    assert_eq!(person.send(&save).await.status, StatusCode::OK);
}
