//! Making a vault: keyring, tags and the first manifest.

use rand_core::{CryptoRng, RngCore};
use vault::{
    bytes::Bytes,
    digest::Digest,
    id::{MethodId, PersonId},
    jws::{Jws, JwsError, KeyHint, Typ},
    log::LogHead,
    manifest::{Manifest, Method, MethodKind, hash_grants, hash_items},
    sealed::{OpenError, SealError},
    wire::{NewCredential, NewKit, NewPasskey, SignUp},
};

use crate::{keyring::Keyring, kit::Kit, method::Unlocker};

/// A passkey just made, with the outputs of its PRF.
pub struct PasskeyMade {
    /// What the server gets.
    pub credential: NewCredential,
    /// The PRF's two outputs, which never leave the device.
    pub prf: (zeroize::Zeroizing<[u8; 32]>, zeroize::Zeroizing<[u8; 32]>),
}

impl PasskeyMade {
    /// The passkey's secrets, with the salt of its method.
    pub fn unlocker(&self, salt: &Bytes<32>) -> Unlocker {
        let (first, second) = &self.prf;
        Unlocker::passkey(first, second, salt, &self.credential.id.0)
    }
}

/// A vault that the server does not have yet.
pub struct NewVault {
    passkey: PasskeyMade,
    person: PersonId,
    keyring: Keyring,
    kit: Kit,
    salt: Bytes<32>,
    methods: (MethodId, MethodId),
}

/// Why a vault could not be made: the machine lacks randomness, or age refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignUpError {
    /// Nothing could be sealed.
    #[error("could not be sealed")]
    Seal(#[from] SealError),
    /// Nothing could be signed.
    #[error("could not be signed")]
    Sign(#[from] JwsError),
    /// A key is damaged.
    #[error("a key is damaged")]
    Open(#[from] OpenError),
}

impl NewVault {
    /// Makes the person's keys and Recovery kit. Nothing is sent.
    pub fn new(
        person: PersonId,
        passkey: PasskeyMade,
        rng: &mut (impl RngCore + CryptoRng),
    ) -> Self {
        let mut salt = [0; 32];
        rng.fill_bytes(&mut salt);
        Self {
            passkey,
            person,
            keyring: Keyring::first(person, rng),
            kit: Kit::random(rng),
            salt: Bytes(salt),
            methods: (MethodId::random(rng), MethodId::random(rng)),
        }
    }

    /// The kit to show.
    pub fn kit(&self) -> &Kit {
        &self.kit
    }

    /// The passkey's method, by which the vault can be opened once the server has it.
    pub fn passkey_method(&self) -> MethodId {
        self.methods.0
    }

    /// The passkey's secrets.
    pub fn unlocker(&self) -> Unlocker {
        self.passkey.unlocker(&self.salt)
    }

    /// What is sent to sign up at `now` (unix seconds).
    ///
    /// # Errors
    /// [`SignUpError`].
    pub fn sign_up(&self, kit_confirmed: bool, now: i64) -> Result<SignUp, SignUpError> {
        let (passkey, kit) = (self.unlocker(), self.kit.unlocker());
        let (passkey_recipient, kit_recipient) = (passkey.recipient()?, kit.recipient()?);
        let keyring = self.keyring.seal(&[&passkey_recipient, &kit_recipient])?;
        let signing_key = self.keyring.public_key();
        let tag =
            |unlocker: &Unlocker| unlocker.tag(self.person, self.keyring.epoch(), &signing_key);
        let method = |id, kind, recipient: &_| Method {
            id,
            kind,
            recipient: Clone::clone(recipient),
        };
        let manifest = Manifest {
            person: self.person,
            seq: 1,
            prev: Digest::ZERO,
            epoch: self.keyring.epoch(),
            keyring: keyring.digest(),
            items: hash_items([]),
            grants: hash_grants([]),
            methods: vec![
                method(self.methods.0, MethodKind::Passkey, &passkey_recipient),
                method(self.methods.1, MethodKind::Kit, &kit_recipient),
            ],
            log: LogHead::START,
            iat: now,
        };
        Ok(SignUp {
            credential: self.passkey.credential.clone(),
            passkey: NewPasskey {
                id: self.methods.0,
                recipient: passkey_recipient,
                salt: self.salt,
                tag: tag(&passkey),
            },
            kit: NewKit {
                id: self.methods.1,
                recipient: kit_recipient,
                key: self.kit.key(),
                tag: tag(&kit),
            },
            keyring,
            signing_key,
            manifest: Jws::sign(
                Typ::Manifest,
                &self.keyring.signing_key(),
                KeyHint::None,
                &manifest,
            )?,
            kit_confirmed,
        })
    }
}
