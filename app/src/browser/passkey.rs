//! Passkeys with their PRF (WebAuthn Level 3). What is sent is built field by field: `PublicKeyCredential.toJSON()` would
//! put the PRF's outputs into it.

use js_sys::{Array, ArrayBuffer, Function, Object, Promise, Reflect, Uint8Array};
use owner::{
    PasskeyMade,
    method::{PRF_FIRST, PRF_SECOND},
};
use rand_core::{OsRng, RngCore};
use vault::{
    bytes::Blob,
    id::PersonId,
    wire::{CreationOptions, Credential, NewCredential, RequestOptions},
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use zeroize::Zeroizing;

/// The two outputs of a passkey's PRF.
pub type Prf = (Zeroizing<[u8; 32]>, Zeroizing<[u8; 32]>);

/// How long a person may take, in milliseconds.
const TIMEOUT: u32 = 5 * 60 * 1000;

/// Why a passkey did not help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasskeyError {
    /// The person closed the dialogue, or took too long.
    Cancelled,
    /// The passkey can't make secrets (no PRF).
    NoPrf,
    /// The device has a passkey for this vault already.
    AlreadyHere,
    /// The browser refused.
    Failed,
}

/// Whether this page may use passkeys at all: a secure context, and a browser that has them.
pub fn supported() -> bool {
    let Some(window) = web_sys::window() else {
        return false;
    };
    window.is_secure_context()
        && Reflect::has(&window, &"PublicKeyCredential".into()).unwrap_or(false)
}

/// Makes a passkey. `name` is shown in the passkey dialogue and never sent.
pub async fn create(
    person: PersonId,
    name: &str,
    options: &CreationOptions,
) -> Result<PasskeyMade, PasskeyError> {
    let algorithms = Array::new();
    for algorithm in &options.algorithms {
        let alg = JsValue::from_f64(*algorithm as f64);
        algorithms.push(&object(&[("type", "public-key".into()), ("alg", alg)]));
    }
    let user = object(&[
        ("id", bytes(person.as_bytes())),
        ("name", name.into()),
        ("displayName", name.into()),
    ]);
    let selection = object(&[
        ("residentKey", "required".into()),
        ("requireResidentKey", true.into()),
        ("userVerification", "required".into()),
    ]);
    let public_key = object(&[
        ("challenge", bytes(&options.challenge.0)),
        (
            "rp",
            object(&[
                ("id", options.rp_id.as_str().into()),
                ("name", options.rp_name.as_str().into()),
            ]),
        ),
        ("user", user),
        ("pubKeyCredParams", algorithms.into()),
        ("excludeCredentials", credentials(&options.exclude)),
        ("authenticatorSelection", selection),
        ("attestation", "none".into()),
        ("timeout", TIMEOUT.into()),
        ("extensions", prf_inputs()),
    ]);
    let made = call("create", public_key).await?;
    let id = blob(&made, &["rawId"])?;
    let credential = NewCredential {
        attestation_object: blob(&made, &["response", "attestationObject"])?,
        client_data: blob(&made, &["response", "clientDataJSON"])?,
        id: id.clone(),
    };
    let prf = match prf_outputs(&made) {
        Some(prf) => prf,
        None => prf_of(&id, &options.rp_id).await?,
    };
    Ok(PasskeyMade { credential, prf })
}

/// Asks a passkey for an answer to the server's challenge, and for its PRF's outputs.
pub async fn ask(options: &RequestOptions) -> Result<(Credential, Prf), PasskeyError> {
    let answer = get(&options.challenge.0, &options.rp_id, &options.allow).await?;
    let credential = Credential {
        id: blob(&answer, &["rawId"])?,
        authenticator_data: blob(&answer, &["response", "authenticatorData"])?,
        client_data: blob(&answer, &["response", "clientDataJSON"])?,
        signature: blob(&answer, &["response", "signature"])?,
        user_handle: blob(&answer, &["response", "userHandle"]).ok(),
    };
    let prf = prf_outputs(&answer).ok_or(PasskeyError::NoPrf)?;
    Ok((credential, prf))
}

/// Some passkeys give no PRF output when they are made, but do straight after. The challenge is the device's own: this
/// answer is not sent anywhere.
async fn prf_of(id: &Blob, rp_id: &str) -> Result<Prf, PasskeyError> {
    let mut challenge = [0; 32];
    OsRng.fill_bytes(&mut challenge);
    let answer = get(&challenge, rp_id, std::slice::from_ref(id)).await?;
    prf_outputs(&answer).ok_or(PasskeyError::NoPrf)
}

async fn get(challenge: &[u8], rp_id: &str, allow: &[Blob]) -> Result<JsValue, PasskeyError> {
    let public_key = object(&[
        ("challenge", bytes(challenge)),
        ("rpId", rp_id.into()),
        ("allowCredentials", credentials(allow)),
        ("userVerification", "required".into()),
        ("timeout", TIMEOUT.into()),
        ("extensions", prf_inputs()),
    ]);
    call("get", public_key).await
}

fn credentials(ids: &[Blob]) -> JsValue {
    let list = Array::new();
    for id in ids {
        list.push(&object(&[
            ("type", "public-key".into()),
            ("id", bytes(&id.0)),
        ]));
    }
    list.into()
}

async fn call(method: &str, public_key: JsValue) -> Result<JsValue, PasskeyError> {
    let container = web_sys::window()
        .and_then(|window| Reflect::get(&window.navigator(), &"credentials".into()).ok())
        .ok_or(PasskeyError::Failed)?;
    let function: Function = Reflect::get(&container, &method.into())
        .ok()
        .and_then(|function| function.dyn_into().ok())
        .ok_or(PasskeyError::Failed)?;
    let options = object(&[("publicKey", public_key)]);
    let promise: Promise = function
        .call1(&container, &options)
        .ok()
        .and_then(|promise| promise.dyn_into().ok())
        .ok_or(PasskeyError::Failed)?;
    JsFuture::from(promise).await.map_err(|error| {
        let name = Reflect::get(&error, &"name".into())
            .ok()
            .and_then(|name| name.as_string());
        match name.as_deref() {
            Some("NotAllowedError" | "AbortError") => PasskeyError::Cancelled,
            Some("NotSupportedError") => PasskeyError::NoPrf,
            Some("InvalidStateError") => PasskeyError::AlreadyHere,
            _ => PasskeyError::Failed,
        }
    })
}

fn prf_inputs() -> JsValue {
    let eval = object(&[("first", bytes(PRF_FIRST)), ("second", bytes(PRF_SECOND))]);
    object(&[("prf", object(&[("eval", eval)]))])
}

fn prf_outputs(credential: &JsValue) -> Option<Prf> {
    let results: Function = Reflect::get(credential, &"getClientExtensionResults".into())
        .ok()?
        .dyn_into()
        .ok()?;
    let results = results.call0(credential).ok()?;
    let secret = |name: &str| -> Option<Zeroizing<[u8; 32]>> {
        let bytes = Zeroizing::new(blob(&results, &["prf", "results", name]).ok()?.0);
        bytes.as_slice().try_into().ok().map(Zeroizing::new)
    };
    Some((secret("first")?, secret("second")?))
}

/// The bytes of an `ArrayBuffer` at a path of properties.
fn blob(from: &JsValue, path: &[&str]) -> Result<Blob, PasskeyError> {
    let mut value = from.clone();
    for name in path {
        value = Reflect::get(&value, &(*name).into()).map_err(|_| PasskeyError::Failed)?;
    }
    let buffer: ArrayBuffer = value.dyn_into().map_err(|_| PasskeyError::Failed)?;
    Ok(Blob(Uint8Array::new(&buffer).to_vec()))
}

fn bytes(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).into()
}

fn object(fields: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in fields {
        // Setting a property of a plain object just made can't fail.
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}
