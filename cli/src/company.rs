//! A company's side: opening what a sealed grant answers.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, ensure};
use serde::{Deserialize, Serialize};
use vault::{
    bundle::{Bundle, Received, SealedBundle},
    id::{ClientId, GrantId},
    purpose::Purpose,
    token::GrantKey,
};

use crate::memory::{lock, read_json, replace_private};

/// What is kept of a grant between two answers: numbers and names, no key and no value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    /// The vault's public address.
    pub vault: String,
    /// The grant.
    pub grant: GrantId,
    /// The person, as this company knows them.
    pub sub: String,
    /// The last number of each permission, by its purpose; of special categories with `special` before it.
    pub seq: BTreeMap<String, u64>,
}

/// Where it is kept.
#[derive(Debug)]
pub struct SeenFile(PathBuf);

impl SeenFile {
    /// This file, which need not be there yet.
    pub fn new(file: impl Into<PathBuf>) -> Self {
        Self(file.into())
    }

    /// Whether there was an answer before.
    pub fn exists(&self) -> bool {
        self.0.exists()
    }

    fn recall(&self) -> anyhow::Result<Option<Seen>> {
        read_json(&self.0).with_context(|| format!("{} can't be read", self.0.display()))
    }

    fn remember(&self, seen: &Seen) -> anyhow::Result<()> {
        let text = serde_json::to_string(seen)?;
        replace_private(&self.0, text.as_bytes())
            .with_context(|| format!("{} can't be written", self.0.display()))
    }
}

/// What the company asked for.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The vault's public address.
    pub vault: String,
    /// The grant, as `GET /api/v1/grant` tells it.
    pub grant: GrantId,
    /// The purpose.
    pub purpose: Purpose,
    /// Whether the special categories were asked for.
    pub special: bool,
}

/// Opens an answer at `now` (unix seconds): the signature, who it is for, and that it is no older than the last one.
///
/// # Errors
/// What is wrong with the answer. Then nothing of it is to be used.
pub fn open(
    answer: Vec<u8>,
    key: &GrantKey,
    asked: &Asked,
    file: &SeenFile,
    now: i64,
) -> anyhow::Result<Bundle> {
    let _lock = lock(&file.0).with_context(|| format!("{} can't be used", file.0.display()))?;
    let seen = file.recall()?;
    let special = if asked.special { "special " } else { "" };
    let permission = format!("{special}{}", asked.purpose.term());
    let last = seen.as_ref().and_then(|seen| seen.seq.get(&permission));
    let aud = ClientId::direct(asked.grant);
    let received = Received {
        iss: asked.vault.trim_end_matches('/'),
        aud: &aud,
        grant: asked.grant,
        purpose: asked.purpose,
        special: asked.special,
        seen: last.copied().unwrap_or_default(),
    };
    let opened = SealedBundle::from_file(answer).receive(key, received, now)?;
    let bundle = opened.bundle;
    let mut seen = seen.unwrap_or_else(|| Seen {
        vault: bundle.iss.clone(),
        grant: bundle.grant,
        sub: bundle.sub.clone(),
        seq: BTreeMap::new(),
    });
    ensure!(
        seen.vault == bundle.iss && seen.grant == bundle.grant && seen.sub == bundle.sub,
        "the answer is of another person or grant than those before"
    );
    seen.seq.insert(permission, bundle.seq);
    file.remember(&seen)?;
    Ok(bundle)
}

/// Reads a key from a file.
///
/// # Errors
/// Where it can't be read, or holds no key.
pub fn read_key(file: &Path) -> anyhow::Result<GrantKey> {
    let text = zeroize::Zeroizing::new(
        fs::read_to_string(file).with_context(|| format!("{} can't be read", file.display()))?,
    );
    text.parse()
        .ok()
        .with_context(|| format!("{} holds no key: AGE-SECRET-KEY-1…", file.display()))
}
