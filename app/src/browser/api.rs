//! The one HTTP API, a method an address. The only place that sends anything.

use serde::{Serialize, de::DeserializeOwned};
use vault::{
    digest::Digest,
    id::{GrantId, MethodId},
    jws::Jws,
    wire::{
        AddPasskey, Code, Credential, DeleteRequest, KitChallenge, KitConfirmed, KitProof, LogPage,
        ManifestPage, MethodTag, NewEpoch, PauseRequest, Problem, RequestOptions, Save, Saved,
        SessionInfo, SessionList, Setup, SignUp, SignUpOffer, SignUpStart, Stopped, VaultRecord,
    },
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, RequestInit, Response};

/// Why a request brought nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApiError {
    /// The server could not be reached.
    Offline,
    /// The server refused, and says why.
    Problem(Problem),
    /// The answer has an unexpected shape.
    Unreadable,
}

impl ApiError {
    /// The server's code, if it gave one.
    pub fn code(&self) -> Option<Code> {
        match self {
            Self::Problem(problem) => Some(problem.code),
            Self::Offline | Self::Unreadable => None,
        }
    }
}

pub async fn setup() -> Result<Setup, ApiError> {
    get("/api/setup").await
}

pub async fn start_sign_up(start: &SignUpStart) -> Result<SignUpOffer, ApiError> {
    post("/api/me/sign-up/start", start).await
}

pub async fn finish_sign_up(sign_up: &SignUp) -> Result<SessionInfo, ApiError> {
    post("/api/me/sign-up/finish", sign_up).await
}

pub async fn start_sign_in() -> Result<RequestOptions, ApiError> {
    post("/api/me/sign-in/start", &Empty {}).await
}

pub async fn finish_sign_in(credential: &Credential) -> Result<SessionInfo, ApiError> {
    post("/api/me/sign-in/finish", credential).await
}

pub async fn start_kit_sign_in() -> Result<KitChallenge, ApiError> {
    post("/api/me/sign-in/kit/start", &Empty {}).await
}

pub async fn finish_kit_sign_in(proof: Jws) -> Result<SessionInfo, ApiError> {
    post("/api/me/sign-in/kit/finish", &KitProof { proof }).await
}

pub async fn start_confirm() -> Result<RequestOptions, ApiError> {
    post("/api/me/confirm/start", &Empty {}).await
}

pub async fn finish_confirm(credential: &Credential) -> Result<SessionInfo, ApiError> {
    post("/api/me/confirm/finish", credential).await
}

pub async fn session() -> Result<SessionInfo, ApiError> {
    get("/api/me/session").await
}

pub async fn sign_out() -> Result<(), ApiError> {
    poke("/api/me/sign-out").await
}

pub async fn vault() -> Result<VaultRecord, ApiError> {
    get("/api/me/vault").await
}

pub async fn save(save: &Save) -> Result<Saved, ApiError> {
    post("/api/me/vault", save).await
}

/// Every manifest after number `after`.
pub async fn manifests(after: u64) -> Result<Vec<Jws>, ApiError> {
    let mut all = Vec::new();
    loop {
        let from = after + all.len() as u64;
        let page: ManifestPage = get(&format!("/api/me/manifests?after={from}")).await?;
        if page.manifests.is_empty() {
            return Ok(all);
        }
        all.extend(page.manifests);
    }
}

pub async fn start_add_passkey() -> Result<SignUpOffer, ApiError> {
    post("/api/me/passkeys/start", &Empty {}).await
}

pub async fn finish_add_passkey(add: &AddPasskey) -> Result<Saved, ApiError> {
    post("/api/me/passkeys/finish", add).await
}

pub async fn begin_epoch(new: &NewEpoch) -> Result<Saved, ApiError> {
    post("/api/me/epoch", new).await
}

pub async fn set_tag(tag: &MethodTag) -> Result<(), ApiError> {
    let body = to_json(tag)?;
    send("POST", "/api/me/methods/tag", Some(body))
        .await
        .map(drop)
}

pub async fn sessions() -> Result<SessionList, ApiError> {
    get("/api/me/sessions").await
}

pub async fn end_session(session: Digest) -> Result<(), ApiError> {
    poke(&format!("/api/me/sessions/{session}/end")).await
}

pub async fn end_sessions() -> Result<(), ApiError> {
    poke("/api/me/sessions/end").await
}

pub async fn delete_vault(deletion: Jws) -> Result<(), ApiError> {
    let body = to_json(&DeleteRequest { deletion })?;
    send("POST", "/api/me/delete", Some(body)).await.map(drop)
}

pub async fn log(after: u64) -> Result<LogPage, ApiError> {
    get(&format!("/api/me/log?after={after}")).await
}

pub async fn confirm_kit(kit: MethodId) -> Result<(), ApiError> {
    let body = to_json(&KitConfirmed { kit })?;
    send("POST", "/api/me/kit/confirmed", Some(body))
        .await
        .map(drop)
}

pub async fn pause(grant: GrantId, until: Option<i64>) -> Result<(), ApiError> {
    let body = to_json(&PauseRequest { until })?;
    send("POST", &format!("/api/me/grants/{grant}/pause"), Some(body))
        .await
        .map(drop)
}

pub async fn resume(grant: GrantId) -> Result<(), ApiError> {
    poke(&format!("/api/me/grants/{grant}/resume")).await
}

pub async fn stop(grant: GrantId) -> Result<Stopped, ApiError> {
    post(&format!("/api/me/grants/{grant}/stop"), &Empty {}).await
}

#[derive(Serialize)]
struct Empty {}

async fn get<T: DeserializeOwned>(path: &str) -> Result<T, ApiError> {
    from_json(&send("GET", path, None).await?)
}

async fn post<T: DeserializeOwned>(path: &str, body: &impl Serialize) -> Result<T, ApiError> {
    from_json(&send("POST", path, Some(to_json(body)?)).await?)
}

/// For what needs no words and answers none.
async fn poke(path: &str) -> Result<(), ApiError> {
    send("POST", path, Some("{}".into())).await.map(drop)
}

fn to_json(body: &impl Serialize) -> Result<String, ApiError> {
    serde_json::to_string(body).map_err(|_| ApiError::Unreadable)
}

fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, ApiError> {
    vault::json::read(text).map_err(|_| ApiError::Unreadable)
}

async fn send(method: &str, path: &str, body: Option<String>) -> Result<String, ApiError> {
    let init = RequestInit::new();
    init.set_method(method);
    if let Some(body) = body {
        let headers = Headers::new().map_err(|_| ApiError::Unreadable)?;
        let _ = headers.set("content-type", "application/json");
        init.set_headers(&headers);
        init.set_body(&JsValue::from_str(&body));
    }
    let window = web_sys::window().ok_or(ApiError::Unreadable)?;
    let answer = JsFuture::from(window.fetch_with_str_and_init(path, &init)).await;
    let answer: Response = answer
        .map_err(|_| ApiError::Offline)?
        .dyn_into()
        .map_err(|_| ApiError::Unreadable)?;
    let text = match answer.text() {
        Ok(text) => JsFuture::from(text).await.map_err(|_| ApiError::Offline)?,
        Err(_) => return Err(ApiError::Unreadable),
    };
    let text = text.as_string().unwrap_or_default();
    if answer.ok() {
        Ok(text)
    } else {
        Err(from_json(&text).map_or(ApiError::Unreadable, ApiError::Problem))
    }
}
