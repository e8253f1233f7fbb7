//! An honest server in memory: it takes what a person sends after the checks that a server makes, and answers.

use std::collections::{BTreeMap, BTreeSet};

use ed25519_dalek::SigningKey;
use owner::Memory;
use rand_chacha::ChaCha20Rng;
use rand_core::{RngCore, SeedableRng};
use vault::{
    bundle::{BundleError, Expected, OpenedBundle, SealedBundle},
    bytes::Blob,
    digest::Digest,
    epoch::{EpochStep, Epochs},
    grant::{ActiveLeaf, EndCause, Grant, Leaf, Mode, Pause, State, succession},
    id::{ClientId, EntryId, GrantId, ItemId, PersonId, ReceiptId},
    jws::{Jws, KeyHint, PublicKey, Typ},
    log::{Entry, LogHead, Outcome},
    manifest::{Manifest, ManifestError, MethodKind, hash_grants, hash_items},
    purpose::Purpose,
    receipt::EndReceipt,
    sealed::Sealed,
    token::Token,
    wire::{
        AddPasskey, Brake, EndNotice, GrantRecord, ItemRecord, MethodRecord, MethodTag, NewEpoch,
        Save, SignUp, VaultRecord,
    },
};

pub const NOW: i64 = 1_790_000_000;
pub const DAY: i64 = 86_400;
pub const ISSUER: &str = "https://vault.example";

/// Why the desk did not take a save.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// 409: another device was first, or a grant has ended meanwhile.
    Conflict,
    /// 422: an honest device does not send this.
    Invalid(&'static str),
}

/// What a company meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    Unknown,
    State(State),
    Purpose,
    Bundle(BundleError),
}

#[derive(Clone)]
pub struct Desk {
    pub record: VaultRecord,
    pub manifests: Vec<Jws>,
    pub entries: Vec<String>,
    pub bundles: BTreeMap<(GrantId, Purpose, bool), SealedBundle>,
    pub tokens: BTreeMap<[u8; 32], GrantId>,
    pub instance: SigningKey,
    pub rng: ChaCha20Rng,
}

impl Desk {
    /// What a server does at sign-up.
    pub fn sign_up(person: PersonId, sign_up: SignUp, seed: u64) -> Result<Self, Refused> {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let mut secret = [0; 32];
        rng.fill_bytes(&mut secret);
        let instance = SigningKey::from_bytes(&secret);
        let manifest = Manifest::verify(&sign_up.manifest, &sign_up.signing_key, person)
            .map_err(|_| Refused::Invalid("signature"))?;
        manifest.begins().map_err(|_| Refused::Invalid("first"))?;
        let passkey = MethodRecord {
            id: sign_up.passkey.id,
            kind: MethodKind::Passkey,
            recipient: sign_up.passkey.recipient,
            tag: sign_up.passkey.tag,
            epoch: 1,
            salt: Some(sign_up.passkey.salt),
            credential: Some(sign_up.credential.id),
            created: NOW,
            last_used: None,
        };
        let kit = MethodRecord {
            id: sign_up.kit.id,
            kind: MethodKind::Kit,
            recipient: sign_up.kit.recipient,
            tag: sign_up.kit.tag,
            epoch: 1,
            salt: None,
            credential: None,
            created: NOW,
            last_used: None,
        };
        let methods = vec![passkey, kit];
        let signed: Vec<_> = manifest
            .methods
            .iter()
            .map(|m| (m.id, &m.recipient))
            .collect();
        let sent: Vec<_> = methods.iter().map(|m| (m.id, &m.recipient)).collect();
        if signed != sent
            || manifest.keyring != sign_up.keyring.digest()
            || manifest.items != hash_items([])
            || manifest.grants != hash_grants([])
        {
            return Err(Refused::Invalid("content"));
        }
        Ok(Self {
            record: VaultRecord {
                person,
                issuer: ISSUER.into(),
                instance_key: PublicKey::of(&instance),
                now: NOW,
                signing_key: sign_up.signing_key,
                steps: Vec::new(),
                keyring: sign_up.keyring,
                methods,
                manifest: sign_up.manifest.clone(),
                items: Vec::new(),
                grants: Vec::new(),
                log: LogHead::START,
                kit_confirmed: sign_up.kit_confirmed.then_some(NOW),
            },
            manifests: vec![sign_up.manifest],
            entries: Vec::new(),
            bundles: BTreeMap::new(),
            tokens: BTreeMap::new(),
            instance,
            rng,
        })
    }

    /// The manifests that a device has not seen.
    pub fn after(&self, memory: Option<&Memory>) -> Vec<Jws> {
        let seen = memory.map_or(self.manifests.len(), |memory| memory.seq as usize);
        self.manifests.iter().skip(seen).cloned().collect()
    }

    /// Takes a save, or leaves everything as it was.
    pub fn take(&mut self, save: &Save) -> Result<(), Refused> {
        let mut next = self.clone();
        next.apply(save)?;
        *self = next;
        Ok(())
    }

    /// Takes a passkey more, or leaves everything as it was.
    pub fn add(&mut self, request: &AddPasskey) -> Result<(), Refused> {
        let mut next = self.clone();
        next.record.methods.push(MethodRecord {
            id: request.passkey.id,
            kind: MethodKind::Passkey,
            recipient: request.passkey.recipient.clone(),
            tag: request.passkey.tag,
            epoch: next.epoch(),
            salt: Some(request.passkey.salt),
            credential: Some(request.credential.id.clone()),
            created: NOW,
            last_used: None,
        });
        next.record.keyring = request.keyring.clone();
        next.apply(&request.save)?;
        *self = next;
        Ok(())
    }

    /// Takes new keys, or leaves everything as it was.
    pub fn renew(&mut self, request: &NewEpoch) -> Result<(), Refused> {
        let mut next = self.clone();
        let (signer, step) = request
            .step
            .verify_embedded::<EpochStep>(Typ::Epoch)
            .map_err(|_| Refused::Invalid("step"))?;
        if signer != self.record.signing_key || step.epoch != self.epoch() + 1 {
            return Err(Refused::Conflict);
        }
        next.record.steps.push(request.step.clone());
        next.record.signing_key = step.key;
        next.record.keyring = request.keyring.clone();
        let stays = |method: &MethodRecord| !step.removed.contains(&method.recipient);
        next.record.methods.retain(stays);
        for tag in &request.tags {
            let mut methods = next.record.methods.iter_mut();
            let method = methods.find(|method| method.id == tag.method).unwrap();
            (method.tag, method.epoch) = (tag.tag, tag.epoch);
        }
        if let Some(kit) = &request.kit {
            next.record.methods.push(MethodRecord {
                id: kit.id,
                kind: MethodKind::Kit,
                recipient: kit.recipient.clone(),
                tag: kit.tag,
                epoch: step.epoch,
                salt: None,
                credential: None,
                created: NOW,
                last_used: None,
            });
        }
        next.apply(&request.save)?;
        let named: BTreeSet<_> = request.save.items.iter().map(|item| item.id).collect();
        if !next
            .record
            .items
            .iter()
            .all(|item| named.contains(&item.id))
        {
            return Err(Refused::Invalid("an item is left in the old epoch"));
        }
        *self = next;
        Ok(())
    }

    /// Takes the tag of a method whose person confirmed the new keys.
    pub fn confirm(&mut self, tag: MethodTag) {
        let mut methods = self.record.methods.iter_mut();
        let method = methods.find(|method| method.id == tag.method).unwrap();
        (method.tag, method.epoch) = (tag.tag, tag.epoch);
    }

    pub fn epoch(&self) -> u32 {
        self.record.steps.len() as u32 + 1
    }

    fn apply(&mut self, save: &Save) -> Result<(), Refused> {
        let before = self.manifests.last().unwrap().clone();
        let after = Manifest::verify(&save.manifest, &self.record.signing_key, self.record.person)
            .map_err(|_| Refused::Conflict)?;
        let read: Manifest = self.last_manifest();
        after
            .follows(&read, before.digest(), self.epoch())
            .map_err(|error| match error {
                ManifestError::Seq | ManifestError::Fork => Refused::Conflict,
                _ => Refused::Invalid("manifest"),
            })?;
        let signed: Vec<_> = after.methods.iter().map(|m| (m.id, &m.recipient)).collect();
        let listed = self.record.methods.iter().map(|m| (m.id, &m.recipient));
        if after.keyring != self.record.keyring.digest() || signed != listed.collect::<Vec<_>>() {
            return Err(Refused::Invalid("methods"));
        }
        if self.head_at(after.log.count) != Some(after.log) {
            return Err(Refused::Invalid("log"));
        }
        let mut items: BTreeMap<ItemId, _> = BTreeMap::new();
        items.extend(
            self.record
                .items
                .iter()
                .map(|item| (item.id, item.file.clone())),
        );
        items.extend(save.items.iter().map(|item| (item.id, item.file.clone())));
        items.retain(|id, _| !save.removed.contains(id));
        let record = |(id, file)| ItemRecord { id, file };
        self.record.items = items.into_iter().map(record).collect();
        for grant in &save.grants {
            self.apply_grant(grant)?;
        }
        let item_hashes = self
            .record
            .items
            .iter()
            .map(|item| (item.id, item.file.digest()));
        let leaf_hashes = self
            .record
            .grants
            .iter()
            .map(|grant| (grant.grant, grant.leaf_hash));
        if hash_items(item_hashes) != after.items || hash_grants(leaf_hashes) != after.grants {
            return Err(Refused::Invalid("hashes"));
        }
        self.record.manifest = save.manifest.clone();
        self.manifests.push(save.manifest.clone());
        Ok(())
    }

    fn apply_grant(&mut self, save: &vault::wire::SaveGrant) -> Result<(), Refused> {
        let leaf = Leaf::parse(&save.leaf.0).map_err(|_| Refused::Invalid("leaf"))?;
        let grant = leaf.grant();
        let standing = self.record.grants.iter().position(|row| row.grant == grant);
        let row = standing.map(|index| self.record.grants[index].clone());
        let before = row.as_ref().and_then(|row| row.leaf.as_ref());
        let before = before.and_then(|leaf| Leaf::parse(&leaf.0).ok());
        let end = row.as_ref().and_then(|row| row.end.clone());
        match &leaf {
            Leaf::Active(_) if end.is_some() => return Err(Refused::Conflict),
            Leaf::Ended(leaf) => match &end {
                Some(end) if (end.ended, end.when) == (leaf.ended, leaf.when) => {}
                _ => return Err(Refused::Invalid("end")),
            },
            Leaf::Active(leaf) => self.set_bundles(before.as_ref(), leaf, save)?,
        }
        succession(before.as_ref(), &leaf).map_err(|_| Refused::Invalid("succession"))?;
        match (&save.token, standing) {
            (Some(token), None) => {
                self.tokens.insert(*token.hash.as_bytes(), grant);
            }
            (None, Some(_)) => {}
            _ => return Err(Refused::Invalid("token")),
        }
        let row = GrantRecord {
            grant,
            leaf_hash: Digest::of(&save.leaf.0),
            leaf: Some(save.leaf.clone()),
            brake: row.and_then(|row| row.brake),
            end,
        };
        match standing {
            Some(index) => self.record.grants[index] = row,
            None => self.record.grants.push(row),
        }
        Ok(())
    }

    fn set_bundles(
        &mut self,
        before: Option<&Leaf>,
        leaf: &ActiveLeaf,
        save: &vault::wire::SaveGrant,
    ) -> Result<(), Refused> {
        for permission in &leaf.permissions {
            let standing = match before {
                Some(Leaf::Active(before)) => before
                    .permission(permission.purpose, permission.special)
                    .is_some_and(|old| old.bundle == permission.bundle),
                _ => false,
            };
            let mut sent = save.bundles.iter().filter(|bundle| {
                (bundle.purpose, bundle.special) == (permission.purpose, permission.special)
            });
            match (sent.next(), standing) {
                (None, true) => {}
                (Some(bundle), false) if bundle.file.digest() == permission.bundle.hash => {
                    let place = (leaf.grant, permission.purpose, permission.special);
                    self.bundles.insert(place, bundle.file.clone());
                }
                _ => return Err(Refused::Invalid("bundle")),
            }
        }
        Ok(())
    }

    fn last_manifest(&self) -> Manifest {
        let keys = Epochs::read(
            self.record.person,
            &self.record.steps,
            &self.record.signing_key,
        )
        .unwrap();
        (1..=keys.now())
            .find_map(|epoch| {
                Manifest::verify(self.manifests.last()?, keys.key(epoch)?, self.record.person).ok()
            })
            .unwrap()
    }

    fn row(&mut self, grant: GrantId) -> &mut GrantRecord {
        let mut rows = self.record.grants.iter_mut();
        rows.find(|row| row.grant == grant).unwrap()
    }

    pub fn leaf(&self, grant: GrantId) -> Option<ActiveLeaf> {
        let row = self.record.grants.iter().find(|row| row.grant == grant)?;
        match Leaf::parse(&row.leaf.as_ref()?.0) {
            Ok(Leaf::Active(leaf)) => Some(leaf),
            _ => None,
        }
    }

    pub fn brake(&mut self, grant: GrantId, brake: Option<Brake>) {
        self.row(grant).brake = brake;
    }

    /// Ends a grant: leaf and bundles are gone, a signed receipt stands in their place.
    pub fn end(&mut self, grant: GrantId, ended: EndCause, when: i64) {
        let receipt = self.end_receipt(grant, ended, when);
        self.bundles.retain(|place, _| place.0 != grant);
        let row = self.row(grant);
        row.leaf = None;
        row.brake = None;
        row.end = Some(EndNotice {
            ended,
            when,
            receipt,
        });
    }

    pub fn end_receipt(&mut self, grant: GrantId, ended: EndCause, when: i64) -> Jws {
        let receipt = EndReceipt {
            jti: ReceiptId::random(&mut self.rng),
            iss: self.record.issuer.clone(),
            aud: ClientId::direct(grant),
            grant,
            leaf: self.row(grant).leaf_hash,
            ended,
            when,
        };
        Jws::sign(Typ::EndReceipt, &self.instance, KeyHint::Kid, &receipt).unwrap()
    }

    /// Answers a company that presents a token, as in readable mode.
    pub fn pull(
        &mut self,
        token: &str,
        purpose: Purpose,
        now: i64,
    ) -> Result<OpenedBundle, Denied> {
        self.pull_of(token, purpose, false, now)
    }

    /// The same for either permission of the purpose.
    pub fn pull_of(
        &mut self,
        token: &str,
        purpose: Purpose,
        special: bool,
        now: i64,
    ) -> Result<OpenedBundle, Denied> {
        let token = Token::parse(token).map_err(|_| Denied::Unknown)?;
        let grant = *self
            .tokens
            .get(token.digest().as_bytes())
            .ok_or(Denied::Unknown)?;
        let row = self.row(grant).clone();
        let leaf = self.leaf(grant);
        let state = Grant {
            expires: leaf.as_ref().map_or(i64::MAX, |leaf| leaf.expires),
            pause: row.brake.map(|brake| Pause { until: brake.until }),
            ended: row.end.map(|end| end.ended),
        }
        .state(now);
        let (State::Active, Some(leaf)) = (state, leaf) else {
            return Err(Denied::State(state));
        };
        let permission = leaf.permission(purpose, special).ok_or(Denied::Purpose)?;
        let expected = Expected {
            iss: ISSUER,
            aud: &leaf.client,
            grant,
            purpose,
            special,
            seq: permission.bundle.seq,
            key: &leaf.key,
        };
        let key = token.key().ok_or(Denied::Unknown)?;
        let opened = self.bundles[&(grant, purpose, special)]
            .open_bundle(key, expected, now)
            .map_err(Denied::Bundle)?;
        self.log(grant, purpose, now);
        Ok(opened)
    }

    /// Writes an entry.
    pub fn log(&mut self, grant: GrantId, purpose: Purpose, time: i64) {
        let entry = Entry {
            id: EntryId::random(&mut self.rng),
            time,
            grant,
            client: ClientId::direct(grant),
            purpose: Some(purpose),
            asked: Vec::new(),
            given: Vec::new(),
            mode: Mode::Readable,
            outcome: Outcome::Released,
            count: 1,
        };
        self.append(serde_json::to_string(&entry).unwrap());
    }

    pub fn append(&mut self, entry: String) {
        self.record.log = self.record.log.then(entry.as_bytes());
        self.entries.push(entry);
    }

    fn head_at(&self, count: u64) -> Option<LogHead> {
        let entries = self.entries.get(..usize::try_from(count).ok()?)?;
        Some(head(entries))
    }

    /// A doctored leaf in a grant's place, with its hash.
    pub fn put_leaf(&mut self, grant: GrantId, leaf: &ActiveLeaf) {
        let bytes = Leaf::Active(leaf.clone()).to_bytes().unwrap();
        let row = self.row(grant);
        row.leaf_hash = Digest::of(&bytes);
        row.leaf = Some(Blob(bytes));
    }

    pub fn put_item(&mut self, id: ItemId, file: Sealed<vault::sealed::kind::Item>) {
        self.record.items.retain(|item| item.id != id);
        self.record.items.push(ItemRecord { id, file });
    }
}

pub fn head(entries: &[String]) -> LogHead {
    let next = |head: LogHead, entry: &String| head.then(entry.as_bytes());
    entries.iter().fold(LogHead::START, next)
}
