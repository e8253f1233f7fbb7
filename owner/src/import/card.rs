//! Filling cards: whatever a file says goes into an attribute, a field of the person's own, or what is left.

use rand_core::CryptoRngCore;
use vault::{
    attribute::{Attribute, Draft, Kind, Part, Shape, phone},
    id::ItemId,
    letter::is_hidden,
    order::sort_by_key,
};

use super::{Candidate, Card, Context, ImportError, Kept, Left, MOST, Why, country, date};
use crate::{
    item::{LONGEST_LABEL, Source},
    omission::Omission,
};

/// Entries of one card, at most.
pub(super) const MOST_OF_ONE: usize = 10_000;

/// Where something stands in a file.
#[derive(Clone, Copy, Default)]
pub(super) struct Found<'f> {
    /// What the file calls it.
    pub name: &'f str,
    /// The text in the file.
    pub text: &'f str,
    /// The person's word for it.
    pub label: &'f str,
    /// What a field of the person's own is called that takes it; empty where the file's name for it does.
    pub own: &'f str,
    /// Whether the person likes it best.
    pub preferred: bool,
}

impl<'f> Found<'f> {
    /// A part of it.
    pub(super) fn of(self, text: &'f str) -> Self {
        Self { text, ..self }
    }

    /// With the name that a field of the person's own would get.
    pub(super) fn called(self, own: &'f str) -> Self {
        Self { own, ..self }
    }

    /// Without the person's word.
    pub(super) fn bare(self) -> Self {
        Self { label: "", ..self }
    }
}

/// Fills one card after the other.
pub(super) struct Taker<'a> {
    pub(super) context: &'a Context<'a>,
    source: Source,
    rng: &'a mut dyn CryptoRngCore,
    cards: Vec<Card>,
    card: Card,
    preferred: Vec<bool>,
    entries: usize,
}

impl<'a> Taker<'a> {
    pub(super) fn new(
        context: &'a Context<'a>,
        source: Source,
        rng: &'a mut dyn CryptoRngCore,
    ) -> Self {
        Self {
            context,
            source,
            rng,
            cards: Vec::new(),
            card: Card::default(),
            preferred: Vec::new(),
            entries: 0,
        }
    }

    /// Ends the card; what comes next belongs to another person.
    pub(super) fn end_card(&mut self) {
        let mut card = std::mem::take(&mut self.card);
        let preferred = std::mem::take(&mut self.preferred);
        let mut places: Vec<_> = (0..card.candidates.len()).collect();
        sort_by_key(&mut places, |place| {
            (
                card.candidates[*place].attribute.place(),
                !preferred[*place],
            )
        });
        let mut candidates: Vec<_> = card.candidates.drain(..).map(Some).collect();
        let sorted = places
            .into_iter()
            .filter_map(|place| candidates[place].take());
        card.candidates = sorted.collect();
        if card.title.is_empty() {
            let telling = [Attribute::Name, Attribute::GivenName, Attribute::Email];
            let known = telling.iter().find_map(|attribute| {
                let mut all = card.candidates.iter();
                all.find(|candidate| candidate.attribute == *attribute)
            });
            card.title = match known.or(card.candidates.first()) {
                Some(known) => line(known.draft.get("value")),
                None => String::new(),
            };
        }
        if !(card.candidates.is_empty() && card.left.is_empty() && card.omissions.is_empty()) {
            self.cards.push(card);
        }
    }

    /// Every card.
    pub(super) fn finish(mut self) -> Result<Vec<Card>, ImportError> {
        self.end_card();
        if self.entries > MOST {
            return Err(ImportError::TooMany { most: MOST });
        }
        Ok(self.cards)
    }

    /// Counts an entry; none is taken once there are too many.
    fn full(&mut self) -> bool {
        self.entries += 1;
        if self.card.candidates.len() + self.card.left.len() >= MOST_OF_ONE {
            self.overflow();
        }
        self.is_full()
    }

    /// Notes that there is more than is read.
    pub(super) fn overflow(&mut self) {
        self.entries = MOST + 1;
    }

    /// Whether reading on is of no use.
    pub(super) fn is_full(&self) -> bool {
        self.entries > MOST
    }

    /// Takes a text into an attribute of one box.
    pub(super) fn text(&mut self, attribute: Attribute, text: &str, found: Found<'_>) {
        let Some(part) = attribute.parts().first() else {
            return;
        };
        let most = match part.kind {
            Kind::Day(_) => return self.day(attribute, text, found),
            Kind::Lines(most) if attribute.several() => most,
            Kind::Line(_) | Kind::Lines(_) | Kind::Email | Kind::Phone => usize::MAX,
            // A word that the box does not know is one of the person's own.
            kind => {
                let draft = Draft::value(self.typed(kind, text));
                return match draft.check(&attribute, 0) {
                    Ok(_) => self.draft(attribute, draft, found),
                    Err(_) => self.own(label(&found), found),
                };
            }
        };
        let whole = text.len();
        for text in pieces(text, most) {
            let draft = Draft::value(self.typed(part.kind, text));
            // A part of a long text is shown by itself.
            let text = if text.len() == whole {
                found.text
            } else {
                text
            };
            self.draft(attribute, draft, found.of(text));
        }
    }

    fn day(&mut self, attribute: Attribute, text: &str, found: Found<'_>) {
        match date::read(text, self.context.home) {
            Some((day, unsure)) => self.push(attribute, Draft::value(day), found, unsure),
            None => self.own(label(&found), found),
        }
    }

    /// Takes boxes by the name of their part; what no part takes becomes a field of the person's own.
    pub(super) fn parts(
        &mut self,
        attribute: Attribute,
        parts: &[(&str, String)],
        found: Found<'_>,
    ) {
        let mut draft = Draft::new();
        for (name, text) in parts {
            let known = |part: &&Part| part.name == *name;
            match attribute.parts().iter().find(known) {
                Some(part) if draft.get(part.name).is_empty() => {
                    draft.set(part.name, self.typed(part.kind, text));
                }
                Some(part) if part.kind.multiline() => {
                    let mut lines = draft.get(part.name).to_owned();
                    lines.push('\n');
                    lines.push_str(text);
                    draft.set(part.name, lines);
                }
                _ => self.own(name, Found { text, ..found }),
            }
        }
        if draft.is_blank() {
            return;
        }
        let mut unsure = false;
        if attribute.shape() == Shape::Address
            && draft.get("country").is_empty()
            && let Some(home) = self.context.home
        {
            draft.set("country", home);
            unsure = true;
        }
        self.push(attribute, draft, found, unsure);
    }

    /// The text as a box takes it, where a file writes it in another way.
    fn typed(&self, kind: Kind, text: &str) -> String {
        match kind {
            Kind::Phone => phone::international(text, self.context.home),
            Kind::Country | Kind::CountryAlpha3 => country::code(text, self.context),
            Kind::Day(_) => date::read(text, self.context.home).map(|(day, _)| day),
            _ => None,
        }
        .unwrap_or_else(|| text.to_owned())
    }

    /// Takes boxes as they are.
    pub(super) fn draft(&mut self, attribute: Attribute, draft: Draft, found: Found<'_>) {
        self.push(attribute, draft, found, false);
    }

    fn push(&mut self, attribute: Attribute, draft: Draft, found: Found<'_>, unsure: bool) {
        if draft.is_blank() || self.full() {
            return;
        }
        let mut candidates = self.card.candidates.iter_mut();
        let same = |candidate: &&mut Candidate| {
            candidate.attribute == attribute && (!attribute.several() || candidate.draft == draft)
        };
        match candidates.find(same) {
            Some(first) if first.draft == draft => {
                // Said twice. A word for it may stand there once only.
                if first.label.is_empty() {
                    first.label = line(found.label);
                }
            }
            // A second name beside the one that there can be.
            Some(_) => self.own(label(&found), found),
            None => {
                let label = line(found.label);
                self.add(attribute, draft, label, found, unsure, None);
            }
        }
    }

    fn add(
        &mut self,
        attribute: Attribute,
        draft: Draft,
        label: String,
        found: Found<'_>,
        unsure: bool,
        kept: Option<Kept>,
    ) {
        self.preferred.push(found.preferred);
        self.card.candidates.push(Candidate {
            attribute,
            draft,
            label,
            name: line(found.name),
            text: found.text.to_owned(),
            unsure,
            source: self.source.clone(),
            kept,
        });
    }

    /// Takes an item of an export, as it was.
    pub(super) fn kept(&mut self, label: String, kept: Kept, found: Found<'_>) {
        if !self.full() {
            let attribute = kept.value.attribute();
            let draft = Draft::of(&kept.value);
            self.add(attribute, draft, label, found, false, Some(kept));
        }
    }

    /// Takes a text into a field of the person's own, or several where it is long.
    pub(super) fn own(&mut self, label: &str, found: Found<'_>) {
        let text = shown(found.text);
        let most = |attribute: &Attribute| match attribute.parts() {
            [
                _,
                Part {
                    kind: Kind::Lines(most),
                    ..
                },
            ] => *most,
            _ => 1,
        };
        let mut attribute = Attribute::custom(&mut self.rng);
        for piece in pieces(&text, most(&attribute)) {
            if piece.trim().is_empty() || self.full() {
                continue;
            }
            let mut draft = Draft::new();
            draft.set(
                "label",
                line(if label.is_empty() { found.name } else { label }),
            );
            draft.set("value", piece);
            self.add(
                attribute,
                draft,
                String::new(),
                found.of(piece),
                false,
                None,
            );
            attribute = Attribute::custom(&mut self.rng);
        }
    }

    /// Notes what can't be kept.
    pub(super) fn leave(&mut self, name: &str, text: &str, why: Why) {
        if !self.full() {
            self.card.left.push(Left {
                name: line(name),
                text: text.to_owned(),
                why,
            });
        }
    }

    /// Notes what the person does not want to store.
    pub(super) fn omit(&mut self, attribute: Attribute, since: i64) {
        if !self.full() {
            self.card.omissions.push(Omission {
                id: ItemId::random(&mut self.rng),
                attribute,
                since: since.min(self.context.at),
            });
        }
    }

    /// Whether the card has something of an attribute already.
    pub(super) fn has(&self, attribute: Attribute) -> bool {
        let mut all = self.card.candidates.iter();
        all.any(|candidate| candidate.attribute == attribute)
    }

    /// What the person is known by, where it is not their name.
    pub(super) fn title(&mut self, title: &str) {
        if self.card.title.is_empty() {
            self.card.title = line(title);
        }
    }
}

/// What a field of the person's own is called.
fn label<'f>(found: &Found<'f>) -> &'f str {
    let mut names = [found.own, found.label].into_iter();
    names.find(|name| !name.is_empty()).unwrap_or(found.name)
}

/// One line that is short enough for a label.
pub(super) fn line(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().collect();
    let text: String = shown(&words.join(" "));
    text.chars()
        .take(LONGEST_LABEL)
        .collect::<String>()
        .trim_end()
        .to_owned()
}

/// Without what no box takes: controls, and marks that make a text look like another.
pub(super) fn shown(text: &str) -> String {
    text.chars().filter(|&c| !is_hidden(c)).collect()
}

/// The text in pieces of at most so many characters.
fn pieces(text: &str, most: usize) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest
            .char_indices()
            .nth(most)
            .map_or(rest.len(), |(end, _)| end);
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some(piece)
    })
}
