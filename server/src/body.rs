//! Bodies and parameters of `/api`: JSON of known keys, nothing else.

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request},
    http::{header, request::Parts},
    response::{IntoResponse, Response},
};
use serde::{Serialize, de::DeserializeOwned};
use vault::wire::Code;

use crate::problem::ApiError;

/// A JSON body, and a JSON answer.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let is_json = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split(';').next())
            .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"));
        if !is_json {
            return Err(ApiError::with_detail(
                Code::InvalidRequest,
                "The body must be application/json.",
            ));
        }
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|_| Code::InvalidRequest)?;
        if bytes.trim_ascii_start().first() != Some(&b'{') {
            // serde would take a list of a structure's values in its place.
            return Err(ApiError::with_detail(
                Code::InvalidRequest,
                "The body must be a JSON object.",
            ));
        }
        serde_json::from_slice(&bytes).map(Self).map_err(|error| {
            // The library's own text quotes the body, so only the place is told.
            let place = format!(
                "Unexpected at line {}, column {}.",
                error.line(),
                error.column()
            );
            ApiError::with_detail(Code::InvalidRequest, place)
        })
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// No body, or an empty object.
pub struct NoBody;

impl<S: Send + Sync> FromRequest<S> for NoBody {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|_| Code::InvalidRequest)?;
        match bytes.trim_ascii() {
            b"" | b"{}" => Ok(Self),
            _ => Err(ApiError::with_detail(
                Code::InvalidRequest,
                "This address takes no body.",
            )),
        }
    }
}

/// The parameters after the question mark.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let axum::extract::Query(query) =
            axum::extract::Query::<T>::from_request_parts(parts, state)
                .await
                .map_err(|_| {
                    ApiError::with_detail(
                        Code::InvalidRequest,
                        "A parameter is unknown, repeated or malformed.",
                    )
                })?;
        Ok(Self(query))
    }
}

/// An id in the address. What is no id is as missing as an id that nobody has.
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let axum::extract::Path(path) = axum::extract::Path::<T>::from_request_parts(parts, state)
            .await
            .map_err(|_| ApiError::from(Code::NotFound))?;
        Ok(Self(path))
    }
}
