//! What the browser fills the pages with. One file a page; the server never sees this code's data.

mod access_code;
mod activity;
mod acts;
mod alarm;
mod chunk;
mod clock;
mod company;
mod export;
mod focus;
mod gate;
mod home;
mod import;
mod kit;
mod kit_screen;
mod log_file;
mod log_state;
mod new_keys;
mod new_kit;
mod number;
mod open_with_kit;
pub(crate) mod opening;
mod pause;
mod profile;
mod read;
mod reads;
mod settings;
pub(crate) mod setup;
mod share;
mod share_card;
mod share_form;
mod share_summary;
mod shared;
mod sharing;
mod sign_up;
mod stop;
mod timeline;
pub(crate) mod unsupported;
mod words;

use crate::{node::Node, place::Place};

/// The page, behind the gate where it needs an open vault.
pub(crate) fn view(place: Place) -> Node {
    match place {
        Place::Setup | Place::SignUp | Place::OpenWithKit => chunk::page(place),
        _ => gate::view(place),
    }
}
