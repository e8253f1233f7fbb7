//! What can be wrong with what a person types.

use std::fmt;

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
    /// Not a language tag that is in use.
    UnknownLanguage(Typed),
    /// Not a country code that is in use.
    UnknownCountry,
    /// Not a code of a currency that is in use.
    UnknownCurrency,
    /// None of the things to choose from.
    UnknownChoice,
    /// Not a time zone's name, such as `Europe/Berlin`.
    NotAZone,
    /// Not a whole number from `least` to `most`.
    NotACount {
        /// Smallest.
        least: u64,
        /// Greatest.
        most: u64,
    },
    /// Not an amount of money, or more exact than a currency's coins.
    NotAnAmount,
    /// Not a time of day.
    NotAClock,
    /// Not an address of a page: `https://` and a host.
    NotAPage,
    /// Bank account: does not begin with the letters of a country.
    NotAnIban,
    /// A number with check digits has a wrong length.
    WrongLength {
        /// Characters there.
        have: usize,
    },
    /// The check digits do not fit the rest of the number.
    CheckDigits,
    /// A claim has not its attribute's shape.
    WrongShape,
    /// A claim is not in the one form in which values are kept.
    NotCanonical,
}

/// A part and what is wrong with it. Its texts show nothing of the value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{part}: {fault:?}")]
pub struct Invalid {
    /// [`Part::name`](super::Part::name), or `formatted` of an address claim.
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
