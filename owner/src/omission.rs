//! "I don't want to store this": a person's answer to an attribute. Sealed like an item, so the server does not learn it.

use serde::Deserialize;
use serde_json::json;
use vault::{attribute::Attribute, id::ItemId};

/// An attribute that the person does not want to store. It counts as done, and goes away with the first value.
#[derive(Clone, PartialEq)]
pub struct Omission {
    /// The record.
    pub id: ItemId,
    /// The attribute.
    pub attribute: Attribute,
    /// When the person decided, in unix seconds.
    pub since: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OmissionText {
    id: ItemId,
    attribute: Attribute,
    since: i64,
}

impl Omission {
    pub(crate) const TYP: &'static str = "mydata-omission/v1";

    pub(crate) fn to_json(&self) -> serde_json::Value {
        json!({
            "typ": Self::TYP,
            "id": self.id,
            "attribute": self.attribute,
            "since": self.since,
        })
    }

    pub(crate) fn from_text(text: OmissionText) -> Self {
        Self {
            id: text.id,
            attribute: text.attribute,
            since: text.since,
        }
    }
}
