//! Unlock methods: one more, one less, new keys.

use std::sync::Arc;

use axum::{extract::State, http::StatusCode};
use tower_sessions::Session;
use vault::{
    digest::Digest,
    epoch::EpochStep,
    id::MethodId,
    jws::Typ,
    manifest::{Method, MethodKind},
    wire::{AddPasskey, Code, MethodTag, NewEpoch, Saved, SignUpOffer},
};
use webauthn_rs::prelude::{CredentialID, Uuid};

use super::{sign_in::read, sign_up::register, vault::store_save};
use crate::{
    body::{Json, NoBody},
    instance::Instance,
    passkey,
    problem::ApiError,
    save::{Terms, refused},
    session::{Ceremony, SignedIn},
    store::{NewMethod, NewOpener, Outline, Renewed, Turn},
};

/// The most unlock methods of one person. Each stands in every manifest.
const MOST_METHODS: usize = 20;

/// Gives what to make another passkey with.
#[utoipa::path(post, path = "/api/me/passkeys/start", tag = "person", security(("session" = [])),
    responses((status = 200, body = SignUpOffer)))]
pub async fn start_add_passkey(
    State(instance): State<Arc<Instance>>,
    session: Session,
    signed_in: SignedIn,
    _: NoBody,
) -> Result<Json<SignUpOffer>, ApiError> {
    let person = signed_in.person;
    let rows = instance.store.list_passkeys(person).await?;
    let known: Vec<CredentialID> = rows
        .iter()
        .map(|row| read(row).map(|passkey| passkey.cred_id().clone()))
        .collect::<Result<_, _>>()?;
    let (challenge, state) = instance
        .webauthn
        .start_passkey_registration(Uuid::from_bytes(*person.as_bytes()), "-", "-", Some(known))
        .map_err(|error| ApiError::fault(Code::Internal, error))?;
    instance
        .start(&session, Ceremony::AddPasskey(state))
        .await?;
    Ok(Json(SignUpOffer {
        person,
        options: passkey::creation_options(challenge),
    }))
}

/// Stores another passkey, with the keyring sealed to it as well. Where another device saved first, the same passkey is taken
/// again on top of that save.
#[utoipa::path(post, path = "/api/me/passkeys/finish", tag = "person", security(("session" = [])),
    request_body = AddPasskey, responses((status = 200, body = Saved)))]
pub async fn finish_add_passkey(
    State(instance): State<Arc<Instance>>,
    session: Session,
    signed_in: SignedIn,
    Json(add): Json<AddPasskey>,
) -> Result<Json<Saved>, ApiError> {
    let Ceremony::AddPasskey(state) = instance.finish(&session).await? else {
        return Err(Code::SignInRefused.into());
    };
    let (passkey, passkey_json) = register(&instance, &add.credential, &state)?;
    let vault = find_outline(&instance, signed_in).await?;
    if vault.methods.len() >= MOST_METHODS {
        return Err(refused("There are too many unlock methods."));
    }
    let mut terms = Terms {
        keyring: add.keyring.digest(),
        ..Terms::standing(&vault)
    };
    terms.methods.push(Method {
        id: add.passkey.id,
        kind: MethodKind::Passkey,
        recipient: add.passkey.recipient.clone(),
    });
    let turn = Turn {
        epoch: vault.epoch,
        signing_key: vault.signing_key,
        keyring: &add.keyring,
        added: Some(NewMethod {
            id: add.passkey.id,
            recipient: &add.passkey.recipient,
            tag: add.passkey.tag,
            epoch: vault.epoch,
            opener: NewOpener::Passkey {
                salt: add.passkey.salt,
                credential: passkey.cred_id().as_slice(),
                passkey: &passkey_json,
            },
        }),
        renewed: None,
    };
    let stored = store_save(&instance, signed_in, &vault, &add.save, &terms, Some(turn)).await;
    if let Err(error) = &stored
        && error.code.overtaken()
    {
        instance
            .start(&session, Ceremony::AddPasskey(state))
            .await?;
    }
    stored
}

/// Begins a new epoch: methods go, every item and bundle is there anew, and every other session ends. In one step or not at all.
#[utoipa::path(post, path = "/api/me/epoch", tag = "person", security(("session" = [])), request_body = NewEpoch,
    responses((status = 200, body = Saved)))]
pub async fn begin_epoch(
    State(instance): State<Arc<Instance>>,
    session: Session,
    signed_in: SignedIn,
    Json(new): Json<NewEpoch>,
) -> Result<Json<Saved>, ApiError> {
    let heir = new
        .tags
        .first()
        .map(|tag| tag.method)
        .or(new.kit.as_ref().map(|kit| kit.id));
    let asks = Instance::session_hash(&session);
    // A task of its own: who hangs up now does not leave what the old keys open in the database's log.
    let turning = tokio::spawn(turn(Arc::clone(&instance), asks, signed_in, new));
    let saved = turning
        .await
        .map_err(|error| ApiError::fault(Code::Internal, error))??;
    let stays = instance
        .store
        .has_method(signed_in.person, signed_in.method)
        .await?;
    if let (false, Some(heir)) = (stays, heir) {
        instance.go_on_with(&session, signed_in, heir).await?;
    }
    Ok(saved)
}

async fn turn(
    instance: Arc<Instance>,
    asks: Option<Digest>,
    signed_in: SignedIn,
    new: NewEpoch,
) -> Result<Json<Saved>, ApiError> {
    let now = instance.clock.now();
    let vault = find_outline(&instance, signed_in).await?;
    let step = judge_step(&vault, &new, signed_in)?;
    let (removed, mut methods): (Vec<_>, Vec<_>) = Terms::standing(&vault)
        .methods
        .into_iter()
        .partition(|method| step.removed.contains(&method.recipient));
    methods.extend(new.kit.as_ref().map(|kit| Method {
        id: kit.id,
        kind: MethodKind::Kit,
        recipient: kit.recipient.clone(),
    }));
    judge_methods(&new, &step, &removed, &methods)?;
    let terms = Terms {
        epoch: step.epoch,
        key: step.key,
        keyring: new.keyring.digest(),
        methods,
    };
    let turn = Turn {
        epoch: step.epoch,
        signing_key: step.key,
        keyring: &new.keyring,
        added: new.kit.as_ref().map(|kit| NewMethod {
            id: kit.id,
            recipient: &kit.recipient,
            tag: kit.tag,
            epoch: step.epoch,
            opener: NewOpener::Kit(kit.key.thumbprint()),
        }),
        renewed: Some(Renewed {
            step: &new.step,
            removed: removed.iter().map(|method| method.id).collect(),
            tags: &new.tags,
            kit_confirmed: new.kit.as_ref().map(|_| new.kit_confirmed.then_some(now)),
            session: asks,
        }),
    };
    let saved = store_save(&instance, signed_in, &vault, &new.save, &terms, Some(turn)).await?;
    // What the old keys open still stands in the database's log. The keys are new whether or not it can be cut now.
    if !instance.store.erase_deleted().await.unwrap_or(false) {
        tracing::warn!(
            "what the keys before opened still stands in the database's log; the next end or the next start cuts it"
        );
    }
    Ok(saved)
}

/// The step is the person's, and leads from the epoch that is to the next.
fn judge_step(vault: &Outline, new: &NewEpoch, signed_in: SignedIn) -> Result<EpochStep, ApiError> {
    let (signer, step) = new
        .step
        .verify_embedded::<EpochStep>(Typ::Epoch)
        .map_err(|_| refused("The step is not signed."))?;
    if signer != vault.signing_key {
        // Another device was first.
        return Err(Code::SavedElsewhere.into());
    }
    if step.person != signed_in.person || Some(step.epoch) != vault.epoch.checked_add(1) {
        return Err(refused("The step does not lead to the next epoch."));
    }
    if step.key == vault.signing_key {
        return Err(refused("The step names the same key."));
    }
    Ok(step)
}

/// What goes was there, a kit and a passkey or more stay as they should, and tags are of methods that stay.
fn judge_methods(
    new: &NewEpoch,
    step: &EpochStep,
    removed: &[Method],
    methods: &[Method],
) -> Result<(), ApiError> {
    if removed.is_empty() || removed.len() != step.removed.len() {
        return Err(refused(
            "The step names the recipients that go, each of them once.",
        ));
    }
    let kits = |methods: &[Method]| {
        let kit = |method: &&Method| method.kind == MethodKind::Kit;
        methods.iter().filter(kit).count()
    };
    if kits(methods) != 1 || kits(removed) != usize::from(new.kit.is_some()) {
        return Err(refused("A Recovery kit goes when a new one comes."));
    }
    let stays = |id: MethodId| methods.iter().any(|method| method.id == id);
    let fits = |tag: &MethodTag| stays(tag.method) && tag.epoch == step.epoch;
    if !new.tags.iter().all(fits) {
        return Err(refused(
            "A tag is of a method that stays, in the new epoch.",
        ));
    }
    Ok(())
}

/// Takes the tag of a method whose person has confirmed the steps since it was last at hand.
#[utoipa::path(post, path = "/api/me/methods/tag", tag = "person", security(("session" = [])), request_body = MethodTag,
    responses((status = 204)))]
pub async fn set_tag(
    State(instance): State<Arc<Instance>>,
    signed_in: SignedIn,
    Json(tag): Json<MethodTag>,
) -> Result<StatusCode, ApiError> {
    // Only what signed in can have been at hand.
    if tag.method != signed_in.method {
        return Err(Code::NotFound.into());
    }
    if instance.store.set_tag(signed_in.person, &tag).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Code::SavedElsewhere.into())
    }
}

async fn find_outline(instance: &Instance, signed_in: SignedIn) -> Result<Outline, ApiError> {
    // What is due is over, so that nobody signs it anew.
    instance.end_due_grants().await?;
    Ok(instance
        .store
        .find_outline(signed_in.person)
        .await?
        .ok_or(Code::NotFound)?)
}
