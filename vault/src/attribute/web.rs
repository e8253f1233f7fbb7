//! Addresses of pages.

use super::fault::{Fault, Typed};

pub(super) const MOST: usize = 500;
/// Reads the address of a page; without a scheme it gets `https://`. Scheme and host become lower-case.
pub(super) fn page(text: &str) -> Result<String, Fault> {
    let (scheme, rest) = match text.split_once("://") {
        Some((scheme, rest)) => (scheme.to_ascii_lowercase(), rest),
        None => ("https".to_owned(), text),
    };
    if !matches!(&*scheme, "https" | "http") {
        return Err(Fault::NotAPage);
    }
    if rest.contains(char::is_whitespace) {
        return Err(Fault::Spaces);
    }
    if let Some(c) = rest.chars().find(|&c| "<>\"\\^`{|}".contains(c)) {
        return Err(Fault::BadCharacter(Typed::new(c)));
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    let (name, port) = host.split_once(':').unwrap_or((host, "443"));
    let proper = |label: &str| {
        !label.is_empty()
            && label
                .chars()
                .all(|c| !c.is_ascii() || c.is_ascii_alphanumeric() || c == '-')
    };
    let port =
        !port.is_empty() && port.len() <= 5 && port.bytes().all(|byte| byte.is_ascii_digit());
    if !port || !name.contains('.') || !name.split('.').all(proper) {
        return Err(Fault::NotAPage);
    }
    let page = format!("{scheme}://{}{path}", host.to_ascii_lowercase());
    // The scheme that was added counts too: what is kept must be readable again.
    if page.chars().count() > MOST {
        return Err(Fault::TooLong { most: MOST });
    }
    Ok(page)
}
