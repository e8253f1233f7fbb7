//! Edits that are not saved yet. They wait in the tab's memory, and sealed in the browser, so that neither a reload nor a lock
//! nor a dead battery loses them.

use leptos::prelude::*;
use owner::{Edit, Unfinished};
use vault::id::{ItemId, PersonId};

use super::{Session, Trouble};
use crate::browser::drawer;

impl Session {
    /// Takes edits over, each with its number. Gives the numbers.
    pub(super) fn wait_with(&self, edits: Vec<Edit>) -> Vec<u64> {
        let mut numbers = Vec::with_capacity(edits.len());
        for edit in edits {
            self.numbered.update_value(|number| *number += 1);
            let number = self.numbered.get_value();
            if let Some(vault) = self.peek()
                && let Ok(Some(sealed)) = vault.seal_waiting(&edit)
            {
                drawer::put(&self.waiting_name(vault.person(), number), &sealed);
            }
            self.waiting
                .update_value(|waiting| waiting.push((number, edit)));
            numbers.push(number);
        }
        numbers
    }

    /// Lets edits go, saved or given up.
    pub(super) fn wait_no_longer(&self, goes: impl Fn(&(u64, Edit)) -> bool) {
        let person = self.peek().map(|vault| vault.person());
        self.waiting.update_value(|waiting| {
            waiting.retain(|edit| {
                let gone = goes(edit);
                if let (true, Some(person)) = (gone, person) {
                    drawer::drop(&self.waiting_name(person, edit.0));
                }
                !gone
            });
        });
    }

    /// Takes over what waited when this browser was last here, or before the vault was locked, and saves it.
    pub(super) async fn save_what_waited(&self) {
        let Some(vault) = self.peek() else { return };
        let own = self.tab.get_value();
        for (name, sealed) in drawer::find(&waiting_names(vault.person())) {
            if name.contains(&own) {
                continue;
            }
            // What does not open was sealed for a vault that is no more.
            if let Ok(Some(edit)) = vault.open_waiting(&sealed) {
                // Where it fails it waits on under a name of this tab's.
                let result = self.save(vec![edit]).await;
                if result == Err(Trouble::Locked) {
                    return;
                }
            }
            drawer::drop(&name);
        }
    }

    fn waiting_name(&self, person: PersonId, number: u64) -> String {
        let tab = self.tab.get_value();
        format!("{}{tab}.{number}", waiting_names(person))
    }

    /// Keeps a value in the making.
    pub fn keep_unfinished(&self, unfinished: &Unfinished) {
        let Some(vault) = self.peek() else { return };
        if let Ok(sealed) = vault.seal_unfinished(unfinished) {
            drawer::put(&unfinished_name(vault.person(), unfinished.item), &sealed);
        }
    }

    /// A value is finished, or given up.
    pub fn drop_unfinished(&self, item: ItemId) {
        if let Some(vault) = self.peek() {
            drawer::drop(&unfinished_name(vault.person(), item));
        }
    }

    /// Every value that was not finished in this browser.
    pub fn unfinished(&self) -> Vec<Unfinished> {
        let Some(vault) = self.peek() else {
            return Vec::new();
        };
        let files = drawer::find(&unfinished_names(vault.person()));
        let opened = files
            .iter()
            .filter_map(|(_, sealed)| vault.open_unfinished(sealed).ok());
        opened.collect()
    }
}

pub(super) fn waiting_names(person: PersonId) -> String {
    format!("mydata.waiting.{person}.")
}

pub(super) fn unfinished_names(person: PersonId) -> String {
    format!("mydata.unfinished.{person}.")
}

fn unfinished_name(person: PersonId, item: ItemId) -> String {
    format!("{}{item}", unfinished_names(person))
}
