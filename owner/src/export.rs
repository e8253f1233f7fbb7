//! What a person takes along: everything as JSON, open or sealed to the Recovery kit, and what other programs read: an address
//! card and tables. `docs/import-export.md` describes the formats. The access log with its proof is a [`crate::log_file`].

mod table;
mod vcard;

use serde_json::{Value as Json, json};
use vault::{
    json,
    log::LogError,
    manifest::MethodKind,
    sealed::{SealError, seal_export},
    wire::VaultRecord,
};
use zeroize::Zeroizing;

use crate::vault::Vault;

/// The format of the JSON.
pub const FORMAT: &str = "mydata-export/v1";

/// The columns of the table: one row for each box of an item, and rows of one item have its number.
pub(crate) const COLUMNS: [&str; 8] = [
    "item",
    "attribute",
    "label",
    "part",
    "value",
    "first_choice",
    "changed",
    "source",
];

/// The columns of the log's table: one row for each entry.
pub(crate) const LOG_COLUMNS: [&str; 7] = [
    "time", "company", "what_for", "asked", "given", "outcome", "times",
];

/// Why no export is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ExportError {
    /// The record is not the one of which this vault was opened.
    #[error("the record does not belong to this state of the vault")]
    OtherRecord,
    /// The vault has no Recovery kit to seal to.
    #[error("the vault has no Recovery kit")]
    NoKit,
    /// The entries are not those that this device has checked, or not all of them.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The file would be larger than one that is read.
    #[error("there is too much for one file")]
    TooLarge,
    /// Something can't be written.
    #[error("could not be written")]
    Write,
    /// It can't be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
}

impl From<json::JsonError> for ExportError {
    fn from(_: json::JsonError) -> Self {
        Self::Write
    }
}

impl Vault {
    /// Everything as JSON, made at `at` (unix seconds). `record` is the server's answer of which the vault was opened, or that a
    /// save left behind: with it the export holds the person's signature and all that it signs, so that another program
    /// can verify them.
    ///
    /// # Errors
    /// [`ExportError::OtherRecord`], [`ExportError::Write`].
    pub fn export(
        &self,
        record: Option<&VaultRecord>,
        at: i64,
    ) -> Result<Zeroizing<String>, ExportError> {
        let items: Vec<_> = self
            .items()
            .into_iter()
            .map(|item| item.to_json())
            .collect();
        let omissions: Vec<_> = self
            .omissions()
            .map(|omission| omission.to_json())
            .collect();
        let mut export = json!({
            "format": FORMAT,
            "made": at,
            "issuer": self.issuer(),
            "person": self.person(),
            "items": items,
            "omissions": omissions,
            "companies": self.company_texts(),
        });
        if let Some(record) = record {
            if record.manifest.digest() != self.manifest_hash {
                return Err(ExportError::OtherRecord);
            }
            let text = serde_json::to_value(record).map_err(|_| ExportError::Write)?;
            export["signatures"] = json!({
                "signing_key": record.signing_key,
                "manifest": record.manifest,
                "record": text,
            });
        }
        Ok(Zeroizing::new(json::write(&export)?))
    }

    fn company_texts(&self) -> Vec<Json> {
        let share = |share: crate::grants::Share<'_>| {
            let mut text = share.company.to_json();
            text["until"] = share.until().into();
            text["ended"] = share
                .grant
                .end()
                .map_or(Json::Null, |(cause, _)| json!(cause));
            text
        };
        self.shares().into_iter().map(share).collect()
    }

    /// The same as an age file that only the Recovery kit opens.
    ///
    /// # Errors
    /// [`ExportError`].
    pub fn seal_export(
        &self,
        record: Option<&VaultRecord>,
        at: i64,
    ) -> Result<Vec<u8>, ExportError> {
        let kit = |method: &&vault::wire::MethodRecord| method.kind == MethodKind::Kit;
        let kit = self.methods().iter().find(kit).ok_or(ExportError::NoKit)?;
        Ok(seal_export(&self.export(record, at)?, &kit.recipient)?)
    }
}
