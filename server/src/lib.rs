//! The server: pages, interfaces, store.

pub mod clock;
pub mod config;
pub mod health;
pub mod instance;
pub mod limits;
pub mod listen;
pub mod openapi;
pub mod policy;
pub mod problem;
pub mod randomness;
pub mod routes;
pub mod session;
pub mod store;

mod api_pages;
mod assets;
mod body;
mod company_api;
mod ending;
mod headers;
mod log;
mod owner_api;
mod pages;
mod passkey;
mod refusals;
mod request_log;
mod save;

use std::{sync::Arc, time::Duration};

use axum::{Router, middleware, routing::get};
use tower_http::{catch_panic::CatchPanicLayer, timeout::RequestBodyDeadlineLayer};

use crate::{headers::SecurityHeaders, instance::Instance};

pub use crate::instance::Server;

/// How long a client may take to send a request's body.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// Every address that this server answers.
fn router(instance: &Arc<Instance>) -> Router {
    let headers = SecurityHeaders::new(&instance.config.public_url);

    Router::new()
        .route("/healthz", get(health::answer))
        .merge(routes::router(instance))
        .merge(pages::router())
        .layer(RequestBodyDeadlineLayer::new(BODY_TIMEOUT))
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn_with_state(headers, headers::add))
        .layer(middleware::from_fn(request_log::write))
}
