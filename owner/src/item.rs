//! Items: one value of an attribute, with label, source and dates.

use serde::Deserialize;
use serde_json::json;
use vault::{
    attribute::{Attribute, Value},
    id::ItemId,
    json,
    letter::is_hidden,
    order::sort_by_key,
    sealed::OpenError,
};

/// Characters of a person's word for a value, at most.
pub const LONGEST_LABEL: usize = 60;

/// A person's word for a value as it is kept: white space at its ends goes, runs of it become one space. `None` where it is longer
/// than [`LONGEST_LABEL`].
pub fn label(typed: &str) -> Option<String> {
    let label = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    (label.chars().count() <= LONGEST_LABEL).then_some(label)
}

/// Values kept in an item's history, at most.
pub const MOST_HISTORY: usize = 20;
/// How long a replaced value is kept, in seconds: thirty days.
pub const HISTORY: i64 = 30 * 24 * 60 * 60;

/// An item's text with its history, at most, in bytes: well under what a sealed file may have. Older values go first.
const LONGEST: usize = vault::sealed::LARGEST / 2;

/// Characters of a file's name that are kept, at most.
const LONGEST_NAME: usize = 100;

/// Where a value came from.
#[derive(Clone, PartialEq, Eq)]
pub enum Source {
    /// The person typed it.
    Typed,
    /// The person took it over from a file.
    Imported {
        /// The file's name. Inert text.
        file: String,
        /// When, in unix seconds.
        at: i64,
    },
}

impl Source {
    /// A file that was read at `at` (unix seconds). Of its name what can be shown in one line is kept.
    pub fn file(name: &str, at: i64) -> Self {
        let shown = |&c: &char| !is_hidden(c) && (c == ' ' || !c.is_whitespace());
        let file = name.chars().filter(shown).take(LONGEST_NAME).collect();
        Self::Imported { file, at }
    }

    fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Typed => "typed".into(),
            Self::Imported { file, at } => json!({ "file": file, "at": at }),
        }
    }

    fn from_json(json: &serde_json::Value) -> Result<Self, OpenError> {
        if json == "typed" {
            return Ok(Self::Typed);
        }
        let members = json.as_object().filter(|members| members.len() == 2);
        let member = |name| members.and_then(|members| members.get(name));
        let file = member("file").and_then(serde_json::Value::as_str);
        let at = member("at").and_then(serde_json::Value::as_i64);
        Ok(Self::Imported {
            file: file.ok_or(OpenError)?.to_owned(),
            at: at.ok_or(OpenError)?,
        })
    }
}

/// One value of an attribute. Plaintext: it leaves the device only sealed, or inside a bundle.
#[derive(Clone, PartialEq)]
pub struct Item {
    /// The item.
    pub id: ItemId,
    /// The attribute.
    pub attribute: Attribute,
    /// The person's word for it ("home", "work"); empty for none.
    pub label: String,
    /// The value.
    pub value: Value,
    /// Where it came from.
    pub source: Source,
    /// When the value was committed, in unix seconds.
    pub updated_at: i64,
    /// Whether it is the one that companies get where they ask for the attribute.
    pub default: bool,
    /// Values that it replaced, newest first.
    pub history: Vec<Past>,
}

/// A value that was replaced.
#[derive(Clone, PartialEq)]
pub struct Past {
    /// The value.
    pub value: Value,
    /// When it had been committed, in unix seconds.
    pub updated_at: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ItemText {
    id: ItemId,
    attribute: Attribute,
    label: String,
    value: serde_json::Value,
    source: serde_json::Value,
    updated_at: i64,
    default: bool,
    history: Vec<PastText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PastText {
    value: serde_json::Value,
    updated_at: i64,
}

impl Item {
    pub(crate) const TYP: &'static str = "mydata-item/v1";

    pub(crate) fn to_json(&self) -> serde_json::Value {
        let past =
            |past: &Past| json!({ "value": past.value.claim(), "updated_at": past.updated_at });
        json!({
            "typ": Self::TYP,
            "id": self.id,
            "attribute": self.attribute,
            "label": self.label,
            "value": self.value.claim(),
            "source": self.source.to_json(),
            "updated_at": self.updated_at,
            "default": self.default,
            "history": self.history.iter().map(past).collect::<Vec<_>>(),
        })
    }

    /// The value that a company gets for `attribute` out of this item at `now` (unix seconds): its own, or what is computed from it.
    pub fn value_as(&self, attribute: Attribute, now: i64) -> Option<Value> {
        match attribute.derived() {
            Some(derived) => derived.value(attribute, &self.value, now),
            None => Some(self.value.clone()),
        }
    }

    /// The values that were replaced within the last thirty days before `now` (unix seconds), newest first.
    pub fn earlier(&self, now: i64) -> Vec<&Past> {
        let mut replaced = self.updated_at;
        let mut earlier = Vec::new();
        for past in &self.history {
            if replaced > now - HISTORY {
                earlier.push(past);
            }
            replaced = past.updated_at;
        }
        earlier
    }

    fn length(&self) -> usize {
        json::write(&self.to_json()).map_or(0, |text| text.len())
    }

    pub(crate) fn from_text(text: ItemText) -> Result<Self, OpenError> {
        if text.attribute.derived().is_some() {
            return Err(OpenError);
        }
        let read = |claim| Value::from_claim(&text.attribute, claim).map_err(|_| OpenError);
        let mut history = Vec::with_capacity(text.history.len());
        for past in &text.history {
            history.push(Past {
                value: read(&past.value)?,
                updated_at: past.updated_at,
            });
        }
        Ok(Self {
            id: text.id,
            attribute: text.attribute,
            value: read(&text.value)?,
            label: text.label,
            source: Source::from_json(&text.source)?,
            updated_at: text.updated_at,
            default: text.default,
            history,
        })
    }

    /// This item over what stands in its place: the newer value wins, and the other stays in the history. A stamp ahead of
    /// `now` (unix seconds) comes from a clock that was wrong, and must not win for ever.
    pub(crate) fn over(mut self, standing: &Self, now: i64) -> Self {
        if standing.attribute != self.attribute {
            return self;
        }
        let mut past = std::mem::take(&mut self.history);
        past.extend(standing.history.iter().cloned());
        let winner = if standing.updated_at.min(now) > self.updated_at {
            past.push(Past {
                value: self.value,
                updated_at: self.updated_at,
            });
            standing.clone()
        } else {
            past.push(Past {
                value: standing.value.clone(),
                updated_at: standing.updated_at,
            });
            self
        };
        winner.remembering(past, now)
    }

    /// This item with these earlier values, as far as they are kept: newest first, for thirty days after they were replaced, and not
    /// too many.
    pub(crate) fn remembering(mut self, mut past: Vec<Past>, now: i64) -> Self {
        sort_by_key(&mut past, |past| std::cmp::Reverse(past.updated_at));
        past.dedup();
        past.retain(|past| past.value != self.value);
        let mut replaced = self.updated_at;
        past.retain(|past| {
            let recent = replaced > now - HISTORY;
            replaced = past.updated_at;
            recent
        });
        past.truncate(MOST_HISTORY);
        self.history = past;
        while self.length() > LONGEST && self.history.pop().is_some() {}
        self
    }
}
