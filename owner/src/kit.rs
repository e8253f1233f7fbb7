//! The Recovery kit: 256 random bits made on the person's device, shown on one sheet of paper, never sent.

use ed25519_dalek::SigningKey;
use rand_core::{CryptoRng, RngCore};
use vault::{
    bytes::Bytes,
    digest::Digest,
    jws::{Jws, JwsError, KeyHint, PublicKey, Typ},
    wire::KitSignIn,
};
use zeroize::Zeroizing;

use crate::method::{Unlocker, derive_signing_key};

/// How many groups the code has.
pub const GROUPS: usize = 14;
/// How many letters a group has.
pub const LETTERS: usize = 4;

const CHECK_BYTES: usize = 3;

/// Crockford's alphabet of base 32.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// What a person holds in their hands. Neither printed to logs nor serialised; [`Kit::expose_groups`] gives the code.
#[derive(Clone)]
pub struct Kit(Zeroizing<[u8; 32]>);

/// Why a typed code is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KitError {
    /// Fewer or more letters than the code has.
    #[error("the code has {} letters, this has {have}", GROUPS * LETTERS)]
    Length {
        /// How many letters were typed, without spaces and dashes.
        have: usize,
    },
    /// A sign that no code has.
    #[error("the code has no {0:?}")]
    Letter(char),
    /// All letters are possible, but together they are no code: at least one is wrong.
    #[error("a letter of the code is wrong")]
    Check,
}

impl Kit {
    /// A fresh kit.
    pub fn random(rng: &mut (impl RngCore + CryptoRng)) -> Self {
        let mut secret = Zeroizing::new([0; 32]);
        rng.fill_bytes(secret.as_mut());
        Self(secret)
    }

    /// Reads a code as a person types, pastes or scans it: any case, spaces and dashes anywhere, O for 0, I and L for 1. Among other
    /// lines, as in a kit that was saved to a file, it stands on one of its own.
    ///
    /// # Errors
    /// [`KitError`] says what to look at.
    pub fn parse(text: &str) -> Result<Self, KitError> {
        let whole = Self::parse_alone(text);
        whole.or_else(|error| {
            let mut closest = error;
            for line in text.lines() {
                match Self::parse_alone(line) {
                    Ok(kit) => return Ok(kit),
                    // As long as a code: it is the one that was mistyped.
                    Err(KitError::Check) => closest = KitError::Check,
                    Err(_) => {}
                }
            }
            Err(closest)
        })
    }

    fn parse_alone(text: &str) -> Result<Self, KitError> {
        let mut letters = Zeroizing::new(String::with_capacity(GROUPS * LETTERS));
        for letter in text
            .chars()
            .filter(|letter| !letter.is_whitespace() && !matches!(letter, '-' | '–' | '.'))
        {
            letters.push(canonical(letter).ok_or(KitError::Letter(letter))?);
        }
        if letters.len() != GROUPS * LETTERS {
            return Err(KitError::Length {
                have: letters.len(),
            });
        }
        let bytes = from_base32(&letters).ok_or(KitError::Check)?;
        let (secret, check) = bytes.split_at(bytes.len() - CHECK_BYTES);
        let kit = Self(Zeroizing::new(
            secret.try_into().map_err(|_| KitError::Check)?,
        ));
        if check == kit.check() {
            Ok(kit)
        } else {
            Err(KitError::Check)
        }
    }

    /// The code in its groups: base 32 in Crockford's alphabet, of the 32 secret bytes and a check of 3.
    pub fn expose_groups(&self) -> Vec<Zeroizing<String>> {
        let bytes = Zeroizing::new([self.0.as_slice(), &self.check()].concat());
        to_base32(&bytes)
            .as_bytes()
            .chunks(LETTERS)
            .map(|group| Zeroizing::new(String::from_utf8_lossy(group).into_owned()))
            .collect()
    }

    /// The code as one text, groups joined by dashes; what the picture to scan holds.
    pub fn expose_text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::new());
        for group in self.expose_groups() {
            if !text.is_empty() {
                text.push('-');
            }
            text.push_str(&group);
        }
        text
    }

    /// Whether what was typed is group number `index` (from 0), read as kindly as [`Kit::parse`].
    pub fn is_group(&self, index: usize, typed: &str) -> bool {
        let typed: Option<String> = typed.trim().chars().map(canonical).collect();
        let groups = self.expose_groups();
        groups
            .get(index)
            .is_some_and(|group| typed.as_deref() == Some(group.as_str()))
    }

    /// The secrets that open the keyring.
    pub fn unlocker(&self) -> Unlocker {
        Unlocker::kit(&self.0)
    }

    /// The public half of the kit's key for signing in.
    pub fn key(&self) -> PublicKey {
        PublicKey::of(&self.signing_key())
    }

    /// Answers a server's challenge.
    ///
    /// # Errors
    /// Never for these contents; the type follows the signer's.
    pub fn sign_in(&self, nonce: Bytes<32>, origin: &str) -> Result<Jws, JwsError> {
        let content = KitSignIn {
            nonce,
            origin: origin.to_owned(),
        };
        Jws::sign(Typ::KitSignIn, &self.signing_key(), KeyHint::Jwk, &content)
    }

    fn signing_key(&self) -> SigningKey {
        derive_signing_key(self.0.as_slice(), b"mydata/sign-in/kit/v1")
    }

    fn check(&self) -> [u8; CHECK_BYTES] {
        let digest = Digest::of_all([b"mydata/kit/v1".as_slice(), self.0.as_slice()]);
        let [a, b, c, ..] = *digest.as_bytes();
        [a, b, c]
    }
}

/// The letter as the code has it.
fn canonical(letter: char) -> Option<char> {
    match letter.to_ascii_uppercase() {
        'O' => Some('0'),
        'I' | 'L' => Some('1'),
        'U' => None,
        letter if letter.is_ascii_digit() || letter.is_ascii_uppercase() => Some(letter),
        _ => None,
    }
}

/// Base 32: each 5 bytes are 8 letters, and a code has seven times as many.
fn to_base32(bytes: &[u8]) -> Zeroizing<String> {
    let mut letters = Zeroizing::new(String::with_capacity(GROUPS * LETTERS));
    for five in bytes.chunks_exact(5) {
        let number = five
            .iter()
            .fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        for place in (0..8).rev() {
            letters.push(char::from(ALPHABET[(number >> (5 * place)) as usize % 32]));
        }
    }
    letters
}

/// Reads base 32; `None` where a letter is not of the alphabet.
fn from_base32(letters: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(GROUPS * LETTERS * 5 / 8));
    for eight in letters.as_bytes().chunks_exact(8) {
        let mut number = 0_u64;
        for letter in eight {
            let digit = ALPHABET.iter().position(|other| other == letter)?;
            number = number << 5 | digit as u64;
        }
        bytes.extend_from_slice(&number.to_be_bytes()[3..]);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    fn kit() -> Kit {
        Kit(Zeroizing::new([0xa5; 32]))
    }

    #[test]
    fn has_fourteen_groups_of_four() {
        let groups = kit().expose_groups();
        assert_eq!(groups.len(), GROUPS);
        assert!(groups.iter().all(|group| group.len() == LETTERS));
    }

    #[test]
    fn comes_back_however_it_is_typed() {
        let text = kit().expose_text();
        for typed in [
            text.to_lowercase(),
            text.replace('-', " "),
            format!("  {}\n", text.replace('-', "")),
            format!("Recovery kit of Ada\n\n{}\n 1 7K4M\n", *text),
        ] {
            assert_eq!(Kit::parse(&typed).map(|kit| *kit.0), Ok([0xa5; 32]));
        }
        let zeros = Kit(Zeroizing::new([0; 32])).expose_text();
        assert_eq!(
            Kit::parse(&zeros.replace('0', "O")).map(|kit| *kit.0),
            Ok([0; 32])
        );
    }

    #[test]
    fn every_single_wrong_letter_is_found() {
        let text = kit().expose_text().replace('-', "");
        for at in 0..text.len() {
            let mut wrong = text.clone().into_bytes();
            wrong[at] = if wrong[at] == b'7' { b'8' } else { b'7' };
            let wrong = String::from_utf8(wrong).unwrap();
            assert_eq!(
                Kit::parse(&wrong).err(),
                Some(KitError::Check),
                "letter {at}"
            );
        }
    }

    #[test]
    fn says_what_to_look_at() {
        assert_eq!(Kit::parse("7K4M").err(), Some(KitError::Length { have: 4 }));
        assert_eq!(Kit::parse("7K4?").err(), Some(KitError::Letter('?')));
    }

    #[test]
    fn another_implementation_writes_the_same() {
        let mut specification = data_encoding::Specification::new();
        specification
            .symbols
            .push_str("0123456789ABCDEFGHJKMNPQRSTVWXYZ");
        let crockford = specification.encoding().unwrap();
        let bytes: Vec<u8> = (0..35_u8).map(|n| n.wrapping_mul(73)).collect();
        let letters = to_base32(&bytes);
        assert_eq!(*letters, crockford.encode(&bytes));
        assert_eq!(from_base32(&letters).as_deref(), Some(&bytes));
        assert!(from_base32(&letters.replace(&letters[..1], "U")).is_none());
    }

    #[test]
    fn a_group_is_read_kindly() {
        let group = kit().expose_groups()[4].to_lowercase();
        assert!(kit().is_group(4, &format!(" {group} ")));
        assert!(!kit().is_group(4, "0000"));
    }
}
