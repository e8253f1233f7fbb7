//! What stands between a request and its handler: who may ask, from where, how much and how often.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
};

use axum::{
    body::{Body, to_bytes},
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http_body_util::LengthLimitError;
use tower_sessions::Session;
use vault::wire::Code;

use crate::{
    company_api::holder,
    instance::Instance,
    limits::{Allowance, Rate},
    problem::ApiError,
    routes::Row,
};

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Anybody.
    Anyone,
    /// A person who is signed in.
    Session,
    /// A person who is signed in and touched a passkey within the last minutes.
    FreshSession,
    /// A company with a token that finds a grant, over or not.
    Token,
    /// A company with several tokens in the body, which the handler judges one by one.
    Tokens,
}

/// Who is at the other end of the connection; for handlers that judge tokens themselves.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub IpAddr);

/// Lets a request through to its handler, or answers it.
pub async fn enforce(
    State((instance, row)): State<(Arc<Instance>, &'static Row)>,
    request: Request,
    next: Next,
) -> Response {
    let mut allowance = None;
    let mut response = match admit(&instance, row, request, &mut allowance).await {
        Ok(request) => next.run(request).await,
        Err(error) => error.into_response(),
    };
    let headers = response.headers_mut();
    if let Some(allowance) = allowance {
        allowance.tell(headers);
    }
    if row.who == Who::Token {
        headers.insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-store"),
        );
        headers.insert(header::VARY, HeaderValue::from_static("Authorization"));
    } else if row.is_described() {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

async fn admit(
    instance: &Instance,
    row: &Row,
    mut request: Request,
    allowance: &mut Option<Allowance>,
) -> Result<Request, ApiError> {
    if row.is_owners() && row.method != Method::GET {
        own_origin(request.headers(), &instance.origin)?;
    }
    let peer = peer(&request);
    match row.who {
        Who::Anyone => {}
        Who::Session | Who::FreshSession => {
            let session = request
                .extensions()
                .get::<Session>()
                .cloned()
                .ok_or(Code::SignInNeeded)?;
            let signed_in = instance
                .signed_in(&session)
                .await?
                .ok_or(Code::SignInNeeded)?;
            if row.rate == Rate::Person {
                *allowance = Some(
                    instance
                        .limits
                        .take_person(signed_in.person)
                        .map_err(ApiError::too_many)?,
                );
            }
            if row.who == Who::FreshSession && !signed_in.is_fresh(instance.clock.now()) {
                return Err(Code::TouchNeeded.into());
            }
            request.extensions_mut().insert(signed_in);
        }
        Who::Token => {
            let (holder, taken) = holder::find(instance, request.headers(), peer).await?;
            *allowance = Some(taken);
            request.extensions_mut().insert(holder);
        }
        Who::Tokens => {
            request.extensions_mut().insert(Peer(peer));
        }
    }
    let taken = match row.rate {
        Rate::Peer => Some(instance.limits.take_peer(peer)),
        Rate::Pulls => Some(instance.limits.take_pulls(peer)),
        Rate::Free | Rate::Person | Rate::Grant => None,
    };
    if let Some(taken) = taken {
        *allowance = Some(taken.map_err(ApiError::too_many)?);
    }
    limit_body(request, row.body).await
}

/// Every browser says on a state-changing request where it comes from. Who says nothing is no browser, and has no cookie
/// that somebody else's page could use.
fn own_origin(headers: &HeaderMap, origin: &str) -> Result<(), ApiError> {
    let site_is_own = headers
        .get("sec-fetch-site")
        .is_none_or(|site| site == "same-origin");
    let origin_is_own = headers
        .get(header::ORIGIN)
        .is_none_or(|sent| sent == origin);
    if site_is_own && origin_is_own {
        Ok(())
    } else {
        Err(Code::ForeignOrigin.into())
    }
}

fn peer(request: &Request) -> IpAddr {
    request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(address)| {
            address.ip()
        })
}

async fn limit_body(request: Request, most: usize) -> Result<Request, ApiError> {
    let (parts, body) = request.into_parts();
    let told = parts
        .headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if told.is_some_and(|told| told > most as u64) {
        return Err(Code::TooLarge.into());
    }
    let bytes = to_bytes(body, most).await.map_err(|error| {
        let too_large =
            std::error::Error::source(&error).is_some_and(|source| source.is::<LengthLimitError>());
        if too_large {
            Code::TooLarge
        } else {
            Code::InvalidRequest
        }
    })?;
    Ok(Request::from_parts(parts, Body::from(bytes)))
}
