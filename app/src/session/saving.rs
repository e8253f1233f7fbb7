//! Saving: edits wait in a queue, meet what other devices saved, and go out one save at a time.

use leptos::{prelude::*, task::spawn_local};
use owner::{
    Edit, NewGrant, Vault,
    export::ExportError,
    open::{self, Known, Opening},
    save::MOST_MERGES,
};
use vault::{
    id::{GrantId, ItemId},
    wire::{Code, VaultRecord},
};

use super::{Saving, Session, Trouble, arrival::calmly};
use crate::browser::{
    api::{self, ApiError},
    place::now,
};

impl Session {
    /// Takes edits over and saves them. Returns once they are saved or have failed; failed edits wait for the next try.
    pub async fn save(&self, edits: Vec<Edit>) -> Result<(), Trouble> {
        let stay = self.stay();
        let numbers = self.wait_with(edits);
        let queue = self.queue.get_value();
        let turn = queue.lock().await;
        let result = self.save_waiting().await;
        drop(turn);
        if stay != self.stay() {
            return Err(Trouble::Locked);
        }
        if result.as_ref().is_err_and(Trouble::is_final) {
            // It would hold up every other change.
            self.wait_no_longer(|(number, _)| numbers.contains(number));
        }
        match &result {
            Ok(()) => self.saving.set(Saving::Done(now())),
            Err(trouble) => self.saving.set(Saving::Failed(trouble.clone())),
        }
        result
    }

    /// Makes a grant. Where that fails it is not tried again with the next save: the person decides anew.
    pub async fn share(&self, new: NewGrant) -> Result<(), Trouble> {
        let grant = new.grant;
        let result = self.save(vec![Edit::Share(new)]).await;
        if result.is_err() {
            self.wait_no_longer(|(_, edit)| matches!(edit, Edit::Share(new) if new.grant == grant));
            self.saving.set(Saving::Idle);
        }
        result
    }

    /// Tries failed edits again.
    pub async fn save_again(&self) -> Result<(), Trouble> {
        self.save(Vec::new()).await
    }

    /// Drops the edits of one item that wait: the person has let go of them. Those of others stay. Gives whether there were any.
    pub fn let_go(&self, item: ItemId) -> bool {
        let of_item = |(_, edit): &(u64, Edit)| match edit {
            Edit::Keep(kept) => kept.id == item,
            Edit::Remove { item: removed, .. } => *removed == item,
            Edit::Omit(_) | Edit::Note(_) | Edit::Share(_) => false,
        };
        let had = self
            .waiting
            .with_value(|waiting| waiting.iter().any(of_item));
        if had {
            self.wait_no_longer(of_item);
            if self.waiting.with_value(Vec::is_empty) {
                self.saving.set(Saving::Idle);
            }
        }
        had
    }

    pub(super) async fn save_waiting(&self) -> Result<(), Trouble> {
        let stay = self.stay();
        self.saving.set(Saving::Now);
        for _ in 0..MOST_MERGES {
            let vault = self.peek().ok_or(Trouble::Locked)?;
            let (numbers, edits): (Vec<_>, Vec<_>) = self.waiting.get_value().into_iter().unzip();
            let prepared = vault
                .prepare(&edits, self.server_now())
                .map_err(|_| Trouble::Device)?;
            match api::save(&prepared.save).await {
                Ok(saved) => {
                    self.hold(stay, prepared.next)?;
                    self.wait_no_longer(|(number, _)| numbers.contains(number));
                    self.tell_saved(saved.seq);
                    return Ok(());
                }
                Err(error) if error.code() == Some(Code::TouchNeeded) => self.touch().await?,
                Err(error) if error.code().is_some_and(Code::overtaken) => {
                    self.reload(&vault).await?;
                }
                Err(error) => {
                    self.lock_if_signed_out(&error);
                    return Err(error.into());
                }
            }
        }
        Err(Trouble::Restless)
    }

    /// What the server holds; notes how its clock differs.
    pub(super) async fn load(&self) -> Result<VaultRecord, ApiError> {
        let record = api::vault().await?;
        self.ahead.set_value(open::ahead(record.now, now()));
        Ok(record)
    }

    /// Loads what another device or tab saved.
    pub(super) async fn reload(&self, vault: &Vault) -> Result<(), Trouble> {
        let stay = self.stay();
        let remembered = vault.memory();
        let record = self.load().await?;
        if open::is_over(vault.keyring(), &record) {
            // What waits is sealed, and opens with the new keys too.
            self.forget();
            return Err(Trouble::NewKeys);
        }
        let manifests = api::manifests(remembered.seq).await?;
        let known = Known {
            memory: Some(&remembered),
            manifests: &manifests,
            vault: Some(vault),
        };
        let opening = Opening::again(vault.keyring().clone(), &record, known);
        match calmly(opening).await {
            Ok(vault) => self.hold(stay, vault),
            Err(_) if stay != self.stay() => Err(Trouble::Locked),
            Err(alarm) => {
                self.alarm(alarm);
                Err(alarm.into())
            }
        }
    }

    /// Gives the vault to `make`, with the server's record of the very same save.
    pub async fn with_record<T>(
        &self,
        make: impl Fn(&Vault, &VaultRecord) -> Result<T, ExportError>,
    ) -> Result<T, Trouble> {
        for _ in 0..MOST_MERGES {
            let record = self.load().await?;
            let vault = self.peek().ok_or(Trouble::Locked)?;
            match make(&vault, &record) {
                Ok(made) => return Ok(made),
                Err(ExportError::OtherRecord) => self.reload(&vault).await?,
                Err(_) => return Err(Trouble::Device),
            }
        }
        Err(Trouble::Restless)
    }

    /// Looks at the server again: other devices' saves, brakes, ends, and the log.
    pub async fn refresh(&self) -> Result<(), Trouble> {
        let vault = self.peek().ok_or(Trouble::Locked)?;
        if let Err(trouble) = self.reload(&vault).await {
            if let Trouble::Api(error) = &trouble {
                self.lock_if_signed_out(error);
            }
            return Err(trouble);
        }
        self.check_log().await
    }

    /// Stops sharing. The next request of the company is refused.
    pub async fn stop(&self, grant: GrantId) -> Result<(), Trouble> {
        let result = api::stop(grant).await;
        let reloaded = self.refresh().await;
        result?;
        reloaded?;
        self.sign_ends().await
    }

    /// Pulls the brake until a time (unix seconds), or until the person resumes.
    pub async fn pause(&self, grant: GrantId, until: Option<i64>) -> Result<(), Trouble> {
        api::pause(grant, until).await?;
        self.refresh().await
    }

    /// Lets the brake go; asks for a touch where the last is too long ago.
    pub async fn resume(&self, grant: GrantId) -> Result<(), Trouble> {
        self.freshly(|| api::resume(grant)).await?;
        self.refresh().await
    }

    pub(super) fn saved_elsewhere(&self, seq: u64) {
        let session = *self;
        if let Some(vault) = self.peek()
            && vault.seq() < seq
        {
            spawn_local(async move {
                // Another tab's save is picked up with the next one too.
                let _ = session.reload(&vault).await;
            });
        }
    }

    pub(super) fn tell_saved(&self, seq: u64) {
        self.tabs.with_value(|tabs| {
            if let Some(tabs) = tabs {
                tabs.saved(seq);
            }
        });
    }
}
