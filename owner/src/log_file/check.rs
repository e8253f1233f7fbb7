//! Checking the log's file, as whoever gets it does.

use serde::{Deserialize, de::IgnoredAny};
use vault::{
    epoch::{EpochError, Epochs},
    id::{GrantId, PersonId},
    json,
    jws::{Jws, PublicKey, Typ},
    log::{Chain, Entry, LogError, LogHead},
    manifest::{Manifest, ManifestError},
    map::{Map, Set},
    receipt::EndReceipt,
};

use super::{LARGEST, TYP};

/// What the `typ` of every version begins with.
const FAMILY: &str = "mydata-log/";
/// The longest address of a vault, in bytes.
const LONGEST_ISSUER: usize = 300;
/// As much of an unknown version as is said again.
const LONGEST_VERSION: usize = 40;

/// What a file holds, once everything in it fits together. It says nothing of whose the keys are: who gets the file compares the
/// person's key with what the person tells them, and believes in it, or does not.
#[derive(Clone, PartialEq)]
pub struct LogProof {
    /// Whose log.
    pub person: PersonId,
    /// The vault's public address.
    pub issuer: String,
    /// When the file says that it was made, in unix seconds.
    pub made: i64,
    /// The entries, oldest first.
    pub entries: Vec<Entry>,
    /// How many of them the person's signature reaches. Those after it could have been cut, or added, by whoever had the file.
    pub signed: u64,
    /// When the person signed, in unix seconds.
    pub signed_at: i64,
    /// The key that signed.
    pub key: PublicKey,
    /// The keys that the person had before it, the first one first.
    pub earlier: Vec<PublicKey>,
    /// The key that signed the receipts.
    pub instance_key: PublicKey,
    /// The ends that the server signed.
    pub ends: Vec<EndReceipt>,
    /// What the person calls the companies. Nobody signed it.
    pub names: Map<GrantId, String>,
}

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LogFault {
    /// Larger than what is written.
    #[error("the file is larger than any that My Data saves: make sure that it is the right one")]
    TooLarge,
    /// Cut short, or something else.
    #[error("the file is cut short or is no JSON: get it once more")]
    NotJson,
    /// JSON of another kind.
    #[error("the file is no log that My Data saved: make sure that it is the right one")]
    NotALog,
    /// A later version.
    #[error(
        "the file is of the version {0}, which this program does not know: check it with a newer one"
    )]
    OtherVersion(String),
    /// Not the members of its version.
    #[error(
        "something is missing in the file, or stands in it that does not belong there: get it once more"
    )]
    Malformed,
    /// The steps do not lead to the key.
    #[error("{0} in the file: do not believe it")]
    Epoch(#[from] EpochError),
    /// The signature is not by the key in the file.
    #[error("the signature does not fit the key in the file, or what it signs: do not believe it")]
    Forged,
    /// The signature is over another person's vault.
    #[error("the signature is another person's: do not believe the file")]
    OtherPerson,
    /// The signature is of another epoch than the key.
    #[error("the signature is of another time than the key in the file: do not believe it")]
    OtherEpoch,
    /// An entry is none; counted from 1.
    #[error("entry {0} is none: it was changed, or is not from a log")]
    Entry(u64),
    /// Fewer entries than the person signed.
    #[error("entries were taken out: {held} are in the file, and the person signed {signed}")]
    Shortened {
        /// So many are there.
        held: u64,
        /// So many were signed.
        signed: u64,
    },
    /// Other entries than the person signed.
    #[error(
        "the first {signed} entries are not those that the person signed: one was changed, left out, added or moved"
    )]
    NotSigned {
        /// So many were signed.
        signed: u64,
    },
    /// The signed entries are there, and the others do not lead to the file's head.
    #[error(
        "the entries do not lead to the head in the file: one after those that the person signed was changed, left out, added or moved"
    )]
    Head,
    /// A receipt is not by the server's key in the file; counted from 1.
    #[error("receipt {0} does not fit the server’s key in the file: do not believe it")]
    ReceiptForged(usize),
    /// A receipt is of another server; counted from 1.
    #[error("receipt {0} is of another server: it does not belong in this file")]
    ReceiptElsewhere(usize),
    /// A receipt tells of an end that one before it told; counted from 1.
    #[error("receipt {0} stands there twice: do not believe the file")]
    ReceiptTwice(usize),
}

/// The members of a file besides its `typ`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LogFileText {
    made: i64,
    person: PersonId,
    issuer: String,
    signing_key: PublicKey,
    steps: Vec<Jws>,
    manifest: Jws,
    instance_key: PublicKey,
    log: LogHead,
    entries: Vec<String>,
    receipts: Vec<Jws>,
    names: Map<GrantId, String>,
}

impl LogFileText {
    fn read(file: &[u8]) -> Result<Self, LogFault> {
        if file.len() > LARGEST {
            return Err(LogFault::TooLarge);
        }
        let Ok((typ, members)) = json::read_tagged(file, "typ") else {
            return Err(match serde_json::from_slice::<IgnoredAny>(file) {
                Ok(_) => LogFault::NotALog,
                Err(_) => LogFault::NotJson,
            });
        };
        if typ == TYP {
            let text = Self::deserialize(members).map_err(|_| LogFault::Malformed)?;
            // It is shown to whoever checks the file.
            if text.issuer.len() > LONGEST_ISSUER {
                return Err(LogFault::Malformed);
            }
            Ok(text)
        } else if typ.starts_with(FAMILY) {
            let version = typ.chars().take(LONGEST_VERSION).collect();
            Err(LogFault::OtherVersion(version))
        } else {
            Err(LogFault::NotALog)
        }
    }

    fn manifest(&self, epoch: u32) -> Result<Manifest, LogFault> {
        let verified = Manifest::verify(&self.manifest, &self.signing_key, self.person);
        let manifest = verified.map_err(|error| match error {
            ManifestError::Person => LogFault::OtherPerson,
            _ => LogFault::Forged,
        })?;
        if manifest.epoch != epoch {
            return Err(LogFault::OtherEpoch);
        }
        Ok(manifest)
    }

    /// Follows the chain through the head that the person signed to the one that the file names.
    fn follow(&self, signed: LogHead) -> Result<Vec<Entry>, LogFault> {
        let mut chain = Chain::new([signed]);
        let mut entries = Vec::with_capacity(self.entries.len());
        for text in &self.entries {
            let entry = chain.take(text.as_bytes()).map_err(|error| match error {
                LogError::Malformed => LogFault::Entry(entries.len() as u64 + 1),
                LogError::Broken | LogError::Shortened => LogFault::NotSigned {
                    signed: signed.count,
                },
            })?;
            entries.push(entry);
        }
        match chain.finish(self.log) {
            Ok(_) => Ok(entries),
            Err(LogError::Shortened) => Err(LogFault::Shortened {
                held: chain.head().count,
                signed: signed.count,
            }),
            Err(LogError::Broken | LogError::Malformed) => Err(LogFault::Head),
        }
    }

    fn ends(&self) -> Result<Vec<EndReceipt>, LogFault> {
        let numbered = self.receipts.iter().zip(1..);
        let mut told = Set::new();
        let end = |(jws, number): (&Jws, usize)| {
            let end: EndReceipt = jws
                .verify(Typ::EndReceipt, &self.instance_key)
                .map_err(|_| LogFault::ReceiptForged(number))?;
            if end.iss != self.issuer {
                return Err(LogFault::ReceiptElsewhere(number));
            }
            if !told.insert(end.grant) {
                return Err(LogFault::ReceiptTwice(number));
            }
            Ok(end)
        };
        numbered.map(end).collect()
    }
}

impl LogProof {
    /// Checks a file: the steps lead to the person's key, it signed the manifest, the entries lead through the head in that to
    /// the file's own, and the server's key signed the receipts.
    ///
    /// # Errors
    /// The first [`LogFault`].
    pub fn check(file: &[u8]) -> Result<Self, LogFault> {
        let text = LogFileText::read(file)?;
        let epochs = Epochs::read(text.person, &text.steps, &text.signing_key)?;
        let manifest = text.manifest(epochs.now())?;
        let entries = text.follow(manifest.log)?;
        let ends = text.ends()?;
        let earlier = (1..epochs.now()).filter_map(|epoch| epochs.key(epoch).copied());
        Ok(Self {
            person: text.person,
            issuer: text.issuer,
            made: text.made,
            entries,
            signed: manifest.log.count,
            signed_at: manifest.iat,
            key: text.signing_key,
            earlier: earlier.collect(),
            instance_key: text.instance_key,
            ends,
            names: text.names,
        })
    }
}
