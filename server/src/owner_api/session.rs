//! The session itself.

use std::sync::Arc;

use axum::{extract::State, http::StatusCode};
use tower_sessions::Session;
use vault::wire::SessionInfo;

use crate::{
    body::{Json, NoBody},
    instance::Instance,
    problem::ApiError,
    session::SignedIn,
};

/// Who is signed in.
#[utoipa::path(get, path = "/api/me/session", tag = "person", security(("session" = [])),
    responses((status = 200, body = SessionInfo)))]
pub async fn show_session(
    State(instance): State<Arc<Instance>>,
    signed_in: SignedIn,
) -> Result<Json<SessionInfo>, ApiError> {
    Ok(Json(instance.session_info(&signed_in).await?))
}

/// Ends the session.
#[utoipa::path(post, path = "/api/me/sign-out", tag = "person", security(("session" = [])), responses((status = 204)))]
pub async fn sign_out(session: Session, _: SignedIn, _: NoBody) -> Result<StatusCode, ApiError> {
    session.flush().await?;
    Ok(StatusCode::NO_CONTENT)
}
