//! Several direct grants of one company, pulled in one request.

use serde::{Deserialize, Deserializer, Serialize};
use zeroize::Zeroizing;

use crate::{bundle::SealedBundle, jws::Jws};

use super::{Answer, Problem};

/// The most pulls in one request.
pub const MOST_PULLS: usize = 100;

/// `POST /api/v1/pull`. Holds tokens: it is read by one server and never printed.
#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PullRequest {
    /// At most [`MOST_PULLS`]; answered in this order.
    #[cfg_attr(feature = "openapi", schema(max_items = 100))]
    pub pulls: Vec<PullItem>,
}

/// One pull of a [`PullRequest`]: what `GET /api/v1/profile` takes as header and parameters.
#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PullItem {
    /// The access code. This copy of it is wiped.
    #[serde(deserialize_with = "wiped")]
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub token: Zeroizing<String>,
    /// What the values are for, a term such as `dpv:DeliveryOfGoods`. May be left out where the grant has one permission.
    pub purpose: Option<String>,
    /// Names of attributes, divided by commas: only these. Without: all that the permission holds.
    pub fields: Option<String>,
    /// Asks for the permission that holds special categories (GDPR Art. 9 and 10).
    #[serde(default)]
    pub special: bool,
    /// The `etag` of the last answer: where it still holds, the answer is 304 without values.
    pub if_none_match: Option<String>,
}

fn wiped<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Zeroizing<String>, D::Error> {
    String::deserialize(deserializer).map(Zeroizing::new)
}

/// What `POST /api/v1/pull` answers.
#[derive(Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PullAnswers {
    /// One for each pull, in the order of the request.
    pub answers: Vec<PullAnswer>,
}

/// One answer of [`PullAnswers`], as `GET /api/v1/profile` would have given it.
#[derive(Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PullAnswer {
    /// The status that `GET /api/v1/profile` would have: 200, 304, or that of the problem.
    pub status: u16,
    /// With 200 and 304: send it as `if_none_match` next time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// With 200 of a readable grant: the values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<Answer>,
    /// With 200 of a sealed grant: the file for the company to open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sealed: Option<SealedAnswer>,
    /// With any other status: what is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
    /// Where the same pull may succeed later: after how many seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
}

/// A sealed grant inside a [`PullAnswer`].
#[derive(Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SealedAnswer {
    /// The age file (age-encryption.org/v1), base64url without padding.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub file: SealedBundle,
    /// A signed [`crate::receipt::ReadReceipt`].
    pub receipt: Jws,
}
