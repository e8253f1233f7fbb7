//! Leaves of grants: what one must be, and what may follow it.

#![cfg(test)]

use ed25519_dalek::SigningKey;
use vault::{
    attribute::Attribute,
    bytes::Bytes,
    digest::Digest,
    grant::{
        ActiveLeaf, BundleMark, Change, EndCause, EndedLeaf, LONGEST, Leaf, LeafError, Mode,
        Permission, SuccessionError, succession,
    },
    id::{ClientId, GrantId},
    jws::PublicKey,
    purpose::Purpose,
    sealed::{Identity, Sealed},
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

const GRANT: GrantId = GrantId::from_bytes([1; 16]);

fn permission(purpose: Purpose, seq: u64) -> Permission {
    Permission {
        purpose,
        special: false,
        attributes: vec![Attribute::Name, Attribute::Email],
        bundle: BundleMark {
            seq,
            hash: Digest::of(seq.to_be_bytes()),
            attributes: vec![Attribute::Email],
        },
    }
}

fn active() -> ActiveLeaf {
    ActiveLeaf {
        grant: GRANT,
        client: ClientId::direct(GRANT),
        mode: Mode::Readable,
        recipient: Identity::from_bytes([2; 32]).recipient().unwrap(),
        key: PublicKey::of(&SigningKey::from_bytes(&[3; 32])),
        pin: Bytes([4; 32]),
        pin_key: Sealed::from_file(vec![5]),
        permissions: vec![permission(Purpose::DeliveryOfGoods, 1)],
        created: 1000,
        expires: 2000,
    }
}

fn ended() -> Leaf {
    Leaf::Ended(EndedLeaf {
        grant: GRANT,
        ended: EndCause::Stopped,
        when: 1500,
    })
}

fn with(change: impl FnOnce(&mut ActiveLeaf)) -> Leaf {
    let mut leaf = active();
    change(&mut leaf);
    Leaf::Active(leaf)
}

#[test]
fn leaves_come_back_from_their_bytes() {
    for leaf in [Leaf::Active(active()), ended()] {
        let bytes = leaf.to_bytes().unwrap();
        assert_eq!(Leaf::parse(&bytes).unwrap(), leaf);
        assert_eq!(leaf.grant(), GRANT);
    }
}

#[test]
fn a_leaf_that_promises_what_no_grant_may_is_refused_both_ways() {
    let fault = |change: fn(&mut ActiveLeaf)| {
        let leaf = with(change);
        let refused = leaf.to_bytes().err();
        // Written by somebody else's hand, it is refused when read.
        let bytes = serde_json::to_vec(&leaf).unwrap();
        assert_eq!(Leaf::parse(&bytes).err(), refused);
        refused
    };
    let other =
        |leaf: &mut ActiveLeaf| leaf.client = ClientId::direct(GrantId::from_bytes([9; 16]));
    assert_eq!(fault(other), Some(LeafError::Client));
    assert_eq!(fault(|leaf| leaf.expires = 1000), Some(LeafError::Term));
    assert_eq!(
        fault(|leaf| leaf.expires = 1001 + LONGEST),
        Some(LeafError::Term)
    );
    assert_eq!(fault(|leaf| leaf.expires = 1000 + LONGEST), None);
    assert_eq!(
        fault(|leaf| leaf.permissions.clear()),
        Some(LeafError::Empty)
    );
    assert_eq!(
        fault(|leaf| leaf.permissions[0].attributes.clear()),
        Some(LeafError::Empty)
    );
    let twice = |leaf: &mut ActiveLeaf| leaf.permissions.push(leaf.permissions[0].clone());
    assert_eq!(fault(twice), Some(LeafError::Repeated));
    let repeated = |leaf: &mut ActiveLeaf| leaf.permissions[0].attributes.push(Attribute::Name);
    assert_eq!(fault(repeated), Some(LeafError::Repeated));
    let held = |leaf: &mut ActiveLeaf| leaf.permissions[0].bundle.attributes.push(Attribute::Email);
    assert_eq!(fault(held), Some(LeafError::Repeated));
    let excess =
        |leaf: &mut ActiveLeaf| leaf.permissions[0].bundle.attributes = vec![Attribute::Notes];
    assert_eq!(fault(excess), Some(LeafError::Excess));
    assert_eq!(
        fault(|leaf| leaf.permissions[0].special = true),
        Some(LeafError::MixedCategories)
    );
}

#[test]
fn times_at_the_edge_of_numbers_are_no_leaf_and_no_panic() {
    for (created, expires) in [
        (i64::MIN, i64::MAX),
        (i64::MIN, 0),
        (0, i64::MAX),
        (i64::MAX, i64::MIN),
    ] {
        let leaf = with(|leaf| (leaf.created, leaf.expires) = (created, expires));
        assert_eq!(leaf.to_bytes(), Err(LeafError::Term));
    }
}

#[test]
fn unknown_and_repeated_members_are_refused() {
    let text = String::from_utf8(ended().to_bytes().unwrap()).unwrap();
    assert!(Leaf::parse(text.as_bytes()).is_ok());
    for doctored in [
        text.replace("{", r#"{"more":1,"#),
        text.replace("{", r#"{"when":1,"#),
        text.replace("{", r#"{"typ":"mydata-leaf/v1","#),
        text.replace("ended-leaf", "leaf"),
        text.replace("/v1", "/v2"),
        format!("{text}{text}"),
        format!("[{text}]"),
    ] {
        assert_eq!(Leaf::parse(doctored.as_bytes()), Err(LeafError::Malformed));
    }
}

#[test]
fn a_new_grant_begins_with_the_first_bundle() {
    assert_eq!(
        succession(None, &Leaf::Active(active())),
        Ok(Change::Widens)
    );
    let second = with(|leaf| leaf.permissions[0].bundle.seq = 2);
    assert_eq!(succession(None, &second), Err(SuccessionError::BundleSeq));
}

#[test]
fn what_lets_a_company_read_more_widens() {
    let before = Leaf::Active(active());
    let change = |change: fn(&mut ActiveLeaf)| succession(Some(&before), &with(change));
    assert_eq!(change(|leaf| leaf.expires += 1), Ok(Change::Widens));
    let more = |leaf: &mut ActiveLeaf| leaf.permissions[0].attributes.push(Attribute::Notes);
    assert_eq!(change(more), Ok(Change::Widens));
    let purpose = |leaf: &mut ActiveLeaf| {
        leaf.permissions
            .push(permission(Purpose::DirectMarketing, 1))
    };
    assert_eq!(change(purpose), Ok(Change::Widens));
    let recipient =
        |leaf: &mut ActiveLeaf| leaf.recipient = Identity::from_bytes([7; 32]).recipient().unwrap();
    assert_eq!(change(recipient), Ok(Change::Widens));
    let key = |leaf: &mut ActiveLeaf| leaf.key = PublicKey::of(&SigningKey::from_bytes(&[7; 32]));
    assert_eq!(change(key), Ok(Change::Widens));
}

#[test]
fn what_lets_it_read_no_more_narrows() {
    let before = Leaf::Active(active());
    let change = |change: fn(&mut ActiveLeaf)| succession(Some(&before), &with(change));
    assert_eq!(change(|_| ()), Ok(Change::Narrows));
    assert_eq!(change(|leaf| leaf.expires -= 1), Ok(Change::Narrows));
    let value =
        |leaf: &mut ActiveLeaf| leaf.permissions[0] = permission(Purpose::DeliveryOfGoods, 2);
    assert_eq!(change(value), Ok(Change::Narrows));
    assert_eq!(succession(Some(&before), &ended()), Ok(Change::Narrows));
}

#[test]
fn what_can_not_follow_is_refused() {
    let before = Leaf::Active(active());
    let change = |change: fn(&mut ActiveLeaf)| succession(Some(&before), &with(change)).err();
    assert_eq!(
        change(|leaf| leaf.created += 1),
        Some(SuccessionError::Identity)
    );
    let skipped =
        |leaf: &mut ActiveLeaf| leaf.permissions[0] = permission(Purpose::DeliveryOfGoods, 3);
    assert_eq!(change(skipped), Some(SuccessionError::BundleSeq));
    assert_eq!(
        change(|leaf| leaf.permissions[0].bundle.seq = 2),
        Some(SuccessionError::BundleSeq)
    );
    let same_number =
        |leaf: &mut ActiveLeaf| leaf.permissions[0].bundle.hash = Digest::of("another");
    assert_eq!(change(same_number), Some(SuccessionError::BundleSeq));
    // The old bundle still holds the attribute: saying otherwise needs a new one.
    let unsaid = |leaf: &mut ActiveLeaf| leaf.permissions[0].bundle.attributes.clear();
    assert_eq!(change(unsaid), Some(SuccessionError::BundleSeq));
    assert_eq!(
        succession(Some(&ended()), &before),
        Err(SuccessionError::Revived)
    );
}
