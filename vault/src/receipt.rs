//! Receipts: signed statements that outlive what they describe. The instance signs them.

use serde::{Deserialize, Serialize};

use crate::{
    attribute::Attribute,
    digest::Digest,
    grant::EndCause,
    id::{ClientId, GrantId, ReceiptId},
    purpose::Purpose,
};

/// What a company gets with each answer (JWS `typ: mydata-read-receipt+jwt`). It names no position in the log, which
/// would tell how much others read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReadReceipt {
    /// The receipt.
    pub jti: ReceiptId,
    /// The vault's public address.
    pub iss: String,
    /// Who read.
    pub aud: ClientId,
    /// The grant.
    pub grant: GrantId,
    /// For what.
    pub purpose: Purpose,
    /// The attributes that left.
    pub given: Vec<Attribute>,
    /// SHA-256 of the log entry's exact bytes.
    pub entry: Digest,
    /// When, in unix seconds.
    pub iat: i64,
}

/// What stands where a leaf stood (JWS `typ: mydata-end-receipt+jwt`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EndReceipt {
    /// The receipt.
    pub jti: ReceiptId,
    /// The vault's public address.
    pub iss: String,
    /// Who could read.
    pub aud: ClientId,
    /// The grant.
    pub grant: GrantId,
    /// SHA-256 of the last leaf's exact bytes.
    pub leaf: Digest,
    /// Why it is over.
    pub ended: EndCause,
    /// Since when, in unix seconds.
    pub when: i64,
}
