//! One field of the profile.

use anyhow::{Context as _, bail};
use owner::{Edit, Item, item::Source};
use rand_core::OsRng;
use vault::{
    attribute::{Attribute, Draft},
    id::ItemId,
};

use super::Me;

/// Which value is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// That of a field of the catalogue: the one with this label, or else the one that companies get.
    Catalogue(Attribute, Option<String>),
    /// That of the person's own field with this label.
    Own(String),
}

impl Me {
    /// Keeps a value, given as parts (name and text); a part without a name is the first. Parts that are not given stay.
    ///
    /// # Errors
    /// What is wrong with the value, in words; what the server refused.
    pub fn set(&mut self, which: &Which, parts: &[(String, String)]) -> anyhow::Result<()> {
        let at = self.now();
        let standing = self.find(which);
        let attribute = match (standing, which) {
            (Some(item), _) => item.attribute,
            (None, Which::Catalogue(attribute, _)) => *attribute,
            (None, Which::Own(_)) => Attribute::custom(&mut OsRng),
        };
        let called = match which {
            Which::Catalogue(attribute, _) => attribute.to_string(),
            Which::Own(label) => label.clone(),
        };
        let mut draft = standing.map_or_else(Draft::new, |item| Draft::of(&item.value));
        if let Which::Own(label) = which {
            draft.set("label", label.as_str());
        }
        for (name, text) in parts {
            let first = if attribute.is_custom() {
                "value"
            } else {
                attribute.parts().first().map_or("", |part| part.name)
            };
            let name = if name.is_empty() { first } else { name };
            let mut names = attribute.parts().iter().map(|part| part.name);
            let Some(name) = names.find(|part| *part == name) else {
                let names: Vec<_> = attribute.parts().iter().map(|part| part.name).collect();
                bail!("{called} has no part {name}; it has {}", names.join(", "));
            };
            draft.set(name, text.as_str());
        }
        draft.settle(&attribute, self.vault.home().as_deref());
        let today = u64::try_from(at).unwrap_or_default();
        let value = draft.check(&attribute, today).map_err(|faults| {
            let faults: Vec<_> = faults.iter().map(ToString::to_string).collect();
            anyhow::anyhow!("{called} was not kept: {}", faults.join("; "))
        })?;
        let item = match standing {
            Some(item) => Item {
                value,
                source: Source::Typed,
                updated_at: at,
                ..item.clone()
            },
            None => Item {
                id: ItemId::random(&mut OsRng),
                attribute,
                label: match which {
                    Which::Catalogue(_, label) => label.clone().unwrap_or_default(),
                    Which::Own(_) => String::new(),
                },
                value,
                source: Source::Typed,
                updated_at: at,
                default: false,
                history: Vec::new(),
            },
        };
        self.save(&[Edit::Keep(item)])
    }

    /// Takes a value away.
    ///
    /// # Errors
    /// Where there is none; what the server refused.
    pub fn remove(&mut self, which: &Which) -> anyhow::Result<()> {
        let at = self.now();
        let item = self.find(which).context("there is no such value")?.id;
        self.save(&[Edit::Remove { item, at }])
    }

    fn find(&self, which: &Which) -> Option<&Item> {
        match which {
            Which::Catalogue(attribute, None) => {
                let mut items = self.vault.items_of(*attribute);
                items.find(|item| item.default)
            }
            Which::Catalogue(attribute, Some(label)) => {
                let mut items = self.vault.items_of(*attribute);
                items.find(|item| item.label == *label)
            }
            Which::Own(label) => {
                let mut items = self.vault.items().into_iter();
                items.find(|item| item.value.label() == Some(label))
            }
        }
    }
}
