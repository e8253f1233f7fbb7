//! Epochs: the times between two changes of a person's secret keys.
//!
//! Epoch 1 begins with the vault. Taking away an unlock method, or replacing the Recovery kit, begins the next: a step,
//! signed by the key of the epoch that it ends, names the key that counts from then on.

use serde::{Deserialize, Serialize};

use crate::{
    id::PersonId,
    jws::{Jws, PublicKey, Typ},
    sealed::Recipient,
};

/// What the old key signs (JWS `typ: mydata-epoch+jwt`, header `jwk`: that key).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EpochStep {
    /// Whose keys.
    pub person: PersonId,
    /// The epoch that begins.
    pub epoch: u32,
    /// The public signing key that counts from now on.
    pub key: PublicKey,
    /// The recipients that the new keyring is no longer sealed to.
    pub removed: Vec<Recipient>,
    /// When it was signed, in unix seconds.
    pub at: i64,
}

/// Why steps are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the steps do not lead from the first key to the one that counts now")]
pub struct EpochError;

/// Every epoch of a person up to now. That the steps fit together says nothing of who made them: a reader believes in the
/// keys after one that it knows, and in no other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Epochs {
    steps: Vec<EpochStep>,
    keys: Vec<PublicKey>,
}

impl Epochs {
    /// Reads all steps of a person, the first one first; they must end at `key`.
    ///
    /// # Errors
    /// [`EpochError`] where a signature, a number or a key does not fit the one before.
    pub fn read(person: PersonId, steps: &[Jws], key: &PublicKey) -> Result<Self, EpochError> {
        let mut keys = Vec::with_capacity(steps.len() + 1);
        let mut read: Vec<EpochStep> = Vec::with_capacity(steps.len());
        for jws in steps {
            let (signer, step) = jws
                .verify_embedded::<EpochStep>(Typ::Epoch)
                .map_err(|_| EpochError)?;
            let expected = read.last().map_or(signer, |before| before.key);
            keys.push(signer);
            let next = u32::try_from(keys.len() + 1).map_err(|_| EpochError)?;
            if (step.person, step.epoch, signer) != (person, next, expected) {
                return Err(EpochError);
            }
            read.push(step);
        }
        if read.last().is_some_and(|last| last.key != *key) {
            return Err(EpochError);
        }
        keys.push(*key);
        Ok(Self { steps: read, keys })
    }

    /// The number of the epoch that it is now, from 1.
    pub fn now(&self) -> u32 {
        // Reading would have failed before it gets this long.
        u32::try_from(self.keys.len()).unwrap_or(u32::MAX)
    }

    /// The public signing key of an epoch.
    pub fn key(&self, epoch: u32) -> Option<&PublicKey> {
        let index = usize::try_from(epoch.checked_sub(1)?).ok()?;
        self.keys.get(index)
    }

    /// The steps that came after an epoch.
    pub fn after(&self, epoch: u32) -> &[EpochStep] {
        let index = usize::try_from(epoch.saturating_sub(1)).unwrap_or(usize::MAX);
        self.steps.get(index..).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::SigningKey;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;
    use crate::jws::KeyHint;

    const PERSON: PersonId = PersonId::from_bytes([1; 16]);

    fn key(number: u8) -> SigningKey {
        SigningKey::from_bytes(&[number; 32])
    }

    fn public(number: u8) -> PublicKey {
        PublicKey::of(&key(number))
    }

    fn step(by: u8, epoch: u32, to: u8) -> Jws {
        let step = EpochStep {
            person: PERSON,
            epoch,
            key: public(to),
            removed: Vec::new(),
            at: 7,
        };
        Jws::sign(Typ::Epoch, &key(by), KeyHint::Jwk, &step).unwrap()
    }

    #[test]
    fn without_steps_it_is_the_first_epoch() {
        let epochs = Epochs::read(PERSON, &[], &public(1)).unwrap();
        assert_eq!(epochs.now(), 1);
        assert_eq!(epochs.key(1), Some(&public(1)));
        assert_eq!((epochs.key(0), epochs.key(2)), (None, None));
        assert!(epochs.after(1).is_empty());
    }

    #[test]
    fn each_key_signs_the_next() {
        let steps = [step(1, 2, 2), step(2, 3, 3)];
        let epochs = Epochs::read(PERSON, &steps, &public(3)).unwrap();
        assert_eq!(epochs.now(), 3);
        for number in 1..=3 {
            assert_eq!(epochs.key(number.into()), Some(&public(number)));
        }
        assert_eq!(epochs.after(1).len(), 2);
        assert_eq!(epochs.after(2)[0].epoch, 3);
        assert!(epochs.after(3).is_empty() && epochs.after(9).is_empty());
    }

    #[test]
    fn steps_that_do_not_lead_here_are_refused() {
        let (first, second) = (step(1, 2, 2), step(2, 3, 3));
        for (fault, steps, end) in [
            ("another end", vec![first.clone(), second.clone()], 2),
            ("a gap", vec![second.clone()], 3),
            ("the wrong order", vec![second.clone(), first.clone()], 2),
            ("another signer", vec![first.clone(), step(9, 3, 3)], 3),
            ("a number twice", vec![first.clone(), step(2, 2, 3)], 3),
        ] {
            assert_eq!(
                Epochs::read(PERSON, &steps, &public(end)),
                Err(EpochError),
                "{fault}"
            );
        }
        let other = PersonId::from_bytes([2; 16]);
        assert!(Epochs::read(other, &[first], &public(2)).is_err());
        let unsigned_key = Jws::sign(
            Typ::Epoch,
            &key(1),
            KeyHint::None,
            &EpochStep {
                person: PERSON,
                epoch: 2,
                key: public(2),
                removed: Vec::new(),
                at: 7,
            },
        );
        assert!(Epochs::read(PERSON, &[unsigned_key.unwrap()], &public(2)).is_err());
    }
}
