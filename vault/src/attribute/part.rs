//! One box of an editor, and the kinds of text that a box takes.

use serde_json::Value as Json;

use super::fault::Fault;
use super::{clock, country, date, email, language, money, number, phone, text, web};

/// Ways in which a person can be reached, in the order of the screens.
pub const WAYS: [&str; 5] = ["email", "phone", "sms", "post", "app"];
/// Ways in which a person can like to be reached: [`WAYS`], and `none` for not at all.
pub const CHANNELS: [&str; 6] = ["email", "phone", "sms", "post", "app", "none"];
/// Days on which a person may be reached.
pub const DAYS: [&str; 3] = ["every_day", "weekdays", "weekend"];
/// How often a person may be reached, at most.
pub const FREQUENCIES: [&str; 5] = ["any_time", "weekly", "monthly", "yearly", "when_needed"];
/// Blood types.
pub const BLOOD_TYPES: [&str; 8] = ["O+", "O-", "A+", "A-", "B+", "B-", "AB+", "AB-"];

/// Things in a list, at most.
const MOST_IN_LIST: usize = 20;

/// One box of an attribute's editor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// `value` for most attributes; the member of the claim where it is an object.
    pub name: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// Token of HTML's `autocomplete`.
    pub autocomplete: Option<&'static str>,
    /// Whether it may not stay empty.
    pub required: bool,
}

impl Part {
    /// A box that may not stay empty.
    pub(super) const fn new(name: &'static str, kind: Kind) -> Self {
        Self {
            name,
            kind,
            autocomplete: None,
            required: true,
        }
    }

    /// The same box, which may stay empty.
    pub(super) const fn or_empty(self) -> Self {
        Self {
            required: false,
            ..self
        }
    }

    /// The same box with a token of HTML's `autocomplete`.
    pub(super) const fn filled_by(self, token: &'static str) -> Self {
        Self {
            autocomplete: Some(token),
            ..self
        }
    }
}

/// Which days are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Days {
    /// Days to come too.
    Any,
    /// Today and before.
    Past,
}

/// What a box takes, and the form of it in a claim: a JSON string where nothing else is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One line of at most so many characters (Unicode scalar values).
    Line(usize),
    /// Several lines divided by `\n`, of at most so many characters.
    Lines(usize),
    /// A day, `YYYY-MM-DD`.
    Day(Days),
    /// A time of day, `HH:MM`.
    Clock,
    /// An e-mail address with a lower-case domain.
    Email,
    /// A telephone number in E.164: `+` and 7 to 15 digits.
    Phone,
    /// The address of a page, `https:` or `http:`.
    Web,
    /// A country, ISO 3166-1 alpha-2.
    Country,
    /// A country, ISO 3166-1 alpha-3.
    CountryAlpha3,
    /// A language tag of BCP 47.
    Language,
    /// The name of a time zone: `Europe/Berlin`.
    Zone,
    /// A whole number from 1 to this; in a claim a JSON number.
    Count(u64),
    /// Yes or no; in a claim a JSON boolean.
    Switch,
    /// An amount of money with a dot: `249.00`.
    Amount,
    /// A currency, ISO 4217.
    Currency,
    /// One of these.
    Choice(&'static [&'static str]),
    /// An international bank account number without spaces (ISO 13616).
    Iban,
    /// A Global Trade Item Number of 8, 12, 13 or 14 digits (GS1).
    Gtin,
    /// A vehicle identification number (ISO 3779).
    Vin,
}

impl Kind {
    /// Whether several lines are kept.
    pub fn multiline(self) -> bool {
        matches!(self, Self::Lines(_))
    }

    /// Turns what was typed or pasted into a claim. `now` in unix seconds decides which days are still to come.
    pub(super) fn read(self, typed: &str, now: Option<u64>) -> Result<Json, Fault> {
        match self {
            Self::Line(most) => return text::line(typed, most).map(Json::from),
            Self::Lines(most) => return text::lines(typed, most).map(Json::from),
            _ => {}
        }
        let typed = text::bare(typed);
        if typed.is_empty() {
            return Err(Fault::Empty);
        }
        if typed.chars().count() > self.most() {
            return Err(Fault::TooLong { most: self.most() });
        }
        match self {
            Self::Day(Days::Past) => date::read(&typed, now),
            Self::Day(Days::Any) => date::read(&typed, None),
            Self::Clock => clock::read(&typed),
            Self::Email => email::read(&typed),
            Self::Phone => phone::read(&typed),
            Self::Web => web::page(&typed),
            Self::Country => country::read(&typed).map(str::to_owned),
            Self::CountryAlpha3 => country::three_letters(&typed)
                .map(str::to_owned)
                .ok_or(Fault::UnknownCountry),
            Self::Language => language::read(&typed),
            Self::Zone => clock::zone(&typed),
            Self::Count(most) => return number::count(&typed, most).map(Json::from),
            Self::Switch => {
                return match &*typed.to_ascii_lowercase() {
                    "yes" => Ok(Json::Bool(true)),
                    "no" => Ok(Json::Bool(false)),
                    _ => Err(Fault::UnknownChoice),
                };
            }
            Self::Amount => money::amount(&typed),
            Self::Currency => money::currency(&typed),
            Self::Choice(choices) => choices
                .iter()
                .find(|choice| choice.eq_ignore_ascii_case(&typed))
                .map(|choice| (*choice).to_owned())
                .ok_or(Fault::UnknownChoice),
            Self::Iban => number::iban(&typed),
            Self::Gtin => number::gtin(&typed),
            Self::Vin => number::vin(&typed),
            Self::Line(_) | Self::Lines(_) => Err(Fault::WrongShape),
        }
        .map(Json::from)
    }

    /// The text of a claim, as it is typed; `None` where the claim is not of this kind.
    pub(super) fn text(self, claim: &Json) -> Option<String> {
        match (self, claim) {
            (Self::Switch, Json::Bool(true)) => Some("yes".to_owned()),
            (Self::Switch, Json::Bool(false)) => Some("no".to_owned()),
            (Self::Count(_), Json::Number(number)) => Some(number.to_string()),
            (Self::Switch | Self::Count(_), _) => None,
            (_, Json::String(text)) => Some(text.clone()),
            _ => None,
        }
    }

    /// Reads a list whose things are divided by commas, semicolons or new lines, and by spaces where a thing has none. What is
    /// said twice is kept once.
    pub(super) fn read_list(self, typed: &str) -> Result<Vec<Json>, Fault> {
        let spaced = matches!(self, Self::Line(_));
        let divides = |c: char| matches!(c, ',' | ';' | '\n') || !spaced && c.is_whitespace();
        let mut list = Vec::new();
        for typed in typed.split(divides) {
            match self.read(typed, None) {
                Ok(one) if list.contains(&one) => {}
                Ok(_) if list.len() == MOST_IN_LIST => {
                    return Err(Fault::TooMany { most: MOST_IN_LIST });
                }
                Ok(one) => list.push(one),
                Err(Fault::Empty) => {}
                Err(fault) => return Err(fault),
            }
        }
        if list.is_empty() {
            return Err(Fault::Empty);
        }
        Ok(list)
    }

    /// Most characters that are read at all.
    pub fn most(self) -> usize {
        match self {
            Self::Line(most) | Self::Lines(most) => most,
            Self::Email => email::MOST,
            Self::Web => web::MOST,
            Self::Zone | Self::Iban => 64,
            _ => 40,
        }
    }
}
