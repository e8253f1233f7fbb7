//! Pausing, resuming and stopping a sharing. Only resuming lets somebody read more, so only that needs a touch.

use std::sync::Arc;

use axum::{extract::State as Shared, http::StatusCode};
use vault::{
    grant::{Change, EndCause, Pause, TransitionError},
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

/// How often a brake is judged anew that somebody else sets meanwhile.
const TRIES: usize = 5;

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
    let until = request.until;
    set_brake(&instance, signed_in, grant, |row, now| {
        let (_, change) = row.grant().pause(Pause { until }, now)?;
        Ok((Some(Brake { since: now, until }), change))
    })
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
    set_brake(&instance, signed_in, grant, |row, now| {
        row.grant().resume(now)?;
        Ok((None, Change::Widens))
    })
    .await
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

/// Sets the brake as `judge` says of the grant as it stands. Where it was set meanwhile, it is judged again.
async fn set_brake(
    instance: &Instance,
    signed_in: SignedIn,
    grant: GrantId,
    judge: impl Fn(&GrantRow, i64) -> Result<(Option<Brake>, Change), TransitionError>,
) -> Result<StatusCode, ApiError> {
    for _ in 0..TRIES {
        let now = instance.clock.now();
        let row = find(instance, signed_in, grant).await?;
        let (brake, change) = judge(&row, now).map_err(refused)?;
        if change == Change::Widens && !signed_in.is_fresh(now) {
            return Err(Code::TouchNeeded.into());
        }
        match instance.store.set_brake(grant, row.brake, brake).await {
            Ok(true) => return Ok(StatusCode::NO_CONTENT),
            Ok(false) => {}
            Err(StoreError::Conflict(Conflict::GrantEnded)) => {
                return Err(refused(TransitionError::Ended));
            }
            Err(other) => return Err(other.into()),
        }
    }
    Err(Code::GrantState.into())
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
