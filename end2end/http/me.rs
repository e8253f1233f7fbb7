//! The owner's command line against a server that listens.

use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf};

use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode},
    response::IntoResponse,
};
use clap::Parser;
use cli::program::Program;
use owner::{Edit, Kit};
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;
use tower::ServiceExt;
use vault::{
    attribute::Attribute,
    id::GrantId,
    wire::{Code, Saved, SessionList},
};

use crate::support::{Device, Person, TestApp, typed};

/// A terminal with a kit, and what it remembers.
struct Terminal {
    server: String,
    folder: TempDir,
}

/// What a command printed.
#[derive(Debug)]
struct Printed {
    out: String,
    err: String,
}

impl Terminal {
    fn new(app: &TestApp, kit: &Kit) -> Self {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("kit"), &*kit.expose_text()).unwrap();
        Self {
            server: app.origin.clone(),
            folder,
        }
    }

    fn file(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// With the kit in this file.
    async fn with(&self, kit: &str, typed: &[&str]) -> Result<Printed, String> {
        let (kit, memory) = (self.file(kit), self.file("memory"));
        let own = [
            "mydata-cli",
            "me",
            "--server",
            &self.server,
            "--kit-file",
            &kit,
        ];
        let words = [own.as_slice(), &["--memory", &memory], typed].concat();
        let program = Program::try_parse_from(words).map_err(|error| error.to_string())?;
        let run = move || {
            let (mut out, mut err) = (Vec::new(), Vec::new());
            match program.run(&mut out, &mut err) {
                Ok(()) => Ok(Printed {
                    out: String::from_utf8(out).unwrap(),
                    err: String::from_utf8(err).unwrap(),
                }),
                Err(error) => Err(format!("{error:#}")),
            }
        };
        tokio::task::spawn_blocking(run).await.unwrap()
    }

    async fn me(&self, typed: &[&str]) -> Result<Printed, String> {
        self.with("kit", typed).await
    }

    /// Without kit, memory and server.
    fn verify(&self, name: &str) -> Result<String, String> {
        self.verify_as(name, &[])
    }

    fn verify_as(&self, name: &str, options: &[&str]) -> Result<String, String> {
        let file = self.file(name);
        let words = [["mydata-cli", "verify", &file].as_slice(), options].concat();
        let mut out = Vec::new();
        let done = Program::try_parse_from(words)
            .unwrap()
            .run(&mut out, &mut Vec::new());
        done.map(|()| String::from_utf8(out).unwrap())
            .map_err(|error| format!("{error:#}"))
    }

    #[track_caller]
    fn mode(&self, name: &str) -> u32 {
        fs::metadata(self.path(name)).unwrap().permissions().mode() & 0o777
    }
}

async fn signed_up() -> (TestApp, Person, Terminal) {
    signed_up_at(TestApp::listening().await).await
}

async fn signed_up_at(app: TestApp) -> (TestApp, Person, Terminal) {
    Person::operator(&app).await;
    let person = Person::sign_up(&app).await;
    let terminal = Terminal::new(&app, &person.kit);
    (app, person, terminal)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_is_kept_shared_read_and_stopped() {
    let (app, mut person, terminal) = signed_up().await;
    terminal.me(&["set", "name", "Ada Example"]).await.unwrap();
    terminal
        .me(&["set", "email", "ada@home.example"])
        .await
        .unwrap();
    terminal
        .me(&["set", "email", "ada@work.example", "--label", "Work"])
        .await
        .unwrap();
    let address = [
        "set",
        "address",
        "street_address=1 Slipway",
        "locality=Whitby",
        "postal_code=YO21 1AA",
        "country=GB",
    ];
    terminal.me(&address).await.unwrap();
    terminal
        .me(&["set", "--own", "Shoe size", "44"])
        .await
        .unwrap();
    terminal
        .me(&["set", "--own", " Shoe  size ", "45"])
        .await
        .unwrap();
    let shown = terminal.me(&["show"]).await.unwrap().out;
    for line in [
        "Ada Example",
        "email (Work)",
        "1 Slipway, Whitby YO21 1AA, GB",
        "“Shoe size”",
        "45",
        "with nobody",
        "kit 1",
    ] {
        assert!(shown.contains(line), "{line}: {shown}");
    }
    // The size before it was corrected.
    assert!(!shown.lines().any(|line| line.ends_with(" 44")), "{shown}");

    let share = [
        "share",
        "Harbour Light",
        "harbour.example",
        "--purpose",
        "DeliveryOfGoods",
        "--field",
        "name,email",
    ];
    let printed = terminal.me(&share).await.unwrap();
    let token = printed.out.trim();
    let answer = app.pull(token, "").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let answer: serde_json::Value = answer.json();
    assert_eq!(answer["claims"]["email"], "ada@home.example");
    assert!(answer["claims"].get("address").is_none());

    let log = terminal.me(&["log"]).await.unwrap().out;
    assert!(
        log.contains("Harbour Light  released  email, name"),
        "{log}"
    );
    let checked = terminal.me(&["log", "--verify"]).await.unwrap().out;
    assert_eq!(checked, "1 entries. None is missing or changed.\n");

    let shown: serde_json::Value =
        serde_json::from_str(&terminal.me(&["show", "--json"]).await.unwrap().out).unwrap();
    assert_eq!(shown["sharing"][0]["state"], "active");
    let grant = shown["sharing"][0]["grant"].as_str().unwrap();
    assert!(printed.err.contains(grant));
    terminal.me(&["stop", grant]).await.unwrap();
    app.pull(token, "").await.refused(Code::Stopped);
    // Stopped is stopped: once more is no mistake.
    terminal.me(&["stop", grant]).await.unwrap();

    // A browser goes on where the terminal stopped, and no session of a terminal is left behind.
    person.reload().await;
    assert_eq!(person.vault.items_of(Attribute::Email).count(), 2);
    let sessions: SessionList = person.browser.get("/api/me/sessions").await.json();
    assert_eq!(sessions.sessions.len(), 1);
    assert!(
        terminal
            .me(&["set", "email", "--label", "Work", "--remove"])
            .await
            .is_ok()
    );
    person.reload().await;
    assert_eq!(person.vault.items_of(Attribute::Email).count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_is_saved_with_its_proof_and_checked_elsewhere() {
    let (app, mut person, terminal) = signed_up().await;
    person.fill(&app).await;
    let (grant, token) = person.share(&app, &[Attribute::Email], 30).await;
    for _ in 0..2 {
        assert_eq!(app.pull(&token, "").await.status, StatusCode::OK);
    }
    let log = terminal.file("log.json");
    let saved = terminal.me(&["log", "--save", &log]).await.unwrap();
    assert!(saved.out.is_empty(), "{saved:?}");
    assert_eq!(terminal.mode("log.json"), 0o600);
    let text = fs::read_to_string(terminal.path("log.json")).unwrap();
    assert!(!text.contains("ada@"), "{text}");
    // Just read, and signed to the end all the same.
    let checked = terminal.verify("log.json").unwrap();
    for line in [
        "The log holds: 2 entries, from 2",
        &format!("Of {} at {}, saved 2", person.vault.person(), app.origin),
        "up to the last entry: up to there nothing was changed",
    ] {
        assert!(checked.contains(line), "{line}: {checked}");
    }
    assert!(!checked.contains("signed the end"), "{checked}");
    assert!(checked.contains("NOT checked: whose key"), "{checked}");
    // The key that it finds is the one that the person tells.
    let key = person.vault.keyring().public_key().thumbprint().to_string();
    assert!(checked.contains(&format!("Signing key: {key}\n")));
    assert!(saved.err.contains(&key));
    let checked = terminal.verify_as("log.json", &["--key", &key]).unwrap();
    assert!(checked.contains("the key that you were told"), "{checked}");
    let other = "0".repeat(64);
    let error = terminal
        .verify_as("log.json", &["--key", &other])
        .unwrap_err();
    assert!(error.contains("signed with another key"), "{error}");
    assert!(terminal.me(&["show"]).await.unwrap().out.contains(&key));
    let shown = terminal.me(&["show", "--json"]).await.unwrap().out;
    assert!(shown.contains(&key), "{shown}");

    terminal.me(&["stop", &grant.to_string()]).await.unwrap();
    let error = terminal.me(&["log", "--save", &log]).await.unwrap_err();
    assert!(error.contains("can't be written"), "{error}");
    assert_eq!(fs::read_to_string(terminal.path("log.json")).unwrap(), text);
    let again = ["log", "--save", &log, "--replace"];
    terminal.me(&again).await.unwrap();
    assert_eq!(terminal.mode("log.json"), 0o600);
    let checked = terminal.verify("log.json").unwrap();
    assert!(checked.contains("signed the end of 1 sharing"), "{checked}");

    let table = terminal.file("log.csv");
    terminal
        .me(&["log", "--save", &table, "--csv"])
        .await
        .unwrap();
    assert_eq!(terminal.mode("log.csv"), 0o600);
    let table = fs::read_to_string(&table).unwrap();
    let begins = "sep=,\r\ntime,company,what_for,asked,given,outcome,times\r\n2";
    assert!(table.starts_with(begins), "{table}");
    assert!(table.ends_with(",email,released,1\r\n"), "{table}");
    assert!(!table.contains("ada@"), "{table}");

    let doctored = text.replacen("released", "unchanged", 1);
    for (name, content, said) in [
        (
            "changed",
            doctored.as_str(),
            "not those that the person signed",
        ),
        ("cut", &text[..text.len() - 1], "is cut short or is no JSON"),
        ("later", &text.replace("log/v1", "log/v2"), "mydata-log/v2"),
        ("other", "{}", "no log that My Data saved"),
    ] {
        fs::write(terminal.path(name), content).unwrap();
        let error = terminal.verify(name).unwrap_err();
        assert!(error.contains(said), "{name}: {error}");
        assert!(error.contains("does not hold"), "{name}: {error}");
    }
    assert!(
        terminal
            .verify("nowhere")
            .unwrap_err()
            .contains("can't be read")
    );
    for wrong in [
        ["--csv"].as_slice(),
        &["--replace"],
        &["--csv", "--json"],
        &["--save", "NEW", "--verify"],
    ] {
        let words = [["log"].as_slice(), wrong].concat();
        let error = terminal.me(&words).await.unwrap_err();
        assert!(error.contains("Usage:"), "{wrong:?}: {error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_said_and_nothing_is_kept() {
    let (app, person, terminal) = signed_up().await;
    let share = |extra: &'static [&'static str]| {
        let given = [
            "share",
            "Harbour Light",
            "harbour.example",
            "--purpose",
            "DeliveryOfGoods",
        ];
        [given.as_slice(), extra].concat()
    };
    let nothing = GrantId::random(&mut rand_core::OsRng).to_string();
    let cases: &[(Vec<&str>, &str)] = &[
        (
            vec!["set", "email", "ada.home.example"],
            "email was not kept: value: no @ between name and domain",
        ),
        (
            vec!["set", "phone_number", "0123"],
            "no country code: begin with + or 00",
        ),
        (
            vec!["set", "shoe_size", "44"],
            "there is no field shoe_size",
        ),
        (vec!["set", "age_over_18", "yes"], "computed from birthdate"),
        (
            vec!["set", "address", "lane=Slipway"],
            "address has no part lane; it has",
        ),
        (vec!["set", "name", "Ada", "Example"], "in quotation marks"),
        (vec!["set", "email", "--remove"], "there is no such value"),
        (
            share(&["--field", "email"]),
            "the profile has no email to share",
        ),
        (
            vec![
                "share",
                "Harbour",
                "harbour",
                "--purpose",
                "DeliveryOfGoods",
                "--field",
                "email",
            ],
            "not the address of a web site",
        ),
        (
            vec![
                "share",
                "Harbour",
                "harbour.example",
                "--purpose",
                "Fun",
                "--field",
                "email",
            ],
            "there is no purpose Fun",
        ),
        (vec!["import", "/nowhere.vcf"], "/nowhere.vcf can't be read"),
        (vec!["stop", &nothing], "there is no sharing"),
        (
            vec!["rotate", "NEW", "--remove", "Phone"],
            "no passkey is called Phone",
        ),
    ];
    for (typed, said) in cases {
        let error = terminal.me(typed).await.unwrap_err();
        assert!(error.contains(said), "{typed:?}: {error}");
    }
    terminal
        .me(&["set", "health.conditions", "Hay fever"])
        .await
        .unwrap();
    let special = share(&["--field", "health.conditions"]);
    let error = terminal.me(&special).await.unwrap_err();
    assert!(error.contains("add --consent"), "{error}");
    assert!(
        terminal
            .me(&[special.as_slice(), &["--consent"]].concat())
            .await
            .is_ok()
    );

    fs::write(terminal.path("kit"), "nonsense").unwrap();
    let error = terminal.me(&["show"]).await.unwrap_err();
    assert!(error.contains("this is not a recovery code"), "{error}");
    fs::write(
        terminal.path("kit"),
        &*Kit::random(&mut rand_core::OsRng).expose_text(),
    )
    .unwrap();
    let error = terminal.me(&["show"]).await.unwrap_err();
    assert!(error.contains("(sign_in_refused)"), "{error}");
    drop((app, person));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vault_is_taken_from_one_server_to_another() {
    let (_app, _person, terminal) = signed_up().await;
    let card = terminal.path("card.vcf");
    fs::write(
        &card,
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Bea \u{1b}[31mQuill\r\nEMAIL:bea@quill.example\r\nTEL:0123\r\nTITLE:Editor\r\nEND:VCARD\r\n",
    )
    .unwrap();
    let card = card.to_str().unwrap();
    let shown = terminal.me(&["import", card, "--dry-run"]).await.unwrap();
    assert!(
        shown.out.contains("+ email: bea@quill.example"),
        "{shown:?}"
    );
    assert!(shown.out.contains("! phone_number: 0123"), "{shown:?}");
    assert!(!shown.out.contains('\u{1b}'), "{shown:?}");
    assert!(!terminal.me(&["show"]).await.unwrap().out.contains("quill"));
    terminal.me(&["import", card, "--own"]).await.unwrap();
    let profile = |shown: Printed| shown.out.split("\n\n").next().unwrap().to_owned();
    let before = profile(terminal.me(&["show"]).await.unwrap());
    assert!(
        before.contains("bea@quill.example") && before.contains("0123"),
        "{before}"
    );

    let (open, sealed) = (terminal.file("all.json"), terminal.file("all.age"));
    terminal
        .me(&["export", &open, "--form", "json"])
        .await
        .unwrap();
    terminal.me(&["export", &sealed]).await.unwrap();
    assert_eq!(terminal.mode("all.json"), 0o600);
    let error = terminal.me(&["export", &sealed]).await.unwrap_err();
    assert!(error.contains("can't be written"), "{error}");
    assert!(
        terminal
            .me(&["import", &sealed])
            .await
            .unwrap()
            .out
            .contains("= email")
    );

    let (_elsewhere, _other, there) = signed_up().await;
    let error = there.me(&["import", &sealed]).await.unwrap_err();
    assert!(error.contains("this kit does not open the file"), "{error}");
    there.me(&["import", &open]).await.unwrap();
    assert_eq!(profile(there.me(&["show"]).await.unwrap()), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn new_keys_end_the_old_kit() {
    let (app, mut person, terminal) = signed_up().await;
    person.fill(&app).await;
    let (_, token) = person.share(&app, &[Attribute::Email], 30).await;
    terminal
        .me(&["rotate", &terminal.file("kit2")])
        .await
        .unwrap();
    assert_eq!(terminal.mode("kit2"), 0o600);
    let error = terminal.me(&["show"]).await.unwrap_err();
    assert!(error.contains("(sign_in_refused)"), "{error}");
    let shown = terminal.with("kit2", &["show"]).await.unwrap().out;
    assert!(
        shown.contains("ada@home.example") && shown.contains("kit 2"),
        "{shown}"
    );
    assert_eq!(app.pull(&token, "").await.status, StatusCode::OK);
    // Not over a code that is there.
    let error = terminal
        .with("kit2", &["rotate", &terminal.file("kit")])
        .await
        .unwrap_err();
    assert!(error.contains("can't be written"), "{error}");
    assert!(terminal.with("kit2", &["show"]).await.is_ok());
    // The passkey was away: its person is asked.
    person.sign_in(&app).await;
    person.reload().await;
    assert!(person.vault.unconfirmed().is_some());
}

/// Something between answers for the server, which has done what it was asked.
#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_to_new_keys_is_not_taken_for_a_refusal() {
    let between = |router: Router| {
        Router::new().fallback(async move |request: Request<Body>| {
            let is_epoch = request.uri().path() == "/api/me/epoch";
            let answer = router.oneshot(request).await.unwrap();
            if is_epoch && answer.status().is_success() {
                (StatusCode::BAD_GATEWAY, "<h1>502</h1>").into_response()
            } else {
                answer
            }
        })
    };
    let (_app, _person, terminal) = signed_up_at(TestApp::listening_through(between).await).await;
    let new = terminal.file("kit2");
    let error = terminal.me(&["rotate", &new]).await.unwrap_err();
    assert!(error.contains("try the new code first"), "{error}");
    assert!(terminal.with("kit2", &["show"]).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_goes_by_its_name() {
    let (app, mut person, terminal) = signed_up().await;
    let mut phone = Device::add(&app, &mut person).await;
    let shown = terminal.me(&["show"]).await.unwrap().out;
    assert!(shown.contains("passkey “Phone”"), "{shown}");
    // Nothing is left of a code that would open nothing.
    let new = terminal.file("kit2");
    let error = terminal.me(&["rotate", &new, "--remove", "Tablet"]).await;
    assert!(error.unwrap_err().contains("nothing has changed"));
    assert!(!terminal.path("kit2").exists());
    let rotate = ["rotate", &new, "--remove", "Phone"];
    let printed = terminal.me(&rotate).await.unwrap();
    assert!(printed.err.contains("Kit 2 is in"), "{printed:?}");
    phone.sign_in().await.refused(Code::SignInRefused);
    assert!(person.sign_in(&app).await.status.is_success());
}

#[tokio::test(flavor = "multi_thread")]
async fn other_servers_and_other_answers_are_told_apart() {
    let (app, _person, terminal) = signed_up().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("https://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let _ = stream.write_all(b"no TLS here").await;
        }
    });
    let error = terminal
        .me(&["show", "--server", &address])
        .await
        .unwrap_err();
    assert!(error.contains("can't be reached"), "{error}");
    let error = terminal
        .me(&["show", "--server", "http://vault.example"])
        .await;
    assert!(error.unwrap_err().contains("no address of a vault"));
    drop(app);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_file_the_person_says_who_they_are_and_what_to_replace() {
    let (_app, _person, terminal) = signed_up().await;
    let card =
        |name: &str| format!("BEGIN:VCARD\nVERSION:3.0\nFN:{name}\nTEL:07700 900123\nEND:VCARD\n");
    let file = terminal.file("two.vcf");
    fs::write(&file, [card("Bea Quill"), card("Ada Example")].concat()).unwrap();
    let error = terminal.me(&["import", &file]).await.unwrap_err();
    assert!(error.contains("say with --person"), "{error}");
    let error = terminal
        .me(&["import", &file, "--person", "3"])
        .await
        .unwrap_err();
    assert!(error.contains("there are 2 people"), "{error}");
    let address = [
        "set",
        "address",
        "street_address=1 Slipway",
        "locality=Whitby",
        "country=GB",
        "postal_code=yo21 1aa",
    ];
    terminal.me(&address).await.unwrap();
    terminal
        .me(&["import", &file, "--person", "2"])
        .await
        .unwrap();
    let shown = terminal.me(&["show"]).await.unwrap().out;
    // As it is dialled at home, which is where the address is.
    assert!(
        shown.contains("Ada Example") && shown.contains("+447700900123"),
        "{shown}"
    );
    assert!(shown.contains("YO21 1AA"), "{shown}");
    let different = terminal
        .me(&["import", &file, "--person", "1"])
        .await
        .unwrap();
    assert!(different.out.contains("? name: Bea Quill"), "{different:?}");
    assert!(
        terminal
            .me(&["show"])
            .await
            .unwrap()
            .out
            .contains("Ada Example")
    );
    terminal
        .me(&["import", &file, "--person", "1", "--different"])
        .await
        .unwrap();
    assert!(
        terminal
            .me(&["show"])
            .await
            .unwrap()
            .out
            .contains("Bea Quill")
    );
    for (form, begins) in [("card", "BEGIN:VCARD"), ("table", "sep=,")] {
        let file = terminal.file(form);
        terminal
            .me(&["export", &file, "--form", form])
            .await
            .unwrap();
        assert!(fs::read_to_string(&file).unwrap().starts_with(begins));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sealed_sharing_is_opened_by_the_company_alone() {
    let (app, _person, terminal) = signed_up().await;
    terminal
        .me(&["set", "email", "ada@home.example"])
        .await
        .unwrap();
    let share = [
        "share",
        "Harbour Light",
        "harbour.example",
        "--purpose",
        "DeliveryOfGoods",
        "--field",
        "email",
        "--sealed",
    ];
    let handed = terminal.me(&share).await.unwrap().out;
    let (token, key) = handed.trim().split_once('\n').unwrap();
    assert!(key.starts_with("AGE-SECRET-KEY-1"));
    let first = app.pull(token, "").await;
    terminal
        .me(&["set", "email", "ada@new.example"])
        .await
        .unwrap();
    let second = app.pull(token, "").await;
    let summary: serde_json::Value = app.ask(token, "/api/v1/grant", &[]).await.json();
    let grant = summary["id"].as_str().unwrap().to_owned();
    for (name, bytes) in [
        ("key", key.as_bytes()),
        ("first", &first.body),
        ("second", &second.body),
    ] {
        fs::write(terminal.path(name), bytes).unwrap();
    }
    fs::write(terminal.path("company-key"), key).unwrap();
    let (key, seen) = (terminal.file("company-key"), terminal.file("seen"));
    let open = |answer: &'static str, purpose: &'static str| {
        let answer = terminal.file(answer);
        let typed = [
            "mydata-cli",
            "company",
            "open",
            &answer,
            "--key-file",
            &key,
            "--vault",
            &app.origin,
            "--grant",
            &grant,
            "--purpose",
            purpose,
            "--seen",
            &seen,
        ];
        let mut out = Vec::new();
        let done = Program::try_parse_from(typed)
            .unwrap()
            .run(&mut out, &mut Vec::new());
        done.map(|()| String::from_utf8(out).unwrap())
            .map_err(|error| format!("{error:#}"))
    };
    assert!(
        open("first", "DeliveryOfGoods")
            .unwrap()
            .contains("ada@home.example")
    );
    assert!(
        open("second", "DeliveryOfGoods")
            .unwrap()
            .contains("ada@new.example")
    );
    let error = open("first", "DeliveryOfGoods").unwrap_err();
    assert!(error.contains("older than one seen before"), "{error}");
    let error = open("second", "DirectMarketing").unwrap_err();
    assert!(error.contains("not for this use"), "{error}");
    assert_eq!(terminal.mode("seen"), 0o600);
    assert!(
        !fs::read_to_string(terminal.path("seen"))
            .unwrap()
            .contains("ada@")
    );
}

/// More than one save takes.
#[tokio::test(flavor = "multi_thread")]
async fn a_large_export_comes_back() {
    let (app, mut person, terminal) = signed_up().await;
    let long = "\u{1D49C}".repeat(9_000);
    for _ in 0..3 {
        let notes = (0..30).map(|_| Edit::Keep(typed(&app, Attribute::Notes, &long)));
        person.save(&app, &notes.collect::<Vec<_>>()).await;
    }
    let all = terminal.file("all.json");
    terminal
        .me(&["export", &all, "--form", "json"])
        .await
        .unwrap();
    assert!(fs::metadata(&all).unwrap().len() > 3_000_000);
    let (_elsewhere, mut other, there) = signed_up().await;
    there.me(&["import", &all]).await.unwrap();
    other.reload().await;
    assert_eq!(other.vault.items().len(), 90);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changed_while_the_kit_was_away_is_asked_about() {
    let (app, mut person, terminal) = signed_up().await;
    person.fill(&app).await;
    let phone = Device::add(&app, &mut person).await;
    let renewed = person.renew(&app, &[phone.id]);
    let _: Saved = person.send_epoch(&renewed.request).await.json();
    let error = terminal.me(&["show"]).await.unwrap_err();
    assert!(
        error.contains("new keys that nobody here vouches for"),
        "{error}"
    );
    // What failed leaves no session behind either.
    let sessions: SessionList = person.browser.get("/api/me/sessions").await.json();
    assert_eq!(sessions.sessions.len(), 1);
    let shown = terminal.me(&["--it-was-me", "show"]).await.unwrap().out;
    assert!(shown.contains("ada@home.example"), "{shown}");
    assert!(terminal.me(&["show"]).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_forgets_or_goes_back_is_caught() {
    let (app, mut person, terminal) = signed_up().await;
    person.fill(&app).await;
    let (_, token) = person.share(&app, &[Attribute::Email], 30).await;
    assert_eq!(app.pull(&token, "").await.status, StatusCode::OK);
    assert_eq!(app.pull(&token, "").await.status, StatusCode::OK);
    terminal.me(&["log", "--verify"]).await.unwrap();
    assert_eq!(terminal.mode("memory"), 0o700);
    for file in fs::read_dir(terminal.path("memory")).unwrap() {
        let path = file.unwrap().path();
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
        let text = fs::read_to_string(&path).unwrap();
        assert!(!text.contains("ada@") && !text.contains(&*person.kit.expose_text()));
    }

    app.sql("DELETE FROM entry WHERE n = 2").await;
    let error = terminal.me(&["log", "--verify"]).await.unwrap_err();
    assert!(error.contains("the log is shorter than it was"), "{error}");
    app.sql("UPDATE item SET file = (SELECT file FROM item LIMIT 1)")
        .await;
    let error = terminal.me(&["show"]).await.unwrap_err();
    assert!(error.contains("nothing was opened"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_terminals_and_a_browser_save_at_once() {
    let (_app, mut person, terminal) = signed_up().await;
    let (one, two) = tokio::join!(
        terminal.me(&["set", "name", "Ada Example"]),
        terminal.me(&["set", "email", "ada@home.example"]),
    );
    assert!(one.is_ok() && two.is_ok(), "{one:?} {two:?}");
    person.reload().await;
    assert_eq!(person.vault.items().len(), 2);
}
