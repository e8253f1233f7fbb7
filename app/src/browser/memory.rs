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
    if recall(memory.person).is_some_and(|known| {
        known.signing_key == memory.signing_key
            && (known.seq > memory.seq
                || known.seq == memory.seq && known.log.count > memory.log.count)
    }) {
        return;
    }
    if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(memory)) {
        // A full or forbidden storage costs the check against a step back, not the visit.
        let _ = storage.set_item(&name(memory.person), &text);
    }
}

fn name(person: PersonId) -> String {
    format!("mydata.memory.{person}")
}

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}
