//! What a person fills in to share with a company: who, what for, which fields, until when.

use leptos::prelude::*;
use owner::{Choices, Item, NewGrant, Vault};
use rand_core::OsRng;
use vault::{
    attribute::{Attribute, Rule, Value},
    id::ItemId,
    purpose::Purpose,
    typed_company::{self, Wrong},
};

use super::{shared, words};
use crate::{
    browser::place::{now, offset},
    day::Day,
    signal::RwSignal,
    t,
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
    /// Ticking it unticks the others of its attribute.
    pub one_of_several: bool,
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
    Agree,
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
            Self::Agree => "#share-agree",
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
    /// The person agrees to sharing special categories.
    pub agreed: RwSignal<bool>,
    /// The company opens the data itself.
    pub sealed: RwSignal<bool>,
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
            agreed: RwSignal::new(false),
            sealed: RwSignal::new(false),
            until: RwSignal::default(),
            last_day: RwSignal::default(),
            tried: RwSignal::new(false),
            changed: RwSignal::new(false),
        };
        // An agreement is to these fields, for this company and reason, and to nothing else.
        Effect::new(move |before: Option<(Vec<ItemId>, String, String)>| {
            let special = form
                .chosen()
                .into_iter()
                .filter(|row| row.attribute.special());
            let now = (
                special.map(|row| row.item).collect(),
                form.purpose.get(),
                form.name.get(),
            );
            if before.is_some_and(|before| before != now) {
                form.agreed.set(false);
            }
            now
        });
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

    /// Whether a special category is ticked; reactive.
    pub fn special(&self) -> bool {
        self.rows.with(|rows| {
            let mut special = rows.iter().filter(|row| row.attribute.special());
            special.any(|row| row.checked.get())
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
            Step::Agree => {
                (self.special() && !self.agreed.get()).then(|| t!(share.not_agreed).to_owned())
            }
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
            let stands = |row: &Row| {
                let item = vault.item(row.item);
                item.and_then(|item| item.value_as(row.attribute, now()))
                    .as_ref()
                    == Some(&row.value)
            };
            if !self.chosen().iter().all(stands) {
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
                Step::Agree,
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
            let mut choices = Choices::new();
            let mut attributes = Vec::new();
            for row in &chosen {
                let name = row.attribute.to_string();
                let mut items = choices.remove(&name).unwrap_or_default();
                items.push(row.item);
                choices.insert(name, items);
                if !attributes.contains(&row.attribute) {
                    attributes.push(row.attribute);
                }
            }
            let grant = NewGrant::new(
                name,
                address,
                purpose,
                attributes,
                choices,
                end_of(day),
                &mut OsRng,
            );
            Ok(if self.sealed.get() {
                grant.sealed()
            } else {
                grant
            })
        })
    }
}

/// The last second of a day where the person is, in unix seconds.
pub(super) fn end_of(day: Day) -> i64 {
    // Summer time may change on the way, so the offset is that of the day itself.
    let about = day.ends(offset(now()));
    day.ends(offset(about))
}

/// Every item of the profile, and after it what is computed from it.
fn rows(vault: &Vault) -> Vec<Row> {
    let items = vault.items();
    let mut rows = Vec::new();
    for item in &items {
        let alone = items
            .iter()
            .filter(|other| other.attribute == item.attribute)
            .count()
            == 1;
        rows.extend(row(item, item.attribute, alone));
        for attribute in Attribute::ALL {
            // That nobody has checked an address says nothing by itself.
            let derived = attribute
                .derived()
                .filter(|derived| derived.rule != Rule::Unverified);
            if derived.is_some_and(|derived| derived.from == item.attribute) {
                rows.extend(row(item, attribute, alone));
            }
        }
    }
    rows
}

fn row(item: &Item, attribute: Attribute, alone: bool) -> Option<Row> {
    let value = item.value_as(attribute, now())?;
    let name = words::attribute_of(&attribute, Some(&value));
    let name = if item.label.is_empty() {
        name
    } else {
        t!(share.row_labelled, field = name, label = item.label)
    };
    Some(Row {
        item: item.id,
        attribute,
        name,
        within: shared::item_within(item, attribute),
        value,
        one_of_several: !alone && !attribute.every(),
        checked: RwSignal::new(false),
    })
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
