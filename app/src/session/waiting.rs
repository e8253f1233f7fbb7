//! Edits that are not saved yet. They wait in the tab's memory, and sealed in the browser, so that neither a reload nor a lock
//! nor a dead battery loses them.

use leptos::prelude::*;
use owner::{Edit, Unfinished};
use vault::id::{ItemId, PersonId};

use super::Session;
use crate::browser::kept;

impl Session {
    /// Takes edits over, each with its number.
    pub(super) fn wait_with(&self, edits: Vec<Edit>) {
        for edit in edits {
            self.numbered.update_value(|number| *number += 1);
            let number = self.numbered.get_value();
            self.waiting
                .update_value(|waiting| waiting.push((number, edit)));
        }
        self.keep_waiting();
    }

    /// Lets edits go, saved or given up.
    pub(super) fn wait_no_longer(&self, goes: impl Fn(&(u64, Edit)) -> bool) {
        self.waiting
            .update_value(|waiting| waiting.retain(|edit| !goes(edit)));
        self.keep_waiting();
    }

    /// Puts down what waits, sealed.
    fn keep_waiting(&self) {
        let Some(vault) = self.peek() else { return };
        let name = self.waiting_name(vault.person());
        let edits: Vec<_> = self.waiting.with_value(|waiting| {
            let edits = waiting.iter().map(|(_, edit)| edit);
            edits
                .filter(|edit| !matches!(edit, Edit::Share(_)))
                .cloned()
                .collect()
        });
        match vault.seal_waiting(&edits) {
            Ok(sealed) if !edits.is_empty() => kept::put(&name, &sealed),
            _ => kept::drop(&name),
        }
    }

    /// Takes over what waited when this browser was last here, and saves it.
    pub(super) async fn save_what_waited(&self) {
        let Some(vault) = self.peek() else { return };
        let own = self.waiting_name(vault.person());
        let mut others = Vec::new();
        let mut edits = Vec::new();
        for (name, sealed) in kept::find(&waiting_names(vault.person())) {
            if name != own {
                // What does not open was sealed for a vault that is no more.
                edits.extend(vault.open_waiting(&sealed).unwrap_or_default());
                others.push(name);
            }
        }
        if edits.is_empty() {
            return;
        }
        self.wait_with(edits);
        others.iter().for_each(|name| kept::drop(name));
        // Where it fails it stands in the head of the profile, and waits on.
        let _ = self.save_again().await;
    }

    fn waiting_name(&self, person: PersonId) -> String {
        format!("{}{}", waiting_names(person), self.tab.get_value())
    }

    /// Keeps a value in the making.
    pub fn keep_unfinished(&self, unfinished: &Unfinished) {
        let Some(vault) = self.peek() else { return };
        if let Ok(sealed) = vault.seal_unfinished(unfinished) {
            kept::put(&unfinished_name(vault.person(), unfinished.item), &sealed);
        }
    }

    /// A value is finished, or given up.
    pub fn drop_unfinished(&self, item: ItemId) {
        if let Some(vault) = self.peek() {
            kept::drop(&unfinished_name(vault.person(), item));
        }
    }

    /// Every value that was not finished in this browser.
    pub fn unfinished(&self) -> Vec<Unfinished> {
        let Some(vault) = self.peek() else {
            return Vec::new();
        };
        let files = kept::find(&unfinished_names(vault.person()));
        let opened = files
            .iter()
            .filter_map(|(_, sealed)| vault.open_unfinished(sealed).ok());
        opened.collect()
    }
}

fn waiting_names(person: PersonId) -> String {
    format!("mydata.waiting.{person}.")
}

fn unfinished_names(person: PersonId) -> String {
    format!("mydata.unfinished.{person}.")
}

fn unfinished_name(person: PersonId, item: ItemId) -> String {
    format!("{}{item}", unfinished_names(person))
}
