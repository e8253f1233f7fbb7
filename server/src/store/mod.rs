//! The store: every query of this server, each written once for both databases. The only place with SQL.
//!
//! Reads go through a pool. Writes go through one connection, so that a transaction sees what the one before it wrote,
//! and a stop comes before or after a read but never beside it.

mod column;
mod entry;
mod erasure;
mod grant;
mod instance;
mod person;
mod save;
mod session;
mod sqlite;
mod vault;

use sqlx::{Any, AnyPool, Transaction, migrate::MigrateError};

pub use self::{
    entry::{Append, Refused},
    grant::{GrantRow, TokenRow},
    instance::InstanceRow,
    person::{MethodRow, NewMethod, NewOpener, NewPerson, PasskeyRow},
    save::{GrantChange, GrantStep, Renewed, SavePlan, Turn},
    session::SessionRow,
    vault::{ItemHash, Outline},
};

/// Why the store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database failed.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    /// The tables of this version could not be made.
    #[error("the database can't be brought to this version")]
    Migration(#[from] MigrateError),
    /// The files of the database can't be made.
    #[error("the database's file can't be opened")]
    File(#[from] std::io::Error),
    /// A row holds what no row should.
    #[error("table {table}: column {column} holds what it should not")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
    },
    /// Somebody else was first.
    #[error("conflict: {0:?}")]
    Conflict(Conflict),
}

impl StoreError {
    /// Whether so many wait for the database that this one's turn did not come.
    pub fn is_busy(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::PoolTimedOut))
    }
}

/// What was already so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conflict {
    /// The operator is somebody.
    Claimed,
    /// A manifest with this number exists.
    Manifest,
    /// The grant is over.
    GrantEnded,
    /// An id, a credential or a token that must be new is not.
    Taken,
}

/// The database of one server.
#[derive(Clone, Debug)]
pub struct Store {
    readers: AnyPool,
    writer: AnyPool,
}

impl Store {
    async fn write(&self) -> Result<Transaction<'static, Any>, StoreError> {
        Ok(self.writer.begin().await?)
    }

    /// Ends all connections; what was acknowledged is on disk already.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

/// Tells a violated uniqueness from other failures.
fn taken(error: sqlx::Error, conflict: Conflict) -> StoreError {
    match error.as_database_error() {
        Some(database) if database.is_unique_violation() => StoreError::Conflict(conflict),
        _ => StoreError::Database(error),
    }
}
