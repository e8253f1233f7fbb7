//! What opens a keyring: each unlock method has its own identity and MAC key, which exist only while unlocking.

use ed25519_dalek::SigningKey;
use hkdf::Hkdf;
use sha2::Sha256;
use subtle::ConstantTimeEq;
use vault::{
    bytes::Bytes,
    id::PersonId,
    jws::PublicKey,
    mac::mac,
    sealed::{Identity, OpenError, Recipient},
};
use zeroize::Zeroizing;

/// The first of the two constant PRF inputs (WebAuthn Level 3, `prf`). Constant, so that one usernameless touch is
/// enough; two, so that one output alone opens nothing.
pub const PRF_FIRST: &[u8] = b"mydata/prf/v1/first";
/// The second PRF input.
pub const PRF_SECOND: &[u8] = b"mydata/prf/v1/second";

/// The secrets of one unlock method.
pub struct Unlocker {
    identity: Identity,
    mac_key: Zeroizing<[u8; 32]>,
}

impl Unlocker {
    /// A passkey's, from its two PRF outputs:
    /// `HKDF(first || second, salt, info = "mydata/unlock/passkey/v1" || credential id)` is the identity, and the same
    /// with `mydata/tag/passkey/v1` the MAC key.
    pub fn passkey(
        first: &[u8; 32],
        second: &[u8; 32],
        salt: &Bytes<32>,
        credential: &[u8],
    ) -> Self {
        let mut secret = Zeroizing::new([0; 64]);
        secret[..32].copy_from_slice(first);
        secret[32..].copy_from_slice(second);
        let derive = |label: &str| {
            let info = [label.as_bytes(), credential].concat();
            derive(secret.as_slice(), Some(&salt.0), &info)
        };
        Self {
            identity: Identity::from_bytes(*derive("mydata/unlock/passkey/v1")),
            mac_key: derive("mydata/tag/passkey/v1"),
        }
    }

    /// The Recovery kit's, without salt: the kit alone must be enough.
    pub(crate) fn kit(secret: &[u8; 32]) -> Self {
        Self {
            identity: Identity::from_bytes(*derive(secret, None, b"mydata/unlock/kit/v1")),
            mac_key: derive(secret, None, b"mydata/tag/kit/v1"),
        }
    }

    /// To whom a keyring must be sealed for this method.
    ///
    /// # Errors
    /// Never for a derived identity.
    pub fn recipient(&self) -> Result<Recipient, OpenError> {
        self.identity.recipient()
    }

    pub(crate) fn identity(&self) -> &Identity {
        &self.identity
    }

    /// The tag beside the keyring:
    /// HMAC-SHA256(MAC key, "mydata/tag/v1" || person id || epoch as 4 bytes, big-endian || signing public key).
    pub fn tag(&self, person: PersonId, epoch: u32, signing_key: &PublicKey) -> Bytes<32> {
        let epoch = epoch.to_be_bytes();
        let parts = [
            b"mydata/tag/v1".as_slice(),
            person.as_bytes(),
            &epoch,
            signing_key.as_bytes(),
        ];
        Bytes(mac(&self.mac_key, &parts))
    }

    pub(crate) fn vouches(
        &self,
        tag: &Bytes<32>,
        person: PersonId,
        epoch: u32,
        key: &PublicKey,
    ) -> bool {
        self.tag(person, epoch, key).0.ct_eq(&tag.0).into()
    }
}

/// HKDF-SHA256 to 32 bytes.
pub(crate) fn derive(secret: &[u8], salt: Option<&[u8]>, info: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut out = Zeroizing::new([0; 32]);
    // 32 bytes is one block of SHA-256: expanding to it can't fail (RFC 5869 section 2.3).
    let _ = Hkdf::<Sha256>::new(salt, secret).expand(info, out.as_mut());
    out
}

/// An Ed25519 key from an HKDF output.
pub(crate) fn derive_signing_key(secret: &[u8], info: &[u8]) -> SigningKey {
    SigningKey::from_bytes(&derive(secret, None, info))
}
