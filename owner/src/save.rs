//! From edits to the next save: items sealed, bundles resealed, manifest signed.

use std::sync::Arc;

use vault::{
    bundle::PinKey,
    bytes::{Blob, to_base64url},
    digest::Digest,
    grant::{ActiveLeaf, BundleMark, EndedLeaf, Leaf, LeafError, Permission},
    id::{GrantId, ItemId},
    jws::{Jws, JwsError, KeyHint, PublicKey, Typ},
    manifest::{Manifest, hash_grants, hash_items},
    map::Set,
    sealed::{OpenError, SealError, Sealed},
    wire::{ItemRecord, Save, SaveGrant, TokenRecord},
};
use zeroize::Zeroizing;

use crate::{
    company::Company,
    edit::{Edit, NewGrant},
    grants::{GrantView, Held},
    item::Item,
    method_note::MethodNote,
    omission::Omission,
    record::{Kept, Record},
    vault::Vault,
};

/// How often a save is made again on top of what another device saved first, before the person is asked to try later.
pub const MOST_MERGES: usize = 5;

/// How many edits go into one save at most.
const MOST_AT_ONCE: usize = 200;
/// How much text goes into one save at most, in bytes: a server takes 2 MiB of it sealed.
const LARGEST_AT_ONCE: usize = 512 * 1024;

/// How many of many edits, from the first, go into one save; at least one where there is one.
pub fn at_once(edits: &[Edit]) -> usize {
    let mut bytes = 0;
    let fits = |edit: &&Edit| {
        if let Edit::Keep(item) = edit {
            bytes += item.to_json().to_string().len();
        }
        bytes <= LARGEST_AT_ONCE
    };
    let fit = edits.iter().take(MOST_AT_ONCE).take_while(fits).count();
    fit.max(1).min(edits.len())
}

/// A save ready to be sent, and the vault as it will be once the server has taken it.
pub struct Prepared {
    /// What to send.
    pub save: Save,
    /// What to go on with.
    pub next: Vault,
}

/// Why edits can't be saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SaveError {
    /// A new grant is not one that can be made.
    #[error("the grant can't be made")]
    Grant(#[from] LeafError),
    /// An item's value is not one of its attribute: sealed like this, it could not be read again.
    #[error("an item could not be read again")]
    Unreadable(ItemId),
    /// New keys are made when something goes, and nothing would.
    #[error("no unlock method would be removed")]
    NothingRemoved,
    /// Nothing could be sealed.
    #[error("could not be sealed")]
    Seal(#[from] SealError),
    /// Nothing could be signed.
    #[error("could not be signed")]
    Sign(#[from] JwsError),
    /// A key does not open what it should.
    #[error("a key is damaged")]
    Open(#[from] OpenError),
}

impl Vault {
    /// Applies the edits and makes the next save of them, signed at `now` (unix seconds). Without edits the save still
    /// signs ends that the server reported and the log as far as it was checked.
    ///
    /// # Errors
    /// [`SaveError`].
    pub fn prepare(&self, edits: &[Edit], now: i64) -> Result<Prepared, SaveError> {
        self.prepare_from(self.clone(), edits, now)
    }

    /// The same, where `next` has another keyring or other unlock methods already, and its manifest names them.
    pub(crate) fn prepare_from(
        &self,
        mut next: Self,
        edits: &[Edit],
        now: i64,
    ) -> Result<Prepared, SaveError> {
        let mut touched = Set::new();
        if next.keyring.epoch() != self.keyring.epoch() {
            touched = next.records.keys().copied().collect();
        }
        let mut grants = Vec::new();
        let mut shares = Vec::new();
        for edit in edits {
            match edit {
                Edit::Keep(item) => next.keep(item.clone(), now, &mut touched),
                Edit::Remove { item, at } => next.remove(*item, *at, &mut touched),
                Edit::Omit(omission) => next.omit(omission, &mut touched),
                Edit::Note(note) => next.note(note, &mut touched),
                // The answer to an earlier attempt may have been lost after the server had taken it.
                Edit::Share(grant) if next.grants.contains_key(&grant.grant) => {}
                Edit::Share(grant) => shares.push(grant),
            }
        }
        // After every item stands: what is sealed for a new grant is not sealed again in this save.
        for grant in shares {
            grants.push(next.share_with(grant, now, &mut touched)?);
        }
        let made: Vec<_> = grants.iter().map(|made| made.0).collect();
        let mut saved_grants: Vec<_> = grants.into_iter().map(|(_, saved)| saved).collect();
        saved_grants.extend(next.reseal(self, &made, now)?);
        saved_grants.extend(next.sign_ends()?);

        let mut items = Vec::new();
        let owner = next.keyring.recipient()?;
        for id in touched.iter() {
            if let Some(kept) = next.records.get_mut(id) {
                let kept = Arc::make_mut(kept);
                if !kept.record.readable() {
                    return Err(SaveError::Unreadable(*id));
                }
                let file = kept.record.seal(&owner)?;
                kept.hash = file.digest();
                items.push(ItemRecord { id: *id, file });
            }
        }
        let gone = |id: &&ItemId| !next.records.contains_key(*id) && self.records.contains_key(*id);
        let removed = touched.iter().filter(gone).copied().collect();

        next.manifest = Manifest {
            seq: self.manifest.seq + 1,
            prev: self.manifest_hash,
            items: hash_items(next.records.iter().map(|(id, kept)| (*id, kept.hash))),
            grants: hash_grants(next.grants.iter().map(|(id, view)| (*id, view.leaf_hash))),
            log: next.log,
            iat: now.max(self.manifest.iat),
            ..next.manifest.clone()
        };
        let manifest = Jws::sign(
            Typ::Manifest,
            &next.keyring.signing_key(),
            KeyHint::None,
            &next.manifest,
        )?;
        next.manifest_hash = manifest.digest();
        Ok(Prepared {
            save: Save {
                items,
                removed,
                grants: saved_grants,
                manifest,
            },
            next,
        })
    }

    fn keep(&mut self, item: Item, now: i64, touched: &mut Set<ItemId>) {
        let mut item = match self.item(item.id) {
            Some(standing) => item.over(standing, now),
            None => item,
        };
        let others = self.of_attribute(&item);
        item.default |= others.iter().all(|(_, default)| !default);
        if item.default {
            for (id, _) in others.iter().filter(|(_, default)| *default) {
                self.set_default(*id, false, touched);
            }
        }
        // Who keeps a value has thought otherwise.
        let omitted = self
            .omissions()
            .filter(|omission| omission.attribute == item.attribute);
        for id in omitted.map(|omission| omission.id).collect::<Vec<_>>() {
            touched.insert(id);
            self.records.remove(&id);
        }
        touched.insert(item.id);
        self.records.insert(
            item.id,
            Arc::new(Kept {
                record: Record::Item(item),
                hash: Digest::ZERO,
            }),
        );
    }

    fn omit(&mut self, omission: &Omission, touched: &mut Set<ItemId>) {
        let attribute = omission.attribute;
        let kept = self.items_of(attribute).next().is_some();
        if kept || self.omissions().any(|other| other.attribute == attribute) {
            return;
        }
        touched.insert(omission.id);
        let kept = Kept {
            record: Record::Omission(omission.clone()),
            hash: Digest::ZERO,
        };
        self.records.insert(omission.id, Arc::new(kept));
    }

    fn note(&mut self, note: &MethodNote, touched: &mut Set<ItemId>) {
        let standing = self.notes().find(|other| other.method == note.method);
        let note = MethodNote {
            id: standing.map_or(note.id, |standing| standing.id),
            ..note.clone()
        };
        touched.insert(note.id);
        let kept = Kept {
            hash: Digest::ZERO,
            record: Record::Method(note.clone()),
        };
        self.records.insert(note.id, Arc::new(kept));
    }

    fn remove(&mut self, id: ItemId, at: i64, touched: &mut Set<ItemId>) {
        if self
            .omissions()
            .any(|omission| omission.id == id && omission.since <= at)
        {
            touched.insert(id);
            self.records.remove(&id);
        }
        let Some(item) = self.item(id).filter(|item| item.updated_at <= at).cloned() else {
            return;
        };
        touched.insert(id);
        self.records.remove(&id);
        if item.default
            && let Some((heir, _)) = self.of_attribute(&item).first()
        {
            self.set_default(*heir, true, touched);
        }
    }

    /// The other items of this item's attribute, with whether they are the default.
    fn of_attribute(&self, item: &Item) -> Vec<(ItemId, bool)> {
        let other = |other: &&Item| other.id != item.id;
        self.items_of(item.attribute)
            .filter(other)
            .map(|other| (other.id, other.default))
            .collect()
    }

    fn set_default(&mut self, id: ItemId, default: bool, touched: &mut Set<ItemId>) {
        if let Some(kept) = self.records.get_mut(&id)
            && let Record::Item(item) = &mut Arc::make_mut(kept).record
        {
            item.default = default;
            touched.insert(id);
        }
    }

    fn share_with(
        &mut self,
        new: &NewGrant,
        now: i64,
        touched: &mut Set<ItemId>,
    ) -> Result<(GrantId, SaveGrant), SaveError> {
        let client = new.client();
        let company = Company {
            id: new.record,
            grant: new.grant,
            client: client.clone(),
            name: new.name.clone(),
            address: new.address.clone(),
            purpose: new.purpose,
            attributes: new.attributes.clone(),
            choices: new.choices.clone(),
            created: now,
            expires: new.expires,
            mode: new.mode,
        };
        let key = PublicKey::of(&self.keyring.company_key(&client));
        let pin_key = PinKey::of(&new.key);
        let pin_word = Zeroizing::new(to_base64url(pin_key.expose_bytes()));
        let pin_text = Zeroizing::new(format!("\"{}\"", *pin_word));
        // Special categories get a permission of their own, so that they leave only where they are asked for.
        let permission = |special| {
            let attributes = new.attributes.iter().copied();
            let attributes: Vec<_> = attributes.filter(|one| one.special() == special).collect();
            (!attributes.is_empty()).then(|| Permission {
                purpose: new.purpose,
                special,
                attributes,
                bundle: BundleMark {
                    seq: 0,
                    hash: Digest::ZERO,
                    attributes: Vec::new(),
                },
            })
        };
        let mut leaf = ActiveLeaf {
            grant: new.grant,
            client,
            mode: new.mode,
            recipient: new.key.identity().recipient()?,
            key,
            pin: pin_key.pin(&key),
            pin_key: Sealed::seal(&pin_text, 64, &[&self.keyring.recipient()?])?,
            permissions: [false, true].into_iter().filter_map(permission).collect(),
            created: now,
            expires: new.expires,
        };
        let mut bundles = Vec::new();
        for index in 0..leaf.permissions.len() {
            let claims = self.claims(&company, &leaf.permissions[index], now.max(self.saved_at()));
            bundles.push(self.seal_bundle(&mut leaf, index, claims, now)?);
        }
        touched.insert(company.id);
        self.records.insert(
            company.id,
            Arc::new(Kept {
                record: Record::Company(company),
                hash: Digest::ZERO,
            }),
        );
        let token = Some(TokenRecord {
            hash: new.token.digest(),
        });
        let leaf = self.hold(Leaf::Active(leaf))?;
        Ok((
            new.grant,
            SaveGrant {
                leaf,
                bundles,
                token,
            },
        ))
    }

    fn sign_ends(&mut self) -> Result<Vec<SaveGrant>, SaveError> {
        let reported = self.grants.values().filter_map(|view| match &view.held {
            Held::EndReported(notice) => Some(EndedLeaf {
                grant: view.grant,
                ended: notice.ended,
                when: notice.when,
            }),
            Held::Active(_) | Held::Ended(_) => None,
        });
        let reported: Vec<_> = reported.collect();
        let sign = |ended| {
            Ok(SaveGrant {
                leaf: self.hold(Leaf::Ended(ended))?,
                bundles: Vec::new(),
                token: None,
            })
        };
        reported.into_iter().map(sign).collect()
    }

    /// Puts a leaf into its place and gives its exact bytes.
    pub(crate) fn hold(&mut self, leaf: Leaf) -> Result<Blob, SaveError> {
        let bytes = leaf.to_bytes()?;
        let grant = leaf.grant();
        let brake = self.grants.get(&grant).and_then(|view| view.brake);
        let held = match leaf {
            Leaf::Active(leaf) => Held::Active(Box::new(leaf)),
            Leaf::Ended(leaf) => Held::Ended(leaf),
        };
        self.grants.insert(
            grant,
            Arc::new(GrantView {
                grant,
                leaf_hash: Digest::of(&bytes),
                held,
                brake,
            }),
        );
        Ok(Blob(bytes))
    }
}
