//! The log's file: the access log with its proof. Whoever gets it can check it without the server, without the vault and
//! without an account. `docs/cryptography.md` describes the format.

mod check;

use serde_json::{Value as Json, json};
use vault::{
    epoch::Epochs,
    id::GrantId,
    json,
    jws::{Jws, Typ},
    map::{Map, Set},
    receipt::EndReceipt,
    wire::VaultRecord,
};

pub use self::check::{LogFault, LogProof};
use crate::{export::ExportError, vault::Vault};

/// What the file is.
pub const TYP: &str = "mydata-log/v1";

/// The largest file that is written or read, in bytes: some hundred and fifty thousand entries.
pub const LARGEST: usize = vault::sealed::LARGEST_EXPORT;

impl Vault {
    /// The log with its proof, made at `at` (unix seconds). `record` is the server's answer of which the vault was opened, or that a
    /// save left behind; `entries` are the exact texts of the whole log as this device has checked it. There is no value of the
    /// profile in it.
    ///
    /// # Errors
    /// [`ExportError::OtherRecord`]; [`ExportError::Log`] where the entries are not all that was checked, as when another device was
    /// further; [`ExportError::TooLarge`], [`ExportError::Write`].
    pub fn log_file(
        &self,
        record: &VaultRecord,
        entries: &[String],
        at: i64,
    ) -> Result<String, ExportError> {
        let key = self.keyring.public_key();
        let epochs = Epochs::read(self.person(), &record.steps, &key);
        if record.manifest.digest() != self.manifest_hash
            || epochs.map(|epochs| epochs.now()) != Ok(self.keyring.epoch())
        {
            return Err(ExportError::OtherRecord);
        }
        let mut chain = self.log_check();
        let mut read = Set::new();
        for entry in entries {
            read.insert(chain.take(entry.as_bytes())?.grant);
        }
        let log = chain.finish(chain.head())?;
        let file = json!({
            "typ": TYP,
            "made": at,
            "person": self.person(),
            "issuer": self.issuer(),
            "signing_key": key,
            "steps": record.steps,
            "manifest": record.manifest,
            "instance_key": record.instance_key,
            "log": log,
            "entries": entries,
            "receipts": self.end_receipts(record),
            "names": self.company_names(&read),
        });
        let text = json::write(&file)?;
        if text.len() > LARGEST {
            return Err(ExportError::TooLarge);
        }
        Ok(text)
    }

    /// The end receipts that the server still has. One that proves nothing stays behind: the end that the person signed counts
    /// without it.
    fn end_receipts<'r>(&self, record: &'r VaultRecord) -> Vec<&'r Jws> {
        let proves = |jws: &&Jws| {
            let receipt: Result<EndReceipt, _> = jws.verify(Typ::EndReceipt, &record.instance_key);
            receipt.is_ok_and(|receipt| receipt.iss == self.issuer)
        };
        let ends = record.grants.iter().filter_map(|grant| grant.end.as_ref());
        ends.map(|end| &end.receipt).filter(proves).collect()
    }

    /// What the person calls the companies of these grants.
    fn company_names(&self, grants: &Set<GrantId>) -> Json {
        let known: Map<GrantId, &str> = self
            .companies()
            .filter(|company| grants.contains(&company.grant))
            .map(|company| (company.grant, company.name.as_str()))
            .collect();
        json!(known)
    }
}
