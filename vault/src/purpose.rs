//! What a company may use data for: the purposes of the W3C Data Privacy Vocabulary (DPV) 2.3 that the product offers, each with plain words.
//!
//! The type is made by `build.rs` from `data/dpv-2.3/purposes.csv` (the vocabulary's words) and `data/plain.csv` (ours).

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

include!(concat!(env!("OUT_DIR"), "/purposes.rs"));

struct Row {
    term: &'static str,
    iri: &'static str,
    label: &'static str,
    broader: &'static [&'static str],
    group: Group,
    title: &'static str,
    hint: &'static str,
    to: &'static str,
    common: bool,
    refuse_by_default: bool,
}

/// Heading under which a purpose stands in a long list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// What the person ordered or signed up for.
    Service,
    /// Help, questions, claims, repairs.
    Care,
    /// Suiting the service to the person.
    Fit,
    /// Offers and adverts.
    Offers,
    /// Making products and services better.
    Improve,
    /// Identity, fraud, security.
    Safety,
    /// Duties that a law sets.
    Law,
    /// Research and the common good.
    Research,
    /// Selling data on.
    Sale,
}

impl Group {
    /// Every group, in the order of the screens.
    pub const ALL: [Self; 9] = [
        Self::Service,
        Self::Care,
        Self::Fit,
        Self::Offers,
        Self::Improve,
        Self::Safety,
        Self::Law,
        Self::Research,
        Self::Sale,
    ];

    /// Name for the text catalogue: `service`, `care`, ...
    pub const fn key(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Care => "care",
            Self::Fit => "fit",
            Self::Offers => "offers",
            Self::Improve => "improve",
            Self::Safety => "safety",
            Self::Law => "law",
            Self::Research => "research",
            Self::Sale => "sale",
        }
    }
}

impl Purpose {
    /// Every purpose, in the order of the screens: the common ones first.
    pub const ALL: &'static [Self] = &ALL;

    fn row(self) -> &'static Row {
        &TABLE[self as usize]
    }

    /// The identifier on the wire, in storage and in the API: `dpv:DeliveryOfGoods`.
    pub fn term(self) -> &'static str {
        self.row().term
    }

    /// The full identifier in the vocabulary: `https://w3id.org/dpv#DeliveryOfGoods`.
    pub fn iri(self) -> &'static str {
        self.row().iri
    }

    /// The vocabulary's own label: "Delivery of Goods".
    pub fn label(self) -> &'static str {
        self.row().label
    }

    /// The vocabulary's broader terms, in `dpv:` form. They need not be purposes that the product offers.
    pub fn broader(self) -> &'static [&'static str] {
        self.row().broader
    }

    /// Heading under which it stands in a long list.
    pub fn group(self) -> Group {
        self.row().group
    }

    /// Plain words for a choice tile, in the person's voice: "Send my parcels".
    pub fn title(self) -> &'static str {
        self.row().title
    }

    /// One line under the title: "Bring what I ordered to my door".
    pub fn hint(self) -> &'static str {
        self.row().hint
    }

    /// Ends the sentence "X may read your name and e-mail to ...": "send your parcels".
    pub fn to(self) -> &'static str {
        self.row().to
    }

    /// Whether a request for it is refused unless the person decides otherwise after a warning.
    pub fn refuse_by_default(self) -> bool {
        self.row().refuse_by_default
    }

    /// The few that the share screen shows first, in that order.
    pub fn common() -> impl Iterator<Item = Self> {
        ALL.into_iter().filter(|purpose| purpose.row().common)
    }

    /// Reads `dpv:DeliveryOfGoods` or `https://w3id.org/dpv#DeliveryOfGoods`, exactly; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        ALL.into_iter()
            .find(|purpose| purpose.term() == text || purpose.iri() == text)
    }
}

/// By [`Purpose::term`], so that an order on the wire stays the same when purposes are added.
impl Ord for Purpose {
    fn cmp(&self, other: &Self) -> Ordering {
        self.term().cmp(other.term())
    }
}

impl PartialOrd for Purpose {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.term())
    }
}

impl fmt::Debug for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.term())
    }
}

/// The text names no purpose that the product knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a known purpose")]
pub struct UnknownPurpose;

impl FromStr for Purpose {
    type Err = UnknownPurpose;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text).ok_or(UnknownPurpose)
    }
}

impl Serialize for Purpose {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.term())
    }
}

impl<'de> Deserialize<'de> for Purpose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Purpose {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        use utoipa::openapi::schema::{ObjectBuilder, Type};
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("A purpose of the W3C Data Privacy Vocabulary 2.3."))
            .enum_values(Some(ALL.map(Self::term)))
            .examples(["dpv:DeliveryOfGoods"])
            .into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Purpose {
    fn name() -> std::borrow::Cow<'static, str> {
        "Purpose".into()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    const DPV: &str = include_str!("../data/dpv-2.3/purposes.csv");
    const PLAIN: &str = include_str!("../data/plain.csv");

    #[test]
    fn every_purpose_has_its_row_of_the_vocabulary() {
        assert_eq!(Purpose::ALL.len(), 39);
        assert_eq!(DPV.lines().count(), 1 + 39);
        assert_eq!(PLAIN.lines().count(), 1 + 39);
        for purpose in Purpose::ALL {
            let name = purpose.term().strip_prefix("dpv:").unwrap();
            let start = format!(
                "\"{name}\",\"class\",\"{}\",\"{}\",",
                purpose.iri(),
                purpose.label()
            );
            let row = DPV.lines().find(|line| line.starts_with(&start));
            let row = row.unwrap_or_else(|| panic!("{purpose} is not as in the vocabulary"));
            let broader = purpose
                .broader()
                .join(";")
                .replace("dpv:", "https://w3id.org/dpv#");
            assert!(row.contains(&format!("\"{broader}\"")), "{purpose}");
        }
    }

    /// The excerpt holds the vocabulary's rows as they were published: a change here is a new version of the vocabulary.
    #[test]
    fn the_excerpt_is_the_one_of_version_2_3() {
        use sha2::{Digest, Sha256};
        let digest: String = Sha256::digest(DPV)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(
            digest,
            "a17db2e50b2255856c5346b9a29d67746c8ac94759ae4865040f022e47ab1981"
        );
    }

    #[test]
    fn parse_takes_the_two_exact_forms_and_no_other() {
        for &purpose in Purpose::ALL {
            assert_eq!(Purpose::parse(purpose.term()), Some(purpose));
            assert_eq!(Purpose::parse(purpose.iri()), Some(purpose));
            assert_eq!(purpose.to_string().parse(), Ok(purpose));
        }
        for wrong in [
            "",
            "DeliveryOfGoods",
            "dpv:deliveryOfGoods",
            "dpv:DeliveryOfGoods ",
            "dpv:Purpose",
            "http://w3id.org/dpv#DeliveryOfGoods",
            "https://w3id.org/dpv/#DeliveryOfGoods",
        ] {
            assert_eq!(Purpose::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn json_is_the_term() {
        let json = serde_json::to_string(&Purpose::DeliveryOfGoods).unwrap();
        assert_eq!(json, "\"dpv:DeliveryOfGoods\"");
        assert_eq!(
            serde_json::from_str::<Purpose>(&json).unwrap(),
            Purpose::DeliveryOfGoods
        );
        assert_eq!(
            serde_json::from_value::<Purpose>(serde_json::json!("dpv:DeliveryOfGoods")).unwrap(),
            Purpose::DeliveryOfGoods
        );
        assert!(serde_json::from_str::<Purpose>("\"dpv:Analytics\"").is_err());
        assert!(serde_json::from_str::<Purpose>("7").is_err());
    }

    #[test]
    fn the_plain_words_fit_their_places() {
        let titles: BTreeSet<_> = Purpose::ALL.iter().map(|purpose| purpose.title()).collect();
        assert_eq!(titles.len(), Purpose::ALL.len());
        for purpose in Purpose::ALL {
            assert!(purpose.title().len() <= 32, "{purpose}");
            assert!(purpose.hint().len() <= 45, "{purpose}");
            assert!(
                purpose
                    .to()
                    .starts_with(|first: char| first.is_ascii_lowercase()),
                "{purpose}"
            );
            for text in [purpose.title(), purpose.hint(), purpose.to()] {
                assert!(
                    !text.ends_with('.') && text.trim() == text,
                    "{purpose}: {text}"
                );
            }
        }
    }

    #[test]
    fn the_common_ones_are_few_and_come_first() {
        let common: Vec<_> = Purpose::common().collect();
        assert_eq!(common.len(), 6);
        assert_eq!(common, Purpose::ALL[..6]);
        assert!(common.iter().all(|purpose| !purpose.refuse_by_default()));
    }

    #[test]
    fn only_selling_is_refused_by_default() {
        let refused: Vec<_> = Purpose::ALL
            .iter()
            .filter(|purpose| purpose.refuse_by_default())
            .collect();
        assert_eq!(refused, [&Purpose::SellDataToThirdParties]);
    }

    #[test]
    fn every_group_is_used() {
        for group in Group::ALL {
            assert!(
                Purpose::ALL.iter().any(|purpose| purpose.group() == group),
                "{}",
                group.key()
            );
        }
    }

    #[cfg(feature = "openapi")]
    #[test]
    fn the_schema_is_a_string_with_every_term() {
        let schema = serde_json::to_value(<Purpose as utoipa::PartialSchema>::schema()).unwrap();
        assert_eq!(schema["type"], "string");
        assert_eq!(schema["enum"].as_array().unwrap().len(), Purpose::ALL.len());
    }
}
