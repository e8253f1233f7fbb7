//! The boxes of an address, with the words of its country and in the order in which it is written there. The country comes
//! first, since it decides on both.

use vault::attribute::{Part, code_comes_last};

use super::{boxes, sheet::Slot, typed::Typed};
use crate::{
    attribute_words,
    node::{IntoNode, Node, view},
    parts::Words,
    signal::{Memo, Signal},
    t,
};

pub(super) fn view(slot: Slot, typed: Typed) -> Node {
    let country = typed.text("country");
    let code_last = Memo::new(move |_| country.with(|code| code_comes_last(code)));
    let one = move |part: &'static Part| {
        let label = Signal::derive(move || country.with(|code| word(slot, part, code)));
        boxes::one(slot, typed, part, Words::from(label))
    };
    let (countries, others): (Vec<_>, Vec<_>) = slot
        .attribute
        .parts()
        .iter()
        .partition(|part| part.name == "country");
    let others = move || {
        let mut others: Vec<&'static Part> = others.clone();
        others.sort_by_key(|part| place(part.name, code_last.get()));
        others.into_iter().map(one).collect::<Vec<_>>().into_node()
    };
    view! { {countries.into_iter().map(one).collect::<Vec<_>>().into_node()} {others} }
}

/// Where a part stands after the country.
fn place(part: &str, code_last: bool) -> u8 {
    match part {
        "street_address" => 0,
        "postal_code" if code_last => 4,
        "postal_code" => 1,
        "locality" => 2,
        _ => 3,
    }
}

/// What a part is called in a country.
fn word(slot: Slot, part: &'static Part, country: &str) -> String {
    let word = match (part.name, country) {
        ("postal_code", "US") => t!(address.zip),
        ("postal_code", "IN") => t!(address.pin),
        ("postal_code", "IE") => t!(address.eircode),
        ("postal_code", "CA") => t!(address.postal_code),
        ("region", "AU" | "BR" | "IN" | "MX" | "US") => t!(address.state),
        ("region", "CA" | "CN" | "ES" | "IT") => t!(address.province),
        ("region", "GB" | "IE") => t!(address.county),
        ("region", "CH") => t!(address.canton),
        ("region", "JP") => t!(address.prefecture),
        _ => attribute_words::part(&slot.attribute, part),
    };
    word.to_owned()
}
