//! The boxes of an editor: one for each part of a value, and one for the person's word for it.

use leptos::prelude::*;
use vault::{
    attribute::{Attribute, CHANNELS, COUNTRIES, Cluster, Draft, Part, Shape, parts},
    order,
};

use super::{
    sheet::{Sheet, Slot},
    typed::{LABEL, Typed},
};
use crate::{
    browser::{
        names::{self, Names},
        place::now,
    },
    day::Day,
    inside::words,
    node::{IntoNode, Node, view},
    parts::{DateField, LongField, SelectField, TextField, Words},
    signal::Signal,
    t,
};

/// A box for each part of the value.
pub(super) fn view(slot: Slot, typed: Typed) -> Node {
    parts(&slot.attribute)
        .iter()
        .map(|part| one(slot, typed, part))
        .collect::<Vec<_>>()
        .into_node()
}

fn one(slot: Slot, typed: Typed, part: &'static Part) -> Node {
    let attribute = slot.attribute;
    let id = format!("{}-{}", slot.item, part.name);
    let value = typed.text(part.name);
    let error = typed.error(part.name);
    let forgive = Callback::new(move |_: String| typed.forgive(part.name));
    let on_commit = Callback::new(move |_: String| typed.check_part(part.name));
    let label: Words = part_label(attribute, part).into();
    let help = help(attribute, part).map(Words::from);
    let autocomplete = part.autocomplete.unwrap_or("off");
    if let Some(options) = options(attribute, part) {
        return view! { <SelectField id label value options error autocomplete on_commit=forgive/> };
    }
    if attribute.shape() == Shape::Date {
        return view! {
            <DateField
                id
                label
                value
                help=t!(profile.birthdate_help)
                error
                understood=Signal::derive(move || understood(attribute, value.get()))
                autocomplete
                class="yours"
                on_commit
            />
        };
    }
    if part.multiline {
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
    let (kind, inputmode) = match attribute.shape() {
        Shape::Email => ("email", Some("email")),
        Shape::Phone => ("tel", Some("tel")),
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
            verbatim=attribute.cluster() == Cluster::Contact
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
    if !attribute.row().several || attribute.is_custom() || !(has_label || is_one_of_several) {
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
fn understood(attribute: Attribute, text: String) -> Option<String> {
    let now = u64::try_from(now()).unwrap_or_default();
    let day = Draft::value(text).check(&attribute, now).ok()?;
    Day::parse(&day.one_line()).map(Day::full)
}

fn part_label(attribute: Attribute, part: &Part) -> String {
    let label = match part.name {
        "street_address" => t!(profile.street),
        "postal_code" => t!(profile.postcode),
        "locality" => t!(profile.town),
        "region" => t!(profile.region),
        "country" => t!(profile.country),
        "label" => t!(profile.own_label),
        _ if attribute.is_custom() => t!(profile.own_value),
        _ => return words::attribute_of(&attribute, None),
    };
    label.to_owned()
}

fn help(attribute: Attribute, part: &Part) -> Option<&'static str> {
    match (attribute, part.name) {
        (Attribute::Name, _) => Some(t!(profile.name_help)),
        (Attribute::Email, _) => Some(t!(profile.email_help)),
        (Attribute::PhoneNumber, _) => Some(t!(profile.phone_help)),
        (Attribute::PreferredLanguages, _) => Some(t!(profile.languages_help)),
        (Attribute::Custom(_), "label") => Some(t!(profile.own_label_help)),
        _ if !part.required => Some(t!(profile.optional)),
        _ => None,
    }
}

/// What there is to choose from, with an empty choice first; `None` where the person writes.
fn options(attribute: Attribute, part: &Part) -> Option<Vec<(String, String)>> {
    if attribute.shape() == Shape::Channel {
        let mut channels = vec![(String::new(), t!(profile.choose_channel).to_owned())];
        for channel in CHANNELS {
            channels.push((channel.to_owned(), words::channel(channel)));
        }
        return Some(channels);
    }
    if part.name != "country" {
        return None;
    }
    let names = Names::countries();
    let mut countries = Vec::with_capacity(1 + COUNTRIES.len());
    for code in COUNTRIES {
        countries.push((code.to_owned(), names.get(code)));
    }
    order::sort_by(&mut countries, |(_, one), (_, other)| {
        names::order(one, other)
    });
    countries.insert(0, (String::new(), t!(profile.choose_country).to_owned()));
    Some(countries)
}
