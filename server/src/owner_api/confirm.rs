//! A fresh touch, for steps that let somebody read more.

use std::sync::Arc;

use axum::extract::State;
use tower_sessions::Session;
use vault::wire::{Code, Credential, RequestOptions, SessionInfo};

use super::sign_in::{note_use, read};
use crate::{
    body::{Json, NoBody},
    instance::Instance,
    passkey,
    problem::ApiError,
    session::{Ceremony, SignedIn},
};

/// Gives a challenge that one of the person's own passkeys must answer.
#[utoipa::path(post, path = "/api/me/confirm/start", tag = "person", security(("session" = [])),
    responses((status = 200, body = RequestOptions)))]
pub async fn start_confirm(
    State(instance): State<Arc<Instance>>,
    session: Session,
    signed_in: SignedIn,
    _: NoBody,
) -> Result<Json<RequestOptions>, ApiError> {
    let rows = instance.store.list_passkeys(signed_in.person).await?;
    let passkeys = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let (challenge, state) = instance
        .webauthn
        .start_passkey_authentication(&passkeys)
        .map_err(|error| ApiError::fault(Code::Internal, error))?;
    instance.start(&session, Ceremony::Confirm(state)).await?;
    Ok(Json(passkey::request_options(challenge)))
}

/// Notes the touch.
#[utoipa::path(post, path = "/api/me/confirm/finish", tag = "person", security(("session" = [])),
    request_body = Credential, responses((status = 200, body = SessionInfo)))]
pub async fn finish_confirm(
    State(instance): State<Arc<Instance>>,
    session: Session,
    signed_in: SignedIn,
    Json(credential): Json<Credential>,
) -> Result<Json<SessionInfo>, ApiError> {
    let Ceremony::Confirm(state) = instance.finish(&session).await? else {
        return Err(Code::SignInRefused.into());
    };
    let row = instance
        .store
        .find_passkey(signed_in.person, &credential.id.0)
        .await?
        .ok_or(Code::SignInRefused)?;
    let passkey = read(&row)?;
    let result = instance
        .webauthn
        .finish_passkey_authentication(&passkey::assertion(credential), &state)
        .map_err(|_| Code::SignInRefused)?;
    note_use(&instance, row, passkey, &result).await?;
    Ok(Json(instance.refresh(&session, signed_in).await?))
}
