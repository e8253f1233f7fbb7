//! Who may ask how often.

use std::{
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
};

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    middleware::StateInformationMiddleware,
    state::keyed::DefaultKeyedStateStore,
};
use vault::id::{GrantId, PersonId};

/// The window of every limit, in seconds.
const WINDOW: u64 = 60;

const PER_GRANT: u32 = 600;
const PER_PERSON: u32 = 600;
const PER_PEER: u32 = 120;
const PULLS_PER_PEER: u32 = 120;
const REFUSED_PER_PEER: u32 = 60;

/// Which limit a route has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rate {
    /// None: the answer is cheap and says nothing.
    Free,
    /// So many a minute for each address that asks.
    Peer,
    /// So many a minute for each address that asks, beside its other requests: who pulls much keeps nobody from signing in.
    Pulls,
    /// So many a minute for each person signed in.
    Person,
    /// So many a minute for each grant; refused tokens for each address that asks.
    Grant,
}

type Keyed<K> = RateLimiter<K, DefaultKeyedStateStore<K>, DefaultClock, StateInformationMiddleware>;

/// A limit with the state of everybody who asks.
struct Limit<K: Hash + Eq + Clone> {
    name: &'static str,
    per_window: NonZeroU32,
    state: Keyed<K>,
}

/// How much of a limit is left.
#[derive(Debug, Clone, Copy)]
pub struct Allowance {
    name: &'static str,
    per_window: NonZeroU32,
    left: u32,
    /// Seconds until the next request is welcome.
    wait: u64,
}

impl<K: Hash + Eq + Clone> Limit<K> {
    fn new(name: &'static str, per_window: u32) -> Self {
        let per_window = NonZeroU32::new(per_window).unwrap_or(NonZeroU32::MIN);
        let state = RateLimiter::keyed(Quota::per_minute(per_window)).with_middleware();
        Self {
            name,
            per_window,
            state,
        }
    }

    fn take(&self, key: &K) -> Result<Allowance, Allowance> {
        let allowance = |left, wait| Allowance {
            name: self.name,
            per_window: self.per_window,
            left,
            wait,
        };
        match self.state.check_key(key) {
            Ok(snapshot) => Ok(allowance(snapshot.remaining_burst_capacity(), 0)),
            Err(not_until) => {
                let wait = not_until.wait_time_from(DefaultClock::default().now());
                Err(allowance(0, wait.as_secs() + 1))
            }
        }
    }
}

/// The limits of one server.
pub struct Limits {
    grants: Limit<GrantId>,
    people: Limit<PersonId>,
    peers: Limit<IpAddr>,
    pulls: Limit<IpAddr>,
    refused: Limit<IpAddr>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            grants: Limit::new("grant", PER_GRANT),
            people: Limit::new("person", PER_PERSON),
            peers: Limit::new("address", PER_PEER),
            pulls: Limit::new("pulls", PULLS_PER_PEER),
            refused: Limit::new("refused", REFUSED_PER_PEER),
        }
    }
}

impl Limits {
    /// A request under a grant. `Err`: one too many.
    pub fn take_grant(&self, grant: GrantId) -> Result<Allowance, Allowance> {
        self.grants.take(&grant)
    }

    /// A request of a person. `Err`: one too many.
    pub fn take_person(&self, person: PersonId) -> Result<Allowance, Allowance> {
        self.people.take(&person)
    }

    /// A request of nobody known. `Err`: one too many.
    pub fn take_peer(&self, peer: IpAddr) -> Result<Allowance, Allowance> {
        self.peers.take(&network(peer))
    }

    /// A request with many pulls. `Err`: one too many.
    pub fn take_pulls(&self, peer: IpAddr) -> Result<Allowance, Allowance> {
        self.pulls.take(&network(peer))
    }

    /// A refused token. `Err`: one too many.
    pub fn take_refused(&self, peer: IpAddr) -> Result<Allowance, Allowance> {
        self.refused.take(&network(peer))
    }

    /// Forgets who has not asked for a while.
    pub fn forget_idle(&self) {
        self.grants.state.retain_recent();
        self.people.state.retain_recent();
        self.peers.state.retain_recent();
        self.pulls.state.retain_recent();
        self.refused.state.retain_recent();
    }
}

/// One IPv6 customer has a /64 and as many addresses as they like.
fn network(peer: IpAddr) -> IpAddr {
    match peer.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

impl Allowance {
    /// Seconds until the next request is welcome, where this one was not.
    pub fn retry_after(&self) -> Option<u64> {
        (self.wait > 0).then_some(self.wait)
    }

    /// Tells the client: RateLimit header fields for HTTP (draft-ietf-httpapi-ratelimit-headers), and Retry-After.
    pub fn tell(&self, headers: &mut HeaderMap) {
        let policy = format!("\"{}\";q={};w={WINDOW}", self.name, self.per_window);
        let limit = format!(
            "\"{}\";r={};t={}",
            self.name,
            self.left,
            if self.wait > 0 { self.wait } else { WINDOW }
        );
        for (name, value) in [("ratelimit-policy", policy), ("ratelimit", limit)] {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
    }
}
