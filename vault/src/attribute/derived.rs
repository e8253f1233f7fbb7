//! Attributes that are computed from others, so that a company learns less: whether somebody is of age, and not their birthday.

use serde_json::Value as Json;

use super::value::Value;
use super::{Attribute, date};

/// From what an attribute is computed, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Derived {
    /// The attribute that it is computed from.
    pub from: Attribute,
    /// How.
    pub rule: Rule,
}

/// How an attribute is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Whether so many years have passed since the day.
    Years(u32),
    /// A member of the claim.
    Member(&'static str),
    /// `false`: the person states the value themself, and nobody has verified it.
    Unverified,
}

impl Derived {
    /// The value that follows from a value of [`Derived::from`] at `now` (unix seconds, days in UTC); `None` where it has none.
    pub fn value(&self, attribute: Attribute, from: &Value, now: i64) -> Option<Value> {
        let claim = match self.rule {
            Rule::Years(years) => {
                Json::Bool(date::years_since(from.claim().as_str()?, now)? >= years)
            }
            Rule::Member(name) => from.claim().get(name)?.clone(),
            Rule::Unverified => Json::Bool(false),
        };
        Value::from_claim(&attribute, &claim).ok()
    }
}
