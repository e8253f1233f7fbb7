//! Unlock methods that come and go. A passkey more gets the keyring sealed to it as well. One that goes ends the epoch: new
//! keys, and everything sealed anew, so that neither it nor an old copy of the keyring opens what comes after.

use rand_core::{CryptoRng, RngCore};
use vault::{
    bytes::Bytes,
    epoch::EpochStep,
    id::MethodId,
    jws::{Jws, KeyHint, Typ},
    manifest::{Method, MethodKind},
    sealed::Recipient,
    wire::{AddPasskey, Deletion, MethodRecord, MethodTag, NewEpoch, NewKit, NewPasskey},
};

use crate::{
    edit::Edit,
    kit::Kit,
    method::Unlocker,
    method_note::MethodNote,
    save::{Prepared, SaveError},
    sign_up::PasskeyMade,
    vault::Vault,
};

/// A passkey more, ready to be sent.
pub struct Added {
    /// What to send.
    pub request: AddPasskey,
    /// What to go on with once the server has taken it.
    pub next: Vault,
}

/// New keys, ready to be sent.
pub struct Renewed {
    /// What to send.
    pub request: NewEpoch,
    /// What to go on with once the server has taken it.
    pub next: Vault,
}

/// What a new epoch takes away.
pub struct Renewal<'a> {
    /// The passkeys that open the vault no longer.
    pub removed: &'a [MethodId],
    /// A new Recovery kit in the place of the one that is, and whether the person typed it back.
    pub kit: Option<(&'a Kit, bool)>,
    /// The method that is at hand, if its secrets are those of the signed recipient. The others show the person what was done when they open the vault next.
    pub at_hand: Option<(MethodId, &'a Unlocker)>,
}

impl Vault {
    /// Adds a passkey, named by the person, at `now` (unix seconds).
    ///
    /// # Errors
    /// [`SaveError`].
    pub fn add_passkey(
        &self,
        made: &PasskeyMade,
        name: &str,
        now: i64,
        rng: &mut (impl RngCore + CryptoRng),
    ) -> Result<Added, SaveError> {
        let mut salt = Bytes([0; 32]);
        rng.fill_bytes(&mut salt.0);
        let unlocker = made.unlocker(&salt);
        let recipient = unlocker.recipient()?;
        let tag = unlocker.tag(
            self.person(),
            self.keyring.epoch(),
            &self.keyring.public_key(),
        );
        let passkey = NewPasskey {
            id: MethodId::random(rng),
            recipient: recipient.clone(),
            salt,
            tag,
        };
        let mut next = self.clone();
        next.methods.push(MethodRecord {
            id: passkey.id,
            kind: MethodKind::Passkey,
            recipient: recipient.clone(),
            tag,
            epoch: self.keyring.epoch(),
            salt: Some(salt),
            credential: Some(made.credential.id.clone()),
            created: now,
            last_used: None,
        });
        let keyring = next.seal_keyring()?;
        let note = MethodNote::new(passkey.id, recipient, name.to_owned(), rng);
        let Prepared { save, next } = self.prepare_from(next, &[Edit::Note(note)], now)?;
        Ok(Added {
            request: AddPasskey {
                credential: made.credential.clone(),
                passkey,
                keyring,
                save,
            },
            next,
        })
    }

    /// Begins the next epoch at `now` (unix seconds).
    ///
    /// # Errors
    /// [`SaveError::NothingRemoved`] where nothing would go; others as [`Vault::prepare`].
    pub fn begin_epoch(
        &self,
        renewal: &Renewal<'_>,
        now: i64,
        rng: &mut (impl RngCore + CryptoRng),
    ) -> Result<Renewed, SaveError> {
        let mut next = self.clone();
        next.keyring = self.keyring.renewed(rng);
        let (person, epoch) = (self.person(), next.keyring.epoch());
        let key = next.keyring.public_key();
        let goes = |method: &MethodRecord| match method.kind {
            MethodKind::Passkey => renewal.removed.contains(&method.id),
            MethodKind::Kit => renewal.kit.is_some(),
        };
        let (removed, mut methods): (Vec<_>, Vec<_>) = self.methods.iter().cloned().partition(goes);
        if removed.is_empty() {
            return Err(SaveError::NothingRemoved);
        }
        let mut edits = Vec::new();
        for method in &removed {
            let note = MethodNote {
                removed: Some(now),
                ..self.note_of(method, rng)
            };
            edits.push(Edit::Note(note));
        }
        let mut tags = Vec::new();
        for method in &mut methods {
            if let Some((id, unlocker)) = renewal.at_hand
                && id == method.id
                && unlocker.recipient()? == method.recipient
            {
                method.tag = unlocker.tag(person, epoch, &key);
                method.epoch = epoch;
                tags.push(MethodTag {
                    method: id,
                    epoch,
                    tag: method.tag,
                });
            }
        }
        let mut new_kit = None;
        if let Some((kit, confirmed)) = renewal.kit {
            let unlocker = kit.unlocker();
            let kit = NewKit {
                id: MethodId::random(rng),
                recipient: unlocker.recipient()?,
                key: kit.key(),
                tag: unlocker.tag(person, epoch, &key),
            };
            let mut note = MethodNote::new(kit.id, kit.recipient.clone(), String::new(), rng);
            note.number = self.kit_number() + 1;
            edits.push(Edit::Note(note));
            methods.push(MethodRecord {
                id: kit.id,
                kind: MethodKind::Kit,
                recipient: kit.recipient.clone(),
                tag: kit.tag,
                epoch,
                salt: None,
                credential: None,
                created: now,
                last_used: None,
            });
            next.kit_confirmed = confirmed.then_some(now);
            new_kit = Some(kit);
        }
        next.methods = methods;
        let step = EpochStep {
            person,
            epoch,
            key,
            removed: removed.into_iter().map(|method| method.recipient).collect(),
            at: now,
        };
        let step = Jws::sign(Typ::Epoch, &self.keyring.signing_key(), KeyHint::Jwk, &step)?;
        next.manifest.epoch = epoch;
        let keyring = next.seal_keyring()?;
        let Prepared { save, next } = self.prepare_from(next, &edits, now)?;
        Ok(Renewed {
            request: NewEpoch {
                step,
                keyring,
                tags,
                kit: new_kit,
                kit_confirmed: renewal.kit.is_some_and(|(_, confirmed)| confirmed),
                save,
            },
            next,
        })
    }

    /// The person's word that the whole vault, as it stands now, is to be deleted.
    ///
    /// # Errors
    /// [`SaveError::Sign`], never for these contents.
    pub fn sign_deletion(&self) -> Result<Jws, SaveError> {
        let deletion = Deletion {
            person: self.person(),
            manifest: self.manifest_hash,
        };
        Ok(Jws::sign(
            Typ::Deletion,
            &self.keyring.signing_key(),
            KeyHint::None,
            &deletion,
        )?)
    }

    /// The number of the Recovery kit that opens the vault now; the first is 1.
    pub fn kit_number(&self) -> u32 {
        let kit = |method: &&MethodRecord| method.kind == MethodKind::Kit;
        let own = self.methods.iter().find(kit);
        let note = own.and_then(|own| self.notes().find(|note| note.method == own.id));
        note.map_or(1, |note| note.number)
    }

    /// The person's note of a method, or a new one.
    pub fn note_of(
        &self,
        method: &MethodRecord,
        rng: &mut (impl RngCore + CryptoRng),
    ) -> MethodNote {
        let standing = self.notes().find(|note| note.method == method.id);
        standing.cloned().unwrap_or_else(|| {
            let mut note = MethodNote::new(method.id, method.recipient.clone(), String::new(), rng);
            note.number = u32::from(method.kind == MethodKind::Kit);
            note
        })
    }

    /// Seals the keyring to every method and has the manifest name both.
    fn seal_keyring(
        &mut self,
    ) -> Result<vault::sealed::Sealed<vault::sealed::kind::Keyring>, SaveError> {
        let recipients: Vec<&Recipient> = self
            .methods
            .iter()
            .map(|method| &method.recipient)
            .collect();
        let keyring = self.keyring.seal(&recipients)?;
        let method = |method: &MethodRecord| Method {
            id: method.id,
            kind: method.kind,
            recipient: method.recipient.clone(),
        };
        self.manifest.methods = self.methods.iter().map(method).collect();
        self.manifest.keyring = keyring.digest();
        Ok(keyring)
    }
}
