//! Taking files over, and taking everything along.

use anyhow::Context as _;
use owner::{
    import::{self, Card, Line, Verdict},
    save::at_once,
};
use rand_core::OsRng;
use vault::wire::VaultRecord;
use zeroize::Zeroizing;

use super::Me;

impl Me {
    /// Reads a file; `name` becomes the source of what is kept. Gives the people in it, each with the lines of a review. An
    /// export that was sealed to this kit is opened.
    ///
    /// # Errors
    /// Why the file is not read.
    pub fn read(&self, bytes: &[u8], name: &str) -> anyhow::Result<Vec<(Card, Vec<Line>)>> {
        let home = self.vault.home();
        let context = import::Context {
            at: self.now(),
            home: home.as_deref(),
            country: &|_| None,
        };
        let opened;
        let bytes = if bytes.starts_with(b"age-encryption.org/") {
            opened = import::unseal(bytes, &self.kit).context("this kit does not open the file")?;
            opened.as_bytes()
        } else {
            bytes
        };
        let imported = import::read(bytes, name, &context, &mut OsRng)?;
        let review = |card: Card| {
            let lines = self.vault.review(&card.candidates, self.now());
            (card, lines)
        };
        Ok(imported.cards.into_iter().map(review).collect())
    }

    /// Makes the lines that are not valid fields of the person's own, which take any text.
    pub fn as_own(&self, lines: &mut [Line]) {
        for line in lines {
            if matches!(line.verdict, Verdict::NotValid(_)) {
                let own = line.candidate.as_own(&mut OsRng);
                if let Some(reviewed) = self.vault.review(&[own], self.now()).pop() {
                    *line = reviewed;
                }
            }
        }
    }

    /// Keeps lines of a review; gives how many values came of them.
    ///
    /// # Errors
    /// What the server refused; what was saved until then stays.
    pub fn take_over(&mut self, lines: &[Line]) -> anyhow::Result<usize> {
        let edits = self.vault.import(lines, self.now(), &mut OsRng);
        let mut left = edits.as_slice();
        while !left.is_empty() {
            let (some, others) = left.split_at(at_once(left));
            self.save(some)?;
            left = others;
        }
        Ok(edits.len())
    }

    /// Everything as JSON with its signatures.
    ///
    /// # Errors
    /// Where the vault can't be loaded.
    pub fn export(&mut self) -> anyhow::Result<Zeroizing<String>> {
        let record: VaultRecord = self.reload()?;
        Ok(self.vault.export(Some(&record), self.now())?)
    }

    /// The same, sealed to the Recovery kit.
    ///
    /// # Errors
    /// Where the vault can't be loaded.
    pub fn export_sealed(&mut self) -> anyhow::Result<Vec<u8>> {
        let record: VaultRecord = self.reload()?;
        Ok(self.vault.seal_export(Some(&record), self.now())?)
    }
}
