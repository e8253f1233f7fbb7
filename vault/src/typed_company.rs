//! What a person types about a company they share with: its name and its web address. Both stay as typed, since nobody
//! has checked them; what could make one look like another is refused.

use crate::letter::{is_hidden, is_joining, is_of_word};

/// Characters of a name, at most.
pub const LONGEST_NAME: usize = 100;
/// Characters of a web address, at most.
pub const LONGEST_ADDRESS: usize = 200;
/// Characters of a host name and of one of its parts, at most (RFC 1035 2.3.4).
const LONGEST_HOST: usize = 253;
const LONGEST_LABEL: usize = 63;

/// What is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// Nothing was typed.
    #[error("there is nothing in it")]
    Missing,
    /// More characters than this.
    #[error("longer than {0} characters")]
    TooLong(usize),
    /// A control or a mark that nobody sees.
    #[error("a character in it can't be seen")]
    Hidden,
    /// It begins with another scheme than https.
    #[error("it begins with something else than https://")]
    NotHttps,
    /// Not the address of a web site.
    #[error("not the address of a web site, such as harbour.example")]
    NoHost,
}

/// Reads a name: white space at its ends goes, runs of it become one space.
///
/// # Errors
/// [`Wrong::Missing`], [`Wrong::Hidden`], [`Wrong::TooLong`].
pub fn name(typed: &str) -> Result<String, Wrong> {
    let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    checked(&name, LONGEST_NAME)?;
    if name.chars().any(is_of_word) {
        Ok(name)
    } else {
        Err(Wrong::Missing)
    }
}

/// Reads a web address: a host name with a dot, `https://` before it or nothing, a port or a path after it or nothing.
///
/// # Errors
/// [`Wrong`].
pub fn address(typed: &str) -> Result<String, Wrong> {
    let address = typed.trim();
    checked(address, LONGEST_ADDRESS)?;
    let rest = match address.split_once("://") {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => rest,
        Some(_) => return Err(Wrong::NotHttps),
        None => address,
    };
    let (authority, path) = match rest.find(['/', '?', '#']) {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let (host, port) = match authority.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (authority, None),
    };
    let fits = is_host(host) && port.is_none_or(is_port) && !path.contains(char::is_whitespace);
    if fits {
        Ok(address.to_owned())
    } else {
        Err(Wrong::NoHost)
    }
}

fn checked(text: &str, most: usize) -> Result<(), Wrong> {
    if text.is_empty() {
        Err(Wrong::Missing)
    } else if text.chars().any(is_unseen) {
        Err(Wrong::Hidden)
    } else if text.chars().count() > most {
        Err(Wrong::TooLong(most))
    } else {
        Ok(())
    }
}

/// No mark that nobody sees has a place here, not even white space of another kind than a blank.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || is_hidden(c)
        || is_joining(c)
        || matches!(
            c,
            '\u{180E}' | '\u{2028}' | '\u{2029}' | '\u{2065}' | '\u{206A}'..='\u{206F}'
        )
}

fn is_host(host: &str) -> bool {
    let labels: Vec<_> = host.split('.').collect();
    let last_is_a_word = labels
        .last()
        .is_some_and(|last| last.chars().any(|c| is_of_word(c) && !c.is_ascii_digit()));
    host.chars().count() <= LONGEST_HOST
        && labels.len() >= 2
        && last_is_a_word
        && labels.into_iter().all(is_label)
}

fn is_label(label: &str) -> bool {
    !label.is_empty()
        && label.chars().count() <= LONGEST_LABEL
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.chars().all(|c| is_of_word(c) || c == '-')
}

fn is_port(port: &str) -> bool {
    port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|port| port > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_as_typed_but_for_white_space() {
        assert_eq!(
            name("  Swift  &\tDaughters "),
            Ok("Swift & Daughters".to_owned())
        );
        assert_eq!(
            name("Wohnungsgenossenschaft Lindenhof-Süd eG"),
            Ok("Wohnungsgenossenschaft Lindenhof-Süd eG".to_owned())
        );
        assert_eq!(name("<b>Bold</b>"), Ok("<b>Bold</b>".to_owned()));
    }

    #[test]
    fn what_is_no_name_is_refused() {
        assert_eq!(name(" "), Err(Wrong::Missing));
        assert_eq!(name("&&&"), Err(Wrong::Missing));
        assert_eq!(name("Bank\u{202E}knaB"), Err(Wrong::Hidden));
        assert_eq!(name("Ba\u{200B}nk"), Err(Wrong::Hidden));
        assert_eq!(name("Ba\u{0}nk"), Err(Wrong::Hidden));
        assert_eq!(
            name(&"a".repeat(LONGEST_NAME + 1)),
            Err(Wrong::TooLong(LONGEST_NAME))
        );
        assert!(name(&"ü".repeat(LONGEST_NAME)).is_ok());
    }

    #[test]
    fn an_address_stays_as_typed() {
        for typed in [
            "swiftmovers.example",
            "https://swiftmovers.example",
            "HTTPS://Lindenhof-Süd.example:8443/kontakt?a=b",
        ] {
            assert_eq!(address(typed), Ok(typed.to_owned()));
        }
        assert_eq!(
            address(" swiftmovers.example\n"),
            Ok("swiftmovers.example".to_owned())
        );
    }

    #[test]
    fn what_is_no_address_is_refused() {
        assert_eq!(address(""), Err(Wrong::Missing));
        assert_eq!(address("http://swift.example"), Err(Wrong::NotHttps));
        assert_eq!(address("javascript://swift.example"), Err(Wrong::NotHttps));
        assert_eq!(address("swift.exam\u{202E}ple"), Err(Wrong::Hidden));
        assert_eq!(
            address(&format!("a.{}", "b/".repeat(LONGEST_ADDRESS))),
            Err(Wrong::TooLong(LONGEST_ADDRESS))
        );
        for typed in [
            "swift",
            "swift movers.example",
            "swift..example",
            ".example",
            "-a.example",
            "a-.example",
            "10.0.0.1",
            "a.example:0",
            "a.example:99999",
            "a.example:x",
            "me@swift.example",
            "me:pass@swift.example",
            "a.example/ b",
            "https://",
            "swift_.example",
        ] {
            assert_eq!(address(typed), Err(Wrong::NoHost), "{typed}");
        }
    }
}
