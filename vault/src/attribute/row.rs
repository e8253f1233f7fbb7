//! The catalogue: what is known of each attribute.

use super::Attribute;

/// Group of attributes on the profile and consent screens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cluster {
    /// Names.
    Name,
    /// E-mail and telephone.
    Contact,
    /// Postal addresses.
    Addresses,
    /// Dates.
    Dates,
    /// Languages and ways to be reached.
    Preferences,
    /// Free text.
    Notes,
    /// Fields that the person made.
    OwnFields,
}

impl Cluster {
    /// Every cluster, in the order of the screens.
    pub const ALL: [Self; 7] = [
        Self::Name,
        Self::Contact,
        Self::Addresses,
        Self::Dates,
        Self::Preferences,
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
            Self::Preferences => "preferences",
            Self::Notes => "notes",
            Self::OwnFields => "own_fields",
        }
    }
}

/// Shape of an attribute's claim, and with it the editor that suits it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// One line: a JSON string.
    Text,
    /// Several lines, divided by `\n`: a JSON string.
    LongText,
    /// A day, `YYYY-MM-DD`.
    Date,
    /// An e-mail address with a lower-case domain.
    Email,
    /// A telephone number in E.164: `+` and 7 to 15 digits.
    Phone,
    /// An object with `formatted`, `street_address`, `locality`, `country` (ISO 3166-1 alpha-2) and, where known, `region` and `postal_code`
    /// (OpenID Connect Core 5.1.1; the country is a code here).
    Address,
    /// An array of BCP 47 tags without repetition.
    Languages,
    /// One of [`CHANNELS`](super::CHANNELS).
    Channel,
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
    /// How much harm a value can do.
    pub sensitivity: Sensitivity,
    /// Special category of GDPR Art. 9, or Art. 10: needs its own explicit consent and never shares a permission with ordinary data.
    pub special: bool,
    /// Claim of OpenID Connect Core 5.1.
    pub oidc: Option<&'static str>,
    /// Property of vCard 4 (RFC 6350).
    pub vcard: Option<&'static str>,
    /// Property of schema.org's `Person`, or `Type.property`.
    pub schema_org: Option<&'static str>,
    /// Attribute of the SCIM User (RFC 7643).
    pub scim: Option<&'static str>,
    /// Category of the Data Privacy Vocabulary, `pd:...`.
    pub dpv: Option<&'static str>,
    /// Token of HTML's `autocomplete`; address parts have their own in [`parts`](super::parts).
    pub autocomplete: Option<&'static str>,
    /// Whether more than one item of it is normal.
    pub several: bool,
}

const fn row(name: &'static str, cluster: Cluster, shape: Shape, sensitivity: Sensitivity) -> Row {
    Row {
        name,
        cluster,
        shape,
        sensitivity,
        special: false,
        oidc: None,
        vcard: None,
        schema_org: None,
        scim: None,
        dpv: None,
        autocomplete: None,
        several: false,
    }
}

static NAME: Row = Row {
    oidc: Some("name"),
    vcard: Some("FN"),
    schema_org: Some("name"),
    scim: Some("displayName"),
    dpv: Some("pd:Name"),
    autocomplete: Some("name"),
    ..row("name", Cluster::Name, Shape::Text, Sensitivity::Personal)
};

static GIVEN_NAME: Row = Row {
    oidc: Some("given_name"),
    vcard: Some("N"),
    schema_org: Some("givenName"),
    scim: Some("name.givenName"),
    dpv: Some("pd:Name"),
    autocomplete: Some("given-name"),
    ..row(
        "given_name",
        Cluster::Name,
        Shape::Text,
        Sensitivity::Personal,
    )
};

static FAMILY_NAME: Row = Row {
    oidc: Some("family_name"),
    vcard: Some("N"),
    schema_org: Some("familyName"),
    scim: Some("name.familyName"),
    dpv: Some("pd:Name"),
    autocomplete: Some("family-name"),
    ..row(
        "family_name",
        Cluster::Name,
        Shape::Text,
        Sensitivity::Personal,
    )
};

static EMAIL: Row = Row {
    oidc: Some("email"),
    vcard: Some("EMAIL"),
    schema_org: Some("email"),
    scim: Some("emails"),
    dpv: Some("pd:EmailAddress"),
    autocomplete: Some("email"),
    several: true,
    ..row(
        "email",
        Cluster::Contact,
        Shape::Email,
        Sensitivity::Personal,
    )
};

static PHONE_NUMBER: Row = Row {
    oidc: Some("phone_number"),
    vcard: Some("TEL"),
    schema_org: Some("telephone"),
    scim: Some("phoneNumbers"),
    dpv: Some("pd:TelephoneNumber"),
    autocomplete: Some("tel"),
    several: true,
    ..row(
        "phone_number",
        Cluster::Contact,
        Shape::Phone,
        Sensitivity::Personal,
    )
};

static ADDRESS: Row = Row {
    oidc: Some("address"),
    vcard: Some("ADR"),
    schema_org: Some("address"),
    scim: Some("addresses"),
    dpv: Some("pd:PhysicalAddress"),
    several: true,
    ..row(
        "address",
        Cluster::Addresses,
        Shape::Address,
        Sensitivity::Personal,
    )
};

static BIRTHDATE: Row = Row {
    oidc: Some("birthdate"),
    vcard: Some("BDAY"),
    schema_org: Some("birthDate"),
    dpv: Some("pd:BirthDate"),
    autocomplete: Some("bday"),
    ..row("birthdate", Cluster::Dates, Shape::Date, Sensitivity::High)
};

static PREFERRED_LANGUAGES: Row = Row {
    vcard: Some("LANG"),
    schema_org: Some("knowsLanguage"),
    scim: Some("preferredLanguage"),
    dpv: Some("pd:Language"),
    autocomplete: Some("language"),
    ..row(
        "preferred_languages",
        Cluster::Preferences,
        Shape::Languages,
        Sensitivity::Low,
    )
};

static PREFERRED_CONTACT_CHANNEL: Row = Row {
    vcard: Some("PREF"),
    schema_org: Some("ContactPoint.contactOption"),
    scim: Some("primary"),
    dpv: Some("pd:Preference"),
    ..row(
        "preferred_contact_channel",
        Cluster::Preferences,
        Shape::Channel,
        Sensitivity::Low,
    )
};

static NOTES: Row = Row {
    vcard: Some("NOTE"),
    schema_org: Some("description"),
    several: true,
    ..row("notes", Cluster::Notes, Shape::LongText, Sensitivity::High)
};

// What a person writes into a field of their own is unknown, so it counts as harmful as the worst ordinary one.
static OWN: Row = Row {
    several: true,
    ..row("custom", Cluster::OwnFields, Shape::Own, Sensitivity::High)
};

impl Attribute {
    /// What the catalogue says of it.
    pub fn row(&self) -> &'static Row {
        match self {
            Self::Name => &NAME,
            Self::GivenName => &GIVEN_NAME,
            Self::FamilyName => &FAMILY_NAME,
            Self::Birthdate => &BIRTHDATE,
            Self::Email => &EMAIL,
            Self::PhoneNumber => &PHONE_NUMBER,
            Self::Address => &ADDRESS,
            Self::PreferredLanguages => &PREFERRED_LANGUAGES,
            Self::PreferredContactChannel => &PREFERRED_CONTACT_CHANNEL,
            Self::Notes => &NOTES,
            Self::Custom(_) => &OWN,
        }
    }
}
