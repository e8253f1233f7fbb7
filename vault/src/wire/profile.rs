//! What a company gets.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    attribute::Attribute,
    grant::Mode,
    id::{ClientId, GrantId},
    jws::{Jws, PublicKey},
    purpose::Purpose,
};

/// The parameters of `GET /api/v1/profile`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
#[serde(deny_unknown_fields)]
pub struct ProfileQuery {
    /// What the values are for. May be left out where the grant has one permission.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<Purpose>,
    /// Names of attributes, divided by commas: only these. Without: all that the permission holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fields: Option<String>,
    /// Asks for the permission that holds special categories (GDPR Art. 9 and 10).
    #[serde(default)]
    pub special: bool,
}

/// `GET /api/v1/profile` in readable mode.
///
/// The claims are personal values: the answer is written to one company and never printed.
#[derive(Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Answer {
    /// The person's id for this company; another company sees another.
    pub sub: String,
    /// What the claims may be used for.
    pub purpose: Purpose,
    /// The values, under their OpenID Connect names.
    pub claims: BTreeMap<String, serde_json::Value>,
    /// The grant.
    pub grant: GrantAnswer,
    /// Counts the bundles of this permission; never goes down.
    pub seq: u64,
    /// When the person's values last changed, in unix seconds.
    pub updated_at: i64,
    /// The bundle as the person signed it (JWS `typ: mydata-bundle+jwt`); absent where `fields` narrowed the claims.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proof: Option<Jws>,
    /// A signed [`crate::receipt::ReadReceipt`].
    pub receipt: Jws,
}

/// A grant inside an [`Answer`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GrantAnswer {
    /// The grant.
    pub id: GrantId,
    /// When it ends, in unix seconds.
    pub expires_at: i64,
    /// Its state.
    pub state: GrantState,
}

/// A grant's state as its holder sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum GrantState {
    /// May be read.
    Active,
    /// May be read again later.
    Paused,
    /// The end date passed.
    Expired,
    /// The person stopped it.
    Stopped,
}

/// `GET /api/v1/grant`: what a token allows. Holds no values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GrantSummary {
    /// The grant.
    pub id: GrantId,
    /// Who may read.
    pub client: ClientId,
    /// Its state.
    pub state: GrantState,
    /// Who opens the bundles; absent once the grant is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<Mode>,
    /// When the person allowed it, in unix seconds; absent once the grant is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<i64>,
    /// When it ends or ended, in unix seconds.
    pub expires_at: i64,
    /// When a pause lets go by itself, in unix seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paused_until: Option<i64>,
    /// What may be read; empty once the grant is over.
    pub permissions: Vec<PermissionSummary>,
}

/// One permission inside a [`GrantSummary`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PermissionSummary {
    /// What the data may be used for.
    pub purpose: Purpose,
    /// Whether the attributes are special categories; such a permission is pulled with `special=true`.
    pub special: bool,
    /// The attributes allowed.
    pub attributes: Vec<Attribute>,
    /// Those of them that have a value now.
    pub filled: Vec<Attribute>,
    /// Counts the changes.
    pub seq: u64,
}

/// `GET /api/v1/keys`: the keys that verify this server's receipts (RFC 7517).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KeySet {
    /// The keys.
    pub keys: Vec<PublishedKey>,
}

/// One published key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublishedKey {
    /// The key itself.
    #[serde(flatten)]
    pub key: PublicKey,
    /// The thumbprint (RFC 7638) in hexadecimal, as in the receipts' header.
    pub kid: String,
    /// Always `EdDSA`.
    pub alg: String,
    /// Always `sig`.
    #[serde(rename = "use")]
    pub usage: String,
}
