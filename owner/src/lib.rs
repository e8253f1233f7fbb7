//! The person's side of My Data: keyring, unlocking, sealing, signing, and the checks of what a server says.
//!
//! Pure, as `vault` is: time (unix seconds) and randomness are arguments. It runs in the person's browser and in a
//! command line; the server can't name it. The one randomness that is not an argument is age's own: it draws each file's
//! key and nonce from the operating system (in a browser, `crypto.getRandomValues`).
//!
//! [`open::Opening`] turns what a server says into an unlocked [`Vault`], or an [`Alarm`]. [`Vault::prepare`] turns
//! [`Edit`]s into the next save.

#![deny(missing_docs)]

pub mod alarm;
mod bundles;
pub mod company;
pub mod edit;
pub mod export;
pub mod grants;
pub mod import;
pub mod item;
pub mod keyring;
pub mod kit;
pub mod log_file;
pub mod memory;
pub mod method;
pub mod method_note;
pub mod methods;
pub mod omission;
pub mod open;
mod record;
pub mod save;
pub mod sign_up;
mod stamp;
pub mod vault;
pub mod waiting;

pub use self::{
    alarm::Alarm,
    company::{Choices, Company},
    edit::{Edit, NewGrant},
    item::Item,
    keyring::Keyring,
    kit::Kit,
    log_file::{LogFault, LogProof},
    memory::Memory,
    method::Unlocker,
    method_note::MethodNote,
    methods::{Added, Renewal, Renewed},
    omission::Omission,
    save::{Prepared, SaveError},
    sign_up::{NewVault, PasskeyMade},
    vault::{GrantView, Unconfirmed, Vault},
    waiting::Unfinished,
};

#[cfg(all(test, target_arch = "wasm32"))]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
