//! A company's side: what a sealed sharing answers.

use std::{
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use anyhow::Context;
use clap::{Args, Subcommand};
use owner::import::LARGEST;
use vault::id::GrantId;

use super::{not_read, purpose_of, read};
use crate::{
    clock::now,
    company::{self, Asked, SeenFile},
};

#[derive(Debug, Args)]
pub(super) struct Company {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Open an answer: check who signed it, for whom and for what, and that it is not older than the last one. Prints its claims.
    Open {
        /// The answer of `GET /api/v1/profile`; a dash takes it from standard input.
        answer: PathBuf,
        /// A file with the key that was handed over beside the token.
        #[arg(long)]
        key_file: PathBuf,
        /// The vault's address.
        #[arg(long)]
        vault: String,
        /// The grant, as `GET /api/v1/grant` tells it.
        #[arg(long)]
        grant: GrantId,
        /// The purpose, such as `DeliveryOfGoods`.
        #[arg(long)]
        purpose: String,
        /// The special categories were asked for.
        #[arg(long)]
        special: bool,
        /// A file that keeps the last number seen, so that an old answer is refused.
        #[arg(long)]
        seen: PathBuf,
    },
}

impl Company {
    pub(super) fn run(self, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<()> {
        let Command::Open {
            answer,
            key_file,
            vault,
            grant,
            purpose,
            special,
            seen,
        } = self.command;
        let key = company::read_key(&key_file)?;
        let bytes = if answer == Path::new("-") {
            let mut bytes = Vec::new();
            io::stdin().take(LARGEST as u64).read_to_end(&mut bytes)?;
            bytes
        } else {
            read(&answer).with_context(|| not_read(&answer))?
        };
        let asked = Asked {
            vault,
            grant,
            purpose: purpose_of(&purpose)?,
            special,
        };
        let seen = SeenFile::new(seen);
        if !seen.exists() {
            writeln!(
                err,
                "No earlier answer is known here: whether this one is old can't be told."
            )?;
        }
        let bundle = company::open(bytes, &key, &asked, &seen, now())
            .context("the answer is not to be used")?;
        let told = serde_json::json!({
            "sub": bundle.sub,
            "purpose": bundle.purpose,
            "claims": bundle.claims,
            "seq": bundle.seq,
            "updated_at": bundle.iat,
            "expires_at": bundle.exp,
        });
        serde_json::to_writer_pretty(&mut *out, &told)?;
        writeln!(out)?;
        Ok(())
    }
}
