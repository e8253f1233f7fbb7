//! A person's vault, opened with the Recovery kit.

mod carry;
mod field;
mod keys;
mod log;
mod sharing;

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

pub use self::{
    field::Which,
    keys::RotateError,
    sharing::{Handover, NewShare},
};
use crate::{
    api::Api,
    clock::now,
    memory::{MemoryFile, MemoryFolder},
};

/// How many saves of other devices are followed at most.
const MOST_MANIFESTS: usize = 100_000;

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
        let opened = Self::open_of(session.person, &mut api, &kit, memory, confirm);
        let (memory, vault, ahead) = opened.inspect_err(|_| sign_out(&mut api))?;
        let mut me = Self {
            api,
            memory,
            kit,
            vault,
            ahead,
        };
        me.save_what_is_owed()?;
        Ok(me)
    }

    fn open_of(
        person: PersonId,
        api: &mut Api,
        kit: &Kit,
        memory: &MemoryFolder,
        confirm: &mut dyn FnMut(&[EpochStep]) -> bool,
    ) -> anyhow::Result<(MemoryFile, Vault, i64)> {
        let memory = memory.lock(person)?;
        let known = memory.recall()?;
        let record = load(api, person)?;
        let manifests = manifests(api, known.as_ref(), &record)?;
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
                "the vault has new keys that nobody here vouches for, so nothing was opened. If they are not yours, open your vault with a passkey that you trust, and lock out the device that made them"
            );
            api.tell("/api/me/methods/tag", &unconfirmed.tag)?;
            vault.set_confirmed();
        }
        // The code was typed in, which is all that typing it back could show.
        if vault.kit_confirmed().is_none() {
            api.tell("/api/me/kit/confirmed", &KitConfirmed { kit: method })?;
            vault.set_kit_confirmed(record.now);
        }
        remember(&memory, &vault)?;
        Ok((memory, vault, open::ahead(record.now, now())))
    }

    /// The open vault.
    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// The time that the server has, in unix seconds, unless it is a day and more off this machine's.
    pub fn now(&self) -> i64 {
        now() + self.ahead
    }

    /// Ends the session. Where the server can't be reached it ends by itself after half an hour.
    pub fn close(mut self) {
        sign_out(&mut self.api);
    }

    /// Saves edits, on top of what other devices saved meanwhile.
    ///
    /// # Errors
    /// What the server refused, and what this machine found wrong with the vault.
    pub fn save(&mut self, edits: &[Edit]) -> anyhow::Result<()> {
        self.send(edits)?;
        self.remember()
    }

    /// Signs what a device owes to the person's others: ends, how far the log was checked, what a birthday changed.
    fn save_what_is_owed(&mut self) -> anyhow::Result<()> {
        if self.vault.owes_save(self.now()) {
            self.save(&[])?;
        }
        Ok(())
    }

    /// Saves, and leaves it to the caller to remember that.
    fn send(&mut self, edits: &[Edit]) -> anyhow::Result<()> {
        for _ in 0..MOST_MERGES {
            let prepared = self.vault.prepare(edits, self.now())?;
            match self.api.post::<Saved>("/api/me/vault", &prepared.save) {
                Ok(_) => {
                    self.vault = prepared.next;
                    return Ok(());
                }
                Err(error) if error.code().is_some_and(Code::overtaken) => drop(self.reload()?),
                Err(error) => return Err(error.into()),
            }
        }
        bail!("other devices keep saving; nothing is lost, try again in a minute")
    }

    /// Remembers what was seen of the vault.
    ///
    /// # Errors
    /// Where it can't be written.
    pub fn remember(&self) -> anyhow::Result<()> {
        remember(&self.memory, &self.vault)
    }

    fn reload(&mut self) -> anyhow::Result<VaultRecord> {
        let memory = self.vault.memory();
        let record = load(&mut self.api, memory.person)?;
        let manifests = manifests(&mut self.api, Some(&memory), &record)?;
        let known = Known {
            memory: Some(&memory),
            manifests: &manifests,
            vault: Some(&self.vault),
        };
        self.vault = open::load(self.vault.keyring().clone(), &record, known)
            .context("something is wrong with what the server holds")?;
        self.ahead = open::ahead(record.now, now());
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

/// Every manifest after the remembered one, up to the record's.
fn manifests(
    api: &mut Api,
    known: Option<&Memory>,
    record: &VaultRecord,
) -> anyhow::Result<Vec<Jws>> {
    let mut all = Vec::new();
    let Some(known) = known else {
        return Ok(all);
    };
    // A server may go on for ever: whoever checks them says what is wrong with what is there by then.
    while all.last() != Some(&record.manifest) && all.len() < MOST_MANIFESTS {
        let after = known.seq + all.len() as u64;
        let page: ManifestPage = api.get(&format!("/api/me/manifests?after={after}"))?;
        if page.manifests.is_empty() {
            break;
        }
        all.extend(page.manifests);
    }
    Ok(all)
}

fn remember(memory: &MemoryFile, vault: &Vault) -> anyhow::Result<()> {
    memory
        .remember(&vault.memory())
        .context("what must be remembered of the vault can't be written")
}

fn sign_out(api: &mut Api) {
    // What was asked for is done or has failed already, and the session ends by itself.
    let _ = api.tell("/api/me/sign-out", &serde_json::json!({}));
}
