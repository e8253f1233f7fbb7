//! A company's pulls.

use axum::http::StatusCode;
use serde_json::Value;
use vault::{
    attribute::Attribute,
    digest::Digest,
    jws::{Jws, Typ},
    log::Outcome,
    receipt::ReadReceipt,
    wire::{Code, GrantState, GrantSummary, KeySet},
};

use crate::support::{DAY, PURPOSE, Person, TestApp, get, typed};

#[tokio::test]
async fn what_was_shared_leaves_and_nothing_else() {
    let app = TestApp::claimed().await;
    let (mut person, grant, token) = Person::with_share(&app).await;

    let reply = app.pull(&token, "").await;
    let answer: Value = reply.json();
    assert_eq!(
        answer["claims"],
        serde_json::json!({ "name": "Ada Example", "email": "ada@home.example" })
    );
    assert_eq!(answer["purpose"], serde_json::to_value(PURPOSE).unwrap());
    assert_eq!(answer["grant"]["id"], grant.to_string());
    assert_eq!(answer["grant"]["state"], "active");
    assert_eq!(answer["seq"], 1);
    assert!(answer["proof"].is_string());
    assert_eq!(reply.header("cache-control"), Some("private, no-store"));
    assert_eq!(reply.header("vary"), Some("Authorization"));
    assert_eq!(
        reply.header("ratelimit-policy"),
        Some("\"grant\";q=600;w=60")
    );
    assert_eq!(reply.header("ratelimit"), Some("\"grant\";r=599;t=60"));

    let keys: KeySet = app.raw(get("/api/v1/keys")).await.json();
    let receipt: ReadReceipt = Jws::from_text(answer["receipt"].as_str().unwrap())
        .verify(Typ::ReadReceipt, &keys.keys[0].key)
        .unwrap();
    let page: vault::wire::LogPage = person.browser.get("/api/me/log").await.json();
    assert_eq!(receipt.entry, Digest::of(&page.entries[0]));
    assert_eq!(receipt.given, [Attribute::Email, Attribute::Name]);

    let log = person.log().await;
    assert_eq!(log.len(), 1);
    assert_eq!(log[0].outcome, Outcome::Released);
    assert_eq!(log[0].given, [Attribute::Email, Attribute::Name]);
    assert_eq!(log[0].asked, []);
}

#[tokio::test]
async fn fields_narrow_and_leave_the_proof_out() {
    let app = TestApp::claimed().await;
    let (mut person, _, token) = Person::with_share(&app).await;

    let answer: Value = app.pull(&token, "?fields=email").await.json();
    assert_eq!(
        answer["claims"],
        serde_json::json!({ "email": "ada@home.example" })
    );
    assert!(answer.get("proof").is_none());
    app.pull(&token, "?fields=notes")
        .await
        .refused(Code::AttributeNotGranted);
    app.pull(&token, "?fields=shoe_size")
        .await
        .refused(Code::InvalidRequest);
    app.pull(&token, "?field=email")
        .await
        .refused(Code::InvalidRequest);

    let log = person.log().await;
    assert_eq!(log.len(), 1);
    assert_eq!(
        (log[0].asked.as_slice(), log[0].given.as_slice()),
        ([Attribute::Email].as_slice(), [Attribute::Email].as_slice())
    );
}

#[tokio::test]
async fn an_unchanged_profile_is_told_in_few_bytes_and_logged() {
    let app = TestApp::claimed().await;
    let (mut person, _, token) = Person::with_share(&app).await;
    let first = app.pull(&token, "").await;
    let etag = first.header("etag").unwrap().to_owned();
    assert!(etag.starts_with('"') && etag.len() == 66, "{etag}");

    let again = app
        .ask(&token, "/api/v1/profile", &[("if-none-match", &etag)])
        .await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    assert!(again.body.is_empty());
    assert_eq!(again.header("etag"), Some(etag.as_str()));
    let narrowed = app
        .ask(
            &token,
            "/api/v1/profile?fields=name",
            &[("if-none-match", &etag)],
        )
        .await;
    assert_eq!(narrowed.status, StatusCode::OK);

    person
        .save(
            &app,
            &[owner::Edit::Keep(typed(
                &app,
                Attribute::Email,
                "ada@new.example",
            ))],
        )
        .await;
    let changed = app
        .ask(&token, "/api/v1/profile", &[("if-none-match", &etag)])
        .await;
    let changed: Value = changed.json();
    assert_eq!(changed["claims"]["email"], "ada@new.example");
    assert_eq!(changed["seq"], 2);

    let outcomes: Vec<_> = person
        .log()
        .await
        .iter()
        .map(|entry| entry.outcome)
        .collect();
    assert_eq!(
        outcomes,
        [
            Outcome::Released,
            Outcome::Unchanged,
            Outcome::Released,
            Outcome::Released
        ]
    );
}

#[tokio::test]
async fn each_refusal_has_its_own_code() {
    let app = TestApp::claimed().await;
    let (mut person, grant, token) = Person::with_share(&app).await;
    let bare = token.rsplit_once('_').unwrap().0;

    let none = app.raw(get("/api/v1/profile")).await;
    none.refused(Code::TokenRefused);
    assert_eq!(
        none.header("www-authenticate"),
        Some(r#"Bearer realm="mydata""#)
    );
    let junk = app.pull("mydata_gt_nonsense", "").await;
    junk.refused(Code::TokenRefused);
    assert_eq!(
        junk.header("www-authenticate"),
        Some(r#"Bearer realm="mydata", error="invalid_token""#)
    );
    let stranger =
        vault::token::Token::random(vault::token::TokenKind::Grant, None, &mut rand_core::OsRng);
    app.pull(&stranger.expose(), "")
        .await
        .refused(Code::TokenRefused);

    app.pull(bare, "").await.refused(Code::TokenIncomplete);
    app.pull(&format!("{bare}_{}", "1".repeat(43)), "")
        .await
        .refused(Code::TokenIncomplete);
    let other = vault::purpose::Purpose::ALL
        .iter()
        .find(|purpose| **purpose != PURPOSE)
        .unwrap();
    let other = serde_json::to_value(other).unwrap();
    app.pull(&token, &format!("?purpose={}", other.as_str().unwrap()))
        .await
        .refused(Code::PurposeNotGranted);
    app.pull(&token, "?special=true")
        .await
        .refused(Code::PurposeNotGranted);
    app.pull(&token, "?purpose=world-domination")
        .await
        .refused(Code::InvalidRequest);

    assert_eq!(
        person.step(grant, "pause").await.status,
        StatusCode::NO_CONTENT
    );
    let paused = app.pull(&token, "").await;
    paused.refused(Code::Paused);
    assert_eq!(paused.status, StatusCode::FORBIDDEN);
    assert_eq!(
        person.step(grant, "resume").await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(app.pull(&token, "").await.status, StatusCode::OK);

    app.clock.advance(31 * DAY);
    app.pull(&token, "").await.refused(Code::Expired);
    app.tick().await;
    let expired = app.pull(&token, "").await;
    expired.refused(Code::Expired);
    assert_eq!(expired.status, StatusCode::GONE);
}

#[tokio::test]
async fn refusals_are_one_entry_a_minute() {
    let app = TestApp::claimed().await;
    let (mut person, grant, token) = Person::with_share(&app).await;
    person.step(grant, "pause").await;
    for _ in 0..5 {
        app.pull(&token, "").await.refused(Code::Paused);
    }
    app.tick().await;
    assert_eq!(person.log().await.len(), 0, "the minute is not over");
    app.clock.advance(60);
    app.tick().await;
    let log = person.log().await;
    assert_eq!(log.len(), 1);
    assert_eq!((log[0].outcome, log[0].count), (Outcome::Paused, 5));
}

#[tokio::test]
async fn a_proper_end_writes_the_refusals_of_its_minute() {
    let app = TestApp::claimed().await;
    let (mut person, grant, token) = Person::with_share(&app).await;
    person.step(grant, "pause").await;
    app.pull(&token, "").await.refused(Code::Paused);
    let app = app.restart().await;
    assert!(person.sign_in(&app).await.status.is_success());
    assert_eq!(person.log().await.len(), 1);
}

#[tokio::test]
async fn without_a_log_nothing_leaves() {
    let app = TestApp::claimed().await;
    let (mut person, _, token) = Person::with_share(&app).await;
    app.sql(
        "CREATE TRIGGER full BEFORE INSERT ON entry BEGIN SELECT RAISE(ABORT, 'disk full'); END",
    )
    .await;

    let pulls = (0..20).map(|_| app.pull(&token, ""));
    for reply in futures_all(pulls).await {
        reply.refused(Code::LogUnavailable);
        assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(reply.header("retry-after").is_some());
        for value in ["Ada", "home.example", "disk full", "proof"] {
            assert!(!reply.text().contains(value), "{}", reply.text());
        }
    }
    app.sql("DROP TRIGGER full").await;
    assert_eq!(app.pull(&token, "").await.status, StatusCode::OK);
    assert_eq!(person.log().await.len(), 1);
}

async fn futures_all<F: Future>(futures: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut all: Vec<_> = futures.map(Box::pin).collect();
    let mut done: Vec<Option<F::Output>> = all.iter().map(|_| None).collect();
    std::future::poll_fn(|context| {
        for (future, slot) in all.iter_mut().zip(&mut done) {
            if slot.is_none()
                && let std::task::Poll::Ready(output) = future.as_mut().poll(context)
            {
                *slot = Some(output);
            }
        }
        if done.iter().all(Option::is_some) {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    done.into_iter().map(Option::unwrap).collect()
}

#[tokio::test]
async fn a_thousand_answers_leave_a_thousand_entries() {
    let app = TestApp::claimed().await;
    let mut tokens = Vec::new();
    let mut person = Person::sign_up(&app).await;
    person.fill(&app).await;
    for _ in 0..2 {
        tokens.push(person.share(&app, &[Attribute::Name], 30).await.1);
    }
    let mut answered = 0;
    for _ in 0..5 {
        let pulls = (0..200).map(|n| app.pull(&tokens[n % 2], ""));
        answered += futures_all(pulls)
            .await
            .iter()
            .filter(|reply| reply.status == StatusCode::OK)
            .count();
    }
    assert_eq!(answered, 1000);
    let mut entries = 0;
    let mut after = 0;
    loop {
        let page: vault::wire::LogPage = person
            .browser
            .get(&format!("/api/me/log?after={after}"))
            .await
            .json();
        if page.entries.is_empty() {
            assert_eq!(page.log.count, 1000);
            break;
        }
        entries += page.entries.len();
        after += page.entries.len() as u64;
    }
    assert_eq!(entries, 1000);
}

#[tokio::test]
async fn a_company_that_asks_too_often_waits() {
    let app = TestApp::claimed().await;
    let (_, _, token) = Person::with_share(&app).await;
    let mut refused = None;
    for _ in 0..700 {
        let reply = app.ask(&token, "/api/v1/grant", &[]).await;
        if reply.status == StatusCode::TOO_MANY_REQUESTS {
            refused = Some(reply);
            break;
        }
    }
    let refused = refused.expect("a limit");
    refused.refused(Code::TooManyRequests);
    assert!(refused.header("retry-after").is_some());
    assert!(
        refused
            .header("ratelimit")
            .unwrap()
            .starts_with("\"grant\";r=0;")
    );
}

#[tokio::test]
async fn who_guesses_tokens_waits_and_who_has_one_does_not() {
    let app = TestApp::claimed().await;
    let (_, _, token) = Person::with_share(&app).await;
    let mut codes = Vec::new();
    for _ in 0..80 {
        codes.push(app.pull("mydata_gt_guess", "").await.code().unwrap());
    }
    assert!(codes.contains(&Code::TooManyRequests));
    assert_eq!(app.pull(&token, "").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_token_tells_what_it_allows() {
    let app = TestApp::claimed().await;
    let (mut person, grant, token) = Person::with_share(&app).await;
    let bare = token.rsplit_once('_').unwrap().0.to_owned();
    let summary = async |state| {
        let summary: GrantSummary = app.ask(&bare, "/api/v1/grant", &[]).await.json();
        assert_eq!((summary.id, summary.state), (grant, state));
        summary
    };
    let active = summary(GrantState::Active).await;
    assert_eq!(
        active.permissions[0].attributes,
        [Attribute::Name, Attribute::Email]
    );
    assert_eq!(active.permissions[0].purpose, PURPOSE);
    person.step(grant, "pause").await;
    summary(GrantState::Paused).await;
    person.step(grant, "stop").await;
    let stopped = summary(GrantState::Stopped).await;
    assert!(stopped.permissions.is_empty());
    assert_eq!(stopped.expires_at, app.now());
}

/// Promise 2, for many a permission: what K opens is what was granted and has a value.
#[tokio::test]
async fn what_a_token_opens_is_what_was_granted() {
    use rand_core::{OsRng, RngCore};
    let app = TestApp::claimed().await;
    let mut person = Person::sign_up(&app).await;
    let values = [
        (Attribute::Name, "Ada Example"),
        (Attribute::GivenName, "Ada"),
        (Attribute::FamilyName, "Example"),
        (Attribute::Birthdate, "1990-02-03"),
        (Attribute::Email, "ada@home.example"),
        (Attribute::Notes, "Nobody's business"),
    ];
    let edits = values.map(|(attribute, text)| owner::Edit::Keep(typed(&app, attribute, text)));
    person.save(&app, &edits).await;
    for _ in 0..20 {
        let mut granted: Vec<Attribute> = Attribute::kept()
            .filter(|attribute| !attribute.special() && OsRng.next_u32().is_multiple_of(2))
            .collect();
        if granted.is_empty() {
            granted.push(Attribute::Name);
        }
        let (_, token) = person.share(&app, &granted, 30).await;
        let answer: Value = app.pull(&token, "").await.json();
        let expected: serde_json::Map<String, Value> = values
            .iter()
            .filter(|(attribute, _)| granted.contains(attribute))
            .map(|(attribute, text)| (attribute.to_string(), Value::from(*text)))
            .collect();
        assert_eq!(answer["claims"], Value::Object(expected));

        let key = vault::token::Token::parse(&token)
            .unwrap()
            .key()
            .cloned()
            .unwrap();
        let bundle = vault::bundle::SealedBundle::from_file(person.last_bundle.clone().unwrap());
        let opened = bundle.open(&key.identity()).unwrap();
        for (attribute, text) in values {
            let payload = opened.split('.').nth(1).unwrap();
            let payload = data_encoding::BASE64URL_NOPAD
                .decode(payload.as_bytes())
                .unwrap();
            let payload: Value = serde_json::from_slice(&payload).unwrap();
            let claim = payload["claims"].get(attribute.to_string());
            assert_eq!(
                claim,
                granted
                    .contains(&attribute)
                    .then(|| Value::from(text))
                    .as_ref()
            );
        }
    }
}

#[tokio::test]
async fn a_question_for_more_fields_than_a_grant_can_hold_is_refused() {
    let app = TestApp::claimed().await;
    let (_, _, token) = Person::with_share(&app).await;
    let letters: Vec<char> = ('a'..='z').collect();
    let fields: Vec<String> = (0..200)
        .map(|n| format!("custom.aaaaaa{}{}", letters[n / 26], letters[n % 26]))
        .collect();
    let answer = app
        .pull(&token, &format!("?fields={}", fields.join(",")))
        .await;
    answer.refused(Code::InvalidRequest);
}
