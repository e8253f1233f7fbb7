//! The files of `target/site`, carried inside the binary: wasm, scripts, styles, fonts, icons.

use std::fmt::Write;

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::{Embed, EmbeddedFile};

#[derive(Embed)]
#[folder = "../target/site"]
struct Site;

/// Neighbours that the front build made, best first: their `Accept-Encoding` name and the end of their file name.
const ENCODINGS: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];

/// The answer with the file at `path`, or nothing where there is none.
pub(crate) fn answer(path: &str, request: &HeaderMap) -> Option<Response> {
    let name = path.strip_prefix('/')?;
    let content_type = content_type(name)?;
    let (file, encoding) = best(name, request)?;

    let etag = etag(&file);
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static(caching(name)),
    );
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    let known = request
        .get(header::IF_NONE_MATCH)
        .is_some_and(|sent| names(sent, &etag));
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        headers.insert(header::ETAG, etag);
    }
    Some(if known {
        (StatusCode::NOT_MODIFIED, headers).into_response()
    } else {
        (headers, Body::from(file.data)).into_response()
    })
}

fn best(name: &str, request: &HeaderMap) -> Option<(EmbeddedFile, Option<&'static str>)> {
    let plain = Site::get(name)?;
    let accepted = request
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let packed = ENCODINGS.into_iter().find_map(|(encoding, end)| {
        accepts(accepted, encoding)
            .then(|| Site::get(&format!("{name}{end}")).map(|file| (file, Some(encoding))))?
    });
    Some(packed.unwrap_or((plain, None)))
}

/// RFC 9110 section 12.5.3: a quality of zero is a refusal.
fn accepts(accepted: &str, encoding: &str) -> bool {
    accepted.split(',').any(|item| {
        let mut parts = item.split(';').map(str::trim);
        let named = parts
            .next()
            .is_some_and(|name| name.eq_ignore_ascii_case(encoding));
        let refused = parts.any(|part| {
            part.strip_prefix("q=")
                .and_then(|q| q.parse::<f32>().ok())
                .is_some_and(|q| q <= 0.0)
        });
        named && !refused
    })
}

fn etag(file: &EmbeddedFile) -> String {
    let hash = file.metadata.sha256_hash();
    hash.iter()
        .take(16)
        .fold(String::from("\""), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
        + "\""
}

/// RFC 9110 section 13.1.2: a list, compared weakly, since a proxy may have weakened ours.
fn names(sent: &HeaderValue, etag: &str) -> bool {
    sent.to_str().is_ok_and(|sent| {
        sent.split(',')
            .map(str::trim)
            .any(|tag| tag.strip_prefix("W/").unwrap_or(tag) == etag)
    })
}

/// Font files carry their content's hash in their name; the rest is asked for again, and mostly answered with 304.
fn caching(name: &str) -> &'static str {
    if name.starts_with("fonts/") && name.ends_with(".woff2") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    }
}

/// The kinds of file that the site consists of; precompressed neighbours are not addresses of their own.
fn content_type(name: &str) -> Option<&'static str> {
    let (_, end) = name.rsplit_once('.')?;
    Some(match end {
        "css" => "text/css; charset=utf-8",
        "ico" => "image/x-icon",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "woff2" => "font/woff2",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(text: &'static str) -> HeaderValue {
        HeaderValue::from_static(text)
    }

    #[test]
    fn an_encoding_is_used_only_where_it_is_welcome() {
        assert!(accepts("gzip, deflate, br", "br"));
        assert!(accepts("BR;q=0.5", "br"));
        assert!(!accepts("br;q=0, gzip", "br"));
        assert!(!accepts("gzip", "br"));
        assert!(!accepts("", "gzip"));
    }

    #[test]
    fn an_etag_is_recognised_in_a_list_and_weakened() {
        assert!(names(&header("\"a\""), "\"a\""));
        assert!(names(&header("\"b\", W/\"a\""), "\"a\""));
        assert!(!names(&header("\"b\""), "\"a\""));
    }

    #[test]
    fn only_known_kinds_of_file_are_answered() {
        let nothing = HeaderMap::new();
        assert!(answer("/pkg/app.css.br", &nothing).is_none());
        assert!(answer("/", &nothing).is_none());
        assert!(answer("/../Cargo.toml", &nothing).is_none());
    }
}
