//! Valid values.

use std::fmt;

use serde_json::Value as Json;
use zeroize::Zeroize;

use super::draft::Draft;
use super::fault::{Fault, Invalid};
use super::{Attribute, Shape, address};

/// A committed, valid value of an attribute in its claim form.
///
/// It is plaintext: no `Serialize`, and neither `Debug` nor an error shows its content. Its text is overwritten in memory on drop;
/// copies that the methods hand out are not.
#[derive(Clone, PartialEq)]
pub struct Value {
    attribute: Attribute,
    claim: Json,
}

impl Value {
    pub(super) fn new(attribute: Attribute, claim: Json) -> Self {
        Self { attribute, claim }
    }

    /// Accepts a stored or received claim, as it is or not at all: its shape is the attribute's and every text is in normal form.
    /// Whether a date lies in the future is not asked here, but when it is typed.
    ///
    /// # Errors
    /// The first fault; [`Fault::WrongShape`] and [`Fault::NotCanonical`] for what no typing can produce.
    pub fn from_claim(attribute: &Attribute, claim: &Json) -> Result<Self, Invalid> {
        let draft = Draft::of_claim(attribute, claim).ok_or(Invalid::whole(Fault::WrongShape))?;
        let mut value = draft.read(attribute, None).map_err(|faults| {
            faults
                .into_iter()
                .next()
                .unwrap_or(Invalid::whole(Fault::WrongShape))
        })?;
        if attribute.shape() == Shape::Address {
            value.claim =
                address::with_formatted(value.claim.take(), claim).map_err(|fault| Invalid {
                    part: "formatted",
                    fault,
                })?;
        }
        if value.claim == *claim {
            Ok(value)
        } else {
            Err(Invalid::whole(Fault::NotCanonical))
        }
    }

    /// The claim in the shape that [`Shape`] describes.
    pub fn claim(&self) -> Json {
        self.claim.clone()
    }

    /// The attribute that it is a value of.
    pub fn attribute(&self) -> Attribute {
        self.attribute
    }

    /// Label of a person's own field; `None` for the attributes of the catalogue.
    pub fn label(&self) -> Option<&str> {
        match self.attribute.shape() {
            Shape::Own => self.claim.get("label").and_then(Json::as_str),
            _ => None,
        }
    }

    /// The value as lines to show: lines of a text or an address (the last is the country's code), one line for each thing of a
    /// list and each part of a value that has several. Dates, tags, codes and choices are in the claim's form; screens turn them into
    /// words.
    pub fn lines(&self) -> Vec<String> {
        let draft = Draft::of(self);
        let text = match (self.attribute.shape(), &self.claim) {
            (Shape::Address, claim) => {
                let formatted = claim.get("formatted").and_then(Json::as_str);
                formatted.unwrap_or_default().to_owned()
            }
            (Shape::List, Json::Array(list)) => {
                let kind = self.attribute.parts().first().map(|part| part.kind);
                return list.iter().filter_map(|one| kind?.text(one)).collect();
            }
            (Shape::Record, _) => {
                let parts = self.attribute.parts().iter();
                return parts
                    .map(|part| draft.get(part.name).to_owned())
                    .filter(|text| !text.is_empty())
                    .collect();
            }
            _ => draft.get("value").to_owned(),
        };
        text.lines()
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// [`Value::lines`], joined by ", ".
    pub fn one_line(&self) -> String {
        self.lines().join(", ")
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Value(..)")
    }
}

impl Drop for Value {
    fn drop(&mut self) {
        wipe(&mut self.claim);
    }
}

fn wipe(json: &mut Json) {
    match json {
        Json::String(text) => text.zeroize(),
        Json::Array(items) => items.iter_mut().for_each(wipe),
        Json::Object(members) => members.values_mut().for_each(wipe),
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
    }
}
