//! Postal addresses in the shape of OpenID Connect Core 5.1.1, with the country as a code.

use serde_json::{Map, Value as Json, json};

use super::fault::Fault;
use super::text;

/// Longest `formatted` that is accepted: all parts at their longest.
const MOST_FORMATTED: usize = 800;

/// Countries whose post writes the place before the postal code.
const CODE_LAST: [&str; 12] = [
    "AU", "CA", "GB", "GG", "IE", "IM", "IN", "JE", "NZ", "SG", "US", "ZA",
];

/// Whether the postal code is written after the place in a country (ISO 3166-1 alpha-2).
pub fn code_comes_last(country: &str) -> bool {
    CODE_LAST.contains(&country)
}

/// Writes `formatted` from the other members of a claim.
pub(super) fn format(claim: &mut Map<String, Json>) {
    let text = formatted(claim);
    claim.insert("formatted".to_owned(), text.into());
}

/// Takes the `formatted` of a claim whose other members are `parts`: it may have been written by an earlier version's rules.
pub(super) fn with_formatted(mut parts: Json, claim: &Json) -> Result<Json, Fault> {
    let given = claim
        .get("formatted")
        .and_then(Json::as_str)
        .ok_or(Fault::WrongShape)?;
    if text::lines(given, MOST_FORMATTED)? != given {
        return Err(Fault::NotCanonical);
    }
    parts["formatted"] = json!(given);
    Ok(parts)
}

fn formatted(claim: &Map<String, Json>) -> String {
    let part = |name: &str| claim.get(name).and_then(Json::as_str).unwrap_or_default();
    let (code, place, region, country) = (
        part("postal_code"),
        part("locality"),
        part("region"),
        part("country"),
    );
    let lines = if code_comes_last(country) {
        let place = join(&[place, region], ", ");
        [join(&[&place, code], " "), String::new()]
    } else {
        [join(&[code, place], " "), region.to_owned()]
    };
    join(
        &[part("street_address"), &lines[0], &lines[1], country],
        "\n",
    )
}

fn join(parts: &[&str], between: &str) -> String {
    let parts: Vec<_> = parts
        .iter()
        .copied()
        .filter(|part| !part.is_empty())
        .collect();
    parts.join(between)
}
