//! Judging a save: pure, from what the store holds and what was sent.

use std::collections::{BTreeMap, BTreeSet};

use vault::{
    digest::Digest,
    grant::{ActiveLeaf, Change, Leaf, State, succession},
    id::{GrantId, ItemId, PersonId},
    jws::PublicKey,
    manifest::{Manifest, Method, hash_grants, hash_items},
    purpose::Purpose,
    wire::{Code, Save, SaveBundle, SaveGrant},
};

use crate::{
    problem::ApiError,
    store::{GrantChange, GrantRow, GrantStep, MethodRow, Outline, SavePlan},
};

/// Manifests are kept for good, so what is signed is all that they hold.
const LARGEST_MANIFEST: usize = 16 * 1024;
/// The most items of one person.
pub const MOST_ITEMS: usize = 5_000;
/// The most grants of one person, ended ones included.
pub const MOST_GRANTS: usize = 500;
/// How far a device's clock may be ahead, in seconds.
const CLOCK_SLACK: i64 = 300;

/// What a save is judged by, beside the vault itself.
pub struct Circumstances {
    /// Whose session.
    pub person: PersonId,
    /// Now, in unix seconds.
    pub now: i64,
    /// Whether a touch was recent enough for widening.
    pub fresh: bool,
    /// The log's head at the count that the manifest names; `None` where the log never had that count.
    pub log_head: Option<Digest>,
}

/// What a manifest must say of the keys.
pub struct Terms {
    /// The epoch.
    pub epoch: u32,
    /// The key that signs it.
    pub key: PublicKey,
    /// SHA-256 of the keyring.
    pub keyring: Digest,
    /// The unlock methods, in any order.
    pub methods: Vec<Method>,
}

impl Terms {
    /// Those of a save that changes neither keys nor methods.
    pub fn standing(vault: &Outline) -> Self {
        let method = |row: &MethodRow| Method {
            id: row.id,
            kind: row.kind,
            recipient: row.recipient.clone(),
        };
        Self {
            epoch: vault.epoch,
            key: vault.signing_key,
            keyring: vault.keyring,
            methods: vault.methods.iter().map(method).collect(),
        }
    }
}

/// A refusal of a save that does not fit together.
pub fn refused(detail: &'static str) -> ApiError {
    ApiError::with_detail(Code::SaveRefused, detail)
}

/// Reads the manifest of a save; its signature and person hold.
pub fn read_manifest(save: &Save, key: &PublicKey, person: PersonId) -> Result<Manifest, ApiError> {
    if save.manifest.as_str().len() > LARGEST_MANIFEST {
        return Err(refused("The manifest is too large."));
    }
    Manifest::verify(&save.manifest, key, person)
        .map_err(|_| refused("The manifest is not signed by the person."))
}

/// Judges a whole save. In a new epoch every item and every grant that is not over comes with it.
///
/// # Errors
/// The first thing that does not fit.
pub fn judge<'a>(
    vault: &Outline,
    save: &'a Save,
    manifest: &Manifest,
    terms: &Terms,
    circumstances: &Circumstances,
) -> Result<SavePlan<'a>, ApiError> {
    let before: Manifest =
        Manifest::verify(&vault.manifest, &vault.signing_key, circumstances.person)
            .map_err(|error| ApiError::fault(Code::Internal, error))?;
    let renewed = terms.epoch != vault.epoch;
    judge_manifest(vault, manifest, &before, terms, circumstances)?;
    judge_items(vault, save, manifest, renewed)?;
    let grants = judge_grants(vault, save, manifest, renewed, circumstances)?;
    Ok(SavePlan {
        seq: manifest.seq,
        manifest: &save.manifest,
        items: &save.items,
        removed: &save.removed,
        grants,
        turn: None,
    })
}

fn judge_manifest(
    vault: &Outline,
    manifest: &Manifest,
    before: &Manifest,
    terms: &Terms,
    circumstances: &Circumstances,
) -> Result<(), ApiError> {
    use vault::manifest::ManifestError::{Epoch, Fork, Log, Person, Seq, Signature};
    manifest
        .follows(before, vault.manifest.digest(), terms.epoch)
        .map_err(|error| match error {
            Seq | Fork => Code::SavedElsewhere.into(),
            Epoch => refused("The manifest is of another epoch."),
            Log => refused("The manifest has seen less of the log than the one before."),
            Person | Signature(_) => refused("The manifest is not signed by the person."),
        })?;
    let by_id = |methods: &[Method]| {
        let mut methods = methods.to_vec();
        methods.sort_by_key(|method| method.id);
        methods
    };
    if by_id(&manifest.methods) != by_id(&terms.methods) {
        return Err(refused("The manifest names other unlock methods."));
    }
    if manifest.keyring != terms.keyring {
        return Err(refused("The manifest names another keyring."));
    }
    if circumstances.log_head != Some(manifest.log.head) {
        return Err(refused("The manifest names a head that the log never had."));
    }
    if manifest.iat > circumstances.now + CLOCK_SLACK {
        return Err(refused("The manifest is signed in the future."));
    }
    Ok(())
}

fn judge_items(
    vault: &Outline,
    save: &Save,
    manifest: &Manifest,
    renewed: bool,
) -> Result<(), ApiError> {
    let mut items: BTreeMap<ItemId, Digest> = vault.items.iter().copied().collect();
    let mut named = BTreeSet::new();
    for item in &save.items {
        if !named.insert(item.id) {
            return Err(refused("An item stands twice."));
        }
        items.insert(item.id, item.file.digest());
    }
    for item in &save.removed {
        if !named.insert(*item) {
            return Err(refused("An item stands twice."));
        }
        items.remove(item);
    }
    if renewed && items.keys().any(|item| !named.contains(item)) {
        return Err(refused("An item is left in the epoch before."));
    }
    if items.len() > MOST_ITEMS {
        return Err(refused("There are too many items."));
    }
    if hash_items(items) != manifest.items {
        return Err(refused("The items are not those that the manifest names."));
    }
    Ok(())
}

fn judge_grants<'a>(
    vault: &Outline,
    save: &'a Save,
    manifest: &Manifest,
    renewed: bool,
    circumstances: &Circumstances,
) -> Result<Vec<GrantChange<'a>>, ApiError> {
    let known: BTreeMap<GrantId, &GrantRow> =
        vault.grants.iter().map(|grant| (grant.id, grant)).collect();
    let mut hashes: BTreeMap<GrantId, Digest> = vault
        .grants
        .iter()
        .map(|grant| (grant.id, grant.leaf_hash))
        .collect();
    let mut changes = Vec::with_capacity(save.grants.len());
    let mut named = BTreeSet::new();
    for sent in &save.grants {
        let leaf = Leaf::parse(&sent.leaf.0).map_err(|error| {
            ApiError::with_detail(Code::SaveRefused, capital(&error.to_string()))
        })?;
        let grant = leaf.grant();
        if !named.insert(grant) {
            return Err(refused("A grant stands twice."));
        }
        let step = judge_grant(
            vault,
            known.get(&grant).copied(),
            sent,
            &leaf,
            renewed,
            circumstances,
        )?;
        let hash = Digest::of(&sent.leaf.0);
        hashes.insert(grant, hash);
        changes.push(GrantChange {
            grant,
            leaf: &sent.leaf.0,
            hash,
            step,
        });
    }
    let left = |grant: &&GrantRow| grant.end.is_none() && !named.contains(&grant.id);
    if renewed && vault.grants.iter().any(|grant| left(&grant)) {
        return Err(refused("A grant is left in the epoch before."));
    }
    if hashes.len() > MOST_GRANTS {
        return Err(refused("There are too many grants."));
    }
    if hash_grants(hashes) != manifest.grants {
        return Err(refused("The grants are not those that the manifest names."));
    }
    Ok(changes)
}

fn judge_grant<'a>(
    vault: &Outline,
    known: Option<&GrantRow>,
    sent: &'a SaveGrant,
    leaf: &Leaf,
    renewed: bool,
    circumstances: &Circumstances,
) -> Result<GrantStep<'a>, ApiError> {
    let active = match (leaf, known) {
        (Leaf::Ended(ended), Some(grant)) => {
            let same = grant
                .end
                .as_ref()
                .is_some_and(|end| (end.ended, end.when) == (ended.ended, ended.when));
            let bare = sent.bundles.is_empty() && sent.token.is_none();
            return if same && bare {
                Ok(GrantStep::SignEnd)
            } else {
                Err(refused("The end of a grant is not the one that is known."))
            };
        }
        (Leaf::Ended(_), None) => {
            return Err(refused("The end of a grant is not the one that is known."));
        }
        (Leaf::Active(active), _) => active,
    };
    if let Some(grant) = known
        && let State::Ended(_) = grant.state(circumstances.now)
    {
        return Err(Code::GrantEnded.into());
    }
    if active.expires <= circumstances.now || active.created > circumstances.now + CLOCK_SLACK {
        return Err(refused("A grant begins now and ends later."));
    }
    let before = known.map(stored_leaf).transpose()?;
    let before_leaf = before.clone().map(Leaf::Active);
    let change = succession(before_leaf.as_ref(), leaf)
        .map_err(|error| ApiError::with_detail(Code::SaveRefused, capital(&error.to_string())))?;
    if change == Change::Widens && !circumstances.fresh {
        return Err(Code::TouchNeeded.into());
    }
    let bundles = judge_bundles(before.as_ref(), active, sent)?;
    match before {
        None => {
            if vault.kit_confirmed.is_none() {
                return Err(Code::KitNotConfirmed.into());
            }
            let token = sent
                .token
                .ok_or_else(|| refused("A new grant needs a token."))?;
            Ok(GrantStep::Insert {
                client: active.client.to_string(),
                expires: active.expires,
                token: token.hash,
                bundles,
            })
        }
        Some(before) => {
            if before.recipient != active.recipient {
                return Err(refused("The key of a grant does not change with a save."));
            }
            let same = before.key == active.key && before.pin == active.pin;
            if same == renewed {
                return Err(refused(
                    "The person's key for a company changes with the epoch, and only then.",
                ));
            }
            if renewed && bundles.len() != active.permissions.len() {
                return Err(refused("A bundle is left in the epoch before."));
            }
            if sent.token.is_some() {
                return Err(refused("A token comes with a new grant only."));
            }
            Ok(GrantStep::Change {
                expires: active.expires,
                bundles,
                removed: removed(&before, active),
            })
        }
    }
}

fn stored_leaf(grant: &GrantRow) -> Result<ActiveLeaf, ApiError> {
    let leaf = grant.leaf.as_deref().map(Leaf::parse);
    match leaf {
        Some(Ok(Leaf::Active(leaf))) => Ok(leaf),
        _ => Err(ApiError::fault(
            Code::Internal,
            anyhow::anyhow!("grant {} holds no active leaf", grant.id),
        )),
    }
}

/// Every bundle that the leaf names is there already or comes with the save, and nothing else comes.
fn judge_bundles<'a>(
    before: Option<&ActiveLeaf>,
    leaf: &ActiveLeaf,
    sent: &'a SaveGrant,
) -> Result<Vec<(&'a SaveBundle, u64)>, ApiError> {
    let mut bundles = Vec::with_capacity(sent.bundles.len());
    for permission in &leaf.permissions {
        let stored = before
            .and_then(|before| before.permission(permission.purpose, permission.special))
            .is_some_and(|old| old.bundle.hash == permission.bundle.hash);
        let mut new = sent.bundles.iter().filter(|bundle| {
            bundle.purpose == permission.purpose && bundle.special == permission.special
        });
        match (stored, new.next(), new.next()) {
            (_, Some(bundle), None) if bundle.file.digest() == permission.bundle.hash => {
                bundles.push((bundle, permission.bundle.seq));
            }
            (true, None, None) => {}
            _ => return Err(refused("The bundles are not those that the leaf names.")),
        }
    }
    if bundles.len() != sent.bundles.len() {
        return Err(refused("The bundles are not those that the leaf names."));
    }
    Ok(bundles)
}

fn removed(before: &ActiveLeaf, after: &ActiveLeaf) -> Vec<(Purpose, bool)> {
    before
        .permissions
        .iter()
        .map(|permission| (permission.purpose, permission.special))
        .filter(|(purpose, special)| after.permission(*purpose, *special).is_none())
        .collect()
}

/// A detail is a sentence.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).chain(['.']).collect()
    })
}
