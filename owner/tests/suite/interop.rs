//! Our formats held against programs that we did not write: Debian's `age`, npm's `jose` and `age-encryption`, and Node's
//! own cryptography. Where one of them is missing the test fails and says what to install.

use std::{
    io::Write,
    path::PathBuf,
    process::{Command, Stdio},
};

use data_encoding::BASE64;
use owner::Vault;
use serde_json::{Value, json};
use vault::{
    bundle::STEP,
    bytes::Bytes,
    grant::EndCause,
    jws::PublicKey,
    purpose::Purpose,
    sealed::{Identity, Sealed, kind},
    token::Token,
};

use super::{
    desk::{ISSUER, NOW},
    device::Household,
    scene::secrets,
    vectors::DERIVED,
};

/// Runs a program on this input and gives its output.
fn run(program: &str, arguments: &[&str], input: &[u8], hint: &str) -> Vec<u8> {
    let child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child =
        child.unwrap_or_else(|error| panic!("`{program}` does not start ({error}): {hint}"));
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // A program may write before it has read everything; one that stops early shows in its status.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{program} {arguments:?} failed: {complaint}\n{hint}"
    );
    output.stdout
}

fn age(arguments: &[&str], input: &[u8]) -> Vec<u8> {
    run(
        "age",
        arguments,
        input,
        "on Debian, as root: apt-get install age",
    )
}

fn node(script: &str, input: &Value) -> Value {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../end2end/interop");
    let hint = "in end2end/interop, with Node.js 20.15 or later: npm ci";
    let packages = folder.join("node_modules/jose").exists();
    assert!(
        packages,
        "the packages that the test runs are missing: {hint}"
    );
    let path = folder.join(script);
    let output = run(
        "node",
        &[path.to_str().unwrap()],
        input.to_string().as_bytes(),
        hint,
    );
    serde_json::from_slice(&output).unwrap()
}

/// A file with age's text form of an identity, gone when dropped.
struct KeyFile(PathBuf);

impl KeyFile {
    fn new(name: &str, identity: &Identity) -> Self {
        let name = format!("mydata-interop-{}-{name}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, identity.expose_text().unwrap().as_bytes()).unwrap();
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for KeyFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

struct Sample {
    house: Household,
    owner: Identity,
    k: Identity,
    bundle: Sealed<kind::Bundle>,
}

fn sample(seed: u64) -> Sample {
    let house = Household::new(seed);
    let token = Token::parse(&house.acme.expose_token()).unwrap();
    Sample {
        owner: secrets(house.vault.keyring()).1,
        k: token.key().unwrap().identity(),
        bundle: house.desk.bundles[&(house.acme.grant, Purpose::DeliveryOfGoods, false)].clone(),
        house,
    }
}

#[test]
fn age_opens_what_we_seal() {
    let sample = sample(300);
    let owner = KeyFile::new("owner", &sample.owner);
    for item in &sample.house.desk.record.items {
        let text = age(&["--decrypt", "--identity", owner.path()], item.file.file());
        assert_eq!(text.len() % 1024, 0, "items are padded to steps");
        let text = String::from_utf8(text).unwrap();
        assert_eq!(text.trim_end(), *item.file.open(&sample.owner).unwrap());
    }
    let k = KeyFile::new("k", &sample.k);
    let text = age(&["--decrypt", "--identity", k.path()], sample.bundle.file());
    assert_eq!(text.len() % STEP, 0, "bundles are padded to steps");
    assert_eq!(
        String::from_utf8(text).unwrap().trim_end(),
        *sample.bundle.open(&sample.k).unwrap()
    );
    let keyring = sample
        .house
        .vault
        .hand_over(&sample.k.recipient().unwrap())
        .unwrap();
    let text = age(&["--decrypt", "--identity", k.path()], keyring.file());
    assert!(
        String::from_utf8(text)
            .unwrap()
            .contains("mydata-keyring/v1")
    );
}

#[test]
fn we_open_what_age_seals() {
    let sample = sample(301);
    let keyring = sample
        .house
        .vault
        .hand_over(&sample.k.recipient().unwrap())
        .unwrap();
    let mut text = keyring.open(&sample.k).unwrap().as_bytes().to_vec();
    text.resize(2048, b' ');
    let recipient = sample.owner.recipient().unwrap().to_string();
    let file = age(&["--encrypt", "--recipient", &recipient], &text);
    let opened = Vault::take_over(&Sealed::from_file(file), &sample.owner).unwrap();
    assert_eq!(
        opened.public_key(),
        sample.house.vault.keyring().public_key()
    );
}

#[test]
fn age_encryption_opens_what_we_seal_and_we_what_it_seals() {
    let sample = sample(302);
    let item = &sample.house.desk.record.items[0].file;
    let padded = format!("{:4096}", "sealed elsewhere");
    let output = node(
        "sealed.mjs",
        &json!({
            "files": [
                {"file": BASE64.encode(sample.bundle.file()), "identity": *sample.k.expose_text().unwrap()},
                {"file": BASE64.encode(item.file()), "identity": *sample.owner.expose_text().unwrap()},
            ],
            "seal": {"text": padded, "recipient": sample.k.recipient().unwrap()},
        }),
    );
    let text = |index: usize| output["texts"][index].as_str().unwrap().trim_end();
    assert_eq!(text(0), *sample.bundle.open(&sample.k).unwrap());
    assert_eq!(text(1), *item.open(&sample.owner).unwrap());
    let file = BASE64
        .decode(output["file"].as_str().unwrap().as_bytes())
        .unwrap();
    let opened = Sealed::<kind::Bundle>::from_file(file)
        .open(&sample.k)
        .unwrap();
    assert_eq!(*opened, "sealed elsewhere");
}

#[test]
fn jose_verifies_what_we_sign() {
    let mut sample = sample(303);
    let (grant, token) = (sample.house.acme.grant, sample.house.acme.expose_token());
    let opened = sample
        .house
        .desk
        .pull(&token, Purpose::DeliveryOfGoods, NOW + 9)
        .unwrap();
    let end = sample
        .house
        .desk
        .end_receipt(grant, EndCause::Stopped, NOW + 10);
    let key = |key: &PublicKey| json!(key);
    let record = &sample.house.desk.record;
    let payloads = node(
        "signed.mjs",
        &json!([
            {"jws": record.manifest, "typ": "mydata-manifest+jwt", "key": key(&record.signing_key)},
            {"jws": opened.proof, "typ": "mydata-bundle+jwt"},
            {"jws": end, "typ": "mydata-end-receipt+jwt", "key": key(&record.instance_key)},
            {"jws": sample.house.person.kit.sign_in(Bytes([1; 32]), ISSUER).unwrap(), "typ": "mydata-kit-sign-in+jwt"},
        ]),
    );
    assert_eq!(payloads[0]["seq"], 3);
    assert_eq!(payloads[1]["claims"], json!(opened.bundle.claims));
    assert_eq!(payloads[2]["grant"], json!(grant));
    assert_eq!(payloads[3]["origin"], ISSUER);
}

#[test]
fn another_implementation_derives_the_same() {
    node("derived.mjs", &serde_json::from_str(DERIVED).unwrap());
}
