//! Who may call what: every row of the route table against every kind of caller.

use axum::{
    body::Body,
    http::{Method, Request, header},
};
use server::routes::ROWS;
use vault::{attribute::Attribute, digest::Digest, wire::Code};

use crate::support::{DAY, ORIGIN, Person, TestApp};

#[derive(Clone, Copy, Debug, PartialEq)]
enum Caller {
    Anonymous,
    PersonA,
    PersonB,
    StalePersonA,
    Operator,
    TokenA,
    TokenB,
    Stopped,
    Expired,
    Paused,
}

use Caller::{
    Anonymous, Expired, Operator, Paused, PersonA, PersonB, StalePersonA, Stopped, TokenA, TokenB,
};

const CALLERS: [Caller; 10] = [
    Anonymous,
    PersonA,
    PersonB,
    StalePersonA,
    Operator,
    TokenA,
    TokenB,
    Stopped,
    Expired,
    Paused,
];

/// Callers whose steps take effect.
const CHANGERS: [Caller; 4] = [PersonA, PersonB, StalePersonA, Operator];

/// What the matrix expects of a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Expected {
    /// Past the policy, whatever the handler then says.
    In,
    /// Refused with this code.
    Out(Code),
}

use Expected::{In, Out};

/// The expectation for each address, by hand: a new address without a line here fails the test.
fn expected(method: &Method, path: &str, caller: Caller) -> Option<Expected> {
    let anyone = In;
    let person = match caller {
        PersonA | PersonB | StalePersonA | Operator => In,
        _ => Out(Code::SignInNeeded),
    };
    // A grant of person A.
    let own_grant = match caller {
        PersonB | Operator => Out(Code::NotFound),
        _ => person,
    };
    let company = match caller {
        TokenA | TokenB | Stopped | Expired | Paused => In,
        _ => Out(Code::TokenRefused),
    };
    let pull = match caller {
        Stopped => Out(Code::Stopped),
        Expired => Out(Code::Expired),
        Paused => Out(Code::Paused),
        _ => company,
    };
    Some(match (method.as_str(), path) {
        (
            "GET",
            "/api"
            | "/api/problems"
            | "/api/openapi.json"
            | "/.well-known/jwks.json"
            | "/api/setup",
        ) => anyone,
        ("GET", "/api/v1/keys" | "/api/v1/attributes") => anyone,
        // Its tokens stand in the body, and are judged there.
        ("POST", "/api/v1/pull") => anyone,
        ("POST", "/api/me/sign-up/start" | "/api/me/sign-up/finish") => anyone,
        ("POST", "/api/me/sign-in/start" | "/api/me/sign-in/finish") => anyone,
        ("POST", "/api/me/sign-in/kit/start" | "/api/me/sign-in/kit/finish") => anyone,
        ("POST", "/api/me/confirm/start" | "/api/me/confirm/finish") => person,
        ("GET", "/api/me/session" | "/api/me/vault" | "/api/me/manifests" | "/api/me/log") => {
            person
        }
        ("POST", "/api/me/sign-out" | "/api/me/vault" | "/api/me/kit/confirmed") => person,
        ("POST", "/api/me/grants/{grant}/pause" | "/api/me/grants/{grant}/stop") => own_grant,
        ("POST", "/api/me/grants/{grant}/resume") if caller == StalePersonA => {
            Out(Code::TouchNeeded)
        }
        ("POST", "/api/me/grants/{grant}/resume") => own_grant,
        (
            "POST",
            "/api/me/passkeys/start"
            | "/api/me/passkeys/finish"
            | "/api/me/epoch"
            | "/api/me/methods/tag"
            | "/api/me/delete",
        ) if caller == StalePersonA => Out(Code::TouchNeeded),
        (
            "POST",
            "/api/me/passkeys/start"
            | "/api/me/passkeys/finish"
            | "/api/me/epoch"
            | "/api/me/methods/tag"
            | "/api/me/delete"
            | "/api/me/sessions/end"
            | "/api/me/sessions/{session}/end",
        ) => person,
        ("GET", "/api/me/sessions") => person,
        ("GET", "/api/v1/profile") => pull,
        ("GET", "/api/v1/grant") => company,
        _ => return None,
    })
}

struct Cast {
    cookies: Vec<(Caller, String)>,
    tokens: Vec<(Caller, String)>,
    grant: String,
}

async fn cast() -> (TestApp, Cast) {
    let app = TestApp::new().await;
    let mut operator = Person::operator(&app).await;
    let (mut a, grant, token_a) = Person::with_share(&app).await;
    let (mut b, _, token_b) = Person::with_share(&app).await;
    let (_, expired) = a.share(&app, &[Attribute::Name], 1).await;
    let (stopped_grant, stopped) = a.share(&app, &[Attribute::Name], 30).await;
    let (paused_grant, paused) = a.share(&app, &[Attribute::Name], 30).await;
    assert!(a.step(stopped_grant, "stop").await.status.is_success());
    assert!(a.step(paused_grant, "pause").await.status.is_success());
    app.clock.advance(2 * DAY);
    app.tick().await;
    assert!(a.sign_in(&app).await.status.is_success());
    let stale = a.browser.cookie.clone().unwrap();
    app.clock.advance(400);
    for person in [&mut a, &mut b, &mut operator] {
        assert!(person.sign_in(&app).await.status.is_success());
    }
    let cookie = |person: &Person| person.browser.cookie.clone().unwrap();
    let cookies = vec![
        (PersonA, cookie(&a)),
        (PersonB, cookie(&b)),
        (StalePersonA, stale),
        (Operator, cookie(&operator)),
    ];
    let tokens = vec![
        (TokenA, token_a),
        (TokenB, token_b),
        (Stopped, stopped),
        (Expired, expired),
        (Paused, paused),
    ];
    (
        app,
        Cast {
            cookies,
            tokens,
            grant: grant.to_string(),
        },
    )
}

#[tokio::test]
async fn every_address_refuses_whom_it_should() {
    let mut cells = 0;
    let (mut app, mut players) = cast().await;
    for row in ROWS {
        for caller in CALLERS {
            let wanted = expected(&row.method, row.path, caller)
                .unwrap_or_else(|| panic!("{} {} has no line in the matrix", row.method, row.path));
            let mut request = Request::builder()
                .method(&row.method)
                .uri(
                    row.path
                        .replace("{grant}", &players.grant)
                        .replace("{session}", &Digest::ZERO.to_string()),
                )
                .header(header::ORIGIN, ORIGIN)
                .header(header::CONTENT_TYPE, "application/json");
            if let Some((_, cookie)) = players.cookies.iter().find(|(whose, _)| *whose == caller) {
                request = request.header(header::COOKIE, cookie);
            }
            if let Some((_, token)) = players.tokens.iter().find(|(whose, _)| *whose == caller) {
                request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
            }
            let body = if row.method == Method::POST {
                Body::from("{}")
            } else {
                Body::empty()
            };
            let reply = app.raw(request.body(body).unwrap()).await;
            let refusals = [
                Code::SignInNeeded,
                Code::TouchNeeded,
                Code::TokenRefused,
                Code::NotFound,
                Code::Stopped,
                Code::Expired,
                Code::Paused,
                Code::ForeignOrigin,
                Code::Internal,
            ];
            let got = match reply.code() {
                Some(code) if refusals.contains(&code) => Out(code),
                _ => In,
            };
            assert_eq!(
                got,
                wanted,
                "{caller:?} {} {}: {}",
                row.method,
                row.path,
                reply.text()
            );
            cells += 1;
            // Some steps change what a later cell would meet.
            if matches!(
                row.path,
                "/api/me/sign-out"
                    | "/api/me/sessions/end"
                    | "/api/me/delete"
                    | "/api/me/grants/{grant}/stop"
            ) && CHANGERS.contains(&caller)
            {
                (app, players) = cast().await;
            }
        }
    }
    assert_eq!(cells, ROWS.len() * CALLERS.len());
}
