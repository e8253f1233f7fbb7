//! Bytes as text: base64url without padding (RFC 4648 section 5) and lower-case hexadecimal digits. Each value has one
//! text, and no other is read.

use std::fmt;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use zeroize::Zeroizing;

/// Bytes in base64url without padding.
pub fn to_base64url(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads base64url without padding, exactly; `None` for anything else.
pub fn from_base64url(text: &str) -> Option<Vec<u8>> {
    BASE64_URL_SAFE_NO_PAD.decode(text.as_bytes()).ok()
}

/// Bytes in lower-case hexadecimal digits.
pub fn to_hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from(b"0123456789abcdef"[usize::from(value)]);
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

/// Reads `N` bytes in lower-case hexadecimal digits, exactly; `None` for anything else.
pub fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let value = |digit: u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    };
    if text.len() != 2 * N {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        *byte = value(pair[0])? << 4 | value(pair[1])?;
    }
    Some(bytes)
}

/// Public bytes of a fixed length: salts, tags, pins. Never secrets.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Bytes<const N: usize>(pub [u8; N]);

impl<const N: usize> fmt::Display for Bytes<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&to_base64url(&self.0))
    }
}

impl<const N: usize> fmt::Debug for Bytes<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<const N: usize> Serialize for Bytes<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, const N: usize> Deserialize<'de> for Bytes<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        // A keyring's secrets are read here too.
        from_base64url(&text)
            .map(Zeroizing::new)
            .and_then(|bytes| bytes.as_slice().try_into().ok())
            .map(Self)
            .ok_or_else(|| {
                de::Error::custom(format!("expected {N} bytes in base64url without padding"))
            })
    }
}

#[cfg(feature = "openapi")]
mod openapi {
    crate::schema::text!(super::Bytes<16>, "AAAAAAAAAAAAAAAAAAAAAA");
    crate::schema::text!(
        super::Bytes<32>,
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    );
}

/// Public bytes of any length, as WebAuthn and stored records need them. Never secrets.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Blob(pub Vec<u8>);

impl fmt::Debug for Blob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Blob({} bytes)", self.0.len())
    }
}

impl Serialize for Blob {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&to_base64url(&self.0))
    }
}

impl<'de> Deserialize<'de> for Blob {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        from_base64url(&text)
            .map(Self)
            .ok_or_else(|| de::Error::custom("expected base64url without padding"))
    }
}

#[cfg(feature = "openapi")]
crate::schema::text!(Blob, "AAECAwQFBgc");

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn only_the_one_text_is_read() {
        assert_eq!(from_base64url("-_8"), Some(vec![0xfb, 0xff]));
        // Padding, bits left over, the other alphabet, a length that no bytes have, white space.
        for text in ["-_8=", "-_9", "+/8", "-_8AA", "-", "-_ 8", "-_8\n"] {
            assert_eq!(from_base64url(text), None, "{text:?}");
        }
        assert_eq!(from_hex("0aff"), Some([0x0a, 0xff]));
        for text in ["0AFF", "0af", "0aff0", "0aff00", "0afg", "0a f", "+aff", ""] {
            assert_eq!(from_hex::<2>(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn another_implementation_writes_and_reads_the_same(bytes: [u8; 32], cut in 0_usize..32, text in "[A-Za-z0-9=+/_-]{0,12}") {
            use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
            prop_assert_eq!(to_base64url(&bytes[cut..]), BASE64URL_NOPAD.encode(&bytes[cut..]));
            prop_assert_eq!(from_base64url(&to_base64url(&bytes[cut..])), Some(bytes[cut..].to_vec()));
            prop_assert_eq!(from_base64url(&text), BASE64URL_NOPAD.decode(text.as_bytes()).ok());
            prop_assert_eq!(to_hex(&bytes), HEXLOWER.encode(&bytes));
            prop_assert_eq!(from_hex(&to_hex(&bytes)), Some(bytes));
        }
    }
}
