//! The bundles: what companies read. Sealed anew whenever it changes.

use serde_json::json;
use vault::{
    bundle::{PinKey, STEP, SealedBundle},
    bytes::Bytes,
    grant::{ActiveLeaf, BundleMark, Leaf, Permission},
    id::GrantId,
    json,
    jws::{Jws, JwsError, KeyHint, PublicKey, Typ},
    sealed::{OpenError, Sealed},
    wire::{SaveBundle, SaveGrant},
};

use crate::{company::Company, save::SaveError, vault::Vault};

pub(crate) type Claims = serde_json::Map<String, serde_json::Value>;

impl Vault {
    /// Seals anew the bundles whose values differ from those in `before`, and with new keys all of them. Only to recipients in
    /// leaves that were checked when the vault was opened.
    pub(crate) fn reseal(
        &mut self,
        before: &Vault,
        made: &[GrantId],
        now: i64,
    ) -> Result<Vec<SaveGrant>, SaveError> {
        let renewed = self.keyring.epoch() != before.keyring.epoch();
        let mut saved = Vec::new();
        let companies: Vec<_> = self
            .companies()
            .filter(|company| !made.contains(&company.grant))
            .cloned()
            .collect();
        for company in companies {
            let Some(mut leaf) = self
                .grants
                .get(&company.grant)
                .and_then(|view| view.leaf())
                .cloned()
            else {
                continue;
            };
            // With new keys every leaf is signed anew, one that is about to end too: the server says if it has.
            if now >= leaf.expires && !renewed {
                continue;
            }
            if renewed {
                self.rekey(&mut leaf)?;
            }
            let mut bundles = Vec::new();
            for index in 0..leaf.permissions.len() {
                let permission = &leaf.permissions[index];
                let claims = self.claims(&company, permission, now.max(before.saved_at()));
                if renewed || claims != before.claims(&company, permission, before.saved_at()) {
                    bundles.push(self.seal_bundle(&mut leaf, index, claims, now)?);
                }
            }
            if !bundles.is_empty() {
                let leaf = self.hold(Leaf::Active(leaf))?;
                saved.push(SaveGrant {
                    leaf,
                    bundles,
                    token: None,
                });
            }
        }
        Ok(saved)
    }

    /// Puts the new epoch's key for the company into a leaf, with the pin that K makes of it. K itself stays.
    fn rekey(&self, leaf: &mut ActiveLeaf) -> Result<(), SaveError> {
        let word = self.keyring.unseal(&leaf.pin_key)?;
        let pin_key: Bytes<32> = json::read(word.as_str()).map_err(|_| OpenError)?;
        leaf.key = PublicKey::of(&self.keyring.company_key(&leaf.client));
        leaf.pin = PinKey::from_bytes(pin_key.0).pin(&leaf.key);
        leaf.pin_key = Sealed::seal(&word, 64, &[&self.keyring.recipient()?])?;
        Ok(())
    }

    /// The values that a permission gives at `now`, under their OpenID Connect names.
    pub(crate) fn claims(&self, company: &Company, permission: &Permission, now: i64) -> Claims {
        let mut claims = Claims::new();
        for attribute in &permission.attributes {
            if let Some(claim) = self.claim(company, *attribute, now) {
                claims.insert(attribute.to_string(), claim);
            }
        }
        claims
    }

    /// Whether a company would read something else at `now` (unix seconds) than was sealed, though nothing was edited: a birthday
    /// has passed. The next save seals it anew.
    pub fn has_aged(&self, now: i64) -> bool {
        self.companies().any(|company| {
            let leaf = self.grants.get(&company.grant).and_then(|view| view.leaf());
            leaf.filter(|leaf| now < leaf.expires).is_some_and(|leaf| {
                // Only what is computed changes by itself.
                let aged = |permission: &Permission| {
                    permission
                        .attributes
                        .iter()
                        .any(|one| one.derived().is_some())
                        && self.claims(company, permission, now)
                            != self.claims(company, permission, self.saved_at())
                };
                leaf.permissions.iter().any(aged)
            })
        })
    }

    /// Signs and seals the next bundle of a permission, and marks it in the leaf.
    pub(crate) fn seal_bundle(
        &self,
        leaf: &mut ActiveLeaf,
        index: usize,
        claims: Claims,
        now: i64,
    ) -> Result<SaveBundle, SaveError> {
        let (client, recipient) = (leaf.client.clone(), leaf.recipient.clone());
        let (grant, pin, expires) = (leaf.grant, leaf.pin, leaf.expires);
        let permission = &mut leaf.permissions[index];
        let held = permission
            .attributes
            .iter()
            .filter(|attribute| claims.contains_key(&attribute.to_string()));
        let attributes = held.copied().collect();
        let content = json!({
            "iss": self.issuer,
            "sub": self.keyring.subject(&client),
            "aud": client,
            "grant": grant,
            "purpose": permission.purpose,
            "special": permission.special,
            "seq": permission.bundle.seq + 1,
            "iat": now,
            "exp": expires,
            "claims": claims,
            "pin": pin,
        });
        let content = json::write(&content).map_err(|_| JwsError::BadContent)?;
        let signed = Jws::sign_text(
            Typ::Bundle,
            &self.keyring.company_key(&client),
            KeyHint::Jwk,
            content.as_bytes(),
        )?;
        let file = SealedBundle::seal(signed.as_str(), STEP, &[&recipient])?;
        permission.bundle = BundleMark {
            seq: permission.bundle.seq + 1,
            hash: file.digest(),
            attributes,
        };
        Ok(SaveBundle {
            purpose: permission.purpose,
            special: permission.special,
            file,
        })
    }
}
