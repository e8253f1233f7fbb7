//! Dependencies point one way, and SQL stands in one place. Each rule is also held against a fault made on purpose.
#![expect(clippy::unwrap_used, reason = "a test ends where it is surprised")]

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::{Value, json};

/// Who may name whom, in any kind of dependency. The server never names `owner`: it reaches the browser's half through
/// `app`, which leaves `owner` out unless it is built for the browser. `end2end` is nothing but tests.
const MAY_NAME: [(&str, &[&str]); 8] = [
    ("vault", &[]),
    ("owner", &["vault"]),
    ("view", &[]),
    ("app", &["vault", "owner", "view"]),
    ("server", &["vault", "app"]),
    ("cli", &["vault", "owner"]),
    ("end2end", &["vault", "owner", "server", "cli"]),
    ("front", &[]),
];

/// Who may touch the database: its owner, and the tests that break it on purpose.
const DATABASE: [&str; 2] = ["server", "end2end"];

/// What a pure crate has no use for: a runtime, a network, a page, a database.
const IMPURE: [&str; 8] = [
    "axum", "hyper", "leptos", "mio", "reqwest", "sqlx", "tokio", "web-sys",
];

/// How a statement begins.
const STATEMENTS: [&str; 9] = [
    "ALTER TABLE ",
    "CREATE TABLE ",
    "DELETE FROM ",
    "DROP TABLE ",
    "INSERT INTO ",
    "PRAGMA ",
    "SELECT ",
    "UPDATE ",
    "VACUUM",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn cargo(arguments: &[&str]) -> String {
    let program = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(program)
        .current_dir(root())
        .args(arguments)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "cargo {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// The names that a crate is built with, under the features given.
fn tree(arguments: &[&str]) -> Vec<String> {
    let fixed = [
        "tree", "--locked", "--edges", "normal", "--prefix", "none", "--format", "{p}",
    ];
    cargo(&[&fixed, arguments].concat())
        .lines()
        .filter_map(|line| line.split(' ').next().map(str::to_owned))
        .collect()
}

/// Names in the manifests of the workspace that the rules do not allow.
fn wrong_names(metadata: &Value) -> Vec<String> {
    let allowed = BTreeMap::from(MAY_NAME);
    let mut wrong = Vec::new();
    for package in metadata["packages"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap();
        let Some(may_name) = allowed.get(name) else {
            wrong.push(format!("{name} has no rule"));
            continue;
        };
        for dependency in package["dependencies"].as_array().unwrap() {
            let named = dependency["name"].as_str().unwrap();
            let kind = dependency["kind"].as_str().unwrap_or("normal");
            let ours = allowed.contains_key(named) && dependency["path"].is_string();
            if ours && !may_name.contains(&named) || named == "sqlx" && !DATABASE.contains(&name) {
                wrong.push(format!("{name} names {named}"));
            }
            if name == "end2end" && named == "server" && kind != "dev" {
                wrong.push("end2end names server outside its tests".into());
            }
            if name == "app" && named == "owner" && dependency["optional"] != true {
                wrong.push("app names owner without a feature".into());
            }
        }
    }
    wrong
}

/// The first statement of a source's code, or its first use of the database's crate.
fn sql(source: &str) -> Option<&str> {
    source.lines().map(str::trim).find(|line| {
        let statement = |quote: &str| {
            STATEMENTS
                .iter()
                .any(|statement| line.contains(&format!("{quote}{statement}")))
        };
        !line.starts_with("//")
            && (statement("\"")
                || statement("\" ")
                || STATEMENTS
                    .iter()
                    .any(|statement| line.starts_with(statement))
                || line.contains("sqlx::"))
    })
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn manifests_name_only_what_they_may() {
    let metadata = cargo(&["metadata", "--locked", "--no-deps", "--format-version", "1"]);
    let wrong = wrong_names(&serde_json::from_str(&metadata).unwrap());
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_wrong_name_is_seen() {
    let package = |name: &str, dependency: Value| {
        wrong_names(&json!({ "packages": [{ "name": name, "dependencies": [dependency] }] }))
    };
    let ours = |name: &str, kind: Value, optional: bool| json!({ "name": name, "path": "/somewhere", "kind": kind, "optional": optional });
    let normal = Value::Null;
    assert_eq!(
        package("vault", ours("owner", normal.clone(), false)).len(),
        1
    );
    assert_eq!(
        package("server", ours("owner", normal.clone(), true)).len(),
        1
    );
    assert_eq!(
        package("server", ours("owner", json!("dev"), false)).len(),
        1
    );
    assert_eq!(
        package("app", ours("owner", normal.clone(), false)).len(),
        1
    );
    assert_eq!(package("app", ours("owner", normal.clone(), true)).len(), 0);
    assert_eq!(
        package("end2end", ours("server", normal.clone(), false)).len(),
        1
    );
    assert_eq!(
        package("end2end", ours("server", json!("dev"), false)).len(),
        0
    );
    assert_eq!(
        package("owner", json!({ "name": "sqlx", "kind": normal })).len(),
        1
    );
    assert_eq!(package("other", ours("vault", normal, false)).len(), 1);
}

#[test]
fn the_server_is_built_without_the_persons_side() {
    let server = tree(&["--package", "server", "--target", "all"]);
    assert!(server.contains(&"vault".to_owned()));
    assert!(!server.contains(&"owner".to_owned()));
    // The same look at the browser's build does find it.
    let browser = tree(&[
        "--package",
        "app",
        "--no-default-features",
        "--features",
        "browser",
        "--target",
        "wasm32-unknown-unknown",
    ]);
    assert!(browser.contains(&"owner".to_owned()));
}

#[test]
fn the_pure_crates_are_pure() {
    for name in ["vault", "owner"] {
        let built = tree(&["--package", name, "--target", "x86_64-unknown-linux-gnu"]);
        let impure: Vec<_> = IMPURE
            .iter()
            .filter(|name| built.contains(&(**name).to_owned()))
            .collect();
        assert!(impure.is_empty(), "{name} is built with {impure:?}");
    }
    let server = tree(&[
        "--package",
        "server",
        "--target",
        "x86_64-unknown-linux-gnu",
    ]);
    assert!(server.contains(&"tokio".to_owned()));
}

#[test]
fn sql_stands_in_the_store() {
    let root = root();
    let mut found = Vec::new();
    for (name, _) in MAY_NAME {
        let folder = root.join(name).join("src");
        if folder.is_dir() {
            sources(&folder, &mut found);
        }
    }
    let store = root.join("server/src/store");
    let elsewhere: Vec<_> = found
        .iter()
        .filter(|path| !path.starts_with(&store) && **path != root.join("server/src/store.rs"))
        .filter_map(|path| Some((path, sql(&fs::read_to_string(path).unwrap())?.to_owned())))
        .collect();
    assert!(found.len() > 10 && elsewhere.is_empty(), "{elsewhere:#?}");
}

#[test]
fn sql_elsewhere_is_seen() {
    assert!(sql("let n = query(\"SELECT 1\");").is_some());
    assert!(sql("    \"\n    UPDATE grants SET state = $1\"").is_some());
    assert!(sql("use sqlx::Any;").is_some());
    assert!(sql("// SELECT is not used here\nlet select = \"Select a date\";").is_none());
}
