//! This server's own row.

use sqlx::FromRow;
use vault::{digest::Digest, id::PersonId};
use zeroize::Zeroizing;

use super::{Store, StoreError, column::Column};

/// What a server remembers of itself.
pub struct InstanceRow {
    /// The seed of the key that signs receipts.
    pub signing_key: Zeroizing<[u8; 32]>,
    /// SHA-256 of the setup code; gone once somebody claimed the server.
    pub setup_code: Option<Digest>,
    /// Who runs the server.
    pub operator: Option<PersonId>,
    /// The latest time that the server has seen, in unix seconds.
    pub clock_mark: i64,
}

#[derive(FromRow)]
struct Row {
    signing_key: Vec<u8>,
    setup_code_hash: Option<Vec<u8>>,
    operator: Option<Vec<u8>>,
    clock_mark: i64,
}

impl TryFrom<Row> for InstanceRow {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            signing_key: Zeroizing::new(Column("instance", "signing_key").bytes(row.signing_key)?),
            setup_code: row
                .setup_code_hash
                .map(|hash| Column("instance", "setup_code_hash").digest(hash))
                .transpose()?,
            operator: row
                .operator
                .map(|person| Column("instance", "operator").person(person))
                .transpose()?,
            clock_mark: row.clock_mark,
        })
    }
}

impl Store {
    /// The server's row, once there is one.
    pub async fn find_instance(&self) -> Result<Option<InstanceRow>, StoreError> {
        let row: Option<Row> = sqlx::query_as(
            "SELECT signing_key, setup_code_hash, operator, clock_mark FROM instance WHERE id = 1",
        )
        .fetch_optional(&self.readers)
        .await?;
        row.map(InstanceRow::try_from).transpose()
    }

    /// Makes the server's row, with the seed of its signing key.
    pub async fn insert_instance(
        &self,
        signing_key: &[u8; 32],
        now: i64,
    ) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO instance (id, signing_key, clock_mark) VALUES (1, $1, $2)")
            .bind(signing_key.as_slice())
            .bind(now)
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// Replaces the setup code of a server that nobody claimed.
    pub async fn set_setup_code(&self, hash: Digest) -> Result<(), StoreError> {
        sqlx::query("UPDATE instance SET setup_code_hash = $1 WHERE id = 1 AND operator IS NULL")
            .bind(hash.as_bytes().as_slice())
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// Remembers that it was `now`; an earlier time changes nothing.
    pub async fn set_clock_mark(&self, now: i64) -> Result<(), StoreError> {
        sqlx::query("UPDATE instance SET clock_mark = $1 WHERE id = 1 AND clock_mark < $1")
            .bind(now)
            .execute(&self.writer)
            .await?;
        Ok(())
    }
}
