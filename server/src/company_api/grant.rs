//! What a token allows. Holds no values.

use std::sync::Arc;

use axum::extract::State;
use vault::{
    grant::{ActiveLeaf, EndCause, Leaf, State as GrantStateNow},
    wire::{Code, GrantState, GrantSummary, PermissionSummary},
};

use super::holder::Holder;
use crate::{body::Json, instance::Instance, problem::ApiError, store::GrantRow};

/// The state, the end date, and what may be read for which purpose. Answers for ended grants too.
#[utoipa::path(get, path = "/api/v1/grant", tag = "company", security(("token" = [])),
    responses((status = 200, body = GrantSummary)))]
pub async fn show_grant(
    State(instance): State<Arc<Instance>>,
    holder: Holder,
) -> Result<Json<GrantSummary>, ApiError> {
    let grant = &holder.grant;
    let state = grant.state(instance.clock.now());
    let over = |state, expires_at| GrantSummary {
        id: grant.id,
        client: grant.client.clone(),
        state,
        mode: None,
        created_at: None,
        expires_at,
        paused_until: None,
        permissions: Vec::new(),
    };
    let ended_at = grant.end.as_ref().map_or(grant.expires, |end| end.when);
    Ok(Json(match state {
        GrantStateNow::Ended(EndCause::Stopped) => over(GrantState::Stopped, ended_at),
        GrantStateNow::Ended(EndCause::Expired) => over(GrantState::Expired, ended_at),
        GrantStateNow::Paused(pause) => GrantSummary {
            paused_until: pause.until,
            ..live(grant, GrantState::Paused)?
        },
        GrantStateNow::Active => live(grant, GrantState::Active)?,
    }))
}

fn live(grant: &GrantRow, state: GrantState) -> Result<GrantSummary, ApiError> {
    let leaf = active_leaf(grant)?;
    Ok(GrantSummary {
        id: grant.id,
        client: grant.client.clone(),
        state,
        mode: Some(leaf.mode),
        created_at: Some(leaf.created),
        expires_at: grant.expires,
        paused_until: None,
        permissions: leaf
            .permissions
            .into_iter()
            .map(|permission| PermissionSummary {
                purpose: permission.purpose,
                special: permission.special,
                attributes: permission.attributes,
                filled: permission.bundle.attributes,
                seq: permission.bundle.seq,
            })
            .collect(),
    })
}

/// The leaf of a grant that is not over.
pub(super) fn active_leaf(grant: &GrantRow) -> Result<ActiveLeaf, ApiError> {
    match grant.leaf.as_deref().map(Leaf::parse) {
        Some(Ok(Leaf::Active(leaf))) => Ok(leaf),
        _ => Err(ApiError::fault(
            Code::Internal,
            anyhow::anyhow!("grant {} holds no active leaf", grant.id),
        )),
    }
}
