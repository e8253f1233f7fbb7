//! All that is the browser's own: requests, passkeys, memory between visits, other tabs. The only place that talks to
//! JavaScript.

pub mod api;
pub mod drawer;
pub mod file;
pub mod idle;
pub mod memory;
pub mod names;
pub mod passkey;
pub mod place;
pub mod tabs;
pub mod theme;
