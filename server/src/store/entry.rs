//! The access log's rows: chains of entries, one a person.

use std::collections::HashMap;

use sqlx::{Any, AnyConnection, AssertSqlSafe, FromRow, Transaction};
use vault::{
    digest::Digest,
    grant::{EndCause, Grant, Pause, State},
    id::{GrantId, PersonId},
    log::LogHead,
};

use super::{Store, StoreError, column::Column};

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
    /// Chains the entries in one transaction, which is on disk when this returns. Statements take many rows each, since each
    /// is a way to the database's thread and back.
    pub async fn append(
        &self,
        entries: &[Append],
        now: i64,
    ) -> Result<Vec<Result<(), Refused>>, StoreError> {
        let mut tx = self.write().await?;
        let grants = standings(&mut tx, entries).await?;
        let mut heads: HashMap<PersonId, LogHead> = HashMap::new();
        let mut outcomes = Vec::with_capacity(entries.len());
        let mut lines = Vec::with_capacity(entries.len());
        for append in entries {
            let standing = grants.get(&append.grant);
            outcomes.push(permitted(standing, append, now).map(|standing| {
                let head = heads.entry(standing.person).or_insert(standing.head);
                *head = head.then(append.text.as_bytes());
                lines.push((standing.person, *head, append.text.as_str()));
            }));
        }
        insert_lines(&mut tx, &lines).await?;
        let mut heads: Vec<_> = heads.into_iter().collect();
        // In one order, so that two servers never wait for each other.
        heads.sort_unstable_by_key(|(person, _)| *person);
        set_heads(&mut tx, &heads).await?;
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

/// A grant, as far as an entry needs it, and its person's chain.
struct Standing {
    person: PersonId,
    grant: Grant,
    leaf: Digest,
    head: LogHead,
}

#[derive(FromRow)]
struct Row {
    id: Vec<u8>,
    person: Vec<u8>,
    leaf_hash: Vec<u8>,
    expires: i64,
    paused_since: Option<i64>,
    paused_until: Option<i64>,
    ended: Option<String>,
    count: Option<i64>,
    head: Option<Vec<u8>>,
}

impl Row {
    fn read(self) -> Result<(GrantId, Standing), StoreError> {
        let ended = |cause: String| Column("grant_", "ended").parsed(EndCause::parse(&cause));
        let standing = Standing {
            person: Column("grant_", "person").person(self.person)?,
            grant: Grant {
                expires: self.expires,
                pause: self.paused_since.map(|_| Pause {
                    until: self.paused_until,
                }),
                ended: self.ended.map(ended).transpose()?,
            },
            leaf: Column("grant_", "leaf_hash").digest(self.leaf_hash)?,
            head: read_head(
                Column("log_head", "count").parsed(self.count)?,
                Column("log_head", "head").parsed(self.head)?,
            )?,
        };
        let id = Column("grant_", "id").bytes(self.id)?;
        Ok((GrantId::from_bytes(id), standing))
    }
}

fn permitted<'s>(
    standing: Option<&'s Standing>,
    append: &Append,
    now: i64,
) -> Result<&'s Standing, Refused> {
    let standing = standing.ok_or(Refused::Gone)?;
    if let Some(leaf) = append.leaf {
        match standing.grant.state(now) {
            State::Active if standing.leaf == leaf => {}
            State::Active => return Err(Refused::Changed),
            other => return Err(Refused::State(other)),
        }
    }
    Ok(standing)
}

/// The most rows in one statement.
const ROWS: usize = 64;

/// Parts of 64, and of 32, 16 and so on for the rest, so that the database prepares seven statements and not one for each length.
fn parts<T>(mut rows: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let length = 1 << rows.len().min(ROWS).checked_ilog2()?;
        let (part, rest) = rows.split_at(length);
        rows = rest;
        Some(part)
    })
}

/// `($1, $2), ($3, $4)` for two rows of two columns.
fn values(rows: usize, columns: usize) -> String {
    let row = |row: usize| {
        let places: Vec<_> = (1..=columns)
            .map(|column| format!("${}", row * columns + column))
            .collect();
        format!("({})", places.join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}

async fn standings(
    tx: &mut Transaction<'static, Any>,
    entries: &[Append],
) -> Result<HashMap<GrantId, Standing>, StoreError> {
    let mut ids: Vec<_> = entries.iter().map(|append| append.grant).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut found = HashMap::with_capacity(ids.len());
    for ids in parts(&ids) {
        let sql = format!(
            "SELECT grant_.id, grant_.person, grant_.leaf_hash, grant_.expires, grant_.paused_since, grant_.paused_until, \
             grant_.ended, log_head.count, log_head.head \
             FROM grant_ LEFT JOIN log_head ON log_head.person = grant_.person WHERE grant_.id IN {}",
            values(1, ids.len())
        );
        let mut query = sqlx::query_as(AssertSqlSafe(sql));
        for id in ids {
            query = query.bind(id.as_bytes().as_slice());
        }
        let rows: Vec<Row> = query.fetch_all(&mut **tx).await?;
        for row in rows {
            let (id, standing) = row.read()?;
            found.insert(id, standing);
        }
    }
    Ok(found)
}

async fn insert_lines(
    tx: &mut Transaction<'static, Any>,
    lines: &[(PersonId, LogHead, &str)],
) -> Result<(), StoreError> {
    for lines in parts(lines) {
        let sql = format!(
            "INSERT INTO entry (person, n, entry, hash) VALUES {}",
            values(lines.len(), 4)
        );
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for (person, head, text) in lines {
            query = query
                .bind(person.as_bytes().as_slice())
                .bind(i64::try_from(head.count).unwrap_or(i64::MAX))
                .bind(*text)
                .bind(head.head.as_bytes().as_slice());
        }
        query.execute(&mut **tx).await?;
    }
    Ok(())
}

async fn set_heads(
    tx: &mut Transaction<'static, Any>,
    heads: &[(PersonId, LogHead)],
) -> Result<(), StoreError> {
    for heads in parts(heads) {
        // Every person has a row. This form of an update is the one that takes several.
        let sql = format!(
            "INSERT INTO log_head (person, count, head) VALUES {} \
             ON CONFLICT (person) DO UPDATE SET count = excluded.count, head = excluded.head",
            values(heads.len(), 3)
        );
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for (person, head) in heads {
            query = query
                .bind(person.as_bytes().as_slice())
                .bind(i64::try_from(head.count).unwrap_or(i64::MAX))
                .bind(head.head.as_bytes().as_slice());
        }
        query.execute(&mut **tx).await?;
    }
    Ok(())
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
    read_head(count, head)
}

fn read_head(count: i64, head: Vec<u8>) -> Result<LogHead, StoreError> {
    Ok(LogHead {
        count: Column("log_head", "count").number(count)?,
        head: Column("log_head", "head").digest(head)?,
    })
}
