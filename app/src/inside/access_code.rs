//! What is handed over, once: the access code, and beside it the key of a sealed share. They live in this view's memory and are
//! gone with it.

use leptos::{ev, prelude::*, task::spawn_local, wasm_bindgen::JsCast, web_sys};
use leptos_router::hooks::use_navigate;
use owner::NewGrant;
use vault::{id::GrantId, purpose::Purpose};
use wasm_bindgen::closure::Closure;
use zeroize::Zeroizing;

use super::number;
use crate::{
    browser::{file, place::origin},
    node::{Node, view},
    parts::{Banner, Dialog, Fold, Glyph, NarrowPage, Reveal, Tone},
    signal::{Memo, RwSignal, Signal},
    t,
};

/// How long a button says that it copied, in seconds.
const SAID: std::time::Duration = std::time::Duration::from_secs(5);

/// A share that was just made.
#[derive(Clone)]
pub(super) struct Made {
    pub grant: GrantId,
    pub company: String,
    pub purpose: Purpose,
    /// How many fields.
    pub fields: usize,
    /// Whether there are ordinary fields among them.
    pub ordinary: bool,
    /// Whether there are special categories among them.
    pub special: bool,
    pub token: Zeroizing<String>,
    /// What opens the data, where the company opens it itself.
    pub key: Option<Zeroizing<String>>,
}

impl Made {
    pub fn of(grant: &NewGrant) -> Self {
        let has = |special| grant.attributes.iter().any(|one| one.special() == special);
        Self {
            grant: grant.grant,
            company: grant.name.clone(),
            purpose: grant.purpose,
            fields: grant.attributes.len(),
            ordinary: has(false),
            special: has(true),
            token: grant.expose_token(),
            key: grant.expose_key(),
        }
    }

    /// Lines for a terminal that ask for the fields and, where they are sealed, check and open the answer.
    fn commands(&self, origin: &str) -> Zeroizing<String> {
        // Special categories leave only where they are asked for.
        let asked = [(self.ordinary, false), (self.special, true)];
        let mut lines = Zeroizing::new(String::new());
        for (_, special) in asked.into_iter().filter(|(there, _)| *there) {
            if !lines.is_empty() {
                lines.push('\n');
            }
            lines.push_str(&self.command(origin, special));
        }
        lines
    }

    fn command(&self, origin: &str, special: bool) -> Zeroizing<String> {
        let (query, option) = if special {
            ("?special=true", " --special")
        } else {
            ("", "")
        };
        let token = self.token.as_str();
        let ask = Zeroizing::new(format!(
            "-H \"Authorization: Bearer {token}\" \"{origin}/api/v1/profile{query}\""
        ));
        if self.key.is_none() {
            return Zeroizing::new(format!("curl {}", *ask));
        }
        let term = self.purpose.term();
        let (grant, purpose) = (self.grant, term.strip_prefix("dpv:").unwrap_or(term));
        // `age` alone would open it too, and believe whoever signed it.
        Zeroizing::new(format!(
            "curl --fail {} -o answer.age\nmydata-cli company open answer.age --key-file key.txt --vault {origin} \
             --grant {grant} --purpose {purpose}{option} --seen seen.json",
            *ask
        ))
    }
}

/// What the person took along: copied one by one, or all of it in a file.
#[derive(Clone, Copy, PartialEq)]
struct Kept {
    code: bool,
    key: bool,
    file: bool,
}

/// What nobody has once the page is left.
#[derive(Clone, Copy, PartialEq)]
enum Lost {
    Code,
    Key,
    Both,
}

impl Kept {
    /// Nothing yet. A key that is not there can't be lost.
    fn nothing(is_sealed: bool) -> Self {
        Self {
            code: false,
            key: !is_sealed,
            file: false,
        }
    }

    fn lost(self) -> Option<Lost> {
        match (self.code, self.key) {
            _ if self.file => None,
            (true, true) => None,
            (false, true) => Some(Lost::Code),
            (true, false) => Some(Lost::Key),
            (false, false) => Some(Lost::Both),
        }
    }
}

impl Lost {
    fn title(self) -> &'static str {
        match self {
            Self::Code => t!(access_code.leaving),
            Self::Key => t!(access_code.leaving_key),
            Self::Both => t!(access_code.leaving_both),
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Code => t!(access_code.leaving_more),
            Self::Key => t!(access_code.leaving_key_more),
            Self::Both => t!(access_code.leaving_both_more),
        }
    }

    fn leave(self) -> &'static str {
        match self {
            Self::Code | Self::Key => t!(access_code.leave),
            Self::Both => t!(access_code.leave_both),
        }
    }
}

/// What the page says of the code alone, or of code and key.
struct Said {
    lead: &'static str,
    heading: &'static str,
    how: &'static str,
    never_again: &'static str,
    never_again_more: &'static str,
    command_lead: &'static str,
    command_name: &'static str,
    copy_command: &'static str,
}

impl Said {
    fn of(is_sealed: bool) -> Self {
        if is_sealed {
            Self {
                lead: t!(access_code.sealed_lead),
                heading: t!(access_code.sealed_heading),
                how: t!(access_code.sealed_how),
                never_again: t!(access_code.sealed_never_again),
                never_again_more: t!(access_code.sealed_never_again_more),
                command_lead: t!(access_code.sealed_command_lead),
                command_name: t!(access_code.sealed_command_name),
                copy_command: t!(access_code.sealed_copy_command),
            }
        } else {
            Self {
                lead: t!(access_code.lead),
                heading: t!(access_code.heading),
                how: t!(access_code.how),
                never_again: t!(access_code.never_again),
                never_again_more: t!(access_code.never_again_more),
                command_lead: t!(access_code.command_lead),
                command_name: t!(access_code.command_name),
                copy_command: t!(access_code.copy_command),
            }
        }
    }
}

/// The page that hands over.
pub(super) fn view(made: Made) -> Node {
    let origin = origin();
    let is_sealed = made.key.is_some();
    let command = StoredValue::new(made.commands(&origin));
    let title = t!(
        access_code.title,
        count = made.fields,
        number = number::word(made.fields),
        company = made.company
    );
    let Made {
        company,
        token,
        key,
        ..
    } = made;
    let (token, key) = (StoredValue::new(token), StoredValue::new(key));
    let kept = RwSignal::new(Kept::nothing(is_sealed));
    let name = StoredValue::new(company.clone());
    let on_save = Callback::new(move |()| {
        let text = token.with_value(|token| {
            key.with_value(|key| {
                let key = key.as_ref().map(|key| key.as_str());
                name.with_value(|company| file_text(company, &origin, token, key))
            })
        });
        file::save(t!(access_code.file_name), "text/plain;charset=utf-8", &text);
        kept.update(|kept| kept.file = true);
    });
    let is_saved = Memo::new(move |_| kept.with(|kept| kept.file));
    let saved = move || {
        is_saved.get().then(|| {
            let words = t!(access_code.saved, file = t!(access_code.file_name));
            view! { <Banner tone=Tone::Good live=true><p><b>{words}</b></p></Banner> }
        })
    };
    let took_code = Callback::new(move |()| kept.update(|kept| kept.code = true));
    let took_key = Callback::new(move |()| kept.update(|kept| kept.key = true));
    let key_box = is_sealed.then(|| {
        let key = StoredValue::new(key.get_value().unwrap_or_default());
        view! {
            <p class="quiet">{t!(access_code.key_how)}</p>
            <Code
                name=t!(access_code.key_name, company = name.get_value())
                remark=t!(access_code.once)
                code=key
                copy=t!(access_code.copy)
                on_copied=took_key
            />
        }
    });
    let said = Said::of(is_sealed);
    view! {
        <NarrowPage title=title.clone()>
            <header class="head">
                <h1>{title}</h1>
                <p class="lead">{said.lead}</p>
            </header>
            <div class="stack">
                <h2>{said.heading}</h2>
                <p class="quiet">{said.how}</p>
                <Code
                    name=t!(access_code.name, company = company)
                    remark=t!(access_code.once)
                    code=token
                    copy=t!(access_code.copy)
                    on_copied=took_code
                    on_save
                />
                {key_box}
                <div class="news">{saved}</div>
                <Banner tone=Tone::Soon glyph=Glyph::Warn>
                    <p><b>{said.never_again}</b></p>
                    <p>{said.never_again_more}</p>
                </Banner>
                <Fold word=t!(access_code.command_heading)>
                    <p class="quiet">{said.command_lead}</p>
                    <Code
                        name=said.command_name
                        remark=t!(access_code.command_remark)
                        code=command
                        copy=said.copy_command
                        on_copied=took_code
                    />
                </Fold>
                <p class="actions">
                    <a class="btn" href="/sharing">{t!(access_code.done)}</a>
                </p>
            </div>
            <Leaving kept/>
        </NarrowPage>
    }
}

/// The file that the company gets.
fn file_text(company: &str, origin: &str, token: &str, key: Option<&str>) -> Zeroizing<String> {
    let lead = match key {
        None => t!(access_code.file_lead),
        Some(_) => t!(access_code.sealed_file_lead),
    };
    let mut lines = vec![
        t!(access_code.name, company = company),
        lead.to_owned(),
        String::new(),
        t!(access_code.file_vault, origin = origin),
        t!(access_code.file_code, code = token),
    ];
    if let Some(key) = key {
        lines.push(t!(access_code.file_key, key = key));
        lines.push(t!(access_code.file_key_rule).to_owned());
    }
    lines.push(t!(access_code.file_how, origin = origin));
    Zeroizing::new(lines.join("\n"))
}

/// A code in its box.
#[component]
fn Code(
    #[prop(into)] name: String,
    #[prop(into)] remark: String,
    code: StoredValue<Zeroizing<String>>,
    copy: &'static str,
    on_copied: Callback<()>,
    #[prop(optional)] on_save: Option<Callback<()>>,
) -> impl IntoView {
    let is_copied = RwSignal::new(false);
    let refused = RwSignal::new(false);
    let shown = Signal::derive(move || code.with_value(|code| code.to_string()));
    let on_copy = Callback::new(move |()| {
        spawn_local(async move {
            let text = code.get_value();
            if file::copy(&text).await {
                refused.set(false);
                is_copied.set(true);
                on_copied.run(());
                set_timeout(move || is_copied.set(false), SAID);
            } else {
                refused.set(true);
            }
        });
    });
    let hint = move || {
        if refused.get() {
            t!(access_code.copy_refused)
        } else {
            t!(access_code.by_hand)
        }
        .to_owned()
    };
    let hint = Signal::derive(hint);
    let copied = t!(access_code.copied);
    match on_save {
        Some(on_save) => view! {
            <Reveal name remark code=shown copy copied is_copied on_copy save=t!(access_code.save) on_save hint main=true/>
        },
        None => view! { <Reveal name remark code=shown copy copied is_copied on_copy hint/> },
    }
}

/// Asks before something is lost: by the browser when the page is closed or reloaded, by a dialog when a link leads away.
#[component]
fn Leaving(kept: RwSignal<Kept>) -> impl IntoView {
    let open = RwSignal::new(false);
    let target = RwSignal::new(String::new());
    let closing = window_event_listener(ev::beforeunload, move |event| {
        if kept.get_untracked().lost().is_some() {
            event.prevent_default();
        }
    });
    on_cleanup(move || closing.remove());
    listen_to_links(kept, open, target);
    let navigate = use_navigate();
    let leave = move |_| {
        open.set(false);
        navigate(
            &target.get_untracked(),
            leptos_router::NavigateOptions::default(),
        );
    };
    let words = move |of: fn(Lost) -> &'static str| {
        Signal::derive(move || kept.get().lost().map(of).unwrap_or_default().to_owned())
    };
    view! {
        <Dialog id="leaving" title=words(Lost::title) open>
            <p>{words(Lost::words)}</p>
            <div class="pair">
                <button type="button" class="btn" on:click=leave>{words(Lost::leave)}</button>
                <button type="button" class="btn" on:click=move |_| open.set(false)>{t!(access_code.stay)}</button>
            </div>
        </Dialog>
    }
}

/// The router listens at the window, so a listener at the document hears of a link first.
fn listen_to_links(kept: RwSignal<Kept>, open: RwSignal<bool>, target: RwSignal<String>) {
    let heard = Closure::<dyn Fn(web_sys::MouseEvent)>::new(move |event: web_sys::MouseEvent| {
        // Once the view is gone there is nothing to lose.
        if kept
            .try_with_untracked(|kept| kept.lost())
            .flatten()
            .is_none()
        {
            return;
        }
        let element = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let link = element.and_then(|element| element.closest("a[href]").ok().flatten());
        if let Some(href) = link
            .and_then(|link| link.get_attribute("href"))
            .filter(|href| href.starts_with('/'))
        {
            event.prevent_default();
            target.set(href);
            open.set(true);
        }
    });
    let added =
        document().add_event_listener_with_callback("click", heard.as_ref().unchecked_ref());
    if added.is_err() {
        leptos::logging::warn!("links can't be listened to");
    }
    // It may outlive the view by the rest of the page's life, and does nothing then.
    heard.forget();
}
