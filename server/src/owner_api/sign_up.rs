//! Signing up: one passkey, one Recovery kit, one transaction.

use std::sync::Arc;

use axum::extract::State;
use subtle::ConstantTimeEq;
use tower_sessions::Session;
use vault::{
    id::PersonId,
    manifest::{Manifest, Method, MethodKind, hash_grants, hash_items},
    wire::{Code, NewCredential, SessionInfo, SignUp, SignUpOffer, SignUpStart},
};
use webauthn_rs::prelude::{Passkey, PasskeyRegistration, Uuid};

use crate::{
    body::Json,
    config::SignUpPolicy,
    instance::{Instance, setup_code_digest},
    passkey,
    problem::ApiError,
    save::refused,
    session::Ceremony,
    store::{Conflict, NewMethod, NewOpener, NewPerson, StoreError},
};

/// Gives a new person their id and what to make a passkey with.
///
/// While nobody runs this server it takes the setup code from its log; the first person becomes its operator.
#[utoipa::path(post, path = "/api/me/sign-up/start", tag = "person", request_body = SignUpStart,
    responses((status = 200, body = SignUpOffer)))]
pub async fn start_sign_up(
    State(instance): State<Arc<Instance>>,
    session: Session,
    Json(start): Json<SignUpStart>,
) -> Result<Json<SignUpOffer>, ApiError> {
    let claims = admit(&instance, start.setup_code.as_deref()).await?;
    let person = instance.randomness.draw(PersonId::random);
    // The app puts a name of the person's choice into the dialogue; the server never hears it.
    let (challenge, state) = instance
        .webauthn
        .start_passkey_registration(Uuid::from_bytes(*person.as_bytes()), "-", "-", None)
        .map_err(|error| ApiError::fault(Code::Internal, error))?;
    instance
        .start(
            &session,
            Ceremony::SignUp {
                person,
                claims,
                state,
            },
        )
        .await?;
    Ok(Json(SignUpOffer {
        person,
        options: passkey::creation_options(challenge),
    }))
}

/// Whether this sign-up claims the server.
async fn admit(instance: &Instance, code: Option<&str>) -> Result<bool, ApiError> {
    let row = instance.store.find_instance().await?;
    let operator = row.as_ref().and_then(|row| row.operator);
    match (operator, code) {
        (None, code) => {
            let expected = row
                .and_then(|row| row.setup_code)
                .ok_or(Code::SetupCodeRefused)?;
            let sent = setup_code_digest(code.unwrap_or_default());
            let right = bool::from(sent.as_bytes().ct_eq(expected.as_bytes()));
            if right {
                Ok(true)
            } else {
                Err(Code::SetupCodeRefused.into())
            }
        }
        (Some(_), Some(_)) => Err(Code::SetupCodeRefused.into()),
        (Some(_), None) if instance.config.sign_up == SignUpPolicy::Open => Ok(false),
        (Some(_), None) => Err(Code::SignUpClosed.into()),
    }
}

/// Stores the new person and signs them in.
#[utoipa::path(post, path = "/api/me/sign-up/finish", tag = "person", request_body = SignUp,
    responses((status = 200, body = SessionInfo)))]
pub async fn finish_sign_up(
    State(instance): State<Arc<Instance>>,
    session: Session,
    Json(sign_up): Json<SignUp>,
) -> Result<Json<SessionInfo>, ApiError> {
    let Ceremony::SignUp {
        person,
        claims,
        state,
    } = instance.finish(&session).await?
    else {
        return Err(Code::SignInRefused.into());
    };
    if !claims && instance.config.sign_up != SignUpPolicy::Open {
        return Err(Code::SignUpClosed.into());
    }
    judge(&sign_up, person)?;
    let (passkey, passkey_json) = register(&instance, &sign_up.credential, &state)?;
    let now = instance.clock.now();
    let new = NewPerson {
        id: person,
        signing_key: &sign_up.signing_key,
        keyring: &sign_up.keyring,
        manifest: &sign_up.manifest,
        kit_confirmed: sign_up.kit_confirmed.then_some(now),
        methods: [
            NewMethod {
                id: sign_up.passkey.id,
                recipient: &sign_up.passkey.recipient,
                tag: sign_up.passkey.tag,
                epoch: 1,
                opener: NewOpener::Passkey {
                    salt: sign_up.passkey.salt,
                    credential: passkey.cred_id().as_slice(),
                    passkey: &passkey_json,
                },
            },
            NewMethod {
                id: sign_up.kit.id,
                recipient: &sign_up.kit.recipient,
                tag: sign_up.kit.tag,
                epoch: 1,
                opener: NewOpener::Kit(sign_up.kit.key.thumbprint()),
            },
        ],
        claims,
    };
    instance
        .store
        .insert_person(&new, now)
        .await
        .map_err(|error| match error {
            StoreError::Conflict(Conflict::Claimed) => Code::SetupCodeRefused.into(),
            StoreError::Conflict(_) => refused("An id or a passkey is taken."),
            other => other.into(),
        })?;
    // Making the passkey was its first use.
    let method = sign_up.passkey.id;
    instance.store.set_method_used(method, None, now).await?;
    Ok(Json(instance.sign_in(&session, person, method).await?))
}

/// Checks a passkey just made; gives it as the library holds it, and as it is stored.
pub(super) fn register(
    instance: &Instance,
    made: &NewCredential,
    state: &PasskeyRegistration,
) -> Result<(Passkey, String), ApiError> {
    let passkey = instance
        .webauthn
        .finish_passkey_registration(&passkey::registration(made.clone()), state)
        .map_err(|error| {
            tracing::info!(%error, "a passkey was refused");
            ApiError::from(Code::SignInRefused)
        })?;
    let stored =
        serde_json::to_string(&passkey).map_err(|error| ApiError::fault(Code::Internal, error))?;
    Ok((passkey, stored))
}

/// Checks that manifest 1 says what is about to be stored.
fn judge(sign_up: &SignUp, person: PersonId) -> Result<(), ApiError> {
    let manifest = Manifest::verify(&sign_up.manifest, &sign_up.signing_key, person)
        .map_err(|_| refused("The manifest is not signed by the person."))?;
    manifest
        .begins()
        .map_err(|_| refused("The manifest is not a first one."))?;
    if manifest.keyring != sign_up.keyring.digest() {
        return Err(refused("The manifest names another keyring."));
    }
    if manifest.items != hash_items([]) || manifest.grants != hash_grants([]) {
        return Err(refused("A new vault is empty."));
    }
    let mut methods = [
        Method {
            id: sign_up.passkey.id,
            kind: MethodKind::Passkey,
            recipient: sign_up.passkey.recipient.clone(),
        },
        Method {
            id: sign_up.kit.id,
            kind: MethodKind::Kit,
            recipient: sign_up.kit.recipient.clone(),
        },
    ];
    let mut signed = manifest.methods;
    methods.sort_by_key(|method| method.id);
    signed.sort_by_key(|method| method.id);
    if signed != methods {
        return Err(refused("The manifest names other unlock methods."));
    }
    Ok(())
}
