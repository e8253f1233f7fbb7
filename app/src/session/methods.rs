//! What opens the vault: passkeys that come and go, a new kit, other sessions, and leaving for good.

use std::sync::Arc;

use leptos::prelude::*;
use owner::{Edit, Kit, MethodNote, Renewal, Unlocker, Vault, save::MOST_MERGES};
use rand_core::OsRng;
use vault::{
    digest::Digest,
    id::MethodId,
    manifest::MethodKind,
    wire::{Code, MethodRecord, SessionRecord, SignUpOffer},
};

use super::{Lock, Session, Trouble};
use crate::browser::{
    api::{self, ApiError},
    drawer, memory,
    passkey::{self, Prf},
    place::pause,
};

/// Time for the page to show that something began, in milliseconds.
const A_FRAME: i32 = 40;

impl Session {
    /// Asks, and once more after a touch where the last one is too long ago.
    pub(super) async fn freshly<T, F: Future<Output = Result<T, ApiError>>>(
        &self,
        ask: impl Fn() -> F,
    ) -> Result<T, Trouble> {
        match ask().await {
            Err(error) if error.code() == Some(Code::TouchNeeded) => {
                self.touch().await?;
                Ok(ask().await?)
            }
            result => Ok(result?),
        }
    }

    /// Makes another passkey for this vault, with a name that the person chose.
    pub async fn add_passkey(&self, name: &str) -> Result<(), Trouble> {
        let stay = self.stay();
        let SignUpOffer { person, options } = self.freshly(api::start_add_passkey).await?;
        let made = passkey::create(person, name, &options).await?;
        let queue = self.queue.get_value();
        let _turn = queue.lock().await;
        // The passkey is made: were it given up for another device's save, it would be one that opens nothing.
        for _ in 0..MOST_MERGES {
            let vault = self.peek().ok_or(Trouble::Locked)?;
            self.reload(&vault).await?;
            let vault = self.peek().ok_or(Trouble::Locked)?;
            let added = vault
                .add_passkey(&made, name, self.server_now(), &mut OsRng)
                .map_err(|_| Trouble::Device)?;
            match api::finish_add_passkey(&added.request).await {
                Ok(saved) => {
                    self.hold(stay, added.next)?;
                    self.tell_saved(saved.seq);
                    return Ok(());
                }
                Err(error) if error.code().is_some_and(Code::overtaken) => {}
                Err(error) => {
                    self.lock_if_signed_out(&error);
                    return Err(error.into());
                }
            }
        }
        Err(Trouble::Restless)
    }

    /// Gives the vault new keys: the named passkeys, and where there is a new kit the old one, open nothing new. Every other
    /// session ends.
    pub async fn begin_epoch(
        &self,
        removed: &[MethodId],
        kit: Option<(&Kit, bool)>,
    ) -> Result<(), Trouble> {
        let stay = self.stay();
        let at_hand = self.touch_of_what_stays(removed).await?;
        let at_hand = at_hand.as_ref().map(|(id, unlocker)| (*id, unlocker));
        pause(A_FRAME).await;
        let queue = self.queue.get_value();
        let _turn = queue.lock().await;
        let renewal = Renewal {
            removed,
            kit,
            at_hand,
        };
        for _ in 0..MOST_MERGES {
            // Ends and saves from elsewhere come first: everything is sealed anew as it stands.
            let vault = self.peek().ok_or(Trouble::Locked)?;
            self.reload(&vault).await?;
            let vault = self.peek().ok_or(Trouble::Locked)?;
            let renewed = vault
                .begin_epoch(&renewal, self.server_now(), &mut OsRng)
                .map_err(|_| Trouble::Device)?;
            match api::begin_epoch(&renewed.request).await {
                Ok(saved) => {
                    self.hold(stay, renewed.next)?;
                    self.tell_saved(saved.seq);
                    return Ok(());
                }
                Err(error) if error.code().is_some_and(Code::overtaken) => {}
                Err(error) => {
                    self.lock_if_signed_out(&error);
                    return Err(error.into());
                }
            }
        }
        Err(Trouble::Restless)
    }

    /// A touch of a passkey that goes on opening the vault, and its secrets. `None` where there is no such passkey: then the
    /// kit has signed in, just now.
    async fn touch_of_what_stays(
        &self,
        removed: &[MethodId],
    ) -> Result<Option<(MethodId, Unlocker)>, Trouble> {
        let vault = self.peek().ok_or(Trouble::Locked)?;
        let stays = |method: &&MethodRecord| {
            method.kind == MethodKind::Passkey && !removed.contains(&method.id)
        };
        let stay: Vec<_> = vault.methods().iter().filter(stays).collect();
        if stay.is_empty() {
            return Ok(None);
        }
        let mut options = api::start_confirm().await?;
        options.allow.retain(|id| {
            stay.iter()
                .any(|method| method.credential.as_ref() == Some(id))
        });
        let (credential, prf) = passkey::ask(&options).await?;
        let method = stay
            .into_iter()
            .find(|method| method.credential.as_ref() == Some(&credential.id));
        let method = method.ok_or(Trouble::NotAMethod)?;
        let salt = method.salt.ok_or(Trouble::NotAMethod)?;
        let (first, second): &Prf = &prf;
        let unlocker = Unlocker::passkey(first, second, &salt, &credential.id.0);
        api::finish_confirm(&credential).await?;
        Ok(Some((method.id, unlocker)))
    }

    /// The person says that the new keys are theirs.
    pub async fn confirm_keys(&self) -> Result<(), Trouble> {
        let stay = self.stay();
        let Lock::Unconfirmed(vault) = self.lock.get_untracked() else {
            return Err(Trouble::Locked);
        };
        if let Some(unconfirmed) = vault.unconfirmed() {
            let tag = unconfirmed.tag;
            self.freshly(|| async move { api::set_tag(&tag).await })
                .await?;
        }
        let mut vault = Vault::clone(&vault);
        vault.set_confirmed();
        self.unlock(stay, vault)
    }

    /// The person says that the new keys are not theirs.
    pub fn deny_keys(&self) {
        self.alarm(owner::Alarm::EpochDenied);
    }

    /// Gives an unlock method another name.
    pub async fn rename(&self, method: MethodId, name: String) -> Result<(), Trouble> {
        let vault = self.peek().ok_or(Trouble::Locked)?;
        let mut methods = vault.methods().iter();
        let method = methods
            .find(|known| known.id == method)
            .ok_or(Trouble::NotAMethod)?;
        let note = MethodNote {
            name,
            ..vault.note_of(method, &mut OsRng)
        };
        self.save(vec![Edit::Note(note)]).await
    }

    /// Where the person is signed in.
    pub async fn sessions(&self) -> Result<Vec<SessionRecord>, Trouble> {
        Ok(api::sessions().await?.sessions)
    }

    /// Ends one other session, or all of them.
    pub async fn end_sessions(&self, one: Option<Digest>) -> Result<(), Trouble> {
        match one {
            Some(session) => api::end_session(session).await?,
            None => api::end_sessions().await?,
        }
        Ok(())
    }

    /// Deletes the vault, and what this browser keeps of it.
    pub async fn delete_vault(&self) -> Result<(), Trouble> {
        self.touch().await?;
        let vault = self.peek().ok_or(Trouble::Locked)?;
        self.reload(&vault).await?;
        let vault = self.peek().ok_or(Trouble::Locked)?;
        let deletion = vault.sign_deletion().map_err(|_| Trouble::Device)?;
        match api::delete_vault(deletion).await {
            // Gone, and the disk is still being cleared.
            Err(error) if error.code() == Some(Code::ErasurePending) => {}
            result => result?,
        }
        memory::forget(vault.person());
        for names in [
            super::waiting::waiting_names(vault.person()),
            super::waiting::unfinished_names(vault.person()),
        ] {
            for (name, _) in drawer::find(&names) {
                drawer::drop(&name);
            }
        }
        self.lock();
        Ok(())
    }

    /// Shows the person what they must confirm before the vault opens.
    pub(super) fn ask_about(&self, stay: u64, vault: Vault) -> Result<(), Trouble> {
        if stay != self.stay() {
            return Err(Trouble::Locked);
        }
        self.lock.set(Lock::Unconfirmed(Arc::new(vault)));
        Ok(())
    }
}
