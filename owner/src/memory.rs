//! What a device remembers of a vault between visits: no secrets, enough to notice a step back.

use serde::{Deserialize, Serialize};
use vault::{
    digest::Digest,
    id::{GrantId, ItemId, PersonId},
    jws::PublicKey,
    log::LogHead,
    map::{Map, Set},
};

/// A device's memory of one vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Memory {
    /// Whose vault.
    pub person: PersonId,
    /// The person's signing key.
    pub signing_key: PublicKey,
    /// The epoch.
    pub epoch: u32,
    /// The last manifest's number.
    pub seq: u64,
    /// SHA-256 of the last manifest's text.
    pub manifest: Digest,
    /// How far this device checked the log.
    pub log: LogHead,
    /// The items' hashes at that manifest, so that a fault can be named.
    pub items: Map<ItemId, Digest>,
    /// The leaves' hashes at that manifest.
    pub grants: Map<GrantId, Digest>,
    /// The grants whose end this device has seen.
    pub ended: Set<GrantId>,
}
