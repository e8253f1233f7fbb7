//! Addresses of pages and pictures.

use super::fault::{Fault, Typed};
use super::text::bare;

pub(super) const MOST: usize = 500;
/// Some 48 KB of picture: enough for a face on a screen, little enough to be sealed with every save.
pub(super) const MOST_PICTURE: usize = 64 * 1024;

const PICTURES: [&str; 3] = [
    "data:image/jpeg;base64,",
    "data:image/png;base64,",
    "data:image/webp;base64,",
];

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
    Ok(format!("{scheme}://{}{path}", host.to_ascii_lowercase()))
}

/// Reads a picture: a page's address, or a `data:` URL of JPEG, PNG or WebP (RFC 2397).
pub(super) fn picture(text: &str) -> Result<String, Fault> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Fault::Empty);
    }
    if text.len() > MOST_PICTURE {
        return Err(Fault::TooLong { most: MOST_PICTURE });
    }
    let Some(data) = PICTURES.iter().find_map(|start| text.strip_prefix(start)) else {
        let text = bare(text);
        if text.chars().count() > MOST {
            return Err(Fault::TooLong { most: MOST });
        }
        return page(&text).map_err(|fault| match fault {
            Fault::NotAPage => Fault::NotAPicture,
            other => other,
        });
    };
    let base64 = data.trim_end_matches('=');
    let proper = data.len().is_multiple_of(4)
        && data.len() - base64.len() <= 2
        && !base64.is_empty()
        && base64
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'));
    if proper {
        Ok(text.to_owned())
    } else {
        Err(Fault::NotAPicture)
    }
}
