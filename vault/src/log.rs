//! The access log: one chain a person. It tells who read which attributes when; never a value.

use serde::{Deserialize, Serialize};

use crate::{
    attribute::Attribute,
    digest::Digest,
    grant::Mode,
    id::{ClientId, EntryId, GrantId},
    json,
    purpose::Purpose,
};

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The values left the vault.
    Released,
    /// The company had the newest values already (304).
    Unchanged,
    /// Nothing left: the grant was paused.
    Paused,
    /// Nothing left: the grant had ended by its date.
    Expired,
    /// Nothing left: the person had stopped the grant.
    Stopped,
    /// Nothing left: the purpose was not granted.
    PurposeNotGranted,
    /// Nothing left: an attribute was asked for that was not granted.
    AttributeNotGranted,
    /// Nothing left: K of a sealed grant came with the token, so that the server could have read.
    KeyExposed,
}

impl Outcome {
    /// The word in entries, tables and answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Released => "released",
            Self::Unchanged => "unchanged",
            Self::Paused => "paused",
            Self::Expired => "expired",
            Self::Stopped => "stopped",
            Self::PurposeNotGranted => "purpose_not_granted",
            Self::AttributeNotGranted => "attribute_not_granted",
            Self::KeyExposed => "key_exposed",
        }
    }

    /// Whether granted data left the vault, or was confirmed to be unchanged.
    pub const fn released(self) -> bool {
        matches!(self, Self::Released | Self::Unchanged)
    }
}

/// One entry of the log. What is chained and kept are its exact JSON bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// 16 random bytes, so that nobody can guess an entry from its hash.
    pub id: EntryId,
    /// When, in unix seconds.
    pub time: i64,
    /// The grant.
    pub grant: GrantId,
    /// Who asked.
    pub client: ClientId,
    /// For what; `None` where the request named no purpose that was granted.
    pub purpose: Option<Purpose>,
    /// The attributes asked for; empty: all that the permission has.
    pub asked: Vec<Attribute>,
    /// The attributes that really left.
    pub given: Vec<Attribute>,
    /// Who opened the bundle.
    pub mode: Mode,
    /// What became of it.
    pub outcome: Outcome,
    /// How many requests this entry stands for: 1 for an answer, the refusals of one kind in a minute otherwise.
    pub count: u32,
}

/// The end of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LogHead {
    /// Entries so far.
    pub count: u64,
    /// hash_n = SHA-256(hash_{n-1} || entry bytes); zeros before the first.
    pub head: Digest,
}

impl LogHead {
    /// A log without entries.
    pub const START: Self = Self {
        count: 0,
        head: Digest::ZERO,
    };

    /// The head after one more entry.
    #[must_use]
    pub fn then(self, entry: &[u8]) -> Self {
        Self {
            count: self.count + 1,
            head: Digest::of_all([self.head.as_bytes().as_slice(), entry]),
        }
    }
}

/// Why a log can't be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LogError {
    /// The entries do not lead to the head.
    #[error("the entries do not follow on from each other")]
    Broken,
    /// The log is shorter than what was seen before.
    #[error("the log is shorter than it was")]
    Shortened,
    /// An entry is none.
    #[error("an entry has an unexpected shape")]
    Malformed,
}

/// Follows the chain from a known head over the next entries.
#[derive(Debug, Clone)]
pub struct Chain {
    head: LogHead,
    pins: Vec<LogHead>,
}

impl Chain {
    /// Starts at the beginning; `pins` are heads seen before, which the chain must pass through.
    pub fn new(pins: impl IntoIterator<Item = LogHead>) -> Self {
        Self {
            head: LogHead::START,
            pins: pins.into_iter().collect(),
        }
    }

    /// Takes the next entry's exact bytes.
    ///
    /// # Errors
    /// [`LogError::Malformed`]; [`LogError::Broken`] where the chain passes a pin by.
    pub fn take(&mut self, bytes: &[u8]) -> Result<Entry, LogError> {
        let entry: Entry = json::read(bytes).map_err(|_| LogError::Malformed)?;
        self.head = self.head.then(bytes);
        if self
            .pins
            .iter()
            .any(|pin| pin.count == self.head.count && pin.head != self.head.head)
        {
            return Err(LogError::Broken);
        }
        Ok(entry)
    }

    /// Where the chain stands.
    pub fn head(&self) -> LogHead {
        self.head
    }

    /// Checks that the chain ends where the server says and reached every pin.
    ///
    /// # Errors
    /// [`LogError::Shortened`], [`LogError::Broken`].
    pub fn finish(&self, claimed: LogHead) -> Result<LogHead, LogError> {
        if self.pins.iter().any(|pin| pin.count > self.head.count) {
            return Err(LogError::Shortened);
        }
        if self.head != claimed {
            return Err(LogError::Broken);
        }
        Ok(self.head)
    }
}

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    fn entries() -> Vec<Vec<u8>> {
        (0..5_u8)
            .map(|n| {
                let grant = GrantId::from_bytes([n; 16]);
                let entry = Entry {
                    id: EntryId::from_bytes([n; 16]),
                    time: i64::from(n),
                    grant,
                    client: ClientId::direct(grant),
                    purpose: None,
                    asked: Vec::new(),
                    given: Vec::new(),
                    mode: Mode::Readable,
                    outcome: Outcome::Paused,
                    count: 1,
                };
                serde_json::to_vec(&entry).unwrap()
            })
            .collect()
    }

    fn head(entries: &[Vec<u8>]) -> LogHead {
        entries
            .iter()
            .fold(LogHead::START, |head, entry| head.then(entry))
    }

    fn follow(entries: &[Vec<u8>], pin: LogHead, claimed: LogHead) -> Result<LogHead, LogError> {
        let mut chain = Chain::new([pin]);
        for entry in entries {
            chain.take(entry)?;
        }
        chain.finish(claimed)
    }

    #[test]
    fn an_outcome_has_one_word() {
        for outcome in [
            Outcome::Released,
            Outcome::Unchanged,
            Outcome::Paused,
            Outcome::Expired,
            Outcome::Stopped,
            Outcome::PurposeNotGranted,
            Outcome::AttributeNotGranted,
            Outcome::KeyExposed,
        ] {
            let written = serde_json::to_value(outcome).unwrap();
            assert_eq!(written, outcome.as_str());
        }
    }

    #[test]
    fn an_honest_log_is_followed_past_its_pin() {
        let all = entries();
        assert_eq!(follow(&all, head(&all[..3]), head(&all)), Ok(head(&all)));
    }

    #[test]
    fn each_tampering_is_found() {
        let all = entries();
        let pin = head(&all[..4]);
        let cut = all[..2].to_vec();
        assert_eq!(follow(&cut, pin, head(&cut)), Err(LogError::Shortened));
        for n in 0..4 {
            let mut missing = all.clone();
            missing.remove(n);
            assert_eq!(
                follow(&missing, pin, head(&missing)),
                Err(LogError::Broken),
                "without {n}"
            );
        }
        let mut swapped = all.clone();
        swapped.swap(0, 1);
        assert_eq!(follow(&swapped, pin, head(&swapped)), Err(LogError::Broken));
        assert_eq!(follow(&all, pin, head(&all[..4])), Err(LogError::Broken));
        let mut junk = all.clone();
        junk[4] = b"{}".to_vec();
        assert_eq!(follow(&junk, pin, head(&junk)), Err(LogError::Malformed));
    }
}
