//! E-mail addresses: the forms of RFC 5321 and 6531 that mail providers give out, so no quoted names and no numeric domains.

use super::fault::{Fault, Typed};

pub(super) const MOST: usize = 254;
const MOST_NAME: usize = 64;
const MOST_LABEL: usize = 63;

/// Reads an address; the domain becomes lower-case, the name before the `@` stays as typed (RFC 5321 2.4).
pub(super) fn read(text: &str) -> Result<String, Fault> {
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    let (name, domain) = text.rsplit_once('@').ok_or(Fault::NoAtSign)?;
    if name.contains('@') {
        return Err(Fault::SeveralAtSigns);
    }
    if text.contains(char::is_whitespace) {
        return Err(Fault::Spaces);
    }
    if name.is_empty() {
        return Err(Fault::NothingBeforeAtSign);
    }
    if domain.is_empty() {
        return Err(Fault::NoDomain);
    }
    if let Some(c) = name.chars().find(|&c| "()<>[]:;,\\\"".contains(c)) {
        return Err(Fault::BadCharacter(Typed::new(c)));
    }
    if name.split('.').any(str::is_empty) {
        return Err(Fault::DotOutOfPlace);
    }
    let domain = domain.to_ascii_lowercase();
    let labels: Vec<_> = domain.split('.').collect();
    if labels.len() < 2 {
        return Err(Fault::NoDotInDomain);
    }
    if labels.iter().any(|label| label.is_empty()) {
        return Err(Fault::DotOutOfPlace);
    }
    let numeric = labels
        .last()
        .is_some_and(|label| label.bytes().all(|byte| byte.is_ascii_digit()));
    if numeric || !labels.iter().all(|label| proper(label)) {
        return Err(Fault::BadDomain);
    }
    let address = format!("{name}@{domain}");
    if name.len() > MOST_NAME || address.len() > MOST {
        return Err(Fault::TooLong {
            most: if name.len() > MOST_NAME {
                MOST_NAME
            } else {
                MOST
            },
        });
    }
    Ok(address)
}

fn proper(label: &str) -> bool {
    label.len() <= MOST_LABEL
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label
            .chars()
            .all(|c| !c.is_ascii() || c.is_ascii_alphanumeric() || c == '-')
}
