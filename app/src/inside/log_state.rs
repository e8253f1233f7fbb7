//! Whether the log holds, as this device found it.

use leptos::prelude::*;

use super::{number, words};
use crate::{
    node::{Node, view},
    parts::{Banner, Glyph, Tone},
    session::{LogCheck, Session},
    signal::RwSignal,
    t,
};

/// Unbroken, broken, not reached, or on its way.
#[component]
pub(super) fn LogState(session: Session, checking: RwSignal<bool>) -> impl IntoView {
    let state = move || {
        let check = session.log();
        match check {
            LogCheck::Broken(alarm) => {
                let (title, what_to_do) = words::alarm(&alarm);
                view! {
                    <Banner tone=Tone::Bad glyph=Glyph::Broken>
                        <p><b>{t!(activity.broken)}</b>" "{title}</p>
                        <p>{what_to_do}</p>
                    </Banner>
                }
            }
            _ if checking.get() => now_checking(),
            LogCheck::Now => now_checking(),
            LogCheck::Unreached => view! {
                <Banner tone=Tone::Soon glyph=Glyph::Offline>
                    <p><b>{t!(activity.unreached)}</b>" "{t!(activity.unreached_more)}</p>
                </Banner>
            },
            LogCheck::Unbroken { count, at } => {
                let entries = match count {
                    0 => t!(activity.unbroken_empty).to_owned(),
                    count => t!(
                        activity.unbroken_more,
                        count = count,
                        number = number::first_word(usize::try_from(count).unwrap_or(usize::MAX))
                    ),
                };
                view! {
                    <Banner tone=Tone::Good glyph=Glyph::Unbroken>
                        <p><b>{t!(activity.unbroken)}</b>" "{entries}</p>
                        <p class="small">{t!(activity.checked, moment = words::moment(at))}</p>
                    </Banner>
                }
            }
        }
    };
    view! { <div aria-live="polite">{state}</div> }
}

fn now_checking() -> Node {
    view! {
        <Banner glyph=Glyph::Activity>
            <p><b>{t!(activity.checking)}</b>" "{t!(activity.checking_more)}</p>
        </Banner>
    }
}
