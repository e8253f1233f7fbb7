//! Compact JWS with Ed25519 (RFC 7515, RFC 8037). Every signed thing carries a `typ` that names its one
//! structure, and what is signed, hashed and stored are the exact bytes that travel.

use std::fmt;

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    bytes::{from_base64url, to_base64url},
    digest::Digest,
    json,
};

/// The longest header that is read, in characters of base64url. Ours have some 150.
const LARGEST_HEADER: usize = 1024;

/// What `typ` says of a signed structure. One `typ`, one structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typ {
    /// [`crate::manifest::Manifest`]
    Manifest,
    /// [`crate::epoch::EpochStep`]
    Epoch,
    /// [`crate::bundle::Bundle`]
    Bundle,
    /// [`crate::receipt::ReadReceipt`]
    ReadReceipt,
    /// [`crate::receipt::EndReceipt`]
    EndReceipt,
    /// [`crate::wire::KitSignIn`]
    KitSignIn,
    /// [`crate::wire::Deletion`]
    Deletion,
}

impl Typ {
    /// The header value.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Manifest => "mydata-manifest+jwt",
            Self::Epoch => "mydata-epoch+jwt",
            Self::Bundle => "mydata-bundle+jwt",
            Self::ReadReceipt => "mydata-read-receipt+jwt",
            Self::EndReceipt => "mydata-end-receipt+jwt",
            Self::KitSignIn => "mydata-kit-sign-in+jwt",
            Self::Deletion => "mydata-deletion+jwt",
        }
    }
}

/// Why a signed structure was refused. Says little on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JwsError {
    /// Not three base64url parts, or a header that we do not make.
    #[error("not a compact JWS of the expected form")]
    Malformed,
    /// Signed, but as another structure.
    #[error("signed as another structure")]
    WrongTyp,
    /// The signature is not by the expected key over these bytes.
    #[error("the signature does not verify")]
    BadSignature,
    /// The signature holds, the content is not of the expected shape.
    #[error("signed content of an unexpected shape")]
    BadContent,
}

/// An Ed25519 public key. Travels as a JWK of type OKP (RFC 8037 section 2).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Jwk", into = "Jwk")]
pub struct PublicKey([u8; 32]);

/// The JWK form of a [`PublicKey`].
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
struct Jwk {
    crv: String,
    kty: String,
    x: crate::bytes::Bytes<32>,
}

impl PublicKey {
    /// The public half of a signing key.
    pub fn of(key: &SigningKey) -> Self {
        Self(key.verifying_key().to_bytes())
    }

    /// A key from its 32 bytes; `None` where they are no point of the curve.
    pub fn from_bytes(bytes: [u8; 32]) -> Option<Self> {
        VerifyingKey::from_bytes(&bytes).ok().map(|_| Self(bytes))
    }

    /// The 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The JWK thumbprint (RFC 7638, SHA-256).
    pub fn thumbprint(&self) -> Digest {
        let x = to_base64url(&self.0);
        Digest::of(format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#))
    }

    fn verify(&self, message: &[u8], signature: &Signature) -> Result<(), JwsError> {
        VerifyingKey::from_bytes(&self.0)
            .and_then(|key| key.verify_strict(message, signature))
            .map_err(|_| JwsError::BadSignature)
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&to_base64url(&self.0))
    }
}

impl From<PublicKey> for Jwk {
    fn from(key: PublicKey) -> Self {
        Self {
            crv: "Ed25519".into(),
            kty: "OKP".into(),
            x: crate::bytes::Bytes(key.0),
        }
    }
}

impl TryFrom<Jwk> for PublicKey {
    type Error = &'static str;

    fn try_from(jwk: Jwk) -> Result<Self, Self::Error> {
        if jwk.crv != "Ed25519" || jwk.kty != "OKP" {
            return Err("expected an Ed25519 key of type OKP");
        }
        Self::from_bytes(jwk.x.0).ok_or("not an Ed25519 public key")
    }
}

#[cfg(feature = "openapi")]
mod openapi {
    use super::{Jwk, PublicKey};

    impl utoipa::PartialSchema for PublicKey {
        fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
            <Jwk as utoipa::PartialSchema>::schema()
        }
    }

    impl utoipa::ToSchema for PublicKey {}
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    alg: String,
    typ: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kid: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    jwk: Option<PublicKey>,
}

/// A JWS taken apart, its signature not yet checked.
struct Parts<'a> {
    header: Header,
    signed: &'a [u8],
    content: Vec<u8>,
    signature: Signature,
}

/// A compact JWS as it travels. Holding one says nothing of its signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct Jws(String);

/// Which key a header names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyHint {
    /// The reader knows the key.
    None,
    /// `kid`: the thumbprint of a published key.
    Kid,
    /// `jwk`: the key itself, for readers that check it by other means.
    Jwk,
}

impl Jws {
    /// Takes the text as it arrived; nothing is checked.
    pub fn from_text(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Signs content as a structure of this `typ`.
    ///
    /// # Errors
    /// [`JwsError::BadContent`] where the content has no JSON form.
    pub fn sign(
        typ: Typ,
        key: &SigningKey,
        hint: KeyHint,
        content: &impl Serialize,
    ) -> Result<Self, JwsError> {
        let content = serde_json::to_vec(content).map_err(|_| JwsError::BadContent)?;
        Self::sign_text(typ, key, hint, &content)
    }

    /// Signs content that is a JSON text already.
    ///
    /// # Errors
    /// Never for what this crate makes; the type follows [`Jws::sign`].
    pub fn sign_text(
        typ: Typ,
        key: &SigningKey,
        hint: KeyHint,
        content: &[u8],
    ) -> Result<Self, JwsError> {
        let public = PublicKey::of(key);
        let header = Header {
            alg: "EdDSA".into(),
            typ: typ.as_str().into(),
            kid: (hint == KeyHint::Kid).then(|| public.thumbprint().to_string()),
            jwk: (hint == KeyHint::Jwk).then_some(public),
        };
        let header = serde_json::to_vec(&header).map_err(|_| JwsError::BadContent)?;
        let mut text = to_base64url(&header);
        text.push('.');
        text.push_str(&to_base64url(content));
        let signature = key.sign(text.as_bytes());
        text.push('.');
        text.push_str(&to_base64url(&signature.to_bytes()));
        Ok(Self(text))
    }

    /// Checks `typ` and signature and gives the content.
    ///
    /// # Errors
    /// Any [`JwsError`].
    pub fn verify<T: DeserializeOwned>(&self, typ: Typ, key: &PublicKey) -> Result<T, JwsError> {
        let content = self.verify_bytes(typ, key)?;
        json::read(&content).map_err(|_| JwsError::BadContent)
    }

    fn verify_bytes(&self, typ: Typ, key: &PublicKey) -> Result<Vec<u8>, JwsError> {
        let parts = self.parts()?;
        if parts.header.typ != typ.as_str() {
            return Err(JwsError::WrongTyp);
        }
        key.verify(parts.signed, &parts.signature)?;
        Ok(parts.content)
    }

    /// Checks against the key that the header itself carries, and gives both. The caller must have another
    /// reason to believe in that key.
    ///
    /// # Errors
    /// Any [`JwsError`]; [`JwsError::Malformed`] where the header carries no key.
    pub fn verify_embedded<T: DeserializeOwned>(
        &self,
        typ: Typ,
    ) -> Result<(PublicKey, T), JwsError> {
        let key = self.parts()?.header.jwk.ok_or(JwsError::Malformed)?;
        Ok((key, self.verify(typ, &key)?))
    }

    /// The text that travels.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// SHA-256 of the text that travels.
    pub fn digest(&self) -> Digest {
        Digest::of(&self.0)
    }

    fn parts(&self) -> Result<Parts<'_>, JwsError> {
        let (signed, signature) = self.0.rsplit_once('.').ok_or(JwsError::Malformed)?;
        let (header, content) = signed.split_once('.').ok_or(JwsError::Malformed)?;
        // Read before the signature is checked, so anybody can write it.
        if header.len() > LARGEST_HEADER {
            return Err(JwsError::Malformed);
        }
        let decode = |part| from_base64url(part).ok_or(JwsError::Malformed);
        let header: Header = json::read(&decode(header)?).map_err(|_| JwsError::Malformed)?;
        if header.alg != "EdDSA" && header.alg != "Ed25519" {
            return Err(JwsError::Malformed);
        }
        let signature =
            Signature::from_slice(&decode(signature)?).map_err(|_| JwsError::Malformed)?;
        Ok(Parts {
            header,
            signed: signed.as_bytes(),
            content: decode(content)?,
            signature,
        })
    }
}

impl fmt::Display for Jws {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    fn key() -> SigningKey {
        // The key of RFC 8037, appendix A.1.
        let d = from_base64url("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A").unwrap();
        SigningKey::from_bytes(&d.try_into().unwrap())
    }

    #[test]
    fn thumbprint_agrees_with_rfc_8037() {
        assert_eq!(
            to_base64url(PublicKey::of(&key()).thumbprint().as_bytes()),
            "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
        );
    }

    #[test]
    fn what_was_signed_comes_back() {
        let jws = Jws::sign(Typ::Manifest, &key(), KeyHint::None, &vec![1, 2]).unwrap();
        assert_eq!(
            jws.verify::<Vec<u8>>(Typ::Manifest, &PublicKey::of(&key())),
            Ok(vec![1, 2])
        );
        assert_eq!(
            jws.verify_embedded::<Vec<u8>>(Typ::Manifest),
            Err(JwsError::Malformed)
        );
    }

    #[test]
    fn another_typ_and_another_key_are_refused() {
        let jws = Jws::sign(Typ::Manifest, &key(), KeyHint::Jwk, &1).unwrap();
        assert_eq!(
            jws.verify::<u8>(Typ::Bundle, &PublicKey::of(&key())),
            Err(JwsError::WrongTyp)
        );
        let other = PublicKey::of(&SigningKey::from_bytes(&[7; 32]));
        assert_eq!(
            jws.verify::<u8>(Typ::Manifest, &other),
            Err(JwsError::BadSignature)
        );
    }

    #[test]
    fn no_flipped_bit_and_no_cut_passes() {
        let public = PublicKey::of(&key());
        let jws = Jws::sign(Typ::Manifest, &key(), KeyHint::Kid, &"content").unwrap();
        for at in 0..jws.as_str().len() {
            for bit in 0..7 {
                let mut bytes = jws.as_str().as_bytes().to_vec();
                bytes[at] ^= 1 << bit;
                if let Ok(text) = String::from_utf8(bytes) {
                    assert!(
                        Jws(text).verify::<String>(Typ::Manifest, &public).is_err(),
                        "bit {bit} of byte {at}"
                    );
                }
            }
            assert!(
                Jws(jws.as_str()[..at].into())
                    .verify::<String>(Typ::Manifest, &public)
                    .is_err()
            );
        }
    }
}
