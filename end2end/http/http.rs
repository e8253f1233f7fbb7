//! The real router over a real database, with a clock that tests move.

#![expect(clippy::unwrap_used, reason = "a test stops where something is wrong")]

#[path = "attributes.rs"]
mod attributes;
#[path = "blindness.rs"]
mod blindness;
#[path = "ending.rs"]
mod ending;
#[path = "entrance.rs"]
mod entrance;
#[path = "hostile.rs"]
mod hostile;
#[path = "kill.rs"]
mod kill;
#[path = "matrix.rs"]
mod matrix;
#[path = "me.rs"]
mod me;
#[path = "methods.rs"]
mod methods;
#[path = "pull.rs"]
mod pull;
#[path = "pulls.rs"]
mod pulls;
#[path = "saving.rs"]
mod saving;
#[path = "sealed.rs"]
mod sealed;
#[path = "support/mod.rs"]
mod support;
