//! Grants, their bundles and tokens.

use sqlx::FromRow;
use vault::{
    bundle::SealedBundle,
    digest::Digest,
    grant::{EndCause, Grant, Leaf, Mode, Pause, State},
    id::{ClientId, GrantId, PersonId},
    jws::Jws,
    purpose::Purpose,
    sealed::Sealed,
    token::TokenKind,
    wire::{Brake, EndNotice},
};

use super::{Conflict, Store, StoreError, column::Column};

/// A grant as stored.
#[derive(Clone)]
pub struct GrantRow {
    /// The grant.
    pub id: GrantId,
    /// Whose data.
    pub person: PersonId,
    /// Who may read.
    pub client: ClientId,
    /// The leaf's exact bytes.
    pub leaf: Option<Vec<u8>>,
    /// SHA-256 of the last leaf that the person signed.
    pub leaf_hash: Digest,
    /// When it ends, in unix seconds.
    pub expires: i64,
    /// The brake.
    pub brake: Option<Brake>,
    /// Its end.
    pub end: Option<EndNotice>,
    /// Its mode, once it is over and the leaf that said it is gone.
    pub ended_mode: Option<Mode>,
}

impl GrantRow {
    /// The grant as decisions need it.
    pub fn grant(&self) -> Grant {
        Grant {
            expires: self.expires,
            pause: self.brake.map(|brake| Pause { until: brake.until }),
            ended: self.end.as_ref().map(|end| end.ended),
        }
    }

    /// Who opens the bundles, or did before the end.
    pub fn mode(&self) -> Option<Mode> {
        match self.leaf.as_deref().map(Leaf::parse) {
            Some(Ok(Leaf::Active(leaf))) => Some(leaf.mode),
            _ => self.ended_mode,
        }
    }

    /// The state at `now`, in unix seconds.
    pub fn state(&self, now: i64) -> State {
        self.grant().state(now)
    }
}

/// A token with the grant that it finds.
#[derive(Clone)]
pub struct TokenRow {
    /// What it is for.
    pub kind: TokenKind,
    /// The grant, over or not.
    pub grant: GrantRow,
}

/// The columns that make a [`GrantRow`].
macro_rules! grant_columns {
    () => {
        "grant_.id, grant_.person, grant_.client, grant_.leaf, grant_.leaf_hash, grant_.expires, grant_.paused_since, \
         grant_.paused_until, grant_.ended, grant_.ended_at, grant_.end_receipt, grant_.ended_mode"
    };
}
pub(super) use grant_columns;

#[derive(FromRow)]
pub(super) struct Row {
    id: Vec<u8>,
    person: Vec<u8>,
    client: String,
    leaf: Option<Vec<u8>>,
    leaf_hash: Vec<u8>,
    expires: i64,
    paused_since: Option<i64>,
    paused_until: Option<i64>,
    ended: Option<String>,
    ended_at: Option<i64>,
    end_receipt: Option<String>,
    ended_mode: Option<String>,
}

impl TryFrom<Row> for GrantRow {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let end = match (row.ended, row.ended_at, row.end_receipt) {
            (None, None, None) => None,
            (Some(cause), Some(when), Some(receipt)) => Some(EndNotice {
                ended: Column("grant_", "ended").parsed(EndCause::parse(&cause))?,
                when,
                receipt: Jws::from_text(receipt),
            }),
            _ => return Err(Column("grant_", "ended_at").corrupt()),
        };
        Ok(Self {
            id: Column("grant_", "id")
                .bytes(row.id)
                .map(GrantId::from_bytes)?,
            person: Column("grant_", "person").person(row.person)?,
            client: Column("grant_", "client").parsed(ClientId::try_from(row.client).ok())?,
            leaf: row.leaf,
            leaf_hash: Column("grant_", "leaf_hash").digest(row.leaf_hash)?,
            expires: row.expires,
            brake: row.paused_since.map(|since| Brake {
                since,
                until: row.paused_until,
            }),
            end,
            ended_mode: row
                .ended_mode
                .map(|mode| Column("grant_", "ended_mode").parsed(Mode::parse(&mode)))
                .transpose()?,
        })
    }
}

#[derive(FromRow)]
struct Found {
    kind: String,
    #[sqlx(flatten)]
    grant: Row,
}

impl Store {
    /// The token with this hash and its grant.
    pub async fn find_token(&self, hash: Digest) -> Result<Option<TokenRow>, StoreError> {
        let row: Option<Found> = sqlx::query_as(concat!(
            "SELECT token.kind, ",
            grant_columns!(),
            " FROM token JOIN grant_ ON grant_.id = token.grant_id WHERE token.hash = $1"
        ))
        .bind(hash.as_bytes().as_slice())
        .fetch_optional(&self.readers)
        .await?;
        row.map(|row| {
            Ok(TokenRow {
                kind: Column("token", "kind").parsed(TokenKind::parse(&row.kind))?,
                grant: row.grant.try_into()?,
            })
        })
        .transpose()
    }

    /// Whether the token opened a grant of a vault that was deleted.
    pub async fn is_tombstone(&self, hash: Digest) -> Result<bool, StoreError> {
        let row: Option<(i64,)> = sqlx::query_as("SELECT since FROM tombstone WHERE hash = $1")
            .bind(hash.as_bytes().as_slice())
            .fetch_optional(&self.readers)
            .await?;
        Ok(row.is_some())
    }

    /// A grant of this person.
    pub async fn find_grant(
        &self,
        person: PersonId,
        grant: GrantId,
    ) -> Result<Option<GrantRow>, StoreError> {
        let row: Option<Row> = sqlx::query_as(concat!(
            "SELECT ",
            grant_columns!(),
            " FROM grant_ WHERE id = $1 AND person = $2"
        ))
        .bind(grant.as_bytes().as_slice())
        .bind(person.as_bytes().as_slice())
        .fetch_optional(&self.readers)
        .await?;
        row.map(GrantRow::try_from).transpose()
    }

    /// Grants past their end date that nobody has ended yet, the longest past first; at most `most`.
    pub async fn list_due_grants(&self, now: i64, most: i64) -> Result<Vec<GrantRow>, StoreError> {
        let rows: Vec<Row> = sqlx::query_as(concat!(
            "SELECT ",
            grant_columns!(),
            " FROM grant_ WHERE expires <= $1 AND ended IS NULL ORDER BY expires LIMIT $2"
        ))
        .bind(now)
        .bind(most)
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(GrantRow::try_from).collect()
    }

    /// The bundle of a permission.
    pub async fn find_bundle(
        &self,
        grant: GrantId,
        purpose: Purpose,
        special: bool,
    ) -> Result<Option<SealedBundle>, StoreError> {
        let row: Option<(Vec<u8>,)> = sqlx::query_as(
            "SELECT file FROM bundle WHERE grant_id = $1 AND purpose = $2 AND special = $3",
        )
        .bind(grant.as_bytes().as_slice())
        .bind(purpose.term())
        .bind(i64::from(special))
        .fetch_optional(&self.readers)
        .await?;
        Ok(row.map(|(file,)| Sealed::from_file(file)))
    }

    /// Pulls or releases the brake of a grant that is not over.
    ///
    /// `false`: the brake is not as it was `judged`, and nothing was done.
    pub async fn set_brake(
        &self,
        grant: GrantId,
        judged: Option<Brake>,
        brake: Option<Brake>,
    ) -> Result<bool, StoreError> {
        let mut tx = self.write().await?;
        let id = grant.as_bytes().as_slice();
        let changed = sqlx::query(
            "UPDATE grant_ SET paused_since = $1, paused_until = $2 WHERE id = $3 AND ended IS NULL
             AND paused_since IS NOT DISTINCT FROM $4 AND paused_until IS NOT DISTINCT FROM $5",
        )
        .bind(brake.map(|brake| brake.since))
        .bind(brake.and_then(|brake| brake.until))
        .bind(id)
        .bind(judged.map(|brake| brake.since))
        .bind(judged.and_then(|brake| brake.until))
        .execute(&mut *tx)
        .await?;
        let live: Option<(i64,)> =
            sqlx::query_as("SELECT expires FROM grant_ WHERE id = $1 AND ended IS NULL")
                .bind(id)
                .fetch_optional(&mut *tx)
                .await?;
        tx.commit().await?;
        match live {
            Some(_) => Ok(changed.rows_affected() == 1),
            None => Err(StoreError::Conflict(Conflict::GrantEnded)),
        }
    }

    /// Ends a grant of this `mode`: bundles, leaf and with it K's recipient go, tokens become tombstones, the receipt stands instead.
    ///
    /// `false`: the grant was over already, or its leaf changed, and nothing was done.
    pub async fn set_ended(
        &self,
        grant: GrantId,
        leaf: Digest,
        end: &EndNotice,
        mode: Option<Mode>,
    ) -> Result<bool, StoreError> {
        let mut tx = self.write().await?;
        let id = grant.as_bytes().as_slice();
        let changed = sqlx::query(
            "UPDATE grant_ SET leaf = NULL, paused_since = NULL, paused_until = NULL, ended = $1, ended_at = $2, end_receipt = $3, ended_mode = $4
             WHERE id = $5 AND leaf_hash = $6 AND ended IS NULL",
        )
        .bind(end.ended.as_str())
        .bind(end.when)
        .bind(end.receipt.as_str())
        .bind(mode.map(Mode::as_str))
        .bind(id)
        .bind(leaf.as_bytes().as_slice())
        .execute(&mut *tx)
        .await?;
        if changed.rows_affected() != 1 {
            return Ok(false);
        }
        sqlx::query("DELETE FROM bundle WHERE grant_id = $1")
            .bind(id)
            .execute(&mut *tx)
            .await?;
        sqlx::query("UPDATE token SET reason = $1, since = $2 WHERE grant_id = $3")
            .bind(end.ended.as_str())
            .bind(end.when)
            .bind(id)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(true)
    }
}
