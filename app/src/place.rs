//! Pages that the browser fills. The server renders the frame and the waiting state: it has neither keys nor values.

use leptos::prelude::*;

use crate::{
    node::{IntoNode, Node, view},
    parts::{Loading, Page},
    signal::RwSignal,
    t,
};

/// A page that needs the browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Setup,
    SignUp,
    OpenWithKit,
    Home,
    Profile,
    Sharing,
    Share,
    Company,
    Activity,
    Settings,
    NewKit,
    Import,
    Export,
}

impl Place {
    /// Waits until the browser has taken the page over, then fills it.
    pub(crate) fn view(self) -> Node {
        let taken_over = RwSignal::new(false);
        // Effects run in the browser only, after the first view, which must be the server's own.
        Effect::new(move |_| taken_over.set(true));
        let content = move || {
            if taken_over.get() {
                self.fill()
            } else {
                self.wait()
            }
        };
        content.into_node()
    }

    fn wait(self) -> Node {
        view! {
            <Page title=self.title()>
                <Loading word=t!(common.loading)/>
            </Page>
        }
    }

    #[cfg(feature = "browser")]
    fn fill(self) -> Node {
        crate::inside::view(self)
    }

    #[cfg(not(feature = "browser"))]
    fn fill(self) -> Node {
        self.wait()
    }

    /// The page's own title.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Setup => t!(setup.title),
            Self::SignUp => t!(sign_up.title),
            Self::OpenWithKit => t!(open.kit_title),
            Self::Home => t!(nav.home),
            Self::Profile => t!(nav.profile),
            Self::Sharing => t!(nav.sharing),
            Self::Share => t!(share.title),
            Self::Company => t!(company.title),
            Self::Activity => t!(nav.activity),
            Self::Settings => t!(settings.title),
            Self::NewKit => t!(new_kit.title),
            Self::Import => t!(import.title),
            Self::Export => t!(export.title),
        }
    }
}
