use leptos::prelude::*;

use super::{Words, icon::Mark};
use crate::node::view;

/// A square of dark and light modules to scan. `modules` is row by row, `side` of them a row; dark is `true`.
#[component]
pub fn Qr(
    side: usize,
    modules: Vec<bool>,
    /// What the picture is, for screen readers.
    #[prop(into)]
    name: Words,
) -> impl IntoView {
    view! {
        <svg class="qr" role="img" aria-label=name viewBox=format!("0 0 {side} {side}") shape-rendering="crispEdges">
            <path d=outline(side, &modules)></path>
        </svg>
    }
}

/// A row of the kit: a term, and the words for it or, without words, a line to write on.
#[derive(Clone)]
pub struct KitFact {
    pub term: Words,
    pub words: Option<Words>,
}

/// The Recovery kit as a sheet of paper. On a printer it is one page and the page around it stays away.
#[component]
pub fn KitSheet(
    #[prop(into)] product: Words,
    /// Which kit it is and when it was made.
    #[prop(into)]
    made: Words,
    #[prop(into)] title: Words,
    /// Above the groups, with their number.
    #[prop(into)]
    code_heading: Words,
    groups: Vec<String>,
    /// The `Qr`.
    #[prop(into)]
    qr: ViewFn,
    /// What is lost with it.
    #[prop(into)]
    warning: Words,
    facts: Vec<KitFact>,
) -> impl IntoView {
    let facts = facts
        .into_iter()
        .map(|fact| {
            let told = match fact.words {
                Some(words) => view! { <span>{words}</span> },
                None => view! { <span class="hand"></span> },
            };
            view! { <div><dt>{fact.term}</dt><dd>{told}</dd></div> }
        })
        .collect_view();
    view! {
        <article class="kit" aria-labelledby="kit-title">
            <header>
                <span class="mark"><Mark/>{product}</span>
                <span>{made}</span>
            </header>
            <h2 id="kit-title">{title}</h2>
            <div class="codes">
                {qr.run()}
                <div>
                    <h3>{code_heading}</h3>
                    <ol class="groups" translate="no">
                        {groups.into_iter().map(|group| view! { <li>{group}</li> }).collect_view()}
                    </ol>
                </div>
            </div>
            <p class="warn">{warning}</p>
            <dl class="facts">{facts}</dl>
        </article>
    }
}

/// The dark modules as one path, a run of them in a row as one rectangle.
fn outline(side: usize, modules: &[bool]) -> String {
    let mut path = String::new();
    for (y, row) in modules.chunks(side.max(1)).enumerate() {
        let mut x = 0;
        while x < row.len() {
            let run = row[x..].iter().take_while(|&&dark| dark).count();
            if run > 0 {
                path.push_str(&format!("M{x} {y}h{run}v1h-{run}z"));
            }
            x += run.max(1);
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::outline;

    #[test]
    fn runs_of_modules_become_rectangles() {
        let modules = [true, true, false, false, true, false, true, true, true];
        assert_eq!(outline(3, &modules), "M0 0h2v1h-2zM1 1h1v1h-1zM0 2h3v1h-3z");
        assert_eq!(outline(0, &[]), "");
    }
}
