//! The manifest: the person's signed statement of what their vault holds now. Numbered, only grows.

use serde::{Deserialize, Serialize};

use crate::{
    digest::Digest,
    id::{GrantId, ItemId, MethodId, PersonId},
    jws::{Jws, JwsError, PublicKey, Typ},
    log::LogHead,
    order::sort_by,
    sealed::Recipient,
};

/// What opens a keyring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MethodKind {
    /// A passkey, through its PRF.
    Passkey,
    /// The Recovery kit.
    Kit,
}

/// An unlock method, as the person signed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Method {
    /// The method.
    pub id: MethodId,
    /// What it is.
    pub kind: MethodKind,
    /// Its recipient; the keyring is sealed to all of them.
    pub recipient: Recipient,
}

/// The content of a manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Whose vault.
    pub person: PersonId,
    /// Counts the manifests, from 1.
    pub seq: u64,
    /// SHA-256 of the manifest before (its exact text); zeros before the first.
    pub prev: Digest,
    /// Counts the keyrings, from 1.
    pub epoch: u32,
    /// SHA-256 of the keyring file.
    pub keyring: Digest,
    /// [`hash_items`] of what the vault holds.
    pub items: Digest,
    /// [`hash_grants`] of what the vault allows.
    pub grants: Digest,
    /// The unlock methods.
    pub methods: Vec<Method>,
    /// How far the person's device had checked the access log.
    pub log: LogHead,
    /// When it was signed, in unix seconds.
    pub iat: i64,
}

/// Why a manifest does not follow another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ManifestError {
    /// The signature, or the shape under it.
    #[error("the manifest is not signed by the person")]
    Signature(#[from] JwsError),
    /// Another person's.
    #[error("the manifest is another person's")]
    Person,
    /// Not the next number.
    #[error("the manifest is not the next one")]
    Seq,
    /// Follows another manifest than the last.
    #[error("the manifest follows another than the last one")]
    Fork,
    /// Another epoch.
    #[error("the manifest is of another epoch")]
    Epoch,
    /// The log went back, or took another turn.
    #[error("the manifest has seen less of the log than the one before")]
    Log,
}

impl Manifest {
    /// Checks signature and person.
    ///
    /// # Errors
    /// [`ManifestError::Signature`], [`ManifestError::Person`].
    pub fn verify(jws: &Jws, key: &PublicKey, person: PersonId) -> Result<Self, ManifestError> {
        let manifest: Self = jws.verify(Typ::Manifest, key)?;
        if manifest.person != person {
            return Err(ManifestError::Person);
        }
        Ok(manifest)
    }

    /// Checks that this manifest comes right after `before`, whose text had the digest `before_digest`, in epoch `epoch`.
    ///
    /// # Errors
    /// [`ManifestError::Seq`], [`ManifestError::Fork`], [`ManifestError::Epoch`], [`ManifestError::Log`].
    pub fn follows(
        &self,
        before: &Self,
        before_digest: Digest,
        epoch: u32,
    ) -> Result<(), ManifestError> {
        if Some(self.seq) != before.seq.checked_add(1) {
            return Err(ManifestError::Seq);
        }
        if self.prev != before_digest {
            return Err(ManifestError::Fork);
        }
        if self.epoch != epoch {
            return Err(ManifestError::Epoch);
        }
        let (seen, known) = (self.log, before.log);
        if seen.count < known.count || (seen.count == known.count && seen.head != known.head) {
            return Err(ManifestError::Log);
        }
        Ok(())
    }

    /// Checks that this is a first manifest.
    ///
    /// # Errors
    /// [`ManifestError::Seq`], [`ManifestError::Fork`], [`ManifestError::Epoch`], [`ManifestError::Log`].
    pub fn begins(&self) -> Result<(), ManifestError> {
        match () {
            () if self.seq != 1 => Err(ManifestError::Seq),
            () if self.prev != Digest::ZERO => Err(ManifestError::Fork),
            () if self.epoch != 1 => Err(ManifestError::Epoch),
            () if self.log != LogHead::START => Err(ManifestError::Log),
            () => Ok(()),
        }
    }
}

/// SHA-256 over (item id, SHA-256 of the item's file), sorted by the id's bytes: 16 and 32 bytes each, concatenated.
pub fn hash_items(items: impl IntoIterator<Item = (ItemId, Digest)>) -> Digest {
    hash_sorted(items.into_iter().map(|(id, hash)| (*id.as_bytes(), hash)))
}

/// SHA-256 over (grant id, SHA-256 of the leaf's exact bytes), as [`hash_items`].
pub fn hash_grants(grants: impl IntoIterator<Item = (GrantId, Digest)>) -> Digest {
    hash_sorted(grants.into_iter().map(|(id, hash)| (*id.as_bytes(), hash)))
}

fn hash_sorted(rows: impl Iterator<Item = ([u8; 16], Digest)>) -> Digest {
    let mut rows: Vec<_> = rows.collect();
    sort_by(&mut rows, Ord::cmp);
    Digest::of_all(
        rows.iter()
            .flat_map(|(id, hash)| [id.as_slice(), hash.as_bytes()]),
    )
}

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    fn first() -> Manifest {
        Manifest {
            person: PersonId::from_bytes([1; 16]),
            seq: 1,
            prev: Digest::ZERO,
            epoch: 1,
            keyring: Digest::of("keyring"),
            items: hash_items([]),
            grants: hash_grants([]),
            methods: Vec::new(),
            log: LogHead::START,
            iat: 1,
        }
    }

    #[test]
    fn the_first_has_nothing_before_it() {
        assert_eq!(first().begins(), Ok(()));
        let later = |change: fn(&mut Manifest)| {
            let mut manifest = first();
            change(&mut manifest);
            manifest.begins()
        };
        assert_eq!(later(|m| m.seq = 2), Err(ManifestError::Seq));
        assert_eq!(
            later(|m| m.prev = Digest::of("x")),
            Err(ManifestError::Fork)
        );
        assert_eq!(later(|m| m.epoch = 2), Err(ManifestError::Epoch));
        assert_eq!(later(|m| m.log.count = 1), Err(ManifestError::Log));
    }

    #[test]
    fn each_follows_the_one_before_it() {
        let before = first().log.then(b"entry");
        let before = Manifest {
            log: before,
            ..first()
        };
        let digest = Digest::of("manifest 1");
        let next = |change: fn(&mut Manifest)| {
            let mut manifest = Manifest {
                seq: 2,
                prev: digest,
                ..before.clone()
            };
            change(&mut manifest);
            manifest.follows(&before, digest, 1)
        };
        assert_eq!(next(|_| ()), Ok(()));
        assert_eq!(next(|m| m.seq = 3), Err(ManifestError::Seq));
        assert_eq!(next(|m| m.seq = 1), Err(ManifestError::Seq));
        assert_eq!(next(|m| m.prev = Digest::ZERO), Err(ManifestError::Fork));
        assert_eq!(next(|m| m.epoch = 2), Err(ManifestError::Epoch));
        assert_eq!(next(|m| m.log = LogHead::START), Err(ManifestError::Log));
        assert_eq!(
            next(|m| m.log.head = Digest::of("x")),
            Err(ManifestError::Log)
        );
    }

    #[test]
    fn the_order_of_rows_does_not_matter_and_everything_else_does() {
        let row = |id: u8, content: &str| (ItemId::from_bytes([id; 16]), Digest::of(content));
        let hash = hash_items([row(1, "a"), row(2, "b")]);
        assert_eq!(hash_items([row(2, "b"), row(1, "a")]), hash);
        for rows in [
            vec![row(1, "a")],
            vec![row(1, "b"), row(2, "a")],
            vec![row(1, "a"), row(3, "b")],
            vec![row(1, "a"), row(2, "b"), row(2, "b")],
        ] {
            assert_ne!(hash_items(rows), hash);
        }
        assert_eq!(hash_items([]), Digest::of(""));
    }
}
