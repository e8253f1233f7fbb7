//! A save: one transaction over items, bundles, leaves and the manifest.

use sqlx::{Any, Transaction};
use vault::{
    digest::Digest,
    id::{GrantId, ItemId, MethodId, PersonId},
    jws::{Jws, PublicKey},
    purpose::Purpose,
    sealed::{Sealed, kind},
    token::TokenKind,
    wire::{ItemRecord, MethodTag, SaveBundle},
};

use super::{
    Conflict, Store, StoreError,
    person::{NewMethod, insert_method},
    taken,
};

/// A save that was found good.
pub struct SavePlan<'a> {
    /// The manifest's number.
    pub seq: u64,
    /// The manifest.
    pub manifest: &'a Jws,
    /// Items made or changed.
    pub items: &'a [ItemRecord],
    /// Items removed.
    pub removed: &'a [ItemId],
    /// Grants made, changed or signed as ended.
    pub grants: Vec<GrantChange<'a>>,
    /// What changes of the keys and the unlock methods.
    pub turn: Option<Turn<'a>>,
}

/// A change of the keys or the unlock methods, stored with its save.
pub struct Turn<'a> {
    /// The epoch.
    pub epoch: u32,
    /// The public signing key of that epoch.
    pub signing_key: PublicKey,
    /// The keyring.
    pub keyring: &'a Sealed<kind::Keyring>,
    /// A method more.
    pub added: Option<NewMethod<'a>>,
    /// Where a new epoch begins.
    pub renewed: Option<Renewed<'a>>,
}

/// What a new epoch brings.
pub struct Renewed<'a> {
    /// The step, signed by the key before.
    pub step: &'a Jws,
    /// Methods that are gone.
    pub removed: Vec<MethodId>,
    /// New tags.
    pub tags: &'a [MethodTag],
    /// Where the Recovery kit is new: when the person typed it back, if they did.
    pub kit_confirmed: Option<Option<i64>>,
    /// The one session of the person that goes on.
    pub session: Option<Digest>,
}

/// One grant of a save.
pub struct GrantChange<'a> {
    /// The grant.
    pub grant: GrantId,
    /// The leaf's exact bytes.
    pub leaf: &'a [u8],
    /// SHA-256 of them.
    pub hash: Digest,
    /// What happens to the grant.
    pub step: GrantStep<'a>,
}

/// What a save does to a grant.
pub enum GrantStep<'a> {
    /// A new one.
    Insert {
        /// Who may read.
        client: String,
        /// When it ends, in unix seconds.
        expires: i64,
        /// The hash of its token.
        token: Digest,
        /// Its bundles, with their numbers.
        bundles: Vec<(&'a SaveBundle, u64)>,
    },
    /// Another leaf of one that is not over.
    Change {
        /// When it ends, in unix seconds.
        expires: i64,
        /// New bundles, with their numbers.
        bundles: Vec<(&'a SaveBundle, u64)>,
        /// Permissions that are gone.
        removed: Vec<(Purpose, bool)>,
    },
    /// The person's signature under an end.
    SignEnd,
}

impl Store {
    /// Stores a save whole, or not at all.
    ///
    /// [`Conflict::Manifest`]: another save was first. [`Conflict::GrantEnded`]: a grant ended meanwhile.
    pub async fn save(
        &self,
        person: PersonId,
        plan: &SavePlan<'_>,
        now: i64,
    ) -> Result<(), StoreError> {
        let mut tx = self.write().await?;
        let id = person.as_bytes().as_slice();
        // First, because its number decides who was first.
        sqlx::query("INSERT INTO manifest (person, seq, jws) VALUES ($1, $2, $3)")
            .bind(id)
            .bind(i64::try_from(plan.seq).unwrap_or(i64::MAX))
            .bind(plan.manifest.as_str())
            .execute(&mut *tx)
            .await
            .map_err(|error| taken(error, Conflict::Manifest))?;
        if let Some(turn) = &plan.turn {
            apply_turn(&mut tx, person, turn, now).await?;
        }
        for item in plan.items {
            sqlx::query(
                "INSERT INTO item (person, id, file, hash) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (person, id) DO UPDATE SET file = excluded.file, hash = excluded.hash",
            )
            .bind(id)
            .bind(item.id.as_bytes().as_slice())
            .bind(item.file.file())
            .bind(item.file.digest().as_bytes().as_slice())
            .execute(&mut *tx)
            .await?;
        }
        for item in plan.removed {
            sqlx::query("DELETE FROM item WHERE person = $1 AND id = $2")
                .bind(id)
                .bind(item.as_bytes().as_slice())
                .execute(&mut *tx)
                .await?;
        }
        for change in &plan.grants {
            apply(&mut tx, person, change, now).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

async fn apply_turn(
    tx: &mut Transaction<'static, Any>,
    person: PersonId,
    turn: &Turn<'_>,
    now: i64,
) -> Result<(), StoreError> {
    let id = person.as_bytes().as_slice();
    sqlx::query(
        "UPDATE keyring SET epoch = $1, signing_key = $2, file = $3, hash = $4 WHERE person = $5",
    )
    .bind(i64::from(turn.epoch))
    .bind(turn.signing_key.as_bytes().as_slice())
    .bind(turn.keyring.file())
    .bind(turn.keyring.digest().as_bytes().as_slice())
    .bind(id)
    .execute(&mut **tx)
    .await?;
    if let Some(method) = &turn.added {
        insert_method(tx, person, method, now).await?;
    }
    let Some(renewed) = &turn.renewed else {
        return Ok(());
    };
    sqlx::query("INSERT INTO epoch_step (person, epoch, jws) VALUES ($1, $2, $3)")
        .bind(id)
        .bind(i64::from(turn.epoch))
        .bind(renewed.step.as_str())
        .execute(&mut **tx)
        .await
        .map_err(|error| taken(error, Conflict::Manifest))?;
    for method in &renewed.removed {
        sqlx::query("DELETE FROM method WHERE id = $1 AND person = $2")
            .bind(method.as_bytes().as_slice())
            .bind(id)
            .execute(&mut **tx)
            .await?;
    }
    for tag in renewed.tags {
        sqlx::query("UPDATE method SET tag = $1, epoch = $2 WHERE id = $3 AND person = $4")
            .bind(tag.tag.0.as_slice())
            .bind(i64::from(tag.epoch))
            .bind(tag.method.as_bytes().as_slice())
            .bind(id)
            .execute(&mut **tx)
            .await?;
    }
    if let Some(confirmed) = renewed.kit_confirmed {
        sqlx::query("UPDATE person SET kit_confirmed = $1 WHERE id = $2")
            .bind(confirmed)
            .bind(id)
            .execute(&mut **tx)
            .await?;
    }
    sqlx::query("DELETE FROM session WHERE person = $1 AND id <> $2")
        .bind(id)
        .bind(
            renewed
                .session
                .unwrap_or(Digest::ZERO)
                .as_bytes()
                .as_slice(),
        )
        .execute(&mut **tx)
        .await?;
    Ok(())
}

async fn apply(
    tx: &mut Transaction<'static, Any>,
    person: PersonId,
    change: &GrantChange<'_>,
    now: i64,
) -> Result<(), StoreError> {
    let id = change.grant.as_bytes().as_slice();
    match &change.step {
        GrantStep::Insert {
            client,
            expires,
            token,
            bundles,
        } => {
            sqlx::query("INSERT INTO grant_ (id, person, client, leaf, leaf_hash, expires) VALUES ($1, $2, $3, $4, $5, $6)")
                .bind(id)
                .bind(person.as_bytes().as_slice())
                .bind(client.as_str())
                .bind(change.leaf)
                .bind(change.hash.as_bytes().as_slice())
                .bind(expires)
                .execute(&mut **tx)
                .await
                .map_err(|error| taken(error, Conflict::Taken))?;
            sqlx::query(
                "INSERT INTO token (hash, grant_id, kind, created) VALUES ($1, $2, $3, $4)",
            )
            .bind(token.as_bytes().as_slice())
            .bind(id)
            .bind(TokenKind::Grant.as_str())
            .bind(now)
            .execute(&mut **tx)
            .await
            .map_err(|error| taken(error, Conflict::Taken))?;
            set_bundles(tx, change.grant, bundles).await
        }
        GrantStep::Change {
            expires,
            bundles,
            removed,
        } => {
            let changed =
                sqlx::query("UPDATE grant_ SET leaf = $1, leaf_hash = $2, expires = $3 WHERE id = $4 AND ended IS NULL")
                    .bind(change.leaf)
                    .bind(change.hash.as_bytes().as_slice())
                    .bind(expires)
                    .bind(id)
                    .execute(&mut **tx)
                    .await?;
            if changed.rows_affected() != 1 {
                return Err(StoreError::Conflict(Conflict::GrantEnded));
            }
            for (purpose, special) in removed {
                sqlx::query(
                    "DELETE FROM bundle WHERE grant_id = $1 AND purpose = $2 AND special = $3",
                )
                .bind(id)
                .bind(purpose.term())
                .bind(i64::from(*special))
                .execute(&mut **tx)
                .await?;
            }
            set_bundles(tx, change.grant, bundles).await
        }
        GrantStep::SignEnd => {
            sqlx::query(
                "UPDATE grant_ SET leaf = $1, leaf_hash = $2 WHERE id = $3 AND ended IS NOT NULL",
            )
            .bind(change.leaf)
            .bind(change.hash.as_bytes().as_slice())
            .bind(id)
            .execute(&mut **tx)
            .await?;
            Ok(())
        }
    }
}

async fn set_bundles(
    tx: &mut Transaction<'static, Any>,
    grant: GrantId,
    bundles: &[(&SaveBundle, u64)],
) -> Result<(), StoreError> {
    for (bundle, seq) in bundles {
        sqlx::query(
            "INSERT INTO bundle (grant_id, purpose, special, seq, file) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (grant_id, purpose, special) DO UPDATE SET seq = excluded.seq, file = excluded.file",
        )
        .bind(grant.as_bytes().as_slice())
        .bind(bundle.purpose.term())
        .bind(i64::from(bundle.special))
        .bind(i64::try_from(*seq).unwrap_or(i64::MAX))
        .bind(bundle.file.file())
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}
