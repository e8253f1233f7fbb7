//! Taking over a file: an address card, a table, claims, or an export. It is read on this device, and nothing is kept before the
//! person has seen it line by line.

mod review;
mod which;

use std::sync::Arc;

use leptos::{ev::Event, prelude::*, task::spawn_local};
use owner::import::{self, Card, Context, Format, ImportError, Imported};
use rand_core::OsRng;
use vault::attribute::{COUNTRIES, Kind};
use zeroize::Zeroizing;

use super::{kit::TypedKit, words};
use crate::{
    browser::{file, place::now},
    node::{IntoNode, Node, view},
    parts::{Banner, Card as Sheet, Glyph, Head, Hint, Icon, Page, Problem, Tone},
    session::Session,
    signal::RwSignal,
    t,
};

/// What the page shows.
#[derive(Clone)]
enum Stage {
    /// Which file?
    File,
    /// It is sealed to a Recovery kit.
    Sealed(Arc<Brought>),
    /// Which of the people in it is the person?
    Which(Arc<Imported>),
    /// What of it?
    Review(Arc<Card>),
    /// So many values were taken over.
    Done(usize),
}

/// A file as the browser gave it.
struct Brought {
    name: String,
    bytes: Zeroizing<Vec<u8>>,
}

/// The page's state. `Copy`, so that every handler has it.
#[derive(Clone, Copy)]
struct Import {
    session: Session,
    stage: RwSignal<Stage>,
    problem: RwSignal<Option<(String, String)>>,
}

pub(super) fn view() -> Node {
    let import = Import {
        session: expect_context::<Session>(),
        stage: RwSignal::new(Stage::File),
        problem: RwSignal::new(None),
    };
    let content = move || match import.stage.get() {
        Stage::File => import.file(),
        Stage::Sealed(brought) => import.sealed(brought),
        Stage::Which(imported) => which::view(import, imported),
        Stage::Review(card) => review::view(import, &card),
        Stage::Done(count) => import.done(count),
    };
    let problem = move || {
        import
            .problem
            .get()
            .map(|(title, words)| view! { <Problem title words/> })
    };
    view! {
        <Page title=t!(import.title)>
            <Head title=t!(import.title) lead=t!(import.lead)/>
            <div class="news">{problem}</div>
            {content}
        </Page>
    }
}

impl Import {
    fn file(self) -> Node {
        let chosen = move |event: Event| {
            spawn_local(async move {
                match file::chosen(&event, import::LARGEST).await {
                    Some((name, bytes)) => self.read(Brought {
                        name,
                        bytes: Zeroizing::new(bytes),
                    }),
                    None => self.fail(t!(import.unreadable), t!(import.unreadable_do)),
                }
            });
        };
        view! {
            <Sheet>
                <p class="form">
                    <label for="import-file">{t!(import.choose)}</label>
                    <input
                        id="import-file"
                        class="input"
                        type="file"
                        accept=".vcf,.vcard,.csv,.tsv,.json,.age,text/vcard,text/csv,application/json"
                        on:change=chosen
                    />
                </p>
                <p>{t!(import.which_files)}</p>
                <ul>
                    <li>{t!(import.from_phone)}</li>
                    <li>{t!(import.from_google)}</li>
                    <li>{t!(import.from_table)}</li>
                    <li>{t!(import.from_vault)}</li>
                </ul>
                <Hint glyph=Glyph::Lock>{t!(import.local)}</Hint>
            </Sheet>
        }
    }

    /// Reads a file and goes on with what it turned out to be.
    fn read(self, brought: Brought) {
        self.problem.set(None);
        if self.session.peek().is_none() {
            return;
        }
        let home = self.session.home();
        let code = |name: &str| {
            let code = words::typed_codes(Kind::Country, name);
            COUNTRIES.iter().find(|known| *known == code)
        };
        let context = Context {
            at: now(),
            home: home.as_deref(),
            country: &code,
        };
        match import::read(&brought.bytes, &brought.name, &context, &mut OsRng) {
            Ok(imported) => self.go_on(imported),
            Err(ImportError::Sealed) => self.stage.set(Stage::Sealed(Arc::new(brought))),
            Err(error) => {
                let (title, words) = refusal(error);
                self.fail(title, &words);
            }
        }
    }

    fn go_on(self, mut imported: Imported) {
        if imported.cards.len() == 1 || imported.format == Format::Export {
            let card = imported.cards.swap_remove(0);
            self.stage.set(Stage::Review(Arc::new(card)));
        } else {
            self.stage.set(Stage::Which(Arc::new(imported)));
        }
    }

    fn fail(self, title: &str, words: &str) {
        self.problem.set(Some((title.to_owned(), words.to_owned())));
    }

    fn sealed(self, brought: Arc<Brought>) -> Node {
        let typed = TypedKit::new();
        let submit = move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            let Some(kit) = typed.read() else { return };
            match import::unseal(&brought.bytes, &kit) {
                Ok(text) => self.read(Brought {
                    name: brought.name.clone(),
                    bytes: Zeroizing::new(text.as_bytes().to_vec()),
                }),
                Err(_) => self.fail(t!(import.other_kit), t!(import.other_kit_do)),
            }
        };
        view! {
            <Sheet>
                <p>{t!(import.sealed)}</p>
                <form class="stack" novalidate=true on:submit=submit>
                    {typed.field("import-kit")}
                    <p class="actions">
                        <button type="submit" class="btn main">{t!(import.open)}</button>
                        {self.another()}
                    </p>
                </form>
            </Sheet>
        }
    }

    /// The way back to the first question.
    fn another(self) -> Node {
        let back = move |_| {
            self.problem.set(None);
            self.stage.set(Stage::File);
        };
        view! { <button type="button" class="btn text" on:click=back>{t!(import.another)}</button> }
    }

    fn done(self, count: usize) -> Node {
        view! {
            <Banner tone=Tone::Good live=true>
                <p><b>{t!(import.done, count = count)}</b></p>
                <p>{t!(import.done_more)}</p>
            </Banner>
            <p class="actions">
                <a class="btn main" href="/profile"><Icon glyph=Glyph::Profile/>{t!(import.to_profile)}</a>
                {self.another()}
            </p>
        }
        .into_node()
    }
}

fn refusal(error: ImportError) -> (&'static str, String) {
    match error {
        ImportError::TooLarge { most } => (
            t!(import.too_large),
            t!(import.too_large_do, most = most / 1_000_000),
        ),
        ImportError::TooMany { most } => {
            (t!(import.too_large), t!(import.too_many_do, most = most))
        }
        ImportError::Empty => (t!(import.empty), t!(import.empty_do).to_owned()),
        ImportError::Archive => (t!(import.archive), t!(import.archive_do).to_owned()),
        ImportError::Later => (t!(import.later), t!(import.later_do).to_owned()),
        ImportError::Damaged => (t!(import.damaged), t!(import.damaged_do).to_owned()),
        ImportError::Sealed | ImportError::Unknown => {
            (t!(import.unknown), t!(import.unknown_do).to_owned())
        }
    }
}
