//! The kinds of profile data: one table (`data/attributes.csv`) that drives the editor, the consent screen, validation, import, export
//! and the API.
//!
//! Labels and messages in a person's language are not here; [`Attribute::key`] and [`Fault`] name them for the text catalogue.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use rand_core::{CryptoRng, RngCore};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

mod address;
mod clock;
mod codes;
mod country;
mod date;
mod derived;
mod draft;
mod email;
mod fault;
mod language;
mod money;
mod number;
mod part;
pub mod phone;
#[cfg(feature = "openapi")]
mod published;
mod record;
mod row;
mod text;
mod value;
mod web;

pub use address::code_comes_last;
pub use codes::Codes;
pub use country::{COUNTRIES, three_letters, two_letters};
pub use derived::{Derived, Rule};
pub use draft::Draft;
pub use fault::{Fault, Invalid, Typed};
pub use language::LANGUAGES;
pub use money::CURRENCIES;
pub use part::{BLOOD_TYPES, CHANNELS, DAYS, Days, FREQUENCIES, Kind, Part, WAYS};
#[cfg(feature = "openapi")]
pub use published::catalogue;
pub use row::{Cluster, Many, Row, Sensitivity, Shape, Standards};
pub use value::Value;

include!(concat!(env!("OUT_DIR"), "/attributes.rs"));

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

    /// The boxes of its editor, in the order in which they are shown.
    pub fn parts(&self) -> &'static [Part] {
        self.row().parts
    }

    /// Special category (GDPR Art. 9) or criminal record (Art. 10): needs its own explicit consent and is never in one permission
    /// with ordinary data.
    pub fn special(&self) -> bool {
        self.row().sensitivity >= Sensitivity::Special
    }

    /// Those that a person keeps, in the order of the screens: [`Attribute::ALL`] without what is computed.
    pub fn kept() -> impl Iterator<Item = Self> + Clone {
        Self::ALL
            .into_iter()
            .filter(|attribute| attribute.derived().is_none())
    }

    /// Whether more than one item of it is normal.
    pub fn several(&self) -> bool {
        self.row().many != Many::One
    }

    /// From what it is computed; `None` where the person keeps it.
    pub fn derived(&self) -> Option<Derived> {
        self.row().derived
    }

    /// Whether a company gets every item of it, as an array.
    pub fn every(&self) -> bool {
        self.row().many == Many::Every
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
        let ((start, end), (other_start, other_end)) = (self.segments(), other.segments());
        start
            .bytes()
            .chain(end.bytes())
            .cmp(other_start.bytes().chain(other_end.bytes()))
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
