//! The lines of vCard 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350), as programs really write them. What they mean says `contact`.

use super::{
    card::{MOST_OF_ONE, Taker},
    charset::{named, text, unquoted},
    contact,
};

/// More parameters than any program gives a property.
const MOST_PARAMS: usize = 100;

/// Cards within a card (`AGENT` of vCard 2.1), at most.
const DEEPEST: usize = 8;

/// One property.
#[derive(Default)]
pub(super) struct Property {
    /// What ties properties together: `item1`.
    pub group: String,
    /// In capitals: `TEL`.
    pub name: String,
    /// Names in capitals, and values. A bare one of vCard 2.1 is a `TYPE`.
    pub params: Vec<(String, String)>,
    /// The value, with its escapes.
    pub value: String,
    /// Bytes of a value that is no text.
    pub data: Option<usize>,
}

impl Property {
    /// The first value of a parameter.
    pub fn param(&self, name: &str) -> Option<&str> {
        let mut all = self.params.iter();
        all.find(|(other, _)| other == name)
            .map(|(_, value)| &**value)
    }

    /// The types, one by one.
    pub fn types(&self) -> impl Iterator<Item = &str> {
        let types = self.params.iter().filter(|(name, _)| name == "TYPE");
        types.flat_map(|(_, value)| value.split(',')).map(str::trim)
    }

    /// Whether it has a type, in any case.
    pub fn is_type(&self, wanted: &str) -> bool {
        self.types().any(|one| one.eq_ignore_ascii_case(wanted))
    }

    /// The whole value as text.
    pub fn text(&self) -> String {
        plain(&self.value).trim().to_owned()
    }

    /// The parts between `;` or `,`, as texts.
    pub fn parts(&self, between: char) -> Vec<String> {
        split(&self.value, between)
    }
}

/// Whether a file begins like a card.
pub(super) fn begins(file: &[u8]) -> bool {
    let start = file.get(..11).unwrap_or_default();
    start.eq_ignore_ascii_case(b"BEGIN:VCARD")
}

/// Reads every card.
pub(super) fn read(file: &[u8], taker: &mut Taker<'_>) {
    let mut lines = Lines::of(file);
    let mut outer: Vec<Vec<Property>> = Vec::new();
    let mut card: Option<Vec<Property>> = None;
    while !taker.is_full()
        && let Some(property) = lines.next_property()
    {
        let vcard = property.value.trim().eq_ignore_ascii_case("VCARD");
        match (&*property.name, &mut card) {
            ("BEGIN", _) if vcard => {
                if let Some(unfinished) = card.replace(Vec::new())
                    && outer.len() < DEEPEST
                {
                    outer.push(unfinished);
                }
            }
            ("END", Some(_)) if vcard => {
                contact::take(&card.take().unwrap_or_default(), taker);
                taker.end_card();
                card = outer.pop();
            }
            (_, Some(card)) if card.len() < MOST_OF_ONE => card.push(property),
            (_, Some(_)) => taker.overflow(),
            (_, None) => {}
        }
    }
    // A file that was cut short.
    for card in card.into_iter().chain(outer) {
        contact::take(&card, taker);
        taker.end_card();
    }
}

struct Lines<'f> {
    rest: Option<&'f [u8]>,
    end: u8,
}

impl<'f> Lines<'f> {
    fn of(file: &'f [u8]) -> Self {
        let end = if file.contains(&b'\n') { b'\n' } else { b'\r' };
        Self {
            rest: Some(file),
            end,
        }
    }

    fn next(&mut self) -> Option<&'f [u8]> {
        let rest = self.rest?;
        let line = match rest.iter().position(|byte| *byte == self.end) {
            Some(end) => {
                self.rest = Some(&rest[end + 1..]);
                &rest[..end]
            }
            None => {
                self.rest = None;
                rest
            }
        };
        Some(line.strip_suffix(b"\r").unwrap_or(line))
    }

    fn next_if(&mut self, fits: impl Fn(&[u8]) -> bool) -> Option<&'f [u8]> {
        let rest = self.rest;
        let line = self.next().filter(|line| fits(line));
        if line.is_none() {
            self.rest = rest;
        }
        line
    }

    fn next_property(&mut self) -> Option<Property> {
        loop {
            let mut line = self.next()?.to_vec();
            self.unfold(&mut line);
            let Some(colon) = outside(&line, b':') else {
                continue;
            };
            let (head, value) = line.split_at(colon);
            let mut property = header(&text(head));
            let mut value = value[1..].to_vec();
            let encoding = property.param("ENCODING").unwrap_or_default();
            let is =
                |names: [&str; 2]| names.iter().any(|name| encoding.eq_ignore_ascii_case(name));
            if is(["QUOTED-PRINTABLE", "Q"]) {
                while value.ends_with(b"=") {
                    value.pop();
                    let Some(more) = self.next() else { break };
                    value.extend_from_slice(more);
                }
                value = unquoted(&value);
            } else if is(["BASE64", "B"]) {
                // Some programs write the lines of data without the space before them.
                let data = |line: &[u8]| !line.is_empty() && line.iter().all(|byte| base64(*byte));
                while let Some(more) = self.next_if(data) {
                    value.extend_from_slice(more);
                }
                let figures = value.iter().filter(|byte| base64(**byte) && **byte != b'=');
                property.data = Some(figures.count() * 3 / 4);
                return Some(property);
            }
            // A line of a text that lost the space before it.
            while let Some(more) = self.next_stray() {
                value.extend_from_slice(b"\\n");
                value.extend_from_slice(&more);
            }
            property.value = match property.param("CHARSET") {
                Some(charset) => named(&value, charset),
                None => text(&value).into_owned(),
            };
            return Some(property);
        }
    }

    /// A line, joined with those that belong to it, that is no property.
    fn next_stray(&mut self) -> Option<Vec<u8>> {
        let rest = self.rest;
        while let Some(line) = self.next() {
            if line.trim_ascii().is_empty() {
                continue;
            }
            let mut line = line.to_vec();
            self.unfold(&mut line);
            if !line.contains(&b':') {
                return Some(line);
            }
            break;
        }
        self.rest = rest;
        None
    }

    /// Joins the lines that begin with white space.
    fn unfold(&mut self, line: &mut Vec<u8>) {
        while let Some(more) = self.next_if(|line| matches!(line.first(), Some(b' ' | b'\t'))) {
            line.extend_from_slice(&more[1..]);
        }
    }
}

fn base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b' ')
}

/// Where a sign stands first outside of quotes.
fn outside(line: &[u8], sign: u8) -> Option<usize> {
    let mut quoted = false;
    line.iter().position(|byte| {
        quoted ^= *byte == b'"';
        *byte == sign && !quoted
    })
}

/// What stands before the colon.
fn header(head: &str) -> Property {
    let mut property = Property::default();
    let mut rest = head;
    let mut first = true;
    loop {
        let end = outside(rest.as_bytes(), b';');
        let (one, after) = end.map_or((rest, None), |end| (&rest[..end], Some(&rest[end + 1..])));
        if first {
            let (group, name) = one.rsplit_once('.').unwrap_or(("", one));
            property.group = group.trim().to_owned();
            property.name = name.trim().to_ascii_uppercase();
            first = false;
        } else if property.params.len() < MOST_PARAMS {
            property.params.push(param(one));
        }
        match after {
            Some(after) => rest = after,
            None => return property,
        }
    }
}

fn param(text: &str) -> (String, String) {
    let Some((name, value)) = text.split_once('=') else {
        let bare = text.trim().to_ascii_uppercase();
        let name = match &*bare {
            "QUOTED-PRINTABLE" | "BASE64" | "8BIT" | "7BIT" => "ENCODING",
            _ => "TYPE",
        };
        return (name.to_owned(), bare);
    };
    // Quotes hold a text together, and a caret stands before what can't be in one (RFC 6868).
    let mut plain = String::with_capacity(value.len());
    let mut signs = value.trim().chars().peekable();
    while let Some(sign) = signs.next() {
        match (sign, signs.peek()) {
            ('"', _) => {}
            ('^', Some('n')) => plain.push('\n'),
            ('^', Some('\'')) => plain.push('"'),
            ('^', Some('^')) => plain.push('^'),
            _ => {
                plain.push(sign);
                continue;
            }
        }
        if sign == '^' {
            signs.next();
        }
    }
    (name.trim().to_ascii_uppercase(), plain)
}

/// Takes the escapes away.
pub(super) fn plain(value: &str) -> String {
    let mut plain = String::with_capacity(value.len());
    let mut signs = value.chars();
    while let Some(sign) = signs.next() {
        match sign {
            '\\' => match signs.next() {
                Some('n' | 'N') => plain.push('\n'),
                Some(escaped @ ('\\' | ',' | ';' | ':' | '"')) => plain.push(escaped),
                other => {
                    plain.push('\\');
                    plain.extend(other);
                }
            },
            '\r' => {}
            sign => plain.push(sign),
        }
    }
    plain
}

fn split(value: &str, between: char) -> Vec<String> {
    let mut parts = Vec::new();
    let (mut start, mut escaped) = (0, false);
    for (place, sign) in value.char_indices() {
        if sign == between && !escaped {
            parts.push(plain(&value[start..place]).trim().to_owned());
            start = place + sign.len_utf8();
        }
        escaped = sign == '\\' && !escaped;
    }
    parts.push(plain(&value[start..]).trim().to_owned());
    parts
}
