//! Checking a log that somebody saved: without signing in, and without the network.

use std::{io::Write, path::PathBuf};

use anyhow::{Context, ensure};
use clap::Args;
use owner::{LogProof, log_file::LARGEST};
use vault::digest::Digest;

use super::{inert, not_read, read_at_most, show::moment};

#[derive(Debug, Args)]
pub(super) struct Verify {
    /// The file.
    file: PathBuf,
    /// The key that the person told you: `mydata-cli me show` prints it to them. A file that another key signed is refused.
    #[arg(long, value_name = "KEY")]
    key: Option<Digest>,
}

impl Verify {
    pub(super) fn run(self, out: &mut dyn Write) -> anyhow::Result<()> {
        let file = &self.file;
        let bytes = read_at_most(LARGEST, file).with_context(|| not_read(file))?;
        let proof =
            LogProof::check(&bytes).with_context(|| format!("{} does not hold", file.display()))?;
        let signer = proof.key.thumbprint();
        ensure!(
            self.key.is_none_or(|key| key == signer),
            "{} is signed with another key, {signer}: do not believe it",
            file.display()
        );
        print(&proof, self.key.is_some(), out)?;
        ensure!(
            proof.signed > 0 || proof.entries.is_empty(),
            "nobody signed any of the entries: ask the person to save the log anew"
        );
        Ok(())
    }
}

fn print(proof: &LogProof, is_theirs: bool, out: &mut dyn Write) -> anyhow::Result<()> {
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
        "Of {} at {}, saved {}: so the file says, and nobody signed that.",
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
        writeln!(out, "  as the file tells, before it: {}", key.thumbprint())?;
    }
    if !proof.ends.is_empty() {
        writeln!(
            out,
            "The key {1} signed the end of {0}; the file says that it is the server's.",
            match proof.ends.len() {
                1 => "1 sharing".to_owned(),
                count => format!("{count} sharings"),
            },
            proof.instance_key.thumbprint()
        )?;
    }
    if is_theirs {
        writeln!(out, "That is the key that you were told.")?;
    } else {
        writeln!(
            out,
            "NOT checked: whose key that is. A file can vouch only for what its own key signed. Ask the person for theirs, which `mydata-cli me show` \
             prints, and give it with --key."
        )?;
    }
    writeln!(out, "Names of companies are not signed.")?;
    Ok(())
}
