//! The committed examples of every format: `owner/tests/vectors/derived.json` (what is computed from what) and
//! `vault.json` (a person's vault as a server has it, with everything that opens it).
//!
//! The tests open and verify the files as they are, so that a change of any format fails here. `writing.rs` wrote them. Their
//! secrets protect nothing.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use owner::{
    Kit, Memory, Unlocker, Vault,
    open::{Known, open},
};
use serde::Deserialize;
use serde_json::{Value, json};
use vault::{
    bundle::{Expected, PinKey, SealedBundle},
    bytes::Bytes,
    digest::Digest,
    grant::{EndCause, Mode},
    id::{ClientId, GrantId, ItemId, MethodId, PersonId},
    jws::{Jws, PublicKey, Typ},
    log::LogHead,
    manifest::{Manifest, MethodKind, hash_grants, hash_items},
    purpose::Purpose,
    receipt::{EndReceipt, ReadReceipt},
    sealed::Identity,
    token::{GrantKey, Token},
    wire::{KitSignIn, VaultRecord},
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{
    desk::{ISSUER, NOW},
    device::method,
};

pub const DERIVED: &str = include_str!("../vectors/derived.json");
const VAULT: &str = include_str!("../vectors/vault.json");

fn hex(value: &Value) -> Vec<u8> {
    HEXLOWER.decode(value.as_str().unwrap().as_bytes()).unwrap()
}

fn hex32(value: &Value) -> [u8; 32] {
    hex(value).try_into().unwrap()
}

fn read<T: for<'a> Deserialize<'a>>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap()
}

/// Computes every output of `derived.json` from its inputs.
pub fn derive(file: &Value) -> Value {
    let mut file = file.clone();
    let (tag, kit, passkey) = (
        file["tag"].clone(),
        file["kit"].clone(),
        file["passkey"].clone(),
    );
    let person: PersonId = read(&tag["person"]);
    let epoch: u32 = read(&tag["epoch"]);
    let signing_key = PublicKey::from_bytes(read::<Bytes<32>>(&tag["signing_key"]).0).unwrap();

    let token = Token::parse(file["token"]["readable"].as_str().unwrap()).unwrap();
    let sealed = token.expose();
    file["token"]["sealed"] = json!(sealed[..sealed.len() - 44]);
    file["token"]["readable"] = json!(*sealed);
    file["token"]["k"] = json!(HEXLOWER.encode(token.key().unwrap().expose_bytes()));
    file["token"]["hash"] = json!(token.digest());

    let code = Kit::parse(kit["code"].as_str().unwrap()).unwrap();
    file["kit"]["code"] = json!(*code.expose_text());
    file["kit"]["recipient"] = json!(code.unlocker().recipient().unwrap());
    file["kit"]["tag"] = json!(code.unlocker().tag(person, epoch, &signing_key));
    file["kit"]["key"] = json!(Bytes(*code.key().as_bytes()));
    file["kit"]["thumbprint"] = json!(code.key().thumbprint());

    let (first, second) = (hex32(&passkey["first"]), hex32(&passkey["second"]));
    let salt = Bytes(hex32(&passkey["salt"]));
    let unlocker = Unlocker::passkey(&first, &second, &salt, &hex(&passkey["credential"]));
    file["passkey"]["recipient"] = json!(unlocker.recipient().unwrap());
    file["passkey"]["tag"] = json!(unlocker.tag(person, epoch, &signing_key));

    // The key for a company is not public: `owner`'s own tests hold it against the same file.
    let key = PublicKey::from_bytes(read::<Bytes<32>>(&file["company"]["key"]).0).unwrap();
    file["company"]["thumbprint"] = json!(key.thumbprint());

    let k = GrantKey::from_bytes(hex32(&file["pin"]["k"]));
    let pin_key = PinKey::of(&k);
    file["pin"]["recipient"] = json!(k.identity().recipient().unwrap());
    file["pin"]["identity"] = json!(*k.identity().expose_text().unwrap());
    file["pin"]["pin_key"] = json!(HEXLOWER.encode(pin_key.expose_bytes()));
    file["pin"]["pin"] = json!(pin_key.pin(&key));

    let items: Vec<(ItemId, Digest)> = read(&file["manifest"]["items"]);
    let grants: Vec<(GrantId, Digest)> = read(&file["manifest"]["grants"]);
    file["manifest"]["items_hash"] = json!(hash_items(items));
    file["manifest"]["grants_hash"] = json!(hash_grants(grants));

    let entries: Vec<String> = read(&file["log"]["entries"]);
    let mut head = LogHead::START;
    let heads = entries.iter().map(|entry| {
        head = head.then(entry.as_bytes());
        json!(head.head)
    });
    let heads: Vec<_> = heads.collect();
    file["log"]["heads"] = json!(heads);
    file
}

#[test]
fn the_derivations_are_those_of_the_file() {
    let file: Value = serde_json::from_str(DERIVED).unwrap();
    assert_eq!(derive(&file), file);
}

struct Example {
    file: Value,
    record: VaultRecord,
}

fn example() -> Example {
    let file: Value = serde_json::from_str(VAULT).unwrap();
    let record = read(&file["record"]);
    Example { file, record }
}

impl Example {
    fn open(&self, kind: MethodKind, unlocker: &Unlocker) -> Vault {
        let id: MethodId = method(&self.record, kind).id;
        open(&self.record, id, unlocker, Known::default()).unwrap()
    }

    fn by_kit(&self) -> Vault {
        let kit = Kit::parse(self.file["kit"].as_str().unwrap()).unwrap();
        self.open(MethodKind::Kit, &kit.unlocker())
    }
}

#[test]
fn the_vault_opens_with_passkey_and_kit() {
    let example = example();
    let passkey = method(&example.record, MethodKind::Passkey);
    let (first, second) = (
        hex32(&example.file["prf"][0]),
        hex32(&example.file["prf"][1]),
    );
    let credential = passkey.credential.clone().unwrap();
    let unlocker = Unlocker::passkey(&first, &second, &passkey.salt.unwrap(), &credential.0);
    let vault = example.open(MethodKind::Passkey, &unlocker);
    assert_eq!(vault.memory(), example.by_kit().memory());
    let memory: Memory = read(&example.file["memory"]);
    assert_eq!(vault.memory(), memory);

    let mut items: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for item in vault.items() {
        let values = items.entry(item.attribute.to_string()).or_default();
        values.push(item.value.claim());
    }
    assert_eq!(json!(items), example.file["values"]);
    let ends: Vec<_> = vault
        .shares()
        .iter()
        .map(|share| share.grant.end())
        .collect();
    // Its notes of companies are from before sealed sharing and say no mode.
    let readable = |share: &owner::grants::Share<'_>| share.mode() == Mode::Readable;
    assert!(vault.shares().iter().all(readable));
    let (stopped, expired) = (EndCause::Stopped, EndCause::Expired);
    assert!(ends.contains(&None));
    assert!(ends.contains(&Some((stopped, NOW + 10))) && ends.contains(&Some((expired, NOW + 20))));
}

#[test]
fn the_identities_open_the_files_as_any_age_file() {
    let example = example();
    let owner = Identity::from_bytes(hex32(&example.file["owner"]["secret"]));
    assert_eq!(
        *owner.expose_text().unwrap(),
        example.file["owner"]["identity"].as_str().unwrap()
    );
    for (item, text) in example
        .record
        .items
        .iter()
        .zip(example.file["items"].as_array().unwrap())
    {
        assert_eq!(*item.file.open(&owner).unwrap(), text.as_str().unwrap());
    }
}

#[test]
fn k_opens_the_bundle() {
    let example = example();
    let share = &example.file["share"];
    let token = Token::parse(share["token"].as_str().unwrap()).unwrap();
    let key = token.key().unwrap();
    let grant: GrantId = read(&share["grant"]);
    let vault = example.by_kit();
    let view = vault.share(grant).unwrap();
    let leaf = view.grant.leaf().unwrap();
    let client = ClientId::direct(grant);
    let expected = Expected {
        iss: ISSUER,
        aud: &client,
        grant,
        purpose: Purpose::DeliveryOfGoods,
        special: false,
        seq: 1,
        key: &leaf.key,
    };
    let bundle: SealedBundle = read(&share["bundle"]);
    assert_eq!(leaf.permissions[0].bundle.hash, bundle.digest());
    let opened = bundle.open_bundle(key, expected, NOW + 30).unwrap();
    assert_eq!(json!(opened.bundle.claims), share["claims"]);
    assert_eq!(opened.bundle.sub, vault.keyring().subject(&client));
    assert_eq!(opened.proof.as_str(), share["proof"].as_str().unwrap());
    assert_eq!(leaf.recipient, key.identity().recipient().unwrap());
    assert_eq!(PinKey::of(key).pin(&leaf.key), leaf.pin);
}

#[test]
fn the_signatures_verify() {
    let example = example();
    let manifests: Vec<Jws> = read(&example.file["manifests"]);
    let mut before: Option<(Manifest, Digest)> = None;
    for jws in &manifests {
        let manifest =
            Manifest::verify(jws, &example.record.signing_key, example.record.person).unwrap();
        match &before {
            None => manifest.begins().unwrap(),
            Some((before, digest)) => manifest.follows(before, *digest, 1).unwrap(),
        }
        before = Some((manifest, jws.digest()));
    }
    assert_eq!(manifests.last(), Some(&example.record.manifest));

    let instance = &example.record.instance_key;
    let read_receipt: Jws = read(&example.file["read_receipt"]);
    let receipt: ReadReceipt = read_receipt.verify(Typ::ReadReceipt, instance).unwrap();
    let entries: Vec<String> = read(&example.file["entries"]);
    assert_eq!(receipt.entry, Digest::of(&entries[0]));
    let end: Jws = read(&example.file["end_receipt"]);
    let end: EndReceipt = end.verify(Typ::EndReceipt, instance).unwrap();
    assert_eq!((end.ended, end.when), (EndCause::Expired, NOW + 20));
    let proof: Jws = read(&example.file["kit_sign_in"]);
    let (key, content) = proof.verify_embedded::<KitSignIn>(Typ::KitSignIn).unwrap();
    let kit = Kit::parse(example.file["kit"].as_str().unwrap()).unwrap();
    assert_eq!((key, content.origin.as_str()), (kit.key(), ISSUER));
}

/// What docs/cryptography.md shows is what the files hold.
#[test]
fn the_documentation_shows_these_examples() {
    let text = include_str!("../../../docs/cryptography.md");
    let shown = |value: &Value| {
        let value = value.as_str().unwrap();
        assert!(text.contains(value), "{value}");
    };
    let derived: Value = serde_json::from_str(DERIVED).unwrap();
    for (of, names) in [
        ("token", vec!["a", "readable", "hash"]),
        ("kit", vec!["secret", "code"]),
        ("passkey", vec!["tag"]),
        ("company", vec!["key", "client", "thumbprint"]),
        ("subject", vec!["sub"]),
        ("pin", vec!["pin"]),
        ("manifest", vec!["items_hash"]),
    ] {
        names.iter().for_each(|name| shown(&derived[of][name]));
    }
    let heads = derived["log"]["heads"].as_array().unwrap();
    heads.iter().for_each(shown);

    let example = example();
    let signed = |jws: &Jws| -> Vec<Value> {
        let parts = jws.as_str().split('.').take(2);
        let read = |part: &str| {
            let bytes = data_encoding::BASE64URL_NOPAD
                .decode(part.as_bytes())
                .unwrap();
            serde_json::from_slice(&bytes).unwrap()
        };
        parts.map(read).collect()
    };
    let leaves = example
        .record
        .grants
        .iter()
        .filter_map(|grant| grant.leaf.as_ref());
    let mut objects: Vec<Value> = leaves
        .map(|leaf| serde_json::from_slice(&leaf.0).unwrap())
        .collect();
    for jws in ["read_receipt", "end_receipt", "kit_sign_in"] {
        objects.extend(signed(&read(&example.file[jws])));
    }
    objects.extend(signed(&example.record.manifest));
    objects.extend(signed(&read(&example.file["share"]["proof"])));
    let entries: Vec<String> = read(&example.file["entries"]);
    objects.push(serde_json::from_str(&entries[0]).unwrap());
    for object in &objects {
        // Sealed files are too long to show.
        let members = object.as_object().unwrap().iter();
        for (name, value) in members.filter(|(name, _)| *name != "pin_key") {
            assert!(text.contains(&format!("\"{name}\":")), "{name}");
            if value.is_string() {
                shown(value);
            }
        }
    }
}

#[test]
fn the_log_leads_to_its_head() {
    let example = example();
    let entries: Vec<String> = read(&example.file["entries"]);
    let mut chain = example.by_kit().log_check();
    for entry in &entries {
        chain.take(entry.as_bytes()).unwrap();
    }
    assert_eq!(chain.finish(example.record.log), Ok(example.record.log));
}
