//! The manifests, so that a device can follow on from the one that it remembers.

use std::sync::Arc;

use axum::extract::State;
use vault::wire::{LogQuery, ManifestPage};

use crate::{
    body::{Json, Query},
    instance::Instance,
    problem::ApiError,
    session::SignedIn,
};

/// The manifests after a number, oldest first, at most a hundred.
#[utoipa::path(get, path = "/api/me/manifests", tag = "person", security(("session" = [])), params(LogQuery),
    responses((status = 200, body = ManifestPage)))]
pub async fn list_manifests(
    State(instance): State<Arc<Instance>>,
    signed_in: SignedIn,
    Query(query): Query<LogQuery>,
) -> Result<Json<ManifestPage>, ApiError> {
    let manifests = instance
        .store
        .list_manifests(signed_in.person, query.after)
        .await?;
    Ok(Json(ManifestPage { manifests }))
}
