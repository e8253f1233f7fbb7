//! The components that pages are made of. They hold no words of their own: every word comes in as a prop, and what a
//! company wrote (its name above all) is shown as text and never as markup. Classes are those of `style/`.

mod banner;
mod chart;
mod dialog;
mod door;
mod entry;
mod facts;
mod field;
mod field_row;
mod frame;
mod icon;
mod kit;
mod ledger;
mod life_line;
mod live;
mod pick;
mod purpose;
mod reveal;
mod sentence;
mod share;
mod state;
mod status;
mod steps;
mod tabs;

#[cfg(test)]
#[cfg(feature = "ssr")]
mod tests;

pub use self::{
    banner::{Banner, Hint, Tone},
    chart::{Bar, BarChart, Legend},
    dialog::Dialog,
    door::{Arcade, ArcadeDoor, Company, Door, Doors},
    entry::{Brief, Entry, Log},
    facts::{Fact, Facts},
    field::{DateField, LongField, SearchField, SelectField, TextField},
    field_row::{FieldRow, Fields},
    frame::{Frame, FrameLink, Head, NarrowPage, NavLink, Page},
    icon::{Glyph, Icon},
    kit::{KitFact, KitSheet, Qr},
    ledger::{Card, Fold, Ledger},
    life_line::{Life, LifeLine},
    live::{Keyed, When, each, keyed},
    pick::{Pick, PickSet, Picks, Tick, Ticks, Tile, Tiles},
    purpose::Purpose,
    reveal::Reveal,
    sentence::Sentence,
    share::ShareHead,
    state::{Empty, Loading, Problem, SaveState, Saved},
    status::{State, Status},
    steps::{FormStep, Step, Steps},
    tabs::{Tab, Tabs},
};

/// Words on the screen. A text, or a closure that gives one, so that a change of language or of a number is seen at once.
pub type Words = crate::signal::Signal<String>;
