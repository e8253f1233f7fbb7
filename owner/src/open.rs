//! From what a server says to an unlocked vault, or an alarm.

use std::sync::Arc;

use vault::{
    bundle::PinKey,
    digest::Digest,
    epoch::Epochs,
    grant::{ActiveLeaf, Leaf},
    id::{GrantId, ItemId, MethodId},
    json,
    jws::{Jws, PublicKey, Typ},
    log::LogHead,
    manifest::{Manifest, hash_grants, hash_items},
    map::{Map, Set},
    receipt::EndReceipt,
    wire::{EndNotice, GrantRecord, ItemRecord, MethodTag, VaultRecord},
};

use crate::{
    alarm::Alarm,
    grants::{GrantView, Held},
    keyring::Keyring,
    memory::Memory,
    method::Unlocker,
    record::{Kept, Record},
    vault::{Unconfirmed, Vault},
};

/// What a device knows besides the server's answer.
#[derive(Clone, Copy, Default)]
pub struct Known<'a> {
    /// What it remembers; `None` on a device that never saw this vault.
    pub memory: Option<&'a Memory>,
    /// The manifests after the remembered one, oldest first.
    pub manifests: &'a [Jws],
}

/// Opens the keyring with an unlock method, checks its tag, and then everything else.
///
/// # Errors
/// The first [`Alarm`].
pub fn open(
    record: &VaultRecord,
    method: MethodId,
    unlocker: &Unlocker,
    known: Known<'_>,
) -> Result<Vault, Alarm> {
    let keyring = Keyring::open(&record.keyring, unlocker.identity())
        .map_err(|_| Alarm::KeyringUnreadable)?;
    let listed = record
        .methods
        .iter()
        .find(|listed| listed.id == method)
        .ok_or(Alarm::TagMissing)?;
    let epochs = epochs(&keyring, record)?;
    // The tag is of the epoch in which the method was last at hand; from there the person's own signatures lead here.
    let seen = epochs.key(listed.epoch).ok_or(Alarm::TagMissing)?;
    if !unlocker.vouches(&listed.tag, record.person, listed.epoch, seen) {
        return Err(Alarm::KeyringSwapped);
    }
    let steps = epochs.after(listed.epoch).to_vec();
    let (epoch, key) = (keyring.epoch(), keyring.public_key());
    let mut vault = load(keyring, record, known)?;
    if !steps.is_empty() {
        let tag = MethodTag {
            method,
            epoch,
            tag: unlocker.tag(record.person, epoch, &key),
        };
        vault.unconfirmed = Some(Unconfirmed { steps, tag });
    }
    Ok(vault)
}

/// Whether the server has newer keys of the person, by the signature of these. Then this device opens the vault anew: its
/// method says whether to believe in them.
pub fn is_over(keyring: &Keyring, record: &VaultRecord) -> bool {
    Epochs::read(record.person, &record.steps, &record.signing_key).is_ok_and(|epochs| {
        epochs.now() > keyring.epoch() && epochs.key(keyring.epoch()) == Some(&keyring.public_key())
    })
}

/// The epochs up to this keyring's.
fn epochs(keyring: &Keyring, record: &VaultRecord) -> Result<Epochs, Alarm> {
    Epochs::read(record.person, &record.steps, &keyring.public_key())
        .ok()
        .filter(|epochs| epochs.now() == keyring.epoch())
        .ok_or(Alarm::EpochForged)
}

/// Checks everything against a keyring that this device holds already.
///
/// # Errors
/// The first [`Alarm`].
pub fn load(keyring: Keyring, record: &VaultRecord, known: Known<'_>) -> Result<Vault, Alarm> {
    let key = keyring.public_key();
    if keyring.person() != record.person
        || known
            .memory
            .is_some_and(|memory| memory.person != record.person)
    {
        return Err(Alarm::OtherPerson);
    }
    let epochs = epochs(&keyring, record)?;
    if known
        .memory
        .is_some_and(|memory| epochs.key(memory.epoch) != Some(&memory.signing_key))
    {
        return Err(Alarm::KeyringSwapped);
    }
    let manifest = Manifest::verify(&record.manifest, &key, record.person)
        .map_err(|_| Alarm::ManifestForged)?;
    if let Some(memory) = known.memory {
        follow(memory, known.manifests, record, &manifest, &epochs)?;
    }
    if manifest.keyring != record.keyring.digest() || manifest.epoch != keyring.epoch() {
        return Err(Alarm::KeyringReplaced);
    }
    check_methods(&manifest, record)?;
    let comparable = known.memory.filter(|memory| memory.seq == manifest.seq);
    let records = open_items(&keyring, &manifest, record, comparable)?;
    let grants = open_grants(&keyring, &manifest, record, known.memory)?;
    let log = check_log_heads(&manifest, record.log, known.memory)?;
    Ok(Vault {
        keyring,
        issuer: record.issuer.clone(),
        manifest,
        manifest_hash: record.manifest.digest(),
        records,
        grants,
        methods: record.methods.clone(),
        log,
        kit_confirmed: record.kit_confirmed,
        unconfirmed: None,
    })
}

/// From the remembered manifest forward to the last one.
fn follow(
    memory: &Memory,
    between: &[Jws],
    record: &VaultRecord,
    manifest: &Manifest,
    epochs: &Epochs,
) -> Result<(), Alarm> {
    if manifest.seq < memory.seq {
        return Err(Alarm::ManifestOlder {
            seen: memory.seq,
            shown: manifest.seq,
        });
    }
    let (mut seq, mut hash, mut epoch) = (memory.seq, memory.manifest, memory.epoch);
    for jws in between {
        // Another device may have saved between the server's two answers: what comes after the last is of no interest.
        if seq >= manifest.seq {
            break;
        }
        let of_epoch = |epoch| {
            let next = Manifest::verify(jws, epochs.key(epoch)?, memory.person).ok()?;
            (next.epoch == epoch).then_some(next)
        };
        let next = of_epoch(epoch)
            .or_else(|| of_epoch(epoch + 1))
            .ok_or(Alarm::ManifestForged)?;
        if next.seq != seq + 1 || next.prev != hash {
            return Err(Alarm::ManifestForked);
        }
        (seq, hash, epoch) = (next.seq, jws.digest(), next.epoch);
    }
    if seq == manifest.seq && hash == record.manifest.digest() {
        Ok(())
    } else {
        Err(Alarm::ManifestForked)
    }
}

fn check_methods(manifest: &Manifest, record: &VaultRecord) -> Result<(), Alarm> {
    let signed = |listed: &&vault::wire::MethodRecord| {
        let same = |method: &vault::manifest::Method| {
            (method.id, method.kind, &method.recipient)
                == (listed.id, listed.kind, &listed.recipient)
        };
        manifest.methods.iter().any(same)
    };
    if record.methods.iter().filter(signed).count() < record.methods.len() {
        return Err(Alarm::MethodAdded);
    }
    let listed = |method: &vault::manifest::Method| {
        record.methods.iter().any(|listed| listed.id == method.id)
    };
    if manifest.methods.iter().all(listed) {
        Ok(())
    } else {
        Err(Alarm::MethodMissing)
    }
}

fn open_items(
    keyring: &Keyring,
    manifest: &Manifest,
    record: &VaultRecord,
    memory: Option<&Memory>,
) -> Result<Map<ItemId, Arc<Kept>>, Alarm> {
    let hash = |item: &ItemRecord| (item.id, item.file.digest());
    let hashes: Map<_, _> = record.items.iter().map(hash).collect();
    let signed = hashes.len() == record.items.len()
        && hash_items(hashes.iter().map(|(id, hash)| (*id, *hash))) == manifest.items;
    let mut records = Vec::with_capacity(record.items.len());
    for item in &record.items {
        let opened = Record::open(&item.file, keyring).map_err(|_| Alarm::ItemDamaged(item.id))?;
        if opened.id() != item.id {
            return Err(Alarm::ItemSwapped(item.id));
        }
        let kept = Kept {
            record: opened,
            hash: item.file.digest(),
        };
        records.push((item.id, Arc::new(kept)));
    }
    if signed {
        return Ok(records.into_iter().collect());
    }
    match memory.and_then(|memory| difference(&memory.items, &hashes)) {
        Some(Difference::Missing(_)) => Err(Alarm::ItemMissing),
        Some(Difference::Added(id) | Difference::Changed(id)) => Err(Alarm::ItemForged(id)),
        None => Err(Alarm::ItemsUnsigned),
    }
}

enum Difference<I> {
    Missing(I),
    Added(I),
    Changed(I),
}

fn difference<I: Ord + Copy>(
    before: &Map<I, Digest>,
    now: &Map<I, Digest>,
) -> Option<Difference<I>> {
    let changed = now.iter().find_map(|(id, hash)| match before.get(id) {
        None => Some(Difference::Added(*id)),
        Some(old) if old != hash => Some(Difference::Changed(*id)),
        Some(_) => None,
    });
    changed.or_else(|| {
        before
            .keys()
            .find(|id| !now.contains_key(id))
            .map(|id| Difference::Missing(*id))
    })
}

fn open_grants(
    keyring: &Keyring,
    manifest: &Manifest,
    record: &VaultRecord,
    memory: Option<&Memory>,
) -> Result<Map<GrantId, Arc<GrantView>>, Alarm> {
    let hash = |grant: &GrantRecord| (grant.grant, grant.leaf_hash);
    let hashes: Map<_, _> = record.grants.iter().map(hash).collect();
    let empty = Set::new();
    let ended = memory.map_or(&empty, |memory| &memory.ended);
    if let Some(revived) = record.grants.iter().find(|grant| {
        ended.contains(&grant.grant)
            && grant.end.is_none()
            && grant.leaf.as_ref().is_some_and(|leaf| is_active(&leaf.0))
    }) {
        return Err(Alarm::GrantRevived(revived.grant));
    }
    let signed = hashes.len() == record.grants.len()
        && hash_grants(hashes.iter().map(|(id, hash)| (*id, *hash))) == manifest.grants;
    let comparable = memory.filter(|memory| !signed && memory.seq == manifest.seq);
    match comparable.and_then(|memory| difference(&memory.grants, &hashes)) {
        Some(Difference::Added(id)) => return Err(Alarm::GrantAdded(id)),
        Some(Difference::Changed(id)) => return Err(Alarm::GrantChanged(id)),
        Some(Difference::Missing(_)) => return Err(Alarm::GrantMissing),
        None => {}
    }
    let mut grants = Vec::with_capacity(record.grants.len());
    for grant in &record.grants {
        let view = GrantView {
            grant: grant.grant,
            leaf_hash: grant.leaf_hash,
            held: open_grant(keyring, record, grant)?,
            brake: grant.brake,
        };
        grants.push((grant.grant, Arc::new(view)));
    }
    if signed {
        Ok(grants.into_iter().collect())
    } else {
        Err(Alarm::GrantsUnsigned)
    }
}

fn open_grant(keyring: &Keyring, record: &VaultRecord, grant: &GrantRecord) -> Result<Held, Alarm> {
    if let Some(notice) = &grant.end
        && grant.leaf.as_ref().is_none_or(|leaf| is_active(&leaf.0))
    {
        return check_end(record, grant, notice).map(Held::EndReported);
    }
    let bytes = &grant.leaf.as_ref().ok_or(Alarm::GrantMissing)?.0;
    let changed = Alarm::GrantChanged(grant.grant);
    if Digest::of(bytes) != grant.leaf_hash {
        return Err(changed);
    }
    match Leaf::parse(bytes).map_err(|_| changed)? {
        leaf if leaf.grant() != grant.grant => Err(changed),
        Leaf::Ended(leaf) => Ok(Held::Ended(leaf)),
        Leaf::Active(leaf) if is_own(keyring, &leaf) => Ok(Held::Active(Box::new(leaf))),
        Leaf::Active(_) => Err(changed),
    }
}

fn is_active(leaf: &[u8]) -> bool {
    matches!(Leaf::parse(leaf), Ok(Leaf::Active(_)))
}

fn check_end(
    record: &VaultRecord,
    grant: &GrantRecord,
    notice: &EndNotice,
) -> Result<EndNotice, Alarm> {
    let receipt: Result<EndReceipt, _> =
        notice.receipt.verify(Typ::EndReceipt, &record.instance_key);
    let proven = receipt.is_ok_and(|receipt| {
        receipt.grant == grant.grant
            && receipt.leaf == grant.leaf_hash
            && receipt.iss == record.issuer
            && (receipt.ended, receipt.when) == (notice.ended, notice.when)
    });
    if proven {
        Ok(notice.clone())
    } else {
        Err(Alarm::EndUnproven(grant.grant))
    }
}

/// Whether the leaf's key is the person's key for this company, and the pin the one that K makes of it.
fn is_own(keyring: &Keyring, leaf: &ActiveLeaf) -> bool {
    let key = PublicKey::of(&keyring.company_key(&leaf.client));
    let pin_key = keyring
        .unseal(&leaf.pin_key)
        .ok()
        .and_then(|text| json::read(text.as_str()).ok());
    let pin_key = pin_key.map(|bytes: vault::bytes::Bytes<32>| PinKey::from_bytes(bytes.0));
    leaf.key == key && pin_key.is_some_and(|pin_key| pin_key.pin(&key) == leaf.pin)
}

/// The furthest head that the person's devices have checked, if the server's head can follow from it.
fn check_log_heads(
    manifest: &Manifest,
    claimed: LogHead,
    memory: Option<&Memory>,
) -> Result<LogHead, Alarm> {
    let remembered = memory.map_or(LogHead::START, |memory| memory.log);
    for seen in [manifest.log, remembered] {
        if claimed.count < seen.count {
            return Err(Alarm::LogCut);
        }
        if claimed.count == seen.count && claimed.head != seen.head {
            return Err(Alarm::LogRewritten);
        }
    }
    Ok(if remembered.count > manifest.log.count {
        remembered
    } else {
        manifest.log
    })
}
