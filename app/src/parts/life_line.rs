use leptos::prelude::*;

use super::Words;
use crate::{
    node::view,
    signal::{Signal, steady},
};

/// How a share's time runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Life {
    #[default]
    Running,
    /// Time is short.
    Soon,
    /// Paused: the line is dashed.
    Held,
    /// Past its end.
    Over,
}

steady!(Life);

/// Since, now, until: the drawing that every share carries. Times in unix seconds; the words beside it say the same.
#[component]
pub fn LifeLine(
    #[prop(into)] since: Signal<i64>,
    #[prop(into)] now: Signal<i64>,
    #[prop(into)] until: Signal<i64>,
    /// Above the end: the time left.
    #[prop(into)]
    left: Words,
    /// Under the start, with its date.
    #[prop(into)]
    since_words: Words,
    /// Under the end, with its date.
    #[prop(into)]
    until_words: Words,
    #[prop(optional, into)] life: Signal<Life>,
) -> impl IntoView {
    // What is over has come to its end, however soon.
    let at = move || match life.get() {
        Life::Over => "100%".to_owned(),
        Life::Running | Life::Soon | Life::Held => percent(since.get(), now.get(), until.get()),
    };
    let class = move || match life.get() {
        Life::Running => "life",
        Life::Soon => "life soon",
        Life::Held => "life held",
        Life::Over => "life over",
    };
    view! {
        <div class=class>
            <b>{left}</b>
            <svg aria-hidden="true">
                <line class="all" x1="0" x2="100%" y1="10" y2="10"></line>
                <line class="gone" x1="0" x2=at y1="10" y2="10"></line>
                <line class="end" x1="100%" x2="100%" y1="3" y2="17"></line>
                <circle class="now" cx=at cy="10" r="5.5"></circle>
            </svg>
            <p><span>{since_words}</span>" "<span>{until_words}</span></p>
        </div>
    }
}

fn percent(since: i64, now: i64, until: i64) -> String {
    let (since, now, until) = (i128::from(since), i128::from(now), i128::from(until));
    let whole = (until - since).max(1);
    format!("{}%", (now - since).clamp(0, whole) * 100 / whole)
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn now_stays_on_the_line() {
        assert_eq!(percent(100, 150, 200), "50%");
        assert_eq!(percent(100, 0, 200), "0%");
        assert_eq!(percent(100, 900, 200), "100%");
        assert_eq!(percent(100, 100, 100), "0%");
        assert_eq!(percent(i64::MIN, 0, i64::MAX), "50%");
    }
}
