//! Tokens: `mydata_<kind>_<A>_<check>`, in readable mode followed by `_<K>` (DESIGN 4, "Tokens").
//!
//! `A` finds the grant, `K` opens it. The check lets junk be refused before a store is asked, and lets secret
//! scanners match without false alarms.

use crc::{CRC_32_ISO_HDLC, Crc, NoTable};
use rand_core::{CryptoRng, RngCore};
use zeroize::Zeroizing;

use std::str::FromStr;

use crate::{
    digest::Digest,
    sealed::{Identity, OpenError},
};

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Digits of 256 bits in base 62.
const SECRET_DIGITS: usize = 43;
/// Digits of 32 bits in base 62.
const CHECK_DIGITS: usize = 6;
/// A token is short, and tables are all that weighs in a browser's bundle, so the sum is taken bit by bit.
const CRC32: Crc<u32, NoTable> = Crc::<u32, NoTable>::new(&CRC_32_ISO_HDLC);

/// What a token is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// `gt`: a direct grant, handed over by the person.
    Grant,
    /// `at`: access, short-lived.
    Access,
    /// `rt`: refresh.
    Refresh,
    /// `ac`: authorization code.
    Code,
}

impl TokenKind {
    const ALL: [Self; 4] = [Self::Grant, Self::Access, Self::Refresh, Self::Code];

    /// The two letters in the token.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Grant => "gt",
            Self::Access => "at",
            Self::Refresh => "rt",
            Self::Code => "ac",
        }
    }

    /// The kind with these two letters.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// The text is no token of ours: wrong shape, or the check does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a My Data token")]
pub struct TokenError;

/// The grant key: 32 random bytes that open the grant's bundles. Neither printed nor serialised.
#[derive(Clone)]
pub struct GrantKey(Zeroizing<[u8; 32]>);

impl GrantKey {
    /// A fresh key.
    pub fn random(rng: &mut (impl RngCore + CryptoRng)) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        rng.fill_bytes(bytes.as_mut());
        Self(bytes)
    }

    /// The key with these bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The identity that opens the grant's bundles.
    pub fn identity(&self) -> Identity {
        Identity::from_bytes(*self.0)
    }

    /// The secret bytes.
    pub fn expose_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl FromStr for GrantKey {
    type Err = OpenError;

    /// Reads K as it is handed over beside a token: an age identity, `AGE-SECRET-KEY-1…`.
    fn from_str(text: &str) -> Result<Self, OpenError> {
        let identity: Identity = text.parse()?;
        Ok(Self::from_bytes(*identity.expose_bytes()))
    }
}

/// A token. Neither printed nor serialised; [`Token::expose`] gives the text.
#[derive(Clone)]
pub struct Token {
    kind: TokenKind,
    a: Zeroizing<[u8; 32]>,
    key: Option<GrantKey>,
}

impl Token {
    /// A fresh token for a grant; with `key` it is the readable form.
    pub fn random(
        kind: TokenKind,
        key: Option<GrantKey>,
        rng: &mut (impl RngCore + CryptoRng),
    ) -> Self {
        let mut a = Zeroizing::new([0; 32]);
        rng.fill_bytes(a.as_mut());
        Self { kind, a, key }
    }

    /// Reads a token.
    ///
    /// # Errors
    /// [`TokenError`]; the store need not be asked.
    pub fn parse(text: &str) -> Result<Self, TokenError> {
        let mut parts = text.split('_');
        let mut next = || parts.next().ok_or(TokenError);
        if next()? != "mydata" {
            return Err(TokenError);
        }
        let kind = TokenKind::parse(next()?).ok_or(TokenError)?;
        let a_digits = next()?;
        let check = next()?;
        let a = from_base62(a_digits)?;
        if check != check_digits(&format!("mydata_{}_{a_digits}", kind.as_str())) {
            return Err(TokenError);
        }
        let key = match parts.next() {
            None => None,
            Some(digits) => Some(GrantKey(from_base62(digits)?)),
        };
        match parts.next() {
            None => Ok(Self { kind, a, key }),
            Some(_) => Err(TokenError),
        }
    }

    /// What the token is for.
    pub fn kind(&self) -> TokenKind {
        self.kind
    }

    /// K, where the token carries it.
    pub fn key(&self) -> Option<&GrantKey> {
        self.key.as_ref()
    }

    /// The same token in the sealed form.
    #[must_use]
    pub fn without_key(self) -> Self {
        Self { key: None, ..self }
    }

    /// SHA-256 of A's 32 bytes: all that a server keeps of a token.
    pub fn digest(&self) -> Digest {
        Digest::of(self.a.as_slice())
    }

    /// The text to hand over.
    pub fn expose(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(format!(
            "mydata_{}_{}",
            self.kind.as_str(),
            *to_base62(&self.a)
        ));
        let check = check_digits(&text);
        text.push('_');
        text.push_str(&check);
        if let Some(key) = &self.key {
            text.push('_');
            text.push_str(&to_base62(&key.0));
        }
        text
    }
}

fn check_digits(text: &str) -> String {
    let mut rest = CRC32.checksum(text.as_bytes()) as usize;
    let mut digits = [b'0'; CHECK_DIGITS];
    for digit in digits.iter_mut().rev() {
        *digit = ALPHABET[rest % 62];
        rest /= 62;
    }
    digits.iter().map(|digit| char::from(*digit)).collect()
}

/// Fixed-width base 62 of 256 bits, most significant digit first.
fn to_base62(bytes: &[u8; 32]) -> Zeroizing<String> {
    let mut number = Zeroizing::new(*bytes);
    let mut digits = Zeroizing::new([0_u8; SECRET_DIGITS]);
    for digit in digits.iter_mut().rev() {
        let mut rest = 0_u32;
        for byte in number.iter_mut() {
            rest = (rest << 8) | u32::from(*byte);
            *byte = (rest / 62) as u8;
            rest %= 62;
        }
        *digit = ALPHABET[rest as usize];
    }
    Zeroizing::new(digits.iter().map(|digit| char::from(*digit)).collect())
}

fn from_base62(text: &str) -> Result<Zeroizing<[u8; 32]>, TokenError> {
    if text.len() != SECRET_DIGITS {
        return Err(TokenError);
    }
    let mut number = Zeroizing::new([0_u8; 32]);
    for digit in text.bytes() {
        let mut carry = ALPHABET
            .iter()
            .position(|letter| *letter == digit)
            .ok_or(TokenError)? as u32;
        for byte in number.iter_mut().rev() {
            carry += u32::from(*byte) * 62;
            *byte = (carry & 0xff) as u8;
            carry >>= 8;
        }
        if carry != 0 {
            return Err(TokenError);
        }
    }
    Ok(number)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    fn token(a: [u8; 32], key: Option<[u8; 32]>) -> Token {
        Token {
            kind: TokenKind::Grant,
            a: Zeroizing::new(a),
            key: key.map(GrantKey::from_bytes),
        }
    }

    #[test]
    fn the_sealed_form_is_the_readable_form_cut_short() {
        let readable = token([0xff; 32], Some([1; 32])).expose();
        let sealed = token([0xff; 32], None).expose();
        assert!(readable.starts_with(sealed.as_str()));
        assert_eq!(sealed.len(), "mydata_gt_".len() + 43 + 1 + 6);
        assert_eq!(readable.len(), sealed.len() + 1 + 43);
    }

    #[test]
    fn numbers_over_256_bits_are_refused() {
        assert!(from_base62(&"z".repeat(43)).is_err());
        assert!(from_base62(&"0".repeat(43)).is_ok());
        assert!(from_base62(&"0".repeat(42)).is_err());
    }

    proptest! {
        #[test]
        fn tokens_come_back(a: [u8; 32], key: Option<[u8; 32]>) {
            let text = token(a, key).expose();
            let back = Token::parse(&text).unwrap();
            prop_assert_eq!(back.a.as_slice(), a.as_slice());
            prop_assert_eq!(back.key().map(|key| *key.expose_bytes()), key);
        }

        #[test]
        fn one_changed_letter_before_the_key_is_caught(a: [u8; 32], at in 0_usize..60, to in 0_usize..62) {
            let text = token(a, None).expose();
            let mut changed = text.as_bytes().to_vec();
            changed[at] = ALPHABET[to];
            let changed = String::from_utf8(changed).unwrap();
            prop_assume!(changed != *text);
            prop_assert!(Token::parse(&changed).is_err());
        }

        #[test]
        fn junk_never_panics(text in ".{0,200}") {
            let _ = Token::parse(&text);
        }
    }
}
