//! Sealed mode: the server hands out what it cannot read, and the company opens it.

use std::{
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

use axum::http::StatusCode;
use clap::Parser;
use cli::program::Program;
use data_encoding::BASE64URL_NOPAD;
use ed25519_dalek::SigningKey;
use owner::Edit;
use vault::{
    attribute::Attribute,
    bundle::{BundleError, Received, STEP, SealedBundle},
    grant::Mode,
    id::{ClientId, GrantId},
    jws::{Jws, KeyHint, Typ},
    log::Outcome,
    purpose::Purpose,
    receipt::ReadReceipt,
    token::GrantKey,
    wire::{Code, KeySet, Saved, Stopped},
};

use crate::support::{DAY, Device, PURPOSE, Person, Reply, TestApp, get, typed};

/// A sealed grant as the company holds it.
struct Shared {
    person: Person,
    grant: GrantId,
    token: String,
    /// The token with K in it, as it would be of a readable grant.
    readable: String,
    /// As age programs take it.
    key: String,
}

async fn share(app: &TestApp) -> Shared {
    let mut person = Person::sign_up(app).await;
    person.fill(app).await;
    share_of(app, person, &[Attribute::Name, Attribute::Email], 30).await
}

async fn share_of(
    app: &TestApp,
    mut person: Person,
    attributes: &[Attribute],
    days: i64,
) -> Shared {
    let grant = person.new_grant(app, attributes, days);
    let readable = grant.expose_token().to_string();
    let grant = grant.sealed();
    person.save(app, &[Edit::Share(grant.clone())]).await;
    Shared {
        person,
        grant: grant.grant,
        token: grant.expose_token().to_string(),
        readable,
        key: grant.expose_key().unwrap().to_string(),
    }
}

fn grant_key(text: &str) -> GrantKey {
    GrantKey::from_bytes(
        *text
            .parse::<vault::sealed::Identity>()
            .unwrap()
            .expose_bytes(),
    )
}

fn open(
    reply: &Reply,
    shared: &Shared,
    change: impl FnOnce(&mut Received<'_>),
) -> Result<vault::bundle::Bundle, BundleError> {
    let file = SealedBundle::from_file(reply.body.clone());
    let aud = ClientId::direct(shared.grant);
    let mut received = Received {
        iss: crate::support::ORIGIN,
        aud: &aud,
        grant: shared.grant,
        purpose: PURPOSE,
        special: false,
        seen: 0,
    };
    change(&mut received);
    file.receive(&grant_key(&shared.key), received, crate::support::START)
        .map(|opened| opened.bundle)
}

#[tokio::test]
async fn a_company_opens_what_the_server_cannot() {
    let app = TestApp::claimed().await;
    let mut shared = share(&app).await;
    assert_eq!(shared.token.matches('_').count(), 3, "no key in the token");
    let reply = app.pull(&shared.token, "").await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    assert_eq!(reply.header("content-type"), Some("application/age"));
    assert!(!reply.text().contains("ada@home.example"));

    let bundle = open(&reply, &shared, |_| ()).unwrap();
    assert_eq!(bundle.claims["email"], "ada@home.example");
    assert_eq!(bundle.claims.len(), 2);

    // A program that we did not write opens it with the key as it was handed over.
    let folder = tempfile::TempDir::new().unwrap();
    let identity = folder.path().join("key.txt");
    std::fs::write(&identity, &shared.key).unwrap();
    let mut age = Command::new("age")
        .arg("--decrypt")
        .arg("--identity")
        .arg(&identity)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    age.stdin.take().unwrap().write_all(&reply.body).unwrap();
    let opened = age.wait_with_output().unwrap();
    assert!(opened.status.success());
    assert!(String::from_utf8(opened.stdout).unwrap().starts_with("eyJ"));

    // The receipt is evidence of the same answer, and the log says what left.
    let keys: KeySet = app.raw(get("/api/v1/keys")).await.json();
    let receipt = Jws::from_text(reply.header("mydata-receipt").unwrap());
    let receipt: ReadReceipt = receipt.verify(Typ::ReadReceipt, &keys.keys[0].key).unwrap();
    assert_eq!(receipt.grant, shared.grant);
    let entries = shared.person.log().await;
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].mode, Mode::Sealed);
    assert_eq!(entries[0].outcome, Outcome::Released);
    assert_eq!(entries[0].given, receipt.given);
    assert_eq!(entries[0].given, [Attribute::Email, Attribute::Name]);

    // Nothing new: nothing is sent.
    let etag = reply.header("etag").unwrap().to_owned();
    let again = app
        .ask(
            &shared.token,
            "/api/v1/profile",
            &[("if-none-match", &etag)],
        )
        .await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    shared
        .person
        .save(
            &app,
            &[Edit::Keep(typed(&app, Attribute::Name, "Ada Changed"))],
        )
        .await;
    let next = app
        .ask(
            &shared.token,
            "/api/v1/profile",
            &[("if-none-match", &etag)],
        )
        .await;
    assert_eq!(next.status, StatusCode::OK);
}

#[tokio::test]
async fn the_guides_javascript_opens_answers_and_refuses_forgeries() {
    a_script_opens_answers_and_refuses_forgeries("js", "node", "script.mjs").await;
}

#[tokio::test]
async fn the_guides_python_opens_answers_and_refuses_forgeries() {
    // Debian's has the package where a Python that somebody put before it in the path has not.
    let has_package = |program: &&str| {
        let import = Command::new(program)
            .args(["-c", "import cryptography"])
            .output();
        import.is_ok_and(|done| done.status.success())
    };
    let program = ["python3", "/usr/bin/python3"]
        .into_iter()
        .find(has_package);
    let program = program.unwrap();
    a_script_opens_answers_and_refuses_forgeries("python", program, "script.py").await;
}

/// A script of the guide, as it is printed there.
async fn a_script_opens_answers_and_refuses_forgeries(language: &str, program: &str, name: &str) {
    let app = TestApp::listening().await;
    Person::operator(&app).await;
    let mut shared = share(&app).await;
    let guide = include_str!("../../docs/api.md");
    let (_, script) = guide.split_once(&format!("```{language}\n")).unwrap();
    let (script, _) = script.split_once("```").unwrap();
    // Beside the packages that one of them takes.
    let packages = Path::new(env!("CARGO_MANIFEST_DIR")).join("interop");
    let folder = tempfile::TempDir::new_in(&packages).unwrap();
    let first = app.pull(&shared.token, "").await.body;
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    write(name, script.as_bytes());
    write("key.txt", shared.key.as_bytes());
    write("answer.age", &first);
    let run = |vault: &str, grant: GrantId, purpose: Purpose, special: bool| {
        let printed = Command::new(program)
            .arg(name)
            .current_dir(folder.path())
            .env("VAULT", vault)
            .env("GRANT", grant.to_string())
            .env("PURPOSE", purpose.term())
            .env("SPECIAL", special.to_string())
            .output()
            .unwrap();
        let complaint = String::from_utf8_lossy(&printed.stderr).into_owned();
        if printed.status.success() {
            Ok(String::from_utf8(printed.stdout).unwrap())
        } else {
            assert!(printed.stdout.is_empty(), "nothing of it is to be used");
            Err(complaint)
        }
    };
    let open = || run(&app.origin, shared.grant, PURPOSE, false);
    let claims = open().unwrap();
    assert!(claims.contains("ada@home.example"), "{claims}");

    // Asked for, or by, somebody or something else.
    let is_js = language == "js";
    let says = |js: &'static str, python: &'static str| if is_js { js } else { python };
    let other_vault = run("https://other.example", shared.grant, PURPOSE, false).unwrap_err();
    let complaint = says("unexpected \"iss\"", "for somebody else");
    assert!(other_vault.contains(complaint), "{other_vault}");
    let other = GrantId::from_bytes([7; 16]);
    let other_grant = run(&app.origin, other, PURPOSE, false).unwrap_err();
    let complaint = says("unexpected \"aud\"", "for somebody else");
    assert!(other_grant.contains(complaint), "{other_grant}");
    let error = run(&app.origin, shared.grant, Purpose::DirectMarketing, false).unwrap_err();
    assert!(error.contains("for something else"), "{error}");
    let error = run(&app.origin, shared.grant, PURPOSE, true).unwrap_err();
    assert!(error.contains("for something else"), "{error}");

    // Made by somebody who knows what stands in it, and whom to seal it to: all but K.
    let key = grant_key(&shared.key).identity();
    let proof = SealedBundle::from_file(first.clone()).open(&key).unwrap();
    let parts: Vec<_> = proof.trim_end().split('.').collect();
    let content = BASE64URL_NOPAD.decode(parts[1].as_bytes()).unwrap();
    let forger = SigningKey::from_bytes(&[9; 32]);
    let signed = |typ| Jws::sign_text(typ, &forger, KeyHint::Jwk, &content).unwrap();
    let changed = String::from_utf8(content.clone()).unwrap();
    let changed = changed.replace("ada@home.example", "eve@home.example");
    let changed = BASE64URL_NOPAD.encode(changed.as_bytes());
    let forgeries = [
        (
            signed(Typ::Bundle).as_str().to_owned(),
            "not signed by the person",
        ),
        (
            signed(Typ::Manifest).as_str().to_owned(),
            says("unexpected \"typ\"", "not an answer"),
        ),
        (
            format!("{}.{changed}.{}", parts[0], parts[2]),
            says("signature verification failed", "InvalidSignature"),
        ),
        (
            format!("{}.{}.", parts[0], parts[1]),
            says("signature verification failed", "InvalidSignature"),
        ),
    ];
    for (forged, complaint) in forgeries {
        let file = SealedBundle::seal(&forged, STEP, &[&key.recipient().unwrap()]).unwrap();
        write("answer.age", file.file());
        let error = open().unwrap_err();
        assert!(error.contains(complaint), "{error}");
    }
    write("answer.age", &first[..first.len() - 1]);
    assert!(open().is_err());

    // An answer from before the last one.
    let edit = Edit::Keep(typed(&app, Attribute::Name, "Ada Changed"));
    shared.person.save(&app, &[edit]).await;
    let second = app.pull(&shared.token, "").await.body;
    write("answer.age", &second);
    assert!(open().unwrap().contains("Ada Changed"));
    write("answer.age", &first);
    let error = open().unwrap_err();
    assert!(error.contains("older than the last one"), "{error}");
    write("answer.age", &second);
    assert!(
        open().unwrap().contains("Ada Changed"),
        "the same once more"
    );
    // Another purpose counts by itself.
    let memory = std::fs::read_to_string(folder.path().join("last.json")).unwrap();
    assert!(
        memory.contains(&format!("{} {} false", shared.grant, PURPOSE.term())),
        "{memory}"
    );
}

#[tokio::test]
async fn a_key_that_was_sent_along_is_refused_and_told() {
    let app = TestApp::claimed().await;
    let mut shared = share(&app).await;
    let readable = shared.readable.clone();
    assert!(readable.starts_with(&shared.token));
    // Whatever is asked, and in whatever way.
    for path in [
        "/api/v1/profile",
        "/api/v1/profile?fields=nonsense",
        "/api/v1/profile?purpose=nonsense",
        "/api/v1/grant",
    ] {
        let headers = [("if-none-match", "*")];
        app.ask(&readable, path, &headers)
            .await
            .refused(Code::KeyExposed);
    }
    assert!(
        shared
            .person
            .step(shared.grant, "pause")
            .await
            .status
            .is_success()
    );
    app.pull(&readable, "").await.refused(Code::KeyExposed);
    app.pull(&shared.token, "").await.refused(Code::Paused);
    shared.person.touch().await;
    assert!(
        shared
            .person
            .step(shared.grant, "resume")
            .await
            .status
            .is_success()
    );
    app.clock.advance(61);
    app.tick().await;
    let entries = shared.person.log().await;
    let mut exposed = entries
        .iter()
        .filter(|entry| entry.outcome == Outcome::KeyExposed);
    let entry = exposed.next().unwrap();
    assert_eq!((entry.count, entry.mode), (5, Mode::Sealed));
    assert!(exposed.next().is_none());
    // The token alone still works.
    assert_eq!(app.pull(&shared.token, "").await.status, StatusCode::OK);
    app.pull(&shared.token, "?fields=email")
        .await
        .refused(Code::InvalidRequest);
}

#[tokio::test]
async fn forged_answers_are_refused() {
    let app = TestApp::claimed().await;
    let mut shared = share(&app).await;
    let other = share(&app).await;
    let first = app.pull(&shared.token, "").await;
    shared
        .person
        .save(
            &app,
            &[Edit::Keep(typed(&app, Attribute::Name, "Ada Changed"))],
        )
        .await;
    let second = app.pull(&shared.token, "").await;
    let foreign = app.pull(&other.token, "").await;

    assert_eq!(open(&second, &shared, |_| ()).unwrap().seq, 2);
    let wrong = |reply: &Reply, change: &dyn Fn(&mut Received<'_>)| {
        open(reply, &shared, |received| change(received)).err()
    };
    let direct = ClientId::direct(other.grant);
    assert_eq!(
        wrong(&first, &|known| known.seen = 2),
        Some(BundleError::Older)
    );
    assert_eq!(wrong(&foreign, &|_| ()), Some(BundleError::Sealed));
    assert_eq!(
        wrong(&second, &|known| known.iss = "https://other.example"),
        Some(BundleError::Misplaced)
    );
    assert_eq!(
        wrong(&second, &|known| known.special = true),
        Some(BundleError::Misplaced)
    );
    assert_eq!(
        wrong(&second, &|known| known.purpose = Purpose::DirectMarketing),
        Some(BundleError::Misplaced)
    );
    assert_eq!(
        wrong(&second, &|known| known.grant = other.grant),
        Some(BundleError::Misplaced)
    );
    let aud = &direct;
    let file = SealedBundle::from_file(second.body.clone());
    let received = Received {
        iss: crate::support::ORIGIN,
        aud,
        grant: shared.grant,
        purpose: PURPOSE,
        special: false,
        seen: 0,
    };
    let key = grant_key(&shared.key);
    let misplaced = file.receive(&key, received, crate::support::START).err();
    assert_eq!(misplaced, Some(BundleError::Misplaced));
    let cut = SealedBundle::from_file(second.body[..second.body.len() - 1].to_vec());
    let aud = ClientId::direct(shared.grant);
    let received = Received {
        aud: &aud,
        ..received
    };
    assert_eq!(
        cut.receive(&key, received, crate::support::START).err(),
        Some(BundleError::Sealed)
    );
    let mut flipped = second.body.clone();
    *flipped.last_mut().unwrap() ^= 1;
    let flipped = SealedBundle::from_file(flipped);
    assert_eq!(
        flipped.receive(&key, received, crate::support::START).err(),
        Some(BundleError::Sealed)
    );
    let late = crate::support::START + 31 * crate::support::DAY;
    assert_eq!(
        file.receive(&key, received, late).err(),
        Some(BundleError::Expired)
    );
}

/// An ended grant has no leaf any more that would tell its mode.
#[tokio::test]
async fn refusals_after_the_end_keep_the_mode() {
    let app = TestApp::claimed().await;
    let mut stopped = share(&app).await;
    let mut expired = share(&app).await;
    let _: Stopped = stopped.person.step(stopped.grant, "stop").await.json();
    app.clock.advance(30 * DAY + 1);
    app.tick().await;
    for signed in [false, true] {
        app.pull(&stopped.token, "").await.refused(Code::Stopped);
        app.pull(&expired.token, "").await.refused(Code::Expired);
        app.clock.advance(61);
        app.tick().await;
        for shared in [&mut stopped, &mut expired] {
            assert!(shared.person.sign_in(&app).await.status.is_success());
            let entries = shared.person.log().await;
            assert_eq!(entries.len(), if signed { 2 } else { 1 });
            assert!(entries.iter().all(|entry| entry.mode == Mode::Sealed));
            // The person's next save signs the end.
            shared.person.reload().await;
            let edit = Edit::Keep(typed(&app, Attribute::Name, "Ada Changed"));
            shared.person.save(&app, &[edit]).await;
        }
    }
}

/// New keys change who signs, not who opens.
#[tokio::test]
async fn an_answer_after_new_keys_opens_with_the_same_key() {
    let app = TestApp::claimed().await;
    let mut shared = share(&app).await;
    let first = open(&app.pull(&shared.token, "").await, &shared, |_| ()).unwrap();
    let phone = Device::add(&app, &mut shared.person).await;
    let renewed = shared.person.renew(&app, &[phone.id]);
    let _: Saved = shared.person.send_epoch(&renewed.request).await.json();
    shared.person.vault = renewed.next;
    let reply = app.pull(&shared.token, "").await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    let second = open(&reply, &shared, |received| received.seen = first.seq).unwrap();
    assert!(second.seq > first.seq);
    assert_eq!(second.claims, first.claims);
    assert_eq!(second.sub, first.sub, "companies notice nothing");
    assert_ne!(second.pin, first.pin, "the key vouches for another signer");
}

#[tokio::test]
async fn special_categories_are_sealed_by_themselves() {
    let app = TestApp::claimed().await;
    let mut person = Person::sign_up(&app).await;
    person.fill(&app).await;
    let diet = typed(&app, Attribute::Diet, "No nuts");
    person.save(&app, &[Edit::Keep(diet)]).await;
    let attributes = [Attribute::Email, Attribute::Diet];
    let mut shared = share_of(&app, person, &attributes, 30).await;
    let ordinary = app.pull(&shared.token, "").await;
    let special = app.pull(&shared.token, "?special=true").await;
    let claims = |reply: &Reply, special: bool| {
        open(reply, &shared, |received| received.special = special)
            .map(|bundle| bundle.claims.into_keys().collect::<Vec<_>>())
    };
    assert_eq!(claims(&ordinary, false).unwrap(), ["email"]);
    assert_eq!(claims(&special, true).unwrap(), ["diet"]);
    // Neither passes for the other.
    assert_eq!(claims(&ordinary, true), Err(BundleError::Misplaced));
    assert_eq!(claims(&special, false), Err(BundleError::Misplaced));
    let entries = shared.person.log().await;
    let given: Vec<_> = entries.into_iter().map(|entry| entry.given).collect();
    assert_eq!(given, [[Attribute::Email], [Attribute::Diet]]);
}

/// What `company open` keeps between two answers is checked like all that comes from outside.
#[tokio::test]
async fn a_foreign_or_damaged_memory_is_refused() {
    let app = TestApp::listening().await;
    Person::operator(&app).await;
    let shared = share(&app).await;
    let other = share(&app).await;
    let folder = tempfile::TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let answers = [
        app.pull(&shared.token, "").await,
        app.pull(&other.token, "").await,
    ];
    for (shared, answer, name) in [
        (&shared, &answers[0], "own"),
        (&other, &answers[1], "other"),
    ] {
        std::fs::write(path(&format!("{name}.txt")), &shared.key).unwrap();
        std::fs::write(path(&format!("{name}.age")), &answer.body).unwrap();
    }
    let open = |name: &str, grant: GrantId, seen: &str| {
        let typed = [
            "mydata-cli",
            "company",
            "open",
            &path(&format!("{name}.age")),
            "--key-file",
            &path(&format!("{name}.txt")),
            "--vault",
            &app.origin,
            "--grant",
            &grant.to_string(),
            "--purpose",
            PURPOSE.term().trim_start_matches("dpv:"),
            "--seen",
            &path(seen),
        ];
        let mut out = Vec::new();
        let program = Program::try_parse_from(typed).unwrap();
        let done = program.run(&mut out, &mut Vec::new());
        assert_eq!(
            done.is_ok(),
            !out.is_empty(),
            "claims only where all is well"
        );
        done.map_err(|error| format!("{error:#}"))
    };
    open("own", shared.grant, "seen").unwrap();
    let kept = std::fs::read(path("seen")).unwrap();
    let error = open("other", other.grant, "seen").unwrap_err();
    assert!(error.contains("another person or grant"), "{error}");
    assert_eq!(std::fs::read(path("seen")).unwrap(), kept);
    open("own", shared.grant, "seen").unwrap();

    for damaged in [
        &kept[..kept.len() - 1],
        b"",
        b"[]",
        b"\xff",
        b"{\"seq\":{}}",
    ] {
        std::fs::write(path("seen"), damaged).unwrap();
        let error = open("own", shared.grant, "seen").unwrap_err();
        assert!(error.contains("seen can't be read"), "{error}");
        assert_eq!(
            std::fs::read(path("seen")).unwrap(),
            damaged,
            "left as it is"
        );
    }
}
