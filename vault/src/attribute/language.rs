//! Language tags of BCP 47 (RFC 5646).

use super::codes::Codes;
use super::country;
use super::fault::{Fault, Typed};

/// Two-letter language codes of ISO 639-1, sorted, for a choice list. Three-letter codes are accepted too.
pub static LANGUAGES: Codes = Codes::new(
    2,
    "\
     aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de \
     dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id \
     ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu \
     lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu \
     rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr \
     ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu \
     ",
);

/// Reads one tag into its canonical form.
pub(super) fn read(typed: &str) -> Result<String, Fault> {
    tag(typed).ok_or_else(|| Fault::UnknownLanguage(Typed::new(typed)))
}

/// A well-formed tag (RFC 5646 2.1, without the grandfathered ones) in the case of section 2.1.1. Two-letter languages and regions must exist.
fn tag(typed: &str) -> Option<String> {
    // Section 4.4.1: room for every tag without extensions.
    if typed.len() > 35 || !typed.is_ascii() {
        return None;
    }
    let lower = typed.replace('_', "-").to_ascii_lowercase();
    let mut rest = lower.split('-').peekable();
    let language = rest.next()?;
    let known = match language.len() {
        2 => LANGUAGES.contains(language),
        3 => letters(language),
        _ => false,
    };
    if !known {
        return None;
    }
    let mut tag = language.to_owned();
    let mut push = |subtag: &str| {
        tag.push('-');
        tag.push_str(subtag);
    };
    if let Some(extended) = rest.next_if(|subtag| subtag.len() == 3 && letters(subtag)) {
        push(extended);
    }
    if let Some(script) = rest.next_if(|subtag| subtag.len() == 4 && letters(subtag)) {
        push(&script[..1].to_ascii_uppercase());
        tag.push_str(&script[1..]);
    }
    let mut push = |subtag: &str| {
        tag.push('-');
        tag.push_str(subtag);
    };
    if let Some(region) = rest.next_if(|subtag| region(subtag)) {
        push(&region.to_ascii_uppercase());
    }
    while let Some(variant) = rest.next_if(|subtag| variant(subtag)) {
        push(variant);
    }
    while let Some(singleton) = rest.next_if(|subtag| subtag.len() == 1 && alphanumeric(subtag)) {
        push(singleton);
        let least = if singleton == "x" { 1 } else { 2 };
        let fits = |subtag: &&str| (least..=8).contains(&subtag.len()) && alphanumeric(subtag);
        push(rest.next_if(fits)?);
        while let Some(more) = rest.next_if(fits) {
            push(more);
        }
    }
    rest.next().is_none().then_some(tag)
}

fn letters(subtag: &str) -> bool {
    subtag.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn alphanumeric(subtag: &str) -> bool {
    subtag.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn region(subtag: &str) -> bool {
    match subtag.len() {
        2 => country::known(&subtag.to_ascii_uppercase()),
        3 => subtag.bytes().all(|byte| byte.is_ascii_digit()),
        _ => false,
    }
}

fn variant(subtag: &str) -> bool {
    let length = match subtag.as_bytes().first() {
        Some(first) if first.is_ascii_digit() => 4..=8,
        _ => 5..=8,
    };
    length.contains(&subtag.len()) && alphanumeric(subtag)
}
