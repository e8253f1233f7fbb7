//! One pull: what one permission holds, now. The entry in the person's log is on disk before anything leaves.

use vault::{
    attribute::Attribute,
    bundle::{BundleError, Expected, OpenedBundle, SealedBundle},
    bytes::to_hex,
    digest::Digest,
    grant::{ActiveLeaf, EndCause, Mode, Permission, State as GrantStateNow},
    id::{EntryId, ReceiptId},
    jws::{Jws, KeyHint, Typ},
    log::{Entry, Outcome},
    receipt::ReadReceipt,
    token::GrantKey,
    wire::{Answer, Code, GrantAnswer, GrantState},
};

use super::{grant::active_leaf, holder::Holder, question::Question};
use crate::{
    instance::Instance,
    log::LogError,
    problem::ApiError,
    refusals::Refusal,
    store::{GrantRow, Refused},
};

/// How often a pull begins again because the person saved at the same moment.
const TRIES: u32 = 3;

/// What leaves. Each has the ETag of the question and the bundle, quoted.
pub enum Pulled {
    /// The company has the newest values.
    Unchanged { etag: String },
    /// The values of a readable grant.
    Profile { etag: String, answer: Box<Answer> },
    /// The bundle of a sealed grant as it is, for the company to open.
    Sealed {
        etag: String,
        bundle: SealedBundle,
        receipt: Jws,
    },
}

/// Answers a question under a token.
pub async fn pull(
    instance: &Instance,
    holder: Holder,
    question: &Question,
) -> Result<Pulled, ApiError> {
    let Holder {
        mut grant,
        mut leaf,
        key,
    } = holder;
    for _ in 0..TRIES {
        let pull = Pull {
            instance,
            grant: &grant,
            question,
        };
        if let Some(pulled) = pull.answer(leaf, key.as_ref()).await? {
            return Ok(pulled);
        }
        grant = instance
            .store
            .find_grant(grant.person, grant.id)
            .await?
            .ok_or(ApiError::token(Code::TokenRefused))?;
        leaf = None;
    }
    Err(Code::Busy.into())
}

struct Pull<'a> {
    instance: &'a Instance,
    grant: &'a GrantRow,
    question: &'a Question,
}

impl Pull<'_> {
    /// The answer, or nothing where the person changed the grant meanwhile.
    async fn answer(
        &self,
        leaf: Option<ActiveLeaf>,
        key: Option<&GrantKey>,
    ) -> Result<Option<Pulled>, ApiError> {
        let now = self.instance.clock.now();
        match self.grant.state(now) {
            GrantStateNow::Active => {}
            GrantStateNow::Paused(_) => return Err(self.refuse(Outcome::Paused, Code::Paused)),
            GrantStateNow::Ended(EndCause::Stopped) => {
                return Err(self.refuse(Outcome::Stopped, Code::Stopped));
            }
            GrantStateNow::Ended(EndCause::Expired) => {
                return Err(self.refuse(Outcome::Expired, Code::Expired));
            }
        }
        let leaf = match leaf {
            Some(leaf) => leaf,
            None => active_leaf(self.grant)?,
        };
        let key = match leaf.mode {
            Mode::Readable => {
                let key = key.filter(|key| opens(key, &leaf));
                Some(key.ok_or_else(|| ApiError::token(Code::TokenIncomplete))?)
            }
            Mode::Sealed => None,
        };
        let permission = self.permission(&leaf)?;
        if leaf.mode == Mode::Sealed && self.question.fields.is_some() {
            return Err(ApiError::with_detail(
                Code::InvalidRequest,
                "A sealed answer can't be narrowed: leave out `fields`.",
            ));
        }
        let granted = |field| permission.attributes.contains(field);
        if !self.question.asked().iter().all(granted) {
            return Err(self.refuse(Outcome::AttributeNotGranted, Code::AttributeNotGranted));
        }
        let etag = self.etag(permission);
        if self.question.holds(&etag) {
            let entry = self.entry(leaf.mode, permission, Vec::new(), Outcome::Unchanged, now)?;
            let released = self.log(entry).await?;
            return Ok(released.map(|()| Pulled::Unchanged { etag }));
        }
        let Some(bundle) = self.find(permission).await? else {
            return Ok(None);
        };
        match key {
            Some(key) => {
                let opened = self.open(&leaf, permission, &bundle, key, now)?;
                self.release(permission, opened, etag, now).await
            }
            None => self.release_sealed(permission, bundle, etag, now).await,
        }
    }

    /// The bundle as it is, for the company to open.
    async fn release_sealed(
        &self,
        permission: &Permission,
        bundle: SealedBundle,
        etag: String,
        now: i64,
    ) -> Result<Option<Pulled>, ApiError> {
        // What a bundle holds stands in the leaf, which the person signed.
        let mut given = permission.bundle.attributes.clone();
        given.sort_unstable();
        let (entry, receipt) = self.evidence(Mode::Sealed, permission, given, now)?;
        let released = self.log(entry).await?;
        Ok(released.map(|()| Pulled::Sealed {
            etag,
            bundle,
            receipt,
        }))
    }

    async fn release(
        &self,
        permission: &Permission,
        opened: OpenedBundle,
        etag: String,
        now: i64,
    ) -> Result<Option<Pulled>, ApiError> {
        let OpenedBundle { bundle, proof } = opened;
        let mut claims = bundle.claims;
        if let Some(fields) = &self.question.fields {
            claims.retain(|name, _| {
                Attribute::parse(name).is_some_and(|attribute| fields.contains(&attribute))
            });
        }
        let given = claims
            .keys()
            .map(|name| {
                Attribute::parse(name).filter(|attribute| permission.attributes.contains(attribute))
            })
            .collect::<Option<Vec<_>>>()
            .ok_or_else(|| self.unfit("a bundle holds what its leaf does not allow"))?;
        let (entry, receipt) = self.evidence(Mode::Readable, permission, given, now)?;
        let answer = Answer {
            sub: bundle.sub,
            purpose: permission.purpose,
            claims,
            grant: GrantAnswer {
                id: self.grant.id,
                expires_at: self.grant.expires,
                state: GrantState::Active,
            },
            seq: bundle.seq,
            updated_at: bundle.iat,
            proof: self.question.fields.is_none().then_some(proof),
            receipt,
        };
        let released = self.log(entry).await?;
        Ok(released.map(|()| Pulled::Profile {
            etag,
            answer: Box::new(answer),
        }))
    }

    /// What tells of an answer: the entry of the person's log, and the company's receipt, which names it.
    fn evidence(
        &self,
        mode: Mode,
        permission: &Permission,
        given: Vec<Attribute>,
        now: i64,
    ) -> Result<(String, Jws), ApiError> {
        let entry = self.entry(mode, permission, given.clone(), Outcome::Released, now)?;
        let receipt = ReadReceipt {
            jti: self.instance.randomness.draw(ReceiptId::random),
            iss: self.instance.issuer.clone(),
            aud: self.grant.client.clone(),
            grant: self.grant.id,
            purpose: permission.purpose,
            given,
            entry: Digest::of(&entry),
            iat: now,
        };
        let key = &self.instance.signing_key;
        let receipt = Jws::sign(Typ::ReadReceipt, key, KeyHint::Kid, &receipt)
            .map_err(|error| ApiError::fault(Code::Internal, error))?;
        Ok((entry, receipt))
    }

    fn permission<'l>(&self, leaf: &'l ActiveLeaf) -> Result<&'l Permission, ApiError> {
        let special = self.question.special;
        let found = match self.question.purpose {
            Some(purpose) => leaf.permission(purpose, special),
            None => {
                let mut all = leaf
                    .permissions
                    .iter()
                    .filter(|permission| permission.special == special);
                all.next().filter(|_| all.next().is_none())
            }
        };
        found.ok_or_else(|| self.refuse(Outcome::PurposeNotGranted, Code::PurposeNotGranted))
    }

    /// The bundle; nothing where the person saved another since the leaf was read.
    async fn find(&self, permission: &Permission) -> Result<Option<SealedBundle>, ApiError> {
        let bundle = self
            .instance
            .store
            .find_bundle(self.grant.id, permission.purpose, permission.special)
            .await?;
        Ok(bundle.filter(|bundle| bundle.digest() == permission.bundle.hash))
    }

    fn open(
        &self,
        leaf: &ActiveLeaf,
        permission: &Permission,
        bundle: &SealedBundle,
        key: &GrantKey,
        now: i64,
    ) -> Result<OpenedBundle, ApiError> {
        let expected = Expected {
            iss: &self.instance.issuer,
            aud: &self.grant.client,
            grant: self.grant.id,
            purpose: permission.purpose,
            special: permission.special,
            seq: permission.bundle.seq,
            key: &leaf.key,
        };
        match bundle.open_bundle(key, expected, now) {
            Ok(opened) => Ok(opened),
            Err(BundleError::Expired) => Err(self.refuse(Outcome::Expired, Code::Expired)),
            Err(_) => Err(self.unfit("a bundle does not open as its leaf says")),
        }
    }

    /// Puts the entry on disk; nothing where the person signed another leaf meanwhile.
    async fn log(&self, entry: String) -> Result<Option<()>, ApiError> {
        match self
            .instance
            .log
            .release(self.grant.id, self.grant.leaf_hash, entry)
            .await
        {
            Ok(()) => Ok(Some(())),
            Err(LogError::Refused(Refused::Changed | Refused::State(_))) => Ok(None),
            Err(LogError::Refused(Refused::Gone)) => Err(ApiError::token(Code::TokenRefused)),
            Err(error @ LogError::Unavailable) => Err(ApiError::fault(Code::LogUnavailable, error)),
        }
    }

    fn entry(
        &self,
        mode: Mode,
        permission: &Permission,
        given: Vec<Attribute>,
        outcome: Outcome,
        now: i64,
    ) -> Result<String, ApiError> {
        let entry = Entry {
            id: self.instance.randomness.draw(EntryId::random),
            time: now,
            grant: self.grant.id,
            client: self.grant.client.clone(),
            purpose: Some(permission.purpose),
            asked: self.question.asked().to_vec(),
            given,
            mode,
            outcome,
            count: 1,
        };
        serde_json::to_string(&entry).map_err(|error| ApiError::fault(Code::Internal, error))
    }

    fn refuse(&self, outcome: Outcome, code: Code) -> ApiError {
        let refusal = Refusal {
            grant: self.grant.id,
            client: self.grant.client.clone(),
            purpose: self
                .question
                .purpose
                .filter(|_| outcome != Outcome::PurposeNotGranted),
            asked: self.question.asked().to_vec(),
            mode: self.grant.mode().unwrap_or(Mode::Readable),
            outcome,
        };
        self.instance
            .refusals
            .count(refusal, self.instance.clock.now());
        ApiError::token(code)
    }

    fn unfit(&self, what: &'static str) -> ApiError {
        ApiError::fault(
            Code::Internal,
            anyhow::anyhow!("grant {}: {what}", self.grant.id),
        )
    }

    /// Strong, from what was asked and the bundle's number; never from values, which it would let others guess at.
    fn etag(&self, permission: &Permission) -> String {
        let asked = self.question.asked().iter().map(Attribute::to_string);
        let asked = asked.collect::<Vec<_>>().join(",");
        let text = format!(
            "{} {} {} {:?} {}",
            self.grant.id,
            permission.purpose.term(),
            permission.special,
            self.question.fields.is_some().then_some(asked),
            permission.bundle.seq,
        );
        format!("\"{}\"", to_hex(Digest::of(text).as_bytes()))
    }
}

/// Whether K is the one that the leaf's bundles are sealed to.
fn opens(key: &GrantKey, leaf: &ActiveLeaf) -> bool {
    key.identity()
        .recipient()
        .is_ok_and(|recipient| recipient == leaf.recipient)
}
