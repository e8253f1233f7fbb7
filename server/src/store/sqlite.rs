//! SQLite: one file in the data folder.

use std::{
    fs::{DirBuilder, OpenOptions},
    io::ErrorKind,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::Path,
};

use sqlx::{
    AnyConnection, AnyPool, Executor,
    any::{AnyPoolOptions, install_default_drivers},
};

use super::{Store, StoreError};

/// The database's file in the data folder.
const FILE: &str = "mydata.db";

/// Readers at once. One or two cost 30 to 40 % on reads.
const READERS: u32 = 8;

/// sqlx leaves journal mode, synchronous and secure_delete as they are, so each connection sets them.
///
/// FULL: a commit waits for the disk. secure_delete: what is deleted is overwritten with zeros.
const SETTINGS: &str = "PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA secure_delete = ON;
    PRAGMA foreign_keys = ON;
    PRAGMA busy_timeout = 5000;
    PRAGMA trusted_schema = OFF;
    PRAGMA temp_store = MEMORY;";

impl Store {
    /// Opens the database in this folder and brings its tables to this version; makes both where they are missing.
    pub async fn open_folder(folder: &Path) -> Result<Self, StoreError> {
        install_default_drivers();
        let file = folder.join(FILE);
        make_private(folder, &file)?;
        // A connection address, so what means something there is escaped.
        let mut url = url::Url::parse("sqlite://")
            .map_err(|_| std::io::Error::from(ErrorKind::InvalidInput))?;
        url.set_path(&std::path::absolute(&file)?.to_string_lossy());

        let writer = connect(url.as_str(), 1).await?;
        sqlx::migrate!("../migrations/sqlite").run(&writer).await?;
        let readers = connect(url.as_str(), READERS).await?;
        let store = Self { readers, writer };
        // A stop that was cut off before it was acknowledged may have left its bytes there.
        store.erase_deleted().await?;
        Ok(store)
    }
}

/// The database's log and index inherit its mode.
fn make_private(folder: &Path, file: &Path) -> Result<(), StoreError> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)?;
    OpenOptions::new()
        .append(true)
        .create(true)
        .mode(0o600)
        .open(file)?;
    Ok(())
}

async fn connect(url: &str, connections: u32) -> Result<AnyPool, StoreError> {
    let pool = AnyPoolOptions::new()
        .max_connections(connections)
        .min_connections(1)
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
        .after_connect(|connection: &mut AnyConnection, _| {
            Box::pin(async move {
                connection.execute(sqlx::raw_sql(SETTINGS)).await?;
                Ok(())
            })
        })
        .connect(url)
        .await?;
    Ok(pool)
}
