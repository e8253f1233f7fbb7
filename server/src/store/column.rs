//! Columns to types and back. What does not fit is corrupt, and named.

use vault::{digest::Digest, id::PersonId};

use super::StoreError;

/// Names a column while its value is read.
#[derive(Clone, Copy)]
pub(super) struct Column(pub &'static str, pub &'static str);

impl Column {
    pub(super) fn corrupt(self) -> StoreError {
        StoreError::Corrupt {
            table: self.0,
            column: self.1,
        }
    }

    pub(super) fn bytes<const N: usize>(self, value: Vec<u8>) -> Result<[u8; N], StoreError> {
        value.try_into().map_err(|_| self.corrupt())
    }

    pub(super) fn digest(self, value: Vec<u8>) -> Result<Digest, StoreError> {
        self.bytes(value).map(Digest::from_bytes)
    }

    pub(super) fn person(self, value: Vec<u8>) -> Result<PersonId, StoreError> {
        self.bytes(value).map(PersonId::from_bytes)
    }

    pub(super) fn number<T: TryFrom<i64>>(self, value: i64) -> Result<T, StoreError> {
        value.try_into().map_err(|_| self.corrupt())
    }

    /// Reads what prints and parses, or is JSON.
    pub(super) fn parsed<T>(self, value: Option<T>) -> Result<T, StoreError> {
        value.ok_or_else(|| self.corrupt())
    }
}
