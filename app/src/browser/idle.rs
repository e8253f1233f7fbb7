//! Noticing that nobody is there.

use std::{cell::Cell, rc::Rc, time::Duration};

use leptos::prelude::set_interval;
use wasm_bindgen::{JsCast, closure::Closure};

use super::place::now;

/// How often it is looked, in seconds.
const LOOK: u64 = 10;

/// Calls `left` once nobody has touched keyboard, mouse or screen for `after()` seconds; again after each such time.
pub fn watch(after: impl Fn() -> i64 + 'static, left: impl Fn() + 'static) {
    let Some(window) = web_sys::window() else {
        return;
    };
    let last = Rc::new(Cell::new(now()));
    let touched = {
        let last = Rc::clone(&last);
        Closure::<dyn Fn()>::new(move || last.set(now()))
    };
    for event in ["pointerdown", "keydown", "wheel", "touchstart"] {
        let _ = window.add_event_listener_with_callback(event, touched.as_ref().unchecked_ref());
    }
    // The listener lives as long as the page.
    touched.forget();
    set_interval(
        move || {
            if now() - last.get() >= after() {
                last.set(now());
                left();
            }
        },
        Duration::from_secs(LOOK),
    );
}
