//! Who presents a token (RFC 6750).

use std::net::IpAddr;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};
use vault::{
    grant::{ActiveLeaf, Mode, State},
    log::Outcome,
    token::{GrantKey, Token, TokenKind},
    wire::Code,
};
use zeroize::Zeroizing;

use super::grant::active_leaf;
use crate::{
    instance::Instance, limits::Allowance, problem::ApiError, refusals::Refusal, store::GrantRow,
};

/// A company that presented a token of a grant, over or not.
#[derive(Clone)]
pub struct Holder {
    /// The grant.
    pub grant: GrantRow,
    /// What the person signed, while it is there.
    pub leaf: Option<ActiveLeaf>,
    /// K as the token carried it; wiped when the answer is done.
    pub key: Option<GrantKey>,
}

impl<S: Sync> FromRequestParts<S> for Holder {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        // Put there by the route's policy. Taken out, so that K ends with the handler.
        parts.extensions.remove().ok_or(ApiError::no_token())
    }
}

/// Finds the grant of the token in the `Authorization` header, the one place where a token may stand: addresses get
/// into logs. Refused tokens are limited for each address that asks.
pub async fn find(
    instance: &Instance,
    headers: &HeaderMap,
    peer: IpAddr,
) -> Result<(Holder, Allowance), ApiError> {
    let Some(text) = bearer(headers)? else {
        return Err(ApiError::no_token());
    };
    of_token(instance, &text, peer).await
}

/// Finds the grant of a token, and takes one request from what it may ask.
pub async fn of_token(
    instance: &Instance,
    text: &str,
    peer: IpAddr,
) -> Result<(Holder, Allowance), ApiError> {
    let found = match Token::parse(text) {
        Err(_) => None,
        Ok(token) => {
            let row = instance.store.find_token(token.digest()).await?;
            row.filter(|row| row.kind == TokenKind::Grant && token.kind() == TokenKind::Grant)
                .map(|row| (row, token))
        }
    };
    let Some((row, token)) = found else {
        instance
            .limits
            .take_refused(peer)
            .map_err(ApiError::too_many)?;
        if let Ok(token) = Token::parse(text)
            && instance.store.is_tombstone(token.digest()).await?
        {
            return Err(Code::Stopped.into());
        }
        return Err(ApiError::token(Code::TokenRefused));
    };
    if !instance.clock_is_right() {
        return Err(ApiError::fault(
            Code::Busy,
            anyhow::anyhow!("the clock went back: no end date can be judged"),
        ));
    }
    let leaf = match row.grant.state(instance.clock.now()) {
        // Its bundles may be there for a moment more.
        State::Ended(_) => active_leaf(&row.grant).ok(),
        State::Active | State::Paused(_) => Some(active_leaf(&row.grant)?),
    };
    let holder = Holder {
        grant: row.grant,
        leaf,
        key: token.key().cloned(),
    };
    holder.keep_key_away(instance)?;
    let allowance = instance
        .limits
        .take_grant(holder.grant.id)
        .map_err(ApiError::too_many)?;
    Ok((holder, allowance))
}

impl Holder {
    /// A sealed grant's key is for the company alone. One that is sent here is refused, whatever was asked, and the person reads
    /// of it in their log. Once the bundles are gone it opens nothing any more.
    fn keep_key_away(&self, instance: &Instance) -> Result<(), ApiError> {
        let leaf = self.leaf.as_ref().filter(|leaf| leaf.mode == Mode::Sealed);
        if self.key.is_none() || leaf.is_none() {
            return Ok(());
        }
        let refusal = Refusal {
            grant: self.grant.id,
            client: self.grant.client.clone(),
            purpose: None,
            asked: Vec::new(),
            mode: Mode::Sealed,
            outcome: Outcome::KeyExposed,
        };
        instance.refusals.count(refusal, instance.clock.now());
        Err(ApiError::token(Code::KeyExposed))
    }
}

fn bearer(headers: &HeaderMap) -> Result<Option<Zeroizing<String>>, ApiError> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    if values.next().is_some() {
        return Err(Code::InvalidRequest.into());
    }
    let Some((scheme, token)) = value.to_str().ok().and_then(|text| text.split_once(' ')) else {
        return Ok(None);
    };
    Ok(scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| Zeroizing::new(token.trim().to_owned())))
}
