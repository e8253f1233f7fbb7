//! What a person types.

use std::fmt;

use serde_json::Value as Json;
use zeroize::Zeroize;

use super::fault::{Fault, Invalid};
use super::part::{Kind, Part};
use super::value::Value;
use super::{Attribute, Shape, address, phone};
use crate::map::Map;

/// The raw text of an editor, by part. Its text is overwritten in memory on drop.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Draft(Map<&'static str, String>);

impl Draft {
    /// An empty draft.
    pub fn new() -> Self {
        Self::default()
    }

    /// A draft whose part `value` is the text.
    pub fn value(text: impl Into<String>) -> Self {
        let mut draft = Self::new();
        draft.set("value", text);
        draft
    }

    /// The draft of a value, for editing it. Checked unchanged it gives an equal value, but for an address whose `formatted` was
    /// written by other rules.
    pub fn of(value: &Value) -> Self {
        Self::of_claim(&value.attribute(), &value.claim()).unwrap_or_default()
    }

    /// Text of a part; empty when it was not set.
    pub fn get(&self, part: &str) -> &str {
        self.find(part).map_or("", String::as_str)
    }

    fn find(&self, part: &str) -> Option<&String> {
        let mut all = self.0.iter();
        all.find(|(name, _)| **name == part).map(|(_, text)| text)
    }

    /// Sets the text of a part.
    pub fn set(&mut self, part: &'static str, text: impl Into<String>) {
        if let Some(mut old) = self.0.insert(part, text.into()) {
            old.zeroize();
        }
    }

    /// Whether nothing but white space was typed.
    pub fn is_blank(&self) -> bool {
        self.0.values().all(|text| text.trim().is_empty())
    }

    /// What a person at home in a country (ISO 3166-1 alpha-2) means: telephone numbers as they are dialled there, and the letters
    /// of postcodes as capitals, which they are wherever there are any.
    pub fn settle(&mut self, attribute: &Attribute, home: Option<&str>) {
        for part in attribute.parts() {
            let text = self.get(part.name);
            let settled = match part.kind {
                Kind::Phone => phone::international(text, home),
                _ if part.name == "postal_code" => Some(text.to_ascii_uppercase()),
                _ => None,
            };
            if let Some(settled) = settled {
                self.set(part.name, settled);
            }
        }
    }

    /// Turns what was typed or pasted into a value. `now` in unix seconds decides which days are still to come.
    ///
    /// # Errors
    /// What is wrong, at most once a part, in the order of [`Attribute::parts`].
    pub fn check(&self, attribute: &Attribute, now: u64) -> Result<Value, Vec<Invalid>> {
        let value = self.read(attribute, Some(now))?;
        // What could not be read again would be refused when it is sealed, where nobody could say which box is wrong.
        match Value::from_claim(attribute, &value.claim()) {
            Ok(again) if again == value => Ok(value),
            _ => Err(vec![Invalid {
                part: attribute.parts().first().map_or("value", |part| part.name),
                fault: Fault::NotCanonical,
            }]),
        }
    }

    pub(super) fn read(
        &self,
        attribute: &Attribute,
        now: Option<u64>,
    ) -> Result<Value, Vec<Invalid>> {
        let whole = |fault| vec![Invalid::whole(fault)];
        let claim = match (attribute.shape(), attribute.parts()) {
            (Shape::Value, [part]) => part.kind.read(self.get("value"), now).map_err(whole)?,
            (Shape::List, [part]) => {
                let list = part.kind.read_list(self.get("value"));
                list.map(Json::Array).map_err(whole)?
            }
            (shape, parts) => {
                let mut claim = self.read_members(parts, now)?;
                if shape == Shape::Address {
                    address::format(&mut claim);
                }
                Json::Object(claim)
            }
        };
        Ok(Value::new(*attribute, claim))
    }

    /// All faults are reported at once.
    fn read_members(
        &self,
        parts: &'static [Part],
        now: Option<u64>,
    ) -> Result<serde_json::Map<String, Json>, Vec<Invalid>> {
        let mut claim = serde_json::Map::new();
        let mut faults = Vec::new();
        let mut wrong = |part: &Part, fault| {
            faults.push(Invalid {
                part: part.name,
                fault,
            });
        };
        for part in parts {
            match part.kind.read(self.get(part.name), now) {
                Ok(member) => {
                    claim.insert(part.name.to_owned(), member);
                }
                // An amount says nothing without its currency.
                Err(Fault::Empty) if part.kind == Kind::Currency => {
                    let amount =
                        |part: &Part| part.kind == Kind::Amount && claim.contains_key(part.name);
                    if parts.iter().any(amount) {
                        wrong(part, Fault::Empty);
                    }
                }
                Err(Fault::Empty) if !part.required => {}
                Err(fault) => wrong(part, fault),
            }
        }
        if claim.is_empty() && faults.is_empty() {
            faults.extend(parts.first().map(|part| Invalid {
                part: part.name,
                fault: Fault::Empty,
            }));
        }
        if faults.is_empty() {
            Ok(claim)
        } else {
            Err(faults)
        }
    }

    /// `None` when the claim has not the attribute's shape.
    pub(super) fn of_claim(attribute: &Attribute, claim: &Json) -> Option<Self> {
        let mut draft = Self::new();
        match (attribute.shape(), attribute.parts()) {
            (Shape::Value, [part]) => draft.set("value", part.kind.text(claim)?),
            (Shape::List, [part]) => {
                let list: Option<Vec<_>> = claim
                    .as_array()?
                    .iter()
                    .map(|one| part.kind.text(one))
                    .collect();
                draft.set("value", list?.join(", "));
            }
            (shape, parts) => {
                for (name, member) in claim.as_object()? {
                    if let Some(part) = parts.iter().find(|part| part.name == name) {
                        draft.set(part.name, part.kind.text(member)?);
                    } else if shape != Shape::Address || name != "formatted" {
                        return None;
                    }
                }
            }
        }
        Some(draft)
    }
}

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Draft(..)")
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        for (_, mut text) in std::mem::take(&mut self.0) {
            text.zeroize();
        }
    }
}
