//! Bundles: the granted values of one permission, signed by the person, sealed to the grant's key.

use std::collections::BTreeMap;

use hkdf::Hkdf;
use serde::Deserialize;
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::{
    bytes::Bytes,
    id::{ClientId, GrantId},
    jws::{Jws, PublicKey, Typ},
    mac::mac,
    purpose::Purpose,
    sealed::{Sealed, kind},
    token::GrantKey,
};

/// Bundles are padded to steps of at least this many bytes.
pub const STEP: usize = 4096;

/// The signed content of a bundle.
///
/// It is made of the person's values, so it is read with [`SealedBundle::open`] and written by the owner's side alone;
/// it prints nothing.
#[derive(Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    /// The vault's public address.
    pub iss: String,
    /// The person's id for this company; another company sees another.
    pub sub: String,
    /// Whom it is for.
    pub aud: ClientId,
    /// The grant.
    pub grant: GrantId,
    /// What the claims may be used for.
    pub purpose: Purpose,
    /// Whether the claims are special categories.
    pub special: bool,
    /// Counts the bundles of this permission, from 1.
    pub seq: u64,
    /// When it was signed, in unix seconds.
    pub iat: i64,
    /// When the grant ends, in unix seconds.
    pub exp: i64,
    /// The values, under their OpenID Connect names.
    pub claims: BTreeMap<String, serde_json::Value>,
    /// As in the leaf: ties the person's key for this company to K.
    pub pin: Bytes<32>,
}

impl Bundle {
    fn is_for(
        &self,
        iss: &str,
        aud: &ClientId,
        grant: GrantId,
        purpose: Purpose,
        special: bool,
    ) -> bool {
        self.iss == iss
            && self.aud == *aud
            && self.grant == grant
            && self.purpose == purpose
            && self.special == special
    }
}

/// A bundle as it is stored and travels.
pub type SealedBundle = Sealed<kind::Bundle>;

/// What a bundle must be, to be released.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// The vault's public address.
    pub iss: &'a str,
    /// Whom it is for.
    pub aud: &'a ClientId,
    /// The grant.
    pub grant: GrantId,
    /// The purpose asked for.
    pub purpose: Purpose,
    /// Whether the special-category permission was asked for.
    pub special: bool,
    /// The bundle's number in the leaf.
    pub seq: u64,
    /// The person's key for this company in the leaf.
    pub key: &'a PublicKey,
}

/// What a company knows of a bundle that it got.
#[derive(Debug, Clone, Copy)]
pub struct Received<'a> {
    /// The vault's public address.
    pub iss: &'a str,
    /// The company.
    pub aud: &'a ClientId,
    /// The grant.
    pub grant: GrantId,
    /// The purpose asked for.
    pub purpose: Purpose,
    /// Whether the special-category permission was asked for.
    pub special: bool,
    /// The number of the last bundle of this permission that was accepted; 0 at the first time.
    pub seen: u64,
}

/// Why a bundle may not be released or believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// Changed, cut, or sealed to another key.
    #[error("the bundle does not open")]
    Sealed,
    /// Not signed, or not as a bundle.
    #[error("the bundle's signature does not verify")]
    Signature,
    /// Signed by a key that K does not vouch for.
    #[error("the bundle's signer is not the one that the grant key vouches for")]
    Pin,
    /// For somebody or something else: issuer, audience, grant, purpose, number or key differ.
    #[error("the bundle is not for this use")]
    Misplaced,
    /// The grant is over.
    #[error("the bundle is past its end")]
    Expired,
    /// The company has seen a later one.
    #[error("the bundle is older than one seen before")]
    Older,
}

/// An opened bundle with the proof it came in.
pub struct OpenedBundle {
    /// The content.
    pub bundle: Bundle,
    /// The signed form, which proves every claim to others.
    pub proof: Jws,
}

/// HKDF-SHA256(K, info = "pin"): the key that makes pins.
pub struct PinKey(Zeroizing<[u8; 32]>);

impl PinKey {
    /// The pin key of a grant key.
    pub fn of(key: &GrantKey) -> Self {
        let mut pin_key = Zeroizing::new([0; 32]);
        // 32 bytes is one block of SHA-256: expanding to it can't fail (RFC 5869 section 2.3).
        let _ = Hkdf::<Sha256>::new(None, key.expose_bytes()).expand(b"pin", pin_key.as_mut());
        Self(pin_key)
    }

    /// The pin key with these bytes, as opened from a leaf.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The secret bytes.
    pub fn expose_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The pin of a person's key for a company: HMAC-SHA256(pin key, JWK thumbprint).
    pub fn pin(&self, key: &PublicKey) -> Bytes<32> {
        Bytes(mac(&self.0, &[key.thumbprint().as_bytes()]))
    }
}

impl SealedBundle {
    /// Opens a bundle and checks all that can be checked of it at `now` (unix seconds).
    ///
    /// # Errors
    /// The first [`BundleError`] met.
    pub fn open_bundle(
        &self,
        key: &GrantKey,
        expected: Expected<'_>,
        now: i64,
    ) -> Result<OpenedBundle, BundleError> {
        let (signer, OpenedBundle { bundle, proof }) = self.unseal(key)?;
        let Expected {
            iss,
            aud,
            grant,
            purpose,
            special,
            seq,
            key: expected,
        } = expected;
        let placed = signer == *expected
            && bundle.is_for(iss, aud, grant, purpose, special)
            && bundle.seq == seq;
        if !placed {
            return Err(BundleError::Misplaced);
        }
        if now >= bundle.exp {
            return Err(BundleError::Expired);
        }
        Ok(OpenedBundle { bundle, proof })
    }

    /// Opens a bundle on the company's side, at `now` (unix seconds). Who signed it is believed because K vouches for the key, not
    /// because it was seen before.
    ///
    /// # Errors
    /// The first [`BundleError`] met.
    pub fn receive(
        &self,
        key: &GrantKey,
        received: Received<'_>,
        now: i64,
    ) -> Result<OpenedBundle, BundleError> {
        let (_, opened) = self.unseal(key)?;
        let bundle = &opened.bundle;
        let Received {
            iss,
            aud,
            grant,
            purpose,
            special,
            seen,
        } = received;
        if !bundle.is_for(iss, aud, grant, purpose, special) {
            return Err(BundleError::Misplaced);
        }
        if bundle.seq < seen {
            return Err(BundleError::Older);
        }
        if now >= bundle.exp {
            return Err(BundleError::Expired);
        }
        Ok(opened)
    }

    /// Opens it and has its signature and pin vouch for it. Gives who signed.
    fn unseal(&self, key: &GrantKey) -> Result<(PublicKey, OpenedBundle), BundleError> {
        let text = self
            .open(&key.identity())
            .map_err(|_| BundleError::Sealed)?;
        let proof = Jws::from_text(text.as_str());
        let (signer, bundle) = proof
            .verify_embedded::<Bundle>(Typ::Bundle)
            .map_err(|_| BundleError::Signature)?;
        if !bool::from(PinKey::of(key).pin(&signer).0.ct_eq(&bundle.pin.0)) {
            return Err(BundleError::Pin);
        }
        Ok((signer, OpenedBundle { bundle, proof }))
    }
}
