//! An unlocked vault in a device's memory.

use std::sync::Arc;

use vault::{
    attribute::{Attribute, Value},
    digest::Digest,
    epoch::EpochStep,
    id::{GrantId, ItemId, MethodId, PersonId},
    log::{Chain, LogHead},
    manifest::Manifest,
    map::{Map, Set},
    order::sort_by_key,
    sealed::{Identity, OpenError, Recipient, SealError, Sealed, kind},
    wire::{MethodRecord, MethodTag},
};

use crate::{
    company::Company,
    grants::Share,
    item::Item,
    keyring::Keyring,
    memory::Memory,
    method_note::MethodNote,
    omission::Omission,
    record::{Kept, Record},
};

pub use crate::grants::GrantView;

/// How often a device signs how far it has checked the log when nothing else is saved, in seconds.
const PIN_EVERY: i64 = 24 * 60 * 60;

/// New keys that this method has not seen.
#[derive(Clone)]
pub struct Unconfirmed {
    /// The steps, the first one first. Each names the recipients that were removed.
    pub steps: Vec<EpochStep>,
    /// What the server gets once the person has said that it was them.
    pub tag: MethodTag,
}

/// An unlocked vault: keys, items, grants, all checked against the manifest. Forget it to lock.
#[derive(Clone)]
pub struct Vault {
    pub(crate) keyring: Keyring,
    pub(crate) issuer: String,
    pub(crate) manifest: Manifest,
    pub(crate) manifest_hash: Digest,
    pub(crate) records: Map<ItemId, Arc<Kept>>,
    pub(crate) grants: Map<GrantId, Arc<GrantView>>,
    pub(crate) methods: Vec<MethodRecord>,
    pub(crate) log: LogHead,
    pub(crate) kit_confirmed: Option<i64>,
    pub(crate) unconfirmed: Option<Unconfirmed>,
}

impl Vault {
    /// Whose vault.
    pub fn person(&self) -> PersonId {
        self.keyring.person()
    }

    /// The vault's public address.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The number of the last save.
    pub fn seq(&self) -> u64 {
        self.manifest.seq
    }

    /// When the vault was last saved, in unix seconds. A device without memory of this vault shows it, because an older
    /// state that fits together can't be told from the newest.
    pub fn saved_at(&self) -> i64 {
        self.manifest.iat
    }

    /// When the person typed the Recovery kit back, in unix seconds.
    pub fn kit_confirmed(&self) -> Option<i64> {
        self.kit_confirmed
    }

    /// Notes that the server has taken down that the kit was typed back.
    pub fn set_kit_confirmed(&mut self, at: i64) {
        self.kit_confirmed = Some(at);
    }

    /// The unlock methods, as the person signed them.
    pub fn methods(&self) -> &[MethodRecord] {
        &self.methods
    }

    /// Whether this recipient is the Recovery kit that opens the vault now.
    pub fn is_kit(&self, recipient: &Recipient) -> bool {
        let kit = |method: &&MethodRecord| method.kind == vault::manifest::MethodKind::Kit;
        self.methods
            .iter()
            .filter(kit)
            .any(|method| method.recipient == *recipient)
    }

    /// Whether this method opens the vault.
    pub fn has_method(&self, id: MethodId) -> bool {
        self.methods.iter().any(|method| method.id == id)
    }

    /// The items, in the order of the catalogue and within an attribute the default first.
    pub fn items(&self) -> Vec<&Item> {
        let mut items: Vec<_> = self.unsorted().collect();
        sort_by_key(&mut items, |item| {
            (
                item.attribute.place(),
                item.attribute,
                !item.default,
                item.id,
            )
        });
        items
    }

    /// The items of one attribute, in no order that means anything.
    pub fn items_of(&self, attribute: Attribute) -> impl Iterator<Item = &Item> {
        self.unsorted()
            .filter(move |item| item.attribute == attribute)
    }

    fn unsorted(&self) -> impl Iterator<Item = &Item> {
        self.records.values().filter_map(|kept| kept.item())
    }

    /// One item.
    pub fn item(&self, id: ItemId) -> Option<&Item> {
        self.records.get(&id)?.item()
    }

    /// The value of an attribute that companies get where no other was chosen.
    pub fn default_value(&self, attribute: Attribute) -> Option<&Value> {
        self.items_of(attribute)
            .find(|item| item.default)
            .map(|item| &item.value)
    }

    /// The attributes that the person does not want to store.
    pub fn omissions(&self) -> impl Iterator<Item = &Omission> {
        self.records.values().filter_map(|kept| kept.omission())
    }

    /// The person's notes of unlock methods, of those that are gone too.
    pub fn notes(&self) -> impl Iterator<Item = &MethodNote> {
        self.records.values().filter_map(|kept| kept.note())
    }

    /// The steps that the person confirms before the vault is used: the method that opened it was not at hand when the keys
    /// changed.
    pub fn unconfirmed(&self) -> Option<&Unconfirmed> {
        self.unconfirmed.as_ref()
    }

    /// Notes that the person confirmed them and that the server has the new tag.
    pub fn set_confirmed(&mut self) {
        self.unconfirmed = None;
    }

    /// The person's country by their address, ISO 3166-1 alpha-2.
    pub fn home(&self) -> Option<String> {
        let address = self.default_value(Attribute::Address)?;
        Some(address.claim().get("country")?.as_str()?.to_owned())
    }

    /// Whether a save is due although nothing was edited, at `now` (unix seconds): for ends that the server reported, once a day
    /// for how far the log was checked, and for what a birthday changed.
    pub fn owes_save(&self, now: i64) -> bool {
        let reported = |share: &Share<'_>| share.grant.end_unsigned();
        let stale = self.log_unsigned() && now - self.saved_at() > PIN_EVERY;
        stale || self.has_aged(now) || self.shares().iter().any(reported)
    }

    /// The person's notes of companies.
    pub fn companies(&self) -> impl Iterator<Item = &Company> {
        self.records.values().filter_map(|kept| kept.company())
    }

    /// Every share, active or over, the newest first.
    pub fn shares(&self) -> Vec<Share<'_>> {
        let of = |company| {
            Some(Share {
                company,
                grant: self.grants.get(&company.grant)?,
            })
        };
        let mut shares: Vec<_> = self.companies().filter_map(of).collect();
        sort_by_key(&mut shares, |share| {
            std::cmp::Reverse((share.company.created, share.company.grant))
        });
        shares
    }

    /// The share of one grant.
    pub fn share(&self, grant: GrantId) -> Option<Share<'_>> {
        self.shares()
            .into_iter()
            .find(|share| share.company.grant == grant)
    }

    /// The companies that may read this item, or what is computed from it, at `now` (unix seconds), paused ones included.
    pub fn readers(&self, item: &Item, now: i64) -> Vec<&Company> {
        let reads = |share: &Share<'_>| {
            let company = share.company;
            let gets = |attribute: &Attribute| self.served(company, *attribute).contains(&item.id);
            !share.over(now) && company.attributes.iter().any(gets)
        };
        self.shares()
            .into_iter()
            .filter(reads)
            .map(|share| share.company)
            .collect()
    }

    /// Which items a company gets for an attribute, or what it is computed from. Where the person chose some and they are gone,
    /// none: they never allowed another.
    pub(crate) fn served(&self, company: &Company, attribute: Attribute) -> Vec<ItemId> {
        if !company.attributes.contains(&attribute) {
            return Vec::new();
        }
        let kept = attribute
            .derived()
            .map_or(attribute, |derived| derived.from);
        let of_attribute = |id: &ItemId| self.item(*id).is_some_and(|item| item.attribute == kept);
        if let Some(chosen) = company.choices.get(&attribute.to_string()) {
            return chosen.iter().copied().filter(of_attribute).collect();
        }
        let given = |item: &&Item| item.default || kept.every();
        let mut given: Vec<_> = self.items_of(kept).filter(given).collect();
        sort_by_key(&mut given, |item| !item.default);
        given.into_iter().map(|item| item.id).collect()
    }

    /// The values that a company gets for an attribute at `now` (unix seconds), each with the item that it comes from.
    pub fn given(&self, company: &Company, attribute: Attribute, now: i64) -> Vec<(&Item, Value)> {
        let value = |id: ItemId| {
            let item = self.item(id)?;
            Some((item, item.value_as(attribute, now)?))
        };
        let served = self.served(company, attribute);
        served.into_iter().filter_map(value).collect()
    }

    /// The same as a claim: an array where the company gets every item.
    pub(crate) fn claim(
        &self,
        company: &Company,
        attribute: Attribute,
        now: i64,
    ) -> Option<serde_json::Value> {
        let given = self.given(company, attribute, now);
        let mut claims = given.into_iter().map(|(_, value)| value.claim());
        if attribute.every() {
            let claims: Vec<_> = claims.collect();
            (!claims.is_empty()).then(|| claims.into())
        } else {
            claims.next()
        }
    }

    /// Starts a check of the whole log; feed it every entry, then [`Vault::log_checked`].
    pub fn log_check(&self) -> Chain {
        Chain::new([self.manifest.log, self.log])
    }

    /// How far this device has checked the log, or the person's other devices had.
    pub fn log(&self) -> LogHead {
        self.log
    }

    /// Whether this device has checked more of the log than the last save signed.
    pub fn log_unsigned(&self) -> bool {
        self.log.count > self.manifest.log.count
    }

    /// Notes how far the log was checked; the next save signs it.
    pub fn log_checked(&mut self, head: LogHead) {
        if head.count >= self.log.count {
            self.log = head;
        }
    }

    /// What this device must remember.
    pub fn memory(&self) -> Memory {
        let mut memory = Memory {
            person: self.person(),
            signing_key: self.keyring.public_key(),
            epoch: self.keyring.epoch(),
            seq: self.manifest.seq,
            manifest: self.manifest_hash,
            log: self.log,
            items: Map::new(),
            grants: Map::new(),
            ended: Set::new(),
        };
        for (id, kept) in self.records.iter() {
            memory.items.insert(*id, kept.hash);
        }
        for (id, view) in self.grants.iter() {
            memory.grants.insert(*id, view.leaf_hash);
            if view.over() {
                memory.ended.insert(*id);
            }
        }
        memory
    }

    /// Seals the keyring to another tab of the same browser, which made `recipient` for this one use.
    ///
    /// # Errors
    /// [`SealError`] where the machine has no randomness.
    pub fn hand_over(&self, recipient: &Recipient) -> Result<Sealed<kind::Keyring>, SealError> {
        self.keyring.seal(&[recipient])
    }

    /// Takes over the keyring that another tab sealed to `identity`.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn take_over(
        sealed: &Sealed<kind::Keyring>,
        identity: &Identity,
    ) -> Result<Keyring, OpenError> {
        Keyring::open(sealed, identity)
    }

    /// The keyring, to load the same vault again without another touch.
    pub fn keyring(&self) -> &Keyring {
        &self.keyring
    }
}

impl Kept {
    pub(crate) fn item(&self) -> Option<&Item> {
        match &self.record {
            Record::Item(item) => Some(item),
            Record::Company(_) | Record::Omission(_) | Record::Method(_) => None,
        }
    }

    pub(crate) fn company(&self) -> Option<&Company> {
        match &self.record {
            Record::Company(company) => Some(company),
            Record::Item(_) | Record::Omission(_) | Record::Method(_) => None,
        }
    }

    fn omission(&self) -> Option<&Omission> {
        match &self.record {
            Record::Omission(omission) => Some(omission),
            Record::Item(_) | Record::Company(_) | Record::Method(_) => None,
        }
    }

    fn note(&self) -> Option<&MethodNote> {
        match &self.record {
            Record::Method(note) => Some(note),
            Record::Item(_) | Record::Company(_) | Record::Omission(_) => None,
        }
    }
}
