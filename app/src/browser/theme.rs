//! Light or dark, as the system has it or as the person chose on this device. `public/theme.js` puts it on before the
//! first paint; here it is chosen.

use leptos::prelude::document;

/// Where the choice is kept; `public/theme.js` reads the same.
const NAME: &str = "mydata.theme";

/// What the person chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    System,
    Light,
    Dark,
}

impl Theme {
    /// Its word in the storage, and on the page's root.
    pub const fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of a word; anything else is the system's.
    pub fn of(word: &str) -> Self {
        [Self::Light, Self::Dark]
            .into_iter()
            .find(|theme| theme.word() == word)
            .unwrap_or(Self::System)
    }

    /// What this device remembers.
    pub fn recall() -> Self {
        let word = storage().and_then(|storage| storage.get_item(NAME).ok().flatten());
        Self::of(word.as_deref().unwrap_or_default())
    }

    /// Puts it on, and remembers it where the browser lets us.
    pub fn choose(self) {
        if let Some(root) = document().document_element() {
            let _ = match self {
                Self::System => root.remove_attribute("data-theme"),
                Self::Light | Self::Dark => root.set_attribute("data-theme", self.word()),
            };
        }
        if let Some(storage) = storage() {
            let _ = match self {
                Self::System => storage.remove_item(NAME),
                Self::Light | Self::Dark => storage.set_item(NAME, self.word()),
            };
        }
    }
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}
