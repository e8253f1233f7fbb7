//! Typed identifiers: 16 random bytes each, printed with a prefix so that a log line explains itself.

use std::{fmt, str::FromStr};

use rand_core::{CryptoRng, RngCore};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::bytes::{from_hex, to_hex};

/// Why a text is not an identifier of the wanted kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a valid identifier")]
pub struct IdError;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[doc = concat!("\n\nText form: `", $prefix, "` followed by 32 lower-case hexadecimal digits.")]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 16]);

        impl $name {
            /// A fresh identifier; 128 random bits.
            pub fn random(rng: &mut (impl RngCore + CryptoRng)) -> Self {
                let mut bytes = [0; 16];
                rng.fill_bytes(&mut bytes);
                Self(bytes)
            }

            /// The identifier with these bytes.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }

            /// The 16 bytes, as they are hashed and sorted.
            pub const fn as_bytes(&self) -> &[u8; 16] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str($prefix)?;
                f.write_str(&to_hex(&self.0))
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                let digits = text.strip_prefix($prefix).ok_or(IdError)?;
                from_hex(digits).map(Self).ok_or(IdError)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(de::Error::custom)
            }
        }

        #[cfg(feature = "openapi")]
        crate::schema::text!($name, concat!($prefix, "5f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5"));
    };
}

id! {
    /// A person, who owns a vault. Also the WebAuthn user handle (its 16 bytes).
    PersonId, "per_"
}
id! {
    /// One item of a profile.
    ItemId, "itm_"
}
id! {
    /// One grant.
    GrantId, "grt_"
}
id! {
    /// One unlock method of a person.
    MethodId, "mth_"
}
id! {
    /// One entry of an access log. Its 16 bytes are the entry's random part (DESIGN 4, "Access log").
    EntryId, "ent_"
}
id! {
    /// One receipt.
    ReceiptId, "rcp_"
}

/// Who may read: a company's system. A direct grant has no registered client; `grant:<id>` stands for
/// the client id in every derivation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClientId(String);

impl ClientId {
    /// The client id of a direct grant.
    pub fn direct(grant: GrantId) -> Self {
        Self(format!("grant:{grant}"))
    }

    /// The text that is signed and derived from.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for ClientId {
    type Error = IdError;

    fn try_from(text: String) -> Result<Self, IdError> {
        match text.strip_prefix("grant:") {
            Some(grant) => grant.parse::<GrantId>().map(Self::direct),
            None => Err(IdError),
        }
    }
}

impl From<ClientId> for String {
    fn from(client: ClientId) -> Self {
        client.0
    }
}

#[cfg(feature = "openapi")]
crate::schema::text!(ClientId, "grant:grt_5f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5");

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn the_text_form_comes_back() {
        let id = GrantId::from_bytes([0xab; 16]);
        assert_eq!(id.to_string().parse(), Ok(id));
    }

    #[test]
    fn another_kind_of_id_is_refused() {
        let item = ItemId::from_bytes([1; 16]).to_string();
        assert_eq!(item.parse::<GrantId>(), Err(IdError));
        assert_eq!("grt_00".parse::<GrantId>(), Err(IdError));
        assert_eq!(
            GrantId::from_bytes([0xab; 16])
                .to_string()
                .to_uppercase()
                .parse::<GrantId>(),
            Err(IdError)
        );
    }
}
