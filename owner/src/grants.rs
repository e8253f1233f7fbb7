//! Grants as the person's device holds them, checked.

use vault::{
    digest::Digest,
    grant::{ActiveLeaf, EndCause, EndedLeaf, Grant, Mode, Pause, State},
    id::GrantId,
    wire::{Brake, EndNotice},
};

use crate::company::Company;

/// What stands in the place of a grant's leaf.
#[derive(Debug, Clone, PartialEq)]
pub enum Held {
    /// The leaf that the person signed.
    Active(Box<ActiveLeaf>),
    /// The server ended it and gave a receipt; the person's next save signs the end.
    EndReported(EndNotice),
    /// The end that the person signed.
    Ended(EndedLeaf),
}

/// A grant.
#[derive(Debug, Clone, PartialEq)]
pub struct GrantView {
    /// The grant.
    pub grant: GrantId,
    /// SHA-256 of the last leaf that the person signed.
    pub leaf_hash: Digest,
    /// What stands in the leaf's place.
    pub held: Held,
    /// The brake.
    pub brake: Option<Brake>,
}

impl GrantView {
    /// Whether the grant's end is known.
    pub fn over(&self) -> bool {
        !matches!(self.held, Held::Active(_))
    }

    /// Cause and time of the end (unix seconds), once it is known.
    pub fn end(&self) -> Option<(EndCause, i64)> {
        match &self.held {
            Held::Active(_) => None,
            Held::EndReported(notice) => Some((notice.ended, notice.when)),
            Held::Ended(leaf) => Some((leaf.ended, leaf.when)),
        }
    }

    /// Whether the server reported an end that the person has not signed yet.
    pub fn end_unsigned(&self) -> bool {
        matches!(self.held, Held::EndReported(_))
    }

    /// The leaf, while the grant is active.
    pub fn leaf(&self) -> Option<&ActiveLeaf> {
        match &self.held {
            Held::Active(leaf) => Some(leaf),
            Held::EndReported(_) | Held::Ended(_) => None,
        }
    }
}

/// A grant with the person's note of the company.
#[derive(Clone, Copy)]
pub struct Share<'a> {
    /// The company.
    pub company: &'a Company,
    /// The grant.
    pub grant: &'a GrantView,
}

impl Share<'_> {
    /// The state at `now`, in unix seconds.
    pub fn state(&self, now: i64) -> State {
        let grant = Grant {
            expires: self
                .grant
                .leaf()
                .map_or(self.company.expires, |leaf| leaf.expires),
            pause: self.grant.brake.map(|brake| Pause { until: brake.until }),
            ended: self.grant.end().map(|(cause, _)| cause),
        };
        grant.state(now)
    }

    /// Who opens what is handed out, or was before the end.
    pub fn mode(&self) -> Mode {
        self.grant
            .leaf()
            .map_or(self.company.mode, |leaf| leaf.mode)
    }

    /// Whether nothing can be read any more at `now`.
    pub fn over(&self, now: i64) -> bool {
        matches!(self.state(now), State::Ended(_))
    }

    /// When it ends or ended, in unix seconds.
    pub fn until(&self) -> i64 {
        match self.grant.end() {
            Some((_, when)) => when,
            None => self
                .grant
                .leaf()
                .map_or(self.company.expires, |leaf| leaf.expires),
        }
    }
}
