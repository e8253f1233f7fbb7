//! "Pause sharing?" For how long, and what a pause does.

use leptos::{prelude::*, task::spawn_local};

use super::{
    acts::{Acts, Notice},
    words,
};
use crate::{
    browser::place::now,
    node::view,
    parts::{Dialog, Glyph, Icon, Problem, Tile, Tiles},
    session::{Session, Trouble},
    signal::{RwSignal, Signal},
    t,
};

const DAY: i64 = 24 * 60 * 60;
/// The value of the tile for a pause without an end.
const OPEN: &str = "open";

/// Asks about `acts.pausing`, and pauses it.
#[component]
pub(super) fn PauseDialog(acts: Acts) -> impl IntoView {
    let session = expect_context::<Session>();
    let open = RwSignal::new(false);
    let chosen = RwSignal::new(String::new());
    let tried = RwSignal::new(false);
    let trouble = RwSignal::new(None::<Trouble>);
    let busy = RwSignal::new(false);

    Effect::new(move |_| {
        if acts.pausing.with(Option::is_some) {
            chosen.set(String::new());
            tried.set(false);
            trouble.set(None);
            open.set(true);
        }
    });
    Effect::new(move |was_open: Option<bool>| {
        let is_open = open.get();
        if was_open == Some(true) && !is_open {
            acts.pausing.set(None);
        }
        is_open
    });

    let pause = move || {
        tried.set(true);
        let Some(share) = acts.pausing.get_untracked() else {
            return;
        };
        let until = match chosen.get_untracked().as_str() {
            "" => return,
            OPEN => None,
            days => days.parse::<i64>().ok().map(|days| now() + days * DAY),
        };
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            let result = session.pause(share.grant, until).await;
            busy.set(false);
            match result {
                Ok(()) => {
                    open.set(false);
                    let more = match until {
                        Some(until) => t!(sharing.paused_more_until, moment = words::moment(until)),
                        None => t!(sharing.paused_more).to_owned(),
                    };
                    acts.say(Notice::Done(
                        t!(sharing.paused_now, company = share.company.name),
                        more,
                    ));
                }
                Err(found) => trouble.set(Some(found)),
            }
        });
    };
    let title = move || {
        let name = acts
            .pausing
            .with(|share| share.as_ref().map(|share| share.company.name.clone()));
        t!(sharing.pause_title, company = name.unwrap_or_default())
    };
    // A pause ends before the share itself does.
    let fits = move |days: i64| {
        acts.pausing.with(|share| {
            share
                .as_ref()
                .is_some_and(|share| now() + days * DAY <= share.until)
        })
    };
    let timed = move |days: i64, word: &'static str| {
        fits(days).then(|| {
            let small = words::moment(now() + days * DAY);
            view! { <Tile group="pause" value=days.to_string() chosen word small/> }
        })
    };
    let missing = move || tried.get() && chosen.with(String::is_empty);
    view! {
        <Dialog id="pause-dialog" title=Signal::derive(title) open>
            <p>{t!(sharing.pause_lead)}</p>
            <Tiles legend=t!(sharing.pause_legend)>
                {move || timed(1, t!(sharing.pause_day))}
                {move || timed(7, t!(sharing.pause_week))}
                <Tile
                    group="pause"
                    value=OPEN
                    chosen
                    word=t!(sharing.pause_open)
                    small=t!(sharing.pause_open_more)
                />
            </Tiles>
            <div class="form" aria-live="polite">
                {move || missing().then(|| {
                    view! { <p class="error"><Icon glyph=Glyph::Warn/><span>{t!(sharing.pause_missing)}</span></p> }
                })}
            </div>
            {move || trouble.get().map(|trouble| {
                let (title, what_to_do) = words::trouble(&trouble);
                view! { <Problem title words=what_to_do/> }
            })}
            <div class="pair">
                <button type="button" class="btn" aria-disabled=move || busy.get().then_some("true") on:click=move |_| pause()>
                    {t!(sharing.pause)}
                </button>
                <button type="button" class="btn" on:click=move |_| open.set(false)>{t!(sharing.do_not_pause)}</button>
            </div>
        </Dialog>
    }
}
