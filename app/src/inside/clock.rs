//! The time on a page that stays open.

use std::time::Duration;

use leptos::prelude::*;

use crate::{
    browser::place::now,
    signal::{RwSignal, Signal},
};

/// How often the time moves on: a share's end and a pause's end are seen within this.
const BEAT: Duration = Duration::from_secs(20);

/// Now in unix seconds, for as long as the page stands.
pub(super) fn ticking() -> Signal<i64> {
    let time = RwSignal::new(now());
    if let Ok(beat) = set_interval_with_handle(move || time.set(now()), BEAT) {
        on_cleanup(move || beat.clear());
    }
    time.into()
}
