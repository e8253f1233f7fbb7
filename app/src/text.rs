//! The product's sentences, from `locales/en.json`, checked by the compiler.
//!
//! ```text
//! t!(welcome.title)                                  a &'static str
//! t!(sharing.ends, date = date)                      a String; a value is anything that implements Display
//! t!(home.readers, count = readers.len())            a String; the number chooses between the forms one and other
//! find!(attribute, "given_name")                     an Option<&'static str>, by a name that a table gives
//! rich!(share.who, company = view! { <b>{name}</b> })  a view; a value is a view
//! ```

use std::fmt::Display;

use crate::node::{IntoNode, Node};

/// A sentence of the catalogue as text.
#[macro_export]
macro_rules! t {
    ($group:ident.$name:ident) => {
        $crate::text::$group::$name()
    };
    ($group:ident.$name:ident, $($value:ident = $given:expr),+ $(,)?) => {
        $crate::text::$group::$name { $($value: $crate::text::Given::given(&$given)),+ }.make()
    };
}

/// A plain sentence of a group, by its name.
#[macro_export]
macro_rules! find {
    ($group:ident, $name:expr) => {
        $crate::text::find(&$crate::text::$group::PLAIN, $name)
    };
}

/// A sentence of the catalogue as a view, with a view at the place of each value; `count` stays a number.
#[macro_export]
macro_rules! rich {
    ($group:ident.$name:ident, $($value:ident = $given:expr),+ $(,)?) => {
        $crate::node::Node::Many(
            $crate::text::$group::rich::$name { $($value: $crate::text::Shown::shown($given)),+ }.make(),
        )
    };
}

/// The sentence of this name; a dot in the name is a `_` in the catalogue.
pub fn find(group: &[(&str, &'static str)], name: &str) -> Option<&'static str> {
    let same = |known: &str| {
        known.len() == name.len()
            && known
                .bytes()
                .zip(name.bytes())
                .all(|(known, byte)| known == byte || known == b'_' && byte == b'.')
    };
    let found = group.iter().find(|(known, _)| same(known));
    found.map(|(_, words)| *words)
}

/// A value inside a text.
pub type Text<'a> = &'a dyn Display;
/// A value inside a view.
pub type Rich = Node;

/// What `t!` takes for a value of kind `K`.
pub trait Given<K> {
    fn given(self) -> K;
}

impl<'a, D: Display> Given<Text<'a>> for &'a D {
    fn given(self) -> Text<'a> {
        self
    }
}

/// What `rich!` takes for a value of kind `K`.
pub trait Shown<K> {
    fn shown(self) -> K;
}

impl<V: IntoNode> Shown<Rich> for V {
    fn shown(self) -> Rich {
        self.into_node()
    }
}

macro_rules! numbers {
    ($($number:ty),+) => {$(
        impl Given<u64> for &$number {
            fn given(self) -> u64 {
                u64::try_from(*self).unwrap_or_default()
            }
        }

        impl Shown<u64> for $number {
            fn shown(self) -> u64 {
                u64::try_from(self).unwrap_or_default()
            }
        }
    )+};
}

numbers!(i32, i64, u32, u64, usize);

/// A sentence in the making takes words,
trait Words {
    fn words(&mut self, words: &'static str);
}

/// and values.
trait Value<V> {
    fn value(&mut self, value: V);
}

impl Words for String {
    fn words(&mut self, words: &'static str) {
        self.push_str(words);
    }
}

impl<D: Display> Value<D> for String {
    fn value(&mut self, value: D) {
        self.push_str(&value.to_string());
    }
}

impl Words for Vec<Node> {
    fn words(&mut self, words: &'static str) {
        self.push(words.into_node());
    }
}

impl<V: IntoNode> Value<V> for Vec<Node> {
    fn value(&mut self, value: V) {
        self.push(value.into_node());
    }
}

#[expect(
    non_camel_case_types,
    reason = "a sentence is named as in the catalogue"
)]
mod catalogue {
    use super::*;

    include!(concat!(env!("OUT_DIR"), "/text.rs"));
    #[cfg(test)]
    include!(concat!(env!("OUT_DIR"), "/sample.rs"));
}

pub use catalogue::*;

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use leptos::prelude::RenderHtml;

    use crate::node::view;

    #[test]
    fn a_plain_sentence_is_its_words() {
        assert_eq!(t!(sample.plain), "Plain words");
    }

    #[test]
    fn a_sentence_is_found_by_its_name() {
        assert_eq!(find!(sample, "plain"), Some("Plain words"));
        assert_eq!(find!(sample, "from.to"), None);
        assert_eq!(find!(sample, "pla"), None);
    }

    #[test]
    fn values_stand_at_their_places() {
        assert_eq!(t!(sample.from_to, until = "June", from = 3), "3 to June");
    }

    #[test]
    fn the_number_chooses_the_form() {
        assert_eq!(t!(sample.days_left, count = 1_u64), "1 day left");
        assert_eq!(t!(sample.days_left, count = 0_u64), "0 days left");
        assert_eq!(t!(sample.days_left, count = [0; 7].len()), "7 days left");
    }

    #[test]
    fn views_stand_at_their_places() {
        let sentence = rich!(sample.from_to, from = view! { <b>"May"</b> }, until = "<i>");
        let html = view! { <p>{sentence}</p> }.to_html().replace("<!>", "");
        assert_eq!(html, "<p><b>May</b> to &lt;i&gt;</p>");
    }
}
