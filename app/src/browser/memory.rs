//! What this browser remembers of a vault between visits: numbers and hashes, no secrets, no values.

use owner::Memory;
use vault::id::PersonId;
use web_sys::Storage;

pub fn recall(person: PersonId) -> Option<Memory> {
    let text = storage()?.get_item(&name(person)).ok()??;
    vault::json::read(&text).ok()
}

/// Remembers, unless another tab has seen more already.
pub fn remember(memory: &Memory) {
    let seen = |memory: &Memory| (memory.epoch, memory.seq, memory.log.count);
    if recall(memory.person).is_some_and(|known| seen(&known) > seen(memory)) {
        return;
    }
    if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(memory)) {
        // A full or forbidden storage costs the check against a step back, not the visit.
        let _ = storage.set_item(&name(memory.person), &text);
    }
}

/// Forgets a vault that is no more.
pub fn forget(person: PersonId) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(&name(person));
    }
}

fn name(person: PersonId) -> String {
    format!("mydata.memory.{person}")
}

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}
