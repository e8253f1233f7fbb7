//! Making what was deleted leave the disk.
//!
//! With `secure_delete` a deleted row is overwritten, but the overwritten page stands in the write-ahead log first, and
//! older copies of it too, until the log was copied into the main file and cut.

use std::time::Duration;

use tokio::time::sleep;

use super::{Store, StoreError};

/// How often the log is tried to be cut before the caller is told to ask again. Only a reader in the middle of a page of
/// rows holds it, for milliseconds. Between two tries the writer is free for others.
const TRIES: u32 = 40;
const PAUSE: Duration = Duration::from_millis(50);

impl Store {
    /// Cuts SQLite's write-ahead log. `false`: readers held it all the time.
    pub async fn erase_deleted(&self) -> Result<bool, StoreError> {
        for attempt in 0..TRIES {
            if attempt > 0 {
                sleep(PAUSE).await;
            }
            if self.cut_log().await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn cut_log(&self) -> Result<bool, StoreError> {
        let mut writer = self.writer.acquire().await?;
        // SQLite would wait for the readers itself, and every write behind it.
        sqlx::raw_sql("PRAGMA busy_timeout = 20")
            .execute(&mut *writer)
            .await?;
        let cut: Result<(i64, i64, i64), _> = sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)")
            .fetch_one(&mut *writer)
            .await;
        sqlx::raw_sql("PRAGMA busy_timeout = 5000")
            .execute(&mut *writer)
            .await?;
        let (busy, left, _) = cut?;
        Ok(busy == 0 && left <= 0)
    }
}
