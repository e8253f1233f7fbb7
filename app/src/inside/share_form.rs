//! What a person fills in to share with a company: who, what for, which fields, until when.

use std::collections::BTreeMap;

use leptos::prelude::*;
use owner::{NewGrant, Vault};
use rand_core::OsRng;
use vault::{
    attribute::{Attribute, Value},
    id::ItemId,
    purpose::Purpose,
};

use super::{shared, words};
use crate::{
    browser::place::{now, offset},
    day::Day,
    signal::RwSignal,
    t,
    typed_company::{self, Wrong},
};

/// The last days that stand ready, in days from today; a year is counted by the calendar.
pub(super) const DAYS: [i64; 3] = [1, 30, 90];
/// The value of the tile for a year.
pub(super) const YEAR: &str = "year";

/// A field that can be shared, with the value as the company would read it.
#[derive(Clone)]
pub(super) struct Row {
    pub item: ItemId,
    pub attribute: Attribute,
    /// Its name on the row.
    pub name: String,
    /// Its name inside a sentence, after "your".
    pub within: String,
    pub value: Value,
    /// The only item of its attribute.
    pub alone: bool,
    pub checked: RwSignal<bool>,
}

impl Row {
    /// The value in words.
    pub fn shown(&self) -> String {
        words::value_line(&self.attribute, &self.value)
    }
}

/// A step, for the errors and for where the focus goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Name,
    Address,
    Purpose,
    Fields,
    Until,
}

impl Step {
    /// The control that mends it.
    pub fn control(self) -> &'static str {
        match self {
            Self::Name => "#share-name",
            Self::Address => "#share-address",
            Self::Purpose => "input[name=purpose]",
            Self::Fields => "#share-fields input",
            Self::Until => "input[name=until]",
        }
    }
}

/// The form. Nothing in it is chosen beforehand.
#[derive(Clone, Copy)]
pub(super) struct Form {
    pub name: RwSignal<String>,
    pub address: RwSignal<String>,
    /// The purpose's term, or nothing.
    pub purpose: RwSignal<String>,
    pub rows: RwSignal<Vec<Row>>,
    /// A tile's value, or nothing.
    pub until: RwSignal<String>,
    /// A last day as typed, instead of a tile.
    pub last_day: RwSignal<String>,
    /// The person has pressed the button once, so what is missing is said.
    pub tried: RwSignal<bool>,
    /// A field got another value after it was shown here.
    pub changed: RwSignal<bool>,
}

impl Form {
    pub fn new(vault: &Vault) -> Self {
        let form = Self {
            name: RwSignal::default(),
            address: RwSignal::default(),
            purpose: RwSignal::default(),
            rows: RwSignal::new(rows(vault)),
            until: RwSignal::default(),
            last_day: RwSignal::default(),
            tried: RwSignal::new(false),
            changed: RwSignal::new(false),
        };
        // A tile and a typed day answer the same question, so one takes the other's place.
        Effect::new(move |_| {
            if form.until.with(|until| !until.is_empty()) {
                form.last_day.set(String::new());
            }
        });
        Effect::new(move |_| {
            if form.last_day.with(|typed| !typed.trim().is_empty()) {
                form.until.set(String::new());
            }
        });
        form
    }

    /// Today, where the person is.
    pub fn today() -> Day {
        let now = now();
        Day::at(now, offset(now))
    }

    pub fn chosen_purpose(&self) -> Option<Purpose> {
        self.purpose.with(|term| Purpose::parse(term))
    }

    /// The rows that are ticked; reactive.
    pub fn chosen(&self) -> Vec<Row> {
        self.rows.with(|rows| {
            rows.iter()
                .filter(|row| row.checked.get())
                .cloned()
                .collect()
        })
    }

    /// The last day, if it is one that can be.
    pub fn day(&self) -> Option<Day> {
        let today = Self::today();
        let typed = self.last_day.with(|typed| Day::parse(typed));
        let day = self.until.with(|until| match until.as_str() {
            "" => typed,
            YEAR => Some(today.add_years(1)),
            days => days.parse().ok().map(|days| today.add_days(days)),
        })?;
        (today <= day && day <= today.add_years(1)).then_some(day)
    }

    /// What is wrong in a step; nothing before the first try.
    pub fn error(&self, step: Step) -> Option<String> {
        if self.tried.get() {
            self.fault(step)
        } else {
            None
        }
    }

    fn fault(&self, step: Step) -> Option<String> {
        match step {
            Step::Name => self
                .name
                .with(|typed| typed_company::name(typed))
                .err()
                .map(name_words),
            Step::Address => self
                .address
                .with(|typed| typed_company::address(typed))
                .err()
                .map(address_words),
            Step::Purpose => self
                .chosen_purpose()
                .is_none()
                .then(|| t!(share.no_purpose).to_owned()),
            Step::Fields if self.changed.get() => Some(t!(share.fields_changed).to_owned()),
            Step::Fields => self
                .chosen()
                .is_empty()
                .then(|| t!(share.no_fields).to_owned()),
            Step::Until if self.day().is_some() => None,
            Step::Until => Some(self.until_words().to_owned()),
        }
    }

    fn until_words(&self) -> &'static str {
        let typed = self.last_day.get();
        match Day::parse(&typed) {
            _ if typed.trim().is_empty() => t!(share.no_until),
            None => t!(share.until_not_read),
            Some(day) if day < Self::today() => t!(share.until_past),
            Some(_) => t!(share.until_far),
        }
    }

    /// The grant as filled in, or the first step that is not.
    pub fn grant(&self, vault: &Vault) -> Result<NewGrant, Step> {
        untrack(|| {
            self.tried.set(true);
            if self.chosen().iter().any(|row| {
                vault
                    .item(row.item)
                    .is_none_or(|item| item.value != row.value)
            }) {
                self.rows.set(rows(vault));
                self.changed.set(true);
            } else {
                self.changed.set(false);
            }
            let steps = [
                Step::Name,
                Step::Address,
                Step::Purpose,
                Step::Fields,
                Step::Until,
            ];
            if let Some(step) = steps.into_iter().find(|step| self.fault(*step).is_some()) {
                return Err(step);
            }
            let name = self
                .name
                .with(|typed| typed_company::name(typed))
                .map_err(|_| Step::Name)?;
            let address = self
                .address
                .with(|typed| typed_company::address(typed))
                .map_err(|_| Step::Address)?;
            let purpose = self.chosen_purpose().ok_or(Step::Purpose)?;
            let day = self.day().ok_or(Step::Until)?;
            let chosen = self.chosen();
            // The person allows these items and no others: one that comes later must not take the place of one.
            let choices: BTreeMap<_, _> = chosen
                .iter()
                .map(|row| (row.attribute.to_string(), row.item))
                .collect();
            let attributes = chosen.iter().map(|row| row.attribute).collect();
            Ok(NewGrant::new(
                name,
                address,
                purpose,
                attributes,
                choices,
                end_of(day),
                &mut OsRng,
            ))
        })
    }
}

/// The last second of a day where the person is, in unix seconds.
pub(super) fn end_of(day: Day) -> i64 {
    // Summer time may change on the way, so the offset is that of the day itself.
    let about = day.ends(offset(now()));
    day.ends(offset(about))
}

/// Every item of the profile.
fn rows(vault: &Vault) -> Vec<Row> {
    let items = vault.items();
    let several = |attribute: Attribute| {
        items
            .iter()
            .filter(|item| item.attribute == attribute)
            .count()
            > 1
    };
    let row = |item: &&owner::Item| {
        let name = words::attribute_of(&item.attribute, Some(&item.value));
        let name = if item.label.is_empty() {
            name
        } else {
            t!(share.row_labelled, field = name, label = item.label)
        };
        Row {
            item: item.id,
            attribute: item.attribute,
            name,
            within: shared::item_within(item),
            value: item.value.clone(),
            alone: !several(item.attribute),
            checked: RwSignal::new(false),
        }
    };
    items.iter().map(row).collect()
}

fn name_words(wrong: Wrong) -> String {
    match wrong {
        Wrong::Missing | Wrong::NotHttps | Wrong::NoHost => t!(share.name_missing).to_owned(),
        Wrong::TooLong(most) => t!(share.too_long, most = most),
        Wrong::Hidden => t!(share.hidden).to_owned(),
    }
}

fn address_words(wrong: Wrong) -> String {
    match wrong {
        Wrong::Missing => t!(share.address_missing).to_owned(),
        Wrong::TooLong(most) => t!(share.too_long, most = most),
        Wrong::Hidden => t!(share.hidden).to_owned(),
        Wrong::NotHttps => t!(share.address_not_https).to_owned(),
        Wrong::NoHost => t!(share.address_no_host).to_owned(),
    }
}
