//! Names of languages, countries and currencies, from the browser's own tables (ECMA-402 `Intl.DisplayNames`).

use std::cmp::Ordering;

use js_sys::{Array, Function, JsString, Object, Reflect, global};
use wasm_bindgen::{JsCast, JsValue};

/// The language of the product's sentences.
const LOCALE: &str = "en";

/// Names of one kind.
pub struct Names {
    table: JsValue,
    of: Option<Function>,
}

impl Names {
    /// Names of languages by BCP 47 tag.
    pub fn languages() -> Self {
        Self::of_kind("language")
    }

    /// Names of countries by ISO 3166-1 alpha-2 code.
    pub fn countries() -> Self {
        Self::of_kind("region")
    }

    /// Names of currencies by ISO 4217 code.
    pub fn currencies() -> Self {
        Self::of_kind("currency")
    }

    /// The name, or the code itself where the browser has none.
    pub fn get(&self, code: &str) -> String {
        let name = |of: &Function| of.call1(&self.table, &code.into()).ok()?.as_string();
        self.of
            .as_ref()
            .and_then(name)
            .unwrap_or_else(|| code.to_owned())
    }

    // The constructor and `of` are called with care: both throw where a browser lacks them or dislikes a code.
    fn of_kind(kind: &str) -> Self {
        let table = Reflect::get(&global(), &"Intl".into())
            .and_then(|intl| Reflect::get(&intl, &"DisplayNames".into()))
            .and_then(|class| class.dyn_into::<Function>())
            .and_then(|class| {
                let options = Object::new();
                Reflect::set(&options, &"type".into(), &kind.into())?;
                Reflect::construct(&class, &Array::of2(&LOCALE.into(), &options))
            })
            .unwrap_or(JsValue::UNDEFINED);
        let of = Reflect::get(&table, &"of".into())
            .ok()
            .and_then(|of| of.dyn_into().ok());
        Self { table, of }
    }
}

/// The order of two names in a list for people: Åland stands under A.
pub fn order(one: &str, other: &str) -> Ordering {
    let locales = Array::of1(&LOCALE.into());
    JsString::from(one)
        .locale_compare(other, &locales, &Object::new())
        .cmp(&0)
}
