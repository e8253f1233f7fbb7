//! What a device keeps for later, sealed to its owner: edits that could not be saved yet, and values that are not finished.

use serde::Deserialize;
use serde_json::json;
use vault::{
    attribute::{Attribute, Draft, Part},
    id::ItemId,
    json,
    sealed::{OpenError, SealError, Sealed, kind},
};
use zeroize::Zeroizing;

use crate::{edit::Edit, record::Record, vault::Vault};

const STEP: usize = 1024;
const WAITING: &str = "mydata-waiting/v1";
const REMOVAL: &str = "mydata-removal/v1";
const UNFINISHED: &str = "mydata-unfinished/v1";

/// A value in the making: the text of the boxes as it stands.
#[derive(Clone, PartialEq)]
pub struct Unfinished {
    /// The item, which may exist already.
    pub item: ItemId,
    /// Its attribute.
    pub attribute: Attribute,
    /// The person's word for it.
    pub label: String,
    /// The boxes.
    pub draft: Draft,
    /// When the value that stood there had been committed, in unix seconds; `None` where there was none.
    pub base: Option<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WaitingText {
    edit: String,
    known: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RemovalText {
    item: ItemId,
    at: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UnfinishedText {
    item: ItemId,
    attribute: Attribute,
    label: String,
    boxes: Vec<String>,
    base: Option<i64>,
}

impl Vault {
    /// Seals an edit that waits; `None` for a new grant: the person decides of that anew.
    ///
    /// # Errors
    /// [`SealError`] where it is too long, or the machine has no randomness.
    pub fn seal_waiting(&self, edit: &Edit) -> Result<Option<Sealed<kind::Item>>, SealError> {
        let (content, known) = match edit {
            Edit::Keep(item) => (item.to_json(), self.item(item.id).is_some()),
            Edit::Omit(omission) => (omission.to_json(), false),
            Edit::Note(note) => (note.to_json(), false),
            Edit::Remove { item, at } => (json!({ "typ": REMOVAL, "item": item, "at": at }), true),
            Edit::Share(_) => return Ok(None),
        };
        let text = Zeroizing::new(json::write(&content).map_err(|_| SealError)?);
        self.seal_own(&json!({ "typ": WAITING, "edit": *text, "known": known }))
            .map(Some)
    }

    /// Opens what [`Vault::seal_waiting`] sealed, in this epoch or an earlier one; `None` where the edit is of an item that was
    /// removed since.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn open_waiting(&self, sealed: &Sealed<kind::Item>) -> Result<Option<Edit>, OpenError> {
        let text: WaitingText = self.open_own(sealed, WAITING)?;
        let edit = edit(&text.edit)?;
        let gone = match &edit {
            Edit::Keep(item) => text.known && self.item(item.id).is_none(),
            Edit::Remove { .. } | Edit::Omit(_) | Edit::Note(_) | Edit::Share(_) => false,
        };
        Ok(Some(edit).filter(|_| !gone))
    }

    /// Seals a value in the making.
    ///
    /// # Errors
    /// [`SealError`].
    pub fn seal_unfinished(
        &self,
        unfinished: &Unfinished,
    ) -> Result<Sealed<kind::Item>, SealError> {
        let parts = unfinished.attribute.parts().iter();
        let named = |part: &'static Part| [part.name, unfinished.draft.get(part.name)];
        let boxes: Vec<_> = parts.flat_map(named).collect();
        self.seal_own(&json!({
            "typ": UNFINISHED,
            "item": unfinished.item,
            "attribute": unfinished.attribute,
            "label": unfinished.label,
            "boxes": boxes,
            "base": unfinished.base,
        }))
    }

    /// Opens what [`Vault::seal_unfinished`] sealed, in this epoch or an earlier one.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn open_unfinished(&self, sealed: &Sealed<kind::Item>) -> Result<Unfinished, OpenError> {
        let text: UnfinishedText = self.open_own(sealed, UNFINISHED)?;
        let mut draft = Draft::new();
        // Names and texts by turns.
        for pair in text.boxes.chunks_exact(2) {
            let part = text
                .attribute
                .parts()
                .iter()
                .find(|part| part.name == pair[0]);
            if let Some(part) = part {
                draft.set(part.name, pair[1].as_str());
            }
        }
        Ok(Unfinished {
            item: text.item,
            attribute: text.attribute,
            label: text.label,
            draft,
            base: text.base,
        })
    }

    fn seal_own(&self, content: &serde_json::Value) -> Result<Sealed<kind::Item>, SealError> {
        let text = Zeroizing::new(json::write(content).map_err(|_| SealError)?);
        let owner = self.keyring.recipient().map_err(|_| SealError)?;
        Sealed::seal(&text, STEP, &[&owner])
    }

    fn open_own<T: for<'de> Deserialize<'de>>(
        &self,
        sealed: &Sealed<kind::Item>,
        typ: &str,
    ) -> Result<T, OpenError> {
        let text = self.keyring.unseal(sealed)?;
        let (is, members) = json::read_tagged(&text, "typ").map_err(|_| OpenError)?;
        if is != typ {
            return Err(OpenError);
        }
        T::deserialize(members).map_err(|_| OpenError)
    }
}

fn edit(text: &str) -> Result<Edit, OpenError> {
    let (typ, members) = json::read_tagged(text, "typ").map_err(|_| OpenError)?;
    if typ == REMOVAL {
        let RemovalText { item, at } = RemovalText::deserialize(members).map_err(|_| OpenError)?;
        return Ok(Edit::Remove { item, at });
    }
    match Record::read(text)? {
        Record::Item(item) => Ok(Edit::Keep(item)),
        Record::Omission(omission) => Ok(Edit::Omit(omission)),
        Record::Method(note) => Ok(Edit::Note(note)),
        Record::Company(_) => Err(OpenError),
    }
}
