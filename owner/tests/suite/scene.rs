//! A household in a state worth attacking, and what devices say to a doctored answer.

use super::{
    desk::{Desk, NOW},
    device::{Household, Person, value},
};
use ed25519_dalek::SigningKey;
use owner::{Alarm, Edit, Keyring, Memory, Vault};
use vault::{
    attribute::Attribute, bytes::Bytes, grant::ActiveLeaf, id::GrantId, manifest::Manifest,
    purpose::Purpose, sealed::Identity, wire::VaultRecord,
};

/// The secrets of a keyring: what a hostile server has of its own, and never of the person's.
pub fn secrets(keyring: &Keyring) -> (SigningKey, Identity) {
    let identity = Identity::from_bytes([9; 32]);
    let sealed = keyring.seal(&[&identity.recipient().unwrap()]).unwrap();
    let text: serde_json::Value = serde_json::from_str(&sealed.open(&identity).unwrap()).unwrap();
    let secret = |name: &str| -> [u8; 32] {
        serde_json::from_value::<Bytes<32>>(text[name].clone())
            .unwrap()
            .0
    };
    let seed = SigningKey::from_bytes(&secret("seed"));
    (seed, Identity::from_bytes(secret("identity")))
}

/// A household after a pull, a checked log and a change; the device remembers all of it.
pub struct Scene {
    pub person: Person,
    pub desk: Desk,
    pub vault: Vault,
    pub memory: Memory,
    pub acme: GrantId,
    pub token: String,
}

pub fn scene(seed: u64) -> Scene {
    let mut house = Household::new(seed);
    let token = house.acme.expose_token().to_string();
    for second in 0..4 {
        house
            .desk
            .pull(&token, Purpose::DeliveryOfGoods, NOW + 2 + second)
            .unwrap();
    }
    house.vault.log_checked(house.desk.record.log);
    let mut item = house.default_item(Attribute::Email);
    item.value = value(Attribute::Email, "changed@example.org");
    item.updated_at = NOW + 7;
    house.save(&[Edit::Keep(item)], NOW + 7).unwrap();
    Scene {
        memory: house.vault.memory(),
        acme: house.acme.grant,
        person: house.person,
        desk: house.desk,
        vault: house.vault,
        token,
    }
}

impl Scene {
    pub fn record(&self) -> VaultRecord {
        self.desk.record.clone()
    }

    pub fn told(&self, record: &VaultRecord) -> Option<Alarm> {
        let opened = self.person.open_as_told(record, Some(&self.memory), &[]);
        opened.err()
    }

    pub fn told_fresh(&self, record: &VaultRecord) -> Option<Alarm> {
        self.person.open_as_told(record, None, &[]).err()
    }

    /// The alarms of a device that remembers, and of one that does not.
    pub fn both(&self, record: &VaultRecord) -> (Option<Alarm>, Option<Alarm>) {
        (self.told(record), self.told_fresh(record))
    }

    pub fn leaf(&self) -> ActiveLeaf {
        self.desk.leaf(self.acme).unwrap()
    }

    pub fn manifest(&self) -> Manifest {
        let (key, person) = (self.vault.keyring().public_key(), self.vault.person());
        Manifest::verify(&self.desk.record.manifest, &key, person).unwrap()
    }
}

pub fn same(alarm: Alarm) -> (Option<Alarm>, Option<Alarm>) {
    (Some(alarm), Some(alarm))
}
