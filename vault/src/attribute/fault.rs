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

/// What is wrong with one part, precise enough to say how to mend it. Its texts show nothing of the value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Nothing was typed.
    #[error("there is nothing in it")]
    Empty,
    /// More than `most` characters; for an e-mail address bytes, of the name before the `@` (64) or of the whole (254).
    #[error("longer than {most} characters")]
    TooLong {
        /// Most that fit.
        most: usize,
    },
    /// More than `most` things in a list.
    #[error("more than {most} in the list")]
    TooMany {
        /// Most that fit.
        most: usize,
    },
    /// A control character, or an invisible one that changes how the text reads.
    #[error("a character in it can't be seen; type the text again instead of pasting it")]
    HiddenCharacter,
    /// A character that this kind of value cannot contain.
    #[error("a character in it has no place there")]
    BadCharacter(Typed),
    /// E-mail: no `@`.
    #[error("no @ between name and domain")]
    NoAtSign,
    /// E-mail: more than one `@`.
    #[error("more than one @")]
    SeveralAtSigns,
    /// E-mail: nothing before the `@`.
    #[error("nothing before the @")]
    NothingBeforeAtSign,
    /// E-mail: nothing after the `@`.
    #[error("nothing after the @")]
    NoDomain,
    /// E-mail: no dot after the `@`.
    #[error("no dot after the @")]
    NoDotInDomain,
    /// E-mail: a dot at the start or end of a side, or two dots in a row.
    #[error("a dot at the start, at the end, or twice in a row")]
    DotOutOfPlace,
    /// E-mail: what follows the `@` is no domain name.
    #[error("what follows the @ is no domain name")]
    BadDomain,
    /// E-mail: white space inside.
    #[error("a space in it")]
    Spaces,
    /// Telephone: does not begin with `+` or `00` and a country code.
    #[error("no country code: begin with + or 00")]
    NoCountryCode,
    /// Telephone: digits are missing.
    #[error("{have} digits, and a number has at least {least}")]
    TooFewDigits {
        /// Digits there, with the country code.
        have: usize,
        /// Fewest that make a number.
        least: usize,
    },
    /// Telephone: digits too many.
    #[error("{have} digits, and a number has at most {most}")]
    TooManyDigits {
        /// Digits there, with the country code.
        have: usize,
        /// Most that make a number.
        most: usize,
    },
    /// Date: not a day, a month and a year.
    #[error("not a day: write it as 1990-05-02")]
    NotADate,
    /// Date: the year has two digits.
    #[error("the year has two digits: write all four")]
    YearNotFull,
    /// Date: there is no such month. Of figures the day comes first, the month second.
    #[error("there is no month {month}")]
    NoSuchMonth {
        /// What stands where the month belongs.
        month: u32,
    },
    /// Date: the month has no such day.
    #[error("there is no day {day}: the month has {most}")]
    NoSuchDay {
        /// What stands where the day belongs.
        day: u32,
        /// Days of that month.
        most: u32,
    },
    /// Date: still to come.
    #[error("the day is still to come")]
    InTheFuture,
    /// Date: before 1850.
    #[error("the day is before 1850")]
    TooLongAgo,
    /// Not a language tag that is in use.
    #[error("not a language: use tags such as en or pt-BR")]
    UnknownLanguage(Typed),
    /// Not a country code that is in use.
    #[error("not a country: use its two letters, such as GB")]
    UnknownCountry,
    /// Not a code of a currency that is in use.
    #[error("not a currency: use its three letters, such as EUR")]
    UnknownCurrency,
    /// None of the things to choose from.
    #[error("none of the choices")]
    UnknownChoice,
    /// Not a time zone's name, such as `Europe/Berlin`.
    #[error("not a time zone: use names such as Europe/Berlin")]
    NotAZone,
    /// Not a whole number from `least` to `most`.
    #[error("not a whole number from {least} to {most}")]
    NotACount {
        /// Smallest.
        least: u64,
        /// Greatest.
        most: u64,
    },
    /// Not an amount of money, or more exact than a currency's coins.
    #[error("not an amount: use figures such as 12.50")]
    NotAnAmount,
    /// Not a time of day.
    #[error("not a time of day: write it as 09:30")]
    NotAClock,
    /// Not an address of a page: `https://` and a host.
    #[error("not the address of a page: https:// and a host")]
    NotAPage,
    /// Bank account: does not begin with the letters of a country.
    #[error("not a bank account: it begins with the letters of a country")]
    NotAnIban,
    /// A number with check digits has a wrong length.
    #[error("{have} characters, and none of these numbers has so many")]
    WrongLength {
        /// Characters there.
        have: usize,
    },
    /// The check digits do not fit the rest of the number.
    #[error("the check digits do not fit: one of them is mistyped")]
    CheckDigits,
    /// A claim has not its attribute's shape.
    #[error("not of this field's shape")]
    WrongShape,
    /// A claim is not in the one form in which values are kept.
    #[error("not in the form in which values are kept")]
    NotCanonical,
}

/// A part and what is wrong with it. Its texts show nothing of the value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{part}: {fault}")]
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
