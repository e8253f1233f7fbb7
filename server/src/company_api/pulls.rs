//! `POST /api/v1/pull`: many grants of one company in one request.

use std::{net::IpAddr, sync::Arc};

use axum::{Extension, extract::State, http::StatusCode};
use futures::future::join_all;
use vault::wire::{Code, MOST_PULLS, PullAnswer, PullAnswers, PullItem, PullRequest, SealedAnswer};

use super::{
    holder,
    pull::{Pulled, Question, pull},
};
use crate::{body::Json, instance::Instance, policy::Peer, problem::ApiError};

/// Several direct grants at once. Each pull is judged, answered and put on its person's log by itself, as
/// `GET /api/v1/profile` would: one that is refused does not keep the others back.
#[utoipa::path(post, path = "/api/v1/pull", tag = "company", request_body = PullRequest,
    responses((status = 200, body = PullAnswers)))]
pub async fn pull_many(
    State(instance): State<Arc<Instance>>,
    Extension(Peer(peer)): Extension<Peer>,
    Json(request): Json<PullRequest>,
) -> Result<Json<PullAnswers>, ApiError> {
    if request.pulls.len() > MOST_PULLS {
        return Err(ApiError::with_detail(
            Code::InvalidRequest,
            format!("At most {MOST_PULLS} pulls in one request."),
        ));
    }
    // At the same time, so that their entries share a commit.
    let pulls = request
        .pulls
        .into_iter()
        .map(|item| answer(&instance, peer, item));
    let answers = join_all(pulls).await;
    Ok(Json(PullAnswers { answers }))
}

async fn answer(instance: &Instance, peer: IpAddr, item: PullItem) -> PullAnswer {
    let empty = PullAnswer {
        status: StatusCode::OK.as_u16(),
        etag: None,
        profile: None,
        sealed: None,
        problem: None,
        retry_after: None,
    };
    match one(instance, peer, item).await {
        Ok(Pulled::Unchanged { etag }) => PullAnswer {
            status: StatusCode::NOT_MODIFIED.as_u16(),
            etag: Some(etag),
            ..empty
        },
        Ok(Pulled::Profile { etag, answer }) => PullAnswer {
            etag: Some(etag),
            profile: Some(*answer),
            ..empty
        },
        Ok(Pulled::Sealed {
            etag,
            bundle,
            receipt,
        }) => PullAnswer {
            etag: Some(etag),
            sealed: Some(SealedAnswer {
                file: bundle,
                receipt,
            }),
            ..empty
        },
        Err(error) => {
            let retry_after = error.retry_after();
            let problem = error.into_problem();
            PullAnswer {
                status: problem.status,
                problem: Some(problem),
                retry_after,
                ..empty
            }
        }
    }
}

async fn one(instance: &Instance, peer: IpAddr, item: PullItem) -> Result<Pulled, ApiError> {
    let holder = holder::of_token(instance, &item.token, peer).await?;
    drop(item.token);
    instance
        .limits
        .take_grant(holder.grant.id)
        .map_err(ApiError::too_many)?;
    let held = item.if_none_match.into_iter().collect();
    let question = Question::new(item.purpose, item.special, item.fields.as_deref(), held)?;
    pull(instance, holder, &question).await
}
