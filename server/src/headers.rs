//! The headers that protect every answer, errors included.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};
use url::Url;

const FIXED: [(HeaderName, HeaderValue); 6] = [
    (
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    ),
    (
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    ),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-embedder-policy"),
        HeaderValue::from_static("require-corp"),
    ),
];

/// What the product uses: passkeys and the clipboard, on its own pages.
const PERMITTED: [&str; 3] = [
    "clipboard-write",
    "publickey-credentials-create",
    "publickey-credentials-get",
];

/// What no page of ours uses, so that nothing put into one can either.
const FORBIDDEN: [&str; 21] = [
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "clipboard-read",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "hid",
    "identity-credentials-get",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "serial",
    "usb",
    "screen-wake-lock",
    "xr-spatial-tracking",
];

/// The headers of one server; they differ only in what TLS allows.
#[derive(Clone)]
pub(crate) struct SecurityHeaders {
    always: HeaderMap,
}

impl SecurityHeaders {
    pub(crate) fn new(public_url: &Url) -> Self {
        let mut always: HeaderMap = FIXED.into_iter().collect();
        if let Ok(policy) = HeaderValue::from_str(&permissions()) {
            always.insert(HeaderName::from_static("permissions-policy"), policy);
        }
        if public_url.scheme() == "https" {
            always.insert(
                header::STRICT_TRANSPORT_SECURITY,
                HeaderValue::from_static("max-age=63072000; includeSubDomains"),
            );
        }
        Self { always }
    }
}

fn permissions() -> String {
    let permitted = PERMITTED.iter().map(|name| format!("{name}=(self)"));
    let forbidden = FORBIDDEN.iter().map(|name| format!("{name}=()"));
    permitted.chain(forbidden).collect::<Vec<_>>().join(", ")
}

/// The content security policy of an answer. `nonce` lets the inline scripts of Leptos's renderer run, on a page only.
pub(crate) fn content_security_policy(nonce: Option<&str>) -> Option<HeaderValue> {
    let nonce = nonce.map_or_else(String::new, |nonce| format!(" 'nonce-{nonce}'"));
    HeaderValue::from_str(&format!(
        "default-src 'none'; script-src 'self'{nonce} 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; \
         font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'"
    ))
    .ok()
}

/// Puts the headers on the answer. A page brings its own content security policy, with its nonce.
pub(crate) async fn add(
    State(headers): State<SecurityHeaders>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    let own = response.headers_mut();
    own.extend(headers.always);
    if !own.contains_key(header::CONTENT_SECURITY_POLICY)
        && let Some(policy) = content_security_policy(None)
    {
        own.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}
