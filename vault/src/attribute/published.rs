//! The catalogue as companies get it: every attribute with the JSON Schema of its claim and its names in other standards.

use serde_json::{Map, Value as Json, json};

use super::part::{Kind, Part};
use super::row::{Many, Sensitivity, Shape};
use super::{Attribute, COUNTRIES, CURRENCIES};

/// The catalogue, `{"attributes": [...]}` in the order of the screens. Schemas are of JSON Schema 2020-12.
pub fn catalogue() -> Json {
    let attributes: Vec<_> = Attribute::ALL.iter().map(attribute).collect();
    json!({
        "attributes": attributes,
        "custom": {
            "pattern": "^custom\\.[a-z2-7]{8}$",
            "what": "A field that the person made",
            "claim": record(super::record::OWN.as_slice(), false),
        },
    })
}

fn attribute(attribute: &Attribute) -> Json {
    let (row, standards) = (attribute.row(), attribute.standards());
    let mut entry = Map::new();
    let mut put = |name: &str, value: Json| {
        if !value.is_null() {
            entry.insert(name.to_owned(), value);
        }
    };
    put("name", json!(row.name));
    put("what", json!(standards.what));
    put("cluster", json!(row.cluster.key()));
    put("sensitivity", json!(sensitivity(row.sensitivity)));
    put("special", json!(attribute.special()));
    put(
        "derived_from",
        json!(row.derived.map(|derived| derived.from)),
    );
    put("claim", claim(attribute));
    put("oidc", json!(standards.oidc));
    put("schema_org", json!(standards.schema_org));
    put("vcard", json!(standards.vcard));
    put("scim", json!(standards.scim));
    put("dpv", json!(standards.dpv));
    Json::Object(entry)
}

fn sensitivity(sensitivity: Sensitivity) -> &'static str {
    match sensitivity {
        Sensitivity::Low => "low",
        Sensitivity::Personal => "personal",
        Sensitivity::High => "high",
        Sensitivity::Special => "special",
        Sensitivity::Criminal => "criminal",
    }
}

fn claim(attribute: &Attribute) -> Json {
    let one = match (attribute.shape(), attribute.parts()) {
        (Shape::Value, [part]) => part_schema(part),
        (Shape::List, [part]) => {
            json!({ "type": "array", "items": part_schema(part), "minItems": 1, "uniqueItems": true })
        }
        (shape, parts) => record(parts, shape == Shape::Address),
    };
    match attribute.row().many {
        Many::Every => json!({ "type": "array", "items": one, "minItems": 1 }),
        Many::One | Many::Several => one,
    }
}

fn record(parts: &[Part], formatted: bool) -> Json {
    let (mut members, mut required) = (Map::new(), Vec::new());
    if formatted {
        members.insert("formatted".to_owned(), json!({ "type": "string" }));
        required.push("formatted");
    }
    for part in parts {
        members.insert(part.name.to_owned(), part_schema(part));
        if part.required {
            required.push(part.name);
        }
    }
    json!({ "type": "object", "properties": members, "required": required, "additionalProperties": false })
}

fn part_schema(part: &Part) -> Json {
    let text = |pattern: &str| json!({ "type": "string", "pattern": pattern });
    match part.kind {
        Kind::Line(most) | Kind::Lines(most) => {
            json!({ "type": "string", "minLength": 1, "maxLength": most })
        }
        Kind::Day(_) => json!({ "type": "string", "format": "date" }),
        Kind::Clock => text("^([01][0-9]|2[0-3]):[0-5][0-9]$"),
        Kind::Email => json!({ "type": "string", "format": "idn-email" }),
        Kind::Phone => text("^\\+[1-9][0-9]{6,14}$"),
        Kind::Web => json!({ "type": "string", "format": "iri", "pattern": "^https?://" }),
        Kind::Country => json!({ "enum": COUNTRIES.iter().collect::<Vec<_>>() }),
        Kind::CountryAlpha3 => text("^[A-Z]{3}$"),
        Kind::Language => json!({ "type": "string", "description": "A language tag of BCP 47" }),
        Kind::Zone => {
            json!({ "type": "string", "description": "The name of a time zone: Europe/Berlin" })
        }
        Kind::Count(most) => json!({ "type": "integer", "minimum": 1, "maximum": most }),
        Kind::Switch => json!({ "type": "boolean" }),
        Kind::Amount => text("^[0-9]{1,12}\\.[0-9]{2}$"),
        Kind::Currency => json!({ "enum": CURRENCIES.iter().collect::<Vec<_>>() }),
        Kind::Choice(choices) => json!({ "enum": choices }),
        Kind::Iban => text("^[A-Z]{2}[0-9A-Z]{13,32}$"),
        Kind::Gtin => text("^([0-9]{8}|[0-9]{12,14})$"),
        Kind::Vin => text("^[0-9A-HJ-NPR-Z]{17}$"),
    }
}
