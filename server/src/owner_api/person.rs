//! The person themselves: leaving.

use std::sync::Arc;

use axum::{extract::State, http::StatusCode};
use vault::{
    jws::Typ,
    wire::{Code, DeleteRequest, Deletion},
};

use crate::{body::Json, instance::Instance, problem::ApiError, save::refused, session::SignedIn};

/// Deletes the vault with everything in it. When this is answered it is gone from the store; companies are told that the person
/// stopped. There is no way back, so the vault's own key signs it: a stolen session is not enough.
#[utoipa::path(post, path = "/api/me/delete", tag = "person", security(("session" = [])), request_body = DeleteRequest,
    responses((status = 204)))]
pub async fn delete_person(
    State(instance): State<Arc<Instance>>,
    signed_in: SignedIn,
    Json(request): Json<DeleteRequest>,
) -> Result<StatusCode, ApiError> {
    let vault = instance
        .store
        .find_outline(signed_in.person)
        .await?
        .ok_or(Code::NotFound)?;
    let deletion: Deletion = request
        .deletion
        .verify(Typ::Deletion, &vault.signing_key)
        .map_err(|_| refused("The deletion is not signed by the person."))?;
    if deletion.person != signed_in.person {
        return Err(refused("The deletion is of another vault."));
    }
    if deletion.manifest != vault.manifest.digest() {
        return Err(Code::SavedElsewhere.into());
    }
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
