//! Coming in: making a vault, opening it, taking over from another tab.

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local};
use owner::{
    Alarm, Keyring, Kit, Memory, NewVault, Unlocker, Vault,
    open::{self, Known, Opening},
};
use vault::{
    id::{MethodId, PersonId},
    manifest::MethodKind,
    wire::{MethodRecord, SignUpOffer, SignUpStart, VaultRecord},
};

use super::{Lock, Session, SigningUp, Trouble};
use crate::browser::{
    api, memory,
    passkey::{self, Prf},
    place::{now, pause, ticks},
};

/// For how long opening holds the page up before others come in between, in milliseconds. Under 50 nobody notices.
const STRETCH: f64 = 16.0;

/// Opens a vault in short stretches, so that the page stays alive.
pub(super) async fn calmly(opening: Result<Opening<'_>, Alarm>) -> Result<Vault, Alarm> {
    let mut opening = opening?;
    let mut since = ticks();
    while opening.step()? {
        if ticks() - since > STRETCH {
            pause(0).await;
            since = ticks();
        }
    }
    opening.finish()
}

impl Session {
    /// Makes a passkey, the keys and the kit. Nothing is stored before [`Session::finish_sign_up`].
    pub async fn start_sign_up(
        &self,
        name: &str,
        setup_code: Option<String>,
    ) -> Result<SigningUp, Trouble> {
        self.signed_out().await;
        let SignUpOffer { person, options } =
            api::start_sign_up(&SignUpStart { setup_code }).await?;
        let passkey = passkey::create(person, name, &options).await?;
        let new = NewVault::new(person, passkey, &mut rand_core::OsRng);
        Ok(SigningUp(Arc::new(new)))
    }

    /// Stores the new vault and opens it.
    pub async fn finish_sign_up(
        &self,
        new: &SigningUp,
        kit_confirmed: bool,
    ) -> Result<(), Trouble> {
        let stay = self.stay();
        let sign_up = new
            .0
            .sign_up(kit_confirmed, now())
            .map_err(|_| Trouble::Device)?;
        api::finish_sign_up(&sign_up).await?;
        let record = self.load().await?;
        let (method, unlocker) = (new.0.passkey_method(), new.0.unlocker());
        let opening = Opening::with(&record, method, &unlocker, Known::default());
        let vault = calmly(opening).await?;
        self.unlock(stay, vault)
    }

    /// One touch: signs in and opens.
    pub async fn open_with_passkey(&self) -> Result<(), Trouble> {
        let stay = self.stay();
        self.signed_out().await;
        let options = api::start_sign_in().await?;
        let (credential, prf) = passkey::ask(&options).await?;
        let person = api::finish_sign_in(&credential).await?.person;
        let remembered = memory::recall(person);
        let record = self.load_of(person).await?;
        let is_this = |method: &&MethodRecord| method.credential.as_ref() == Some(&credential.id);
        let method = record
            .methods
            .iter()
            .find(is_this)
            .ok_or(Trouble::NotAMethod)?;
        let salt = method.salt.ok_or(Trouble::NotAMethod)?;
        let (first, second): &Prf = &prf;
        let unlocker = Unlocker::passkey(first, second, &salt, &credential.id.0);
        let method = method.id;
        self.open(stay, remembered, &record, method, &unlocker)
            .await
    }

    /// Signs in and opens with the Recovery kit.
    pub async fn open_with_kit(&self, kit: &Kit) -> Result<(), Trouble> {
        let stay = self.stay();
        self.signed_out().await;
        let challenge = api::start_kit_sign_in().await?;
        let origin = crate::browser::place::origin();
        let proof = kit
            .sign_in(challenge.nonce, &origin)
            .map_err(|_| Trouble::Device)?;
        let person = api::finish_kit_sign_in(proof).await?.person;
        let remembered = memory::recall(person);
        let record = self.load_of(person).await?;
        let unlocker = kit.unlocker();
        let recipient = unlocker.recipient().map_err(|_| Trouble::Device)?;
        let is_this = |method: &&MethodRecord| method.recipient == recipient;
        let method = record
            .methods
            .iter()
            .find(is_this)
            .ok_or(Trouble::NotAMethod)?
            .id;
        self.open(stay, remembered, &record, method, &unlocker)
            .await
    }

    /// Loads the vault of whom the server signed in. Were it another's, what the device remembers would be looked for in vain.
    async fn load_of(&self, person: PersonId) -> Result<VaultRecord, Trouble> {
        let record = self.load().await?;
        if record.person != person {
            self.alarm(Alarm::OtherPerson);
            return Err(Alarm::OtherPerson.into());
        }
        Ok(record)
    }

    /// Opens what was loaded. What the device remembers was read before it: another tab's save in between is then no step
    /// back.
    async fn open(
        &self,
        stay: u64,
        remembered: Option<Memory>,
        record: &VaultRecord,
        method: MethodId,
        unlocker: &Unlocker,
    ) -> Result<(), Trouble> {
        let manifests = match &remembered {
            Some(memory) => api::manifests(memory.seq).await?,
            None => Vec::new(),
        };
        let known = Known {
            memory: remembered.as_ref(),
            manifests: &manifests,
            vault: None,
        };
        match calmly(Opening::with(record, method, unlocker, known)).await {
            Ok(vault) => {
                self.unlock(stay, vault)?;
                self.first_visit.set(remembered.is_none());
                Ok(())
            }
            Err(alarm) => {
                self.alarm(alarm);
                Err(alarm.into())
            }
        }
    }

    /// A touch that counts as fresh for five minutes.
    pub async fn touch(&self) -> Result<(), Trouble> {
        let options = api::start_confirm().await?;
        let (credential, _) = passkey::ask(&options).await?;
        api::finish_confirm(&credential).await?;
        Ok(())
    }

    /// Takes down that the person typed the kit back.
    pub async fn confirm_kit(&self) -> Result<(), Trouble> {
        if let Some(vault) = self.peek() {
            let kit = vault
                .methods()
                .iter()
                .find(|method| method.kind == MethodKind::Kit);
            api::confirm_kit(kit.ok_or(Trouble::NotAMethod)?.id).await?;
            let mut vault = Vault::clone(&vault);
            vault.set_kit_confirmed(now());
            self.lock.set(Lock::Unlocked(Arc::new(vault)));
        }
        Ok(())
    }

    /// Asks the other tabs, if somebody is signed in at all.
    pub(super) fn look(&self) {
        let session = *self;
        spawn_local(async move {
            if api::session().await.is_ok() {
                session.tabs.with_value(|tabs| {
                    if let Some(tabs) = tabs {
                        tabs.ask();
                    }
                });
                set_timeout(
                    move || session.stop_looking(),
                    std::time::Duration::from_millis(600),
                );
            } else {
                session.stop_looking();
            }
        });
    }

    pub(super) fn stop_looking(&self) {
        if matches!(self.lock.get_untracked(), Lock::Looking) {
            self.lock.set(Lock::Locked);
        }
    }

    pub(super) fn given(&self, keyring: Keyring) {
        if self.peek().is_some() {
            return;
        }
        let session = *self;
        let stay = self.stay();
        spawn_local(async move {
            let Some(remembered) = memory::recall(keyring.person()) else {
                return session.stop_looking();
            };
            let (Ok(record), Ok(manifests)) =
                (session.load().await, api::manifests(remembered.seq).await)
            else {
                return session.stop_looking();
            };
            let known = Known {
                memory: Some(&remembered),
                manifests: &manifests,
                vault: None,
            };
            if open::is_over(&keyring, &record) {
                return session.stop_looking();
            }
            match calmly(Opening::again(keyring, &record, known)).await {
                Ok(vault) => {
                    // Locked meanwhile: then nothing is opened.
                    let _ = session.unlock(stay, vault);
                }
                Err(alarm) => session.alarm(alarm),
            }
        });
    }
}
