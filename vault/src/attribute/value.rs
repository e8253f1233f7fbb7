//! Valid values.

use std::fmt;

use serde_json::Value as Json;
use zeroize::Zeroize;

use super::draft::{Draft, Fault, Invalid};
use super::{Attribute, Shape, address};

/// Ways in which a person can like to be reached, in the order of the screens. `none`: not at all.
pub const CHANNELS: [&str; 6] = ["email", "phone", "sms", "post", "app", "none"];

/// A committed, valid value of an attribute in its claim form.
///
/// It is plaintext: no `Serialize`, and neither `Debug` nor an error shows its content. Its text is overwritten in memory on drop;
/// copies that the methods hand out are not.
#[derive(Clone, PartialEq)]
pub struct Value {
    shape: Shape,
    claim: Json,
}

impl Value {
    pub(super) fn new(shape: Shape, claim: Json) -> Self {
        Self { shape, claim }
    }

    /// Accepts a stored or received claim, as it is or not at all: its shape is the attribute's and every text is in normal form.
    /// Whether a date lies in the future is not asked here, but when it is typed.
    ///
    /// # Errors
    /// The first fault; [`Fault::WrongShape`] and [`Fault::NotCanonical`] for what no typing can produce.
    pub fn from_claim(attribute: &Attribute, claim: &Json) -> Result<Self, Invalid> {
        let shape = attribute.shape();
        let draft = Draft::of_claim(shape, claim).ok_or(Invalid::whole(Fault::WrongShape))?;
        let mut value = draft.read(attribute, None).map_err(|faults| {
            faults
                .into_iter()
                .next()
                .unwrap_or(Invalid::whole(Fault::WrongShape))
        })?;
        if shape == Shape::Address {
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

    /// Shape of the claim.
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// Label of a person's own field; `None` for the attributes of the catalogue.
    pub fn label(&self) -> Option<&str> {
        match self.shape {
            Shape::Own => self.claim.get("label").and_then(Json::as_str),
            _ => None,
        }
    }

    /// The value as lines to show: lines of a text or an address (the last is the country's code), one line a language tag. Dates, tags,
    /// channels and countries are in the claim's form; screens turn them into words.
    pub fn lines(&self) -> Vec<String> {
        let text = match self.shape {
            Shape::Languages => {
                let tags = self.claim.as_array().into_iter().flatten();
                return tags.filter_map(Json::as_str).map(str::to_owned).collect();
            }
            Shape::Address => self.claim.get("formatted"),
            Shape::Own => self.claim.get("value"),
            _ => Some(&self.claim),
        };
        let text = text.and_then(Json::as_str).unwrap_or_default();
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
