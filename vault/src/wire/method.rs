//! Unlock methods that come and go, and the sessions that they opened.

use serde::{Deserialize, Serialize};

use super::{NewCredential, NewKit, NewPasskey, Save};
use crate::{
    bytes::Bytes,
    digest::Digest,
    id::{MethodId, PersonId},
    jws::Jws,
    sealed::{Sealed, kind},
};

/// `POST /api/me/passkeys/finish`: one passkey more. The keyring is sealed anew, to it as well.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AddPasskey {
    /// The passkey.
    pub credential: NewCredential,
    /// The passkey as an unlock method.
    pub passkey: NewPasskey,
    /// The keyring, sealed to every method.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub keyring: Sealed<kind::Keyring>,
    /// The save that goes with it; its manifest names the method and the keyring.
    pub save: Save,
}

/// `POST /api/me/epoch`: new keys. What was removed opens nothing new, and everything that stays is sealed anew.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewEpoch {
    /// A signed [`crate::epoch::EpochStep`].
    pub step: Jws,
    /// The new keyring, sealed to every method that stays.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub keyring: Sealed<kind::Keyring>,
    /// The tags of the methods that are at hand. The others confirm the step when they open the vault next.
    #[serde(default)]
    pub tags: Vec<MethodTag>,
    /// A new Recovery kit in the place of the one that goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kit: Option<NewKit>,
    /// Whether the person typed the new kit back.
    #[serde(default)]
    pub kit_confirmed: bool,
    /// The save that goes with it: every item, and every grant that is not over. Its manifest is signed by the new key.
    pub save: Save,
}

/// A method's tag. `POST /api/me/methods/tag`: the person confirmed the steps since the method was last at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MethodTag {
    /// The method.
    pub method: MethodId,
    /// The epoch that the tag is made in.
    pub epoch: u32,
    /// The tag.
    pub tag: Bytes<32>,
}

/// `POST /api/me/delete`: a session alone deletes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DeleteRequest {
    /// A [`Deletion`], signed by the person's key of this epoch.
    pub deletion: Jws,
}

/// What the person signs to delete their vault (JWS `typ: mydata-deletion+jwt`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Deletion {
    /// Whose vault.
    pub person: PersonId,
    /// SHA-256 of the last manifest, so that it can't be used later.
    pub manifest: Digest,
}

/// `GET /api/me/sessions`: where the person is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SessionList {
    /// The sessions, the last used first.
    pub sessions: Vec<SessionRecord>,
}

/// One session. A browser, usually.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SessionRecord {
    /// Names the session; opens nothing.
    pub id: Digest,
    /// What it was opened with.
    pub method: MethodId,
    /// Since when, in unix seconds.
    pub since: i64,
    /// When it was last used, in unix seconds, give or take a minute.
    pub last_used: i64,
    /// Whether it is the one that asks.
    pub own: bool,
}
