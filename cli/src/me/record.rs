//! The log of every read.

use vault::{
    log::{Chain, Entry},
    wire::LogPage,
};

use super::Me;

impl Me {
    /// The whole log, every entry following on from the one before, up to a head that fits what this machine and the
    /// person's devices have seen.
    ///
    /// # Errors
    /// [`vault::log::LogError`] where the log was cut or changed.
    pub fn log(&mut self) -> anyhow::Result<Vec<Entry>> {
        let mut chain: Chain = self.vault.log_check();
        let mut entries = Vec::new();
        loop {
            let after = entries.len();
            let page: LogPage = self.api.get(&format!("/api/me/log?after={after}"))?;
            for entry in &page.entries {
                entries.push(chain.take(entry.as_bytes())?);
            }
            if page.entries.is_empty() || entries.len() as u64 >= page.log.count {
                chain.finish(page.log)?;
                self.vault.log_checked(page.log);
                self.remember()?;
                self.save_what_is_owed()?;
                return Ok(entries);
            }
        }
    }
}
