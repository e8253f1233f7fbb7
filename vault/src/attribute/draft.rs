//! What a person types, and what can be wrong with it.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Value as Json, json};
use zeroize::Zeroize;

use super::value::{CHANNELS, Value};
use super::{Attribute, Shape, address, date, email, language, phone, text};

/// One box of an attribute's editor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// `value` for most attributes; a member of the address claim; `label` or `value` of an own field.
    pub name: &'static str,
    /// Token of HTML's `autocomplete`.
    pub autocomplete: Option<&'static str>,
    /// Whether it may not stay empty.
    pub required: bool,
    /// Whether several lines are kept.
    pub multiline: bool,
    /// Most characters (Unicode scalar values).
    pub most: usize,
}

const fn part(name: &'static str, autocomplete: Option<&'static str>, most: usize) -> Part {
    Part {
        name,
        autocomplete,
        required: true,
        multiline: false,
        most,
    }
}

const MOST_NAME: usize = 200;
const MOST_NOTES: usize = 10_000;
const MOST_LABEL: usize = 60;
const MOST_OWN: usize = 2_000;

static PARTS_OF_NAME: [Part; 1] = [part("value", Some("name"), MOST_NAME)];
static PARTS_OF_GIVEN_NAME: [Part; 1] = [part("value", Some("given-name"), MOST_NAME)];
static PARTS_OF_FAMILY_NAME: [Part; 1] = [part("value", Some("family-name"), MOST_NAME)];
static PARTS_OF_BIRTHDATE: [Part; 1] = [part("value", Some("bday"), 40)];
static PARTS_OF_EMAIL: [Part; 1] = [part("value", Some("email"), email::MOST)];
static PARTS_OF_PHONE: [Part; 1] = [part("value", Some("tel"), 40)];
static PARTS_OF_LANGUAGES: [Part; 1] = [part("value", Some("language"), 400)];
static PARTS_OF_CHANNEL: [Part; 1] = [part("value", None, 10)];
static PARTS_OF_NOTES: [Part; 1] = [Part {
    multiline: true,
    ..part("value", None, MOST_NOTES)
}];
static PARTS_OF_OWN: [Part; 2] = [
    part("label", None, MOST_LABEL),
    Part {
        multiline: true,
        ..part("value", None, MOST_OWN)
    },
];
pub(super) static PARTS_OF_ADDRESS: &[Part] = &[
    Part {
        multiline: true,
        ..part("street_address", Some("street-address"), 300)
    },
    Part {
        required: false,
        ..part("postal_code", Some("postal-code"), 20)
    },
    part("locality", Some("address-level2"), 100),
    Part {
        required: false,
        ..part("region", Some("address-level1"), 100)
    },
    part("country", Some("country"), 2),
];

/// The boxes of an attribute's editor, in the order in which they are shown.
pub fn parts(attribute: &Attribute) -> &'static [Part] {
    match attribute {
        Attribute::Name => &PARTS_OF_NAME,
        Attribute::GivenName => &PARTS_OF_GIVEN_NAME,
        Attribute::FamilyName => &PARTS_OF_FAMILY_NAME,
        Attribute::Birthdate => &PARTS_OF_BIRTHDATE,
        Attribute::Email => &PARTS_OF_EMAIL,
        Attribute::PhoneNumber => &PARTS_OF_PHONE,
        Attribute::Address => PARTS_OF_ADDRESS,
        Attribute::PreferredLanguages => &PARTS_OF_LANGUAGES,
        Attribute::PreferredContactChannel => &PARTS_OF_CHANNEL,
        Attribute::Notes => &PARTS_OF_NOTES,
        Attribute::Custom(_) => &PARTS_OF_OWN,
    }
}

/// A piece of what the person typed, to be shown back to them. `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Typed(String);

impl Typed {
    pub(super) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Typed(..)")
    }
}

/// What is wrong with one part, precise enough to say how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing was typed.
    Empty,
    /// More than `most` characters; for an e-mail address bytes, of the name before the `@` (64) or of the whole (254).
    TooLong {
        /// Most that fit.
        most: usize,
    },
    /// More than `most` things in a list.
    TooMany {
        /// Most that fit.
        most: usize,
    },
    /// A control character, or an invisible one that changes how the text reads.
    HiddenCharacter,
    /// A character that this kind of value cannot contain.
    BadCharacter(Typed),
    /// E-mail: no `@`.
    NoAtSign,
    /// E-mail: more than one `@`.
    SeveralAtSigns,
    /// E-mail: nothing before the `@`.
    NothingBeforeAtSign,
    /// E-mail: nothing after the `@`.
    NoDomain,
    /// E-mail: no dot after the `@`.
    NoDotInDomain,
    /// E-mail: a dot at the start or end of a side, or two dots in a row.
    DotOutOfPlace,
    /// E-mail: what follows the `@` is no domain name.
    BadDomain,
    /// E-mail: white space inside.
    Spaces,
    /// Telephone: does not begin with `+` or `00` and a country code.
    NoCountryCode,
    /// Telephone: digits are missing.
    TooFewDigits {
        /// Digits there, with the country code.
        have: usize,
        /// Fewest that make a number.
        least: usize,
    },
    /// Telephone: digits too many.
    TooManyDigits {
        /// Digits there, with the country code.
        have: usize,
        /// Most that make a number.
        most: usize,
    },
    /// Date: not a day, a month and a year.
    NotADate,
    /// Date: the year has two digits.
    YearNotFull,
    /// Date: there is no such month. Of figures the day comes first, the month second.
    NoSuchMonth {
        /// What stands where the month belongs.
        month: u32,
    },
    /// Date: the month has no such day.
    NoSuchDay {
        /// What stands where the day belongs.
        day: u32,
        /// Days of that month.
        most: u32,
    },
    /// Date: still to come.
    InTheFuture,
    /// Date: before 1850.
    TooLongAgo,
    /// Languages: not a language tag that is in use.
    UnknownLanguage(Typed),
    /// Address: not a country code that is in use.
    UnknownCountry,
    /// Channel: none of [`CHANNELS`].
    UnknownChannel,
    /// A claim has not its attribute's shape.
    WrongShape,
    /// A claim is not in the one form in which values are kept.
    NotCanonical,
}

/// A part and what is wrong with it. Its texts show nothing of the value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{part}: {fault:?}")]
pub struct Invalid {
    /// [`Part::name`], or `formatted` of an address claim.
    pub part: &'static str,
    /// What is wrong.
    pub fault: Fault,
}

impl Invalid {
    pub(super) fn whole(fault: Fault) -> Self {
        Self {
            part: "value",
            fault,
        }
    }
}

/// The raw text of an editor, by part. Its text is overwritten in memory on drop.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Draft(BTreeMap<&'static str, String>);

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
        Self::of_claim(value.shape(), &value.claim()).unwrap_or_default()
    }

    /// Text of a part; empty when it was not set.
    pub fn get(&self, part: &str) -> &str {
        self.0.get(part).map_or("", String::as_str)
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

    /// Turns what was typed or pasted into a value. `now` in unix seconds decides which days are still to come.
    ///
    /// # Errors
    /// What is wrong, at most once a part, in the order of [`parts`].
    pub fn check(&self, attribute: &Attribute, now: u64) -> Result<Value, Vec<Invalid>> {
        self.read(attribute, Some(now))
    }

    pub(super) fn read(
        &self,
        attribute: &Attribute,
        now: Option<u64>,
    ) -> Result<Value, Vec<Invalid>> {
        let shape = attribute.shape();
        let claim = match shape {
            Shape::Address => address::read(self)?,
            Shape::Own => self.read_own()?,
            _ => {
                let most = parts(attribute).first().map_or(0, |part| part.most);
                single(shape, self.get("value"), most, now)
                    .map_err(|fault| vec![Invalid::whole(fault)])?
            }
        };
        Ok(Value::new(shape, claim))
    }

    fn read_own(&self) -> Result<Json, Vec<Invalid>> {
        let label = text::line(self.get("label"), MOST_LABEL);
        let value = text::lines(self.get("value"), MOST_OWN);
        match (label, value) {
            (Ok(label), Ok(value)) => Ok(json!({ "label": label, "value": value })),
            (label, value) => {
                let label = label.err().map(|fault| Invalid {
                    part: "label",
                    fault,
                });
                let value = value.err().map(Invalid::whole);
                Err(label.into_iter().chain(value).collect())
            }
        }
    }

    /// `None` when the claim has not the shape.
    pub(super) fn of_claim(shape: Shape, claim: &Json) -> Option<Self> {
        let mut draft = Self::new();
        match shape {
            Shape::Address => {
                for name in claim.as_object()?.keys() {
                    if let Some(part) = PARTS_OF_ADDRESS.iter().find(|part| part.name == name) {
                        draft.set(part.name, claim.get(name)?.as_str()?);
                    } else if name != "formatted" {
                        return None;
                    }
                }
            }
            Shape::Own => {
                if claim.as_object()?.len() != PARTS_OF_OWN.len() {
                    return None;
                }
                for part in &PARTS_OF_OWN {
                    draft.set(part.name, claim.get(part.name)?.as_str()?);
                }
            }
            Shape::Languages => {
                let tags: Option<Vec<_>> = claim.as_array()?.iter().map(Json::as_str).collect();
                draft.set("value", tags?.join(", "));
            }
            _ => draft.set("value", claim.as_str()?),
        }
        Some(draft)
    }
}

fn single(shape: Shape, typed: &str, most: usize, now: Option<u64>) -> Result<Json, Fault> {
    match shape {
        Shape::Text => return text::line(typed, most).map(Json::from),
        Shape::LongText => return text::lines(typed, most).map(Json::from),
        _ => {}
    }
    let typed = text::bare(typed);
    if typed.chars().count() > most {
        return Err(Fault::TooLong { most });
    }
    match shape {
        Shape::Date => date::read(&typed, now).map(Json::from),
        Shape::Email => email::read(&typed).map(Json::from),
        Shape::Phone => phone::read(&typed).map(Json::from),
        Shape::Languages => language::read(&typed).map(Json::from),
        Shape::Channel => match typed.to_ascii_lowercase() {
            typed if typed.is_empty() => Err(Fault::Empty),
            typed if CHANNELS.contains(&typed.as_str()) => Ok(typed.into()),
            _ => Err(Fault::UnknownChannel),
        },
        Shape::Text | Shape::LongText | Shape::Address | Shape::Own => Err(Fault::WrongShape),
    }
}

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Draft(..)")
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        self.0.values_mut().for_each(Zeroize::zeroize);
    }
}
