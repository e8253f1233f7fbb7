//! `GET /api/v1/profile`.

use std::sync::Arc;

use axum::{
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use vault::wire::{Answer, Code, ProfileQuery};

use super::{
    holder::Holder,
    pull::{Pulled, pull},
    question::Question,
};
use crate::{
    body::{Json, Query},
    instance::Instance,
    problem::ApiError,
};

/// What a sealed answer is: an age file (age-encryption.org/v1).
const AGE: &str = "application/age";
/// Where a sealed answer has its receipt.
const RECEIPT: HeaderName = HeaderName::from_static("mydata-receipt");

/// The values of one permission. `fields` narrows them, and then leaves the proof out, which holds all. Of a sealed grant the
/// answer is an age file (`application/age`), with the receipt in the header `MyData-Receipt`.
#[utoipa::path(get, path = "/api/v1/profile", tag = "company", security(("token" = [])), params(ProfileQuery),
    responses((status = 200, description = "Of a readable grant; of a sealed one `application/age`, with its receipt in the header `MyData-Receipt`.",
        content((Answer = "application/json"), (Vec<u8> = "application/age"))), (status = 304, description = "The values are those of the ETag sent.")))]
pub async fn read_profile(
    State(instance): State<Arc<Instance>>,
    Query(query): Query<ProfileQuery>,
    headers: HeaderMap,
    holder: Holder,
) -> Result<Response, ApiError> {
    let held = headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .map(str::to_owned)
        .collect();
    let question = Question::new(query.purpose, query.special, query.fields.as_deref(), held)?;
    Ok(match pull(&instance, holder, &question).await? {
        Pulled::Unchanged { etag } => {
            (StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response()
        }
        Pulled::Profile { etag, answer } => ([(header::ETAG, etag)], Json(answer)).into_response(),
        Pulled::Sealed {
            etag,
            bundle,
            receipt,
        } => {
            let headers = [
                (header::CONTENT_TYPE, HeaderValue::from_static(AGE)),
                (header::ETAG, value(&etag)?),
                (RECEIPT, value(receipt.as_str())?),
            ];
            (headers, bundle.file().to_vec()).into_response()
        }
    })
}

/// ETags and receipts are of letters that a header can have.
fn value(text: &str) -> Result<HeaderValue, ApiError> {
    HeaderValue::try_from(text).map_err(|error| ApiError::fault(Code::Internal, error))
}
