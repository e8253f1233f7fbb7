//! `/api/v1`: a company's side.

pub mod attributes;
pub mod grant;
pub mod holder;
pub mod keys;
pub mod profile;
pub mod pull;
pub mod pulls;
pub mod question;
