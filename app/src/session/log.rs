//! Following the access log, and signing how far it was followed.

use std::sync::Arc;

use owner::{Alarm, Vault, export::ExportError, save::MOST_MERGES};
use vault::wire::Code;

use super::{LogCheck, Session, Trouble};
use crate::browser::{
    api,
    place::{now, pause},
};

/// How long to wait where the server wants fewer requests, in milliseconds.
const WAIT_FOR_LOG: i32 = 10_000;

impl Session {
    /// Reads the whole log and follows its chain.
    pub(super) async fn check_log(&self) -> Result<(), Trouble> {
        self.follow_log(None).await
    }

    /// The same, and the log with its proof. The person's signature reaches to the last entry.
    pub async fn log_file(&self) -> Result<String, Trouble> {
        for _ in 0..MOST_MERGES {
            let mut texts = Vec::new();
            self.follow_log(Some(&mut texts)).await?;
            if self.peek().is_some_and(|vault| vault.log_unsigned()) {
                self.save(Vec::new()).await?;
            }
            let record = self.load().await?;
            let vault = self.peek().ok_or(Trouble::Locked)?;
            match vault.log_file(&record, &texts, self.server_now()) {
                Ok(file) => return Ok(file),
                Err(ExportError::OtherRecord) => self.reload(&vault).await?,
                // Another device was further meanwhile: its manifest signs entries that are not read here yet.
                Err(ExportError::Log(_)) => {}
                Err(_) => return Err(Trouble::Device),
            }
        }
        Err(Trouble::Restless)
    }

    /// The log as a table, as far as it was checked.
    pub fn log_table(&self) -> Result<String, Trouble> {
        let vault = self.peek().ok_or(Trouble::Locked)?;
        Ok(vault.export_log_table(&self.entries.get_untracked()))
    }

    /// Keeps the exact text of each entry in `texts`, where they are wanted.
    async fn follow_log(&self, mut texts: Option<&mut Vec<String>>) -> Result<(), Trouble> {
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
            for text in page.entries {
                match chain.take(text.as_bytes()) {
                    Ok(entry) => entries.push(entry),
                    Err(error) => return self.broken_log(error.into()),
                }
                if let Some(texts) = &mut texts {
                    texts.push(text);
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

    pub(super) fn broken_log(&self, alarm: Alarm) -> Result<(), Trouble> {
        self.log.set(LogCheck::Broken(alarm));
        Err(alarm.into())
    }

    /// Signs ends that the server reported, once a day how far the log was checked, and what a birthday changed.
    pub(super) async fn sign_ends(&self) -> Result<(), Trouble> {
        let Some(vault) = self.peek() else {
            return Ok(());
        };
        if vault.owes_save(self.server_now()) {
            self.save(Vec::new()).await
        } else {
            Ok(())
        }
    }
}
