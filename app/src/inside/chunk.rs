//! The code of the pages, in files of its own: each is loaded when the first of its pages is opened. What only one file's pages
//! reach is in that file; what several reach, and no other code, is in further files that come with them.

use std::sync::OnceLock;

use leptos::{prelude::*, task::spawn_local};
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use crate::{
    browser::place::pause,
    node::{IntoNode, Node, view},
    parts::{Head, Loading, Page, Problem},
    place::Place,
    signal::RwSignal,
    t,
};

/// Makes the pages of one file.
type Pages = fn(Place) -> Node;

#[wasm_split(begin, fallible)]
fn begin() -> Result<Pages, SplitLoaderError> {
    Ok(|place| match place {
        Place::Setup => super::setup::view(),
        Place::SignUp => super::sign_up::view(),
        _ => super::open_with_kit::view(),
    })
}

#[wasm_split(own, fallible)]
fn own() -> Result<Pages, SplitLoaderError> {
    Ok(|place| match place {
        Place::Home => super::home::view(),
        _ => super::profile::view(),
    })
}

#[wasm_split(keys, fallible)]
fn keys() -> Result<Pages, SplitLoaderError> {
    Ok(|place| match place {
        Place::NewKit => super::new_kit::view(),
        _ => super::settings::view(),
    })
}

#[wasm_split(sharing, fallible)]
fn sharing() -> Result<Pages, SplitLoaderError> {
    Ok(|place| match place {
        Place::Sharing => super::sharing::view(),
        Place::Share => super::share::view(),
        Place::Company => super::company::view(),
        _ => super::activity::view(),
    })
}

#[wasm_split(carry, fallible)]
fn carry() -> Result<Pages, SplitLoaderError> {
    Ok(|place| match place {
        Place::Import => super::import::view(),
        _ => super::export::view(),
    })
}

/// One file of code.
#[derive(Clone, Copy)]
enum Chunk {
    Begin,
    Own,
    Sharing,
    Keys,
    Carry,
}

impl Chunk {
    const ALL: [Self; 5] = [
        Self::Own,
        Self::Sharing,
        Self::Keys,
        Self::Carry,
        Self::Begin,
    ];

    fn of(place: Place) -> Self {
        match place {
            Place::Setup | Place::SignUp | Place::OpenWithKit => Self::Begin,
            Place::Home | Place::Profile => Self::Own,
            Place::Settings | Place::NewKit => Self::Keys,
            Place::Import | Place::Export => Self::Carry,
            Place::Sharing | Place::Share | Place::Company | Place::Activity => Self::Sharing,
        }
    }

    fn here(self) -> &'static OnceLock<Pages> {
        static HERE: [OnceLock<Pages>; 5] = [const { OnceLock::new() }; 5];
        &HERE[self as usize]
    }

    /// Loads the file, if that did not happen yet.
    async fn load(self) -> Result<Pages, SplitLoaderError> {
        if let Some(pages) = self.here().get() {
            return Ok(*pages);
        }
        let pages = match self {
            Self::Begin => begin().await,
            Self::Own => own().await,
            Self::Sharing => sharing().await,
            Self::Keys => keys().await,
            Self::Carry => carry().await,
        }?;
        Ok(*self.here().get_or_init(|| pages))
    }
}

/// How the loading of a page stands.
#[derive(Clone, Copy)]
enum Loaded {
    NotYet,
    Here(Pages),
    Failed,
}

/// The page. While its code is loaded, and where that fails, a page that says so.
pub(super) fn page(place: Place) -> Node {
    let chunk = Chunk::of(place);
    if let Some(pages) = chunk.here().get() {
        return pages(place);
    }
    let loaded = RwSignal::new(Loaded::NotYet);
    let load = move || {
        loaded.set(Loaded::NotYet);
        spawn_local(async move {
            let result = chunk.load().await;
            loaded.set(result.map_or(Loaded::Failed, Loaded::Here));
        });
    };
    load();
    let retry = Callback::new(move |()| load());
    let content = move || match loaded.get() {
        Loaded::Here(pages) => pages(place),
        Loaded::NotYet => {
            view! { <Page title=place.title()><Loading word=t!(common.loading)/></Page> }
        }
        Loaded::Failed => view! {
            <Page title=place.title()>
                <Head title=place.title()/>
                <Problem title=t!(loading.failed) words=t!(loading.failed_do) retry=t!(loading.retry) on_retry=retry/>
            </Page>
        },
    };
    content.into_node()
}

/// Begins to load the code of a page that will be wanted.
pub(super) fn expect(place: Place) {
    spawn_local(async move {
        let _ = Chunk::of(place).load().await;
    });
}

/// For how long the page that was asked for has the browser for itself, in milliseconds.
const FIRST: i32 = 200;

/// Begins to load all that is not here yet, so that every page opens at once from then on, and without a connection too.
pub(super) fn expect_all() {
    spawn_local(async {
        pause(FIRST).await;
        for chunk in Chunk::ALL {
            let _ = chunk.load().await;
        }
    });
}
