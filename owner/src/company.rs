//! What a person notes of a company: its name, address and choices. Sealed like an item, so the server learns no names.

use serde::Deserialize;
use serde_json::json;
use vault::{
    attribute::Attribute,
    grant::Mode,
    id::{ClientId, GrantId, ItemId},
    map::Map,
    purpose::Purpose,
    sealed::OpenError,
};

/// The items that were chosen for an attribute, by its canonical name.
pub type Choices = Map<String, Vec<ItemId>>;

/// A company that the person shares with, or shared with. It stays after the end, as part of the person's own record.
#[derive(Clone, PartialEq)]
pub struct Company {
    /// The record.
    pub id: ItemId,
    /// The grant.
    pub grant: GrantId,
    /// The client id of that grant.
    pub client: ClientId,
    /// The name, as the person typed it. Inert text.
    pub name: String,
    /// The web address, as the person typed it. Inert text.
    pub address: String,
    /// The purpose.
    pub purpose: Purpose,
    /// The attributes allowed, in the person's order.
    pub attributes: Vec<Attribute>,
    /// Which items serve an attribute, where they are not what would be given anyway: the first choice, or every one.
    pub choices: Choices,
    /// When the person began to share, in unix seconds.
    pub created: i64,
    /// When sharing ends, as last agreed, in unix seconds.
    pub expires: i64,
    /// Who opens what is handed out. The leaf says it too, but is gone after the end.
    pub mode: Mode,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CompanyText {
    id: ItemId,
    grant: GrantId,
    client: ClientId,
    name: String,
    address: String,
    purpose: Purpose,
    attributes: Vec<Attribute>,
    choices: serde_json::Value,
    created: i64,
    expires: i64,
    /// Versions before sealed sharing had one mode and wrote none.
    #[serde(default = "readable")]
    mode: Mode,
}

fn readable() -> Mode {
    Mode::Readable
}

impl Company {
    pub(crate) const TYP: &'static str = "mydata-company/v1";

    pub(crate) fn to_json(&self) -> serde_json::Value {
        json!({
            "typ": Self::TYP,
            "id": self.id,
            "grant": self.grant,
            "client": self.client,
            "name": self.name,
            "address": self.address,
            "purpose": self.purpose,
            "attributes": self.attributes,
            "choices": self.choices,
            "created": self.created,
            "expires": self.expires,
            "mode": self.mode,
        })
    }

    pub(crate) fn from_text(text: CompanyText) -> Result<Self, OpenError> {
        if text.client != ClientId::direct(text.grant) {
            return Err(OpenError);
        }
        let mut choices = Choices::new();
        for (attribute, chosen) in text.choices.as_object().ok_or(OpenError)? {
            // One item, as versions before the catalogue grew wrote it, or several.
            let items = chosen
                .as_array()
                .map_or(std::slice::from_ref(chosen), Vec::as_slice);
            let id = |item: &serde_json::Value| item.as_str()?.parse().ok();
            let items: Option<Vec<ItemId>> = items.iter().map(id).collect();
            choices.insert(attribute.clone(), items.ok_or(OpenError)?);
        }
        Ok(Self {
            id: text.id,
            grant: text.grant,
            client: text.client,
            name: text.name,
            address: text.address,
            purpose: text.purpose,
            attributes: text.attributes,
            choices,
            created: text.created,
            expires: text.expires,
            mode: text.mode,
        })
    }
}
