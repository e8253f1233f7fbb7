//! "Which of them is you?" A whole address book has one card of its owner, and only they know which.

use std::sync::Arc;

use leptos::prelude::*;
use owner::import::Imported;

use super::{Import, Stage};
use crate::{
    letters::small,
    node::{Node, view},
    parts::{Card, Glyph, Icon, SearchField},
    signal::{RwSignal, Signal},
    t,
};

/// So many are shown; the others are found by typing.
const SHOWN: usize = 30;

pub(super) fn view(import: Import, imported: Arc<Imported>) -> Node {
    let search = RwSignal::new(String::new());
    let all = imported.cards.len();
    let found = {
        let imported = Arc::clone(&imported);
        Signal::derive(move || {
            let wanted = search.with(|search| small(search.trim()));
            let fits = |title: &str| wanted.is_empty() || small(title).contains(&wanted);
            let cards = imported.cards.iter().enumerate();
            let fitting = cards.filter(|(_, card)| fits(&card.title));
            fitting.map(|(place, _)| place).collect::<Vec<_>>()
        })
    };
    let rows = move || {
        let row = |place: &usize| {
            let card = &imported.cards[*place];
            let title = if card.title.is_empty() {
                t!(import.nameless, number = place + 1)
            } else {
                card.title.clone()
            };
            let more = t!(import.values, count = card.candidates.len());
            let chosen = Arc::clone(&imported);
            let place = *place;
            let choose = move |_| {
                let card = chosen.cards[place].clone();
                import.stage.set(Stage::Review(Arc::new(card)));
            };
            view! {
                <li>
                    <Icon glyph=Glyph::Person/>
                    <div>
                        <p class="name">{title.clone()}</p>
                        <p class="small quiet">{more}</p>
                    </div>
                    <button type="button" class="btn" on:click=choose>
                        {t!(import.this_is_me)}
                        <span class="hide">": "{title}</span>
                    </button>
                </li>
            }
        };
        found.with(|found| found.iter().take(SHOWN).map(row).collect_view())
    };
    let rest = move || {
        let count = found.with(Vec::len).saturating_sub(SHOWN);
        (count > 0).then(|| view! { <p class="quiet">{t!(import.more_people, count = count)}</p> })
    };
    view! {
        <Card>
            <h2>{t!(import.which)}</h2>
            <p>{t!(import.which_lead, count = all)}</p>
            <SearchField id="which" label=t!(import.search) value=search/>
            <ul class="ways">{rows}</ul>
            {rest}
            <p>{import.another()}</p>
        </Card>
    }
}
