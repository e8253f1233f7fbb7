//! The person themselves: leaving.

use std::sync::Arc;

use axum::{extract::State, http::StatusCode};
use vault::wire::Code;

use crate::{body::NoBody, instance::Instance, problem::ApiError, session::SignedIn};

/// Deletes the vault with everything in it. When this is answered it is gone from the store; companies are told that the person
/// stopped. There is no way back.
#[utoipa::path(post, path = "/api/me/delete", tag = "person", security(("session" = [])), responses((status = 204)))]
pub async fn delete_person(
    State(instance): State<Arc<Instance>>,
    signed_in: SignedIn,
    _: NoBody,
) -> Result<StatusCode, ApiError> {
    // A task of its own: who hangs up now does not leave the vault's bytes in the database's log.
    let deleting = tokio::spawn(async move {
        let now = instance.clock.now();
        instance.store.delete_person(signed_in.person, now).await?;
        match instance.store.erase_deleted().await {
            Ok(true) => Ok(StatusCode::NO_CONTENT),
            Ok(false) => Err(Code::ErasurePending.into()),
            Err(error) => Err(ApiError::fault(Code::ErasurePending, error)),
        }
    });
    deleting
        .await
        .map_err(|error| ApiError::fault(Code::Internal, error))?
}
