//! People and what lets them in.

use sqlx::{Any, FromRow, Transaction};
use vault::{
    bytes::{Blob, Bytes},
    digest::Digest,
    id::{MethodId, PersonId},
    jws::{Jws, PublicKey},
    log::LogHead,
    manifest::MethodKind,
    sealed::{Recipient, Sealed, kind},
    wire::{MethodRecord, MethodTag},
};

use super::{Conflict, Store, StoreError, column::Column, taken};

/// A person who signs up.
pub struct NewPerson<'a> {
    /// The person.
    pub id: PersonId,
    /// The public signing key of epoch 1.
    pub signing_key: &'a PublicKey,
    /// The keyring.
    pub keyring: &'a Sealed<kind::Keyring>,
    /// Manifest 1.
    pub manifest: &'a Jws,
    /// When the person typed the kit back.
    pub kit_confirmed: Option<i64>,
    /// The unlock methods.
    pub methods: [NewMethod<'a>; 2],
    /// Whether the person becomes the operator.
    pub claims: bool,
}

/// An unlock method to be stored.
pub struct NewMethod<'a> {
    /// The method.
    pub id: MethodId,
    /// Its recipient.
    pub recipient: &'a Recipient,
    /// Its tag beside the keyring.
    pub tag: Bytes<32>,
    /// The epoch of the tag.
    pub epoch: u32,
    /// What signs in with it.
    pub opener: NewOpener<'a>,
}

/// How a method signs in.
pub enum NewOpener<'a> {
    /// A passkey.
    Passkey {
        /// Its HKDF salt.
        salt: Bytes<32>,
        /// Its credential id.
        credential: &'a [u8],
        /// Its public key and counter, as the WebAuthn library writes them.
        passkey: &'a str,
    },
    /// The kit: its key's thumbprint.
    Kit(Digest),
}

/// An unlock method as stored.
pub type MethodRow = MethodRecord;

/// A passkey as signing in needs it.
pub struct PasskeyRow {
    /// Its method.
    pub method: MethodId,
    /// Public key and counter, as the WebAuthn library writes them.
    pub passkey: String,
}

impl Store {
    /// Stores a new person whole, or not at all.
    pub async fn insert_person(&self, new: &NewPerson<'_>, now: i64) -> Result<(), StoreError> {
        let mut tx = self.write().await?;
        let id = new.id.as_bytes().as_slice();
        sqlx::query("INSERT INTO person (id, created, kit_confirmed) VALUES ($1, $2, $3)")
            .bind(id)
            .bind(now)
            .bind(new.kit_confirmed)
            .execute(&mut *tx)
            .await
            .map_err(|error| taken(error, Conflict::Taken))?;
        for method in &new.methods {
            insert_method(&mut tx, new.id, method, now).await?;
        }
        sqlx::query("INSERT INTO keyring (person, epoch, signing_key, file, hash) VALUES ($1, 1, $2, $3, $4)")
            .bind(id)
            .bind(new.signing_key.as_bytes().as_slice())
            .bind(new.keyring.file())
            .bind(new.keyring.digest().as_bytes().as_slice())
            .execute(&mut *tx)
            .await?;
        sqlx::query("INSERT INTO manifest (person, seq, jws) VALUES ($1, 1, $2)")
            .bind(id)
            .bind(new.manifest.as_str())
            .execute(&mut *tx)
            .await?;
        sqlx::query("INSERT INTO log_head (person, count, head) VALUES ($1, 0, $2)")
            .bind(id)
            .bind(LogHead::START.head.as_bytes().as_slice())
            .execute(&mut *tx)
            .await?;
        if new.claims {
            let claimed = sqlx::query(
                "UPDATE instance SET operator = $1, claimed = $2, setup_code_hash = NULL WHERE id = 1 AND operator IS NULL",
            )
            .bind(id)
            .bind(now)
            .execute(&mut *tx)
            .await?;
            if claimed.rows_affected() != 1 {
                return Err(StoreError::Conflict(Conflict::Claimed));
            }
        }
        tx.commit().await?;
        Ok(())
    }

    /// The unlock methods of a person.
    pub async fn list_methods(&self, person: PersonId) -> Result<Vec<MethodRow>, StoreError> {
        list_methods(&mut *self.readers.acquire().await?, person).await
    }

    /// A person's passkeys.
    pub async fn list_passkeys(&self, person: PersonId) -> Result<Vec<PasskeyRow>, StoreError> {
        let rows: Vec<(Vec<u8>, String)> =
            sqlx::query_as("SELECT id, passkey FROM method WHERE person = $1 AND passkey IS NOT NULL ORDER BY created")
                .bind(person.as_bytes().as_slice())
                .fetch_all(&self.readers)
                .await?;
        rows.into_iter().map(passkey_row).collect()
    }

    /// The passkey of a person with this credential id.
    pub async fn find_passkey(
        &self,
        person: PersonId,
        credential: &[u8],
    ) -> Result<Option<PasskeyRow>, StoreError> {
        let row: Option<(Vec<u8>, String)> =
            sqlx::query_as("SELECT id, passkey FROM method WHERE credential = $1 AND person = $2 AND passkey IS NOT NULL")
                .bind(credential)
                .bind(person.as_bytes().as_slice())
                .fetch_optional(&self.readers)
                .await?;
        row.map(passkey_row).transpose()
    }

    /// The person whose kit has this key, and the kit's method.
    pub async fn find_kit(
        &self,
        thumbprint: Digest,
    ) -> Result<Option<(PersonId, MethodId)>, StoreError> {
        let row: Option<(Vec<u8>, Vec<u8>)> =
            sqlx::query_as("SELECT person, id FROM method WHERE thumbprint = $1")
                .bind(thumbprint.as_bytes().as_slice())
                .fetch_optional(&self.readers)
                .await?;
        row.map(|(person, method)| {
            Ok((
                Column("method", "person").person(person)?,
                method_id(method)?,
            ))
        })
        .transpose()
    }

    /// Notes that a method signed in; `passkey` is the passkey with its new counter.
    pub async fn set_method_used(
        &self,
        method: MethodId,
        passkey: Option<&str>,
        now: i64,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE method SET last_used = $1, passkey = COALESCE($2, passkey) WHERE id = $3",
        )
        .bind(now)
        .bind(passkey)
        .bind(method.as_bytes().as_slice())
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    /// Sets the tag of a person's method. `false`: they have no such method, its tag is
    /// of this epoch already, or the epoch is not the one that it is now.
    pub async fn set_tag(&self, person: PersonId, tag: &MethodTag) -> Result<bool, StoreError> {
        let changed = sqlx::query(
            "UPDATE method SET tag = $1, epoch = $2 WHERE id = $3 AND person = $4 AND epoch < $2
             AND EXISTS (SELECT 1 FROM keyring WHERE keyring.person = $4 AND keyring.epoch = $2)",
        )
        .bind(tag.tag.0.as_slice())
        .bind(i64::from(tag.epoch))
        .bind(tag.method.as_bytes().as_slice())
        .bind(person.as_bytes().as_slice())
        .execute(&self.writer)
        .await?;
        Ok(changed.rows_affected() == 1)
    }

    /// Deletes a person with all that is theirs. Their tokens leave tombstones. The operator's place becomes free.
    pub async fn delete_person(&self, person: PersonId, now: i64) -> Result<(), StoreError> {
        let mut tx = self.write().await?;
        sqlx::query(
            "INSERT INTO tombstone (hash, since)
             SELECT token.hash, $1 FROM token JOIN grant_ ON grant_.id = token.grant_id WHERE grant_.person = $2
             ON CONFLICT (hash) DO NOTHING",
        )
        .bind(now)
        .bind(person.as_bytes().as_slice())
        .execute(&mut *tx)
        .await?;
        for deletion in [
            "DELETE FROM token WHERE grant_id IN (SELECT id FROM grant_ WHERE person = $1)",
            "DELETE FROM bundle WHERE grant_id IN (SELECT id FROM grant_ WHERE person = $1)",
            "DELETE FROM grant_ WHERE person = $1",
            "DELETE FROM item WHERE person = $1",
            "DELETE FROM manifest WHERE person = $1",
            "DELETE FROM epoch_step WHERE person = $1",
            "DELETE FROM keyring WHERE person = $1",
            "DELETE FROM method WHERE person = $1",
            "DELETE FROM entry WHERE person = $1",
            "DELETE FROM log_head WHERE person = $1",
            "DELETE FROM session WHERE person = $1",
            "UPDATE instance SET operator = NULL WHERE operator = $1",
            "DELETE FROM person WHERE id = $1",
        ] {
            sqlx::query(deletion)
                .bind(person.as_bytes().as_slice())
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Notes that the person typed this kit back; the first time counts. `false`: it is not the kit that opens their vault.
    pub async fn set_kit_confirmed(
        &self,
        person: PersonId,
        kit: MethodId,
        now: i64,
    ) -> Result<bool, StoreError> {
        let changed = sqlx::query(
            "UPDATE person SET kit_confirmed = COALESCE(kit_confirmed, $1) WHERE id = $2
             AND EXISTS (SELECT 1 FROM method WHERE method.person = $2 AND method.id = $3 AND method.kind = $4)",
        )
        .bind(now)
        .bind(person.as_bytes().as_slice())
        .bind(kit.as_bytes().as_slice())
        .bind(word(MethodKind::Kit))
        .execute(&self.writer)
        .await?;
        Ok(changed.rows_affected() == 1)
    }

    /// Whether the method opens the person's vault.
    pub async fn has_method(&self, person: PersonId, method: MethodId) -> Result<bool, StoreError> {
        let row: Option<(i64,)> =
            sqlx::query_as("SELECT created FROM method WHERE id = $1 AND person = $2")
                .bind(method.as_bytes().as_slice())
                .bind(person.as_bytes().as_slice())
                .fetch_optional(&self.readers)
                .await?;
        Ok(row.is_some())
    }
}

pub(super) async fn insert_method(
    tx: &mut Transaction<'static, Any>,
    person: PersonId,
    method: &NewMethod<'_>,
    now: i64,
) -> Result<(), StoreError> {
    let (kind, salt, credential, passkey, thumbprint) = match &method.opener {
        NewOpener::Passkey {
            salt,
            credential,
            passkey,
        } => (
            MethodKind::Passkey,
            Some(salt.0.as_slice()),
            Some(*credential),
            Some(*passkey),
            None,
        ),
        NewOpener::Kit(thumbprint) => (
            MethodKind::Kit,
            None,
            None,
            None,
            Some(thumbprint.as_bytes().as_slice()),
        ),
    };
    sqlx::query(
        "INSERT INTO method (id, person, kind, recipient, tag, epoch, salt, credential, passkey, thumbprint, created)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(method.id.as_bytes().as_slice())
    .bind(person.as_bytes().as_slice())
    .bind(word(kind))
    .bind(method.recipient.to_string())
    .bind(method.tag.0.as_slice())
    .bind(i64::from(method.epoch))
    .bind(salt)
    .bind(credential)
    .bind(passkey)
    .bind(thumbprint)
    .bind(now)
    .execute(&mut **tx)
    .await
    .map_err(|error| taken(error, Conflict::Taken))?;
    Ok(())
}

#[derive(FromRow)]
struct Row {
    id: Vec<u8>,
    kind: String,
    recipient: String,
    tag: Vec<u8>,
    epoch: i64,
    salt: Option<Vec<u8>>,
    credential: Option<Vec<u8>>,
    created: i64,
    last_used: Option<i64>,
}

pub(super) async fn list_methods(
    connection: &mut sqlx::AnyConnection,
    person: PersonId,
) -> Result<Vec<MethodRow>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT id, kind, recipient, tag, epoch, salt, credential, created, last_used FROM method WHERE person = $1
         ORDER BY created, kind DESC",
    )
    .bind(person.as_bytes().as_slice())
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(MethodRow::try_from).collect()
}

impl TryFrom<Row> for MethodRow {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let kind = [MethodKind::Passkey, MethodKind::Kit]
            .into_iter()
            .find(|kind| word(*kind) == row.kind);
        Ok(Self {
            id: method_id(row.id)?,
            kind: Column("method", "kind").parsed(kind)?,
            recipient: Column("method", "recipient").parsed(row.recipient.parse().ok())?,
            tag: Column("method", "tag").bytes(row.tag).map(Bytes)?,
            epoch: Column("method", "epoch").parsed(u32::try_from(row.epoch).ok())?,
            salt: row
                .salt
                .map(|salt| Column("method", "salt").bytes(salt).map(Bytes))
                .transpose()?,
            credential: row.credential.map(Blob),
            created: row.created,
            last_used: row.last_used,
        })
    }
}

fn passkey_row((method, passkey): (Vec<u8>, String)) -> Result<PasskeyRow, StoreError> {
    Ok(PasskeyRow {
        method: method_id(method)?,
        passkey,
    })
}

fn method_id(id: Vec<u8>) -> Result<MethodId, StoreError> {
    Column("method", "id").bytes(id).map(MethodId::from_bytes)
}

const fn word(kind: MethodKind) -> &'static str {
    match kind {
        MethodKind::Passkey => "passkey",
        MethodKind::Kit => "kit",
    }
}
