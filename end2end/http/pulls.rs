//! Many grants of one company, pulled in one request.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use owner::Edit;
use serde_json::{Value, json};
use vault::{
    attribute::Attribute,
    digest::Digest,
    jws::{Jws, Typ},
    log::Outcome,
    receipt::ReadReceipt,
    wire::{Code, KeySet, MOST_PULLS},
};

use crate::support::{PURPOSE, Person, Reply, TestApp, get, typed};

async fn pull(app: &TestApp, body: &Value) -> Reply {
    let request = Request::post("/api/v1/pull")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()))
        .unwrap();
    app.raw(request).await
}

/// The answers, one for each pull.
async fn answers(app: &TestApp, pulls: Vec<Value>) -> Vec<Value> {
    let count = pulls.len();
    let answer: Value = pull(app, &json!({ "pulls": pulls })).await.json();
    let answers = answer["answers"].as_array().unwrap().clone();
    assert_eq!(answers.len(), count);
    answers
}

fn code(answer: &Value) -> Code {
    assert_eq!(answer["status"], answer["problem"]["status"]);
    serde_json::from_value(answer["problem"]["code"].clone()).unwrap()
}

#[tokio::test]
async fn each_pull_is_answered_and_logged_by_itself() {
    let app = TestApp::claimed().await;
    let (mut ada, grant, token) = Person::with_share(&app).await;
    let (mut other, other_grant, other_token) = Person::with_share(&app).await;
    let (stopped_grant, stopped) = other.share(&app, &[Attribute::Name], 30).await;
    assert!(other.step(stopped_grant, "stop").await.status.is_success());
    let (paused_grant, paused) = other.share(&app, &[Attribute::Name], 30).await;
    assert!(other.step(paused_grant, "pause").await.status.is_success());
    let sealed = ada
        .new_grant(&app, &[Attribute::Name, Attribute::Email], 30)
        .sealed();
    ada.save(&app, &[Edit::Share(sealed.clone())]).await;
    let etag = app.pull(&other_token, "").await;
    let etag = etag.header("etag").unwrap().to_owned();

    let pulls = vec![
        json!({ "token": token }),
        json!({ "token": stopped }),
        json!({ "token": sealed.expose_token().as_str() }),
        json!({ "token": token, "fields": "email", "purpose": PURPOSE }),
        json!({ "token": "mydata_gt_nonsense" }),
        json!({ "token": other_token, "if_none_match": etag }),
        json!({ "token": paused }),
        json!({ "token": token, "fields": "shoe_size" }),
        json!({ "token": token, "special": true }),
        json!({ "token": token, "purpose": "dpv:Nonsense" }),
    ];
    let reply = pull(&app, &json!({ "pulls": pulls })).await;
    assert_eq!(reply.status, StatusCode::OK);
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    let answers: Value = reply.json();
    let answers = answers["answers"].as_array().unwrap();

    // As one by one.
    let alone: Value = app.pull(&token, "").await.json();
    assert_eq!(answers[0]["status"], 200);
    assert_eq!(answers[0]["profile"]["claims"], alone["claims"]);
    assert_eq!(answers[0]["profile"]["grant"], alone["grant"]);
    assert_eq!(answers[0]["profile"]["proof"], alone["proof"]);
    assert_eq!(code(&answers[1]), Code::Stopped);
    assert_eq!(answers[2]["status"], 200);
    let file = answers[2]["sealed"]["file"].as_str().unwrap();
    let file = vault::bytes::from_base64url(file).unwrap();
    let alone = app.pull(&sealed.expose_token(), "").await;
    assert_eq!(file, alone.body);
    assert_eq!(
        answers[3]["profile"]["claims"],
        json!({ "email": "ada@home.example" })
    );
    assert_eq!(code(&answers[4]), Code::TokenRefused);
    assert_eq!(
        (&answers[5]["status"], &answers[5]["etag"]),
        (&json!(304), &json!(etag))
    );
    assert!(answers[5].get("profile").is_none());
    assert_eq!(code(&answers[6]), Code::Paused);
    assert_eq!(code(&answers[7]), Code::InvalidRequest);
    assert_eq!(code(&answers[8]), Code::PurposeNotGranted);
    assert_eq!(code(&answers[9]), Code::InvalidRequest);

    // The receipts name the entries of each person's own log.
    let keys: KeySet = app.raw(get("/api/v1/keys")).await.json();
    let mut named = Vec::new();
    for receipt in [
        &answers[0]["profile"]["receipt"],
        &answers[2]["sealed"]["receipt"],
        &answers[3]["profile"]["receipt"],
    ] {
        let receipt = Jws::from_text(receipt.as_str().unwrap());
        let receipt: ReadReceipt = receipt.verify(Typ::ReadReceipt, &keys.keys[0].key).unwrap();
        named.push(receipt.entry);
    }
    let page: vault::wire::LogPage = ada.browser.get("/api/me/log").await.json();
    let entries: Vec<_> = page.entries.iter().map(Digest::of).collect();
    assert!(named.iter().all(|entry| entries.contains(entry)));
    // The three, and the two that were asked alone.
    assert_eq!(entries.len(), 5);
    assert!(
        ada.log()
            .await
            .iter()
            .all(|entry| entry.grant != other_grant)
    );
    let outcomes: Vec<_> = other
        .log()
        .await
        .iter()
        .map(|entry| entry.outcome)
        .collect();
    assert_eq!(outcomes, [Outcome::Released, Outcome::Unchanged]);

    // What was refused is counted as always.
    app.clock.advance(61);
    app.tick().await;
    let refused = |log: Vec<vault::log::Entry>| -> Vec<_> {
        let mut refused: Vec<_> = log
            .iter()
            .filter(|entry| !entry.outcome.released())
            .map(|entry| (entry.grant, entry.outcome))
            .collect();
        refused.sort_by_key(|(grant, _)| *grant);
        refused
    };
    let mut expected = vec![
        (stopped_grant, Outcome::Stopped),
        (paused_grant, Outcome::Paused),
    ];
    expected.sort_by_key(|(grant, _)| *grant);
    assert_eq!(refused(other.log().await), expected);
    assert_eq!(
        refused(ada.log().await),
        [(grant, Outcome::PurposeNotGranted)]
    );
}

#[tokio::test]
async fn a_key_among_many_tokens_is_refused_and_told() {
    let app = TestApp::claimed().await;
    let (mut ada, _, token) = Person::with_share(&app).await;
    let grant = ada.new_grant(&app, &[Attribute::Name], 30);
    let with_key = grant.expose_token();
    let sealed = grant.clone().sealed();
    ada.save(&app, &[Edit::Share(sealed)]).await;
    let pulls = vec![
        json!({ "token": with_key.as_str() }),
        json!({ "token": token }),
    ];
    let answers = answers(&app, pulls).await;
    assert_eq!(code(&answers[0]), Code::KeyExposed);
    assert_eq!(answers[1]["status"], 200);
    app.clock.advance(61);
    app.tick().await;
    let exposed = |entry: &vault::log::Entry| entry.outcome == Outcome::KeyExposed;
    assert!(ada.log().await.iter().any(exposed));
}

#[tokio::test]
async fn guesses_come_to_an_end() {
    let app = TestApp::claimed().await;
    let (_ada, _, token) = Person::with_share(&app).await;
    let mut pulls = vec![json!({ "token": "mydata_gt_guess" }); MOST_PULLS - 1];
    pulls.push(json!({ "token": token }));
    let answers = answers(&app, pulls).await;
    let slowed: Vec<_> = answers
        .iter()
        .filter(|answer| answer["status"] == 429)
        .collect();
    assert_eq!(slowed.len(), MOST_PULLS - 1 - 60);
    assert!(
        slowed
            .iter()
            .all(|answer| answer["retry_after"].as_u64().unwrap() > 0)
    );
    // Who holds a token is not kept from it by their neighbour's guesses.
    assert_eq!(answers[MOST_PULLS - 1]["status"], 200);
}

#[tokio::test]
async fn an_answer_does_not_grow_without_end() {
    let app = TestApp::claimed().await;
    let mut ada = Person::sign_up(&app).await;
    let long = "\u{1D49C}".repeat(9_500);
    ada.save(&app, &[Edit::Keep(typed(&app, Attribute::Notes, &long))])
        .await;
    let (_, token) = ada.share(&app, &[Attribute::Notes], 30).await;
    let pulls = vec![json!({ "token": token }); MOST_PULLS];
    let answers = answers(&app, pulls).await;
    let answered = answers.iter().filter(|answer| answer["status"] == 200);
    let answered = answered.count();
    // A mebibyte of some fifty kilobytes each, and what ran beside the last of them.
    assert!((20..=40).contains(&answered), "{answered}");
    let rest: Vec<_> = answers
        .iter()
        .filter(|answer| answer["status"] != 200)
        .collect();
    assert!(rest.iter().all(|answer| code(answer) == Code::Busy));
    assert!(rest.iter().all(|answer| answer["retry_after"] == 2));
    // What was not sent is not on the log.
    assert_eq!(ada.log().await.len(), answered);
}

#[tokio::test]
async fn what_is_no_request_is_refused_as_a_whole_and_quotes_no_token() {
    let app = TestApp::claimed().await;
    let (mut ada, _, token) = Person::with_share(&app).await;
    let many = vec![json!({ "token": token }); MOST_PULLS + 1];
    for body in [
        json!({ "pulls": many }),
        json!({ "pulls": [{ "token": token, "purposes": "dpv:DeliveryOfGoods" }] }),
        json!({ "pulls": [] }),
        json!({ "pulls": [{ "purpose": "dpv:DeliveryOfGoods" }] }),
        json!({ "pulls": { "token": token } }),
        json!({ "tokens": [token] }),
        json!({}),
    ] {
        let reply = pull(&app, &body).await;
        reply.refused(Code::InvalidRequest);
        assert!(!reply.text().contains(&token), "{}", reply.text());
    }
    assert!(ada.log().await.is_empty(), "nothing was answered");
}
