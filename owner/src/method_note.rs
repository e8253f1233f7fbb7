//! What a person notes of an unlock method: its name, and a kit's number. Sealed like an item, so the server learns no names.

use rand_core::{CryptoRng, RngCore};
use serde::Deserialize;
use serde_json::json;
use vault::{
    id::{ItemId, MethodId},
    sealed::Recipient,
};

/// A note of an unlock method. It stays after the method is gone, so that its name can still be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MethodNote {
    /// The record.
    pub id: ItemId,
    /// The method.
    pub method: MethodId,
    /// Its recipient.
    pub recipient: Recipient,
    /// The person's name for it; may be empty.
    pub name: String,
    /// Counts the Recovery kits of a vault, from 1; 0 for a passkey.
    pub number: u32,
    /// When it was removed, in unix seconds.
    pub removed: Option<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MethodNoteText {
    id: ItemId,
    method: MethodId,
    recipient: Recipient,
    name: String,
    number: u32,
    removed: Option<i64>,
}

impl MethodNote {
    pub(crate) const TYP: &'static str = "mydata-method/v1";

    /// A note of a method that has none yet.
    pub fn new(
        method: MethodId,
        recipient: Recipient,
        name: String,
        rng: &mut (impl RngCore + CryptoRng),
    ) -> Self {
        Self {
            id: ItemId::random(rng),
            method,
            recipient,
            name,
            number: 0,
            removed: None,
        }
    }

    pub(crate) fn to_json(&self) -> serde_json::Value {
        json!({
            "typ": Self::TYP,
            "id": self.id,
            "method": self.method,
            "recipient": self.recipient,
            "name": self.name,
            "number": self.number,
            "removed": self.removed,
        })
    }

    pub(crate) fn from_text(text: MethodNoteText) -> Self {
        Self {
            id: text.id,
            method: text.method,
            recipient: text.recipient,
            name: text.name,
            number: text.number,
            removed: text.removed,
        }
    }
}
