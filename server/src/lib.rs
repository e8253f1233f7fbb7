//! The server: pages, interfaces, store.

pub mod config;
pub mod health;
pub mod listen;

mod assets;
mod headers;
mod pages;
mod request_log;

use std::time::Duration;

use axum::{Router, middleware, routing::get};
use tower_http::{catch_panic::CatchPanicLayer, timeout::RequestBodyDeadlineLayer};

use crate::{config::Config, headers::SecurityHeaders};

/// How long a client may take to send a request's body.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// Every address that this server answers.
pub fn router(config: &Config) -> Router {
    let headers = SecurityHeaders::new(&config.public_url);

    Router::new()
        .route("/healthz", get(health::answer))
        .merge(pages::router())
        .layer(RequestBodyDeadlineLayer::new(BODY_TIMEOUT))
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn_with_state(headers, headers::add))
        .layer(middleware::from_fn(request_log::write))
}
