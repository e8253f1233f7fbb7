//! The vault: loading it whole, saving what changed.

use std::sync::Arc;

use axum::extract::State;
use vault::{
    jws::PublicKey,
    wire::{Code, Save, Saved, VaultRecord},
};

use crate::{
    body::Json,
    instance::Instance,
    problem::ApiError,
    save::{self, Circumstances, Terms},
    session::SignedIn,
    store::{Conflict, Outline, StoreError, Turn},
};

/// Everything that the vault holds, sealed.
#[utoipa::path(get, path = "/api/me/vault", tag = "person", security(("session" = [])),
    responses((status = 200, body = VaultRecord)))]
pub async fn load_vault(
    State(instance): State<Arc<Instance>>,
    signed_in: SignedIn,
) -> Result<Json<VaultRecord>, ApiError> {
    // What is due shows as ended, whether or not the clock's own round came by.
    instance.end_due_grants().await?;
    let now = instance.clock.now();
    let key = PublicKey::of(&instance.signing_key);
    let vault = instance
        .store
        .find_vault(signed_in.person, &instance.issuer, key, now)
        .await?;
    Ok(Json(vault.ok_or(Code::NotFound)?))
}

/// Saves what changed: items, grants and the next manifest, in one step or not at all.
#[utoipa::path(post, path = "/api/me/vault", tag = "person", security(("session" = [])), request_body = Save,
    responses((status = 200, body = Saved)))]
pub async fn save_vault(
    State(instance): State<Arc<Instance>>,
    signed_in: SignedIn,
    Json(save): Json<Save>,
) -> Result<Json<Saved>, ApiError> {
    let vault = instance
        .store
        .find_outline(signed_in.person)
        .await?
        .ok_or(Code::NotFound)?;
    let terms = Terms::standing(&vault);
    store_save(&instance, signed_in, &vault, &save, &terms, None).await
}

/// Judges a save on its terms and stores it, together with what it changes of the keys and the unlock methods.
pub(super) async fn store_save(
    instance: &Instance,
    signed_in: SignedIn,
    vault: &Outline,
    save: &Save,
    terms: &Terms,
    turn: Option<Turn<'_>>,
) -> Result<Json<Saved>, ApiError> {
    let now = instance.clock.now();
    let person = signed_in.person;
    let manifest = save::read_manifest(save, &terms.key, person)?;
    let circumstances = Circumstances {
        person,
        now,
        fresh: signed_in.is_fresh(now),
        log_head: instance
            .store
            .find_log_head(person, manifest.log.count)
            .await?,
    };
    let mut plan = save::judge(vault, save, &manifest, terms, &circumstances)?;
    plan.turn = turn;
    instance
        .store
        .save(person, &plan, now)
        .await
        .map_err(|error| match error {
            StoreError::Conflict(Conflict::Manifest) => Code::SavedElsewhere.into(),
            StoreError::Conflict(Conflict::GrantEnded) => Code::GrantEnded.into(),
            StoreError::Conflict(Conflict::Taken) => save::refused("An id or a passkey is taken."),
            other => other.into(),
        })?;
    Ok(Json(Saved {
        seq: plan.seq,
        at: now,
    }))
}
