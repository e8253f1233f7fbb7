//! What a browser must know before anybody signs in.

use std::sync::Arc;

use axum::extract::State;
use vault::wire::Setup;

use crate::{body::Json, config::SignUpPolicy, instance::Instance, problem::ApiError};

/// Whether somebody runs this server, and whether new people may sign up.
#[utoipa::path(get, path = "/api/setup", tag = "person", responses((status = 200, body = Setup)))]
pub async fn show_setup(State(instance): State<Arc<Instance>>) -> Result<Json<Setup>, ApiError> {
    let row = instance.store.find_instance().await?;
    Ok(Json(Setup {
        unclaimed: row.is_none_or(|row| row.operator.is_none()),
        sign_up_open: instance.config.sign_up == SignUpPolicy::Open,
    }))
}
