//! What the browser fills the pages with. One file a page; the server never sees this code's data.

mod activity;
mod company;
mod gate;
mod home;
mod open_with_kit;
mod profile;
mod settings;
mod setup;
mod share;
mod sharing;
mod sign_up;
mod words;

use leptos::prelude::*;

use crate::place::Place;

/// The page, behind the gate where it needs an open vault.
pub(crate) fn view(place: Place) -> AnyView {
    match place {
        Place::Setup => setup::view(),
        Place::SignUp => sign_up::view(None),
        Place::OpenWithKit => open_with_kit::view(),
        Place::Home => gate::view(place, home::view),
        Place::Profile => gate::view(place, profile::view),
        Place::Sharing => gate::view(place, sharing::view),
        Place::Share => gate::view(place, share::view),
        Place::Company => gate::view(place, company::view),
        Place::Activity => gate::view(place, activity::view),
        Place::Settings => gate::view(place, settings::view),
    }
}
