//! `POST /api/v1/pull`: many grants of one company in one request.

use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::{Extension, extract::State, http::StatusCode};
use futures::{StreamExt, stream};
use vault::{
    purpose::Purpose,
    wire::{Code, MOST_PULLS, PullAnswer, PullAnswers, PullItem, PullRequest, SealedAnswer},
};

use super::{
    holder,
    pull::{Pulled, pull},
    question::Question,
};
use crate::{body::Json, instance::Instance, policy::Peer, problem::ApiError};

/// How many pulls of one request run at the same time, so that their entries share a commit and others have their turn.
const TOGETHER: usize = 16;
/// How many bytes of bundles one answer may be made of, as far as the pulls that run together see it: an answer waits in memory
/// for a client that may read slowly.
const LARGEST: usize = 1024 * 1024;

/// Several direct grants at once. Each pull is judged, answered and put on its person's log by itself, as
/// `GET /api/v1/profile` would: one that is refused does not keep the others back.
#[utoipa::path(post, path = "/api/v1/pull", tag = "company", request_body = PullRequest,
    responses((status = 200, body = PullAnswers)))]
pub async fn pull_many(
    State(instance): State<Arc<Instance>>,
    Extension(Peer(peer)): Extension<Peer>,
    Json(request): Json<PullRequest>,
) -> Result<Json<PullAnswers>, ApiError> {
    if request.pulls.is_empty() || request.pulls.len() > MOST_PULLS {
        return Err(ApiError::with_detail(
            Code::InvalidRequest,
            format!("One pull at least, and at most {MOST_PULLS} in one request."),
        ));
    }
    let room = AtomicUsize::new(LARGEST);
    let answers = stream::iter(request.pulls)
        .map(|item| answer(&instance, peer, item, &room))
        .buffered(TOGETHER)
        .collect()
        .await;
    Ok(Json(PullAnswers { answers }))
}

async fn answer(
    instance: &Instance,
    peer: IpAddr,
    item: PullItem,
    room: &AtomicUsize,
) -> PullAnswer {
    let empty = PullAnswer {
        status: StatusCode::OK.as_u16(),
        etag: None,
        profile: None,
        sealed: None,
        problem: None,
        retry_after: None,
    };
    match one(instance, peer, item, room).await {
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

async fn one(
    instance: &Instance,
    peer: IpAddr,
    item: PullItem,
    room: &AtomicUsize,
) -> Result<Pulled, ApiError> {
    if room.load(Ordering::Relaxed) == 0 {
        return Err(ApiError::with_detail(
            Code::Busy,
            "The answer is long already: ask for this one in another request.",
        ));
    }
    let (holder, _) = holder::of_token(instance, &item.token, peer).await?;
    drop(item.token);
    let held = item.if_none_match.into_iter().collect();
    let purpose = item.purpose.as_deref().map(purpose).transpose()?;
    let question = Question::new(purpose, item.special, item.fields.as_deref(), held)?;
    let pulled = pull(instance, holder, &question).await?;
    let size = size(&pulled);
    let less = |left: usize| Some(left.saturating_sub(size));
    // Always `Ok`: the room has a value to go from.
    let _ = room.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
    Ok(pulled)
}

/// One that is unknown is the fault of one pull, not of the request.
fn purpose(text: &str) -> Result<Purpose, ApiError> {
    Purpose::parse(text).ok_or_else(|| {
        ApiError::with_detail(
            Code::InvalidRequest,
            "No grant is for a purpose of this name.",
        )
    })
}

/// About as many bytes as it takes in the answer.
fn size(pulled: &Pulled) -> usize {
    match pulled {
        Pulled::Unchanged { .. } => 0,
        // The proof holds every claim once more.
        Pulled::Profile { answer, .. } => answer
            .proof
            .as_ref()
            .map_or(0, |proof| proof.as_str().len()),
        Pulled::Sealed { bundle, .. } => bundle.file().len(),
    }
}
