//! The keyring: the person's secret keys of one epoch.

use ed25519_dalek::SigningKey;
use rand_core::{CryptoRng, RngCore};
use serde::Deserialize;
use serde_json::Value as Json;
use vault::{
    bytes::{Bytes, to_base64url},
    id::{ClientId, PersonId},
    json,
    jws::PublicKey,
    mac::mac,
    sealed::{Identity, OpenError, Recipient, SealError, Sealed, kind},
};
use zeroize::{Zeroize, Zeroizing};

use crate::method::derive_signing_key;

const STEP: usize = 1024;
const TYP: &str = "mydata-keyring/v1";

/// The person's secret keys. Neither printed nor serialised: it leaves a device's memory only sealed.
#[derive(Clone)]
pub struct Keyring {
    person: PersonId,
    epoch: u32,
    identity: Identity,
    seed: Zeroizing<[u8; 32]>,
    pairwise: Zeroizing<[u8; 32]>,
    earlier: Vec<Identity>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    typ: String,
    person: PersonId,
    epoch: u32,
    identity: Bytes<32>,
    seed: Bytes<32>,
    pairwise: Bytes<32>,
    earlier: Vec<Bytes<32>>,
}

impl Drop for Text {
    fn drop(&mut self) {
        let secrets = [&mut self.identity, &mut self.seed, &mut self.pairwise];
        for secret in secrets.into_iter().chain(&mut self.earlier) {
            secret.0.zeroize();
        }
    }
}

impl Keyring {
    /// The first keyring of a person.
    pub fn first(person: PersonId, rng: &mut (impl RngCore + CryptoRng)) -> Self {
        let mut secret = || {
            let mut bytes = Zeroizing::new([0; 32]);
            rng.fill_bytes(bytes.as_mut());
            bytes
        };
        let (identity, seed, pairwise) = (secret(), secret(), secret());
        Self {
            person,
            epoch: 1,
            identity: Identity::from_bytes(*identity),
            seed,
            pairwise,
            earlier: Vec::new(),
        }
    }

    /// The keyring of the next epoch: another identity and another seed. It still opens what was sealed before.
    pub(crate) fn renewed(&self, rng: &mut (impl RngCore + CryptoRng)) -> Self {
        let mut earlier = self.earlier.clone();
        earlier.push(self.identity.clone());
        Self {
            epoch: self.epoch + 1,
            pairwise: self.pairwise.clone(),
            earlier,
            ..Self::first(self.person, rng)
        }
    }

    /// Seals the keyring to the unlock methods, or to another tab of the same browser.
    ///
    /// # Errors
    /// [`SealError`] where the machine has no randomness.
    pub fn seal(&self, recipients: &[&Recipient]) -> Result<Sealed<kind::Keyring>, SealError> {
        let earlier: Vec<_> = self
            .earlier
            .iter()
            .map(|identity| Json::String(to_base64url(identity.expose_bytes())))
            .collect();
        let secret = |bytes: &[u8; 32]| Json::String(to_base64url(bytes));
        // Each text is moved in, since one that is copied cannot be overwritten.
        let mut members = serde_json::Map::new();
        members.insert("typ".to_owned(), TYP.into());
        members.insert("person".to_owned(), self.person.to_string().into());
        members.insert("epoch".to_owned(), self.epoch.into());
        members.insert("identity".to_owned(), secret(self.identity.expose_bytes()));
        members.insert("seed".to_owned(), secret(&self.seed));
        members.insert("pairwise".to_owned(), secret(&self.pairwise));
        members.insert("earlier".to_owned(), Json::Array(earlier));
        let mut tree = Json::Object(members);
        let text = json::write(&tree).map(Zeroizing::new);
        wipe(&mut tree);
        Sealed::seal(&text.map_err(|_| SealError)?, STEP, recipients)
    }

    /// Opens a keyring. Whether it is the person's own is for the tag to say.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn open(sealed: &Sealed<kind::Keyring>, identity: &Identity) -> Result<Self, OpenError> {
        let text = sealed.open(identity)?;
        let text: Text = json::read(text.as_str()).map_err(|_| OpenError)?;
        if text.typ != TYP {
            return Err(OpenError);
        }
        Ok(Self {
            person: text.person,
            epoch: text.epoch,
            identity: Identity::from_bytes(text.identity.0),
            seed: Zeroizing::new(text.seed.0),
            pairwise: Zeroizing::new(text.pairwise.0),
            earlier: text
                .earlier
                .iter()
                .map(|bytes| Identity::from_bytes(bytes.0))
                .collect(),
        })
    }

    /// Whose keyring.
    pub fn person(&self) -> PersonId {
        self.person
    }

    /// Counts the keyrings, from 1.
    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    /// The public half of the signing key of this epoch.
    pub fn public_key(&self) -> PublicKey {
        PublicKey::of(&self.signing_key())
    }

    pub(crate) fn signing_key(&self) -> SigningKey {
        SigningKey::from_bytes(&self.seed)
    }

    pub(crate) fn recipient(&self) -> Result<Recipient, OpenError> {
        self.identity.recipient()
    }

    /// Opens a thing of this epoch or an earlier one.
    pub(crate) fn unseal<K>(&self, sealed: &Sealed<K>) -> Result<Zeroizing<String>, OpenError> {
        std::iter::once(&self.identity)
            .chain(&self.earlier)
            .find_map(|identity| sealed.open(identity).ok())
            .ok_or(OpenError)
    }

    /// The person's signing key for one company, so that companies can't compare notes:
    /// HKDF(seed, info = "mydata/company/v1" || client id).
    pub(crate) fn company_key(&self, client: &ClientId) -> SigningKey {
        let info = [b"mydata/company/v1".as_slice(), client.as_str().as_bytes()].concat();
        derive_signing_key(self.seed.as_slice(), &info)
    }

    /// The person's id for one company: HMAC-SHA256(pairwise secret, client id), base64url. It never changes.
    pub fn subject(&self, client: &ClientId) -> String {
        to_base64url(&mac(&self.pairwise, &[client.as_str().as_bytes()]))
    }
}

/// Overwrites the texts of a tree that held secrets.
fn wipe(tree: &mut Json) {
    match tree {
        Json::String(text) => text.zeroize(),
        Json::Array(list) => list.iter_mut().for_each(wipe),
        Json::Object(members) => members.values_mut().for_each(wipe),
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    fn secret(file: &Value, of: &str, name: &str) -> Zeroizing<[u8; 32]> {
        let text = file[of][name].as_str().unwrap();
        Zeroizing::new(vault::bytes::from_hex(text).unwrap())
    }

    #[test]
    fn keys_and_ids_for_a_company_are_those_of_the_vectors() {
        let file: Value =
            serde_json::from_str(include_str!("../tests/vectors/derived.json")).unwrap();
        let keyring = Keyring {
            person: PersonId::from_bytes([0; 16]),
            epoch: 1,
            identity: Identity::from_bytes([0; 32]),
            seed: secret(&file, "company", "seed"),
            pairwise: secret(&file, "subject", "pairwise"),
            earlier: Vec::new(),
        };
        let client: ClientId = serde_json::from_value(file["company"]["client"].clone()).unwrap();
        let key = PublicKey::of(&keyring.company_key(&client));
        assert_eq!(
            Bytes(*key.as_bytes()).to_string(),
            file["company"]["key"].as_str().unwrap()
        );
        assert_eq!(
            keyring.subject(&client),
            file["subject"]["sub"].as_str().unwrap()
        );
    }

    #[test]
    fn what_an_earlier_identity_opens_still_opens() {
        let earlier = Identity::from_bytes([1; 32]);
        let sealed =
            Sealed::<kind::Item>::seal("old", 16, &[&earlier.recipient().unwrap()]).unwrap();
        let mut keyring = Keyring {
            person: PersonId::from_bytes([0; 16]),
            epoch: 2,
            identity: Identity::from_bytes([2; 32]),
            seed: Zeroizing::new([3; 32]),
            pairwise: Zeroizing::new([4; 32]),
            earlier: Vec::new(),
        };
        assert!(keyring.unseal(&sealed).is_err());
        keyring.earlier.push(earlier);
        assert_eq!(*keyring.unseal(&sealed).unwrap(), "old");

        let method = Identity::from_bytes([5; 32]);
        let again = keyring.seal(&[&method.recipient().unwrap()]).unwrap();
        let again = Keyring::open(&again, &method).unwrap();
        assert_eq!((again.person(), again.epoch()), (keyring.person(), 2));
        assert_eq!(*again.unseal(&sealed).unwrap(), "old");
    }

    #[test]
    fn another_sealed_thing_is_no_keyring() {
        let method = Identity::from_bytes([5; 32]);
        for text in ["", "{}", "null", r#"{"typ":"mydata-item/v1"}"#] {
            let sealed = Sealed::seal(text, 16, &[&method.recipient().unwrap()]).unwrap();
            assert!(Keyring::open(&sealed, &method).is_err());
        }
    }
}
