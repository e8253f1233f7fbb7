//! Checking a log that somebody saved: without signing in, and without the network.

use std::{io::Write, path::PathBuf};

use anyhow::Context;
use clap::Args;
use owner::{LogProof, log_file::LARGEST};

use super::{inert, not_read, read_at_most, show::moment};

#[derive(Debug, Args)]
pub(super) struct Verify {
    /// The file.
    file: PathBuf,
}

impl Verify {
    pub(super) fn run(self, out: &mut dyn Write) -> anyhow::Result<()> {
        let file = &self.file;
        let bytes = read_at_most(LARGEST, file).with_context(|| not_read(file))?;
        let proof =
            LogProof::check(&bytes).with_context(|| format!("{} does not hold", file.display()))?;
        print(&proof, out)
    }
}

fn print(proof: &LogProof, out: &mut dyn Write) -> anyhow::Result<()> {
    let count = proof.entries.len() as u64;
    let entries = |count: u64| match count {
        1 => "1 entry".to_owned(),
        count => format!("{count} entries"),
    };
    match proof.entries.as_slice() {
        [] => writeln!(out, "The log has no entries.")?,
        [only] => writeln!(out, "The log holds: 1 entry, of {}.", moment(only.time))?,
        [first, .., last] => writeln!(
            out,
            "The log holds: {count} entries, from {} to {}, each following on from the one before.",
            moment(first.time),
            moment(last.time)
        )?,
    }
    writeln!(
        out,
        "Of {} at {}, saved {}.",
        proof.person,
        inert(&proof.issuer),
        moment(proof.made)
    )?;
    let signed_at = moment(proof.signed_at);
    match (proof.signed, count - proof.signed) {
        (0, 0) => writeln!(out, "Signed with the key below on {signed_at}.")?,
        (_, 0) => writeln!(
            out,
            "Signed with the key below on {signed_at}, up to the last entry: up to there nothing was changed, left out, added or moved."
        )?,
        (0, _) => writeln!(
            out,
            "The key below has signed none of the entries: they could have been changed, left out, added or moved."
        )?,
        (signed, rest) => {
            writeln!(
                out,
                "Signed with the key below on {signed_at}, up to entry {signed}: up to there nothing was changed, left out, added or moved."
            )?;
            writeln!(
                out,
                "After it {} not signed yet: there something could have been changed, left out, added or moved.",
                match rest {
                    1 => "1 entry is".to_owned(),
                    rest => format!("{} are", entries(rest)),
                }
            )?;
        }
    }
    writeln!(out, "Signing key: {}", proof.key.thumbprint())?;
    for key in &proof.earlier {
        writeln!(out, "  before it: {}", key.thumbprint())?;
    }
    if !proof.ends.is_empty() {
        writeln!(
            out,
            "The server signed the end of {}, with the key {}.",
            match proof.ends.len() {
                1 => "1 sharing".to_owned(),
                count => format!("{count} sharings"),
            },
            proof.instance_key.thumbprint()
        )?;
    }
    writeln!(
        out,
        "A file can vouch only for what its own key signed. Ask the person for their key, not the file: `mydata-cli me show` prints it. Names of companies are not signed."
    )?;
    Ok(())
}
