//! The log of every read.

use anyhow::bail;
use owner::{export::ExportError, save::MOST_MERGES};
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
        let (entries, _) = self.follow_log()?;
        self.save_what_is_owed()?;
        Ok(entries)
    }

    /// The whole log with its proof, as text. The person's signature reaches to the last entry.
    ///
    /// # Errors
    /// [`vault::log::LogError`] where the log was cut or changed; what the server refused.
    pub fn log_file(&mut self) -> anyhow::Result<String> {
        for _ in 0..MOST_MERGES {
            let (_, texts) = self.follow_log()?;
            if self.vault.log_unsigned() {
                self.save(&[])?;
            }
            let record = self.reload()?;
            match self.vault.log_file(&record, &texts, self.now()) {
                // Another device was further meanwhile: its manifest signs entries that are not read here yet.
                Err(ExportError::Log(_)) => {}
                made => return Ok(made?),
            }
        }
        bail!("other devices keep saving; nothing is lost, try again in a minute")
    }

    /// The entries, and their exact texts.
    fn follow_log(&mut self) -> anyhow::Result<(Vec<Entry>, Vec<String>)> {
        let mut chain: Chain = self.vault.log_check();
        let (mut entries, mut texts) = (Vec::new(), Vec::new());
        loop {
            let after = entries.len();
            let page: LogPage = self.api.get(&format!("/api/me/log?after={after}"))?;
            let last = page.entries.is_empty();
            for text in page.entries {
                entries.push(chain.take(text.as_bytes())?);
                texts.push(text);
            }
            if last || entries.len() as u64 >= page.log.count {
                chain.finish(page.log)?;
                self.vault.log_checked(page.log);
                self.remember()?;
                return Ok((entries, texts));
            }
        }
    }
}
