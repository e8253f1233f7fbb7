//! After a stop is acknowledged, nothing leaves and nothing is left.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use axum::http::StatusCode;
use vault::{
    grant::EndCause,
    jws::Typ,
    log::Outcome,
    receipt::EndReceipt,
    wire::{Code, Stopped},
};

use crate::support::{DAY, Person, TestApp};

fn contains(disk: &[u8], needle: &[u8]) -> bool {
    disk.windows(needle.len()).any(|window| window == needle)
}

#[tokio::test]
async fn a_stop_is_final_signed_and_leaves_no_bytes() {
    let app = TestApp::claimed().await;
    let (mut person, grant, token) = Person::with_share(&app).await;
    let record = person.record().await;
    let leaf = record.grants[0].leaf.clone().unwrap();
    let recipient = match vault::grant::Leaf::parse(&leaf.0).unwrap() {
        vault::grant::Leaf::Active(leaf) => leaf.recipient.to_string(),
        vault::grant::Leaf::Ended(_) => panic!("ended"),
    };
    let bundle = person.last_bundle.clone().unwrap();
    let needles: [&[u8]; 3] = [&bundle[40..240], recipient.as_bytes(), &leaf.0[..200]];
    for needle in needles {
        assert!(
            contains(&app.disk(), needle),
            "the scan finds what is there"
        );
    }

    let stopped: Stopped = person.step(grant, "stop").await.json();
    let disk = app.disk();
    for needle in needles {
        assert!(!contains(&disk, needle));
    }
    let receipt: EndReceipt = stopped
        .end
        .receipt
        .verify(Typ::EndReceipt, &record.instance_key)
        .unwrap();
    assert_eq!(
        (receipt.grant, receipt.ended, receipt.when),
        (grant, EndCause::Stopped, app.now())
    );
    assert_eq!(receipt.leaf, record.grants[0].leaf_hash);

    let refused = app.pull(&token, "").await;
    refused.refused(Code::Stopped);
    assert_eq!(refused.status, StatusCode::GONE);
    let again: Stopped = person.step(grant, "stop").await.json();
    assert_eq!(again, stopped);
    person.step(grant, "pause").await.refused(Code::GrantEnded);
    person.step(grant, "resume").await.refused(Code::GrantEnded);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_pulls_racing_a_stop_none_that_starts_after_it_succeeds() {
    let app = Arc::new(TestApp::claimed().await);
    let (mut person, grant, token) = Person::with_share(&app).await;
    let acknowledged = Arc::new(AtomicBool::new(false));
    let pulls: Vec<_> = (0..8)
        .map(|_| {
            let (app, token, acknowledged) =
                (Arc::clone(&app), token.clone(), Arc::clone(&acknowledged));
            tokio::spawn(async move {
                let (mut before, mut late) = (0, 0);
                for _ in 0..25 {
                    let starts_after = acknowledged.load(Ordering::SeqCst);
                    let reply = app.pull(&token, "").await;
                    if reply.status == StatusCode::OK {
                        *if starts_after { &mut late } else { &mut before } += 1;
                    }
                }
                (before, late)
            })
        })
        .collect();
    tokio::time::sleep(std::time::Duration::from_millis(60)).await;
    let reply = person.step(grant, "stop").await;
    acknowledged.store(true, Ordering::SeqCst);
    assert_eq!(reply.status, StatusCode::OK);
    let mut answered = 0;
    for pull in pulls {
        let (before, late) = pull.await.unwrap();
        assert_eq!(late, 0);
        answered += before;
    }
    app.pull(&token, "").await.refused(Code::Stopped);
    let released = person
        .log()
        .await
        .iter()
        .filter(|entry| entry.outcome == Outcome::Released)
        .count();
    assert!(
        released >= answered,
        "{answered} answers, {released} entries"
    );
}

#[tokio::test]
async fn a_grant_ends_on_its_date_and_its_bytes_with_it() {
    let app = TestApp::claimed().await;
    let (mut person, grant, token) = Person::with_share(&app).await;
    let bundle = person.last_bundle.clone().unwrap();
    app.clock.advance(30 * DAY - 1);
    assert_eq!(app.pull(&token, "").await.status, StatusCode::OK);
    app.clock.advance(1);
    app.pull(&token, "").await.refused(Code::Expired);
    app.tick().await;
    assert!(!contains(&app.disk(), &bundle[40..240]));
    assert!(person.sign_in(&app).await.status.is_success());
    let stopped: Stopped = person.step(grant, "stop").await.json();
    assert_eq!(
        stopped.end.ended,
        EndCause::Expired,
        "the first cause stays"
    );
}

#[tokio::test]
async fn a_pause_can_end_by_itself_but_not_without_a_touch_before() {
    let app = TestApp::claimed().await;
    let (mut person, grant, token) = Person::with_share(&app).await;
    let path = format!("/api/me/grants/{grant}/pause");
    let until = serde_json::json!({ "until": app.now() + DAY });
    assert_eq!(
        person.browser.post(&path, &until).await.status,
        StatusCode::NO_CONTENT
    );
    app.pull(&token, "").await.refused(Code::Paused);
    app.clock.advance(400);
    person
        .step(grant, "resume")
        .await
        .refused(Code::TouchNeeded);
    let sooner = serde_json::json!({ "until": app.now() + 2 });
    person
        .browser
        .post(&path, &sooner)
        .await
        .refused(Code::TouchNeeded);
    let later = serde_json::json!({ "until": app.now() + 2 * DAY });
    assert_eq!(
        person.browser.post(&path, &later).await.status,
        StatusCode::NO_CONTENT
    );
    person.touch().await;
    assert_eq!(
        person.step(grant, "resume").await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(app.pull(&token, "").await.status, StatusCode::OK);
    person.step(grant, "resume").await.refused(Code::GrantState);

    let until = serde_json::json!({ "until": app.now() + 900 });
    person.browser.post(&path, &until).await;
    app.clock.advance(900);
    assert_eq!(app.pull(&token, "").await.status, StatusCode::OK);
    let past = serde_json::json!({ "until": app.now() });
    person
        .browser
        .post(&path, &past)
        .await
        .refused(Code::InvalidRequest);
}

#[tokio::test]
async fn a_stop_while_somebody_reads_the_database_waits_or_is_asked_again() {
    use sqlx::Connection;
    let app = TestApp::claimed().await;
    let (mut person, grant, token) = Person::with_share(&app).await;
    let url = format!("sqlite://{}", app.data().join("mydata.db").display());
    let mut reader = sqlx::AnyConnection::connect(&url).await.unwrap();
    sqlx::raw_sql("BEGIN; SELECT count(*) FROM person;")
        .execute(&mut reader)
        .await
        .unwrap();
    person
        .save(
            &app,
            &[owner::Edit::Keep(crate::support::typed(
                &app,
                vault::attribute::Attribute::Notes,
                "x",
            ))],
        )
        .await;
    let reply = person.step(grant, "stop").await;
    reply.refused(Code::ErasurePending);
    app.pull(&token, "").await.refused(Code::Stopped);
    sqlx::raw_sql("COMMIT").execute(&mut reader).await.unwrap();
    let _: Stopped = person.step(grant, "stop").await.json();
}
