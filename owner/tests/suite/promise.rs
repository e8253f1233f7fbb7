//! Promise 2: a company can decrypt only the attributes it was granted. The key enforces it.

use std::collections::{BTreeMap, BTreeSet};

use owner::{Edit, NewGrant};
use proptest::{
    prelude::*,
    sample::subsequence,
    test_runner::{Config, RngSeed},
};
use serde_json::json;
use vault::{
    attribute::{Attribute, Many},
    bundle::Expected,
    grant::Permission,
    purpose::Purpose,
    token::Token,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{
    desk::{Desk, ISSUER, NOW},
    device::{Household, Person, save, sign_up, typed},
};

pub const CASES: u32 = if cfg!(target_arch = "wasm32") {
    24
} else {
    256
};

/// Items by attribute (index, number of the value), and permissions (purpose, attributes).
pub type Profile = Vec<(Attribute, u8)>;
type Wish = (usize, Vec<Attribute>);

fn text(attribute: Attribute, number: u8) -> String {
    typed(attribute.parts()[0].kind, number)
}

/// Every attribute that a person keeps.
fn kept() -> Vec<Attribute> {
    let mut kept = attributes();
    kept.retain(|attribute| attribute.derived().is_none());
    kept
}

fn attributes() -> Vec<Attribute> {
    let mut all = Attribute::ALL.to_vec();
    all.extend(["custom.aaaaaaaa", "custom.zzzz7777"].map(|name| Attribute::parse(name).unwrap()));
    all
}

pub fn profile() -> impl Strategy<Value = Profile> {
    prop::collection::vec((prop::sample::select(kept()), any::<u8>()), 0..20)
}

fn wishes() -> impl Strategy<Value = Vec<Wish>> {
    let attributes = subsequence(attributes(), 1..=attributes().len());
    prop::collection::vec((0..Purpose::ALL.len(), attributes), 1..4)
}

/// What a permission must give, worked out from the items alone.
fn granted(
    vault: &owner::Vault,
    grant: &NewGrant,
    special: bool,
) -> BTreeMap<String, serde_json::Value> {
    let mut claims = BTreeMap::new();
    for attribute in grant
        .attributes
        .iter()
        .filter(|one| one.special() == special)
    {
        let items = vault.items();
        let claim = match (attribute.to_string().as_str(), attribute.row().many) {
            (_, Many::Every) => {
                let same = items.iter().filter(|item| item.attribute == *attribute);
                let claims: Vec<_> = same.map(|item| item.value.claim()).collect();
                (!claims.is_empty()).then_some(json!(claims))
            }
            ("age_over_16" | "age_over_18", _) => {
                // Every birthday here is in the last century.
                vault
                    .default_value(Attribute::Birthdate)
                    .map(|_| json!(true))
            }
            ("email_verified", _) => vault.default_value(Attribute::Email).map(|_| json!(false)),
            ("phone_number_verified", _) => vault
                .default_value(Attribute::PhoneNumber)
                .map(|_| json!(false)),
            (name @ ("address.country" | "address.postal_code"), _) => vault
                .default_value(Attribute::Address)
                .map(|value| value.claim()[name.rsplit('.').next().unwrap()].clone()),
            _ => {
                let mut same = items.iter().filter(|item| item.attribute == *attribute);
                same.find(|item| item.default)
                    .map(|item| item.value.claim())
            }
        };
        if let Some(claim) = claim {
            claims.insert(attribute.to_string(), claim);
        }
    }
    claims
}

fn check(desk: &Desk, vault: &owner::Vault, grants: &[NewGrant]) -> Result<(), TestCaseError> {
    for grant in grants {
        let leaf = desk.leaf(grant.grant).unwrap();
        let special = |special| grant.attributes.iter().any(|one| one.special() == special);
        let permissions: Vec<_> = leaf.permissions.iter().map(|one| one.special).collect();
        let expected: Vec<_> = [false, true]
            .into_iter()
            .filter(|one| special(*one))
            .collect();
        prop_assert_eq!(permissions, expected);
        for permission in &leaf.permissions {
            check_permission(desk, vault, grants, grant, permission)?;
        }
    }
    Ok(())
}

fn check_permission(
    desk: &Desk,
    vault: &owner::Vault,
    grants: &[NewGrant],
    grant: &NewGrant,
    permission: &Permission,
) -> Result<(), TestCaseError> {
    let leaf = desk.leaf(grant.grant).unwrap();
    let file = &desk.bundles[&(grant.grant, grant.purpose, permission.special)];
    let expected = Expected {
        iss: ISSUER,
        aud: &leaf.client,
        grant: grant.grant,
        purpose: grant.purpose,
        special: permission.special,
        seq: permission.bundle.seq,
        key: &leaf.key,
    };
    for holder in grants {
        let token = Token::parse(&holder.expose_token()).unwrap();
        let key = token.key().unwrap();
        let opened = file.open_bundle(key, expected, NOW + 9);
        if holder.grant == grant.grant {
            let opened = opened.unwrap();
            prop_assert!(opened.bundle.claims == granted(vault, grant, permission.special));
            let keys: BTreeSet<_> = opened.bundle.claims.into_keys().collect();
            let held = &permission.bundle.attributes;
            prop_assert_eq!(keys, held.iter().map(ToString::to_string).collect());
        } else {
            prop_assert!(opened.is_err());
            let mut all = desk
                .bundles
                .iter()
                .filter(|(place, _)| place.0 == grant.grant);
            prop_assert!(all.all(|(_, file)| file.open(&key.identity()).is_err()));
        }
        // What belongs to the owner stays closed for every company.
        prop_assert!(desk.record.keyring.open(&key.identity()).is_err());
        let mut items = desk.record.items.iter();
        prop_assert!(items.all(|item| item.file.open(&key.identity()).is_err()));
    }
    Ok(())
}

pub fn keep(person: &mut Person, profile: &Profile, at: i64) -> Vec<Edit> {
    let item = |(attribute, number): &(Attribute, u8)| {
        Edit::Keep(person.item(*attribute, &text(*attribute, *number), at))
    };
    profile.iter().map(item).collect()
}

/// The X25519 stanzas in the header of an age file: how many can open it.
fn openers(file: &[u8]) -> usize {
    let lines = file.split(|byte| *byte == b'\n');
    let header = lines.take_while(|line| !line.starts_with(b"---"));
    header
        .filter(|line| line.starts_with(b"-> X25519 "))
        .count()
}

#[test]
fn nothing_is_sealed_to_more_than_its_recipients() {
    let house = Household::new(43);
    let record = &house.desk.record;
    assert_eq!(openers(record.keyring.file()), record.methods.len());
    assert!(
        record
            .items
            .iter()
            .all(|item| openers(item.file.file()) == 1)
    );
    assert_eq!(house.desk.bundles.len(), 2);
    let mut bundles = house.desk.bundles.values();
    assert!(bundles.all(|bundle| openers(bundle.file()) == 1));
    let leaf = house.desk.leaf(house.acme.grant).unwrap();
    assert_eq!(openers(leaf.pin_key.file()), 1);
}

proptest! {
    #![proptest_config(Config {
        cases: CASES,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_261_121),
        ..Config::default()
    })]

    #[test]
    fn what_k_opens_is_exactly_what_was_granted(profile in profile(), wishes in wishes(), later in profile()) {
        let (mut person, mut desk) = sign_up(42);
        let mut vault = person.open_fresh(&desk);
        let mut edits = keep(&mut person, &profile, NOW);
        let grants: Vec<_> = wishes
            .iter()
            .map(|(purpose, attributes)| person.grant(Purpose::ALL[*purpose], attributes))
            .collect();
        edits.extend(grants.iter().cloned().map(Edit::Share));
        save(&mut desk, &mut vault, &edits, NOW).unwrap();
        check(&desk, &vault, &grants)?;

        let mut edits = keep(&mut person, &later, NOW + 1);
        let gone = vault.items().into_iter().step_by(2);
        edits.extend(gone.map(|item| Edit::Remove { item: item.id, at: NOW + 1 }));
        save(&mut desk, &mut vault, &edits, NOW + 1).unwrap();
        check(&desk, &vault, &grants)?;
    }
}
