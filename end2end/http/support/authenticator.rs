//! A passkey in software: ES256, attestation "none", user verified.

use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use rand_core::{OsRng, RngCore};
use vault::{
    bytes::Blob,
    digest::Digest,
    id::PersonId,
    wire::{CreationOptions, Credential, NewCredential, RequestOptions},
};

pub struct Authenticator {
    key: SigningKey,
    id: [u8; 16],
    user: PersonId,
    counter: u32,
    pub origin: String,
    pub prf: ([u8; 32], [u8; 32]),
}

const USER_PRESENT: u8 = 0x01;
const USER_VERIFIED: u8 = 0x04;
const HAS_CREDENTIAL: u8 = 0x40;

impl Authenticator {
    pub fn create(
        user: PersonId,
        options: &CreationOptions,
        origin: &str,
    ) -> (Self, NewCredential) {
        let (mut id, mut first, mut second) = ([0; 16], [0; 32], [0; 32]);
        OsRng.fill_bytes(&mut id);
        OsRng.fill_bytes(&mut first);
        OsRng.fill_bytes(&mut second);
        let passkey = Self {
            key: SigningKey::random(&mut OsRng),
            id,
            user,
            counter: 1,
            origin: origin.to_owned(),
            prf: (first, second),
        };
        let mut data = passkey.data(
            &options.rp_id,
            USER_PRESENT | USER_VERIFIED | HAS_CREDENTIAL,
        );
        data.extend([0; 16]);
        data.extend((passkey.id.len() as u16).to_be_bytes());
        data.extend(passkey.id);
        data.extend(passkey.cose_key());
        let credential = NewCredential {
            id: Blob(id.to_vec()),
            attestation_object: Blob(attestation(&data)),
            client_data: Blob(passkey.client_data("webauthn.create", &options.challenge)),
        };
        (passkey, credential)
    }

    pub fn answer(&mut self, options: &RequestOptions) -> Credential {
        self.counter += 1;
        let data = self.data(&options.rp_id, USER_PRESENT | USER_VERIFIED);
        let client_data = self.client_data("webauthn.get", &options.challenge);
        let signed = [data.as_slice(), Digest::of(&client_data).as_bytes()].concat();
        let signature: Signature = self.key.sign(&signed);
        Credential {
            id: Blob(self.id.to_vec()),
            authenticator_data: Blob(data),
            client_data: Blob(client_data),
            signature: Blob(signature.to_der().as_bytes().to_vec()),
            user_handle: Some(Blob(self.user.as_bytes().to_vec())),
        }
    }

    fn data(&self, rp_id: &str, flags: u8) -> Vec<u8> {
        let mut data = Digest::of(rp_id).as_bytes().to_vec();
        data.push(flags);
        data.extend(self.counter.to_be_bytes());
        data
    }

    fn client_data(&self, kind: &str, challenge: &Blob) -> Vec<u8> {
        serde_json::to_vec(&serde_json::json!({
            "type": kind,
            "challenge": challenge,
            "origin": self.origin,
            "crossOrigin": false,
        }))
        .unwrap()
    }

    /// COSE (RFC 9053): {kty: EC2, alg: ES256, crv: P-256, x, y}.
    fn cose_key(&self) -> Vec<u8> {
        let point = self.key.verifying_key().to_encoded_point(false);
        let mut key = vec![0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
        key.extend(point.x().unwrap());
        key.extend([0x22, 0x58, 0x20]);
        key.extend(point.y().unwrap());
        key
    }
}

/// CBOR: {"fmt": "none", "attStmt": {}, "authData": data}.
fn attestation(data: &[u8]) -> Vec<u8> {
    let mut object = vec![0xa3, 0x63];
    object.extend(b"fmt");
    object.push(0x64);
    object.extend(b"none");
    object.push(0x67);
    object.extend(b"attStmt");
    object.extend([0xa0, 0x68]);
    object.extend(b"authData");
    object.extend([0x58, data.len() as u8]);
    object.extend(data);
    object
}
