//! What no page or program of ours would send.

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use server::{openapi::DESCRIPTION, routes::ROWS};
use vault::{
    digest::Digest,
    id::GrantId,
    wire::{Code, Problem},
};

use crate::support::{ORIGIN, Person, TestApp};

fn address(path: &str, grant: GrantId) -> String {
    let nobodys = Digest::ZERO.to_string();
    path.replace("{grant}", &grant.to_string())
        .replace("{session}", &nobodys)
}

#[tokio::test]
async fn another_site_changes_nothing() {
    let app = TestApp::claimed().await;
    let (person, grant, token) = Person::with_share(&app).await;
    let cookie = person.browser.cookie.unwrap();
    // A company's own addresses take no cookie.
    let rows = ROWS.iter().filter(|row| row.is_owners());
    for row in rows.filter(|row| row.method == Method::POST) {
        let path = address(row.path, grant);
        let foreign: [&[(&str, &str)]; 5] = [
            &[("origin", "https://elsewhere.example")],
            &[("origin", "null")],
            &[("origin", "http://localhost:3001")],
            &[("origin", ORIGIN), ("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "cross-site")],
        ];
        for headers in foreign {
            let mut request = Request::post(&path)
                .header(header::COOKIE, &cookie)
                .header(header::CONTENT_TYPE, "application/json");
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            app.raw(request.body(Body::from("{}")).unwrap())
                .await
                .refused(Code::ForeignOrigin);
        }
    }
    assert_eq!(app.pull(&token, "").await.status, StatusCode::OK);
}

#[tokio::test]
async fn bodies_are_json_of_known_keys_and_limited_size() {
    let app = TestApp::claimed().await;
    let (person, grant, _) = Person::with_share(&app).await;
    for row in ROWS.iter().filter(|row| row.method == Method::POST) {
        let path = address(row.path, grant);
        let mut browser = person.browser.clone();
        let send = async |browser: &mut crate::support::Browser, body: Vec<u8>| {
            browser.request(Method::POST, &path, Some(body)).await
        };
        let large = vec![b' '; row.body + 1];
        send(&mut browser, large).await.refused(Code::TooLarge);
        for body in [r#"{"surprise":1}"#, "[]", "{", "\"text\"", "{\"a\":\u{1}}"] {
            let reply = send(&mut browser, body.into()).await;
            assert_eq!(reply.code(), Some(Code::InvalidRequest), "{path} {body}");
            let problem: Problem = serde_json::from_slice(&reply.body).unwrap();
            assert!(!problem.detail.unwrap().contains("surprise"));
        }
    }
    // A body without a length is limited all the same.
    let pieces = (0..3).map(|_| Ok::<_, std::io::Error>(vec![b' '; 1024]));
    let stream = Body::from_stream(Pieces(pieces.collect()));
    let request = Request::post("/api/me/sign-in/start")
        .header(header::ORIGIN, ORIGIN)
        .body(stream)
        .unwrap();
    app.raw(request).await.refused(Code::TooLarge);

    let request = Request::post("/api/me/sign-up/start")
        .header(header::ORIGIN, ORIGIN)
        .body(Body::from("{}"))
        .unwrap();
    app.raw(request).await.refused(Code::InvalidRequest);
}

struct Pieces(std::collections::VecDeque<Result<Vec<u8>, std::io::Error>>);

impl futures_core::Stream for Pieces {
    type Item = Result<Vec<u8>, std::io::Error>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(self.0.pop_front())
    }
}

#[tokio::test]
async fn what_belongs_to_another_is_as_missing_as_what_is_not() {
    let app = TestApp::claimed().await;
    let (_, theirs, token) = Person::with_share(&app).await;
    let mut person = Person::sign_up(&app).await;
    let nobodys = vault::id::GrantId::from_bytes([9; 16]);
    for step in ["pause", "resume", "stop"] {
        let (other, missing) = (
            person.step(theirs, step).await,
            person.step(nobodys, step).await,
        );
        other.refused(Code::NotFound);
        assert_eq!((other.status, &other.body), (missing.status, &missing.body));
        let names =
            |reply: &crate::support::Reply| reply.headers.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&other), names(&missing));
    }
    person
        .browser
        .poke("/api/me/grants/not-an-id/stop")
        .await
        .refused(Code::NotFound);
    assert_eq!(app.pull(&token, "").await.status, StatusCode::OK);
}

#[tokio::test]
async fn unknown_addresses_and_methods_are_problems() {
    let app = TestApp::claimed().await;
    for path in [
        "/api/nothing",
        "/api/me/nothing",
        "/api/v1/profile/x",
        "/api/v2/profile",
    ] {
        app.raw(Request::get(path).body(Body::empty()).unwrap())
            .await
            .refused(Code::NotFound);
    }
    app.raw(
        Request::delete("/api/me/vault")
            .body(Body::empty())
            .unwrap(),
    )
    .await
    .refused(Code::MethodNotAllowed);
    app.raw(Request::put("/api/v1/profile").body(Body::empty()).unwrap())
        .await
        .refused(Code::MethodNotAllowed);
}

#[tokio::test]
async fn tokens_are_read_from_one_header_only() {
    let app = TestApp::claimed().await;
    let (person, _, token) = Person::with_share(&app).await;
    let ask = async |request: axum::http::request::Builder| {
        app.raw(request.body(Body::empty()).unwrap()).await
    };
    ask(Request::get(format!("/api/v1/grant?access_token={token}")))
        .await
        .refused(Code::TokenRefused);
    ask(Request::get("/api/v1/grant").header(header::AUTHORIZATION, format!("Basic {token}")))
        .await
        .refused(Code::TokenRefused);
    let twice = Request::get("/api/v1/grant")
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::AUTHORIZATION, format!("Bearer {token}"));
    ask(twice).await.refused(Code::InvalidRequest);
    let session =
        Request::get("/api/v1/grant").header(header::COOKIE, person.browser.cookie.unwrap());
    ask(session).await.refused(Code::TokenRefused);
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let app = TestApp::claimed().await;
    for path in [
        "/api",
        "/api/problems",
        "/api/openapi.json",
        "/api/setup",
        "/api/me/vault",
        "/api/v1/profile",
        "/api/x",
        "/healthz",
    ] {
        let reply = app
            .raw(Request::get(path).body(Body::empty()).unwrap())
            .await;
        let policy = reply
            .header("content-security-policy")
            .unwrap_or_else(|| panic!("{path}"));
        assert!(
            !policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"),
            "{policy}"
        );
        for name in [
            "x-content-type-options",
            "referrer-policy",
            "cross-origin-opener-policy",
        ] {
            assert!(reply.header(name).is_some(), "{path} {name}");
        }
    }
}

#[tokio::test]
async fn the_clock_going_back_refuses_tokens() {
    let app = TestApp::claimed().await;
    let (_, _, token) = Person::with_share(&app).await;
    app.clock.advance(3600);
    app.tick().await;
    app.clock.advance(-1800);
    app.pull(&token, "").await.refused(Code::Busy);
    app.clock.advance(1800);
    assert_eq!(app.pull(&token, "").await.status, StatusCode::OK);
}

#[test]
fn the_description_has_exactly_the_addresses_of_the_table() {
    let document = serde_json::to_value(&*DESCRIPTION).unwrap();
    let mut described: Vec<String> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, item)| {
            item.as_object()
                .unwrap()
                .keys()
                .map(move |method| format!("{} {path}", method.to_uppercase()))
        })
        .collect();
    let mut rows: Vec<String> = ROWS
        .iter()
        .filter(|row| row.is_described())
        .map(|row| format!("{} {}", row.method, row.path))
        .collect();
    described.sort();
    rows.sort();
    assert_eq!(described, rows);
    assert_eq!(document["openapi"], "3.1.0");
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        assert!(schema.is_object(), "{name}");
    }
    for parameter in document["paths"]["/api/v1/profile"]["get"]["parameters"]
        .as_array()
        .unwrap()
    {
        assert_eq!(parameter["in"], "query");
    }
    // Every name that is used is there.
    let text = document.to_string();
    for part in text.split("#/components/schemas/").skip(1) {
        let name = part.split('"').next().unwrap();
        assert!(
            document["components"]["schemas"].get(name).is_some(),
            "{name}"
        );
    }
}

#[tokio::test]
async fn the_pages_of_the_interface_load_nothing_foreign() {
    let app = TestApp::claimed().await;
    let page = app
        .raw(Request::get("/api").body(Body::empty()).unwrap())
        .await
        .text();
    for row in ROWS.iter().filter(|row| row.is_described()) {
        assert!(
            page.contains(&format!("{} {}", row.method, row.path)),
            "{}",
            row.path
        );
    }
    let problems = app
        .raw(Request::get("/api/problems").body(Body::empty()).unwrap())
        .await
        .text();
    assert!(problems.contains(r#"id="log_unavailable""#));
    for page in [page, problems] {
        assert!(!page.contains("://") && !page.contains("<script") && !page.contains("style="));
    }
}
