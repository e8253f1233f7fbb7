//! A person's side of My Data outside the browser, on the same owner API and the same `owner` crate as the pages.

#![deny(missing_docs)]

pub mod api;
mod clock;
pub mod company;
pub mod me;
pub mod memory;
pub mod program;
