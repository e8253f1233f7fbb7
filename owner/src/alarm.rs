//! What a device found wrong with what a server says. Each has its own message on the screen.

use vault::{
    id::{GrantId, ItemId},
    log::LogError,
};

/// Something that an honest server never does. The device shows it and opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Alarm {
    /// The keyring does not open with the method that was used.
    #[error("the keyring does not open")]
    KeyringUnreadable,
    /// The keyring opens, but the method's tag does not vouch for it: the server put another in its place.
    #[error("the keyring is not the person's own")]
    KeyringSwapped,
    /// A method has no tag, or the one that was used is not listed.
    #[error("an unlock method has no tag")]
    TagMissing,
    /// The steps from one set of keys to the next do not follow from the keys that this device or method knows.
    #[error("the keys changed without the person's signature")]
    EpochForged,
    /// The person did not make the new keys that the vault has.
    #[error("somebody else made new keys")]
    EpochDenied,
    /// The answer is for another person.
    #[error("this is another person's vault")]
    OtherPerson,
    /// The manifest is not signed by the person.
    #[error("the manifest is not signed by the person")]
    ManifestForged,
    /// The server shows an older state than this device has seen.
    #[error("the vault is older than this device has seen")]
    ManifestOlder {
        /// The number seen before.
        seen: u64,
        /// The number shown now.
        shown: u64,
    },
    /// The server shows a state that does not follow from what this device has seen.
    #[error("the vault took another turn than this device has seen")]
    ManifestForked,
    /// The manifest speaks of another keyring.
    #[error("the keyring is not the one that the manifest names")]
    KeyringReplaced,
    /// An unlock method that the person did not sign.
    #[error("an unlock method was added")]
    MethodAdded,
    /// An unlock method that the person signed is missing.
    #[error("an unlock method is missing")]
    MethodMissing,
    /// An item that the person signed is missing.
    #[error("an item is missing")]
    ItemMissing,
    /// The items are not those that the person signed; which of them, this device can't tell: it has not seen that save.
    #[error("the items are not those that the person signed")]
    ItemsUnsigned,
    /// Two items changed places.
    #[error("items changed places")]
    ItemSwapped(ItemId),
    /// An item that the person did not make, or not like this.
    #[error("an item was forged")]
    ItemForged(ItemId),
    /// An item does not open.
    #[error("an item is damaged")]
    ItemDamaged(ItemId),
    /// A grant that the person signed is missing, without a receipt of its end.
    #[error("a grant is missing")]
    GrantMissing,
    /// The grants are not those that the person signed; which of them, this device can't tell: it has not seen that save.
    #[error("the grants are not those that the person signed")]
    GrantsUnsigned,
    /// A grant that the person did not sign.
    #[error("a grant was added")]
    GrantAdded(GrantId),
    /// A grant's leaf is not what the person signed, or it is sealed to somebody else.
    #[error("a grant was changed")]
    GrantChanged(GrantId),
    /// An end without a valid receipt.
    #[error("a grant ended without a receipt")]
    EndUnproven(GrantId),
    /// A grant whose end this device has seen is active again.
    #[error("an ended grant is active again")]
    GrantRevived(GrantId),
    /// The log is shorter than it was.
    #[error("the log was cut")]
    LogCut,
    /// The log is not what it was.
    #[error("the log was rewritten")]
    LogRewritten,
}

impl From<LogError> for Alarm {
    fn from(error: LogError) -> Self {
        match error {
            LogError::Shortened => Self::LogCut,
            LogError::Broken | LogError::Malformed => Self::LogRewritten,
        }
    }
}
