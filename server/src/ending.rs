//! The end of a grant: by the person or by its date.

use vault::{
    grant::EndCause,
    id::ReceiptId,
    jws::{Jws, JwsError, KeyHint, Typ},
    receipt::EndReceipt,
    wire::EndNotice,
};

use crate::{
    instance::Instance,
    store::{GrantRow, StoreError},
};

/// How many grants that are due are read at once.
const PAGE: i64 = 100;
/// How often an end is tried again when the person signs new leaves at the same moment.
const TRIES: u32 = 5;

/// Why a grant could not be ended.
#[derive(Debug, thiserror::Error)]
pub enum EndError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The receipt could not be signed.
    #[error("the receipt can't be signed")]
    Receipt(#[from] JwsError),
    /// The leaf changed each time.
    #[error("the grant changes too often")]
    Restless,
}

impl Instance {
    /// Ends a grant, unless it is over, and gives its end. What is deleted may still stand in the database's log.
    pub async fn end(&self, grant: &GrantRow, cause: EndCause) -> Result<EndNotice, EndError> {
        let mut grant = grant.clone();
        for _ in 0..TRIES {
            if let Some(end) = grant.end {
                return Ok(end);
            }
            let end = self.end_notice(&grant, cause)?;
            if self
                .store
                .set_ended(grant.id, grant.leaf_hash, &end, grant.mode())
                .await?
            {
                return Ok(end);
            }
            let Some(now_so) = self.store.find_grant(grant.person, grant.id).await? else {
                break;
            };
            grant = now_so;
        }
        Err(EndError::Restless)
    }

    fn end_notice(&self, grant: &GrantRow, cause: EndCause) -> Result<EndNotice, JwsError> {
        let now = self.clock.now();
        let ended = grant.grant().end(cause, now).ended.unwrap_or(cause);
        // A grant past its date ended on that date, whoever asks.
        let when = now.min(grant.expires);
        let receipt = EndReceipt {
            jti: self.randomness.draw(ReceiptId::random),
            iss: self.issuer.clone(),
            aud: grant.client.clone(),
            grant: grant.id,
            leaf: grant.leaf_hash,
            ended,
            when,
        };
        let receipt = Jws::sign(Typ::EndReceipt, &self.signing_key, KeyHint::Kid, &receipt)?;
        Ok(EndNotice {
            ended,
            when,
            receipt,
        })
    }

    /// Ends every grant past its date and makes what they held leave the disk.
    pub async fn end_due_grants(&self) -> Result<(), EndError> {
        let mut ended = false;
        loop {
            let due = self.store.list_due_grants(self.clock.now(), PAGE).await?;
            if due.is_empty() {
                break;
            }
            for grant in &due {
                self.end(grant, EndCause::Expired).await?;
            }
            ended = true;
        }
        if ended && !self.store.erase_deleted().await? {
            tracing::warn!(
                "ended grants still stand in the database's log; the next end or the next start cuts it"
            );
        }
        Ok(())
    }
}
