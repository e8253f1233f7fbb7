//! What a card says, beside what stands in the vault.

use rand_core::{CryptoRng, RngCore};
use vault::{
    attribute::{Attribute, Draft, Invalid, Value},
    id::ItemId,
};

use super::Candidate;
use crate::{edit::Edit, item::Item, vault::Vault};

/// How a candidate stands to what the vault holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The vault has nothing like it.
    New,
    /// The vault has it already, in this item.
    Same(ItemId),
    /// There is one value only, and another stands: in this item. Taken over, the other becomes an earlier value.
    Different(ItemId),
    /// No box takes it as it is.
    NotValid(Vec<Invalid>),
}

/// A line of the review.
#[derive(Clone, PartialEq)]
pub struct Line {
    /// What the file says.
    pub candidate: Candidate,
    /// The value that would be kept; `None` where it is not valid.
    pub value: Option<Value>,
    /// How it stands to what the vault holds.
    pub verdict: Verdict,
}

impl Line {
    /// Whether it is chosen where the person says nothing: what is new and was read in the one possible way.
    pub fn ticked(&self) -> bool {
        self.verdict == Verdict::New && !self.candidate.unsure
    }
}

impl Candidate {
    /// The same text as a field of the person's own, for what is not valid.
    pub fn as_own(&self, rng: &mut (impl RngCore + CryptoRng)) -> Self {
        let mut draft = Draft::new();
        draft.set("label", super::card::line(&self.name));
        draft.set("value", super::card::shown(&self.text));
        Self {
            attribute: Attribute::custom(rng),
            draft,
            unsure: false,
            kept: None,
            ..self.clone()
        }
    }

    fn value(&self, now: i64) -> Result<Value, Vec<Invalid>> {
        match &self.kept {
            Some(kept) if Draft::of(&kept.value) == self.draft => Ok(kept.value.clone()),
            _ => self
                .draft
                .check(&self.attribute, u64::try_from(now).unwrap_or_default()),
        }
    }
}

impl Vault {
    /// Holds candidates beside what stands, in their order. `now` in unix seconds decides which days are still to come.
    pub fn review(&self, candidates: &[Candidate], now: i64) -> Vec<Line> {
        let items = self.items();
        let line = |candidate: &Candidate| {
            let (value, verdict) = match candidate.value(now) {
                Ok(value) => {
                    let verdict = verdict(&items, &value);
                    (Some(value), verdict)
                }
                Err(faults) => (None, Verdict::NotValid(faults)),
            };
            Line {
                candidate: candidate.clone(),
                value,
                verdict,
            }
        };
        candidates.iter().map(line).collect()
    }

    /// The edits that keep the chosen lines at `at` (unix seconds). What is the same or not valid makes none.
    pub fn import(
        &self,
        chosen: &[Line],
        at: i64,
        rng: &mut (impl RngCore + CryptoRng),
    ) -> Vec<Edit> {
        let items = self.items();
        let stands = |attribute| items.iter().any(|item| item.attribute == attribute);
        let mut replaced = Vec::new();
        let mut edits = Vec::new();
        for line in chosen {
            let Some(value) = line.value.clone() else {
                continue;
            };
            let candidate = &line.candidate;
            let standing = match line.verdict {
                Verdict::New => None,
                Verdict::Different(id) => self.item(id),
                Verdict::Same(_) | Verdict::NotValid(_) => continue,
            };
            // Of two values for one place the second stands beside the first, rather than go to its history.
            let standing = standing.filter(|item| !replaced.contains(&item.id));
            edits.push(Edit::Keep(match standing {
                Some(item) => {
                    replaced.push(item.id);
                    taken_over(item, value, candidate, at)
                }
                None => {
                    let first = !stands(value.attribute());
                    made(value, candidate, first, at, ItemId::random(rng))
                }
            }));
        }
        edits
    }
}

/// A new item; `first` where its attribute had none.
fn made(value: Value, candidate: &Candidate, first: bool, at: i64, id: ItemId) -> Item {
    let kept = candidate.kept.as_ref();
    let mut past = kept.map(|kept| kept.history.clone()).unwrap_or_default();
    for past in &mut past {
        past.updated_at = past.updated_at.min(at);
    }
    Item {
        id,
        attribute: value.attribute(),
        label: candidate.label.clone(),
        value,
        source: candidate.source.clone(),
        updated_at: kept.map_or(at, |kept| kept.updated_at.min(at)),
        // What companies get stays what it was.
        default: first && kept.is_some_and(|kept| kept.default),
        history: Vec::new(),
    }
    .remembering(past, at)
}

fn verdict(items: &[&Item], value: &Value) -> Verdict {
    let attribute = value.attribute();
    // A person's own field is known by its label, whatever its name.
    let beside = |item: &&&Item| match value.label() {
        Some(label) => item.value.label() == Some(label),
        None => item.attribute == attribute,
    };
    // An address may stand there as earlier rules wrote it.
    let boxes = Draft::of(value);
    let mut standing = items.iter().filter(beside);
    let same = standing
        .clone()
        .find(|item| Draft::of(&item.value) == boxes);
    match (same, standing.next()) {
        (Some(item), _) => Verdict::Same(item.id),
        (None, Some(item)) if !attribute.several() || attribute.is_custom() => {
            Verdict::Different(item.id)
        }
        _ => Verdict::New,
    }
}

/// The value over the one that stands; a label of the person's stays where the file has none.
fn taken_over(item: &Item, value: Value, candidate: &Candidate, at: i64) -> Item {
    // A field of the person's own keeps the name that companies may know.
    let value = Value::from_claim(&item.attribute, &value.claim()).unwrap_or(value);
    let label = if candidate.label.is_empty() {
        &item.label
    } else {
        &candidate.label
    };
    Item {
        label: label.clone(),
        value,
        source: candidate.source.clone(),
        updated_at: at,
        ..item.clone()
    }
}
