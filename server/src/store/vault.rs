//! What a person's vault holds.

use ::vault::{
    bytes::Blob,
    digest::Digest,
    id::{ItemId, PersonId},
    jws::{Jws, PublicKey},
    log::LogHead,
    sealed::{Sealed, kind},
    wire::{GrantRecord, ItemRecord, VaultRecord},
};
use sqlx::{AnyConnection, FromRow};

use super::{
    GrantRow, MethodRow, Store, StoreError,
    column::Column,
    entry,
    grant::{self, grant_columns},
    person,
};

/// The most manifests in one answer.
const MANIFESTS: i64 = 100;

/// An item's id and SHA-256 of its file.
pub type ItemHash = (ItemId, Digest);

/// A vault without the items' content: all that a save is judged by.
pub struct Outline {
    /// The epoch.
    pub epoch: u32,
    /// The person's public signing key.
    pub signing_key: PublicKey,
    /// SHA-256 of the keyring.
    pub keyring: Digest,
    /// The unlock methods.
    pub methods: Vec<MethodRow>,
    /// The last manifest.
    pub manifest: Jws,
    /// The items.
    pub items: Vec<ItemHash>,
    /// The grants, ended ones included.
    pub grants: Vec<GrantRow>,
    /// When the person typed the kit back.
    pub kit_confirmed: Option<i64>,
}

#[derive(FromRow)]
struct Row {
    epoch: i64,
    signing_key: Vec<u8>,
    keyring: Vec<u8>,
    hash: Vec<u8>,
    manifest: String,
    kit_confirmed: Option<i64>,
}

impl Store {
    /// The whole vault of a person, of one moment.
    pub async fn find_vault(
        &self,
        person: PersonId,
        issuer: &str,
        instance_key: PublicKey,
        now: i64,
    ) -> Result<Option<VaultRecord>, StoreError> {
        let mut tx = self.readers.begin().await?;
        let Some(row) = row(&mut tx, person).await? else {
            return Ok(None);
        };
        let items: Vec<(Vec<u8>, Vec<u8>)> =
            sqlx::query_as("SELECT id, file FROM item WHERE person = $1 ORDER BY id")
                .bind(person.as_bytes().as_slice())
                .fetch_all(&mut *tx)
                .await?;
        let grants = grants(&mut tx, person).await?;
        let methods = person::list_methods(&mut tx, person).await?;
        let steps: Vec<(String,)> =
            sqlx::query_as("SELECT jws FROM epoch_step WHERE person = $1 ORDER BY epoch")
                .bind(person.as_bytes().as_slice())
                .fetch_all(&mut *tx)
                .await?;
        let log = entry::head(&mut tx, person).await?;
        tx.commit().await?;

        Ok(Some(VaultRecord {
            person,
            issuer: issuer.to_owned(),
            instance_key,
            now,
            signing_key: signing_key(row.signing_key)?,
            steps: steps
                .into_iter()
                .map(|(jws,)| Jws::from_text(jws))
                .collect(),
            keyring: Sealed::<kind::Keyring>::from_file(row.keyring),
            methods,
            manifest: Jws::from_text(row.manifest),
            items: items
                .into_iter()
                .map(|(id, file)| {
                    Ok(ItemRecord {
                        id: item_id(id)?,
                        file: Sealed::from_file(file),
                    })
                })
                .collect::<Result<_, StoreError>>()?,
            grants: grants
                .into_iter()
                .map(|grant| GrantRecord {
                    grant: grant.id,
                    leaf_hash: grant.leaf_hash,
                    leaf: grant.leaf.map(Blob),
                    brake: grant.brake,
                    end: grant.end,
                })
                .collect(),
            log,
            kit_confirmed: row.kit_confirmed,
        }))
    }

    /// What a save is judged by, of one moment.
    pub async fn find_outline(&self, person: PersonId) -> Result<Option<Outline>, StoreError> {
        let mut tx = self.readers.begin().await?;
        let Some(row) = row(&mut tx, person).await? else {
            return Ok(None);
        };
        let items: Vec<(Vec<u8>, Vec<u8>)> =
            sqlx::query_as("SELECT id, hash FROM item WHERE person = $1")
                .bind(person.as_bytes().as_slice())
                .fetch_all(&mut *tx)
                .await?;
        let grants = grants(&mut tx, person).await?;
        let methods = person::list_methods(&mut tx, person).await?;
        tx.commit().await?;

        Ok(Some(Outline {
            epoch: Column("keyring", "epoch").parsed(u32::try_from(row.epoch).ok())?,
            signing_key: signing_key(row.signing_key)?,
            keyring: Column("keyring", "hash").digest(row.hash)?,
            methods,
            manifest: Jws::from_text(row.manifest),
            items: items
                .into_iter()
                .map(|(id, hash)| Ok((item_id(id)?, Column("item", "hash").digest(hash)?)))
                .collect::<Result<_, StoreError>>()?,
            grants,
            kit_confirmed: row.kit_confirmed,
        }))
    }

    /// The manifests after number `after`, oldest first.
    pub async fn list_manifests(
        &self,
        person: PersonId,
        after: u64,
    ) -> Result<Vec<Jws>, StoreError> {
        let rows: Vec<(String,)> = sqlx::query_as(
            "SELECT jws FROM manifest WHERE person = $1 AND seq > $2 ORDER BY seq LIMIT $3",
        )
        .bind(person.as_bytes().as_slice())
        .bind(i64::try_from(after).unwrap_or(i64::MAX))
        .bind(MANIFESTS)
        .fetch_all(&self.readers)
        .await?;
        Ok(rows.into_iter().map(|(jws,)| Jws::from_text(jws)).collect())
    }

    /// The log's head when it had this many entries; `None` where it never had.
    pub async fn find_log_head(
        &self,
        person: PersonId,
        count: u64,
    ) -> Result<Option<Digest>, StoreError> {
        if count == LogHead::START.count {
            return Ok(Some(LogHead::START.head));
        }
        let Ok(n) = i64::try_from(count) else {
            return Ok(None);
        };
        let row: Option<(Vec<u8>,)> =
            sqlx::query_as("SELECT hash FROM entry WHERE person = $1 AND n = $2")
                .bind(person.as_bytes().as_slice())
                .bind(n)
                .fetch_optional(&self.readers)
                .await?;
        row.map(|(hash,)| Column("entry", "hash").digest(hash))
            .transpose()
    }
}

async fn row(connection: &mut AnyConnection, person: PersonId) -> Result<Option<Row>, StoreError> {
    Ok(sqlx::query_as(
        "SELECT keyring.epoch, keyring.signing_key, keyring.file AS keyring, keyring.hash, manifest.jws AS manifest, person.kit_confirmed
         FROM person JOIN keyring ON keyring.person = person.id JOIN manifest ON manifest.person = person.id
         WHERE person.id = $1 ORDER BY manifest.seq DESC LIMIT 1",
    )
    .bind(person.as_bytes().as_slice())
    .fetch_optional(connection)
    .await?)
}

async fn grants(
    connection: &mut AnyConnection,
    person: PersonId,
) -> Result<Vec<GrantRow>, StoreError> {
    let rows: Vec<grant::Row> = sqlx::query_as(concat!(
        "SELECT ",
        grant_columns!(),
        " FROM grant_ WHERE person = $1 ORDER BY id"
    ))
    .bind(person.as_bytes().as_slice())
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(GrantRow::try_from).collect()
}

fn signing_key(bytes: Vec<u8>) -> Result<PublicKey, StoreError> {
    let column = Column("keyring", "signing_key");
    column.parsed(PublicKey::from_bytes(column.bytes(bytes)?))
}

fn item_id(id: Vec<u8>) -> Result<ItemId, StoreError> {
    Column("item", "id").bytes(id).map(ItemId::from_bytes)
}
