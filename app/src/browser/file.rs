//! Handing things to the person: the clipboard, a file, the printer.

use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, Event, HtmlAnchorElement, HtmlInputElement, Url};

/// Puts a text on the clipboard; says whether it is there.
pub async fn copy(text: &str) -> bool {
    let Some(clipboard) = web_sys::window()
        .and_then(|window| Reflect::get(&window.navigator(), &"clipboard".into()).ok())
        .filter(|clipboard| clipboard.is_object())
    else {
        return false;
    };
    let write: Option<Function> = Reflect::get(&clipboard, &"writeText".into())
        .ok()
        .and_then(|write| write.dyn_into().ok());
    let promise: Option<Promise> = write
        .and_then(|write| write.call1(&clipboard, &text.into()).ok())
        .and_then(|promise| promise.dyn_into().ok());
    match promise {
        Some(promise) => JsFuture::from(promise).await.is_ok(),
        None => false,
    }
}

/// Saves a text as a file of this name.
pub fn save(name: &str, kind: &str, text: &str) {
    save_parts(name, kind, &Array::of1(&JsValue::from_str(text)));
}

fn save_parts(name: &str, kind: &str, parts: &Array) {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    // The parts of a blob are texts and arrays alike; its makers differ in their names only.
    let Ok(blob) = Blob::new_with_str_sequence_and_options(parts, &options) else {
        return;
    };
    let Ok(url) = Url::create_object_url_with_blob(&blob) else {
        return;
    };
    let link: Option<HtmlAnchorElement> = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.create_element("a").ok())
        .and_then(|link| link.dyn_into().ok());
    if let Some(link) = link {
        link.set_href(&url);
        link.set_download(name);
        link.click();
    }
    let _ = Url::revoke_object_url(&url);
}

/// Saves bytes as a file of this name.
pub fn save_bytes(name: &str, kind: &str, bytes: &[u8]) {
    let parts = Array::of1(&Uint8Array::from(bytes));
    save_parts(name, kind, &parts);
}

/// The file that was chosen: its name and its bytes, of one that is too large only as many as show that.
pub async fn chosen(event: &Event, most: usize) -> Option<(String, Vec<u8>)> {
    let input: HtmlInputElement = event.target()?.dyn_into().ok()?;
    let file = input.files()?.get(0)?;
    if file.size() > most as f64 {
        return Some((file.name(), vec![0; most + 1]));
    }
    let buffer = JsFuture::from(file.array_buffer()).await.ok()?;
    Some((file.name(), Uint8Array::new(&buffer).to_vec()))
}

/// Opens the print dialogue.
pub fn print() {
    if let Some(window) = web_sys::window() {
        let _ = window.print();
    }
}
