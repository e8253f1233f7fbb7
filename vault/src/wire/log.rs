//! Reading the access log.

use serde::{Deserialize, Serialize};

use crate::log::LogHead;

/// The most entries on a page.
pub const LOG_PAGE: u32 = 500;

/// `GET /api/me/log?after=N`: the entries after number N, oldest first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
#[serde(deny_unknown_fields)]
pub struct LogQuery {
    /// Number of the last entry that the caller has; 0 for none.
    #[serde(default)]
    pub after: u64,
}

/// A page of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LogPage {
    /// The exact text of each entry ([`crate::log::Entry`]); its UTF-8 bytes are what is chained.
    pub entries: Vec<String>,
    /// The log's head now.
    pub log: LogHead,
}
