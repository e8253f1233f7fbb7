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

impl Me {
    /// Gives the vault new keys and a new Recovery kit; the named passkeys go too. `keep` gets the kit and its number before
    /// anything changes.
    ///
    /// # Errors
    /// What the server refused: then nothing has changed, and the new kit opens nothing. Where no answer came it may have.
    pub fn rotate(
        &mut self,
        removed: &[String],
        keep: impl FnOnce(&Kit, u32) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let kit = Kit::random(&mut OsRng);
        let gone = self.passkeys(removed)?;
        keep(&kit, self.vault.kit_number() + 1)?;
        for _ in 0..MOST_MERGES {
            self.reload()?;
            let renewal = Renewal {
                removed: &gone,
                kit: Some((&kit, true)),
                at_hand: None,
            };
            let renewed = self.vault.begin_epoch(&renewal, self.now(), &mut OsRng)?;
            match self.api.post::<Saved>("/api/me/epoch", &renewed.request) {
                Ok(_) => {
                    self.vault = renewed.next;
                    self.kit = kit;
                    return self.remember();
                }
                Err(error) if error.code().is_some_and(Code::overtaken) => {}
                Err(error @ ApiError::Unreached(..)) => {
                    return Err(anyhow::Error::from(error).context(
                        "no answer came, so the keys may have changed: try the new code, and if it opens nothing the old one",
                    ));
                }
                Err(error) => return Err(anyhow::Error::from(error).context("nothing has changed")),
            }
        }
        bail!("other devices keep saving; nothing has changed, try again in a minute")
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
