//! The Recovery kit on the screen: its sheet, its file, and the field that a whole code is typed into.

use fast_qr::QRBuilder;
use leptos::prelude::*;
use owner::{
    Kit,
    kit::{GROUPS, KitError, LETTERS},
};

use crate::{
    browser::place::{now, offset, origin},
    day::Day,
    node::{Node, view},
    parts::{KitFact, KitSheet, LongField, Qr},
    signal::RwSignal,
    t,
};

/// What stands on the sheet beside the code. The same on paper, on the screen and in the file.
#[derive(Clone)]
pub(super) struct Sheet {
    title: String,
    made: String,
    facts: Vec<(&'static str, Option<String>)>,
}

impl Sheet {
    /// A kit made now, with its number and the name that the person typed.
    pub(super) fn new(name: &str, number: u32) -> Self {
        let named = !name.is_empty();
        let facts = [
            Some((t!(kit.where_term), Some(origin()))),
            named.then(|| (t!(kit.name_term), Some(name.to_owned()))),
            Some((t!(kit.use_term), Some(t!(kit.use_words).to_owned()))),
            Some((t!(kit.keep_term), Some(t!(kit.keep_words).to_owned()))),
            Some((t!(kit.stored_term), None)),
        ];
        Self {
            title: if named {
                t!(kit.of, name = name)
            } else {
                t!(kit.title).to_owned()
            },
            made: t!(
                kit.made,
                number = number,
                day = Day::at(now(), offset(now())).long()
            ),
            facts: facts.into_iter().flatten().collect(),
        }
    }

    /// As a sheet of paper.
    pub(super) fn view(&self, kit: &Kit) -> Node {
        let fact = |(term, words): &(&'static str, Option<String>)| KitFact {
            term: (*term).into(),
            words: words.clone().map(Into::into),
        };
        let groups = kit
            .expose_groups()
            .iter()
            .map(|group| group.to_string())
            .collect();
        let picture = picture(kit);
        let (made, title) = (self.made.clone(), self.title.clone());
        let facts: Vec<_> = self.facts.iter().map(fact).collect();
        view! {
            <KitSheet
                product=t!(common.product)
                made
                title
                code_heading=t!(kit.code, count = GROUPS)
                groups
                qr=move || picture.clone().map(|(side, modules)| view! { <Qr side modules name=t!(kit.picture)/> })
                warning=t!(kit.warning)
                facts
            />
        }
    }

    /// As a text of lines.
    pub(super) fn text(&self, kit: &Kit) -> String {
        let mut lines = vec![self.title.clone(), self.made.clone(), String::new()];
        lines.push(t!(kit.code, count = GROUPS));
        lines.push(kit.expose_text().to_string());
        for (number, group) in (1..).zip(kit.expose_groups()) {
            lines.push(format!("{number:>2}  {}", group.as_str()));
        }
        lines.extend([String::new(), t!(kit.warning).to_owned(), String::new()]);
        let blank = "_".repeat(24);
        let fact = |(term, words): &(&'static str, Option<String>)| {
            format!("{term}: {}", words.as_deref().unwrap_or(&blank))
        };
        lines.extend(self.facts.iter().map(fact));
        lines.push(String::new());
        lines.join("\r\n")
    }
}

/// The code to scan: how many modules a side has, and the modules row by row.
fn picture(kit: &Kit) -> Option<(usize, Vec<bool>)> {
    let code = QRBuilder::new(kit.expose_text().as_bytes()).build().ok()?;
    let modules = code
        .data
        .iter()
        .take(code.size * code.size)
        .map(|module| module.value());
    Some((code.size, modules.collect()))
}

/// A whole code in the typing: one field, since fourteen would be fourteen stops, and a paste fills it at once.
#[derive(Clone, Copy)]
pub(super) struct TypedKit {
    text: RwSignal<String>,
    error: RwSignal<Option<String>>,
}

impl TypedKit {
    pub(super) fn new() -> Self {
        Self {
            text: RwSignal::new(String::new()),
            error: RwSignal::new(None),
        }
    }

    /// The field. `id` is unique on the page.
    pub(super) fn field(self, id: &'static str) -> Node {
        let help = move || {
            let letters = self.text.with(|text| count(text));
            t!(kit.typed, letters = letters, all = GROUPS * LETTERS)
        };
        let forget = Callback::new(move |_| self.error.set(None));
        view! {
            <div class="kit-entry">
                <LongField
                    id
                    label=t!(kit.field)
                    help=t!(kit.field_help)
                    value=self.text
                    error=self.error
                    class="exact"
                    verbatim=true
                    on_input=forget
                />
                <p class="small quiet">{help}</p>
            </div>
        }
    }

    /// The kit that was typed; else the field says what to look at.
    pub(super) fn read(self) -> Option<Kit> {
        match self.text.with_untracked(|text| Kit::parse(text)) {
            Ok(kit) => {
                self.error.set(None);
                Some(kit)
            }
            Err(error) => {
                self.error.set(Some(words(error)));
                None
            }
        }
    }

    /// Empties the field.
    pub(super) fn clear(self) {
        self.text.set(String::new());
        self.error.set(None);
    }
}

fn count(text: &str) -> usize {
    text.chars().filter(char::is_ascii_alphanumeric).count()
}

fn words(error: KitError) -> String {
    let all = GROUPS * LETTERS;
    match error {
        KitError::Length { have: 0 } => t!(kit.empty, all = all),
        KitError::Length { have } if have < all => {
            t!(kit.too_few, have = have, all = all, count = all - have)
        }
        KitError::Length { have } => t!(kit.too_many, have = have, all = all, count = have - all),
        KitError::Letter(sign) => t!(kit.no_letter, sign = sign),
        KitError::Check => t!(kit.wrong_letter).to_owned(),
    }
}
