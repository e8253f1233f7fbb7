//! Grants: what one person allows one company, and how that may change (DESIGN 4, "Manifest" and "Ending").

use serde::{Deserialize, Serialize};

use crate::{
    attribute::Attribute,
    bytes::Bytes,
    digest::Digest,
    id::{ClientId, GrantId},
    json::{self, JsonError},
    jws::PublicKey,
    purpose::Purpose,
    sealed::{Recipient, Sealed, kind},
};

/// The longest that a grant may run, in seconds: a leap year and a day, for time zones. Nothing is shared for ever.
pub const LONGEST: i64 = 367 * 24 * 60 * 60;

/// The largest leaf that is read, in bytes.
pub const LARGEST: usize = 64 * 1024;

/// The most attributes in one permission.
pub const MOST_ATTRIBUTES: usize = 100;

/// Who opens the bundles. Fixed when the grant is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// The company sends the whole token; the server opens the bundle in memory and answers JSON.
    Readable,
    /// The company gets K beside the token and opens the `application/age` answer itself; the server never sees K.
    Sealed,
}

impl Mode {
    /// The word in tables and answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Readable => "readable",
            Self::Sealed => "sealed",
        }
    }

    /// The mode with this word.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Readable, Self::Sealed]
            .into_iter()
            .find(|mode| mode.as_str() == text)
    }
}

/// One purpose and the attributes allowed for it. Ordinary or special-category attributes, never both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Permission {
    /// What the data may be used for.
    pub purpose: Purpose,
    /// Whether the attributes are special categories (GDPR Art. 9 and 10).
    pub special: bool,
    /// The attributes allowed, without repeats.
    pub attributes: Vec<Attribute>,
    /// What is sealed now.
    pub bundle: BundleMark,
}

/// What a leaf says of a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct BundleMark {
    /// Counts the bundles of this permission, from 1.
    pub seq: u64,
    /// SHA-256 of the sealed file.
    pub hash: Digest,
    /// The attributes that have a value in it; a part of those allowed.
    pub attributes: Vec<Attribute>,
}

/// A grant leaf: what the person signed. The manifest holds SHA-256 of its exact bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ActiveLeaf {
    /// The grant.
    pub grant: GrantId,
    /// Who may read.
    pub client: ClientId,
    /// Who opens the bundles.
    pub mode: Mode,
    /// K's recipient: to whom the bundles are sealed.
    pub recipient: Recipient,
    /// The person's public key for this company.
    pub key: PublicKey,
    /// HMAC-SHA256(HKDF(K, "pin"), thumbprint of `key`).
    pub pin: Bytes<32>,
    /// HKDF(K, "pin"), sealed to the owner.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub pin_key: Sealed<kind::PinKey>,
    /// What may be read; at least one, each purpose once for ordinary and once for special attributes.
    pub permissions: Vec<Permission>,
    /// When the person allowed it, in unix seconds.
    pub created: i64,
    /// When it ends, in unix seconds; the grant is over from this second on.
    pub expires: i64,
}

/// The leaf of a grant that is over: the person's signature under the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EndedLeaf {
    /// The grant.
    pub grant: GrantId,
    /// Why it is over.
    pub ended: EndCause,
    /// Since when, in unix seconds.
    pub when: i64,
}

/// A leaf of either kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "typ")]
pub enum Leaf {
    /// May be read.
    #[serde(rename = "mydata-leaf/v1")]
    Active(ActiveLeaf),
    /// Over.
    #[serde(rename = "mydata-ended-leaf/v1")]
    Ended(EndedLeaf),
}

impl Leaf {
    /// Reads the exact bytes of a leaf.
    ///
    /// # Errors
    /// [`LeafError`] names the first fault.
    pub fn parse(bytes: &[u8]) -> Result<Self, LeafError> {
        if bytes.len() > LARGEST {
            return Err(LeafError::Malformed);
        }
        let (typ, leaf) = json::read_tagged(bytes, "typ")?;
        match &*typ {
            "mydata-leaf/v1" => {
                let leaf = ActiveLeaf::deserialize(leaf)?;
                leaf.check()?;
                Ok(Self::Active(leaf))
            }
            "mydata-ended-leaf/v1" => Ok(Self::Ended(EndedLeaf::deserialize(leaf)?)),
            _ => Err(LeafError::Malformed),
        }
    }

    /// The bytes to sign and to keep.
    ///
    /// # Errors
    /// [`LeafError`] where [`Leaf::parse`] would refuse them.
    pub fn to_bytes(&self) -> Result<Vec<u8>, LeafError> {
        if let Self::Active(active) = self {
            active.check()?;
        }
        serde_json::to_vec(self).map_err(|_| LeafError::Malformed)
    }

    /// The grant.
    pub fn grant(&self) -> GrantId {
        match self {
            Self::Active(leaf) => leaf.grant,
            Self::Ended(leaf) => leaf.grant,
        }
    }
}

/// Why a leaf is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LeafError {
    /// Not JSON of the one shape.
    #[error("not a leaf")]
    Malformed,
    /// No permission, or one without attributes, or too many of them.
    #[error("a grant needs at least one permission, with 1 to {MOST_ATTRIBUTES} attributes")]
    Empty,
    /// A purpose or an attribute stands twice.
    #[error("a purpose or an attribute stands twice")]
    Repeated,
    /// Ordinary and special-category attributes in one permission.
    #[error("ordinary and special-category attributes need permissions of their own")]
    MixedCategories,
    /// The bundle claims attributes that are not allowed.
    #[error("the bundle holds attributes that are not allowed")]
    Excess,
    /// Ends before it begins, or runs for more than a year.
    #[error("a grant ends after it begins, and within a year")]
    Term,
    /// The client id does not belong to the grant.
    #[error("the client id does not belong to the grant")]
    Client,
}

impl From<JsonError> for LeafError {
    fn from(_: JsonError) -> Self {
        Self::Malformed
    }
}

impl ActiveLeaf {
    fn check(&self) -> Result<(), LeafError> {
        if self.client != ClientId::direct(self.grant) {
            return Err(LeafError::Client);
        }
        let term = self.expires.checked_sub(self.created);
        if !term.is_some_and(|term| (1..=LONGEST).contains(&term)) {
            return Err(LeafError::Term);
        }
        if self.permissions.is_empty() {
            return Err(LeafError::Empty);
        }
        for (index, permission) in self.permissions.iter().enumerate() {
            permission.check()?;
            let same = |other: &Permission| {
                other.purpose == permission.purpose && other.special == permission.special
            };
            if self.permissions[..index].iter().any(same) {
                return Err(LeafError::Repeated);
            }
        }
        Ok(())
    }

    /// The permission for a purpose.
    pub fn permission(&self, purpose: Purpose, special: bool) -> Option<&Permission> {
        self.permissions
            .iter()
            .find(|permission| permission.purpose == purpose && permission.special == special)
    }
}

impl Permission {
    fn check(&self) -> Result<(), LeafError> {
        if self.attributes.is_empty() || self.attributes.len() > MOST_ATTRIBUTES {
            return Err(LeafError::Empty);
        }
        if self.bundle.attributes.len() > self.attributes.len() {
            return Err(LeafError::Excess);
        }
        if repeats(&self.attributes) || repeats(&self.bundle.attributes) {
            return Err(LeafError::Repeated);
        }
        if self
            .attributes
            .iter()
            .any(|attribute| attribute.special() != self.special)
        {
            return Err(LeafError::MixedCategories);
        }
        if self
            .bundle
            .attributes
            .iter()
            .any(|held| !self.attributes.contains(held))
        {
            return Err(LeafError::Excess);
        }
        Ok(())
    }
}

fn repeats(attributes: &[Attribute]) -> bool {
    attributes
        .iter()
        .enumerate()
        .any(|(index, attribute)| attributes[..index].contains(attribute))
}

/// Why a grant is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum EndCause {
    /// The person stopped it.
    Stopped,
    /// Its end date passed.
    Expired,
}

impl EndCause {
    /// The word in tables and answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Stopped => "stopped",
            Self::Expired => "expired",
        }
    }

    /// The cause with this word.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Stopped, Self::Expired]
            .into_iter()
            .find(|cause| cause.as_str() == text)
    }
}

/// The server's brake inside an active leaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Pause {
    /// When it lets go by itself, in unix seconds; `None`: when the person resumes.
    pub until: Option<i64>,
}

/// What a grant is at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// May be read.
    Active,
    /// May be read again later.
    Paused(Pause),
    /// Will not be read again.
    Ended(EndCause),
}

/// A grant as far as a decision needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// When it ends, in unix seconds.
    pub expires: i64,
    /// The brake, if the person pulled it.
    pub pause: Option<Pause>,
    /// Set once, never taken back.
    pub ended: Option<EndCause>,
}

/// A step that the grant's state does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TransitionError {
    /// Over is over.
    #[error("the grant is over")]
    Ended,
    /// There is nothing to resume.
    #[error("the grant is not paused")]
    NotPaused,
    /// A pause ends in the future, and before the grant does.
    #[error("a pause ends in the future, before the grant itself ends")]
    PauseTerm,
}

impl Grant {
    /// The state at `now`, in unix seconds.
    pub fn state(&self, now: i64) -> State {
        match (self.ended, self.pause) {
            (Some(cause), _) => State::Ended(cause),
            (None, _) if now >= self.expires => State::Ended(EndCause::Expired),
            (None, Some(pause)) if pause.until.is_none_or(|until| now < until) => {
                State::Paused(pause)
            }
            (None, _) => State::Active,
        }
    }

    /// Pulls the brake, or sets it anew. A pause that ends sooner than the one that stands lets the company read sooner,
    /// as resuming does: it widens.
    ///
    /// # Errors
    /// [`TransitionError::Ended`], [`TransitionError::PauseTerm`].
    pub fn pause(self, pause: Pause, now: i64) -> Result<(Self, Change), TransitionError> {
        let change = match (self.state(now), pause.until) {
            (State::Ended(_), _) => return Err(TransitionError::Ended),
            (State::Paused(standing), Some(until))
                if standing.until.is_none_or(|standing| until < standing) =>
            {
                Change::Widens
            }
            (State::Active | State::Paused(_), _) => Change::Narrows,
        };
        if pause
            .until
            .is_some_and(|until| until <= now || until > self.expires)
        {
            return Err(TransitionError::PauseTerm);
        }
        let paused = Self {
            pause: Some(pause),
            ..self
        };
        Ok((paused, change))
    }

    /// Lets the brake go.
    ///
    /// # Errors
    /// [`TransitionError::Ended`], [`TransitionError::NotPaused`].
    pub fn resume(self, now: i64) -> Result<Self, TransitionError> {
        match self.state(now) {
            State::Ended(_) => Err(TransitionError::Ended),
            State::Active => Err(TransitionError::NotPaused),
            State::Paused(_) => Ok(Self {
                pause: None,
                ..self
            }),
        }
    }

    /// Ends the grant for good. Ending what is over changes nothing: the first cause stays.
    pub fn end(self, cause: EndCause, now: i64) -> Self {
        let first = match self.state(now) {
            State::Ended(first) => first,
            State::Active | State::Paused(_) => cause,
        };
        Self {
            ended: Some(first),
            pause: None,
            ..self
        }
    }
}

/// How a leaf differs from the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Lets the company read no more than before: values, fewer attributes, an earlier end.
    Narrows,
    /// Lets it read more: a new grant, another purpose or attribute, a later end, another K. Needs a fresh touch.
    Widens,
}

/// A leaf that may not follow the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SuccessionError {
    /// Grant, client, mode or beginning changed.
    #[error("grant, client, mode and beginning of a grant never change")]
    Identity,
    /// A bundle changed without its number growing by one, or what is said of a bundle changed without a new one.
    #[error("each new bundle counts one up")]
    BundleSeq,
    /// An ended grant became active again.
    #[error("an ended grant stays ended")]
    Revived,
}

/// Judges what a leaf changes. `None` before means a new grant.
///
/// # Errors
/// [`SuccessionError`] where the leaf can't follow at all.
pub fn succession(before: Option<&Leaf>, after: &Leaf) -> Result<Change, SuccessionError> {
    let (before, after) = match (before, after) {
        (_, Leaf::Ended(_)) => return Ok(Change::Narrows),
        (Some(Leaf::Ended(_)), Leaf::Active(_)) => return Err(SuccessionError::Revived),
        (None, Leaf::Active(after)) => {
            let first = after
                .permissions
                .iter()
                .all(|permission| permission.bundle.seq == 1);
            return if first {
                Ok(Change::Widens)
            } else {
                Err(SuccessionError::BundleSeq)
            };
        }
        (Some(Leaf::Active(before)), Leaf::Active(after)) => (before, after),
    };
    if (before.grant, &before.client, before.mode, before.created)
        != (after.grant, &after.client, after.mode, after.created)
    {
        return Err(SuccessionError::Identity);
    }
    let mut change = Change::Narrows;
    if after.expires > before.expires
        || after.recipient != before.recipient
        || after.key != before.key
    {
        change = Change::Widens;
    }
    for permission in &after.permissions {
        let Some(old) = before.permission(permission.purpose, permission.special) else {
            change = Change::Widens;
            continue;
        };
        let counts = if permission.bundle.hash == old.bundle.hash {
            permission.bundle == old.bundle
        } else {
            Some(permission.bundle.seq) == old.bundle.seq.checked_add(1)
        };
        if !counts {
            return Err(SuccessionError::BundleSeq);
        }
        if permission
            .attributes
            .iter()
            .any(|attribute| !old.attributes.contains(attribute))
        {
            change = Change::Widens;
        }
    }
    Ok(change)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    const DAY: i64 = 86_400;

    fn grant() -> Grant {
        Grant {
            expires: 10 * DAY,
            pause: None,
            ended: None,
        }
    }

    #[test]
    fn ends_at_the_second_of_its_end() {
        assert_eq!(grant().state(10 * DAY - 1), State::Active);
        assert_eq!(grant().state(10 * DAY), State::Ended(EndCause::Expired));
    }

    #[test]
    fn a_pause_lets_go_by_itself() {
        let (paused, _) = grant()
            .pause(
                Pause {
                    until: Some(2 * DAY),
                },
                DAY,
            )
            .unwrap();
        assert!(matches!(paused.state(2 * DAY - 1), State::Paused(_)));
        assert_eq!(paused.state(2 * DAY), State::Active);
        assert_eq!(paused.resume(2 * DAY), Err(TransitionError::NotPaused));
    }

    #[test]
    fn a_pause_has_a_sensible_end() {
        assert_eq!(
            grant().pause(Pause { until: Some(DAY) }, DAY),
            Err(TransitionError::PauseTerm)
        );
        assert_eq!(
            grant().pause(
                Pause {
                    until: Some(11 * DAY)
                },
                DAY
            ),
            Err(TransitionError::PauseTerm)
        );
    }

    #[test]
    fn only_a_pause_that_ends_sooner_widens() {
        let until = |day: i64| Pause {
            until: Some(day * DAY),
        };
        let endless = Pause { until: None };
        let change = |grant: Grant, pause| grant.pause(pause, DAY).map(|(_, change)| change);
        let paused = |pause| Grant {
            pause: Some(pause),
            ..grant()
        };
        assert_eq!(change(grant(), until(5)), Ok(Change::Narrows));
        assert_eq!(change(paused(until(5)), until(6)), Ok(Change::Narrows));
        assert_eq!(change(paused(until(5)), endless), Ok(Change::Narrows));
        assert_eq!(change(paused(until(5)), until(4)), Ok(Change::Widens));
        assert_eq!(change(paused(endless), until(6)), Ok(Change::Widens));
        // One that is over already stands no more.
        assert_eq!(change(paused(until(1)), until(4)), Ok(Change::Narrows));
    }

    #[test]
    fn the_first_cause_of_an_end_stays() {
        let stopped = grant().end(EndCause::Stopped, DAY);
        assert_eq!(
            stopped.end(EndCause::Expired, 20 * DAY).ended,
            Some(EndCause::Stopped)
        );
        assert_eq!(
            grant().end(EndCause::Stopped, 20 * DAY).ended,
            Some(EndCause::Expired)
        );
    }

    proptest! {
        #[test]
        fn nothing_revives_an_ended_grant(at in 0..20 * DAY, steps in proptest::collection::vec((0..4_u8, 0..20 * DAY), 0..20)) {
            let mut grant = grant().end(EndCause::Stopped, at);
            let ended = grant.state(at);
            for (step, now) in steps {
                let now = now.max(at);
                grant = match step {
                    0 => grant.pause(Pause { until: None }, now).map_or(grant, |(paused, _)| paused),
                    1 => grant.resume(now).unwrap_or(grant),
                    2 => grant.end(EndCause::Expired, now),
                    _ => grant.end(EndCause::Stopped, now),
                };
                prop_assert_eq!(grant.state(now), ended);
            }
        }
    }
}
