//! What a person does to their vault. An edit says what is meant, so that it can be made again on top of another
//! device's save.

use rand_core::{CryptoRng, RngCore};
use vault::{
    attribute::Attribute,
    grant::Mode,
    id::{ClientId, GrantId, ItemId},
    purpose::Purpose,
    token::{GrantKey, Token, TokenKind},
};
use zeroize::Zeroizing;

use crate::{company::Choices, item::Item, method_note::MethodNote, omission::Omission};

/// One step.
#[derive(Clone)]
pub enum Edit {
    /// Keeps an item: new, or over the one with the same id.
    Keep(Item),
    /// Removes an item, unless it was changed after `at` (unix seconds).
    Remove {
        /// The item, or an omission.
        item: ItemId,
        /// When the person removed it.
        at: i64,
    },
    /// Notes that the person does not want to store an attribute.
    Omit(Omission),
    /// Notes a name of an unlock method.
    Note(MethodNote),
    /// Shares with a company.
    Share(NewGrant),
}

/// A grant about to be made, with the secrets that will be handed over.
#[derive(Clone)]
pub struct NewGrant {
    /// The grant.
    pub grant: GrantId,
    /// The company's name.
    pub name: String,
    /// The company's web address.
    pub address: String,
    /// The one purpose.
    pub purpose: Purpose,
    /// The attributes allowed.
    pub attributes: Vec<Attribute>,
    /// Which items serve an attribute, where they are not what would be given anyway.
    pub choices: Choices,
    /// When it ends, in unix seconds.
    pub expires: i64,
    /// Who opens what is sealed.
    pub mode: Mode,
    pub(crate) record: ItemId,
    pub(crate) key: GrantKey,
    pub(crate) token: Token,
}

impl NewGrant {
    /// Makes the grant's id, key and token, in readable mode.
    pub fn new(
        name: String,
        address: String,
        purpose: Purpose,
        attributes: Vec<Attribute>,
        choices: Choices,
        expires: i64,
        rng: &mut (impl RngCore + CryptoRng),
    ) -> Self {
        let key = GrantKey::random(rng);
        Self {
            grant: GrantId::random(rng),
            name,
            address,
            purpose,
            attributes,
            choices,
            expires,
            mode: Mode::Readable,
            record: ItemId::random(rng),
            token: Token::random(TokenKind::Grant, Some(key.clone()), rng),
            key,
        }
    }

    /// The same in sealed mode: the token does not carry K, which is handed over beside it.
    #[must_use]
    pub fn sealed(self) -> Self {
        Self {
            mode: Mode::Sealed,
            token: self.token.without_key(),
            ..self
        }
    }

    /// K of a sealed grant as an age identity, `AGE-SECRET-KEY-1…`, to hand over once; `None` where the token carries it.
    pub fn expose_key(&self) -> Option<Zeroizing<String>> {
        match self.mode {
            Mode::Readable => None,
            Mode::Sealed => self.key.identity().expose_text().ok(),
        }
    }

    /// The client id that stands for the company.
    pub fn client(&self) -> ClientId {
        ClientId::direct(self.grant)
    }

    /// The token to hand over, once.
    pub fn expose_token(&self) -> Zeroizing<String> {
        self.token.expose()
    }
}
