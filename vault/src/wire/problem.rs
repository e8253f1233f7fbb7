//! Problem details (RFC 9457).

use serde::{Deserialize, Serialize};

/// What went wrong, as a word that never changes its meaning. Clients branch on it, never on texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The body or a parameter has an unexpected shape.
    InvalidRequest,
    /// The body is larger than this address takes.
    TooLarge,
    /// There is nothing here, or nothing that the caller may know of.
    NotFound,
    /// The address is right, the method is not.
    MethodNotAllowed,
    /// Nobody is signed in.
    SignInNeeded,
    /// A touch of the passkey within the last five minutes is needed.
    TouchNeeded,
    /// The request comes from another site.
    ForeignOrigin,
    /// The sign-in was not accepted.
    SignInRefused,
    /// The setup code is wrong or used.
    SetupCodeRefused,
    /// New people can't sign up here.
    SignUpClosed,
    /// Another device saved first; load, merge, save again.
    SavedElsewhere,
    /// What was sent does not fit together: signature, hashes or formats.
    SaveRefused,
    /// A save holds a grant as active that has ended.
    GrantEnded,
    /// The Recovery kit was never typed back, and a grant needs that.
    KitNotConfirmed,
    /// The step does not fit the grant's state.
    GrantState,
    /// No token, or none that this server knows.
    TokenRefused,
    /// The part of the token that opens the data is missing or does not fit.
    TokenIncomplete,
    /// The person paused the grant.
    Paused,
    /// The grant's end date passed.
    Expired,
    /// The person stopped the grant.
    Stopped,
    /// The grant has no permission for the purpose, or several and none was named.
    PurposeNotGranted,
    /// The grant does not hold an attribute that was asked for.
    AttributeNotGranted,
    /// The key of a sealed grant was sent along.
    KeyExposed,
    /// Too many requests.
    TooManyRequests,
    /// The server can't write its log, so nothing leaves.
    LogUnavailable,
    /// The grant is over, but its bytes are not yet gone from the disk; ask again.
    ErasurePending,
    /// The server is too busy.
    Busy,
    /// A fault of the server.
    Internal,
}

impl Code {
    /// Whether the vault moved on before a save arrived: who loads it again can make the save on top.
    pub const fn overtaken(self) -> bool {
        matches!(self, Self::SavedElsewhere | Self::GrantEnded)
    }

    /// The word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::TooLarge => "too_large",
            Self::NotFound => "not_found",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::SignInNeeded => "sign_in_needed",
            Self::TouchNeeded => "touch_needed",
            Self::ForeignOrigin => "foreign_origin",
            Self::SignInRefused => "sign_in_refused",
            Self::SetupCodeRefused => "setup_code_refused",
            Self::SignUpClosed => "sign_up_closed",
            Self::SavedElsewhere => "saved_elsewhere",
            Self::SaveRefused => "save_refused",
            Self::GrantEnded => "grant_ended",
            Self::KitNotConfirmed => "kit_not_confirmed",
            Self::GrantState => "grant_state",
            Self::TokenRefused => "token_refused",
            Self::TokenIncomplete => "token_incomplete",
            Self::Paused => "paused",
            Self::Expired => "expired",
            Self::Stopped => "stopped",
            Self::PurposeNotGranted => "purpose_not_granted",
            Self::AttributeNotGranted => "attribute_not_granted",
            Self::KeyExposed => "key_exposed",
            Self::TooManyRequests => "too_many_requests",
            Self::LogUnavailable => "log_unavailable",
            Self::ErasurePending => "erasure_pending",
            Self::Busy => "busy",
            Self::Internal => "internal",
        }
    }
}

/// A problem as it travels, `application/problem+json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// An address that explains the code, on this server.
    #[serde(rename = "type")]
    pub kind: String,
    /// A short sentence, the same for each code.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The code.
    pub code: Code,
    /// Names this request in the server's own log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}
