//! Sharing and its end.

use anyhow::{Context as _, bail, ensure};
use owner::{Choices, Edit, NewGrant};
use rand_core::OsRng;
use vault::{
    attribute::Attribute,
    id::GrantId,
    purpose::Purpose,
    typed_company::{self, Wrong},
    wire::{Code, Stopped},
};
use zeroize::Zeroizing;

use super::Me;
use crate::api::ApiError;

const DAY: i64 = 24 * 60 * 60;

/// What the person wants to share.
#[derive(Debug, Clone)]
pub struct NewShare {
    /// The company's name.
    pub name: String,
    /// The company's web address.
    pub address: String,
    /// What for.
    pub purpose: Purpose,
    /// The fields. Of each the value goes that stands first in the profile.
    pub attributes: Vec<Attribute>,
    /// For how many days.
    pub days: u32,
    /// Whether the company opens the data itself, with a key of its own.
    pub sealed: bool,
    /// Whether the person agrees to sharing what is especially protected (GDPR Art. 9).
    pub consent: bool,
}

/// What is handed over: the grant, the access code, and in sealed mode the key.
pub type Handover = (GrantId, Zeroizing<String>, Option<Zeroizing<String>>);

impl Me {
    /// Shares with a company; gives the grant, the access code, and in sealed mode the key, which are there this once: the caller
    /// remembers afterwards.
    ///
    /// # Errors
    /// What is wrong with it, in words; what the server refused.
    pub fn share(&mut self, share: &NewShare) -> anyhow::Result<Handover> {
        let name = typed_company::name(&share.name).map_err(|wrong| said("name", wrong))?;
        let address = typed_company::address(&share.address);
        let address = address.map_err(|wrong| said("web address", wrong))?;
        let now = self.now();
        let mut choices = Choices::new();
        let mut attributes = share.attributes.clone();
        attributes.sort();
        attributes.dedup();
        for attribute in &attributes {
            let kept = attribute
                .derived()
                .map_or(*attribute, |derived| derived.from);
            let mut items = self.vault.items_of(kept);
            let item = items.find(|item| item.default && item.value_as(*attribute, now).is_some());
            let item = item.with_context(|| format!("the profile has no {attribute} to share"))?;
            // The person allows this item and no other: one that comes later must not take its place.
            choices.insert(attribute.to_string(), vec![item.id]);
        }
        let special: Vec<_> = attributes
            .iter()
            .filter(|attribute| attribute.special())
            .map(ToString::to_string)
            .collect();
        ensure!(
            special.is_empty() || share.consent,
            "{} is especially protected by law; add --consent if {name} may read it",
            special.join(", ")
        );
        let grant = NewGrant::new(
            name,
            address,
            share.purpose,
            attributes,
            choices,
            now + i64::from(share.days) * DAY,
            &mut OsRng,
        );
        let grant = if share.sealed { grant.sealed() } else { grant };
        self.send(&[Edit::Share(grant.clone())])?;
        Ok((grant.grant, grant.expose_token(), grant.expose_key()))
    }

    /// Stops sharing. The company's next request is refused.
    ///
    /// # Errors
    /// Where there is no such grant; what the server refused.
    pub fn stop(&mut self, grant: GrantId) -> anyhow::Result<()> {
        let stopped = self
            .api
            .poke::<Stopped>(&format!("/api/me/grants/{grant}/stop"));
        match stopped {
            Ok(_) => {}
            Err(ApiError::Refused(problem)) if problem.code == Code::NotFound => {
                bail!("there is no sharing {grant}")
            }
            Err(error) => return Err(error.into()),
        }
        // The end stands; the person's signature under it may come later.
        let signed = self.reload().and_then(|_| self.save(&[]));
        signed.context("sharing has stopped, but that could not be signed yet")
    }
}

fn said(what: &str, wrong: Wrong) -> anyhow::Error {
    anyhow::anyhow!("the company's {what}: {wrong}")
}
