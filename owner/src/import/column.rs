//! The columns of tables: those of Google Contacts, Outlook, Thunderbird, LinkedIn and of vaults, and any other.

use vault::{attribute::Attribute, map::Map};

use super::{
    Format, ImportError, Why,
    card::{Found, Taker, line},
    table::Records,
    whole,
};

/// Columns, at most.
const MOST_COLUMNS: usize = 2_000;
/// Rows above the names of the columns, at most.
const MOST_ABOVE: usize = 12;

/// What a column is, by its name in small letters and with single spaces for everything else: an attribute, behind a colon the
/// person's word for it, behind a slash the part of it.
const COLUMNS: &str = "\
name=name|display name=name|full name=name|anzeigename=name|\
given name=given_name|first name=given_name|vorname=given_name|prénom=given_name|nombre=given_name|\
additional name=middle_name|middle name=middle_name|weitere vornamen=middle_name|\
family name=family_name|last name=family_name|surname=family_name|nachname=family_name|nom=family_name|apellidos=family_name|\
maiden name=birth_family_name|nickname=nickname|spitzname=nickname|\
name prefix=salutation|anrede=salutation|titel=salutation|gender=gender|geschlecht=gender|\
birthday=birthdate|date of birth=birthdate|geburtstag=birthdate|geburtsdatum=birthdate|\
photo=picture|notes=notes|notizen=notes|\
email=email|e mail=email|email address=email|e mail address=email|e mail 2 address=email|e mail 3 address=email|\
primary email=email|secondary email=email|e mail adresse=email|e mail 2 adresse=email|e mail 3 adresse=email|\
phone=phone_number|telefon=phone_number|primary phone=phone_number|other phone=phone_number|haupttelefon=phone_number|\
weiteres telefon=phone_number|home phone=phone_number:home|home phone 2=phone_number:home|\
telefon privat=phone_number:home|telefon privat 2=phone_number:home|\
work phone=phone_number:work|business phone=phone_number:work|business phone 2=phone_number:work|\
telefon geschäftlich=phone_number:work|telefon geschäftlich 2=phone_number:work|\
mobile phone=phone_number:mobile|mobile number=phone_number:mobile|mobiltelefon=phone_number:mobile|\
mobiltelefon 2=phone_number:mobile|car phone=phone_number:car|autotelefon=phone_number:car|\
fax number=phone_number:fax|home fax=phone_number:fax|business fax=phone_number:fax|other fax=phone_number:fax|\
fax privat=phone_number:fax|fax geschäftlich=phone_number:fax|pager number=phone_number:pager|pager=phone_number:pager|\
company main phone=phone_number:work|telefon firma=phone_number:work|\
street=address/street_address|city=address/locality|state=address/region|zip=address/postal_code|\
postal code=address/postal_code|country=address/country|straße=address/street_address|plz=address/postal_code|\
ort=address/locality|land=address/country|\
home street=address:home/street_address|home street 2=address:home/street_address|home street 3=address:home/street_address|\
home address po box=address:home/street_address|home city=address:home/locality|home state=address:home/region|\
home postal code=address:home/postal_code|home country region=address:home/country|home country=address:home/country|\
home address=address:home/street_address|home address 2=address:home/street_address|home zipcode=address:home/postal_code|\
business street=address:work/street_address|business street 2=address:work/street_address|\
business street 3=address:work/street_address|business address po box=address:work/street_address|\
business city=address:work/locality|business state=address:work/region|business postal code=address:work/postal_code|\
business country region=address:work/country|business country=address:work/country|\
work address=address:work/street_address|work address 2=address:work/street_address|work city=address:work/locality|\
work state=address:work/region|work zipcode=address:work/postal_code|work country=address:work/country|\
other street=address:other/street_address|other street 2=address:other/street_address|\
other street 3=address:other/street_address|other address po box=address:other/street_address|\
other city=address:other/locality|other state=address:other/region|other postal code=address:other/postal_code|\
other country region=address:other/country|other country=address:other/country|\
straße privat=address:home/street_address|straße privat 2=address:home/street_address|ort privat=address:home/locality|\
bundesland kanton privat=address:home/region|region privat=address:home/region|\
postleitzahl privat=address:home/postal_code|land region privat=address:home/country|land privat=address:home/country|\
straße geschäftlich=address:work/street_address|straße geschäftlich 2=address:work/street_address|\
ort geschäftlich=address:work/locality|region geschäftlich=address:work/region|\
postleitzahl geschäftlich=address:work/postal_code|land region geschäftlich=address:work/country|\
job title=job_title|position=job_title|occupation=job_title|beruf=job_title|organization title=job_title|\
company=organization|organization=organization|organization name=organization|firma=organization|\
web page=website|webseite=website|website=website|personal web page=website|web page 1=website|web page 2=website|url=website|\
hobby=interests|interests=interests|hobbys=interests|language=preferred_languages|sprache=preferred_languages|\
file as=.|e mail type=.|e mail typ=.|priority=.|priorität=.|sensitivity=.|\
vertraulichkeit=.|private=.|privat=.|subject=.|mileage=.|directory server=.";

/// Things that Google numbers.
const KINDS: [&str; 10] = [
    "e mail",
    "phone",
    "address",
    "website",
    "im",
    "organization",
    "relation",
    "event",
    "custom field",
    "jot",
];

/// What Outlook writes into a box with nothing in it.
const NOTHING: [&str; 4] = ["0/0/00", "00.00.00", "0.0.00", "Unspecified"];

/// A column.
enum Column {
    /// One text of an attribute.
    One(Attribute, String),
    /// A part of something that has several columns: which thing, and the part.
    Part(String, String),
    /// About the file.
    OfTheFile,
    /// A field of the person's own.
    Own,
}

/// Reads the text of a table. `sure` where its name says that it is one.
pub(super) fn read(text: &str, sure: bool, taker: &mut Taker<'_>) -> Result<Format, ImportError> {
    let mut records = Records::of(text);
    let mut above = vec![records.next().ok_or(ImportError::Empty)?];
    if let Some(columns) = whole::columns(&above[0]) {
        whole::rows(&columns, records, taker);
        return Ok(Format::Export);
    }
    if above[0].len() > MOST_COLUMNS {
        return Err(ImportError::TooMany { most: MOST_COLUMNS });
    }
    let count = |record: &[String]| record.iter().filter(|name| known(name)).count();
    let (mut place, mut most) = (0, count(&above[0]));
    while most < 2 && above.len() < MOST_ABOVE {
        let Some(record) = records.next().filter(|record| record.len() <= MOST_COLUMNS) else {
            break;
        };
        if count(&record) > most {
            (place, most) = (above.len(), count(&record));
        }
        above.push(record);
    }
    if most == 0 && !(sure && above[0].len() > 1) {
        return Err(ImportError::Unknown);
    }
    let below = above.split_off(place + 1);
    let names = above.pop().unwrap_or_default();
    let rows = below.into_iter().chain(records);
    let columns: Vec<_> = names.iter().map(|name| column(name, &names)).collect();
    let names: Vec<_> = names.iter().map(|name| line(name)).collect();
    for row in rows {
        if taker.is_full() {
            break;
        }
        person(&names, &columns, &row, taker);
        taker.end_card();
    }
    Ok(Format::Table)
}

/// A column's name in small letters, with single spaces for everything else.
fn plain(name: &str) -> String {
    let words =
        name.split(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric() || c.is_whitespace());
    let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ").to_ascii_lowercase()
}

fn known(name: &str) -> bool {
    let plain = plain(name);
    target(&plain).is_some()
        || numbered(&plain).is_some()
        || Attribute::parse(name.trim()).is_some()
}

fn target(plain: &str) -> Option<&'static str> {
    let named = |column: &&str| {
        column
            .split_once('=')
            .is_some_and(|(name, _)| name == plain)
    };
    let column = COLUMNS.split('|').find(named)?;
    column.split_once('=').map(|(_, target)| target)
}

/// `phone 1 value`: what, the thing, and the part of it.
fn numbered(plain: &str) -> Option<(&str, &str, &str)> {
    let kind = KINDS.into_iter().find(|kind| plain.starts_with(kind))?;
    let rest = plain[kind.len()..].strip_prefix(' ')?;
    let (number, part) = rest.split_once(' ')?;
    let thing = &plain[..kind.len() + 1 + number.len()];
    number
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then_some((kind, thing, part))
}

fn column(name: &str, names: &[String]) -> Column {
    let plain = plain(name);
    // In Outlook's tables it stands before a name.
    if plain == "title" {
        let job = names.iter().any(|name| plain_is(name, "job title"));
        let title = if job {
            Attribute::Salutation
        } else {
            Attribute::JobTitle
        };
        return Column::One(title, String::new());
    }
    if let Some(target) = target(&plain) {
        let (thing, part) = target.split_once('/').unwrap_or((target, ""));
        let (attribute, label) = thing.split_once(':').unwrap_or((thing, ""));
        return match Attribute::parse(attribute) {
            Some(_) if !part.is_empty() => Column::Part(thing.to_owned(), part.to_owned()),
            Some(attribute) => Column::One(attribute, label.to_owned()),
            None => Column::OfTheFile,
        };
    }
    if let Some((_, thing, part)) = numbered(&plain) {
        return Column::Part(thing.to_owned(), part.to_owned());
    }
    if let ["birth", part @ ("year" | "month" | "day")] = plain.split(' ').collect::<Vec<_>>()[..] {
        return Column::Part("birth".to_owned(), part.to_owned());
    }
    match Attribute::parse(name.trim()).filter(|attribute| attribute.parts().len() == 1) {
        Some(attribute) => Column::One(attribute, String::new()),
        None => Column::Own,
    }
}

fn plain_is(name: &str, wanted: &str) -> bool {
    plain(name) == wanted
}

/// The cells of one thing: the name of its first column, and the parts.
type Thing<'r> = (&'r str, Vec<(&'r str, &'r str)>);

fn person(names: &[String], columns: &[Column], row: &[String], taker: &mut Taker<'_>) {
    let mut things: Map<&str, Thing<'_>> = Map::new();
    for (place, text) in row.iter().enumerate() {
        let text = text.trim();
        let name = names.get(place).map_or("", |name| name.trim());
        let found = Found {
            name,
            text,
            ..Found::default()
        };
        if text.is_empty() {
            continue;
        }
        if NOTHING.contains(&text) {
            taker.leave(name, text, Why::OfTheFile);
            continue;
        }
        match columns.get(place).unwrap_or(&Column::Own) {
            Column::One(attribute, label) => {
                let found = Found {
                    label,
                    own: name,
                    ..found
                };
                taker.text(*attribute, text, found);
            }
            Column::Part(thing, part) => match things.get_mut(&&**thing) {
                Some((_, parts)) => parts.push((part, text)),
                None => {
                    things.insert(thing, (name, vec![(part, text)]));
                }
            },
            Column::OfTheFile => taker.leave(name, text, Why::OfTheFile),
            Column::Own => taker.own(name, found),
        }
    }
    for (key, (name, parts)) in things.iter() {
        thing(key, name, parts, taker);
    }
    // Only their parts may be there.
    if !taker.has(Attribute::Name) {
        let of = |wanted| {
            let place = columns.iter().position(
                |column| matches!(column, Column::One(attribute, _) if *attribute == wanted),
            );
            row.get(place?).map(|text| text.trim())
        };
        let parts = [
            Attribute::GivenName,
            Attribute::MiddleName,
            Attribute::FamilyName,
        ];
        let parts: Vec<_> = parts
            .into_iter()
            .filter_map(of)
            .filter(|text| !text.is_empty())
            .collect();
        taker.title(&parts.join(" "));
    }
}

fn thing(key: &str, name: &str, parts: &[(&str, &str)], taker: &mut Taker<'_>) {
    let part = |wanted: &[&str]| {
        let mut all = parts.iter().filter(|(part, _)| wanted.contains(part));
        all.next().map_or("", |(_, text)| text)
    };
    if key == "birth" {
        let texts = [part(&["year"]), part(&["month"]), part(&["day"])];
        let text = texts.join("-");
        return taker.text(
            Attribute::Birthdate,
            &text,
            Found {
                name,
                text: &text,
                own: "Birthday",
                ..Found::default()
            },
        );
    }
    let (told, preferred) = match key.split_once(':') {
        Some((_, label)) => (label, false),
        None => {
            // Google's older tables put a star before what is liked best.
            let told = part(&["type", "label"]);
            (told.trim_start_matches(['*', ' ']), told.starts_with('*'))
        }
    };
    let word = told.to_ascii_lowercase();
    let label = match &*word {
        "home" | "work" | "mobile" | "profile" => &word,
        "other" | "" => "",
        _ => told,
    };
    let texts: Vec<_> = parts
        .iter()
        .filter(|(part, _)| !matches!(*part, "type" | "label"))
        .collect();
    let text = texts
        .iter()
        .map(|(_, text)| *text)
        .collect::<Vec<_>>()
        .join(", ");
    if text.is_empty() {
        // A word without a value says nothing.
        return taker.leave(name, told, Why::OfTheFile);
    }
    let found = Found {
        name,
        text: &text,
        label,
        own: "",
        preferred,
    };
    let kind = KINDS.into_iter().find(|kind| key.starts_with(kind));
    let kind = kind.unwrap_or(key);
    if key.starts_with("address") {
        return address(parts, found, taker);
    }
    if kind == "im" {
        let service = part(&["service"]);
        let service = if service.is_empty() { told } else { service };
        let fields = [
            ("service", service.to_owned()),
            ("user", part(&["value"]).to_owned()),
        ];
        return taker.parts(Attribute::OnlineServices, &fields, found);
    }
    for (part, text) in texts {
        // Several values in one cell.
        for text in text
            .split(" ::: ")
            .map(str::trim)
            .filter(|text| !text.is_empty())
        {
            // Words that the attribute says already.
            let said = matches!((kind, &*word), ("e mail", "work") | ("website", "profile"));
            let label = if said { "" } else { label };
            let found = Found {
                text,
                label,
                ..found
            };
            let attribute = match (kind, *part, &*word) {
                ("e mail", "value", "work") => Attribute::EmailWork,
                ("e mail", "value", _) => Attribute::Email,
                ("phone", "value", _) => Attribute::PhoneNumber,
                ("website", "value", "profile") => Attribute::Profile,
                ("website", "value", _) => Attribute::Website,
                ("organization", "name", _) => Attribute::Organization,
                ("organization", "title", _) => Attribute::JobTitle,
                ("event", "value", "birthday") => Attribute::Birthdate,
                ("jot", "value", _) => Attribute::Notes,
                ("relation", "value", "child") => {
                    let child = [("given_name", text.to_owned())];
                    taker.parts(Attribute::Children, &child, Found { label: "", ..found });
                    continue;
                }
                ("organization", part, _) => {
                    taker.own(part, found);
                    continue;
                }
                _ => {
                    let called = matches!(kind, "relation" | "event" | "custom field");
                    taker.own(if called { told } else { "" }, found.bare());
                    continue;
                }
            };
            taker.text(attribute, text, found);
        }
    }
}

fn address(parts: &[(&str, &str)], found: Found<'_>, taker: &mut Taker<'_>) {
    let mut named = Vec::new();
    for (part, text) in parts {
        let part = match *part {
            "street" | "extended address" | "po box" => "street_address",
            "city" => "locality",
            "postal code" => "postal_code",
            "type" | "label" => continue,
            other => other,
        };
        named.push((part, (*text).to_owned()));
    }
    // The address as it stands on an envelope is made anew from the parts, where there are parts.
    let whole = named.len() > 1;
    named.retain(|(part, _)| !(whole && *part == "formatted"));
    match &named[..] {
        [("formatted", text)] => taker.own("Address", Found { text, ..found }),
        _ => taker.parts(Attribute::Address, &named, found),
    }
}
