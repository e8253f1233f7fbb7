use leptos::prelude::*;

use super::{Fold, Words};
use crate::{
    node::view,
    signal::{Memo, Signal, steady},
};

/// The reads of one day, or of one hour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// The day as it stands under the axis and in the table.
    pub label: String,
    pub sent: u32,
    pub refused: u32,
}

steady!(Vec<Bar>);

/// What the two kinds of bar mean. Stands in the margin of the chart's ledger.
#[component]
pub fn Legend(#[prop(into)] sent: Words, #[prop(into)] refused: Words) -> impl IntoView {
    view! {
        <ul class="legend">
            <li>
                <svg viewBox="0 0 14 14" aria-hidden="true"><rect class="bar" width="14" height="14"></rect></svg>
                {sent}
            </li>
            <li>
                <svg viewBox="0 0 14 14" aria-hidden="true">
                    <rect class="no" x="1" y="1" width="12" height="12"></rect>
                </svg>
                {refused}
            </li>
        </ul>
    }
}

/// Reads a day as bars, oldest first, and the same numbers as a table, newest first and without the empty days.
#[component]
pub fn BarChart(
    #[prop(into)] bars: Signal<Vec<Bar>>,
    /// What the drawing is, and that the table has the same numbers.
    #[prop(into)]
    name: Words,
    /// The word that opens the table.
    #[prop(into)]
    show_table: Words,
    #[prop(into)] caption: Words,
    /// The head of the first column.
    #[prop(into)]
    day: Words,
    #[prop(into)] sent: Words,
    #[prop(into)] refused: Words,
) -> impl IntoView {
    let step = Memo::new(move |_| {
        bars.with(|bars| {
            nice_step(
                bars.iter()
                    .map(|bar| bar.sent + bar.refused)
                    .max()
                    .unwrap_or(0),
            )
        })
    });
    let scale = move || {
        (0..=STEPS)
            .rev()
            .map(|n| view! { <span>{n * step.get()}</span> })
            .collect_view()
    };
    let drawn = move || {
        bars.with(|bars| {
            let top = STEPS * step.get();
            let count = bars.len() as u32;
            bars.iter()
                .enumerate()
                .map(|(index, bar)| {
                    let x = per_cent(100 * index as u32 + 16, 100 * count);
                    let above = top.saturating_sub(bar.sent);
                    let wide = per_cent(68, 100 * count);
                    view! {
                        {(bar.sent > 0)
                            .then(|| {
                                view! {
                                    <rect class="bar" x=x.clone() y=per_cent(above, top) width=wide.clone() height=per_cent(bar.sent, top)></rect>
                                }
                            })}
                        {(bar.refused > 0)
                            .then(|| {
                                view! {
                                    <rect class="no" x=x y=per_cent(above.saturating_sub(bar.refused), top) width=wide height=per_cent(bar.refused, top)></rect>
                                }
                            })}
                    }
                })
                .collect_view()
        })
    };
    let labels = move || {
        bars.with(|bars| {
            labelled(bars.len())
                .into_iter()
                .map(|(index, anchor)| {
                    let x = match anchor {
                        "start" => "0%".to_owned(),
                        "end" => "100%".to_owned(),
                        _ => per_cent(2 * index as u32 + 1, 2 * bars.len() as u32),
                    };
                    view! { <text x=x y="16" text-anchor=anchor>{bars[index].label.clone()}</text> }
                })
                .collect_view()
        })
    };
    let rows = move || {
        bars.get()
            .into_iter()
            .rev()
            .filter(|bar| bar.sent + bar.refused > 0)
            .map(|bar| {
                view! {
                    <tr>
                        <th scope="row">{bar.label}</th>
                        <td class="number">{bar.sent}</td>
                        <td class="number">{bar.refused}</td>
                    </tr>
                }
            })
            .collect_view()
    };
    view! {
        <figure class="card">
            <div class="chart">
                <div class="y" aria-hidden="true">{scale}</div>
                <svg class="plot" role="img" aria-label=name>
                    {(0..STEPS)
                        .map(|n| {
                            let y = per_cent(n, STEPS);
                            view! { <line class="grid" x1="0" x2="100%" y1=y.clone() y2=y></line> }
                        })
                        .collect_view()}
                    {drawn}
                    <line class="floor" x1="0" x2="100%" y1="100%" y2="100%"></line>
                </svg>
                <svg class="x" aria-hidden="true">{labels}</svg>
            </div>
        </figure>
        <Fold word=show_table>
            <div class="card">
                <table>
                    <caption>{caption}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{day}</th>
                            <th scope="col" class="number">{sent}</th>
                            <th scope="col" class="number">{refused}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </Fold>
    }
}

const STEPS: u32 = 3;

/// The least round number of which three reach the highest bar.
fn nice_step(highest: u32) -> u32 {
    let least = highest.div_ceil(STEPS).max(1);
    let mut unit = 1_u32;
    loop {
        if let Some(step) = [1, 2, 5]
            .into_iter()
            .map(|n| unit.saturating_mul(n))
            .find(|&step| step >= least)
        {
            return step;
        }
        unit = unit.saturating_mul(10);
    }
}

/// A part of a whole, to the hundredth of a per cent. `of` is not zero.
fn per_cent(part: u32, of: u32) -> String {
    let hundredths = u64::from(part) * 10_000 / u64::from(of);
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

/// Four days at most have words under the axis: the first, the last, and two between. The outer ones stay inside.
fn labelled(count: usize) -> Vec<(usize, &'static str)> {
    match count {
        0 => Vec::new(),
        1 => vec![(0, "middle")],
        2..=7 => (0..count)
            .step_by(2)
            .map(|index| (index, "middle"))
            .collect(),
        _ => vec![
            (0, "start"),
            (count / 3, "middle"),
            (count * 2 / 3, "middle"),
            (count - 1, "end"),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::{labelled, nice_step};

    #[test]
    fn the_scale_reaches_the_highest_bar() {
        assert_eq!(nice_step(0), 1);
        assert_eq!(nice_step(3), 1);
        assert_eq!(nice_step(6), 2);
        assert_eq!(nice_step(7), 5);
        assert_eq!(nice_step(61), 50);
        assert!(nice_step(u32::MAX) >= u32::MAX / 3);
    }

    #[test]
    fn a_few_days_are_named() {
        assert!(labelled(0).is_empty());
        assert_eq!(labelled(7).len(), 4);
        assert_eq!(
            labelled(30),
            [(0, "start"), (10, "middle"), (20, "middle"), (29, "end")]
        );
    }
}
