//! What this machine remembers of a vault between two calls: numbers and hashes, no secrets, in a file that only its owner reads.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, ErrorKind, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use owner::Memory;
use serde::de::DeserializeOwned;
use vault::id::PersonId;

/// The folder with a file for each vault.
#[derive(Debug)]
pub struct MemoryFolder(PathBuf);

impl MemoryFolder {
    /// Memories in this folder, which is made when it is needed.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self(folder.into())
    }

    /// The memory of a person's vault, for this process alone: another that uses it is waited for.
    ///
    /// # Errors
    /// Where the folder can't be written.
    pub fn lock(&self, person: PersonId) -> anyhow::Result<MemoryFile> {
        let open = || -> io::Result<MemoryFile> {
            let mut builder = DirBuilder::new();
            builder.recursive(true).mode(0o700).create(&self.0)?;
            let file = self.0.join(format!("{person}.json"));
            Ok(MemoryFile {
                _lock: lock(&file)?,
                file,
            })
        };
        open().with_context(|| format!("{} can't be used to remember", self.0.display()))
    }
}

/// What is remembered of one vault.
#[derive(Debug)]
pub struct MemoryFile {
    file: PathBuf,
    _lock: File,
}

impl MemoryFile {
    /// What is remembered; nothing at the first time.
    ///
    /// # Errors
    /// Where something is there and can't be read, or makes no sense. Going on would be to forget.
    pub fn recall(&self) -> anyhow::Result<Option<Memory>> {
        read_json(&self.file).with_context(|| {
            format!(
                "{} can't be read, and with it what this machine has seen of the vault",
                self.file.display()
            )
        })
    }

    /// Remembers. The file is replaced in one step.
    ///
    /// # Errors
    /// An [`io::Error`] where it can't be written.
    pub fn remember(&self, memory: &Memory) -> io::Result<()> {
        replace_private(&self.file, serde_json::to_string(memory)?.as_bytes())
    }
}

/// What is kept in a file; nothing where there is none.
///
/// # Errors
/// An [`io::Error`]; [`ErrorKind::InvalidData`] where it makes no sense.
pub fn read_json<T: DeserializeOwned>(file: &Path) -> io::Result<Option<T>> {
    match fs::read_to_string(file) {
        Ok(text) => vault::json::read(&text)
            .map(Some)
            .map_err(|_| io::Error::from(ErrorKind::InvalidData)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Waits until nobody else uses a file, by a lock beside it.
///
/// # Errors
/// An [`io::Error`].
pub fn lock(file: &Path) -> io::Result<File> {
    let mut beside = file.as_os_str().to_owned();
    beside.push(".lock");
    let mut open = OpenOptions::new();
    let lock = open.append(true).create(true).mode(0o600).open(beside)?;
    lock.lock()?;
    Ok(lock)
}

/// Puts another file in a file's place in one step, one that only its owner reads (mode 0600).
///
/// # Errors
/// An [`io::Error`].
pub fn replace_private(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut beside = file.as_os_str().to_owned();
    beside.push(".mydata-new");
    let beside = PathBuf::from(beside);
    match fs::remove_file(&beside) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    create_private(&beside, bytes)?;
    fs::rename(beside, file)
}

/// Makes a file that only its owner reads (mode 0600).
///
/// # Errors
/// An [`io::Error`]; [`ErrorKind::AlreadyExists`] where there is one.
pub fn create_private(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file)?;
    file.write_all(bytes)?;
    file.sync_all()
}
