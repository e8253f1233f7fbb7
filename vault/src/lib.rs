//! The words of My Data: attributes, purposes, grants and their states, formats, verification.
//!
//! What lives here is pure: no input or output, no clock, no HTTP, no SQL. Time (unix seconds) and randomness are
//! arguments. The person's secret keys are not here but in `owner`; the one secret that passes through is K, the grant
//! key, which a company presents in readable mode.

#![deny(missing_docs)]

pub mod attribute;
pub mod bundle;
pub mod bytes;
pub mod digest;
pub mod epoch;
pub mod grant;
pub mod id;
pub mod json;
pub mod jws;
pub mod letter;
pub mod log;
pub mod mac;
pub mod manifest;
pub mod map;
pub mod order;
pub mod purpose;
pub mod receipt;
#[cfg(feature = "openapi")]
mod schema;
pub mod sealed;
pub mod token;
pub mod typed_company;
pub mod wire;

#[cfg(all(test, target_arch = "wasm32"))]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
