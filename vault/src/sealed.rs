//! Sealed things: age v1 files (C2SP) to X25519 recipients. Only [`Sealed`] crosses a wire or reaches a store.

use std::{fmt, io::Read, marker::PhantomData, str::FromStr};

use age::secrecy::ExposeSecret;
use bech32::{Bech32, Hrp};
use rand_core::{CryptoRng, RngCore};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use zeroize::Zeroizing;

use crate::{
    bytes::{from_base64url, to_base64url},
    digest::Digest,
};

/// What may stand inside a [`Sealed`]. The types have no values: they only keep files apart.
pub mod kind {
    /// The person's keyring.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Keyring {}
    /// An item, or another record that the owner keeps for themselves.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Item {}
    /// A bundle.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Bundle {}
    /// HKDF(K, "pin") of a grant, kept for the owner.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum PinKey {}
}

/// The largest sealed file that is read, in bytes.
pub const LARGEST: usize = 256 * 1024;
/// The same of an export, which holds a whole vault and never travels to a server.
pub const LARGEST_EXPORT: usize = 64 * 1024 * 1024;

/// Sealed content does not open. Says nothing more on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("does not open")]
pub struct OpenError;

/// Sealing failed, which means that the machine has no randomness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("could not be sealed")]
pub struct SealError;

/// An age X25519 identity: the secret that opens. Neither printed nor serialised.
#[derive(Clone)]
pub struct Identity(Zeroizing<[u8; 32]>);

/// What an identity's text begins with (age-encryption.org/v1, "X25519").
const HRP: &str = "age-secret-key-";

impl Identity {
    /// The identity whose scalar is these 32 bytes (clamped by X25519 itself).
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// A fresh identity.
    pub fn random(rng: &mut (impl RngCore + CryptoRng)) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        rng.fill_bytes(bytes.as_mut_slice());
        Self(bytes)
    }

    /// The public half.
    ///
    /// # Errors
    /// Never for 32 bytes; the type follows age's parser.
    pub fn recipient(&self) -> Result<Recipient, OpenError> {
        Ok(Recipient(self.age()?.to_public()))
    }

    /// The secret bytes, to be put into a keyring or a token. Nowhere else.
    pub fn expose_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// age's own text form, `AGE-SECRET-KEY-1…`, for other age programs.
    ///
    /// # Errors
    /// Never for 32 bytes; the type follows age's parser.
    pub fn expose_text(&self) -> Result<Zeroizing<String>, OpenError> {
        Ok(Zeroizing::new(
            self.age()?.to_string().expose_secret().to_owned(),
        ))
    }

    fn age(&self) -> Result<age::x25519::Identity, OpenError> {
        let hrp = Hrp::parse(HRP).map_err(|_| OpenError)?;
        let text = bech32::encode_upper::<Bech32>(hrp, self.0.as_slice()).map_err(|_| OpenError)?;
        let text = Zeroizing::new(text);
        age::x25519::Identity::from_str(&text).map_err(|_| OpenError)
    }
}

/// An age X25519 recipient, `age1…`: to whom a thing is sealed.
#[derive(Clone, PartialEq, Eq)]
pub struct Recipient(age::x25519::Recipient);

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Identity {
    type Err = OpenError;

    /// Reads age's own text form, `AGE-SECRET-KEY-1…`.
    fn from_str(text: &str) -> Result<Self, OpenError> {
        let (hrp, bytes) = bech32::decode(text.trim()).map_err(|_| OpenError)?;
        let bytes = Zeroizing::new(bytes);
        let secret = <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| OpenError)?;
        if hrp.as_str().eq_ignore_ascii_case(HRP) {
            Ok(Self::from_bytes(secret))
        } else {
            Err(OpenError)
        }
    }
}

impl FromStr for Recipient {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        age::x25519::Recipient::from_str(text)
            .map(Self)
            .map_err(|_| "not an age X25519 recipient")
    }
}

impl Serialize for Recipient {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Recipient {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(feature = "openapi")]
crate::schema::text!(
    Recipient,
    "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg"
);

/// An age file with content of one [`kind`]. Travels as base64url without padding.
pub struct Sealed<K> {
    file: Vec<u8>,
    kind: PhantomData<fn() -> K>,
}

impl<K> Sealed<K> {
    /// Takes a file as it was stored; nothing is checked.
    pub fn from_file(file: Vec<u8>) -> Self {
        Self {
            file,
            kind: PhantomData,
        }
    }

    /// Seals `text`, padded with spaces to a size step (at least `least` bytes), so that sizes say little.
    ///
    /// # Errors
    /// [`SealError`] where there is no recipient or no randomness, or the file would be over [`LARGEST`].
    pub fn seal(text: &str, least: usize, recipients: &[&Recipient]) -> Result<Self, SealError> {
        seal_file(text, least, recipients, LARGEST).map(Self::from_file)
    }

    /// Opens the file and takes the padding off.
    ///
    /// # Errors
    /// [`OpenError`] where the file was changed, cut, is over [`LARGEST`], is for somebody else, or is not padded text.
    pub fn open(&self, identity: &Identity) -> Result<Zeroizing<String>, OpenError> {
        open_file(&self.file, identity, LARGEST)
    }

    /// The age file.
    pub fn file(&self) -> &[u8] {
        &self.file
    }

    /// SHA-256 of the file's exact bytes.
    pub fn digest(&self) -> Digest {
        Digest::of(&self.file)
    }
}

/// Seals the text of an export, padded as [`Sealed::seal`] does: an age file that the person keeps.
///
/// # Errors
/// [`SealError`] where there is no randomness, or the file would be over [`LARGEST_EXPORT`].
pub fn seal_export(text: &str, recipient: &Recipient) -> Result<Vec<u8>, SealError> {
    seal_file(text, 1024, &[recipient], LARGEST_EXPORT)
}

/// Opens what [`seal_export`] sealed.
///
/// # Errors
/// [`OpenError`], as [`Sealed::open`].
pub fn open_export(file: &[u8], identity: &Identity) -> Result<Zeroizing<String>, OpenError> {
    open_file(file, identity, LARGEST_EXPORT)
}

fn seal_file(
    text: &str,
    least: usize,
    recipients: &[&Recipient],
    most: usize,
) -> Result<Vec<u8>, SealError> {
    let mut padded = Zeroizing::new(Vec::with_capacity(step(text.len(), least)));
    padded.extend_from_slice(text.as_bytes());
    padded.resize(step(text.len(), least), b' ');
    let recipients = recipients
        .iter()
        .map(|recipient| &recipient.0 as &dyn age::Recipient);
    let encryptor = age::Encryptor::with_recipients(recipients).map_err(|_| SealError)?;
    let mut file = Vec::new();
    let mut writer = encryptor.wrap_output(&mut file).map_err(|_| SealError)?;
    std::io::Write::write_all(&mut writer, &padded).map_err(|_| SealError)?;
    writer.finish().map_err(|_| SealError)?;
    if file.len() > most {
        return Err(SealError);
    }
    Ok(file)
}

fn open_file(
    file: &[u8],
    identity: &Identity,
    most: usize,
) -> Result<Zeroizing<String>, OpenError> {
    if file.len() > most {
        return Err(OpenError);
    }
    let decryptor = age::Decryptor::new_buffered(file).map_err(|_| OpenError)?;
    let identity = identity.age()?;
    let mut reader = decryptor
        .decrypt(std::iter::once(&identity as &dyn age::Identity))
        .map_err(|_| OpenError)?;
    let mut text = Zeroizing::new(String::with_capacity(file.len()));
    reader.read_to_string(&mut text).map_err(|_| OpenError)?;
    let bare = text.trim_end_matches(' ').len();
    text.truncate(bare);
    Ok(text)
}

/// The padded length: the next multiple of a step that grows with the size, so that at most an eighth is padding above
/// the least.
fn step(length: usize, least: usize) -> usize {
    let length = length.max(1);
    let step = (1 << length.ilog2()) / 8;
    length.next_multiple_of(step.max(least).max(1))
}

impl<K> Clone for Sealed<K> {
    fn clone(&self) -> Self {
        Self::from_file(self.file.clone())
    }
}

impl<K> PartialEq for Sealed<K> {
    fn eq(&self, other: &Self) -> bool {
        self.file == other.file
    }
}

impl<K> Eq for Sealed<K> {}

impl<K> fmt::Debug for Sealed<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed({} bytes)", self.file.len())
    }
}

impl<K> Serialize for Sealed<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&to_base64url(&self.file))
    }
}

impl<'de, K> Deserialize<'de> for Sealed<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        let file = from_base64url(&text).ok_or_else(|| {
            de::Error::custom("expected an age file in base64url without padding")
        })?;
        if file.len() > LARGEST {
            return Err(de::Error::custom("the sealed file is too large"));
        }
        Ok(Self::from_file(file))
    }
}

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    fn identity() -> Identity {
        Identity::from_bytes([3; 32])
    }

    #[test]
    fn what_was_sealed_opens_for_its_recipient_only() {
        let recipient = identity().recipient().unwrap();
        let sealed = Sealed::<kind::Item>::seal("yours", 1024, &[&recipient]).unwrap();
        assert_eq!(*sealed.open(&identity()).unwrap(), "yours");
        assert_eq!(sealed.open(&Identity::from_bytes([4; 32])), Err(OpenError));
    }

    #[test]
    fn sizes_come_in_steps() {
        assert_eq!(step(0, 1024), 1024);
        assert_eq!(step(1024, 1024), 1024);
        assert_eq!(step(1025, 1024), 2048);
        assert_eq!(step(40_000, 1024), 40_960);
        for length in 1..50_000 {
            assert!(step(length, 1024) >= length);
            assert!(step(length, 1024) - length < 1024.max(length / 8 + 1));
        }
    }

    #[test]
    fn no_flipped_bit_and_no_cut_opens() {
        let recipient = identity().recipient().unwrap();
        let sealed = Sealed::<kind::Item>::seal("yours", 16, &[&recipient]).unwrap();
        for at in 0..sealed.file.len() {
            for bit in 0..8 {
                let mut file = sealed.file.clone();
                file[at] ^= 1 << bit;
                assert!(
                    Sealed::<kind::Item>::from_file(file)
                        .open(&identity())
                        .is_err(),
                    "bit {bit} of byte {at}"
                );
            }
            assert!(
                Sealed::<kind::Item>::from_file(sealed.file[..at].to_vec())
                    .open(&identity())
                    .is_err()
            );
        }
    }

    /// Nothing else looks at the copy under `patches/`: it has no checksum in the lock file.
    #[test]
    fn the_curve_is_the_published_one() {
        for (source, published) in [
            (
                include_str!("../../patches/x25519-dalek/src/lib.rs"),
                "52caa45c6026b4e1631a32d634e69d7cfcc8f2f72970d1485684c976c47dabb4",
            ),
            (
                include_str!("../../patches/x25519-dalek/src/x25519.rs"),
                "fd31c22ea7af9a5e900474096dacfa6a53d2f8422a3720aed91fcb42d9ce8146",
            ),
        ] {
            assert_eq!(Digest::of(source).to_string(), published);
        }
    }

    /// Where age asks for another version of the crate in `patches`, cargo builds the true one in again and only warns.
    #[test]
    fn age_is_built_without_translations() {
        let error = age::DecryptError::NoMatchingKeys;
        assert_eq!(error.to_string(), "err-no-matching-keys");
    }

    #[test]
    fn what_could_not_be_opened_again_is_not_sealed() {
        let identity = Identity::from_bytes([7; 32]);
        let recipient = identity.recipient().unwrap();
        let seal =
            |length: usize| Sealed::<kind::Item>::seal(&"x".repeat(length), 64, &[&recipient]);
        assert!(seal(LARGEST / 2).unwrap().open(&identity).is_ok());
        assert!(seal(LARGEST).is_err());
    }

    #[test]
    fn the_identity_is_the_one_that_age_programs_know() {
        let text = identity().expose_text().unwrap();
        assert!(text.starts_with("AGE-SECRET-KEY-1"));
        assert!(
            identity()
                .recipient()
                .unwrap()
                .to_string()
                .starts_with("age1")
        );
    }
}
