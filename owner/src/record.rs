//! What stands inside a sealed item file: an item, the person's note of a company, of an unlock method, or of an
//! attribute that they leave out.

use serde::Deserialize;
use vault::{
    digest::Digest,
    id::ItemId,
    json,
    sealed::{OpenError, Recipient, SealError, Sealed, kind},
};
use zeroize::Zeroizing;

use crate::{
    company::{Company, CompanyText},
    item::{Item, ItemText},
    keyring::Keyring,
    method_note::{MethodNote, MethodNoteText},
    omission::{Omission, OmissionText},
};

const STEP: usize = 1024;

#[derive(Clone, PartialEq)]
pub(crate) enum Record {
    Item(Item),
    Company(Company),
    Omission(Omission),
    Method(MethodNote),
}

/// A record and the hash of the file that it came in.
#[derive(Clone, PartialEq)]
pub(crate) struct Kept {
    pub(crate) record: Record,
    pub(crate) hash: Digest,
}

impl Record {
    pub(crate) fn id(&self) -> ItemId {
        match self {
            Self::Item(item) => item.id,
            Self::Company(company) => company.id,
            Self::Omission(omission) => omission.id,
            Self::Method(note) => note.id,
        }
    }

    pub(crate) fn seal(&self, owner: &Recipient) -> Result<Sealed<kind::Item>, SealError> {
        Sealed::seal(&self.text()?, STEP, &[owner])
    }

    fn text(&self) -> Result<Zeroizing<String>, SealError> {
        let json = match self {
            Self::Item(item) => item.to_json(),
            Self::Company(company) => company.to_json(),
            Self::Omission(omission) => omission.to_json(),
            Self::Method(note) => note.to_json(),
        };
        let text = json::write(&json).map_err(|_| SealError)?;
        Ok(Zeroizing::new(text))
    }

    /// Whether it could be read again. One record that can't would close the whole vault.
    pub(crate) fn readable(&self) -> bool {
        self.text()
            .is_ok_and(|text| Self::read(&text).is_ok_and(|read| read == *self))
    }

    pub(crate) fn open(file: &Sealed<kind::Item>, keyring: &Keyring) -> Result<Self, OpenError> {
        Self::read(&keyring.unseal(file)?)
    }

    pub(crate) fn read(text: &str) -> Result<Self, OpenError> {
        let (typ, members) = json::read_tagged(text, "typ").map_err(|_| OpenError)?;
        match &*typ {
            Item::TYP => {
                let text = ItemText::deserialize(members).map_err(|_| OpenError)?;
                Item::from_text(text).map(Self::Item)
            }
            Company::TYP => {
                let text = CompanyText::deserialize(members).map_err(|_| OpenError)?;
                Company::from_text(text).map(Self::Company)
            }
            Omission::TYP => {
                let text = OmissionText::deserialize(members).map_err(|_| OpenError)?;
                Ok(Self::Omission(Omission::from_text(text)))
            }
            MethodNote::TYP => {
                let text = MethodNoteText::deserialize(members).map_err(|_| OpenError)?;
                Ok(Self::Method(MethodNote::from_text(text)))
            }
            _ => Err(OpenError),
        }
    }
}
