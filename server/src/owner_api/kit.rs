//! The Recovery kit: signing in with it, and having typed it back.

use std::sync::Arc;

use axum::{extract::State, http::StatusCode};
use subtle::ConstantTimeEq;
use tower_sessions::Session;
use vault::{
    bytes::Bytes,
    jws::Typ,
    wire::{Code, KitChallenge, KitConfirmed, KitProof, KitSignIn, SessionInfo},
};

use crate::{
    body::{Json, NoBody},
    instance::Instance,
    problem::ApiError,
    session::{Ceremony, SignedIn},
};

/// Gives a nonce to sign with the kit's key, within a minute.
#[utoipa::path(post, path = "/api/me/sign-in/kit/start", tag = "person", responses((status = 200, body = KitChallenge)))]
pub async fn start_kit_sign_in(
    State(instance): State<Arc<Instance>>,
    session: Session,
    _: NoBody,
) -> Result<Json<KitChallenge>, ApiError> {
    let nonce = Bytes(instance.randomness.bytes());
    instance.start(&session, Ceremony::Kit(nonce)).await?;
    Ok(Json(KitChallenge { nonce }))
}

/// Signs the kit's person in. The kit counts as a fresh touch.
#[utoipa::path(post, path = "/api/me/sign-in/kit/finish", tag = "person", request_body = KitProof,
    responses((status = 200, body = SessionInfo)))]
pub async fn finish_kit_sign_in(
    State(instance): State<Arc<Instance>>,
    session: Session,
    Json(proof): Json<KitProof>,
) -> Result<Json<SessionInfo>, ApiError> {
    let Ceremony::Kit(nonce) = instance.finish(&session).await? else {
        return Err(Code::SignInRefused.into());
    };
    let (key, signed) = proof
        .proof
        .verify_embedded::<KitSignIn>(Typ::KitSignIn)
        .map_err(|_| Code::SignInRefused)?;
    if !bool::from(signed.nonce.0.ct_eq(&nonce.0)) || signed.origin != instance.origin {
        return Err(Code::SignInRefused.into());
    }
    let (person, method) = instance
        .store
        .find_kit(key.thumbprint())
        .await?
        .ok_or(Code::SignInRefused)?;
    instance
        .store
        .set_method_used(method, None, instance.clock.now())
        .await?;
    Ok(Json(instance.sign_in(&session, person, method).await?))
}

/// Notes that the person typed the kit back.
#[utoipa::path(post, path = "/api/me/kit/confirmed", tag = "person", security(("session" = [])),
    request_body = KitConfirmed, responses((status = 204)))]
pub async fn confirm_kit(
    State(instance): State<Arc<Instance>>,
    signed_in: SignedIn,
    Json(confirmed): Json<KitConfirmed>,
) -> Result<StatusCode, ApiError> {
    let now = instance.clock.now();
    let known = instance
        .store
        .set_kit_confirmed(signed_in.person, confirmed.kit, now)
        .await?;
    if known {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Code::NotFound.into())
    }
}
