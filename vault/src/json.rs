//! Reading and writing JSON text.
//!
//! A text is read into a tree first, and types are read from the tree. Read from the text itself, each type would bring a
//! parser of its own into the browser's bundle, and a second one for objects that are written as arrays: no format of
//! ours has them, and they are refused here, as is a name that stands twice in one object. Faults are not told apart:
//! callers say no more of a text than that it has not its one shape.

mod write;

use std::{borrow::Cow, collections::BTreeSet, fmt};

pub use self::write::write;
use serde::{
    Deserialize, Deserializer,
    de::{
        self, IntoDeserializer, MapAccess, SeqAccess, Visitor,
        value::{MapDeserializer, SeqDeserializer, StrDeserializer},
    },
};

/// The text is not JSON of the expected shape. Says nothing more on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not JSON of the expected shape")]
pub struct JsonError;

impl de::Error for JsonError {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

/// Reads a whole text.
///
/// # Errors
/// [`JsonError`].
pub fn read<'de, T: Deserialize<'de>>(
    text: &'de (impl AsRef<[u8]> + ?Sized),
) -> Result<T, JsonError> {
    T::deserialize(Json::parse(text.as_ref())?)
}

/// Reads an object whose text member `tag` says which structure its other members are: gives that word and the others.
///
/// # Errors
/// [`JsonError`].
pub fn read_tagged<'de>(
    text: &'de (impl AsRef<[u8]> + ?Sized),
    tag: &str,
) -> Result<(Cow<'de, str>, Json<'de>), JsonError> {
    let mut members = Json::parse(text.as_ref())?.object()?;
    let place = members.iter().position(|(name, _)| name.is_text(tag));
    let (_, word) = members.remove(place.ok_or(JsonError)?);
    Ok((word.text()?, Json(Node::Object(members))))
}

/// JSON that was read from a text, from which a type can be read.
pub struct Json<'de>(Node<'de>);

enum Node<'de> {
    Null,
    Bool(bool),
    Unsigned(u64),
    Signed(i64),
    Float(f64),
    Text(Cow<'de, str>),
    List(Vec<Json<'de>>),
    /// Names, which are texts and each there once, and values.
    Object(Vec<(Json<'de>, Json<'de>)>),
}

impl<'de> Json<'de> {
    fn parse(text: &'de [u8]) -> Result<Self, JsonError> {
        serde_json::from_slice(text).map_err(|_| JsonError)
    }

    fn is_text(&self, wanted: &str) -> bool {
        matches!(&self.0, Node::Text(text) if text == wanted)
    }

    fn text(self) -> Result<Cow<'de, str>, JsonError> {
        match self.0 {
            Node::Text(text) => Ok(text),
            _ => Err(JsonError),
        }
    }

    fn object(self) -> Result<Vec<(Self, Self)>, JsonError> {
        match self.0 {
            Node::Object(members) => Ok(members),
            _ => Err(JsonError),
        }
    }

    fn visit_object<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        let mut members = MapDeserializer::new(self.object()?.into_iter());
        let value = visitor.visit_map(&mut members)?;
        members.end()?;
        Ok(value)
    }

    fn visit_list<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        let Node::List(list) = self.0 else {
            return Err(JsonError);
        };
        let mut list = SeqDeserializer::new(list.into_iter());
        let value = visitor.visit_seq(&mut list)?;
        list.end()?;
        Ok(value)
    }

    fn visit_text<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        match self.text()? {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }

    fn visit_number<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        match self.0 {
            Node::Unsigned(number) => visitor.visit_u64(number),
            Node::Signed(number) => visitor.visit_i64(number),
            Node::Float(number) => visitor.visit_f64(number),
            _ => Err(JsonError),
        }
    }
}

impl<'de> Deserialize<'de> for Json<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Tree)
    }
}

struct Tree;

impl<'de> Visitor<'de> for Tree {
    type Value = Json<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(Json(Node::Null))
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Json(Node::Bool(value)))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Json(Node::Unsigned(value)))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Json(Node::Signed(value)))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Json(Node::Float(value)))
    }

    fn visit_borrowed_str<E: de::Error>(self, value: &'de str) -> Result<Self::Value, E> {
        Ok(Json(Node::Text(Cow::Borrowed(value))))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Json(Node::Text(Cow::Owned(value.to_owned()))))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = access.next_element()? {
            list.push(value);
        }
        Ok(Json(Node::List(list)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        let mut names = BTreeSet::new();
        while let Some((name, value)) = access.next_entry::<Json<'de>, Json<'de>>()? {
            if let Node::Text(text) = &name.0
                && !names.insert(text.clone())
            {
                return Err(de::Error::custom("a name stands twice in one object"));
            }
            members.push((name, value));
        }
        Ok(Json(Node::Object(members)))
    }
}

impl<'de> IntoDeserializer<'de, JsonError> for Json<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// Each form has only what it may be, so that a type brings no code for what it is not.
macro_rules! forms {
    ($($form:ident)* => $visit:ident) => {
        $(
            fn $form<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
                self.$visit(visitor)
            }
        )*
    };
}

impl<'de> Deserializer<'de> for Json<'de> {
    type Error = JsonError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        match self.0 {
            Node::Null => visitor.visit_unit(),
            Node::Bool(value) => visitor.visit_bool(value),
            Node::Unsigned(_) | Node::Signed(_) | Node::Float(_) => self.visit_number(visitor),
            Node::Text(_) => self.visit_text(visitor),
            Node::List(_) => self.visit_list(visitor),
            Node::Object(_) => self.visit_object(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        match self.0 {
            Node::Bool(value) => visitor.visit_bool(value),
            _ => Err(JsonError),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        match self.0 {
            Node::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        match self.0 {
            Node::Null => visitor.visit_unit(),
            _ => Err(JsonError),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        visitor.visit_newtype_struct(self)
    }

    /// A word for each variant; variants that hold something have no form.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        visitor.visit_enum(StrDeserializer::new(&self.text()?))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        self.visit_object(visitor)
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        self.visit_list(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        self.visit_list(visitor)
    }

    forms!(deserialize_map => visit_object);
    forms!(deserialize_seq deserialize_bytes deserialize_byte_buf => visit_list);
    forms!(deserialize_str deserialize_string deserialize_char deserialize_identifier => visit_text);
    forms!(
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_f32 deserialize_f64 => visit_number
    );
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use serde_json::Value;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Thing {
        word: String,
        kind: Kind,
        count: u32,
        #[serde(default)]
        more: Vec<i64>,
        until: Option<i64>,
        on: bool,
        named: BTreeMap<String, u64>,
        any: Value,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        One,
    }

    const THING: &str = r#"{"word":"a\u00e9\n","kind":"one","count":7,"on":true,"named":{"b":1},"any":[null,-1,0.5,{}]}"#;

    #[test]
    fn reads_what_serde_json_reads() {
        for text in [
            THING.to_owned(),
            format!(" {THING}\n"),
            THING.replace("\"on\"", "\"more\":[-1,2],\"until\":9,\"on\""),
            THING.replace("\"on\"", "\"until\":null,\"on\""),
        ] {
            let thing: Thing = read(&text).unwrap();
            assert_eq!(thing, serde_json::from_str(&text).unwrap());
            assert_eq!(thing.word, "a\u{e9}\n");
        }
    }

    #[test]
    fn refuses_what_serde_json_refuses() {
        for (part, wrong) in [
            ("\"on\":true,", ""),
            ("\"on\":true", "\"on\":1"),
            ("\"on\":true", "\"on\":true,\"on\":true"),
            ("\"on\":true", "\"on\":true,\"other\":1"),
            ("\"on\":true", "\"on\":true,"),
            ("7", "-7"),
            ("7", "7.0"),
            ("7", "07"),
            ("7", "4294967296"),
            ("7", "\"7\""),
            ("\"one\"", "\"two\""),
            ("\"one\"", "1"),
            ("{\"b\":1}", "[]"),
            ("{}]}", "{}]}}"),
            ("{}]}", "{}]"),
            ("\\u00e9", "\\ud800"),
        ] {
            let text = THING.replace(part, wrong);
            assert_ne!(text, THING);
            assert!(serde_json::from_str::<Thing>(&text).is_err(), "{text}");
            assert_eq!(read::<Thing>(&text), Err(JsonError), "{text}");
        }
        assert_eq!(read::<Value>(&[b'"', 0xff, b'"']), Err(JsonError));
        assert_eq!(read::<Value>(&"[".repeat(1000)), Err(JsonError));
    }

    #[test]
    fn a_name_stands_once_at_every_depth() {
        let thing = |any: &str| read::<Thing>(&THING.replace("[null,-1,0.5,{}]", any)).is_ok();
        assert!(thing(r#"{"a":1,"b":{"a":1}}"#));
        assert!(!thing(r#"{"a":1,"a":1}"#));
        assert!(!thing(r#"[{"b":{"a":1,"\u0061":2}}]"#));
    }

    #[test]
    fn an_array_is_no_object() {
        assert!(serde_json::from_str::<crate::log::LogHead>(r#"[0, "00"]"#).is_err());
        let head = serde_json::json!([0, crate::digest::Digest::ZERO]).to_string();
        assert!(serde_json::from_str::<crate::log::LogHead>(&head).is_ok());
        assert_eq!(read::<crate::log::LogHead>(&head), Err(JsonError));
    }

    #[test]
    fn the_tag_is_taken_out_wherever_it_stands() {
        for text in [r#"{"typ":"a","count":1}"#, r#"{"count":1,"typ":"a"}"#] {
            let (typ, members) = read_tagged(text, "typ").unwrap();
            assert_eq!(typ, "a");
            assert_eq!(
                BTreeMap::<String, u64>::deserialize(members),
                Ok(BTreeMap::from([("count".to_owned(), 1)]))
            );
        }
        for text in [
            "{}",
            r#"{"typ":1}"#,
            r#"{"typ":"a","typ":"b"}"#,
            r#"["typ"]"#,
            "",
            "null",
        ] {
            assert!(read_tagged(text, "typ").is_err(), "{text}");
        }
    }
}
