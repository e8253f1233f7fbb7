//! Pausing, resuming and stopping a sharing. Only resuming lets somebody read more, so only that needs a touch.

use std::sync::Arc;

use axum::{extract::State as Shared, http::StatusCode};
use vault::{
    grant::{EndCause, Pause, State, TransitionError},
    id::GrantId,
    wire::{Brake, Code, PauseRequest, Stopped},
};

use crate::{
    body::{Json, NoBody, Path},
    instance::Instance,
    problem::ApiError,
    session::SignedIn,
    store::{Conflict, GrantRow, StoreError},
};

async fn find(
    instance: &Instance,
    signed_in: SignedIn,
    grant: GrantId,
) -> Result<GrantRow, ApiError> {
    Ok(instance
        .store
        .find_grant(signed_in.person, grant)
        .await?
        .ok_or(Code::NotFound)?)
}

/// Stops reads until the person resumes, or until a time.
#[utoipa::path(post, path = "/api/me/grants/{grant}/pause", tag = "person", security(("session" = [])),
    params(("grant" = GrantId, Path)), request_body = PauseRequest, responses((status = 204)))]
pub async fn pause_grant(
    Shared(instance): Shared<Arc<Instance>>,
    signed_in: SignedIn,
    Path(grant): Path<GrantId>,
    Json(request): Json<PauseRequest>,
) -> Result<StatusCode, ApiError> {
    let now = instance.clock.now();
    let row = find(&instance, signed_in, grant).await?;
    row.grant()
        .pause(
            Pause {
                until: request.until,
            },
            now,
        )
        .map_err(refused)?;
    // A pause that ends sooner lets somebody read sooner: that is resuming, and needs what resuming needs.
    let sooner = matches!((row.grant().state(now), request.until), (State::Paused(standing), Some(until))
        if standing.until.is_none_or(|standing| until < standing));
    if sooner && !signed_in.is_fresh(now) {
        return Err(Code::TouchNeeded.into());
    }
    set_brake(
        &instance,
        grant,
        Some(Brake {
            since: now,
            until: request.until,
        }),
    )
    .await
}

/// Lets reads go on.
#[utoipa::path(post, path = "/api/me/grants/{grant}/resume", tag = "person", security(("session" = [])),
    params(("grant" = GrantId, Path)), responses((status = 204)))]
pub async fn resume_grant(
    Shared(instance): Shared<Arc<Instance>>,
    signed_in: SignedIn,
    Path(grant): Path<GrantId>,
    _: NoBody,
) -> Result<StatusCode, ApiError> {
    let row = find(&instance, signed_in, grant).await?;
    row.grant().resume(instance.clock.now()).map_err(refused)?;
    set_brake(&instance, grant, None).await
}

/// Ends the sharing for good. When this is answered, what it held is gone from the store; asking again changes nothing.
#[utoipa::path(post, path = "/api/me/grants/{grant}/stop", tag = "person", security(("session" = [])),
    params(("grant" = GrantId, Path)), responses((status = 200, body = Stopped)))]
pub async fn stop_grant(
    Shared(instance): Shared<Arc<Instance>>,
    signed_in: SignedIn,
    Path(grant): Path<GrantId>,
    _: NoBody,
) -> Result<Json<Stopped>, ApiError> {
    let row = find(&instance, signed_in, grant).await?;
    // A task of its own: who hangs up now does not leave the bundle's bytes in the database's log.
    let stopping = tokio::spawn(async move {
        let end = instance.end(&row, EndCause::Stopped).await?;
        match instance.store.erase_deleted().await {
            Ok(true) => Ok(Json(Stopped { end })),
            Ok(false) => Err(Code::ErasurePending.into()),
            Err(error) => Err(ApiError::fault(Code::ErasurePending, error)),
        }
    });
    stopping
        .await
        .map_err(|error| ApiError::fault(Code::Internal, error))?
}

async fn set_brake(
    instance: &Instance,
    grant: GrantId,
    brake: Option<Brake>,
) -> Result<StatusCode, ApiError> {
    match instance.store.set_brake(grant, brake).await {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        Err(StoreError::Conflict(Conflict::GrantEnded)) => Err(refused(TransitionError::Ended)),
        Err(other) => Err(other.into()),
    }
}

fn refused(error: TransitionError) -> ApiError {
    match error {
        TransitionError::Ended => Code::GrantEnded.into(),
        TransitionError::NotPaused => Code::GrantState.into(),
        TransitionError::PauseTerm => ApiError::with_detail(
            Code::InvalidRequest,
            "A pause ends in the future, before the sharing itself ends.",
        ),
    }
}
