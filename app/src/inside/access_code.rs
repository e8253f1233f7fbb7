//! The access code, once. It lives in this view's memory and is gone with it.

use leptos::{ev, prelude::*, task::spawn_local, wasm_bindgen::JsCast, web_sys};
use leptos_router::hooks::use_navigate;
use owner::NewGrant;
use wasm_bindgen::closure::Closure;
use zeroize::Zeroizing;

use super::number;
use crate::{
    browser::{file, place::origin},
    node::{Node, view},
    parts::{Banner, Dialog, Fold, Glyph, NarrowPage, Reveal, Tone},
    signal::{RwSignal, Signal},
    t,
};

/// How long a button says that it copied, in seconds.
const SAID: std::time::Duration = std::time::Duration::from_secs(5);

/// A share that was just made.
#[derive(Clone)]
pub(super) struct Made {
    pub company: String,
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
            company: grant.name.clone(),
            fields: grant.attributes.len(),
            ordinary: has(false),
            special: has(true),
            token: grant.expose_token(),
            key: grant.expose_key(),
        }
    }
}

/// The page that hands the code over.
pub(super) fn view(made: Made) -> Node {
    let Made {
        company,
        fields,
        ordinary,
        special,
        token,
        key,
    } = made;
    let origin = origin();
    let command = |query: &str| {
        // Who opens it itself gets a file.
        let opened = if key.is_some() {
            " | age --decrypt --identity key.txt"
        } else {
            ""
        };
        Zeroizing::new(format!(
            "curl -H \"Authorization: Bearer {}\" {origin}/api/v1/profile{query}{opened}",
            token.as_str()
        ))
    };
    // Special categories leave only where they are asked for.
    let command = match (ordinary, special) {
        (_, false) => command(""),
        (false, true) => command("?special=true"),
        (true, true) => {
            let both = [command(""), command("?special=true")];
            Zeroizing::new(format!("{}\n{}", *both[0], *both[1]))
        }
    };
    let title = t!(
        access_code.title,
        count = fields,
        number = number::word(fields),
        company = company
    );
    let is_sealed = key.is_some();
    let (token, command) = (StoredValue::new(token), StoredValue::new(command));
    let key = StoredValue::new(key);
    let safe = RwSignal::new(false);
    // Copied one by one, both have to be.
    let (token_safe, key_safe) = (RwSignal::new(false), RwSignal::new(!is_sealed));
    Effect::new(move |_| {
        if token_safe.get() && key_safe.get() {
            safe.set(true);
        }
    });
    let is_saved = RwSignal::new(false);
    let name = StoredValue::new(company.clone());
    let on_save = Callback::new(move |()| {
        let text = token.with_value(|token| {
            let lines = [
                t!(access_code.name, company = name.get_value()),
                t!(access_code.file_lead).to_owned(),
                String::new(),
                t!(access_code.file_vault, origin = origin),
                t!(access_code.file_code, code = token.as_str()),
                t!(access_code.file_how, origin = origin),
            ];
            let mut text = lines.join("\n");
            key.with_value(|key| {
                if let Some(key) = key {
                    text.push('\n');
                    text.push_str(&t!(access_code.file_key, key = key.as_str()));
                }
            });
            text
        });
        file::save(t!(access_code.file_name), "text/plain;charset=utf-8", &text);
        safe.set(true);
        is_saved.set(true);
    });
    let saved = move || {
        is_saved.get().then(|| {
            let words = t!(access_code.saved, file = t!(access_code.file_name));
            view! { <Banner tone=Tone::Good live=true><p><b>{words}</b></p></Banner> }
        })
    };
    let key_box = is_sealed.then(|| {
        let key = StoredValue::new(key.get_value().unwrap_or_default());
        view! {
            <p class="quiet">{t!(access_code.key_how)}</p>
            <Code
                name=t!(access_code.key_name, company = name.get_value())
                remark=t!(access_code.once)
                code=key
                copy=t!(access_code.copy)
                safe=key_safe
            />
        }
    });
    view! {
        <NarrowPage title=title.clone()>
            <header class="head">
                <h1>{title}</h1>
                <p class="lead">{t!(access_code.lead)}</p>
            </header>
            <div class="stack">
                <h2>{t!(access_code.heading)}</h2>
                <p class="quiet">{t!(access_code.how)}</p>
                <Code
                    name=t!(access_code.name, company = company)
                    remark=t!(access_code.once)
                    code=token
                    copy=t!(access_code.copy)
                    safe=token_safe
                    on_save
                />
                {key_box}
                <div class="news">{saved}</div>
                <Banner tone=Tone::Soon glyph=Glyph::Warn>
                    <p><b>{t!(access_code.never_again)}</b></p>
                    <p>{t!(access_code.never_again_more)}</p>
                </Banner>
                <Fold word=t!(access_code.command_heading)>
                    <p class="quiet">{t!(access_code.command_lead)}</p>
                    <Code
                        name=t!(access_code.command_name)
                        remark=t!(access_code.command_remark)
                        code=command
                        copy=t!(access_code.copy_command)
                        safe=token_safe
                    />
                </Fold>
                <p class="actions">
                    <a class="btn" href="/sharing">{t!(access_code.done)}</a>
                </p>
            </div>
            <Leaving safe/>
        </NarrowPage>
    }
}

/// A code in its box. Once it was copied or saved the person may leave without a word.
#[component]
fn Code(
    #[prop(into)] name: String,
    #[prop(into)] remark: String,
    code: StoredValue<Zeroizing<String>>,
    copy: &'static str,
    safe: RwSignal<bool>,
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
                safe.set(true);
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

/// Asks before the code is lost: by the browser when the page is closed or reloaded, by a dialog when a link leads away.
#[component]
fn Leaving(safe: RwSignal<bool>) -> impl IntoView {
    let open = RwSignal::new(false);
    let target = RwSignal::new(String::new());
    let closing = window_event_listener(ev::beforeunload, move |event| {
        if !safe.get_untracked() {
            event.prevent_default();
        }
    });
    on_cleanup(move || closing.remove());
    listen_to_links(safe, open, target);
    let navigate = use_navigate();
    let leave = move |_| {
        safe.set(true);
        open.set(false);
        navigate(
            &target.get_untracked(),
            leptos_router::NavigateOptions::default(),
        );
    };
    view! {
        <Dialog id="leaving" title=t!(access_code.leaving) open>
            <p>{t!(access_code.leaving_more)}</p>
            <div class="pair">
                <button type="button" class="btn" on:click=leave>{t!(access_code.leave)}</button>
                <button type="button" class="btn" on:click=move |_| open.set(false)>{t!(access_code.stay)}</button>
            </div>
        </Dialog>
    }
}

/// The router listens at the window, so a listener at the document hears of a link first.
fn listen_to_links(safe: RwSignal<bool>, open: RwSignal<bool>, target: RwSignal<String>) {
    let heard = Closure::<dyn Fn(web_sys::MouseEvent)>::new(move |event: web_sys::MouseEvent| {
        // Once the view is gone there is nothing to lose.
        if safe.try_with_untracked(|safe| *safe) != Some(false) {
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
