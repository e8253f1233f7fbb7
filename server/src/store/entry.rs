//! The access log's rows: chains of entries, one a person.

use std::collections::HashMap;

use sqlx::{Any, AnyConnection, Transaction};
use vault::{
    digest::Digest,
    grant::State,
    id::{GrantId, PersonId},
    log::LogHead,
};

use super::{
    GrantRow, Store, StoreError,
    column::Column,
    grant::{self, grant_columns},
};

/// An entry to be chained.
pub struct Append {
    /// The grant that it is about; its person's chain takes the entry.
    pub grant: GrantId,
    /// The entry's exact text.
    pub text: String,
    /// The leaf under which data is about to leave: then the grant must still be active under it. `None` for refusals.
    pub leaf: Option<Digest>,
}

/// Why an entry of a release was not chained, so that nothing may leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// The grant's state is no longer active.
    State(State),
    /// The person signed another leaf meanwhile.
    Changed,
    /// There is no such grant.
    Gone,
}

impl Store {
    /// Chains the entries in one transaction, which is on disk when this returns.
    pub async fn append(
        &self,
        entries: &[Append],
        now: i64,
    ) -> Result<Vec<Result<(), Refused>>, StoreError> {
        let mut tx = self.write().await?;
        let mut heads: HashMap<PersonId, LogHead> = HashMap::new();
        let mut outcomes = Vec::with_capacity(entries.len());
        for append in entries {
            let row: Option<grant::Row> = sqlx::query_as(concat!(
                "SELECT ",
                grant_columns!(),
                " FROM grant_ WHERE id = $1"
            ))
            .bind(append.grant.as_bytes().as_slice())
            .fetch_optional(&mut *tx)
            .await?;
            let grant = row.map(GrantRow::try_from).transpose()?;
            outcomes.push(match permitted(grant.as_ref(), append, now) {
                Err(refused) => Err(refused),
                Ok(person) => {
                    let head = match heads.get(&person) {
                        Some(head) => *head,
                        None => head(&mut tx, person).await?,
                    };
                    heads.insert(person, chain(&mut tx, person, head, &append.text).await?);
                    Ok(())
                }
            });
        }
        for (person, head) in heads {
            sqlx::query("UPDATE log_head SET count = $1, head = $2 WHERE person = $3")
                .bind(i64::try_from(head.count).unwrap_or(i64::MAX))
                .bind(head.head.as_bytes().as_slice())
                .bind(person.as_bytes().as_slice())
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        Ok(outcomes)
    }

    /// The entries after number `after`, oldest first, at most `most`, and the head of the same moment.
    pub async fn list_entries(
        &self,
        person: PersonId,
        after: u64,
        most: u32,
    ) -> Result<(Vec<String>, LogHead), StoreError> {
        let mut tx = self.readers.begin().await?;
        let rows: Vec<(String,)> = sqlx::query_as(
            "SELECT entry FROM entry WHERE person = $1 AND n > $2 ORDER BY n LIMIT $3",
        )
        .bind(person.as_bytes().as_slice())
        .bind(i64::try_from(after).unwrap_or(i64::MAX))
        .bind(i64::from(most))
        .fetch_all(&mut *tx)
        .await?;
        let head = head(&mut tx, person).await?;
        tx.commit().await?;
        Ok((rows.into_iter().map(|(entry,)| entry).collect(), head))
    }
}

fn permitted(grant: Option<&GrantRow>, append: &Append, now: i64) -> Result<PersonId, Refused> {
    let grant = grant.ok_or(Refused::Gone)?;
    if let Some(leaf) = append.leaf {
        match grant.state(now) {
            State::Active if grant.leaf_hash == leaf => {}
            State::Active => return Err(Refused::Changed),
            other => return Err(Refused::State(other)),
        }
    }
    Ok(grant.person)
}

async fn chain(
    tx: &mut Transaction<'static, Any>,
    person: PersonId,
    before: LogHead,
    text: &str,
) -> Result<LogHead, StoreError> {
    let head = before.then(text.as_bytes());
    sqlx::query("INSERT INTO entry (person, n, entry, hash) VALUES ($1, $2, $3, $4)")
        .bind(person.as_bytes().as_slice())
        .bind(i64::try_from(head.count).unwrap_or(i64::MAX))
        .bind(text)
        .bind(head.head.as_bytes().as_slice())
        .execute(&mut **tx)
        .await?;
    Ok(head)
}

/// The head of a person's chain.
pub(super) async fn head(
    connection: &mut AnyConnection,
    person: PersonId,
) -> Result<LogHead, StoreError> {
    let (count, head): (i64, Vec<u8>) =
        sqlx::query_as("SELECT count, head FROM log_head WHERE person = $1")
            .bind(person.as_bytes().as_slice())
            .fetch_one(connection)
            .await?;
    Ok(LogHead {
        count: Column("log_head", "count").number(count)?,
        head: Column("log_head", "head").digest(head)?,
    })
}
