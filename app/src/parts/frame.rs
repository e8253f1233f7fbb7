use std::sync::atomic::{AtomicBool, Ordering};

use leptos::{prelude::*, wasm_bindgen::JsCast, web_sys::HtmlElement};
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use super::{Glyph, Icon, When, Words, icon::Mark};
use crate::{node::view, signal::Signal};

/// One entry of the main navigation. On phones it is in the bar at the foot, which holds five at most.
#[derive(Clone)]
pub struct NavLink {
    /// An absolute path. The entry is current there and below it; `/` only there.
    pub href: &'static str,
    pub glyph: Glyph,
    pub word: Words,
    /// What waits there: the number, and the words that follow it for who cannot see the badge. 0 shows nothing.
    pub waiting: Option<(Signal<u32>, Words)>,
}

/// A link of the foot.
#[derive(Clone)]
pub struct FrameLink {
    pub href: &'static str,
    pub word: Words,
}

/// What stands around every page. `App` provides it once as context; `Page` reads it.
#[derive(Clone)]
pub struct Frame {
    /// The product's name beside the mark.
    pub product: Words,
    pub skip: Words,
    /// The name of the navigation, for screen readers.
    pub nav_name: Words,
    pub nav: Vec<NavLink>,
    /// Navigation and account area are shown only when it is true.
    pub signed_in: Signal<bool>,
    /// The person's name once the vault is open, and the word for settings until then.
    pub account: Words,
    /// Whether there is something to lock.
    pub unlocked: Signal<bool>,
    pub lock: Words,
    pub on_lock: Callback<()>,
    /// Whose server this is.
    pub foot: Words,
    pub foot_links: Vec<FrameLink>,
}

/// A page in its frame. Sets the title, and after a navigation without reload moves the focus to the page's `h1`.
#[component]
pub fn Page(
    /// The page's own title; the product's name is added.
    #[prop(into)]
    title: Words,
    /// Without navigation: welcome, setup, and pages with one decision.
    #[prop(optional)]
    bare: bool,
    #[prop(optional)] narrow: bool,
    /// Below the page, in the main region: the `.decide` bar.
    #[prop(optional, into)]
    decide: Option<ViewFn>,
    children: Children,
) -> impl IntoView {
    let frame = use_context::<Frame>();
    let product = frame.as_ref().map(|frame| frame.product);
    let full_title = move || match product {
        Some(product) => format!("{} · {}", title.get(), product.get()),
        None => title.get(),
    };
    focus_after_navigation();
    view! {
        <Title text=full_title/>
        {frame.clone().map(|frame| view! { <TopBar frame bare/> })}
        <main id="main" tabindex="-1">
            <div class=if narrow { "page narrow" } else { "page" }>{children()}</div>
            {decide.map(|decide| decide.run())}
        </main>
        {frame.map(|frame| view! { <Foot frame/> })}
    }
}

/// A page for reading or for one question: `Page` at the width of a column.
#[component]
pub fn NarrowPage(
    #[prop(into)] title: Words,
    #[prop(optional)] bare: bool,
    #[prop(optional, into)] decide: Option<ViewFn>,
    children: Children,
) -> impl IntoView {
    view! {
        <Page title bare narrow=true nostrip:decide=decide>
            {children()}
        </Page>
    }
}

/// The head of a page: its `h1`, a sentence that answers its main question, and one action or status beside it.
#[component]
pub fn Head(
    #[prop(into)] title: Words,
    #[prop(optional, into)] lead: Option<Words>,
    /// The main action, as a link or button with the class `act`.
    #[prop(optional, into)]
    act: Option<ViewFn>,
    /// What stands at the end of the title's line, such as `Saved`.
    #[prop(optional, into)]
    beside: Option<ViewFn>,
) -> impl IntoView {
    let heading = move || view! { <h1>{title}</h1> };
    view! {
        <header class="head">
            {match beside {
                Some(beside) => {
                    view! { <div class="row between">{heading()}{beside.run()}</div> }
                }
                None => heading(),
            }}
            {lead.map(|lead| view! { <p class="lead">{lead}</p> })}
            {act.map(|act| act.run())}
        </header>
    }
}

#[component]
fn TopBar(frame: Frame, bare: bool) -> impl IntoView {
    let path = use_location().pathname;
    let Frame {
        product,
        skip,
        nav_name,
        nav,
        signed_in,
        account,
        unlocked,
        lock,
        on_lock,
        ..
    } = frame;
    let links = StoredValue::new(nav);
    view! {
        <a class="skip" href="#main">{skip}</a>
        <header class="top">
            <div class="top-in">
                <a class="mark" href="/">
                    <Mark/>
                    {product}
                </a>
                <When when=move || !bare && signed_in.get()>
                    <nav class="nav no-print" aria-label=nav_name>
                        <ul>
                            {links
                                .get_value()
                                .into_iter()
                                .map(|link| {
                                    let current = move || {
                                        is_current(link.href, &path.get()).then_some("page")
                                    };
                                    view! {
                                        <li>
                                            <a href=link.href aria-current=current>
                                                <Icon glyph=link.glyph/>
                                                {link.word}
                                                {link.waiting.map(|(number, words)| view! { <Waiting number words/> })}
                                            </a>
                                        </li>
                                    }
                                })
                                .collect_view()}
                        </ul>
                    </nav>
                </When>
                <When when=move || signed_in.get()>
                    <div class="account no-print">
                        <a href="/settings">
                            <Icon glyph=Glyph::Person/>
                            <span class="name">{account}</span>
                        </a>
                        <When when=move || unlocked.get()>
                            <button type="button" on:click=move |_| on_lock.run(())>
                                <Icon glyph=Glyph::Lock/>
                                <span class="name">{lock}</span>
                            </button>
                        </When>
                    </div>
                </When>
            </div>
        </header>
    }
}

#[component]
fn Waiting(number: Signal<u32>, words: Words) -> impl IntoView {
    view! {
        <When when=move || number.get() != 0>
            <span class="count">{number}<span class="hide">" "{words}</span></span>
        </When>
    }
}

#[component]
fn Foot(frame: Frame) -> impl IntoView {
    let links = frame
        .foot_links
        .into_iter()
        .map(|link| view! { <li><a href=link.href>{link.word}</a></li> })
        .collect_view();
    view! {
        <footer class="foot">
            <div class="foot-in">
                <p>{frame.foot}</p>
                <ul>{links}</ul>
            </div>
        </footer>
    }
}

fn is_current(href: &str, path: &str) -> bool {
    match path.strip_prefix(href) {
        Some("") => true,
        Some(rest) => href != "/" && rest.starts_with('/'),
        None => false,
    }
}

/// Without a reload nobody tells a screen reader that the page is another. The first page is left to the browser.
fn focus_after_navigation() {
    static SHOWN: AtomicBool = AtomicBool::new(false);
    Effect::new(move |_| {
        if !SHOWN.swap(true, Ordering::Relaxed) {
            return;
        }
        request_animation_frame(|| {
            let heading = document().query_selector("main h1").ok().flatten();
            if let Some(heading) = heading.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
                // A heading takes the focus from script only once it has a tabindex.
                let focused = heading
                    .set_attribute("tabindex", "-1")
                    .and_then(|()| heading.focus());
                if focused.is_err() {
                    leptos::logging::warn!("the page's heading could not take the focus");
                }
            }
        });
    });
}

#[cfg(test)]
mod tests {
    use super::is_current;

    #[test]
    fn a_link_is_current_at_its_page_and_below() {
        assert!(is_current("/sharing", "/sharing"));
        assert!(is_current("/sharing", "/sharing/new"));
        assert!(!is_current("/sharing", "/sharing-less"));
        assert!(is_current("/", "/"));
        assert!(!is_current("/", "/sharing"));
    }
}
