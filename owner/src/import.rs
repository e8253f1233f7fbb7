//! What a person brings along: address cards, tables, claims and exports, read on their own device.
//!
//! [`read`] turns a file into [`Card`]s, of which the person says which one is theirs. `Vault::review` holds what a card says
//! beside what stands, and `Vault::import` makes edits of the lines that the person chose. Nothing of a file gets lost on the
//! way: what no attribute takes becomes a field of the person's own, and what can't be text stands in [`Card::left`].

mod account;
mod card;
mod charset;
mod claims;
mod column;
mod contact;
mod country;
mod date;
mod review;
mod table;
mod vcard;
mod whole;

use rand_core::{CryptoRng, RngCore};
use vault::{
    attribute::{Attribute, Draft, Value},
    sealed::OpenError,
};
use zeroize::Zeroizing;

use self::card::Taker;
use crate::{
    item::{Past, Source},
    kit::Kit,
    omission::Omission,
};

pub use self::review::{Line, Verdict};
pub(crate) use self::table::is_formula;

/// The largest file of another program that is read, in bytes.
pub const LARGEST_FOREIGN: usize = 10_000_000;
/// The largest export of a vault that is read, in bytes.
pub const LARGEST: usize = vault::sealed::LARGEST_EXPORT;
/// Entries that are read out of one file, at most.
pub const MOST: usize = 200_000;

/// What reading needs to know of the person and their device.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// When the file is read, in unix seconds.
    pub at: i64,
    /// The person's country, ISO 3166-1 alpha-2: for telephone numbers and addresses that name none.
    pub home: Option<&'a str>,
    /// The alpha-2 code of a country's name, as far as the device knows it. Common names are known here already.
    pub country: &'a dyn Fn(&str) -> Option<&'static str>,
}

/// What a file turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Address cards: vCard 2.1, 3.0 or 4.0.
    Cards,
    /// A table of contacts: CSV.
    Table,
    /// Claims of OpenID Connect, or another JSON object about a person.
    Claims,
    /// An export of a vault, as JSON or CSV.
    Export,
}

/// A file that was read.
#[derive(Clone, PartialEq)]
pub struct Imported {
    /// What it is.
    pub format: Format,
    /// The people in it, in its order. Where there are several, only the person knows which one is them.
    pub cards: Vec<Card>,
}

/// What a file says of one person.
#[derive(Clone, Default, PartialEq)]
pub struct Card {
    /// Their name, or another word to know them by; may be empty.
    pub title: String,
    /// What can be kept, in the order of the profile; fields of the person's own (`attribute.is_custom()`) last.
    pub candidates: Vec<Candidate>,
    /// What can't be kept.
    pub left: Vec<Left>,
    /// "I don't want to store this", out of an export: each is an `Edit::Omit`.
    pub omissions: Vec<Omission>,
}

/// A value that could be kept.
#[derive(Clone, PartialEq)]
pub struct Candidate {
    /// The attribute. A field of the person's own has a new name, or the one it had in the export.
    pub attribute: Attribute,
    /// The boxes of its editor, filled.
    pub draft: Draft,
    /// The person's word for it ("home", "work"); empty for none.
    pub label: String,
    /// What the file calls it: `TEL`, `E-mail 1 - Value`.
    pub name: String,
    /// The text in the file.
    pub text: String,
    /// Whether it was read in one of several possible ways: a day such as 3/2/1980, the country of an address without one.
    pub unsure: bool,
    /// Where it comes from, as its item will say.
    pub source: Source,
    pub(crate) kept: Option<Kept>,
}

/// What an export knows of an item besides.
#[derive(Clone, PartialEq)]
pub(crate) struct Kept {
    pub(crate) value: Value,
    pub(crate) updated_at: i64,
    pub(crate) default: bool,
    pub(crate) history: Vec<Past>,
}

/// Something that can't be kept, to be shown to the person.
#[derive(Clone, PartialEq)]
pub struct Left {
    /// What the file calls it.
    pub name: String,
    /// Its text; empty for data.
    pub text: String,
    /// Why.
    pub why: Why,
}

/// Why something can't be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// A picture, a sound or a key of so many bytes: a field takes text.
    Data {
        /// Bytes.
        bytes: usize,
    },
    /// It is about the file or its program, not about the person.
    OfTheFile,
    /// The vault works it out itself.
    Computed,
    /// A later version of the program wrote it.
    Unknown,
}

/// Why a file is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// It is too large.
    #[error("the file has more than {most} bytes")]
    TooLarge {
        /// Most that are read.
        most: usize,
    },
    /// There is more in it than an address book has.
    #[error("the file has more than {most} entries")]
    TooMany {
        /// Most that are read.
        most: usize,
    },
    /// There is nothing in it.
    #[error("there is nothing in the file")]
    Empty,
    /// It is an archive that must be unpacked first.
    #[error("the file is an archive")]
    Archive,
    /// It is sealed: [`unseal`] opens it with the Recovery kit.
    #[error("the file is sealed")]
    Sealed,
    /// It is not a file of a known kind.
    #[error("the file is of no known kind")]
    Unknown,
    /// It begins like JSON, but is none, or is nested too deep.
    #[error("the file is damaged")]
    Damaged,
    /// It was exported by a later version.
    #[error("a later version wrote the file")]
    Later,
}

/// Opens an export that was sealed to the Recovery kit; the text can be given to [`read`].
///
/// # Errors
/// [`OpenError`] where the kit is another one, or the file damaged.
pub fn unseal(file: &[u8], kit: &Kit) -> Result<Zeroizing<String>, OpenError> {
    vault::sealed::open_export(file, kit.unlocker().identity())
}

/// Reads a file. `name` is shown as the source of what is kept; `rng` names fields of the person's own.
///
/// # Errors
/// [`ImportError`].
pub fn read(
    file: &[u8],
    name: &str,
    context: &Context<'_>,
    rng: &mut (impl RngCore + CryptoRng),
) -> Result<Imported, ImportError> {
    let mark = b"\"format\":\"mydata-export/";
    let most = if file.windows(mark.len()).any(|some| some == mark) {
        LARGEST
    } else {
        LARGEST_FOREIGN
    };
    if file.len() > most {
        return Err(ImportError::TooLarge { most });
    }
    if file.starts_with(b"age-encryption.org/") {
        return Err(ImportError::Sealed);
    }
    if [b"PK\x03\x04".as_slice(), b"\x1f\x8b", b"7z\xbc\xaf"]
        .iter()
        .any(|start| file.starts_with(start))
    {
        return Err(ImportError::Archive);
    }
    let mut taker = Taker::new(context, Source::file(name, context.at), rng);
    let format = read_into(file, name, &mut taker)?;
    let cards = taker.finish()?;
    if cards.is_empty() {
        return Err(ImportError::Empty);
    }
    Ok(Imported { format, cards })
}

fn read_into(file: &[u8], name: &str, taker: &mut Taker<'_>) -> Result<Format, ImportError> {
    let file = charset::unmarked(file);
    let start = file.trim_ascii_start();
    if start.is_empty() {
        return Err(ImportError::Empty);
    }
    if matches!(start[0], b'{' | b'[') {
        return claims::read(&file, taker);
    }
    if vcard::begins(start) {
        vcard::read(&file, taker);
        return Ok(Format::Cards);
    }
    let end = |end: &str| {
        let place = name.len().checked_sub(end.len());
        place
            .and_then(|place| name.get(place..))
            .is_some_and(|tail| tail.eq_ignore_ascii_case(end))
    };
    let table = end(".csv") || end(".tsv") || end(".tab");
    column::read(&charset::text(&file), table, taker)
}
