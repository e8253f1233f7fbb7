//! New keys, and a new kit.

use anyhow::{Context as _, bail};
use owner::{Kit, Renewal, save::MOST_MERGES};
use rand_core::OsRng;
use vault::{
    id::MethodId,
    manifest::MethodKind,
    wire::{Code, Saved},
};

use super::Me;
use crate::api::ApiError;

/// Why new keys were not made, or not seen to be made.
#[derive(Debug, thiserror::Error)]
pub enum RotateError {
    /// The old kit goes on opening the vault, and the new one opens nothing.
    #[error("nothing has changed")]
    Unchanged(#[source] anyhow::Error),
    /// The server may have taken them.
    #[error(
        "the answer got lost, so the keys may have changed: try the new code first, and if it opens nothing the old one"
    )]
    Unknown(#[source] ApiError),
    /// The new kit opens the vault, and the old one opens nothing.
    #[error("the new code is in force")]
    Unremembered(#[source] anyhow::Error),
}

impl Me {
    /// Gives the vault new keys and a new Recovery kit; the named passkeys go too. `keep` gets the kit before anything changes.
    /// Gives the kit's number.
    ///
    /// # Errors
    /// [`RotateError`] says which kit opens the vault now.
    pub fn rotate(
        &mut self,
        removed: &[String],
        keep: impl FnOnce(&Kit) -> anyhow::Result<()>,
    ) -> Result<u32, RotateError> {
        let unchanged = RotateError::Unchanged;
        let kit = Kit::random(&mut OsRng);
        let gone = self.passkeys(removed).map_err(unchanged)?;
        keep(&kit).map_err(unchanged)?;
        for _ in 0..MOST_MERGES {
            self.reload().map_err(unchanged)?;
            let renewal = Renewal {
                removed: &gone,
                kit: Some((&kit, true)),
                at_hand: None,
            };
            let renewed = self.vault.begin_epoch(&renewal, self.now(), &mut OsRng);
            let renewed = renewed.map_err(|error| unchanged(error.into()))?;
            match self.api.post::<Saved>("/api/me/epoch", &renewed.request) {
                Ok(_) => {
                    self.vault = renewed.next;
                    self.kit = kit;
                    self.remember().map_err(RotateError::Unremembered)?;
                    return Ok(self.vault.kit_number());
                }
                Err(error) if error.code().is_some_and(Code::overtaken) => {}
                Err(ApiError::Refused(problem)) if problem.status < 500 => {
                    return Err(unchanged(ApiError::Refused(problem).into()));
                }
                Err(error) => return Err(RotateError::Unknown(error)),
            }
        }
        Err(unchanged(anyhow::anyhow!(
            "other devices keep saving; try again in a minute"
        )))
    }

    fn passkeys(&self, names: &[String]) -> anyhow::Result<Vec<MethodId>> {
        let methods = self.methods();
        let passkey = |name: &String| {
            let mut named = methods.iter().filter(|(method, own)| {
                method.kind == MethodKind::Passkey
                    && (own == name || method.id.to_string() == *name)
            });
            let (method, _) = named
                .next()
                .with_context(|| format!("no passkey is called {name}"))?;
            if named.next().is_some() {
                bail!("several passkeys are called {name}; use the id that `show` prints");
            }
            Ok(method.id)
        };
        names.iter().map(passkey).collect()
    }
}
