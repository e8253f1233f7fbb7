//! The session itself.

use std::sync::Arc;

use axum::{extract::State, http::StatusCode};
use tower_sessions::Session;
use vault::{
    digest::Digest,
    wire::{SessionInfo, SessionList},
};

use crate::{
    body::{Json, NoBody, Path},
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

/// Where the person is signed in.
#[utoipa::path(get, path = "/api/me/sessions", tag = "person", security(("session" = [])),
    responses((status = 200, body = SessionList)))]
pub async fn list_sessions(
    State(instance): State<Arc<Instance>>,
    session: Session,
    signed_in: SignedIn,
) -> Result<Json<SessionList>, ApiError> {
    let sessions = instance.sessions(&session, signed_in.person).await?;
    Ok(Json(SessionList { sessions }))
}

/// Ends another session. One that is over already is no mistake.
#[utoipa::path(post, path = "/api/me/sessions/{session}/end", tag = "person", security(("session" = [])),
    params(("session" = Digest, Path)), responses((status = 204)))]
pub async fn end_session(
    State(instance): State<Arc<Instance>>,
    session: Session,
    signed_in: SignedIn,
    Path(named): Path<Digest>,
    _: NoBody,
) -> Result<StatusCode, ApiError> {
    instance
        .end_sessions(&session, signed_in.person, |name| name == named)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends every other session.
#[utoipa::path(post, path = "/api/me/sessions/end", tag = "person", security(("session" = [])), responses((status = 204)))]
pub async fn end_sessions(
    State(instance): State<Arc<Instance>>,
    session: Session,
    signed_in: SignedIn,
    _: NoBody,
) -> Result<StatusCode, ApiError> {
    instance
        .end_sessions(&session, signed_in.person, |_| true)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends the session.
#[utoipa::path(post, path = "/api/me/sign-out", tag = "person", security(("session" = [])), responses((status = 204)))]
pub async fn sign_out(session: Session, _: SignedIn, _: NoBody) -> Result<StatusCode, ApiError> {
    session.flush().await?;
    Ok(StatusCode::NO_CONTENT)
}
