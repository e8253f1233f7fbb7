//! What a person's vault holds, and a save of it.

use serde::{Deserialize, Serialize};

use crate::{
    bytes::{Blob, Bytes},
    digest::Digest,
    grant::EndCause,
    id::{GrantId, ItemId, MethodId, PersonId},
    jws::{Jws, PublicKey},
    log::LogHead,
    manifest::MethodKind,
    purpose::Purpose,
    sealed::{Recipient, Sealed, kind},
};

/// `GET /api/me/vault`: everything, sealed. The device checks it against the manifest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct VaultRecord {
    /// Whose vault.
    pub person: PersonId,
    /// The vault's public address: `iss` of its bundles.
    pub issuer: String,
    /// The key that signs this server's receipts.
    pub instance_key: PublicKey,
    /// The server's time, in unix seconds.
    pub now: i64,
    /// The person's public signing key of this epoch.
    pub signing_key: PublicKey,
    /// How the keys changed, the first step first: signed [`crate::epoch::EpochStep`]s.
    pub steps: Vec<Jws>,
    /// The keyring.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub keyring: Sealed<kind::Keyring>,
    /// The unlock methods.
    pub methods: Vec<MethodRecord>,
    /// The last manifest.
    pub manifest: Jws,
    /// The items.
    pub items: Vec<ItemRecord>,
    /// The grants, ended ones included.
    pub grants: Vec<GrantRecord>,
    /// The log's head.
    pub log: LogHead,
    /// When the person typed the Recovery kit back, in unix seconds.
    pub kit_confirmed: Option<i64>,
}

/// An unlock method as the server keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MethodRecord {
    /// The method.
    pub id: MethodId,
    /// What it is.
    pub kind: MethodKind,
    /// Its recipient.
    pub recipient: Recipient,
    /// The tag beside the keyring.
    pub tag: Bytes<32>,
    /// The epoch that the tag was made in. A method that was not at hand when a later one began has the tag of an earlier.
    pub epoch: u32,
    /// A passkey's HKDF salt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salt: Option<Bytes<32>>,
    /// A passkey's credential id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<Blob>,
    /// When it was made, in unix seconds.
    pub created: i64,
    /// When it last signed in, in unix seconds.
    pub last_used: Option<i64>,
}

/// An item as the server keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ItemRecord {
    /// The item.
    pub id: ItemId,
    /// Its sealed content.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub file: Sealed<kind::Item>,
}

/// A grant as the server keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct GrantRecord {
    /// The grant.
    pub grant: GrantId,
    /// SHA-256 of the last leaf that the person signed.
    pub leaf_hash: Digest,
    /// That leaf's exact bytes; gone once the grant has ended until the person signs the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leaf: Option<Blob>,
    /// The brake.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brake: Option<Brake>,
    /// The server's word that the grant has ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<EndNotice>,
}

/// The brake of a grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Brake {
    /// Since when, in unix seconds.
    pub since: i64,
    /// When it lets go by itself, in unix seconds; `null`: when the person resumes.
    pub until: Option<i64>,
}

/// An end that the person has not signed yet, or has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EndNotice {
    /// Why.
    pub ended: EndCause,
    /// Since when, in unix seconds.
    pub when: i64,
    /// A signed [`crate::receipt::EndReceipt`].
    pub receipt: Jws,
}

/// `POST /api/me/vault`: one save, one transaction. What is not named stays.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Save {
    /// Items made or changed.
    #[serde(default)]
    pub items: Vec<ItemRecord>,
    /// Items removed.
    #[serde(default)]
    pub removed: Vec<ItemId>,
    /// Grants made, changed, or signed as ended.
    #[serde(default)]
    pub grants: Vec<SaveGrant>,
    /// The next manifest, over all of it.
    pub manifest: Jws,
}

/// One grant in a save.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SaveGrant {
    /// The leaf's exact bytes ([`crate::grant::Leaf`]).
    pub leaf: Blob,
    /// The bundles that the leaf names and that the server does not have yet.
    #[serde(default)]
    pub bundles: Vec<SaveBundle>,
    /// With a new grant: its token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<TokenRecord>,
}

/// One bundle in a save.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SaveBundle {
    /// The permission's purpose.
    pub purpose: Purpose,
    /// Whether it is the permission for special categories.
    pub special: bool,
    /// The sealed bundle.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub file: Sealed<kind::Bundle>,
}

/// A token as the server knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TokenRecord {
    /// SHA-256 of A's 32 bytes.
    pub hash: Digest,
}

/// The answer to a [`Save`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Saved {
    /// The manifest's number.
    pub seq: u64,
    /// When, in unix seconds.
    pub at: i64,
}

/// `GET /api/me/manifests?after=N`: the manifests after number N, oldest first, at most a hundred.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ManifestPage {
    /// The manifests.
    pub manifests: Vec<Jws>,
}

/// `POST /api/me/grants/{grant}/pause`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PauseRequest {
    /// When the pause ends by itself, in unix seconds; without: when the person resumes.
    #[serde(default)]
    pub until: Option<i64>,
}

/// `POST /api/me/grants/{grant}/stop`: the grant is over, and its bundles are gone from the live store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Stopped {
    /// The end.
    pub end: EndNotice,
}
