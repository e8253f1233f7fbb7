//! What is typed in a row's editor, and what is wrong with it.

use leptos::prelude::*;
use owner::{
    Item, Unfinished,
    item::{LONGEST_LABEL, label},
};
use vault::{
    attribute::{Attribute, Draft, Fault, Kind, Part, Shape, Value, phone},
    id::ItemId,
};

use crate::{
    browser::place::now,
    inside::words,
    signal::{RwSignal, Signal},
};

/// The box of the value's name among the parts of the value.
pub(super) const LABEL: &str = "called";

/// The boxes of one editor.
#[derive(Clone, Copy)]
pub(super) struct Typed {
    attribute: Attribute,
    /// The person's word for the value: "home".
    pub label: RwSignal<String>,
    texts: StoredValue<Vec<(&'static str, RwSignal<String>)>>,
    /// What the boxes hold before anything is typed.
    begun: StoredValue<Draft>,
    /// The person's country, ISO 3166-1 alpha-2.
    home: StoredValue<Option<String>>,
    errors: RwSignal<Faults>,
}

impl Typed {
    /// Boxes with what stands in the item, in words that the boxes take. Where there is none, with what is known already.
    pub fn new(attribute: Attribute, item: Option<&Item>, known: &Known) -> Self {
        let draft = match item {
            Some(item) => Draft::of(&item.value),
            None => known.begin(attribute),
        };
        let text = |part: &Part| {
            let text = draft.get(part.name);
            let text = match part.kind {
                Kind::Day(_) => words::date(text),
                Kind::Phone => phone::grouped(text),
                kind if by_name(kind) => words::typed_names(kind, text),
                _ => text.to_owned(),
            };
            (part.name, RwSignal::new(text))
        };
        let typed = Self {
            attribute,
            label: RwSignal::new(item.map(|item| item.label.clone()).unwrap_or_default()),
            texts: StoredValue::new(attribute.parts().iter().map(text).collect()),
            begun: StoredValue::new(Draft::new()),
            home: StoredValue::new(known.home.clone()),
            errors: RwSignal::new(Faults::new()),
        };
        typed.begun.set_value(typed.draft());
        typed
    }

    /// Puts text back into the boxes that was not finished.
    pub fn restore(&self, unfinished: &Unfinished) {
        self.label.set(unfinished.label.clone());
        self.texts.with_value(|texts| {
            for (part, text) in texts {
                text.set(unfinished.draft.get(part).to_owned());
            }
        });
    }

    /// The boxes as they stand, to be put back later.
    pub fn unfinished(&self, item: ItemId, base: Option<i64>) -> Unfinished {
        let mut draft = Draft::new();
        self.texts.with_value(|texts| {
            for (part, text) in texts {
                draft.set(part, text.get_untracked());
            }
        });
        Unfinished {
            item,
            attribute: self.attribute,
            label: self.label.get_untracked(),
            draft,
            base,
        }
    }

    /// The box of a part.
    pub fn text(&self, part: &'static str) -> RwSignal<String> {
        let find = |texts: &Vec<(_, RwSignal<String>)>| {
            texts
                .iter()
                .find(|(name, _)| *name == part)
                .map(|(_, text)| *text)
        };
        self.texts.with_value(find).unwrap_or(self.label)
    }

    /// What is wrong in a box.
    pub fn error(&self, part: &'static str) -> Signal<Option<String>> {
        let errors = self.errors;
        Signal::derive(move || errors.with(|errors| of(errors, part).cloned()))
    }

    /// Takes back what was said of a box.
    pub fn forgive(&self, part: &'static str) {
        if self
            .errors
            .with_untracked(|errors| of(errors, part).is_some())
        {
            self.errors.update(|errors| {
                errors.retain(|(other, _)| *other != part);
            });
        }
    }

    /// Whether nothing at all was typed.
    pub fn is_blank(&self) -> bool {
        let draft = self.draft();
        let untouched = draft.is_blank() || self.begun.with_value(|begun| *begun == draft);
        untouched && self.label.with_untracked(|label| label.trim().is_empty())
    }

    /// Whether the boxes hold what the item holds, or nothing where there is none.
    pub fn is_as(&self, item: Option<&Item>) -> bool {
        match item {
            None => self.is_blank(),
            Some(item) => self
                .read()
                .is_ok_and(|(label, value)| label == item.label && value == item.value),
        }
    }

    /// The name and the value, or `None` with what is wrong beside each box.
    pub fn check(&self) -> Option<(String, Value)> {
        match self.read() {
            Ok(read) => {
                self.errors.update(Vec::clear);
                Some(read)
            }
            Err(errors) => {
                self.errors.set(errors);
                None
            }
        }
    }

    /// Says what is wrong in one box that was left; an empty one may still be filled.
    pub fn check_part(&self, part: &'static str) {
        let wrong = self
            .faults()
            .into_iter()
            .find(|(name, fault)| *name == part && *fault != Fault::Empty);
        if let Some((part, fault)) = wrong {
            self.errors.update(|errors| {
                errors.retain(|(other, _)| *other != part);
                errors.push((part, words::fault(&fault)));
            });
        }
    }

    fn read(&self) -> Result<(String, Value), Faults> {
        let label = self.label.with_untracked(|typed| label(typed));
        let value = self
            .draft()
            .check(&self.attribute, u64::try_from(now()).unwrap_or_default());
        match (label, value) {
            (Some(label), Ok(value)) => Ok((label, value)),
            _ => Err(self
                .faults()
                .iter()
                .map(|(part, fault)| (*part, words::fault(fault)))
                .collect()),
        }
    }

    fn faults(&self) -> Vec<(&'static str, Fault)> {
        let now = u64::try_from(now()).unwrap_or_default();
        let faults = self
            .draft()
            .check(&self.attribute, now)
            .err()
            .unwrap_or_default();
        let mut faults: Vec<_> = faults
            .into_iter()
            .map(|invalid| (invalid.part, invalid.fault))
            .collect();
        if self.label.with_untracked(|typed| label(typed)).is_none() {
            let most = LONGEST_LABEL;
            faults.push((LABEL, Fault::TooLong { most }));
        }
        faults
    }

    fn draft(&self) -> Draft {
        let mut draft = Draft::new();
        self.texts.with_value(|texts| {
            for (part, (name, text)) in self.attribute.parts().iter().zip(texts) {
                let text = text.get_untracked();
                if by_name(part.kind) {
                    draft.set(name, words::typed_codes(part.kind, &text));
                } else {
                    draft.set(name, text);
                }
            }
        });
        let home = self.home.get_value();
        draft.settle(&self.attribute, home.as_deref());
        draft
    }
}

/// What need not be typed again.
pub(super) struct Known {
    /// The name that the person signed up with.
    pub name: String,
    /// Their country, ISO 3166-1 alpha-2.
    pub home: Option<String>,
}

impl Known {
    fn begin(&self, attribute: Attribute) -> Draft {
        let mut draft = Draft::new();
        for part in attribute.parts() {
            match (attribute, part.kind) {
                (Attribute::Name, _) => draft.set(part.name, self.name.as_str()),
                (_, Kind::Country) if attribute.shape() == Shape::Address => {
                    draft.set(part.name, self.home.as_deref().unwrap_or_default());
                }
                _ => {}
            }
        }
        draft
    }
}

/// Whether a box takes names for what is kept as codes.
fn by_name(kind: Kind) -> bool {
    matches!(kind, Kind::Language | Kind::CountryAlpha3)
}

/// What is wrong, by the part that it is wrong in.
type Faults = Vec<(&'static str, String)>;

fn of<'a>(faults: &'a Faults, part: &str) -> Option<&'a String> {
    let fault = faults.iter().find(|(other, _)| *other == part)?;
    Some(&fault.1)
}
