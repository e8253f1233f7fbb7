//! Sessions, found by the SHA-256 of the id that the browser holds.

use vault::{digest::Digest, id::PersonId};

use super::{Conflict, Store, StoreError, column::Column, taken};

/// A session as stored.
pub struct SessionRow {
    /// Who is signed in.
    pub person: Option<PersonId>,
    /// What it holds, in JSON.
    pub data: String,
    /// When it ends, in unix seconds.
    pub expires: i64,
}

impl Store {
    /// What a session holds, unless it is over.
    pub async fn find_session(
        &self,
        id: Digest,
        now: i64,
    ) -> Result<Option<(String, i64)>, StoreError> {
        Ok(
            sqlx::query_as("SELECT data, expires FROM session WHERE id = $1 AND expires > $2")
                .bind(id.as_bytes().as_slice())
                .bind(now)
                .fetch_optional(&self.readers)
                .await?,
        )
    }

    /// Stores a new session.
    pub async fn insert_session(&self, id: Digest, row: &SessionRow) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO session (id, person, data, expires) VALUES ($1, $2, $3, $4)")
            .bind(id.as_bytes().as_slice())
            .bind(row.person.map(|person| person.as_bytes().to_vec()))
            .bind(row.data.as_str())
            .bind(row.expires)
            .execute(&self.writer)
            .await
            .map_err(|error| taken(error, Conflict::Taken))?;
        Ok(())
    }

    /// Replaces what a session holds. One that was deleted meanwhile stays deleted.
    pub async fn set_session(&self, id: Digest, row: &SessionRow) -> Result<(), StoreError> {
        sqlx::query("UPDATE session SET person = $1, data = $2, expires = $3 WHERE id = $4")
            .bind(row.person.map(|person| person.as_bytes().to_vec()))
            .bind(row.data.as_str())
            .bind(row.expires)
            .bind(id.as_bytes().as_slice())
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// Moves a session's end, unless that is later than `stale` already.
    pub async fn set_session_end(
        &self,
        id: Digest,
        expires: i64,
        stale: i64,
    ) -> Result<(), StoreError> {
        let row: Option<(i64,)> = sqlx::query_as("SELECT expires FROM session WHERE id = $1")
            .bind(id.as_bytes().as_slice())
            .fetch_optional(&self.readers)
            .await?;
        if row.is_none_or(|(end,)| end > stale) {
            return Ok(());
        }
        sqlx::query("UPDATE session SET expires = $1 WHERE id = $2")
            .bind(expires)
            .bind(id.as_bytes().as_slice())
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// The sessions of a person that are not over, the last used first.
    pub async fn list_sessions(
        &self,
        person: PersonId,
        now: i64,
    ) -> Result<Vec<(Digest, SessionRow)>, StoreError> {
        let rows: Vec<(Vec<u8>, String, i64)> = sqlx::query_as(
            "SELECT id, data, expires FROM session WHERE person = $1 AND expires > $2 ORDER BY expires DESC, id",
        )
        .bind(person.as_bytes().as_slice())
        .bind(now)
        .fetch_all(&self.readers)
        .await?;
        let row = |(id, data, expires)| {
            let row = SessionRow {
                person: Some(person),
                data,
                expires,
            };
            Ok((Column("session", "id").digest(id)?, row))
        };
        rows.into_iter().map(row).collect()
    }

    /// Ends a session.
    pub async fn delete_session(&self, id: Digest) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM session WHERE id = $1")
            .bind(id.as_bytes().as_slice())
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// Removes the sessions that are over.
    pub async fn delete_ended_sessions(&self, now: i64) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM session WHERE expires <= $1")
            .bind(now)
            .execute(&self.writer)
            .await?;
        Ok(())
    }
}
