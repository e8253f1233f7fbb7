//! `/api/me` and what comes before it: a person's own side.

pub mod confirm;
pub mod grant;
pub mod kit;
pub mod log;
pub mod manifest;
pub mod method;
pub mod person;
pub mod session;
pub mod setup;
pub mod sign_in;
pub mod sign_up;
pub mod vault;
