//! A person's vault, opened with the Recovery kit.

mod carry;
mod field;
mod keys;
mod record;
mod sharing;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, bail, ensure};
use owner::{
    Edit, Kit, Memory, Vault,
    open::{self, Known},
    save::MOST_MERGES,
};
use vault::{
    epoch::EpochStep,
    id::PersonId,
    jws::Jws,
    manifest::MethodKind,
    wire::{
        Code, KitChallenge, KitConfirmed, KitProof, ManifestPage, MethodRecord, Saved, SessionInfo,
        VaultRecord,
    },
};

pub use self::{field::Which, sharing::NewShare};
use crate::{
    api::{Api, ApiError},
    memory::{MemoryFile, MemoryFolder},
};

/// How far the server's clock may be from this machine's to be followed, in seconds.
const MOST_AHEAD: i64 = 24 * 60 * 60;

/// An open vault with its server.
pub struct Me {
    api: Api,
    memory: MemoryFile,
    kit: Kit,
    vault: Vault,
    /// Seconds by which the server's clock is ahead.
    ahead: i64,
}

impl Me {
    /// Signs in with the kit and opens the vault. Where its keys changed while the kit was away, `confirm` asks the person
    /// whether that was them.
    ///
    /// # Errors
    /// What the server refused, and what this machine found wrong with the vault. Then nothing is open.
    pub fn open(
        mut api: Api,
        kit: Kit,
        memory: &MemoryFolder,
        confirm: &mut dyn FnMut(&[EpochStep]) -> bool,
    ) -> anyhow::Result<Self> {
        let challenge: KitChallenge = api.poke("/api/me/sign-in/kit/start")?;
        let proof = kit.sign_in(challenge.nonce, api.origin())?;
        let session: SessionInfo = api.post("/api/me/sign-in/kit/finish", &KitProof { proof })?;
        let memory = memory.lock(session.person)?;
        let known = memory.recall()?;
        let record = load(&mut api, session.person)?;
        let manifests = manifests(&mut api, known.as_ref())?;
        let unlocker = kit.unlocker();
        let recipient = unlocker.recipient()?;
        let own = |method: &&MethodRecord| method.recipient == recipient;
        let method = record.methods.iter().find(own);
        let method = method.context("this kit does not open the vault")?.id;
        let known = Known {
            memory: known.as_ref(),
            manifests: &manifests,
            vault: None,
        };
        let mut vault = open::open(&record, method, &unlocker, known)
            .context("something is wrong with what the server holds, so nothing was opened")?;
        if let Some(unconfirmed) = vault.unconfirmed() {
            ensure!(
                confirm(&unconfirmed.steps),
                "somebody made new keys for the vault, so nothing was opened; `--it-was-me` opens it"
            );
            api.tell("/api/me/methods/tag", &unconfirmed.tag)?;
            vault.set_confirmed();
        }
        // The code was typed in, which is all that typing it back could show.
        if vault.kit_confirmed().is_none() {
            api.tell("/api/me/kit/confirmed", &KitConfirmed { kit: method })?;
            vault.set_kit_confirmed(record.now);
        }
        let me = Self {
            api,
            memory,
            kit,
            vault,
            ahead: ahead(&record),
        };
        me.remember()?;
        Ok(me)
    }

    /// The open vault.
    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// The time that the server has, in unix seconds, unless it is a day and more off this machine's.
    pub fn now(&self) -> i64 {
        now() + self.ahead
    }

    /// Ends the session.
    ///
    /// # Errors
    /// [`ApiError`]; the session ends by itself after half an hour.
    pub fn close(mut self) -> Result<(), ApiError> {
        self.api.tell("/api/me/sign-out", &serde_json::json!({}))
    }

    /// Saves edits, on top of what other devices saved meanwhile.
    ///
    /// # Errors
    /// What the server refused, and what this machine found wrong with the vault.
    pub fn save(&mut self, edits: &[Edit]) -> anyhow::Result<()> {
        for _ in 0..MOST_MERGES {
            let prepared = self.vault.prepare(edits, self.now())?;
            match self.api.post::<Saved>("/api/me/vault", &prepared.save) {
                Ok(_) => {
                    self.vault = prepared.next;
                    return self.remember();
                }
                Err(error) if error.code().is_some_and(Code::overtaken) => drop(self.reload()?),
                Err(error) => return Err(error.into()),
            }
        }
        bail!("other devices keep saving; nothing is lost, try again in a minute")
    }

    fn remember(&self) -> anyhow::Result<()> {
        self.memory
            .remember(&self.vault.memory())
            .context("what must be remembered of the vault can't be written")
    }

    fn reload(&mut self) -> anyhow::Result<VaultRecord> {
        let memory = self.vault.memory();
        let record = load(&mut self.api, memory.person)?;
        let manifests = manifests(&mut self.api, Some(&memory))?;
        let known = Known {
            memory: Some(&memory),
            manifests: &manifests,
            vault: Some(&self.vault),
        };
        self.vault = open::load(self.vault.keyring().clone(), &record, known)
            .context("something is wrong with what the server holds")?;
        self.ahead = ahead(&record);
        self.remember()?;
        Ok(record)
    }

    /// What opens the vault, each with the person's name for it.
    pub fn methods(&self) -> Vec<(&MethodRecord, String)> {
        let name = |method: &MethodRecord| match method.kind {
            MethodKind::Passkey => {
                let note = self.vault.notes().find(|note| note.method == method.id);
                note.map(|note| note.name.clone()).unwrap_or_default()
            }
            MethodKind::Kit => format!("kit {}", self.vault.kit_number()),
        };
        let methods = self.vault.methods().iter();
        methods.map(|method| (method, name(method))).collect()
    }
}

/// The vault of whom the server signed in, and of nobody else: what is remembered would be looked for in vain.
fn load(api: &mut Api, person: PersonId) -> anyhow::Result<VaultRecord> {
    let record: VaultRecord = api.get("/api/me/vault")?;
    ensure!(record.person == person, owner::Alarm::OtherPerson);
    Ok(record)
}

/// Every manifest after the remembered one.
fn manifests(api: &mut Api, known: Option<&Memory>) -> anyhow::Result<Vec<Jws>> {
    let mut all = Vec::new();
    let Some(known) = known else {
        return Ok(all);
    };
    loop {
        let after = known.seq + all.len() as u64;
        let page: ManifestPage = api.get(&format!("/api/me/manifests?after={after}"))?;
        if page.manifests.is_empty() {
            return Ok(all);
        }
        all.extend(page.manifests);
    }
}

fn ahead(record: &VaultRecord) -> i64 {
    let ahead = record.now.saturating_sub(now());
    if ahead.saturating_abs() < MOST_AHEAD {
        ahead
    } else {
        0
    }
}

#[expect(clippy::disallowed_methods, reason = "the program's one clock")]
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    i64::try_from(since.unwrap_or(Duration::ZERO).as_secs()).unwrap_or(i64::MAX)
}
