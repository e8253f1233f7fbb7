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

/// How far a server's clock may be from the device's to be followed, in seconds.
const MOST_AHEAD: i64 = 24 * 60 * 60;

/// The seconds by which a server's clock is ahead of the device's (both in unix seconds), so that what is signed carries the server's
/// time. 0 where they are a day and more apart: such a server is not the one to be followed.
pub fn ahead(server: i64, device: i64) -> i64 {
    let ahead = server.saturating_sub(device);
    if ahead.saturating_abs() < MOST_AHEAD {
        ahead
    } else {
        0
    }
}

/// What a device knows besides the server's answer.
#[derive(Clone, Copy, Default)]
pub struct Known<'a> {
    /// What it remembers; `None` on a device that never saw this vault.
    pub memory: Option<&'a Memory>,
    /// The manifests after the remembered one, oldest first.
    pub manifests: &'a [Jws],
    /// The vault as it stood open before, of which what has not changed is taken over.
    pub vault: Option<&'a Vault>,
}

/// A vault that is being opened, a file at a time: a page that has a thousand of them to open stays alive meanwhile.
pub struct Opening<'a> {
    keyring: Keyring,
    record: &'a VaultRecord,
    known: Known<'a>,
    manifest: Manifest,
    unconfirmed: Option<Unconfirmed>,
    item_hashes: Map<ItemId, Digest>,
    items: Vec<(ItemId, Arc<Kept>)>,
    /// Once the items are through: whether the grants together are the signed ones.
    grants_signed: Option<bool>,
    grants: Vec<(GrantId, Arc<GrantView>)>,
}

impl<'a> Opening<'a> {
    /// Opens the keyring with an unlock method and checks its tag.
    ///
    /// # Errors
    /// The first [`Alarm`].
    pub fn with(
        record: &'a VaultRecord,
        method: MethodId,
        unlocker: &Unlocker,
        known: Known<'a>,
    ) -> Result<Self, Alarm> {
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
        let mut opening = Self::again(keyring, record, known)?;
        if !steps.is_empty() {
            let tag = MethodTag {
                method,
                epoch,
                tag: unlocker.tag(record.person, epoch, &key),
            };
            opening.unconfirmed = Some(Unconfirmed { steps, tag });
        }
        Ok(opening)
    }

    /// Goes by a keyring that this device holds already.
    ///
    /// # Errors
    /// The first [`Alarm`].
    pub fn again(
        keyring: Keyring,
        record: &'a VaultRecord,
        known: Known<'a>,
    ) -> Result<Self, Alarm> {
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
        let hash = |item: &ItemRecord| (item.id, item.file.digest());
        Ok(Self {
            keyring,
            record,
            known,
            manifest,
            unconfirmed: None,
            item_hashes: record.items.iter().map(hash).collect(),
            items: Vec::with_capacity(record.items.len()),
            grants_signed: None,
            grants: Vec::with_capacity(record.grants.len()),
        })
    }

    /// Opens one file more. `false`: there are no more.
    ///
    /// # Errors
    /// The first [`Alarm`].
    pub fn step(&mut self) -> Result<bool, Alarm> {
        if let Some(item) = self.record.items.get(self.items.len()) {
            let kept = self.open_item(item)?;
            self.items.push((item.id, kept));
        } else if self.grants_signed.is_none() {
            self.judge_items()?;
            self.grants_signed = Some(self.judge_grants()?);
        } else if let Some(grant) = self.record.grants.get(self.grants.len()) {
            let view = GrantView {
                grant: grant.grant,
                leaf_hash: grant.leaf_hash,
                held: self.open_held(grant)?,
                brake: grant.brake,
            };
            self.grants.push((grant.grant, Arc::new(view)));
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    /// Opens what is left, and gives the vault.
    ///
    /// # Errors
    /// The first [`Alarm`].
    pub fn finish(mut self) -> Result<Vault, Alarm> {
        while self.step()? {}
        if self.grants_signed != Some(true) {
            return Err(Alarm::GrantsUnsigned);
        }
        let record = self.record;
        let log = check_log_heads(&self.manifest, record.log, self.known.memory)?;
        Ok(Vault {
            keyring: self.keyring,
            issuer: record.issuer.clone(),
            manifest: self.manifest,
            manifest_hash: record.manifest.digest(),
            records: self.items.into_iter().collect(),
            grants: self.grants.into_iter().collect(),
            methods: record.methods.clone(),
            log,
            kit_confirmed: record.kit_confirmed,
            unconfirmed: self.unconfirmed,
        })
    }

    fn open_item(&self, item: &ItemRecord) -> Result<Arc<Kept>, Alarm> {
        let hash = item.file.digest();
        // The same bytes were opened before.
        let before = self
            .known
            .vault
            .and_then(|vault| vault.records.get(&item.id));
        if let Some(kept) = before.filter(|kept| kept.hash == hash) {
            return Ok(Arc::clone(kept));
        }
        let record =
            Record::open(&item.file, &self.keyring).map_err(|_| Alarm::ItemDamaged(item.id))?;
        if record.id() != item.id {
            return Err(Alarm::ItemSwapped(item.id));
        }
        Ok(Arc::new(Kept { record, hash }))
    }

    fn judge_items(&self) -> Result<(), Alarm> {
        let hashes = &self.item_hashes;
        let signed = hashes.len() == self.record.items.len()
            && hash_items(hashes.iter().map(|(id, hash)| (*id, *hash))) == self.manifest.items;
        if signed {
            return Ok(());
        }
        let memory = self.comparable();
        match memory.and_then(|memory| difference(&memory.items, hashes)) {
            Some(Difference::Missing(_)) => Err(Alarm::ItemMissing),
            Some(Difference::Added(id) | Difference::Changed(id)) => Err(Alarm::ItemForged(id)),
            None => Err(Alarm::ItemsUnsigned),
        }
    }

    /// Whether the grants together are the signed ones.
    fn judge_grants(&self) -> Result<bool, Alarm> {
        let record = self.record;
        let hash = |grant: &GrantRecord| (grant.grant, grant.leaf_hash);
        let hashes: Map<_, _> = record.grants.iter().map(hash).collect();
        let empty = Set::new();
        let ended = self.known.memory.map_or(&empty, |memory| &memory.ended);
        if let Some(revived) = record.grants.iter().find(|grant| {
            ended.contains(&grant.grant)
                && grant.end.is_none()
                && grant.leaf.as_ref().is_some_and(|leaf| is_active(&leaf.0))
        }) {
            return Err(Alarm::GrantRevived(revived.grant));
        }
        let signed = hashes.len() == record.grants.len()
            && hash_grants(hashes.iter().map(|(id, hash)| (*id, *hash))) == self.manifest.grants;
        let memory = self.comparable().filter(|_| !signed);
        match memory.and_then(|memory| difference(&memory.grants, &hashes)) {
            Some(Difference::Added(id)) => Err(Alarm::GrantAdded(id)),
            Some(Difference::Changed(id)) => Err(Alarm::GrantChanged(id)),
            Some(Difference::Missing(_)) => Err(Alarm::GrantMissing),
            None => Ok(signed),
        }
    }

    fn open_held(&self, grant: &GrantRecord) -> Result<Held, Alarm> {
        let before = self
            .known
            .vault
            .and_then(|vault| vault.grants.get(&grant.grant));
        let same = |view: &&Arc<GrantView>| {
            let leaf = grant.leaf.as_ref();
            view.leaf_hash == grant.leaf_hash
                && matches!(view.held, Held::Active(_))
                && grant.end.is_none()
                && leaf.is_some_and(|leaf| Digest::of(&leaf.0) == grant.leaf_hash)
        };
        // The same leaf was checked before; its key is of this epoch, or the leaf would be another.
        if let Some(view) = before.filter(same) {
            return Ok(view.held.clone());
        }
        open_grant(&self.keyring, self.record, grant)
    }

    /// What the device remembers, where it is of the very save that is shown.
    fn comparable(&self) -> Option<&'a Memory> {
        self.known
            .memory
            .filter(|memory| memory.seq == self.manifest.seq)
    }
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
    Opening::with(record, method, unlocker, known)?.finish()
}

/// Checks everything against a keyring that this device holds already.
///
/// # Errors
/// The first [`Alarm`].
pub fn load(keyring: Keyring, record: &VaultRecord, known: Known<'_>) -> Result<Vault, Alarm> {
    Opening::again(keyring, record, known)?.finish()
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
