//! The session: locked or unlocked. Keys and values live in here, in the tab's memory, and nowhere else.

use std::sync::Arc;

use futures::lock::Mutex;
use leptos::{prelude::*, task::spawn_local};
use owner::{
    Alarm, Edit, Keyring, Kit, NewGrant, NewVault, Unlocker, Vault,
    open::{self, Known},
};
use vault::{
    id::{GrantId, ItemId, MethodId},
    log::Entry,
    wire::{Code, MethodRecord, SignUpOffer, SignUpStart, VaultRecord},
};

use crate::browser::{
    api::{self, ApiError},
    idle, memory,
    passkey::{self, PasskeyError, Prf},
    place::{now, pause},
    tabs::{Ears, Tabs},
};

/// How long nobody may be there before the vault locks, in seconds.
const IDLE: i64 = 10 * 60;
/// How often a device signs how far it has checked the log when nothing else is saved, in seconds.
const PIN_EVERY: i64 = 24 * 60 * 60;
/// How far the server's clock may be from this device's to be signed, in seconds.
const MOST_AHEAD: i64 = 24 * 60 * 60;
/// How long to wait where the server wants fewer requests, in milliseconds.
const WAIT_FOR_LOG: i32 = 10_000;
/// How often a save is tried again on top of another device's.
const MOST_MERGES: usize = 5;

/// What the tab holds.
#[derive(Clone)]
pub enum Lock {
    /// Looking whether another tab is unlocked.
    Looking,
    /// Nothing is open.
    Locked,
    /// The server said something that can't be; nothing is open.
    Alarmed(Alarm),
    /// Open.
    Unlocked(Arc<Vault>),
}

/// Why something that the person wanted did not happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The server could not be reached, refused, or answered strangely.
    Api(ApiError),
    /// The passkey did not help.
    Passkey(PasskeyError),
    /// What the server says can't be.
    Alarm(Alarm),
    /// This passkey or kit is not one of this vault.
    NotAMethod,
    /// The vault was locked meanwhile.
    Locked,
    /// The device could not seal or sign.
    Device,
}

impl From<ApiError> for Trouble {
    fn from(error: ApiError) -> Self {
        Self::Api(error)
    }
}

impl From<PasskeyError> for Trouble {
    fn from(error: PasskeyError) -> Self {
        Self::Passkey(error)
    }
}

impl From<Alarm> for Trouble {
    fn from(alarm: Alarm) -> Self {
        Self::Alarm(alarm)
    }
}

/// How the last edits stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saving {
    /// Nothing to save since the vault was opened.
    Idle,
    /// On its way.
    Now,
    /// Taken, at this time (unix seconds).
    Done(i64),
    /// Not taken; the edits wait.
    Failed(Trouble),
}

/// How far this device has checked the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogCheck {
    /// On its way.
    Now,
    /// Every entry follows on from the one before, up to here; checked at this time (unix seconds).
    Unbroken { count: u64, at: i64 },
    /// It does not.
    Broken(Alarm),
    /// The server could not be reached.
    Unreached,
}

/// A sign-up in the making: the kit is shown before anything is stored.
#[derive(Clone)]
pub struct SigningUp(Arc<NewVault>);

impl SigningUp {
    pub fn kit(&self) -> &Kit {
        self.0.kit()
    }
}

/// The session. One a tab, provided by `App` as context.
#[derive(Clone, Copy)]
pub struct Session {
    lock: RwSignal<Lock>,
    entries: RwSignal<Arc<Vec<Entry>>>,
    log: RwSignal<LogCheck>,
    saving: RwSignal<Saving>,
    /// The vault is new to this device.
    first_visit: RwSignal<bool>,
    /// Counts the times that the tab was locked: what was asked for before a lock must not open the vault after it.
    locks: StoredValue<u64>,
    /// Seconds by which the server's clock is ahead of this device's. What is signed carries the server's time, so that a
    /// device with a wrong clock can save.
    ahead: StoredValue<i64>,
    /// Edits that are not saved yet, each with its number.
    waiting: StoredValue<Vec<(u64, Edit)>>,
    numbered: StoredValue<u64>,
    /// Saves go one after the other.
    queue: StoredValue<Arc<Mutex<()>>>,
    tabs: StoredValue<Option<Tabs>, LocalStorage>,
}

impl Session {
    /// Starts the tab's session: joins the other tabs, asks whether one is unlocked, watches for absence.
    pub fn start() -> Self {
        let session = Self {
            lock: RwSignal::new(Lock::Looking),
            entries: RwSignal::new(Arc::default()),
            log: RwSignal::new(LogCheck::Now),
            saving: RwSignal::new(Saving::Idle),
            first_visit: RwSignal::new(false),
            locks: StoredValue::new(0),
            ahead: StoredValue::new(0),
            waiting: StoredValue::new(Vec::new()),
            numbered: StoredValue::new(0),
            queue: StoredValue::new(Arc::default()),
            tabs: StoredValue::new_local(None),
        };
        session.tabs.set_value(Some(Tabs::join(Ears {
            lock: Box::new(move || session.forget()),
            saved: Box::new(move |seq| session.saved_elsewhere(seq)),
            given: Box::new(move |keyring| session.given(keyring)),
            unlocked: Box::new(move || session.peek()),
        })));
        idle::watch(
            || IDLE,
            move || {
                if session.peek().is_some() {
                    session.lock();
                }
            },
        );
        session.look();
        session
    }

    /// What the tab holds; reactive.
    pub fn state(&self) -> Lock {
        self.lock.get()
    }

    /// The open vault; reactive.
    pub fn vault(&self) -> Option<Arc<Vault>> {
        self.lock.with(|lock| match lock {
            Lock::Unlocked(vault) => Some(Arc::clone(vault)),
            Lock::Looking | Lock::Locked | Lock::Alarmed(_) => None,
        })
    }

    /// The open vault, without following its changes.
    pub fn peek(&self) -> Option<Arc<Vault>> {
        untrack(|| self.vault())
    }

    /// Whether there is something to lock; reactive.
    pub fn unlocked(&self) -> bool {
        self.lock.with(|lock| matches!(lock, Lock::Unlocked(_)))
    }

    /// The log, oldest first, as far as it was checked; reactive.
    pub fn entries(&self) -> Arc<Vec<Entry>> {
        self.entries.get()
    }

    /// How the check of the log stands; reactive.
    pub fn log(&self) -> LogCheck {
        self.log.get()
    }

    /// How the last save stands; reactive.
    pub fn saving(&self) -> Saving {
        self.saving.get()
    }

    /// Whether this device sees the vault for the first time; reactive.
    pub fn first_visit(&self) -> bool {
        self.first_visit.get()
    }

    /// Makes a passkey, the keys and the kit. Nothing is stored before [`Session::finish_sign_up`].
    pub async fn start_sign_up(
        &self,
        name: &str,
        setup_code: Option<String>,
    ) -> Result<SigningUp, Trouble> {
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
        let vault = open::open(
            &record,
            new.0.passkey_method(),
            &new.0.unlocker(),
            Known::default(),
        )?;
        self.unlock(stay, vault)
    }

    /// One touch: signs in and opens.
    pub async fn open_with_passkey(&self) -> Result<(), Trouble> {
        let stay = self.stay();
        let options = api::start_sign_in().await?;
        let (credential, prf) = passkey::ask(&options).await?;
        api::finish_sign_in(&credential).await?;
        let record = self.load().await?;
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
        self.open(stay, &record, method, &unlocker).await
    }

    /// Signs in and opens with the Recovery kit.
    pub async fn open_with_kit(&self, kit: &Kit) -> Result<(), Trouble> {
        let stay = self.stay();
        let challenge = api::start_kit_sign_in().await?;
        let origin = crate::browser::place::origin();
        let proof = kit
            .sign_in(challenge.nonce, &origin)
            .map_err(|_| Trouble::Device)?;
        api::finish_kit_sign_in(proof).await?;
        let record = self.load().await?;
        let unlocker = kit.unlocker();
        let recipient = unlocker.recipient().map_err(|_| Trouble::Device)?;
        let is_this = |method: &&MethodRecord| method.recipient == recipient;
        let method = record
            .methods
            .iter()
            .find(is_this)
            .ok_or(Trouble::NotAMethod)?
            .id;
        self.open(stay, &record, method, &unlocker).await
    }

    async fn open(
        &self,
        stay: u64,
        record: &VaultRecord,
        method: MethodId,
        unlocker: &Unlocker,
    ) -> Result<(), Trouble> {
        let remembered = memory::recall(record.person);
        let manifests = match &remembered {
            Some(memory) => api::manifests(memory.seq).await?,
            None => Vec::new(),
        };
        let known = Known {
            memory: remembered.as_ref(),
            manifests: &manifests,
        };
        match open::open(record, method, unlocker, known) {
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

    /// Locks this tab and all others, and signs out.
    pub fn lock(&self) {
        self.tabs.with_value(|tabs| {
            if let Some(tabs) = tabs {
                tabs.lock();
            }
        });
        self.forget();
        spawn_local(async {
            // Locked is locked; where the server can't be reached, its session ends by itself.
            let _ = api::sign_out().await;
        });
    }

    /// Takes edits over and saves them. Returns once they are saved or have failed; failed edits wait for the next try.
    pub async fn save(&self, edits: Vec<Edit>) -> Result<(), Trouble> {
        let stay = self.stay();
        self.wait_with(edits);
        let queue = self.queue.get_value();
        let turn = queue.lock().await;
        let result = self.save_waiting().await;
        drop(turn);
        if stay != self.stay() {
            return Err(Trouble::Locked);
        }
        if result == Err(Trouble::Device) {
            // What this device cannot seal it cannot seal later either, and it would hold up every other change.
            self.waiting.set_value(Vec::new());
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
            let other =
                |edit: &(u64, Edit)| !matches!(&edit.1, Edit::Share(new) if new.grant == grant);
            self.waiting.update_value(|waiting| waiting.retain(other));
            self.saving.set(Saving::Idle);
        }
        result
    }

    /// Tries failed edits again.
    pub async fn save_again(&self) -> Result<(), Trouble> {
        self.save(Vec::new()).await
    }

    /// Drops the edits of one item that wait: the person has let go of them. Those of others stay.
    pub fn let_go(&self, item: ItemId) {
        let other = |edit: &(u64, Edit)| match &edit.1 {
            Edit::Keep(kept) => kept.id != item,
            Edit::Remove { item: removed, .. } => *removed != item,
            Edit::Share(_) => true,
        };
        self.waiting.update_value(|waiting| waiting.retain(other));
        if self.waiting.with_value(Vec::is_empty) {
            self.saving.set(Saving::Idle);
        }
    }

    fn wait_with(&self, edits: Vec<Edit>) {
        for edit in edits {
            self.numbered.update_value(|number| *number += 1);
            let number = self.numbered.get_value();
            self.waiting
                .update_value(|waiting| waiting.push((number, edit)));
        }
    }

    async fn save_waiting(&self) -> Result<(), Trouble> {
        let stay = self.stay();
        self.saving.set(Saving::Now);
        for _ in 0..MOST_MERGES {
            let vault = self.peek().ok_or(Trouble::Locked)?;
            let (numbers, edits): (Vec<_>, Vec<_>) = self.waiting.get_value().into_iter().unzip();
            let prepared = vault
                .prepare(&edits, now() + self.ahead.get_value())
                .map_err(|_| Trouble::Device)?;
            match api::save(&prepared.save).await {
                Ok(saved) => {
                    self.hold(stay, prepared.next)?;
                    let open = |edit: &(u64, Edit)| !numbers.contains(&edit.0);
                    self.waiting.update_value(|waiting| waiting.retain(open));
                    self.tell_saved(saved.seq);
                    return Ok(());
                }
                Err(error) if error.code() == Some(Code::TouchNeeded) => self.touch().await?,
                Err(error)
                    if matches!(error.code(), Some(Code::SavedElsewhere | Code::GrantEnded)) =>
                {
                    self.reload(&vault).await?;
                }
                Err(error) => {
                    self.lock_if_signed_out(&error);
                    return Err(error.into());
                }
            }
        }
        Err(Trouble::Api(ApiError::Unreadable))
    }

    /// What the server holds; notes how its clock differs.
    async fn load(&self) -> Result<VaultRecord, ApiError> {
        let record = api::vault().await?;
        let ahead = record.now.saturating_sub(now());
        // A server that is days away from this device is not the one to be followed.
        let sane = ahead.saturating_abs() < MOST_AHEAD;
        self.ahead.set_value(if sane { ahead } else { 0 });
        Ok(record)
    }

    /// Loads what another device or tab saved.
    async fn reload(&self, vault: &Vault) -> Result<(), Trouble> {
        let stay = self.stay();
        let remembered = vault.memory();
        let record = self.load().await?;
        let manifests = api::manifests(remembered.seq).await?;
        let known = Known {
            memory: Some(&remembered),
            manifests: &manifests,
        };
        match open::load(vault.keyring().clone(), &record, known) {
            Ok(vault) => self.hold(stay, vault),
            Err(_) if stay != self.stay() => Err(Trouble::Locked),
            Err(alarm) => {
                self.alarm(alarm);
                Err(alarm.into())
            }
        }
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
        match api::resume(grant).await {
            Err(error) if error.code() == Some(Code::TouchNeeded) => {
                self.touch().await?;
                api::resume(grant).await?;
            }
            result => result?,
        }
        self.refresh().await
    }

    /// Takes down that the person typed the kit back.
    pub async fn confirm_kit(&self) -> Result<(), Trouble> {
        api::confirm_kit().await?;
        if let Some(vault) = self.peek() {
            let mut vault = Vault::clone(&vault);
            vault.set_kit_confirmed(now());
            self.lock.set(Lock::Unlocked(Arc::new(vault)));
        }
        Ok(())
    }

    fn unlock(&self, stay: u64, vault: Vault) -> Result<(), Trouble> {
        self.hold(stay, vault)?;
        self.saving.set(Saving::Idle);
        self.log.set(LogCheck::Now);
        let session = *self;
        spawn_local(async move {
            if session.check_log().await.is_ok() {
                // Ends and the log's head are signed in the background; where that fails the next save signs them.
                let _ = session.sign_ends().await;
            }
        });
        Ok(())
    }

    /// Reads the whole log and follows its chain.
    async fn check_log(&self) -> Result<(), Trouble> {
        let stay = self.stay();
        let vault = self.peek().ok_or(Trouble::Locked)?;
        let mut chain = vault.log_check();
        let mut entries = Vec::new();
        loop {
            let asked = api::log(chain.head().count).await;
            if stay != self.stay() {
                return Err(Trouble::Locked);
            }
            let page = match asked {
                Ok(page) => page,
                Err(error) if error.code() == Some(Code::TooManyRequests) => {
                    // A long log: what was followed so far stays, and the rest comes when the server takes more.
                    pause(WAIT_FOR_LOG).await;
                    continue;
                }
                Err(error) => {
                    self.log.set(LogCheck::Unreached);
                    return Err(error.into());
                }
            };
            let last = page.entries.is_empty();
            for text in &page.entries {
                match chain.take(text.as_bytes()) {
                    Ok(entry) => entries.push(entry),
                    Err(error) => return self.broken_log(error.into()),
                }
            }
            if last || chain.head().count >= page.log.count {
                if let Err(error) = chain.finish(page.log) {
                    return self.broken_log(error.into());
                }
                break;
            }
            leptos::task::tick().await;
        }
        let head = chain.head();
        if let Some(vault) = self.peek() {
            let mut vault = Vault::clone(&vault);
            vault.log_checked(head);
            self.hold(stay, vault)?;
        }
        self.entries.set(Arc::new(entries));
        self.log.set(LogCheck::Unbroken {
            count: head.count,
            at: now(),
        });
        Ok(())
    }

    fn broken_log(&self, alarm: Alarm) -> Result<(), Trouble> {
        self.log.set(LogCheck::Broken(alarm));
        Err(alarm.into())
    }

    /// Signs ends that the server reported, and once a day how far the log was checked.
    async fn sign_ends(&self) -> Result<(), Trouble> {
        let Some(vault) = self.peek() else {
            return Ok(());
        };
        let reported = vault
            .shares()
            .iter()
            .any(|share| share.grant.end_unsigned());
        let stale = vault.log_unsigned() && now() - vault.saved_at() > PIN_EVERY;
        if reported || stale {
            self.save(Vec::new()).await
        } else {
            Ok(())
        }
    }

    /// Which stay between two locks this is.
    fn stay(&self) -> u64 {
        self.locks.get_value()
    }

    /// Goes on with this vault, unless the tab was locked since `stay`.
    fn hold(&self, stay: u64, vault: Vault) -> Result<(), Trouble> {
        if stay != self.stay() {
            return Err(Trouble::Locked);
        }
        memory::remember(&vault.memory());
        self.lock.set(Lock::Unlocked(Arc::new(vault)));
        Ok(())
    }

    fn forget(&self) {
        self.locks.update_value(|locks| *locks += 1);
        self.lock.set(Lock::Locked);
        self.entries.set(Arc::default());
        self.log.set(LogCheck::Now);
        self.saving.set(Saving::Idle);
        self.waiting.set_value(Vec::new());
        self.first_visit.set(false);
    }

    fn alarm(&self, alarm: Alarm) {
        self.forget();
        self.lock.set(Lock::Alarmed(alarm));
    }

    fn lock_if_signed_out(&self, error: &ApiError) {
        if error.code() == Some(Code::SignInNeeded) {
            self.forget();
        }
    }

    /// Asks the other tabs, if somebody is signed in at all.
    fn look(&self) {
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

    fn stop_looking(&self) {
        if matches!(self.lock.get_untracked(), Lock::Looking) {
            self.lock.set(Lock::Locked);
        }
    }

    fn given(&self, keyring: Keyring) {
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
            };
            match open::load(keyring, &record, known) {
                Ok(vault) => {
                    // Locked meanwhile: then nothing is opened.
                    let _ = session.unlock(stay, vault);
                }
                Err(alarm) => session.alarm(alarm),
            }
        });
    }

    fn saved_elsewhere(&self, seq: u64) {
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

    fn tell_saved(&self, seq: u64) {
        self.tabs.with_value(|tabs| {
            if let Some(tabs) = tabs {
                tabs.saved(seq);
            }
        });
    }
}
