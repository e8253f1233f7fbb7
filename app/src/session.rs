//! The session: locked or unlocked. Keys and values live in here, in the tab's memory, and nowhere else.

mod arrival;
mod log;
mod methods;
mod saving;
mod waiting;

use std::sync::Arc;

use futures::{future::select, lock::Mutex};
use leptos::{prelude::*, task::spawn_local};
use owner::{Alarm, Edit, Kit, NewVault, Vault};
use rand_core::OsRng;
use vault::{id::ItemId, log::Entry, wire::Code};

use crate::{
    browser::{
        api::{self, ApiError},
        idle, memory,
        passkey::PasskeyError,
        place::{home_country, now, pause},
        tabs::{Ears, Tabs},
    },
    signal::RwSignal,
};

/// How long nobody may be there before the vault locks, in seconds.
const IDLE: i64 = 10 * 60;

/// How long an opening waits for a sign-out, in milliseconds.
const LONGEST_SIGN_OUT: i32 = 10_000;

/// What the tab holds.
#[derive(Clone)]
pub enum Lock {
    /// Looking whether another tab is unlocked.
    Looking,
    /// Nothing is open.
    Locked,
    /// The server said something that can't be; nothing is open.
    Alarmed(Alarm),
    /// The keys changed while what opened it was away, and the person has not said yet whether it was them.
    Unconfirmed(Arc<Vault>),
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
    /// The vault has new keys since it was opened here, and locked.
    NewKeys,
    /// Other devices saved each time.
    Restless,
    /// The device could not seal or sign.
    Device,
}

impl Trouble {
    /// Whether trying again changes nothing: what this device cannot seal it cannot seal later either, and what the server finds
    /// wrong stays so.
    fn is_final(&self) -> bool {
        match self {
            Self::Device => true,
            Self::Api(error) => matches!(
                error.code(),
                Some(Code::SaveRefused | Code::InvalidRequest | Code::TooLarge)
            ),
            Self::Passkey(_)
            | Self::Alarm(_)
            | Self::NotAMethod
            | Self::Locked
            | Self::NewKeys
            | Self::Restless => false,
        }
    }
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
    /// Tells this tab's waiting edits from those of others.
    tab: StoredValue<String>,
    /// Saves go one after the other.
    queue: StoredValue<Arc<Mutex<()>>>,
    /// Held while the tab signs out: the server forgets with a session what was begun in it, so who comes in waits.
    leaving: StoredValue<Arc<Mutex<()>>>,
    tabs: StoredValue<Option<Tabs>, LocalStorage>,
    /// The name that the person gave when they signed up, until the tab is locked.
    called: StoredValue<String>,
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
            tab: StoredValue::new(new_tab()),
            queue: StoredValue::new(Arc::default()),
            leaving: StoredValue::new(Arc::default()),
            tabs: StoredValue::new_local(None),
            called: StoredValue::new(String::new()),
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
                if session.holds_a_vault() {
                    session.lock();
                }
            },
        );
        session.look();
        session
    }

    /// The name that the person gave when they signed up in this tab; empty where they did not.
    pub fn called(&self) -> String {
        self.called.get_value()
    }

    pub fn set_called(&self, name: &str) {
        self.called.set_value(name.trim().to_owned());
    }

    /// The person's country, ISO 3166-1 alpha-2: that of their address, or the one that the browser is set to.
    pub fn home(&self) -> Option<String> {
        self.peek()?.home().or_else(home_country)
    }

    /// What the tab holds; reactive.
    pub fn state(&self) -> Lock {
        self.lock.get()
    }

    /// The open vault; reactive.
    pub fn vault(&self) -> Option<Arc<Vault>> {
        self.lock.with(|lock| match lock {
            Lock::Unlocked(vault) => Some(Arc::clone(vault)),
            Lock::Looking | Lock::Locked | Lock::Alarmed(_) | Lock::Unconfirmed(_) => None,
        })
    }

    /// The open vault, without following its changes.
    pub fn peek(&self) -> Option<Arc<Vault>> {
        untrack(|| self.vault())
    }

    /// Whether the tab's memory has an open vault in it, shown or not.
    fn holds_a_vault(&self) -> bool {
        matches!(
            self.lock.get_untracked(),
            Lock::Unlocked(_) | Lock::Unconfirmed(_)
        )
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

    /// Locks this tab and all others, and signs out.
    pub fn lock(&self) {
        self.tabs.with_value(|tabs| {
            if let Some(tabs) = tabs {
                tabs.lock();
            }
        });
        self.forget();
        let leaving = self.leaving.get_value();
        spawn_local(async move {
            let _leaving = leaving.lock().await;
            // Locked is locked; where the server can't be reached, its session ends by itself.
            let _ = api::sign_out().await;
        });
    }

    /// Waits until a sign-out that is on its way has arrived, but not for ever.
    async fn signed_out(&self) {
        let leaving = self.leaving.get_value();
        select(leaving.lock(), Box::pin(pause(LONGEST_SIGN_OUT))).await;
    }

    fn unlock(&self, stay: u64, vault: Vault) -> Result<(), Trouble> {
        if vault.unconfirmed().is_some() {
            return self.ask_about(stay, vault);
        }
        self.hold(stay, vault)?;
        self.saving.set(Saving::Idle);
        self.log.set(LogCheck::Now);
        let session = *self;
        spawn_local(async move {
            session.save_what_waited().await;
            if session.check_log().await.is_ok() {
                // Ends and the log's head are signed in the background; where that fails the next save signs them.
                let _ = session.sign_ends().await;
            }
        });
        Ok(())
    }

    /// The server's time, in unix seconds.
    fn server_now(&self) -> i64 {
        now() + self.ahead.get_value()
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
        // What waited is found again under the old name when the vault opens.
        self.tab.set_value(new_tab());
        self.first_visit.set(false);
        self.called.set_value(String::new());
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
}

/// Tells what waits in one tab, between two locks, from what waits elsewhere.
fn new_tab() -> String {
    ItemId::random(&mut OsRng).to_string()
}
