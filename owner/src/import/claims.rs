//! JSON about a person: claims of OpenID Connect (Core 5.1, Identity Assurance), the `Profile.json` of Google's archive, and
//! what is written like these.

use serde_json::{Map as Members, Value as Json};
use vault::{
    attribute::{Attribute, Shape},
    json,
};

use super::{
    Format, ImportError, Why,
    card::{Found, Taker, line},
    whole,
};

/// Claims about the claims.
const OF_THE_FILE: [&str; 19] = [
    "sub",
    "iss",
    "aud",
    "exp",
    "iat",
    "nbf",
    "jti",
    "auth_time",
    "nonce",
    "azp",
    "at_hash",
    "c_hash",
    "sid",
    "acr",
    "amr",
    "updated_at",
    "@context",
    "@type",
    "schemas",
];

/// Objects whose members are claims.
const CONTAINERS: [&str; 4] = ["claims", "verified_claims", "userinfo", "name"];

/// Other names of attributes, as SCIM, schema.org and Google have them.
const NAMES: &str = "\
    displayName=name|formattedName=name|formatted=name|givenName=given_name|firstName=given_name|familyName=family_name|\
    lastName=family_name|middleName=middle_name|additionalName=middle_name|honorificPrefix=salutation|title=salutation|\
    nickName=nickname|alternateName=nickname|also_known_as=nickname|birthDate=birthdate|birthday=birthdate|emails=email|\
    phone=phone_number|telephone=phone_number|phoneNumber=phone_number|phoneNumbers=phone_number|msisdn=phone_number|\
    addresses=address|photo=picture|image=picture|url=website|jobTitle=job_title|timezone=zoneinfo|\
    preferredLanguage=preferred_languages";

/// Reads a text that begins like JSON.
pub(super) fn read(file: &[u8], taker: &mut Taker<'_>) -> Result<Format, ImportError> {
    let json: Json = json::read(file).map_err(|_| ImportError::Damaged)?;
    let people = match &json {
        Json::Array(people) => people.as_slice(),
        one => std::slice::from_ref(one),
    };
    if let Json::Object(members) = &json
        && let Some(format) = members.get("format").and_then(Json::as_str)
        && format.starts_with("mydata-export/")
    {
        return whole::read(&json, taker);
    }
    let mut known = false;
    for person in people {
        let Json::Object(members) = person else {
            return Err(ImportError::Unknown);
        };
        known |= members.keys().any(|name| {
            attribute(name).is_some() || name == "sub" || CONTAINERS.contains(&&**name)
        });
        claims(members, taker);
        taker.end_card();
    }
    if known {
        Ok(Format::Claims)
    } else {
        Err(ImportError::Unknown)
    }
}

fn attribute(name: &str) -> Option<Attribute> {
    // A claim in a language: `name#de`.
    let name = name.split('#').next().unwrap_or(name);
    let mut others = NAMES.split('|').filter_map(|entry| entry.split_once('='));
    let other = others.find(|(other, _)| *other == name);
    let name = other.map_or(name, |(_, attribute)| attribute);
    Attribute::parse(name).filter(|attribute| !attribute.is_custom())
}

fn claims(members: &Members<String, Json>, taker: &mut Taker<'_>) {
    for (name, value) in members {
        match value {
            _ if OF_THE_FILE.contains(&&**name) => {
                taker.leave(
                    name,
                    &json::write(value).unwrap_or_default(),
                    Why::OfTheFile,
                );
            }
            Json::Object(inner) if CONTAINERS.contains(&&**name) => claims(inner, taker),
            value => match attribute(name) {
                Some(attribute) if attribute.derived().is_some() => {
                    let text = text(value).unwrap_or_default();
                    taker.leave(name, &text, Why::Computed);
                }
                Some(attribute) => claim(attribute, name, value, taker),
                None => own(name, value, taker),
            },
        }
    }
}

fn claim(attribute: Attribute, name: &str, value: &Json, taker: &mut Taker<'_>) {
    match (attribute.shape(), value) {
        (Shape::List, Json::Array(list)) => {
            let texts: Option<Vec<_>> = list.iter().map(text).collect();
            match texts {
                Some(texts) => plain(attribute, name, &texts.join(", "), "", taker),
                None => own(name, value, taker),
            }
        }
        (_, Json::Array(list)) => {
            for one in list.iter().filter(|one| !one.is_array()) {
                claim(attribute, name, one, taker);
            }
            for other in list.iter().filter(|one| one.is_array()) {
                own(name, other, taker);
            }
        }
        (Shape::Value | Shape::List, Json::Object(members)) => {
            value_of(attribute, name, members, taker)
        }
        (_, Json::Object(members)) => record(attribute, name, members, taker),
        (Shape::Value | Shape::List, value) => match text(value) {
            Some(text) => plain(attribute, name, &text, "", taker),
            None => own(name, value, taker),
        },
        (_, value) => own(name, value, taker),
    }
}

fn plain(attribute: Attribute, name: &str, text: &str, label: &str, taker: &mut Taker<'_>) {
    let digits = name == "msisdn" && !text.starts_with('+');
    let typed = if digits {
        ["+", text].concat()
    } else {
        text.to_owned()
    };
    taker.text(
        attribute,
        &typed,
        Found {
            name,
            text,
            label,
            preferred: false,
            own: "",
        },
    );
}

/// `{"value": "ada@example.org", "type": "home"}`, or `{"type": "female"}` where there is no value.
fn value_of(
    attribute: Attribute,
    name: &str,
    members: &Members<String, Json>,
    taker: &mut Taker<'_>,
) {
    let member = |name: &str| members.get(name).and_then(text);
    let main = ["value", "formatted", "type"]
        .into_iter()
        .find(|main| member(main).is_some());
    let label = member("type")
        .filter(|_| main != Some("type"))
        .unwrap_or_default();
    let attribute = match attribute {
        Attribute::Email if label == "work" => Attribute::EmailWork,
        attribute => attribute,
    };
    for (part, value) in members {
        match text(value) {
            Some(text) if Some(&**part) == main => plain(attribute, name, &text, &label, taker),
            Some(text) if part == "primary" => taker.leave(part, &text, Why::OfTheFile),
            Some(_) if part == "type" => {}
            _ => own(&[name, ".", part].concat(), value, taker),
        }
    }
}

fn record(
    attribute: Attribute,
    name: &str,
    members: &Members<String, Json>,
    taker: &mut Taker<'_>,
) {
    let mut parts = Vec::new();
    let mut told = Vec::new();
    let mut label = String::new();
    let written = |part: &str| attribute.parts().iter().any(|known| known.name == part);
    for (part, value) in members {
        let wanted = match &**part {
            "streetAddress" => "street_address",
            "postalCode" => "postal_code",
            "country_code" if !members.contains_key("country") => "country",
            other => other,
        };
        match text(value) {
            Some(text) if written(wanted) => {
                told.push(text.clone());
                parts.push((wanted, text));
            }
            Some(text) if part == "type" => label = text,
            Some(_) if part == "formatted" => {}
            _ => own(&[name, ".", part].concat(), value, taker),
        }
    }
    let formatted = members.get("formatted").and_then(text).unwrap_or_default();
    // The address as it stands on an envelope is made anew from the parts, where it says no more than they do.
    let more = |word: &str| word.len() > 2 && !told.iter().any(|part| part.contains(word));
    if formatted.split([' ', ',', '\n', '\r']).any(more) {
        taker.own(
            "Address",
            Found {
                name,
                text: &formatted,
                ..Found::default()
            },
        );
    }
    let text = told.join(", ");
    taker.parts(
        attribute,
        &parts,
        Found {
            name,
            text: &text,
            label: &label,
            preferred: false,
            own: "",
        },
    );
}

/// What no attribute takes, member by member.
fn own(name: &str, value: &Json, taker: &mut Taker<'_>) {
    let name = &*line(name);
    match value {
        Json::Object(members) => {
            for (part, value) in members {
                own(&[name, ".", part].concat(), value, taker);
            }
        }
        Json::Array(list) => {
            for value in list {
                own(name, value, taker);
            }
        }
        value => {
            let text = text(value).unwrap_or_default();
            taker.own(
                name,
                Found {
                    name,
                    text: &text,
                    ..Found::default()
                },
            );
        }
    }
}

/// The text of one thing.
fn text(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(text.clone()),
        Json::Bool(true) => Some("yes".to_owned()),
        Json::Bool(false) => Some("no".to_owned()),
        Json::Number(number) => json::write(value)
            .ok()
            .or_else(|| number.as_f64().map(fraction)),
        _ => None,
    }
}

/// A fraction with up to six digits behind the dot: exact printing takes large tables.
fn fraction(number: f64) -> String {
    const DIGITS: u64 = 1_000_000;
    let millionths = (number.abs() * 1e6).round() as u64;
    let mut text = String::new();
    if number < 0.0 {
        text.push('-');
    }
    text.push_str(&(millionths / DIGITS).to_string());
    let rest = (millionths % DIGITS + DIGITS).to_string();
    let rest = rest[1..].trim_end_matches('0');
    if !rest.is_empty() {
        text.push('.');
        text.push_str(rest);
    }
    text
}
