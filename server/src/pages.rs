//! Mounts the Leptos app: its routes, and the page for addresses that lead nowhere.

use app::{App, shell};
use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use leptos::{config::LeptosOptions, nonce::use_nonce, prelude::expect_context};
use leptos_axum::{LeptosRoutes, ResponseOptions, generate_route_list};

use crate::{assets, headers::content_security_policy};

/// The pages, the files that they load, and an answer for everything else.
pub(crate) fn router() -> Router {
    let options = LeptosOptions::builder().output_name("app").build();
    Router::new()
        .leptos_routes_with_context(
            &options,
            generate_route_list(App),
            || {},
            || page(StatusCode::OK),
        )
        .fallback(other)
        .with_state(options)
}

/// Answers what no route matched: an embedded file, or the page that says that there is nothing.
async fn other(request: Request<Body>) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return StatusCode::NOT_FOUND.into_response();
    }
    if let Some(file) = assets::answer(request.uri().path(), request.headers()) {
        return file;
    }
    leptos_axum::render_app_to_stream_with_context(|| {}, || page(StatusCode::NOT_FOUND))(request)
        .await
        .into_response()
}

fn page(status: StatusCode) -> impl leptos::IntoView {
    let answer = expect_context::<ResponseOptions>();
    let nonce = use_nonce();
    if let Some(policy) = content_security_policy(nonce.as_deref()) {
        answer.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
    answer.insert_header(
        header::CACHE_CONTROL,
        header::HeaderValue::from_static("no-store"),
    );
    answer.set_status(status);
    shell()
}
