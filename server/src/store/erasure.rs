//! Making what was deleted leave the disk.
//!
//! With `secure_delete` a deleted row is overwritten, but the overwritten page stands in the write-ahead log first, and
//! older copies of it too, until the log was copied into the main file and cut.

use std::time::Duration;

use tokio::time::sleep;

use super::{Store, StoreError};

/// How often the log is tried to be cut before the caller is told to ask again. Only a reader in the middle of a page of
/// rows holds it, for milliseconds.
const TRIES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(50);

impl Store {
    /// Cuts SQLite's write-ahead log. `false`: readers held it all the time.
    pub async fn erase_deleted(&self) -> Result<bool, StoreError> {
        for attempt in 0..TRIES {
            if attempt > 0 {
                sleep(PAUSE).await;
            }
            let (busy, left, _): (i64, i64, i64) =
                sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)")
                    .fetch_one(&self.writer)
                    .await?;
            if busy == 0 && left <= 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
