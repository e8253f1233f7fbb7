//! What the properties of a card mean, as vCard itself says it and as address books extend it.

use vault::{
    attribute::{Attribute, COUNTRIES},
    map::Map,
};

use super::{
    Why, account,
    card::{Found, Taker, line},
    country,
    vcard::{Property, plain},
};

/// Properties about the card or its program, and how the names of more of them begin.
const OF_THE_FILE: [&str; 18] = [
    "UID",
    "REV",
    "PRODID",
    "KIND",
    "SOURCE",
    "CLIENTPIDMAP",
    "XML",
    "LANGUAGE",
    "MAILER",
    "PROFILE",
    "CREATED",
    "CLASS",
    "X-CLASS",
    "X-ABUID",
    "X-ABSHOWAS",
    "X-ADDRESSBOOKSERVER-KIND",
    "X-MS-SIGNATURE",
    "X-EVOLUTION-FILE-AS",
];
const OF_PROGRAMS: [&str; 5] = ["X-MS-OL-", "X-PM-", "X-MOZILLA-", "X-RADICALE-", "X-IMAGE"];

/// What stands before the word in the name of an extension.
const EXTENSIONS: [&str; 4] = ["X-MS-", "X-EVOLUTION-", "X-KADDRESSBOOK-X-", "X-"];

/// Types that are no word of the person for a value.
const NO_WORDS: [&str; 15] = [
    "PREF", "INTERNET", "VOICE", "X400", "DOM", "INTL", "POSTAL", "PARCEL", "TEXT", "MSG",
    "UNKNOWN", "DELIVERY", "BILLING", "OTHER", "IPHONE",
];

/// Types that make up a word, at most.
const MOST_WORDS: usize = 4;

/// What Apple ties to a property by its group.
#[derive(Default)]
struct Tied {
    label: Option<String>,
    country: Option<String>,
}

/// Takes the properties of one card.
pub(super) fn take(card: &[Property], taker: &mut Taker<'_>) {
    let mut tied: Map<String, Tied> = Map::new();
    for property in card.iter().filter(|property| !property.group.is_empty()) {
        let group = property.group.to_ascii_lowercase();
        if !tied.contains_key(&group) {
            tied.insert(group.clone(), Tied::default());
        }
        if let Some(tied) = tied.get_mut(&group) {
            match &*property.name {
                "X-ABLABEL" => tied.label = Some(line(&word(&property.text()))),
                "X-ABADR" => tied.country = Some(property.text()),
                _ => {}
            }
        }
    }
    let none = Tied::default();
    for property in card {
        let tied = tied.get(&property.group.to_ascii_lowercase());
        one(property, tied.unwrap_or(&none), taker);
    }
    let all = |name| card.iter().filter(move |property| property.name == name);
    languages(all("LANG"), taker);
    let interests = all("INTEREST").chain(all("HOBBY"));
    listed(Attribute::Interests, interests, taker);
    // vCard 2.1 leaves out the name as it is shown.
    if let (None, Some(name)) = (all("FN").next(), all("N").next()) {
        let parts = name.parts(';');
        let shown = [3, 1, 2, 0, 4]
            .into_iter()
            .filter_map(|place| parts.get(place));
        let shown: Vec<_> = shown
            .filter(|part| !part.is_empty())
            .map(String::as_str)
            .collect();
        let found = Found {
            name: "N",
            text: &name.text(),
            ..Found::default()
        };
        taker.text(Attribute::Name, &shown.join(" "), found);
    }
}

fn one(property: &Property, tied: &Tied, taker: &mut Taker<'_>) {
    let text = &*property.text();
    let types = types(property);
    let label = tied.label.as_ref().unwrap_or(&types);
    let first = property.param("PREF").is_some_and(|pref| pref == "1");
    let found = Found {
        name: &property.name,
        text,
        label,
        own: "",
        preferred: first || property.is_type("pref"),
    };
    if let Some(bytes) = property.data {
        return taker.leave(found.name, "", Why::Data { bytes });
    }
    if text.trim_matches(';').trim().is_empty() {
        return;
    }
    let start = text.get(..5).unwrap_or_default();
    if start.eq_ignore_ascii_case("data:") {
        let bytes = text.rsplit(',').next().unwrap_or_default().len() * 3 / 4;
        return taker.leave(found.name, "", Why::Data { bytes });
    }
    let of_program = |start: &&str| found.name.starts_with(*start);
    if OF_THE_FILE.contains(&found.name) || OF_PROGRAMS.iter().any(of_program) {
        return taker.leave(found.name, text, Why::OfTheFile);
    }
    match found.name {
        // Words for other properties, and lists that are taken whole.
        "VERSION" | "X-ABLABEL" | "X-ABADR" | "LANG" | "INTEREST" | "HOBBY" => {}
        "FN" => taker.text(Attribute::Name, text, found.called("Name")),
        "N" => names(property, found.bare(), taker),
        "NICKNAME" => {
            for name in property.parts(',') {
                taker.text(Attribute::Nickname, &name, found.of(&name));
            }
        }
        "X-MAIDENNAME" => taker.text(Attribute::BirthFamilyName, text, found),
        "PRONOUNS" => taker.text(Attribute::Pronouns, text, found),
        "EMAIL" if property.is_type("work") && tied.label.is_none() => {
            taker.text(Attribute::EmailWork, text, found.bare());
        }
        "EMAIL" => taker.text(Attribute::Email, text, found),
        "TEL" => taker.text(Attribute::PhoneNumber, text, found),
        "ADR" => address(property, tied.country.as_deref(), found, taker),
        "URL" if label.eq_ignore_ascii_case("profile") => {
            taker.text(Attribute::Profile, text, found.bare());
        }
        "URL" => taker.text(Attribute::Website, text, found),
        "PHOTO" => taker.text(Attribute::Picture, text, found),
        "ORG" => organization(property, found, taker),
        "TITLE" | "ROLE" => taker.text(Attribute::JobTitle, text, found),
        "NOTE" => taker.text(Attribute::Notes, text, found),
        "TZ" => taker.text(Attribute::Zoneinfo, text, found.called("Time zone")),
        "BDAY" if property.param("X-APPLE-OMIT-YEAR").is_some() => {
            let day = ["-", text.get(4..).unwrap_or(text)].concat();
            taker.own("Birthday", found.of(&day));
        }
        "BDAY" => taker.text(Attribute::Birthdate, text, found.called("Birthday")),
        "BIRTHPLACE" => place(text, found, taker),
        "GENDER" | "X-GENDER" => gender(property, found, taker),
        "IMPP" => account::messenger(property, found, taker),
        "SOCIALPROFILE" | "X-SOCIALPROFILE" => account::network(property, found, taker),
        "RELATED" | "X-ABRELATEDNAMES" if label == "child" => {
            let child = [("given_name", text.to_owned())];
            taker.parts(Attribute::Children, &child, found.bare());
        }
        "X-ANDROID-CUSTOM" => android(property, found, taker),
        name => {
            if !account::service(name, found, taker) {
                other(name, tied, found, taker);
            }
        }
    }
}

/// What no attribute takes.
fn other(name: &str, tied: &Tied, found: Found<'_>, taker: &mut Taker<'_>) {
    let bare = EXTENSIONS.iter().find_map(|start| name.strip_prefix(start));
    let mut own = title(bare.unwrap_or(name));
    match (&tied.label, name) {
        (Some(label), _) => own = title(label),
        (None, "RELATED") if !found.label.is_empty() => own = title(found.label),
        (None, _) if !found.label.is_empty() => {
            own.push_str(" (");
            own.push_str(found.label);
            own.push(')');
        }
        _ => {}
    }
    taker.own(&own, found);
}

fn names(property: &Property, found: Found<'_>, taker: &mut Taker<'_>) {
    let kinds = [
        Attribute::FamilyName,
        Attribute::GivenName,
        Attribute::MiddleName,
        Attribute::Salutation,
    ];
    let parts = property.parts(';');
    // A name that was not divided is no family name.
    if let [whole] = &parts[..] {
        return taker.text(Attribute::Name, whole, found.called("Name"));
    }
    for (place, text) in parts.iter().enumerate() {
        // Several names of one kind are divided by commas.
        let text = text.split(',').map(str::trim).collect::<Vec<_>>().join(" ");
        match kinds.get(place) {
            Some(attribute) => taker.text(*attribute, &text, found.of(&text)),
            None => taker.own("Name suffix", found.of(&text)),
        }
    }
}

fn address(property: &Property, code: Option<&str>, found: Found<'_>, taker: &mut Taker<'_>) {
    let attribute = if property.is_type("delivery") {
        Attribute::DeliveryAddress
    } else if property.is_type("billing") {
        Attribute::BillingAddress
    } else {
        Attribute::Address
    };
    let parts = property.parts(';');
    let part = |place: usize| parts.get(place).cloned().unwrap_or_default();
    let mut country = part(6);
    if country::code(&country, taker.context).is_none() {
        let told = code.or_else(|| property.param("CC"));
        let told = told.map(str::to_ascii_uppercase);
        country = told
            .filter(|code| COUNTRIES.contains(code))
            .unwrap_or(country);
    }
    let mut named = vec![
        // Street first, then what stands beside it, then the box.
        ("street_address", part(2)),
        ("street_address", part(1)),
        ("street_address", part(0)),
        ("locality", part(3)),
        ("region", part(4)),
        ("postal_code", part(5)),
        ("country", country),
    ];
    named.retain(|(_, text)| !text.is_empty());
    let shown = parts.iter().take(7).filter(|part| !part.is_empty());
    let text = shown.map(String::as_str).collect::<Vec<_>>().join(", ");
    taker.parts(attribute, &named, found.of(&text));
    // The address as it stands on an envelope is made anew; one that says more is kept.
    let envelope = property.param("LABEL").map(plain);
    for more in parts.iter().skip(7).chain(&envelope) {
        let news = |word: &str| word.len() > 2 && !text.contains(word);
        if more.split([' ', ',', '\n']).any(news) {
            taker.own("Address", found.of(more));
        }
    }
    if let Some(place) = property.param("GEO") {
        taker.own("Place", found.of(place));
    }
}

fn organization(property: &Property, found: Found<'_>, taker: &mut Taker<'_>) {
    for (place, text) in property.parts(';').iter().enumerate() {
        match place {
            0 => taker.text(Attribute::Organization, text, found.of(text)),
            _ => taker.own("Department", found.of(text)),
        }
    }
}

fn gender(property: &Property, found: Found<'_>, taker: &mut Taker<'_>) {
    let parts = property.parts(';');
    let word = match (parts.first().map(String::as_str), parts.get(1)) {
        (_, Some(own)) if !own.is_empty() => own,
        (Some("M" | "m"), _) => "male",
        (Some("F" | "f"), _) => "female",
        (Some("O" | "o"), _) => "other",
        (Some("U" | "u" | "N" | "n"), _) => {
            return taker.leave(found.name, found.text, Why::OfTheFile);
        }
        (first, _) => first.unwrap_or_default(),
    };
    taker.text(Attribute::Gender, word, found);
}

fn place(text: &str, found: Found<'_>, taker: &mut Taker<'_>) {
    let parts: Vec<_> = text.split(", ").collect();
    let country = parts
        .last()
        .and_then(|last| country::code(last, taker.context));
    match (parts.as_slice(), country) {
        ([locality, region @ .., _], Some(country)) => {
            let mut named = vec![("locality", (*locality).to_owned()), ("country", country)];
            if !region.is_empty() {
                named.push(("region", region.join(", ")));
            }
            taker.parts(Attribute::PlaceOfBirth, &named, found);
        }
        _ => taker.own("Place of birth", found),
    }
}

/// `vnd.android.cursor.item/nickname;Ada;1;;;`
fn android(property: &Property, found: Found<'_>, taker: &mut Taker<'_>) {
    let parts = property.parts(';');
    let (kind, rest) = parts
        .split_first()
        .map_or(("", [].as_slice()), |(kind, rest)| (&**kind, rest));
    let kind = kind.rsplit('/').next().unwrap_or_default();
    let filled: Vec<_> = rest
        .iter()
        .filter(|part| !part.is_empty())
        .map(String::as_str)
        .collect();
    let text = filled.join(", ");
    match (kind, rest.first(), rest.get(1).map(String::as_str)) {
        ("nickname", Some(name), _) => taker.text(Attribute::Nickname, name, found),
        ("contact_event", Some(day), Some("1")) => taker.own("Anniversary", found.of(day)),
        ("contact_event", Some(day), Some("3")) => {
            taker.text(Attribute::Birthdate, day, found.called("Birthday"));
        }
        _ => taker.own(&title(&kind.replace('_', "-")), found.of(&text)),
    }
}

/// Languages are one list, the liked best first.
fn languages<'p>(all: impl Iterator<Item = &'p Property>, taker: &mut Taker<'_>) {
    let mut all: Vec<_> = all.collect();
    let rank = |property: &Property| {
        property
            .param("PREF")
            .and_then(|pref| pref.parse().ok())
            .unwrap_or(101_u8)
    };
    vault::order::sort_by_key(&mut all, |property| rank(property));
    listed(Attribute::PreferredLanguages, all.into_iter(), taker);
}

fn listed<'p>(
    attribute: Attribute,
    all: impl Iterator<Item = &'p Property>,
    taker: &mut Taker<'_>,
) {
    let mut name = "";
    let mut texts = Vec::new();
    for property in all {
        name = &property.name;
        // A comma would divide one thing into two.
        texts.push(property.text().replace([',', ';', '\n'], " "));
    }
    let text = texts.join(", ");
    taker.text(
        attribute,
        &text,
        Found {
            name,
            text: &text,
            ..Found::default()
        },
    );
}

pub(super) fn skipped(one: &str) -> bool {
    NO_WORDS.iter().any(|no| no.eq_ignore_ascii_case(one)) || one.contains('(')
}

/// The person's word for a value, out of its types.
fn types(property: &Property) -> String {
    let mut words: Vec<String> = Vec::new();
    let all = property
        .types()
        .filter(|one| !one.is_empty() && !skipped(one));
    for one in all.take(MOST_WORDS) {
        let lower = one.to_ascii_lowercase();
        let word = match &*lower {
            "cell" => "mobile",
            lower => lower.strip_prefix("x-").unwrap_or(lower),
        };
        if !words.iter().any(|known| known == word) {
            words.push(word.to_owned());
        }
    }
    words.join(" ")
}

/// A word that the person chose, or that Apple wraps up: `_$!<Home>!$_`.
fn word(label: &str) -> String {
    match label
        .strip_prefix("_$!<")
        .and_then(|rest| rest.strip_suffix(">!$_"))
    {
        Some(known) => known.to_ascii_lowercase(),
        None => label.to_owned(),
    }
}

/// `PHONETIC-FIRST-NAME` becomes "Phonetic first name"; what is not all in capitals keeps its letters.
pub(super) fn title(name: &str) -> String {
    let mut title = name.replace(['-', '_'], " ");
    if !name.bytes().any(|byte| byte.is_ascii_lowercase()) {
        title.make_ascii_lowercase();
    }
    if let Some(first) = title.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    title
}
