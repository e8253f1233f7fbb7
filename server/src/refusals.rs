//! Refused requests of known tokens, counted in memory: one entry for each grant, reason and minute, so that a company
//! that asks in a loop can't fill the log.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use vault::{
    attribute::Attribute,
    grant::{MOST_ATTRIBUTES, Mode},
    id::{ClientId, EntryId, GrantId},
    log::{Entry, Outcome},
    purpose::Purpose,
};

use crate::{
    instance::Instance,
    store::{Append, StoreError},
};

const MINUTE: i64 = 60;

/// One refused request.
pub struct Refusal {
    /// The grant.
    pub grant: GrantId,
    /// Who asked.
    pub client: ClientId,
    /// For what, where that is known.
    pub purpose: Option<Purpose>,
    /// The attributes asked for by name.
    pub asked: Vec<Attribute>,
    /// Who would have opened the bundle, as far as that is known.
    pub mode: Mode,
    /// Why nothing left.
    pub outcome: Outcome,
}

struct Counted {
    first: i64,
    refusal: Refusal,
    count: u32,
}

/// The refusals of the minutes that are not written yet.
#[derive(Default)]
pub struct Refusals(Mutex<HashMap<(GrantId, Outcome, i64), Counted>>);

impl Refusals {
    /// Counts a refusal at `now`, in unix seconds.
    pub fn count(&self, refusal: Refusal, now: i64) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (refusal.grant, refusal.outcome, now.div_euclid(MINUTE));
        let Some(counted) = counts.get_mut(&key) else {
            counts.insert(
                key,
                Counted {
                    first: now,
                    refusal,
                    count: 1,
                },
            );
            return;
        };
        counted.count = counted.count.saturating_add(1);
        if counted.refusal.purpose != refusal.purpose {
            counted.refusal.purpose = None;
        }
        for attribute in refusal.asked {
            let asked = &mut counted.refusal.asked;
            if asked.len() < MOST_ATTRIBUTES && !asked.contains(&attribute) {
                asked.push(attribute);
            }
        }
    }

    fn take(&self, before: Option<i64>) -> Vec<Counted> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let over: Vec<_> = counts
            .keys()
            .filter(|(_, _, minute)| before.is_none_or(|before| *minute < before))
            .copied()
            .collect();
        over.iter().filter_map(|key| counts.remove(key)).collect()
    }

    fn put_back(&self, taken: Vec<Counted>) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for counted in taken {
            let key = (
                counted.refusal.grant,
                counted.refusal.outcome,
                counted.first.div_euclid(MINUTE),
            );
            counts.insert(key, counted);
        }
    }
}

impl Instance {
    /// Writes the refusals of the minutes that are over; with `all`, those of the current one too.
    pub async fn write_refusals(&self, all: bool) -> Result<(), StoreError> {
        let current = self.clock.now().div_euclid(MINUTE);
        let counted = self.refusals.take((!all).then_some(current));
        if counted.is_empty() {
            return Ok(());
        }
        let appends: Vec<_> = counted
            .iter()
            .filter_map(|counted| self.refusal_entry(counted))
            .collect();
        let written = self.log.refuse(&appends).await;
        if written.is_err() {
            self.refusals.put_back(counted);
        }
        written
    }

    fn refusal_entry(&self, counted: &Counted) -> Option<Append> {
        let refusal = &counted.refusal;
        let entry = Entry {
            id: self.randomness.draw(EntryId::random),
            time: counted.first,
            grant: refusal.grant,
            client: refusal.client.clone(),
            purpose: refusal.purpose,
            asked: refusal.asked.clone(),
            given: Vec::new(),
            mode: refusal.mode,
            outcome: refusal.outcome,
            count: counted.count,
        };
        // An entry always has a JSON form: it has no maps with other keys than text.
        let text = serde_json::to_string(&entry).ok()?;
        Some(Append {
            grant: refusal.grant,
            text,
            leaf: None,
        })
    }
}
