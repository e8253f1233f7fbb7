//! The kinds of data that a company can be granted.

use std::sync::LazyLock;

use axum::{http::header, response::IntoResponse};
use vault::attribute::catalogue;

static CATALOGUE: LazyLock<serde_json::Value> = LazyLock::new(catalogue);

/// Every kind of data with its name here and in OpenID Connect, schema.org, vCard, SCIM and the Data Privacy Vocabulary, and the
/// JSON Schema of what a company gets for it.
#[utoipa::path(get, path = "/api/v1/attributes", tag = "company", responses((status = 200, body = Object)))]
pub async fn list_attributes() -> impl IntoResponse {
    (
        [(header::CACHE_CONTROL, "public, max-age=3600")],
        axum::Json(&*CATALOGUE),
    )
}
