//! Setting up, signing up, signing in.

use axum::http::StatusCode;
use server::config::SignUpPolicy;
use vault::wire::{Code, KitChallenge, KitProof, RequestOptions, SessionInfo, Setup, SignUpStart};

use crate::support::{Authenticator, ORIGIN, Person, TestApp};

#[tokio::test]
async fn the_first_person_claims_the_server_once() {
    let app = TestApp::with(SignUpPolicy::Closed).await;
    let setup: Setup = app.browser().get("/api/setup").await.json();
    assert_eq!(
        setup,
        Setup {
            unclaimed: true,
            sign_up_open: false
        }
    );

    for code in [None, Some("AAAAAA-BBBBBB-CCCCCC-DDDDDD")] {
        let start = SignUpStart {
            setup_code: code.map(str::to_owned),
        };
        app.browser()
            .post("/api/me/sign-up/start", &start)
            .await
            .refused(Code::SetupCodeRefused);
    }
    // Two begin with the code; one of them finishes.
    let code = app.setup_code.to_lowercase();
    let first = Person::offer(&app, Some(&code), true).await.unwrap();
    let second = Person::offer(&app, Some(&code), true).await.unwrap();
    let operator = Person::finish(&app, first).await;
    assert!(operator.info.operator);
    let mut browser = second.browser;
    browser
        .post("/api/me/sign-up/finish", &second.body)
        .await
        .refused(Code::SetupCodeRefused);

    let setup: Setup = app.browser().get("/api/setup").await.json();
    assert_eq!(
        setup,
        Setup {
            unclaimed: false,
            sign_up_open: false
        }
    );
    Person::offer(&app, Some(&code), true)
        .await
        .err()
        .unwrap()
        .refused(Code::SetupCodeRefused);
    Person::offer(&app, None, true)
        .await
        .err()
        .unwrap()
        .refused(Code::SignUpClosed);
}

#[tokio::test]
async fn the_cookie_is_as_strict_as_cookies_get() {
    let app = TestApp::claimed().await;
    let reply = app.browser().poke("/api/me/sign-in/start").await;
    let cookie = reply.header("set-cookie").unwrap();
    assert!(cookie.starts_with("__Host-mydata="), "{cookie}");
    for part in ["HttpOnly", "SameSite=Strict", "Secure", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
}

#[tokio::test]
async fn the_store_does_not_know_the_session_id() {
    let app = TestApp::claimed().await;
    let person = Person::sign_up(&app).await;
    let cookie = person.browser.cookie.unwrap();
    let id = cookie.split_once('=').unwrap().1;
    let raw = data_encoding::BASE64URL_NOPAD
        .decode(id.as_bytes())
        .unwrap();
    let disk = app.disk();
    for needle in [id.as_bytes(), &raw] {
        assert!(!disk.windows(needle.len()).any(|window| window == needle));
    }
}

#[tokio::test]
async fn a_passkey_signs_in_with_one_touch_under_a_new_session() {
    let app = TestApp::claimed().await;
    let mut person = Person::sign_up(&app).await;
    let mut browser = app.browser();
    let options: RequestOptions = browser.poke("/api/me/sign-in/start").await.json();
    assert!(options.allow.is_empty());
    let before = browser.cookie.clone().unwrap();
    let answer = person.passkey.answer(&options);
    let info: SessionInfo = browser.post("/api/me/sign-in/finish", &answer).await.json();
    assert_eq!(
        (info.person, info.operator, info.fresh_until),
        (person.info.person, false, app.now() + 300)
    );
    assert_ne!(browser.cookie.clone().unwrap(), before);

    // The challenge is used up, and the old session is gone.
    browser
        .post("/api/me/sign-in/finish", &answer)
        .await
        .refused(Code::SignInRefused);
    let mut old = app.browser();
    old.cookie = Some(before);
    old.get("/api/me/session").await.refused(Code::SignInNeeded);
}

#[tokio::test]
async fn a_failed_answer_uses_the_challenge_up() {
    let app = TestApp::claimed().await;
    let mut person = Person::sign_up(&app).await;
    let mut browser = app.browser();
    let options: RequestOptions = browser.poke("/api/me/sign-in/start").await.json();
    let good = person.passkey.answer(&options);
    let mut bad = good.clone();
    let last = bad.signature.0.len() - 1;
    bad.signature.0[last] ^= 1;
    browser
        .post("/api/me/sign-in/finish", &bad)
        .await
        .refused(Code::SignInRefused);
    browser
        .post("/api/me/sign-in/finish", &good)
        .await
        .refused(Code::SignInRefused);
}

#[tokio::test]
async fn another_sites_touch_and_an_old_counter_are_refused() {
    let app = TestApp::claimed().await;
    let mut person = Person::sign_up(&app).await;
    person.passkey.origin = "https://elsewhere.example".to_owned();
    person.sign_in(&app).await.refused(Code::SignInRefused);
    person.passkey.origin = ORIGIN.to_owned();
    assert_eq!(person.sign_in(&app).await.status, StatusCode::OK);

    let mut late = app.browser();
    let options: RequestOptions = late.poke("/api/me/sign-in/start").await.json();
    let answer = person.passkey.answer(&options);
    app.clock.advance(301);
    late.post("/api/me/sign-in/finish", &answer)
        .await
        .refused(Code::SignInRefused);
}

#[tokio::test]
async fn a_copied_passkey_shows_by_its_counter() {
    let app = TestApp::claimed().await;
    let mut person = Person::sign_up(&app).await;
    let (mut one, mut two) = (app.browser(), app.browser());
    let first: RequestOptions = one.poke("/api/me/sign-in/start").await.json();
    let second: RequestOptions = two.poke("/api/me/sign-in/start").await.json();
    let earlier = person.passkey.answer(&first);
    let later = person.passkey.answer(&second);
    assert_eq!(
        two.post("/api/me/sign-in/finish", &later).await.status,
        StatusCode::OK
    );
    one.post("/api/me/sign-in/finish", &earlier)
        .await
        .refused(Code::SignInRefused);
}

#[tokio::test]
async fn the_kit_signs_in_and_counts_as_fresh() {
    let app = TestApp::claimed().await;
    let person = Person::sign_up(&app).await;
    let mut browser = app.browser();
    let challenge: KitChallenge = browser.poke("/api/me/sign-in/kit/start").await.json();
    let proof = KitProof {
        proof: person.kit.sign_in(challenge.nonce, ORIGIN).unwrap(),
    };
    let info: SessionInfo = browser
        .post("/api/me/sign-in/kit/finish", &proof)
        .await
        .json();
    assert_eq!(
        (info.person, info.fresh_until),
        (person.info.person, app.now() + 300)
    );
    browser
        .post("/api/me/sign-in/kit/finish", &proof)
        .await
        .refused(Code::SignInRefused);

    for (origin, wait) in [("https://elsewhere.example", 0), (ORIGIN, 60)] {
        let challenge: KitChallenge = browser.poke("/api/me/sign-in/kit/start").await.json();
        let proof = KitProof {
            proof: person.kit.sign_in(challenge.nonce, origin).unwrap(),
        };
        app.clock.advance(wait);
        browser
            .post("/api/me/sign-in/kit/finish", &proof)
            .await
            .refused(Code::SignInRefused);
    }
    let stranger = owner::Kit::random(&mut rand_core::OsRng);
    let challenge: KitChallenge = browser.poke("/api/me/sign-in/kit/start").await.json();
    let proof = KitProof {
        proof: stranger.sign_in(challenge.nonce, ORIGIN).unwrap(),
    };
    browser
        .post("/api/me/sign-in/kit/finish", &proof)
        .await
        .refused(Code::SignInRefused);
}

#[tokio::test]
async fn sessions_end_when_idle_and_in_the_end_anyway() {
    let app = TestApp::claimed().await;
    let mut person = Person::sign_up(&app).await;
    for _ in 0..3 {
        app.clock.advance(29 * 60);
        assert_eq!(
            person.browser.get("/api/me/session").await.status,
            StatusCode::OK
        );
    }
    app.clock.advance(30 * 60);
    person
        .browser
        .get("/api/me/session")
        .await
        .refused(Code::SignInNeeded);

    assert_eq!(person.sign_in(&app).await.status, StatusCode::OK);
    for _ in 0..24 {
        app.clock.advance(29 * 60);
        assert_eq!(
            person.browser.get("/api/me/session").await.status,
            StatusCode::OK
        );
    }
    app.clock.advance(25 * 60);
    person
        .browser
        .get("/api/me/session")
        .await
        .refused(Code::SignInNeeded);
}

#[tokio::test]
async fn who_signs_out_is_out() {
    let app = TestApp::claimed().await;
    let mut person = Person::sign_up(&app).await;
    let cookie = person.browser.cookie.clone();
    assert_eq!(
        person.browser.poke("/api/me/sign-out").await.status,
        StatusCode::NO_CONTENT
    );
    person.browser.cookie = cookie;
    person
        .browser
        .get("/api/me/session")
        .await
        .refused(Code::SignInNeeded);
}

#[tokio::test]
async fn a_sign_up_that_does_not_fit_together_is_refused() {
    let app = TestApp::claimed().await;
    type Change = fn(&mut vault::wire::SignUp, &vault::wire::SignUp);
    let changes: [(Change, Code); 6] = [
        (
            |body, other| body.manifest = other.manifest.clone(),
            Code::SaveRefused,
        ),
        (
            |body, other| body.keyring = other.keyring.clone(),
            Code::SaveRefused,
        ),
        (
            |body, other| body.signing_key = other.signing_key,
            Code::SaveRefused,
        ),
        (
            |body, other| body.kit.recipient = other.kit.recipient.clone(),
            Code::SaveRefused,
        ),
        (
            |body, other| body.passkey.id = other.passkey.id,
            Code::SaveRefused,
        ),
        (
            |body, other| body.credential = other.credential.clone(),
            Code::SignInRefused,
        ),
    ];
    for (change, code) in changes {
        let other = Person::offer(&app, None, true).await.unwrap();
        let mut offer = Person::offer(&app, None, true).await.unwrap();
        change(&mut offer.body, &other.body);
        offer
            .browser
            .post("/api/me/sign-up/finish", &offer.body)
            .await
            .refused(code);
    }
    let taken = Person::sign_up(&app).await;
    let mut offer = Person::offer(&app, None, true).await.unwrap();
    let _ = &taken;
    // Another passkey answers for the offered one.
    let options = vault::wire::CreationOptions {
        challenge: vault::bytes::Blob(vec![1; 32]),
        rp_id: "localhost".to_owned(),
        rp_name: String::new(),
        algorithms: vec![-7],
        exclude: Vec::new(),
    };
    let (_, credential) = Authenticator::create(taken.info.person, &options, ORIGIN);
    offer.body.credential = credential;
    offer
        .browser
        .post("/api/me/sign-up/finish", &offer.body)
        .await
        .refused(Code::SignInRefused);
}
