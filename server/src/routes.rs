//! The route table: one row for each address of `/api`. The router is made from it, so that no address exists without
//! who may call it, how much it takes and how often.

use std::sync::Arc;

use axum::{
    Router,
    http::Method,
    middleware,
    routing::{MethodRouter, get, post},
};
use vault::wire::Code;

use crate::{
    api_pages, company_api,
    instance::Instance,
    limits::Rate,
    openapi,
    owner_api::{
        confirm, grant, kit, log, manifest, method, person, session as own_session, setup, sign_in,
        sign_up, vault as own_vault,
    },
    policy::{self, Who},
    problem::ApiError,
    session,
};

/// One address with one method.
pub struct Row {
    /// The method.
    pub method: Method,
    /// The address.
    pub path: &'static str,
    /// Who may call it.
    pub who: Who,
    /// The most bytes that its body may have.
    pub body: usize,
    /// How often it may be called.
    pub rate: Rate,
    handler: fn() -> MethodRouter<Arc<Instance>>,
}

impl Row {
    /// Whether it belongs to a person's own side.
    pub fn is_owners(&self) -> bool {
        self.path.starts_with("/api/me/")
    }

    /// Whether it belongs to the description of the interface.
    pub fn is_described(&self) -> bool {
        self.path.starts_with("/api/me/")
            || self.path.starts_with("/api/v1/")
            || self.path == "/api/setup"
    }
}

const NOTHING: usize = 1024;
const SMALL: usize = 16 * 1024;
/// A passkey, a keyring, a manifest.
const SIGN_UP: usize = 256 * 1024;
/// A hundred tokens with their questions.
const PULLS: usize = 128 * 1024;
const SAVE: usize = 2 * 1024 * 1024;
/// Everything that a vault holds, sealed anew.
const WHOLE: usize = 32 * 1024 * 1024;

macro_rules! row {
    ($verb:ident $method:ident $path:literal, $who:ident, $body:expr, $rate:ident, $handler:path) => {
        Row {
            method: Method::$method,
            path: $path,
            who: Who::$who,
            body: $body,
            rate: Rate::$rate,
            handler: || $verb($handler),
        }
    };
}

/// The table.
pub static ROWS: &[Row] = &[
    row!(get GET "/api", Anyone, 0, Free, api_pages::show_description),
    row!(get GET "/api/problems", Anyone, 0, Free, api_pages::show_problems),
    row!(get GET "/api/openapi.json", Anyone, 0, Free, openapi::show),
    row!(get GET "/.well-known/jwks.json", Anyone, 0, Free, company_api::keys::list_keys),
    row!(get GET "/api/setup", Anyone, 0, Peer, setup::show_setup),
    row!(post POST "/api/me/sign-up/start", Anyone, SMALL, Peer, sign_up::start_sign_up),
    row!(post POST "/api/me/sign-up/finish", Anyone, SIGN_UP, Peer, sign_up::finish_sign_up),
    row!(post POST "/api/me/sign-in/start", Anyone, NOTHING, Peer, sign_in::start_sign_in),
    row!(post POST "/api/me/sign-in/finish", Anyone, SMALL, Peer, sign_in::finish_sign_in),
    row!(post POST "/api/me/sign-in/kit/start", Anyone, NOTHING, Peer, kit::start_kit_sign_in),
    row!(post POST "/api/me/sign-in/kit/finish", Anyone, SMALL, Peer, kit::finish_kit_sign_in),
    row!(post POST "/api/me/confirm/start", Session, NOTHING, Person, confirm::start_confirm),
    row!(post POST "/api/me/confirm/finish", Session, SMALL, Person, confirm::finish_confirm),
    row!(get GET "/api/me/session", Session, 0, Person, own_session::show_session),
    row!(post POST "/api/me/sign-out", Session, NOTHING, Person, own_session::sign_out),
    row!(get GET "/api/me/vault", Session, 0, Person, own_vault::load_vault),
    row!(post POST "/api/me/vault", Session, SAVE, Person, own_vault::save_vault),
    row!(get GET "/api/me/manifests", Session, 0, Person, manifest::list_manifests),
    row!(post POST "/api/me/kit/confirmed", Session, NOTHING, Person, kit::confirm_kit),
    row!(post POST "/api/me/passkeys/start", FreshSession, NOTHING, Person, method::start_add_passkey),
    row!(post POST "/api/me/passkeys/finish", FreshSession, SAVE, Person, method::finish_add_passkey),
    row!(post POST "/api/me/epoch", FreshSession, WHOLE, Person, method::begin_epoch),
    row!(post POST "/api/me/methods/tag", FreshSession, NOTHING, Person, method::set_tag),
    row!(get GET "/api/me/sessions", Session, 0, Person, own_session::list_sessions),
    row!(post POST "/api/me/sessions/end", Session, NOTHING, Person, own_session::end_sessions),
    row!(post POST "/api/me/sessions/{session}/end", Session, NOTHING, Person, own_session::end_session),
    row!(post POST "/api/me/delete", FreshSession, SMALL, Person, person::delete_person),
    row!(get GET "/api/me/log", Session, 0, Person, log::list_log),
    row!(post POST "/api/me/grants/{grant}/pause", Session, NOTHING, Person, grant::pause_grant),
    row!(post POST "/api/me/grants/{grant}/resume", FreshSession, NOTHING, Person, grant::resume_grant),
    row!(post POST "/api/me/grants/{grant}/stop", Session, NOTHING, Person, grant::stop_grant),
    row!(get GET "/api/v1/profile", Token, 0, Grant, company_api::profile::read_profile),
    row!(post POST "/api/v1/pull", Tokens, PULLS, Pulls, company_api::pulls::pull_many),
    row!(get GET "/api/v1/grant", Token, 0, Grant, company_api::grant::show_grant),
    row!(get GET "/api/v1/attributes", Anyone, 0, Peer, company_api::attributes::list_attributes),
    row!(get GET "/api/v1/keys", Anyone, 0, Peer, company_api::keys::list_keys),
];

/// The addresses of the table, and problems for everything else below `/api/`.
pub fn router(instance: &Arc<Instance>) -> Router {
    let add = |router: Router<Arc<Instance>>, row: &'static Row| {
        let enforce = middleware::from_fn_with_state((Arc::clone(instance), row), policy::enforce);
        router.route(row.path, (row.handler)().layer(enforce))
    };
    let own = ROWS
        .iter()
        .filter(|row| row.is_owners())
        .fold(Router::new(), add)
        .layer(session::layer(instance))
        .layer(middleware::from_fn(session::bearer));
    ROWS.iter()
        .filter(|row| !row.is_owners())
        .fold(Router::new(), add)
        .merge(own)
        .route(
            "/api/{*rest}",
            axum::routing::any(async || ApiError::from(Code::NotFound)),
        )
        .method_not_allowed_fallback(async || ApiError::from(Code::MethodNotAllowed))
        .with_state(Arc::clone(instance))
}
