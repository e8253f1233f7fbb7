//! The catalogue: what is known of each attribute.

use super::Attribute;
use super::derived::{Derived, Rule};
use super::part::{BLOOD_TYPES, CHANNELS, Days, Kind, Part, WAYS};
use super::record;

/// Group of attributes on the profile and consent screens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cluster {
    /// Names and what goes with them.
    Name,
    /// E-mail, telephone, pages.
    Contact,
    /// Postal addresses.
    Addresses,
    /// Birth and age.
    Dates,
    /// Nationality and papers.
    Documents,
    /// The home.
    Household,
    /// Bank and tax.
    Money,
    /// Work.
    Work,
    /// Things that the person owns.
    Belongings,
    /// Purchases, contracts and memberships.
    Purchases,
    /// Languages, ways to be reached, sizes.
    Preferences,
    /// Likes, dislikes, plans to buy.
    Interests,
    /// Health and the other special categories.
    Special,
    /// Free text.
    Notes,
    /// Fields that the person made.
    OwnFields,
}

impl Cluster {
    /// Every cluster, in the order of the screens.
    pub const ALL: [Self; 15] = [
        Self::Name,
        Self::Contact,
        Self::Addresses,
        Self::Dates,
        Self::Documents,
        Self::Household,
        Self::Money,
        Self::Work,
        Self::Belongings,
        Self::Purchases,
        Self::Preferences,
        Self::Interests,
        Self::Special,
        Self::Notes,
        Self::OwnFields,
    ];

    /// Name for the text catalogue: `name`, `contact`, ... `own_fields`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Contact => "contact",
            Self::Addresses => "addresses",
            Self::Dates => "dates",
            Self::Documents => "documents",
            Self::Household => "household",
            Self::Money => "money",
            Self::Work => "work",
            Self::Belongings => "belongings",
            Self::Purchases => "purchases",
            Self::Preferences => "preferences",
            Self::Interests => "interests",
            Self::Special => "special",
            Self::Notes => "notes",
            Self::OwnFields => "own_fields",
        }
    }
}

/// Shape of an attribute's claim. What its parts take says their [`Kind`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// One text, number or boolean.
    Value,
    /// An array without repetition.
    List,
    /// An object with a member for each part that was filled.
    Record,
    /// An object with `formatted`, `street_address`, `locality`, `country` (ISO 3166-1 alpha-2) and, where known, `region` and `postal_code`
    /// (OpenID Connect Core 5.1.1; the country is a code here).
    Address,
    /// An object with `label` (one line) and `value` (several lines).
    Own,
}

/// How much harm a value can do in wrong hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Sensitivity {
    /// Little by itself.
    Low,
    /// Finds or names the person.
    Personal,
    /// Opens the way to fraud or hurt.
    High,
    /// Special category of GDPR Art. 9.
    Special,
    /// Criminal convictions and offences, GDPR Art. 10.
    Criminal,
}

/// How many items of an attribute there are, and which a company gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Many {
    /// One.
    One,
    /// Several; a company gets the first choice, or the one that the person chose for it. The claim is the value.
    Several,
    /// Several; a company gets every one, or those that the person chose for it. The claim is an array of the values.
    Every,
}

/// What the catalogue says of an attribute.
#[derive(Debug, PartialEq, Eq)]
pub struct Row {
    /// Canonical name; `custom` for every field that a person made.
    pub name: &'static str,
    /// Group on the screens.
    pub cluster: Cluster,
    /// Shape of the claim.
    pub shape: Shape,
    /// The boxes of the editor, in the order in which they are shown.
    pub parts: &'static [Part],
    /// How much harm a value can do.
    pub sensitivity: Sensitivity,
    /// How many items are normal.
    pub many: Many,
    /// Whether nearly everybody has one, so that the profile asks for it.
    pub common: bool,
    /// From what it is computed; `None` where the person keeps it.
    pub derived: Option<Derived>,
}

/// What other standards call an attribute.
#[derive(Debug, PartialEq, Eq)]
pub struct Standards {
    /// What it is, in English.
    pub what: &'static str,
    /// Claim of OpenID Connect Core 5.1 or OpenID Connect for Identity Assurance.
    pub oidc: Option<&'static str>,
    /// Property of schema.org's `Person`, or `Type.property`.
    pub schema_org: Option<&'static str>,
    /// Property of vCard 4 (RFC 6350).
    pub vcard: Option<&'static str>,
    /// Attribute of the SCIM User (RFC 7643).
    pub scim: Option<&'static str>,
    /// Category of the Data Privacy Vocabulary, `pd:...`.
    pub dpv: Option<&'static str>,
}

// What a person writes into a field of their own is unknown, so it counts as harmful as the worst ordinary one.
static OWN: Row = Row {
    name: "custom",
    cluster: Cluster::OwnFields,
    shape: Shape::Own,
    parts: &record::OWN,
    sensitivity: Sensitivity::High,
    many: Many::Several,
    common: false,
    derived: None,
};

static OWN_STANDARDS: Standards = Standards {
    what: "A field that the person made",
    oidc: None,
    schema_org: None,
    vcard: None,
    scim: None,
    dpv: None,
};

include!(concat!(env!("OUT_DIR"), "/rows.rs"));

impl Attribute {
    /// What the catalogue says of it.
    pub fn row(&self) -> &'static Row {
        ROWS.get(self.place()).unwrap_or(&OWN)
    }

    /// What other standards call it.
    pub fn standards(&self) -> &'static Standards {
        STANDARDS.get(self.place()).unwrap_or(&OWN_STANDARDS)
    }
}
