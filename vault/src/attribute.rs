//! The kinds of profile data: one table that drives the editor, the consent screen, validation and the API.
//!
//! Labels and messages in a person's language are not here; [`Attribute::key`] and [`Fault`] name them for the text catalogue.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use rand_core::{CryptoRng, RngCore};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

mod address;
mod country;
mod date;
mod draft;
mod email;
mod language;
mod phone;
mod row;
mod text;
mod value;

pub use country::COUNTRIES;
pub use draft::{Draft, Fault, Invalid, Part, Typed, parts};
pub use language::LANGUAGES;
pub use row::{Cluster, Row, Sensitivity, Shape};
pub use value::{CHANNELS, Value};

/// A kind of profile data. On the wire, in storage and in the API it is its canonical name: `email`, `custom.k3v7q2ab`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Attribute {
    /// Full name as the person writes it.
    Name,
    /// First name or names.
    GivenName,
    /// Family name.
    FamilyName,
    /// Date of birth.
    Birthdate,
    /// E-mail address.
    Email,
    /// Telephone number.
    PhoneNumber,
    /// Postal address.
    Address,
    /// Languages, the liked best first.
    PreferredLanguages,
    /// The way in which the person likes to be reached.
    PreferredContactChannel,
    /// Free text.
    Notes,
    /// A field that the person made. Its label is part of the value, so that only the person's devices know it.
    Custom(CustomId),
}

/// The random part of the name of a person's own field: eight characters of `a-z2-7`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct CustomId([u8; 8]);

const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
const CUSTOM: &str = "custom.";

impl CustomId {
    fn parse(text: &str) -> Option<Self> {
        let id: [u8; 8] = text.as_bytes().try_into().ok()?;
        id.iter()
            .all(|byte| ALPHABET.contains(byte))
            .then_some(Self(id))
    }

    /// The eight characters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl Attribute {
    /// The attributes of the catalogue in the order of the screens; a person's own fields come after them.
    pub const ALL: [Self; 10] = [
        Self::Name,
        Self::GivenName,
        Self::FamilyName,
        Self::Email,
        Self::PhoneNumber,
        Self::Address,
        Self::Birthdate,
        Self::PreferredLanguages,
        Self::PreferredContactChannel,
        Self::Notes,
    ];

    /// A new attribute for a field that the person makes: 40 random bits, unique enough within one vault.
    pub fn custom(rng: &mut (impl RngCore + CryptoRng)) -> Self {
        let mut id = [0; 8];
        rng.fill_bytes(&mut id);
        Self::Custom(CustomId(id.map(|byte| ALPHABET[usize::from(byte % 32)])))
    }

    /// Name for the text catalogue: the canonical name, and `custom` for a person's own field.
    pub fn key(&self) -> &'static str {
        self.row().name
    }

    /// Whether the person made this field.
    pub fn is_custom(&self) -> bool {
        matches!(self, Self::Custom(_))
    }

    /// Group on the screens.
    pub fn cluster(&self) -> Cluster {
        self.row().cluster
    }

    /// Shape of the claim.
    pub fn shape(&self) -> Shape {
        self.row().shape
    }

    /// Special category: never in one permission with ordinary data.
    pub fn special(&self) -> bool {
        self.row().special
    }

    /// Place on the screens, for sorting: the index in [`Attribute::ALL`], own fields last.
    pub fn place(&self) -> usize {
        Self::ALL
            .iter()
            .position(|other| other == self)
            .unwrap_or(Self::ALL.len())
    }

    /// Reads a canonical name, exactly; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        match text.strip_prefix(CUSTOM) {
            Some(id) => CustomId::parse(id).map(Self::Custom),
            None => Self::ALL
                .into_iter()
                .find(|attribute| attribute.key() == text),
        }
    }

    fn segments(&self) -> (&str, &str) {
        match self {
            Self::Custom(id) => (CUSTOM, id.as_str()),
            other => (other.key(), ""),
        }
    }
}

/// By canonical name, so that an order on the wire stays the same when attributes are added. Screens sort by [`Attribute::place`].
impl Ord for Attribute {
    fn cmp(&self, other: &Self) -> Ordering {
        let bytes = |attribute: &Self| -> Vec<u8> {
            let (start, end) = attribute.segments();
            [start.as_bytes(), end.as_bytes()].concat()
        };
        bytes(self).cmp(&bytes(other))
    }
}

impl PartialOrd for Attribute {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (start, end) = self.segments();
        f.write_str(start)?;
        f.write_str(end)
    }
}

impl fmt::Debug for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Debug for CustomId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names no attribute that the product knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a known attribute")]
pub struct UnknownAttribute;

impl FromStr for Attribute {
    type Err = UnknownAttribute;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text).ok_or(UnknownAttribute)
    }
}

impl Serialize for Attribute {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Attribute {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Attribute {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        use utoipa::openapi::schema::{ObjectBuilder, Type};
        let names: Vec<_> = Self::ALL.iter().map(Self::key).collect();
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some(
                "A kind of profile data; `custom.` and eight characters for a field that the person made.",
            ))
            .pattern(Some(format!("^({}|custom\\.[a-z2-7]{{8}})$", names.join("|"))))
            .examples(["email"])
            .into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Attribute {
    fn name() -> std::borrow::Cow<'static, str> {
        "Attribute".into()
    }
}

#[cfg(test)]
mod tests;
