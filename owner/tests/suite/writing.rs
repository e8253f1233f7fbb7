//! Writes the committed examples anew from fixed seeds, when asked:
//! `MYDATA_WRITE_VECTORS=1 cargo test -p owner --test suite writing`.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use ed25519_dalek::SigningKey;
use hkdf::Hkdf;
use owner::{Edit, Kit};
use rand_chacha::ChaCha20Rng;
use rand_core::{RngCore, SeedableRng};
use serde_json::{Value, json};
use sha2::Sha256;
use vault::{
    attribute::Attribute,
    bytes::Bytes,
    digest::Digest,
    grant::EndCause,
    id::{ClientId, GrantId, ItemId, PersonId, ReceiptId},
    jws::{Jws, KeyHint, PublicKey, Typ},
    purpose::Purpose,
    receipt::ReadReceipt,
    sealed::{Sealed, kind},
    token::{GrantKey, Token, TokenKind},
};

use super::{
    desk::{ISSUER, NOW},
    device::Household,
    scene::secrets,
    vectors::derive,
};

#[test]
fn the_files_are_written_anew_when_asked() {
    if std::env::var_os("MYDATA_WRITE_VECTORS").is_none() {
        return;
    }
    for (name, content) in [("derived", derived()), ("vault", vault())] {
        let path = format!("{}/tests/vectors/{name}.json", env!("CARGO_MANIFEST_DIR"));
        let text = serde_json::to_string_pretty(&content).unwrap();
        std::fs::write(path, text + "\n").unwrap();
    }
}

fn derived() -> Value {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let mut a = [0; 32];
    let k = GrantKey::from_bytes([0x5a; 32]);
    rng.clone().fill_bytes(&mut a);
    let token = Token::random(TokenKind::Grant, Some(k), &mut rng);
    let mut secret = [0; 32];
    rng.clone().fill_bytes(&mut secret);
    let kit = Kit::random(&mut rng);
    let person = PersonId::from_bytes([0x11; 16]);
    let signing_key = PublicKey::of(&SigningKey::from_bytes(&[0x22; 32]));
    let client = ClientId::direct(GrantId::from_bytes([0x33; 16]));
    let mut company = [0; 32];
    let info = format!("mydata/company/v1{client}");
    Hkdf::<Sha256>::new(None, &[0x44; 32])
        .expand(info.as_bytes(), &mut company)
        .unwrap();
    let company = PublicKey::of(&SigningKey::from_bytes(&company));
    let pairwise = vault::mac::mac(&[0x55; 32], &[client.as_str().as_bytes()]);
    let digest = |byte: u8| Digest::of([byte]);
    let file = json!({
        "about": "Inputs and outputs of every derivation; docs/cryptography.md says how. Bytes are in hexadecimal, keys, pins and tags in base64url. Written by owner/tests/suite/writing.rs, checked by vectors.rs beside it.",
        "token": {"kind": "gt", "a": HEXLOWER.encode(&a), "readable": *token.expose()},
        "tag": {"person": person, "epoch": 1, "signing_key": Bytes(*signing_key.as_bytes())},
        "kit": {"secret": HEXLOWER.encode(&secret), "code": *kit.expose_text()},
        "passkey": {
            "first": "66".repeat(32), "second": "77".repeat(32), "salt": "88".repeat(32),
            "credential": "99".repeat(20),
        },
        "company": {"seed": "44".repeat(32), "client": client, "key": Bytes(*company.as_bytes())},
        "subject": {"pairwise": "55".repeat(32), "client": client, "sub": Bytes(pairwise)},
        "pin": {"k": "5a".repeat(32), "key": Bytes(*company.as_bytes())},
        "manifest": {
            "items": [[ItemId::from_bytes([2; 16]), digest(2)], [ItemId::from_bytes([1; 16]), digest(1)]],
            "grants": [[GrantId::from_bytes([9; 16]), digest(9)]],
        },
        "log": {"entries": ["first", "second", "third"]},
    });
    derive(&file)
}

fn vault() -> Value {
    let mut house = Household::new(2026);
    let token = house.acme.expose_token();
    let opened = house
        .desk
        .pull(&token, Purpose::DeliveryOfGoods, NOW + 5)
        .unwrap();
    house.vault.log_checked(house.desk.record.log);
    house
        .desk
        .end(house.other.grant, EndCause::Stopped, NOW + 10);
    let late = house
        .person
        .grant(Purpose::DirectMarketing, &[Attribute::Email]);
    house.vault = house.person.open_fresh(&house.desk);
    house.vault.log_checked(house.desk.record.log);
    house.save(&[Edit::Share(late.clone())], NOW + 11).unwrap();
    house.desk.end(late.grant, EndCause::Expired, NOW + 20);
    let end = house
        .desk
        .record
        .grants
        .iter()
        .find(|row| row.grant == late.grant);
    let end = end.and_then(|row| row.end.clone()).unwrap().receipt;
    let vault = house.person.open_fresh(&house.desk);
    let owner = secrets(vault.keyring()).1;
    let receipt = ReadReceipt {
        jti: ReceiptId::random(&mut house.desk.rng),
        iss: ISSUER.into(),
        aud: ClientId::direct(house.acme.grant),
        grant: house.acme.grant,
        purpose: Purpose::DeliveryOfGoods,
        given: house.acme.attributes.clone(),
        entry: Digest::of(&house.desk.entries[0]),
        iat: NOW + 5,
    };
    let instance = &house.desk.instance;
    let receipt = Jws::sign(Typ::ReadReceipt, instance, KeyHint::Kid, &receipt).unwrap();
    let mut values: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for item in vault.items() {
        let of = values.entry(item.attribute.to_string()).or_default();
        of.push(item.value.claim());
    }
    let open = |file: &Sealed<kind::Item>| file.open(&owner).unwrap().to_string();
    let items: Vec<_> = house
        .desk
        .record
        .items
        .iter()
        .map(|item| open(&item.file))
        .collect();
    let bundle = &house.desk.bundles[&(house.acme.grant, Purpose::DeliveryOfGoods, false)];
    let key = Token::parse(&token).unwrap().key().unwrap().identity();
    json!({
        "about": "A vault as a server has it, and everything that opens it. `record` is the answer of GET /api/me/vault. Written by owner/tests/suite/writing.rs, checked by vectors.rs beside it.",
        "prf": [HEXLOWER.encode(&house.person.prf.0), HEXLOWER.encode(&house.person.prf.1)],
        "kit": *house.person.kit.expose_text(),
        "kit_sign_in": house.person.kit.sign_in(Bytes([0xab; 32]), ISSUER).unwrap(),
        "owner": {
            "secret": HEXLOWER.encode(owner.expose_bytes()),
            "identity": *owner.expose_text().unwrap(),
        },
        "record": house.desk.record,
        "manifests": house.desk.manifests,
        "memory": vault.memory(),
        "items": items,
        "values": values,
        "share": {
            "grant": house.acme.grant,
            "token": *token,
            "identity": *key.expose_text().unwrap(),
            "bundle": bundle,
            "proof": opened.proof,
            "claims": opened.bundle.claims,
        },
        "entries": house.desk.entries,
        "read_receipt": receipt,
        "end_receipt": end,
    })
}
