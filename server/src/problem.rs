//! Errors of `/api`: RFC 9457, one status and sentence for each code. What went wrong inside is logged once and never
//! sent.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use vault::wire::{Code, Problem};

use crate::{ending::EndError, limits::Allowance, store::StoreError};

/// When a server that can't answer safely may be asked again, in seconds.
const SOON: u64 = 2;

/// Why a request was refused.
#[derive(Debug)]
pub struct ApiError {
    /// What the client branches on.
    pub code: Code,
    detail: Option<String>,
    source: Option<anyhow::Error>,
    challenge: Option<&'static str>,
    allowance: Option<Allowance>,
}

impl ApiError {
    /// A refusal with a hint for the client; a hint never holds a value.
    pub fn with_detail(code: Code, detail: impl Into<String>) -> Self {
        Self {
            detail: Some(detail.into()),
            ..Self::from(code)
        }
    }

    /// A fault of the server, answered as `code`.
    pub fn fault(code: Code, source: impl Into<anyhow::Error>) -> Self {
        Self {
            source: Some(source.into()),
            ..Self::from(code)
        }
    }

    /// One request too many.
    pub fn too_many(allowance: Allowance) -> Self {
        Self {
            allowance: Some(allowance),
            ..Self::from(Code::TooManyRequests)
        }
    }

    /// A refusal of a token (RFC 6750 section 3).
    pub fn token(code: Code) -> Self {
        let challenge = match code {
            Code::TokenRefused | Code::TokenIncomplete => {
                Some(r#"Bearer realm="mydata", error="invalid_token""#)
            }
            Code::Paused
            | Code::PurposeNotGranted
            | Code::AttributeNotGranted
            | Code::KeyExposed => Some(r#"Bearer realm="mydata", error="insufficient_scope""#),
            _ => None,
        };
        Self {
            challenge,
            ..Self::from(code)
        }
    }

    /// The request brought no token at all: RFC 6750 section 3.1 then names no error.
    pub fn no_token() -> Self {
        Self {
            challenge: Some(r#"Bearer realm="mydata""#),
            ..Self::from(Code::TokenRefused)
        }
    }
}

impl From<Code> for ApiError {
    fn from(code: Code) -> Self {
        Self {
            code,
            detail: None,
            source: None,
            challenge: None,
            allowance: None,
        }
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        let code = if error.is_busy() {
            Code::Busy
        } else {
            Code::Internal
        };
        Self::fault(code, error)
    }
}

impl From<EndError> for ApiError {
    fn from(error: EndError) -> Self {
        Self::fault(Code::Internal, error)
    }
}

impl From<tower_sessions::session::Error> for ApiError {
    fn from(error: tower_sessions::session::Error) -> Self {
        Self::fault(Code::Internal, error)
    }
}

impl ApiError {
    /// After how many seconds the same request may succeed, where that is known.
    pub fn retry_after(&self) -> Option<u64> {
        if words(self.code).status == StatusCode::SERVICE_UNAVAILABLE {
            return Some(SOON);
        }
        self.allowance.and_then(|allowance| allowance.retry_after())
    }

    /// What the client reads. What went wrong inside is logged here.
    pub fn into_problem(self) -> Problem {
        let words = words(self.code);
        let request_id = self.source.map(|source| {
            let id = uuid::Uuid::new_v4().simple().to_string();
            tracing::error!(request.id = %id, code = self.code.as_str(), "{source:#}");
            id
        });
        Problem {
            kind: format!("/api/problems#{}", self.code.as_str()),
            title: words.title.to_owned(),
            status: words.status.as_u16(),
            detail: self.detail,
            code: self.code,
            request_id,
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status = words(self.code).status;
        let (challenge, allowance) = (self.challenge, self.allowance);
        let retry_after = self.retry_after();
        let mut response = (status, Json(self.into_problem())).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(challenge) = challenge {
            headers.insert(
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static(challenge),
            );
        }
        if let Some(allowance) = allowance {
            allowance.tell(headers);
        }
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// What a code means.
pub struct Words {
    /// The status that it travels with.
    pub status: StatusCode,
    /// A short sentence.
    pub title: &'static str,
    /// What to do about it.
    pub remedy: &'static str,
}

/// Every code, as `/api/problems` shows them.
pub const CODES: [Code; 28] = [
    Code::InvalidRequest,
    Code::TooLarge,
    Code::NotFound,
    Code::MethodNotAllowed,
    Code::SignInNeeded,
    Code::TouchNeeded,
    Code::ForeignOrigin,
    Code::SignInRefused,
    Code::SetupCodeRefused,
    Code::SignUpClosed,
    Code::SavedElsewhere,
    Code::SaveRefused,
    Code::GrantEnded,
    Code::KitNotConfirmed,
    Code::GrantState,
    Code::TokenRefused,
    Code::TokenIncomplete,
    Code::Paused,
    Code::Expired,
    Code::Stopped,
    Code::PurposeNotGranted,
    Code::AttributeNotGranted,
    Code::KeyExposed,
    Code::TooManyRequests,
    Code::LogUnavailable,
    Code::ErasurePending,
    Code::Busy,
    Code::Internal,
];

/// What this code means.
pub fn words(code: Code) -> Words {
    let (status, title, remedy) = match code {
        Code::InvalidRequest => (
            StatusCode::BAD_REQUEST,
            "The request has an unexpected shape.",
            "Compare the body and the parameters with the description under /api. Keys that it does not name are refused.",
        ),
        Code::TooLarge => (
            StatusCode::PAYLOAD_TOO_LARGE,
            "The body is larger than this address takes.",
            "Send less at once.",
        ),
        Code::NotFound => (
            StatusCode::NOT_FOUND,
            "There is nothing here.",
            "Check the address. What belongs to somebody else answers the same way as what does not exist.",
        ),
        Code::MethodNotAllowed => (
            StatusCode::METHOD_NOT_ALLOWED,
            "The address is right, the method is not.",
            "The description under /api names the methods of each address.",
        ),
        Code::SignInNeeded => (
            StatusCode::UNAUTHORIZED,
            "Nobody is signed in.",
            "Sign in with a passkey or the Recovery kit.",
        ),
        Code::TouchNeeded => (
            StatusCode::FORBIDDEN,
            "This step needs a touch of your passkey within the last five minutes.",
            "Confirm with a passkey of your own, then ask again.",
        ),
        Code::ForeignOrigin => (
            StatusCode::FORBIDDEN,
            "The request comes from another site.",
            "Only this server's own pages may change something with a session.",
        ),
        Code::SignInRefused => (
            StatusCode::UNAUTHORIZED,
            "The sign-in was not accepted.",
            "Start again: each start can be finished once, for a few minutes.",
        ),
        Code::SetupCodeRefused => (
            StatusCode::FORBIDDEN,
            "The setup code is wrong or was used.",
            "While nobody runs this server, each start writes a new code into its log.",
        ),
        Code::SignUpClosed => (
            StatusCode::FORBIDDEN,
            "New people can't sign up here.",
            "Ask the person who runs this server.",
        ),
        Code::SavedElsewhere => (
            StatusCode::CONFLICT,
            "Another device saved first.",
            "Load the vault, put the changes together, and save again.",
        ),
        Code::SaveRefused => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "What was sent does not fit together.",
            "Signature, hashes, numbers and formats must all agree; the detail names the first that does not.",
        ),
        Code::GrantEnded => (
            StatusCode::CONFLICT,
            "The sharing is over.",
            "Load the vault: the end and its receipt are in it. An ended grant stays ended.",
        ),
        Code::KitNotConfirmed => (
            StatusCode::FORBIDDEN,
            "The Recovery kit was not typed back yet.",
            "Type the kit back once, then share.",
        ),
        Code::GrantState => (
            StatusCode::CONFLICT,
            "The step does not fit the state of the sharing.",
            "Load the vault to see the state that it is in.",
        ),
        Code::TokenRefused => (
            StatusCode::UNAUTHORIZED,
            "No token that this server knows.",
            "Send the whole token in the Authorization header: Bearer mydata_gt_…",
        ),
        Code::TokenIncomplete => (
            StatusCode::UNAUTHORIZED,
            "The last part of the token is missing or does not fit.",
            "Send the whole token: the part after the last underscore opens the data, and this server does not keep it.",
        ),
        Code::KeyExposed => (
            StatusCode::FORBIDDEN,
            "The key came with the token.",
            "Send the token without what follows its check. This sharing is sealed: the key is for your system alone, and the person is told that it was sent here.",
        ),
        Code::Paused => (
            StatusCode::FORBIDDEN,
            "The person paused the sharing.",
            "Ask again later; GET /api/v1/grant tells until when, if that is known.",
        ),
        Code::Expired => (
            StatusCode::GONE,
            "The sharing ended on its date.",
            "Delete what you hold for it, and ask the person if you need it again.",
        ),
        Code::Stopped => (
            StatusCode::GONE,
            "The person stopped the sharing.",
            "Delete what you hold for it.",
        ),
        Code::PurposeNotGranted => (
            StatusCode::FORBIDDEN,
            "The sharing is not for this purpose, or it has several and none was named.",
            "GET /api/v1/grant names the purposes; special-category data is asked for with special=true.",
        ),
        Code::AttributeNotGranted => (
            StatusCode::FORBIDDEN,
            "A field was asked for that is not shared for this purpose.",
            "GET /api/v1/grant names the fields.",
        ),
        Code::TooManyRequests => (
            StatusCode::TOO_MANY_REQUESTS,
            "Too many requests.",
            "Wait as long as Retry-After says. If-None-Match makes asking cheap, and it counts all the same.",
        ),
        Code::LogUnavailable => (
            StatusCode::SERVICE_UNAVAILABLE,
            "The access log can't be written, so nothing leaves.",
            "Ask again later. The server's operator finds the reason in its log.",
        ),
        Code::ErasurePending => (
            StatusCode::SERVICE_UNAVAILABLE,
            "The sharing is over; its bytes are not yet gone from the disk.",
            "Nobody can read it any more. Ask again to have the rest done.",
        ),
        Code::Busy => (
            StatusCode::SERVICE_UNAVAILABLE,
            "The server is too busy.",
            "Ask again in a moment.",
        ),
        Code::Internal => (
            StatusCode::INTERNAL_SERVER_ERROR,
            "A fault of the server.",
            "The operator finds it in the server's log by the request id.",
        ),
    };
    Words {
        status,
        title,
        remedy,
    }
}
