//! The server: pages, interfaces, store.

pub mod config;
pub mod health;
pub mod listen;

mod assets;
mod headers;
mod pages;
mod request_log;

use axum::{Router, middleware, routing::get};
use tower_http::catch_panic::CatchPanicLayer;

use crate::{config::Config, headers::SecurityHeaders};

/// Every address that this server answers.
pub fn router(config: &Config) -> Router {
    let headers = SecurityHeaders::new(&config.public_url);

    Router::new()
        .route("/healthz", get(health::answer))
        .merge(pages::router())
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn_with_state(headers, headers::add))
        .layer(middleware::from_fn(request_log::write))
}
