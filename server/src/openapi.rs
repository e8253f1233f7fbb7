//! The description of `/api` for machines: OpenAPI 3.1.

use std::sync::LazyLock;

use axum::{http::header, response::IntoResponse};
use utoipa::{
    Modify, OpenApi,
    openapi::{
        Content, Ref, RefOr, Response,
        security::{
            ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
        },
    },
};
use vault::wire::Problem;

use crate::{company_api, owner_api, session::COOKIE};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "My Data",
        version = "1",
        description = "A person's own side (/api/me) and a company's side (/api/v1) of a vault. Bodies hold the keys named \
                       here and no others. Every error is application/problem+json (RFC 9457) with a stable `code`."
    ),
    paths(
        owner_api::setup::show_setup,
        owner_api::sign_up::start_sign_up,
        owner_api::sign_up::finish_sign_up,
        owner_api::sign_in::start_sign_in,
        owner_api::sign_in::finish_sign_in,
        owner_api::kit::start_kit_sign_in,
        owner_api::kit::finish_kit_sign_in,
        owner_api::kit::confirm_kit,
        owner_api::confirm::start_confirm,
        owner_api::confirm::finish_confirm,
        owner_api::session::show_session,
        owner_api::session::list_sessions,
        owner_api::session::end_session,
        owner_api::session::end_sessions,
        owner_api::session::sign_out,
        owner_api::method::start_add_passkey,
        owner_api::method::finish_add_passkey,
        owner_api::method::begin_epoch,
        owner_api::method::set_tag,
        owner_api::person::delete_person,
        owner_api::vault::load_vault,
        owner_api::vault::save_vault,
        owner_api::manifest::list_manifests,
        owner_api::log::list_log,
        owner_api::grant::pause_grant,
        owner_api::grant::resume_grant,
        owner_api::grant::stop_grant,
        company_api::profile::read_profile,
        company_api::pulls::pull_many,
        company_api::grant::show_grant,
        company_api::attributes::list_attributes,
        company_api::keys::list_keys,
    ),
    components(schemas(Problem)),
    modifiers(&Additions),
    tags(
        (name = "company", description = "What a company calls, with the token that a person handed over."),
        (name = "person", description = "What a person's own device calls, with a session. It sends and gets sealed data."),
    )
)]
struct Description;

/// What every operation has.
struct Additions;

impl Modify for Additions {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_default();
        components.add_security_scheme(
            "session",
            SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description(
                COOKIE,
                "Comes with every sign-in.",
            ))),
        );
        components.add_security_scheme(
            "program",
            SecurityScheme::Http(
                HttpBuilder::new()
                    .scheme(HttpAuthScheme::Bearer)
                    .description(Some(
                        "The value of the session's cookie, for a program that keeps no cookies.",
                    ))
                    .build(),
            ),
        );
        components.add_security_scheme(
            "token",
            SecurityScheme::Http(
                HttpBuilder::new()
                    .scheme(HttpAuthScheme::Bearer)
                    .description(Some("The whole token, in the Authorization header. Only POST /api/v1/pull takes tokens in its body."))
                    .build(),
            ),
        );
        let mut problem = Response::new("A problem: branch on its `code`.");
        problem.content.insert(
            "application/problem+json".to_owned(),
            RefOr::T(Content::new(Some(Ref::from_schema_name("Problem")))),
        );
        for item in openapi.paths.paths.values_mut() {
            for operation in [&mut item.get, &mut item.post].into_iter().flatten() {
                operation
                    .responses
                    .responses
                    .insert("default".to_owned(), RefOr::T(problem.clone()));
                let [session, program] =
                    ["session", "program"].map(|name| SecurityRequirement::new(name, [""; 0]));
                let needed = operation.security.get_or_insert_default();
                if needed.contains(&session) {
                    needed.push(program);
                }
            }
        }
    }
}

/// The description.
pub static DESCRIPTION: LazyLock<utoipa::openapi::OpenApi> = LazyLock::new(Description::openapi);

/// Answers `GET /api/openapi.json`.
pub async fn show() -> impl IntoResponse {
    (
        [(header::CACHE_CONTROL, "no-cache")],
        axum::Json(&*DESCRIPTION),
    )
}
