//! The real router over a real database, with a clock that tests move.

#![expect(clippy::unwrap_used, reason = "a test stops where something is wrong")]

#[path = "http/blindness.rs"]
mod blindness;
#[path = "http/ending.rs"]
mod ending;
#[path = "http/entrance.rs"]
mod entrance;
#[path = "http/hostile.rs"]
mod hostile;
#[path = "http/kill.rs"]
mod kill;
#[path = "http/matrix.rs"]
mod matrix;
#[path = "http/pull.rs"]
mod pull;
#[path = "http/saving.rs"]
mod saving;
#[path = "http/support/mod.rs"]
mod support;
