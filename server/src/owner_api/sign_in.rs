//! Signing in with a passkey: one usernameless touch.

use std::sync::Arc;

use axum::extract::State;
use tower_sessions::Session;
use vault::{
    id::PersonId,
    wire::{Code, Credential, RequestOptions, SessionInfo},
};
use webauthn_rs::prelude::{AuthenticationResult, Passkey};

use crate::{
    body::{Json, NoBody},
    instance::Instance,
    passkey,
    problem::ApiError,
    session::Ceremony,
    store::PasskeyRow,
};

/// Gives a challenge that any passkey of this server may answer.
#[utoipa::path(post, path = "/api/me/sign-in/start", tag = "person", responses((status = 200, body = RequestOptions)))]
pub async fn start_sign_in(
    State(instance): State<Arc<Instance>>,
    session: Session,
    _: NoBody,
) -> Result<Json<RequestOptions>, ApiError> {
    let (challenge, state) = instance
        .webauthn
        .start_discoverable_authentication()
        .map_err(|error| ApiError::fault(Code::Internal, error))?;
    instance.start(&session, Ceremony::SignIn(state)).await?;
    Ok(Json(passkey::request_options(challenge)))
}

/// Signs the passkey's person in. The touch counts as fresh.
#[utoipa::path(post, path = "/api/me/sign-in/finish", tag = "person", request_body = Credential,
    responses((status = 200, body = SessionInfo)))]
pub async fn finish_sign_in(
    State(instance): State<Arc<Instance>>,
    session: Session,
    Json(credential): Json<Credential>,
) -> Result<Json<SessionInfo>, ApiError> {
    let Ceremony::SignIn(state) = instance.finish(&session).await? else {
        return Err(Code::SignInRefused.into());
    };
    let answer = passkey::assertion(credential);
    let (user, credential_id) = instance
        .webauthn
        .identify_discoverable_authentication(&answer)
        .map_err(|_| Code::SignInRefused)?;
    let person = PersonId::from_bytes(*user.as_bytes());
    let row = instance
        .store
        .find_passkey(person, credential_id)
        .await?
        .ok_or(Code::SignInRefused)?;
    let passkey = read(&row)?;
    let result = instance
        .webauthn
        .finish_discoverable_authentication_v2(&answer, state, &passkey)
        .map_err(|_| Code::SignInRefused)?;
    let method = row.method;
    note_use(&instance, row, passkey, &result).await?;
    Ok(Json(instance.sign_in(&session, person, method).await?))
}

/// The passkey in a row.
pub(super) fn read(row: &PasskeyRow) -> Result<Passkey, ApiError> {
    serde_json::from_str(&row.passkey).map_err(|error| ApiError::fault(Code::Internal, error))
}

/// Stores the time, and the counter where the passkey has one.
pub(super) async fn note_use(
    instance: &Instance,
    row: PasskeyRow,
    mut passkey: Passkey,
    result: &AuthenticationResult,
) -> Result<(), ApiError> {
    let changed = passkey.update_credential(result) == Some(true);
    let passkey = changed
        .then(|| serde_json::to_string(&passkey))
        .transpose()
        .map_err(|error| ApiError::fault(Code::Internal, error))?;
    instance
        .store
        .set_method_used(row.method, passkey.as_deref(), instance.clock.now())
        .await?;
    Ok(())
}
