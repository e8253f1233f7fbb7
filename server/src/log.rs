//! The access log's committer: no entry on disk, no data.
//!
//! Answers that wait at the same moment share one transaction, so that a disk which takes milliseconds to confirm does
//! not limit the server to a few hundred answers a second.

use std::sync::Arc;

use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
};
use vault::{digest::Digest, id::GrantId};

use crate::{
    clock::Clock,
    store::{Append, Refused, Store, StoreError},
};

/// The most entries in one transaction.
const GROUP: usize = 256;
/// The most answers that wait; the next ones wait for a place.
const WAITING: usize = 4096;

/// Why nothing may leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LogError {
    /// The entry could not be put on disk.
    #[error("the access log can't be written")]
    Unavailable,
    /// The grant changed since it was read.
    #[error("the grant is not as it was")]
    Refused(Refused),
}

struct Waiting {
    append: Append,
    answer: oneshot::Sender<Result<(), LogError>>,
}

/// Hands entries to the committer.
#[derive(Clone)]
pub struct Log {
    sender: mpsc::Sender<Waiting>,
    store: Store,
    clock: Arc<dyn Clock>,
}

impl Log {
    /// Starts the committer. It ends once every [`Log`] is dropped and what waited is written.
    pub fn start(store: Store, clock: Arc<dyn Clock>) -> (Self, JoinHandle<()>) {
        let (sender, receiver) = mpsc::channel(WAITING);
        let committer = tokio::spawn(commit(receiver, store.clone(), Arc::clone(&clock)));
        (
            Self {
                sender,
                store,
                clock,
            },
            committer,
        )
    }

    /// Puts the entry of a release on disk. When this is `Ok`, the grant was active under this leaf at that moment.
    pub async fn release(
        &self,
        grant: GrantId,
        leaf: Digest,
        text: String,
    ) -> Result<(), LogError> {
        let (answer, answered) = oneshot::channel();
        let waiting = Waiting {
            append: Append {
                grant,
                text,
                leaf: Some(leaf),
            },
            answer,
        };
        self.sender
            .send(waiting)
            .await
            .map_err(|_| LogError::Unavailable)?;
        answered.await.unwrap_or(Err(LogError::Unavailable))
    }

    /// Puts entries of refusals on disk.
    pub async fn refuse(&self, entries: &[Append]) -> Result<(), StoreError> {
        self.store.append(entries, self.clock.now()).await.map(drop)
    }
}

async fn commit(mut receiver: mpsc::Receiver<Waiting>, store: Store, clock: Arc<dyn Clock>) {
    let mut group = Vec::with_capacity(GROUP);
    while receiver.recv_many(&mut group, GROUP).await > 0 {
        let (appends, answers): (Vec<_>, Vec<_>) = group
            .drain(..)
            .map(|waiting| (waiting.append, waiting.answer))
            .unzip();
        let outcomes = match store.append(&appends, clock.now()).await {
            Ok(outcomes) => outcomes
                .into_iter()
                .map(|outcome| outcome.map_err(LogError::Refused))
                .collect(),
            Err(error) => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    entries = appends.len(),
                    "the access log can't be written"
                );
                vec![Err(LogError::Unavailable); appends.len()]
            }
        };
        for (answer, outcome) in answers.into_iter().zip(outcomes) {
            // Who hung up gets nothing; the entry stays, and says more than left.
            let _ = answer.send(outcome);
        }
    }
}
