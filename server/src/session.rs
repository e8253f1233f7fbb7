//! Sessions of people: a cookie with a random id, of which the store knows only the SHA-256.

use std::{fmt, sync::Arc};

use async_trait::async_trait;
use axum::{
    extract::{FromRequestParts, Request},
    http::{HeaderValue, header, request::Parts},
    middleware::Next,
    response::Response,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use time::OffsetDateTime;
use tower_sessions::{
    Expiry, Session, SessionManagerLayer, SessionStore,
    cookie::SameSite,
    session::{Id, Record},
    session_store::{Error, Result},
};
use vault::{
    bytes::Bytes,
    digest::Digest,
    id::{MethodId, PersonId},
    wire::{Code, SessionInfo, SessionRecord},
};
use webauthn_rs::prelude::{
    DiscoverableAuthentication, PasskeyAuthentication, PasskeyRegistration,
};

use crate::{
    clock::Clock,
    instance::Instance,
    problem::ApiError,
    store::{Conflict, SessionRow, Store, StoreError},
};

/// The `__Host-` prefix makes browsers refuse it from anywhere but this very host over TLS (RFC 6265bis 4.1.3.2).
pub const COOKIE: &str = "__Host-mydata";

/// How long a session lasts without a request, in seconds.
pub const IDLE: i64 = 30 * 60;
/// How long a session lasts at most, in seconds.
pub const ABSOLUTE: i64 = 12 * 60 * 60;
/// How long a touch counts as fresh, in seconds.
pub const FRESH: i64 = 300;
/// How long a passkey may take to answer, in seconds.
const PATIENCE: i64 = 300;
/// How long signing up may take, in seconds: the person prints their Recovery kit before it is finished.
const SIGN_UP_PATIENCE: i64 = IDLE;
/// How long the kit may take to answer, in seconds.
const KIT_PATIENCE: i64 = 60;
/// How stale the noted end of a session may be, in seconds; saves a write for each request.
const LAZINESS: i64 = 60;

const SIGNED_IN: &str = "signed_in";
const CEREMONY: &str = "ceremony";

/// Who is signed in, as the session holds it.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct SignedIn {
    /// The person.
    pub person: PersonId,
    /// What they signed in with.
    pub method: MethodId,
    /// Since when, in unix seconds.
    pub since: i64,
    /// Until when the last touch counts as fresh, in unix seconds.
    pub fresh_until: i64,
}

impl SignedIn {
    /// Whether a touch was recent enough.
    pub fn is_fresh(&self, now: i64) -> bool {
        now < self.fresh_until
    }
}

impl<S: Sync> FromRequestParts<S> for SignedIn {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> std::result::Result<Self, ApiError> {
        // Put there by the route's policy.
        parts
            .extensions
            .get()
            .copied()
            .ok_or(Code::SignInNeeded.into())
    }
}

/// What a start leaves for its finish. Used once.
#[derive(Serialize, Deserialize)]
pub enum Ceremony {
    /// Signing up.
    SignUp {
        /// The new person.
        person: PersonId,
        /// Whether the setup code was right.
        claims: bool,
        /// What the passkey must answer.
        state: PasskeyRegistration,
    },
    /// One passkey more.
    AddPasskey(PasskeyRegistration),
    /// Signing in with any passkey.
    SignIn(DiscoverableAuthentication),
    /// A fresh touch of an own passkey.
    Confirm(PasskeyAuthentication),
    /// Signing in with the kit.
    Kit(Bytes<32>),
}

#[derive(Serialize, Deserialize)]
struct Started {
    ceremony: Ceremony,
    until: i64,
}

impl Instance {
    /// Who is signed in with this session. Moves its end, but not past [`ABSOLUTE`].
    pub async fn signed_in(
        &self,
        session: &Session,
    ) -> std::result::Result<Option<SignedIn>, ApiError> {
        let Some(signed_in) = session.get::<SignedIn>(SIGNED_IN).await? else {
            return Ok(None);
        };
        // One that was opened at the very moment in which its method went is over too.
        if !self
            .store
            .has_method(signed_in.person, signed_in.method)
            .await?
        {
            return Ok(None);
        }
        if let Some(id) = session.id() {
            let end = end(Some(&signed_in), self.clock.now());
            self.store
                .set_session_end(hash(&id), end, end - LAZINESS)
                .await?;
        }
        Ok(Some(signed_in))
    }

    /// Signs a person in, under a new session id.
    pub async fn sign_in(
        &self,
        session: &Session,
        person: PersonId,
        method: MethodId,
    ) -> std::result::Result<SessionInfo, ApiError> {
        let now = self.clock.now();
        let signed_in = SignedIn {
            person,
            method,
            since: now,
            fresh_until: now + FRESH,
        };
        session.cycle_id().await?;
        session.insert(SIGNED_IN, signed_in).await?;
        self.session_info(&signed_in).await
    }

    /// Goes on with a session whose own method has gone: by another that was at hand.
    pub async fn go_on_with(
        &self,
        session: &Session,
        before: SignedIn,
        method: MethodId,
    ) -> std::result::Result<(), ApiError> {
        session
            .insert(SIGNED_IN, SignedIn { method, ..before })
            .await?;
        Ok(())
    }

    /// Notes a fresh touch, under a new session id.
    pub async fn refresh(
        &self,
        session: &Session,
        before: SignedIn,
    ) -> std::result::Result<SessionInfo, ApiError> {
        let signed_in = SignedIn {
            fresh_until: self.clock.now() + FRESH,
            ..before
        };
        session.cycle_id().await?;
        session.insert(SIGNED_IN, signed_in).await?;
        self.session_info(&signed_in).await
    }

    /// What a browser may know of its session.
    pub async fn session_info(
        &self,
        signed_in: &SignedIn,
    ) -> std::result::Result<SessionInfo, ApiError> {
        let operator = self
            .store
            .find_instance()
            .await?
            .and_then(|row| row.operator);
        Ok(SessionInfo {
            person: signed_in.person,
            operator: operator == Some(signed_in.person),
            fresh_until: signed_in.fresh_until,
        })
    }

    /// Where the person is signed in, the last used first.
    pub async fn sessions(
        &self,
        session: &Session,
        person: PersonId,
    ) -> std::result::Result<Vec<SessionRecord>, ApiError> {
        let own = Self::session_hash(session);
        let rows = self.store.list_sessions(person, self.clock.now()).await?;
        let record = |(id, row): (Digest, SessionRow)| {
            let data: Map<String, Value> = serde_json::from_str(&row.data).ok()?;
            let signed_in: SignedIn = serde_json::from_value(data.get(SIGNED_IN)?.clone()).ok()?;
            Some(SessionRecord {
                id: name(id),
                method: signed_in.method,
                since: signed_in.since,
                // A session that is near its longest ends sooner than its last use would have it.
                last_used: (row.expires - IDLE).max(signed_in.since),
                own: own == Some(id),
            })
        };
        Ok(rows.into_iter().filter_map(record).collect())
    }

    /// Ends those sessions of a person that `goes` picks; never the one that asks.
    pub async fn end_sessions(
        &self,
        session: &Session,
        person: PersonId,
        goes: impl Fn(Digest) -> bool,
    ) -> std::result::Result<(), ApiError> {
        let own = Self::session_hash(session);
        let rows = self.store.list_sessions(person, self.clock.now()).await?;
        for (id, _) in rows {
            if own != Some(id) && goes(name(id)) {
                self.store.delete_session(id).await?;
            }
        }
        Ok(())
    }

    /// The store's name of the session that asks.
    pub fn session_hash(session: &Session) -> Option<Digest> {
        session.id().map(|id| hash(&id))
    }

    /// Remembers what a finish must answer; an earlier one is forgotten.
    pub async fn start(
        &self,
        session: &Session,
        ceremony: Ceremony,
    ) -> std::result::Result<(), ApiError> {
        let patience = match ceremony {
            Ceremony::SignUp { .. } => SIGN_UP_PATIENCE,
            Ceremony::Kit(_) => KIT_PATIENCE,
            Ceremony::AddPasskey(_) | Ceremony::SignIn(_) | Ceremony::Confirm(_) => PATIENCE,
        };
        session
            .insert(
                CEREMONY,
                Started {
                    ceremony,
                    until: self.clock.now() + patience,
                },
            )
            .await?;
        Ok(())
    }

    /// What the last start left, unless it is too old. A second finish finds nothing.
    pub async fn finish(&self, session: &Session) -> std::result::Result<Ceremony, ApiError> {
        let started = session.remove::<Started>(CEREMONY).await?;
        let started = started.ok_or(Code::SignInRefused)?;
        // Before anything is checked, so that a failure uses it up too.
        session.save().await?;
        if self.clock.now() >= started.until {
            return Err(Code::SignInRefused.into());
        }
        Ok(started.ceremony)
    }
}

/// When a session that is used now is over.
fn end(signed_in: Option<&SignedIn>, now: i64) -> i64 {
    let idle = now + IDLE;
    signed_in.map_or(idle, |signed_in| idle.min(signed_in.since + ABSOLUTE))
}

fn hash(id: &Id) -> Digest {
    Digest::of(id.0.to_le_bytes())
}

/// What names a session to its person: the SHA-256 of the store's own name, so that the store's is never sent.
fn name(hash: Digest) -> Digest {
    Digest::of(hash.as_bytes())
}

/// A program keeps no cookies: it sends the cookie's value as a bearer (RFC 6750 2.1). Cookies beside it count for nothing.
pub async fn bearer(mut request: Request, next: Next) -> Response {
    let headers = request.headers_mut();
    let sent = headers.get(header::AUTHORIZATION);
    let value = sent.and_then(|sent| sent.to_str().ok()?.strip_prefix("Bearer "));
    let cookie = value.and_then(|value| HeaderValue::try_from(format!("{COOKIE}={value}")).ok());
    if let Some(cookie) = cookie {
        headers.insert(header::COOKIE, cookie);
    }
    next.run(request).await
}

/// Puts the session on requests. The store alone decides when it is over; the cookie goes with the browser.
pub fn layer(instance: &Instance) -> SessionManagerLayer<Sessions> {
    SessionManagerLayer::new(Sessions {
        store: instance.store.clone(),
        clock: Arc::clone(&instance.clock),
    })
    .with_name(COOKIE)
    .with_secure(true)
    .with_http_only(true)
    .with_same_site(SameSite::Strict)
    .with_path("/")
    .with_expiry(Expiry::OnSessionEnd)
}

/// Sessions in the store.
#[derive(Clone)]
pub struct Sessions {
    store: Store,
    clock: Arc<dyn Clock>,
}

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sessions")
    }
}

impl Sessions {
    fn row(&self, record: &Record) -> Result<SessionRow> {
        let signed_in: Option<SignedIn> = record
            .data
            .get(SIGNED_IN)
            .and_then(|value| serde_json::from_value(value.clone()).ok());
        Ok(SessionRow {
            person: signed_in.map(|signed_in| signed_in.person),
            data: serde_json::to_string(&record.data)
                .map_err(|error| Error::Encode(error.to_string()))?,
            expires: end(signed_in.as_ref(), self.clock.now()),
        })
    }
}

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        loop {
            match self
                .store
                .insert_session(hash(&record.id), &self.row(record)?)
                .await
            {
                Err(StoreError::Conflict(Conflict::Taken)) => record.id = Id::default(),
                other => return other.map_err(backend),
            }
        }
    }

    async fn save(&self, record: &Record) -> Result<()> {
        self.store
            .set_session(hash(&record.id), &self.row(record)?)
            .await
            .map_err(backend)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let found = self
            .store
            .find_session(hash(id), self.clock.now())
            .await
            .map_err(backend)?;
        let Some((data, expires)) = found else {
            return Ok(None);
        };
        Ok(Some(Record {
            id: *id,
            data: serde_json::from_str(&data).map_err(|error| Error::Decode(error.to_string()))?,
            expiry_date: OffsetDateTime::from_unix_timestamp(expires)
                .map_err(|error| Error::Decode(error.to_string()))?,
        }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.store.delete_session(hash(id)).await.map_err(backend)
    }
}

fn backend(error: StoreError) -> Error {
    Error::Backend(format!("{:#}", anyhow::Error::from(error)))
}
