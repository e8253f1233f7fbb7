//! The boxes of an editor: one for each part of a value, and one for the person's word for it.

use leptos::prelude::*;
use vault::{
    attribute::{Attribute, COUNTRIES, CURRENCIES, Days, Kind, Many, Part, Shape},
    order,
};

use super::{
    address,
    sheet::{Sheet, Slot},
    typed::{LABEL, Typed},
};
use crate::{
    attribute_words,
    browser::{
        names::{self, Names},
        place::{now, offset},
    },
    day::Day,
    node::{IntoNode, Node, view},
    parts::{DateField, LongField, SelectField, TextField, Ticks, Words},
    signal::Signal,
    t,
};

/// A box for each part of the value.
pub(super) fn view(slot: Slot, typed: Typed) -> Node {
    if slot.attribute.shape() == Shape::Address {
        return address::view(slot, typed);
    }
    let parts = slot.attribute.parts().iter();
    parts
        .map(|part| {
            let label = attribute_words::part(&slot.attribute, part);
            one(slot, typed, part, label.into())
        })
        .collect::<Vec<_>>()
        .into_node()
}

/// The box of a part.
pub(super) fn one(slot: Slot, typed: Typed, part: &'static Part, label: Words) -> Node {
    let attribute = slot.attribute;
    let id = format!("{}-{}", slot.item, part.name);
    let value = typed.text(part.name);
    let error = typed.error(part.name);
    let forgive = Callback::new(move |_: String| typed.forgive(part.name));
    let on_commit = Callback::new(move |_: String| typed.check_part(part.name));
    let help = help(attribute, part).map(Words::from);
    let autocomplete = part.autocomplete.unwrap_or("off");
    if let (Shape::List, Kind::Choice(choices)) = (attribute.shape(), part.kind) {
        let options = choices
            .iter()
            .map(|choice| (*choice, attribute_words::choice(choice)));
        return view! { <Ticks id label value options=options.collect() error on_commit=forgive/> };
    }
    if let Some(options) = options(part) {
        return view! { <SelectField id label value options nostrip:help=help error autocomplete on_commit=forgive/> };
    }
    if let Kind::Day(days) = part.kind {
        return view! {
            <DateField
                id
                label
                value
                help=t!(help.day)
                error
                understood=Signal::derive(move || value.with(|text| understood(days, text)))
                autocomplete
                class="yours"
                on_commit
            />
        };
    }
    if part.kind.multiline() {
        return view! {
            <LongField
                id
                label
                value
                nostrip:help=help
                error
                autocomplete
                class="yours"
                on_input=forgive
                on_commit
            />
        };
    }
    let (kind, inputmode) = match part.kind {
        Kind::Email => ("email", Some("email")),
        Kind::Phone => ("tel", Some("tel")),
        Kind::Web => ("text", Some("url")),
        Kind::Count(_) | Kind::Gtin => ("text", Some("numeric")),
        Kind::Amount => ("text", Some("decimal")),
        _ => ("text", None),
    };
    view! {
        <TextField
            id
            label
            value
            nostrip:help=help
            error
            kind
            autocomplete
            nostrip:inputmode=inputmode
            class="yours"
            verbatim=!matches!(part.kind, Kind::Line(_))
            on_input=forgive
            on_commit
        />
    }
}

/// The box for the person's word for the value, where there are several values.
pub(super) fn label(sheet: Sheet, slot: Slot, typed: Typed) -> Option<Node> {
    let attribute = slot.attribute;
    let has_label = typed.label.with_untracked(|label| !label.is_empty());
    let is_one_of_several = untrack(|| sheet.count(attribute)) > 1;
    if attribute.row().many != Many::Several
        || attribute.is_custom()
        || !(has_label || is_one_of_several)
    {
        return None;
    }
    let field = view! {
        <TextField
            id=format!("{}-{LABEL}", slot.item)
            label=t!(profile.label)
            value=typed.label
            help=t!(profile.label_help)
            error=typed.error(LABEL)
            on_input=Callback::new(move |_: String| typed.forgive(LABEL))
        />
    };
    Some(field)
}

/// The day that was understood, in full.
fn understood(days: Days, text: &str) -> Option<String> {
    let day = Day::parse(text)?;
    let today = Day::at(now(), offset(now()));
    (days == Days::Any || day <= today).then(|| day.full())
}

fn help(attribute: Attribute, part: &Part) -> Option<&'static str> {
    let help = attribute_words::help(&attribute, part);
    match part.kind {
        _ if help.is_some() => help,
        Kind::Clock => Some(t!(help.clock)),
        _ if part.required || attribute.shape() == Shape::Own => None,
        _ if attribute.shape() == Shape::Address => Some(t!(profile.optional)),
        _ => Some(t!(profile.optional_part)),
    }
}

/// What there is to choose from, with an empty choice first; `None` where the person writes.
fn options(part: &Part) -> Option<Vec<(String, String)>> {
    let (names, codes) = match part.kind {
        Kind::Country => (Names::countries(), &COUNTRIES),
        Kind::Currency => (Names::currencies(), &CURRENCIES),
        Kind::Choice(choices) => {
            let words = |choice: &&'static str| {
                (
                    (*choice).to_owned(),
                    attribute_words::choice(choice).to_owned(),
                )
            };
            return Some(with_none(choices.iter().map(words).collect()));
        }
        Kind::Switch => {
            let answers = [("yes", t!(choice.yes)), ("no", t!(choice.no))];
            let answers = answers.map(|(answer, words)| (answer.to_owned(), words.to_owned()));
            return Some(with_none(answers.to_vec()));
        }
        _ => return None,
    };
    let mut named: Vec<_> = codes
        .iter()
        .map(|code| (code.to_owned(), names.get(code)))
        .collect();
    order::sort_by(&mut named, |(_, one), (_, other)| names::order(one, other));
    Some(with_none(named))
}

fn with_none(mut options: Vec<(String, String)>) -> Vec<(String, String)> {
    options.insert(0, (String::new(), t!(profile.choose).to_owned()));
    options
}
