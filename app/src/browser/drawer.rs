//! The drawer in which this browser keeps sealed files for its owner between visits. The names say whose they are and of which item.

use vault::{
    bytes::{from_base64url, to_base64url},
    sealed::{Sealed, kind},
};
use web_sys::Storage;

/// Puts a file under a name, over the one that stood there.
pub fn put(name: &str, sealed: &Sealed<kind::Item>) {
    if let Some(storage) = storage() {
        // A full or forbidden storage costs what is kept for later, not what is done now.
        let _ = storage.set_item(name, &to_base64url(sealed.file()));
    }
}

/// Takes a file away.
pub fn drop(name: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(name);
    }
}

/// Every file whose name begins like this.
pub fn find(start: &str) -> Vec<(String, Sealed<kind::Item>)> {
    let Some(storage) = storage() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for index in 0..storage.length().unwrap_or_default() {
        let Ok(Some(name)) = storage.key(index) else {
            continue;
        };
        if !name.starts_with(start) {
            continue;
        }
        let text = storage.get_item(&name).ok().flatten();
        if let Some(file) = text.and_then(|text| from_base64url(&text)) {
            found.push((name, Sealed::from_file(file)));
        }
    }
    found
}

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}
