//! The access log.

use std::sync::Arc;

use axum::extract::State;
use vault::wire::{LOG_PAGE, LogPage, LogQuery};

use crate::{
    body::{Json, Query},
    instance::Instance,
    problem::ApiError,
    session::SignedIn,
};

/// The entries after a number, oldest first.
#[utoipa::path(get, path = "/api/me/log", tag = "person", security(("session" = [])), params(LogQuery),
    responses((status = 200, body = LogPage)))]
pub async fn list_log(
    State(instance): State<Arc<Instance>>,
    signed_in: SignedIn,
    Query(query): Query<LogQuery>,
) -> Result<Json<LogPage>, ApiError> {
    let (entries, log) = instance
        .store
        .list_entries(signed_in.person, query.after, LOG_PAGE)
        .await?;
    Ok(Json(LogPage { entries, log }))
}
