//! Each part rendered as the server would: the HTML is well formed, what explains a control is tied to it, and nothing
//! is styled in place.

mod html;

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{components::Router, location::RequestUrl};

use self::html::{attribute, check, without_tags};
use super::*;
use crate::{node::view, signal::RwSignal};

const HOSTILE: &str = "<img src=x onerror=alert(1)> & \"Sons\"";

fn company(id: &str, name: &str) -> Company {
    Company {
        id: id.to_owned(),
        name: name.to_owned(),
    }
}

fn nothing() -> Callback<()> {
    Callback::new(|()| ())
}

fn frame() -> Frame {
    Frame {
        product: "Product".into(),
        skip: "Skip".into(),
        nav_name: "Main".into(),
        nav: vec![
            NavLink {
                href: "/",
                glyph: Glyph::Home,
                word: "Home".into(),
                waiting: None,
            },
            NavLink {
                href: "/sharing",
                glyph: Glyph::Sharing,
                word: "Sharing".into(),
                waiting: Some((2_u32.into(), "wait".into())),
            },
        ],
        signed_in: true.into(),
        account: "Ines".into(),
        unlocked: true.into(),
        lock: "Lock".into(),
        on_lock: nothing(),
        foot: "Foot".into(),
        foot_links: vec![FrameLink {
            href: "/help",
            word: "Help".into(),
        }],
    }
}

fn render<V: IntoView + 'static>(page: impl FnOnce() -> V + Send + 'static) -> String {
    Owner::new().with(|| {
        provide_meta_context();
        provide_context(RequestUrl::new("/sharing/new"));
        provide_context(frame());
        view! { <Router>{page().into_any()}</Router> }.to_html()
    })
}

#[test]
fn a_page_stands_in_its_frame() {
    let html = render(|| {
        view! {
            <Page title="Share" decide=|| view! { <section class="decide"></section> }>
                <Head
                    title="Share"
                    lead="Lead"
                    act=|| view! { <a class="btn main act" href="/x">"Act"</a> }
                    beside=|| view! { <b>"beside"</b> }
                />
                <Ledger id="first" heading="First" note="Note" margin=|| view! { <p>"margin"</p> }>
                    <Card>"matter"</Card>
                    <Fold word="More">"folded"</Fold>
                </Ledger>
            </Page>
        }
    });
    let tags = check(&html);
    let current: Vec<_> = tags
        .iter()
        .filter(|(_, attributes)| attributes.contains_key("aria-current"))
        .filter_map(|(_, attributes)| attributes.get("href"))
        .collect();
    assert_eq!(current, ["/sharing"]);
    assert!(html.contains("<main id=\"main\""));
    assert!(html.contains("href=\"#main\""));
    assert!(html.contains("href=\"/settings\""));
}

#[test]
fn a_bare_page_has_no_navigation() {
    let html =
        render(|| view! { <NarrowPage title="Allow?" bare=true><p>"Question"</p></NarrowPage> });
    check(&html);
    assert!(!html.contains("<nav"));
    assert!(html.contains("page narrow"));
}

#[test]
fn fields_are_tied_to_help_and_error() {
    let html = render(|| {
        let text = RwSignal::new("07700".to_owned());
        view! {
            <TextField id="plain" label="Plain" value=text/>
            <TextField
                id="tel"
                label="Phone"
                value=text
                kind="tel"
                autocomplete="tel"
                help="Help"
                error=Some("Wrong".to_owned())
                verbatim=true
            />
            <LongField id="notes" label="Notes" value=text help="Help"/>
            <SelectField
                id="sort"
                label="Sort"
                value=text
                options=vec![("a".to_owned(), "A".to_owned()), ("07700".to_owned(), "B".to_owned())]
            />
            <DateField
                id="day"
                label="Day"
                value=text
                help="Help"
                error=Some("Wrong".to_owned())
                understood=None
            />
            <SearchField id="find" label="Find" value=text placeholder="Find" label_hidden=true/>
        }
    });
    let tags = check(&html);
    assert_eq!(attribute(&tags, "plain", "aria-describedby"), None);
    assert_eq!(attribute(&tags, "plain", "aria-invalid"), None);
    assert_eq!(
        attribute(&tags, "tel", "aria-describedby"),
        Some("tel-help tel-error")
    );
    assert_eq!(attribute(&tags, "tel", "aria-invalid"), Some("true"));
    assert_eq!(attribute(&tags, "tel", "autocomplete"), Some("tel"));
    assert_eq!(attribute(&tags, "tel", "value"), Some("07700"));
    assert_eq!(
        attribute(&tags, "notes", "aria-describedby"),
        Some("notes-help")
    );
    assert_eq!(
        attribute(&tags, "day", "aria-describedby"),
        Some("day-help day-error")
    );
    let selected: Vec<_> = tags
        .iter()
        .filter(|(name, attributes)| name == "option" && attributes.contains_key("selected"))
        .filter_map(|(_, attributes)| attributes.get("value"))
        .collect();
    assert_eq!(selected, ["07700"]);
}

#[test]
fn a_share_is_drawn() {
    let html = render(|| {
        view! {
            <Card id="card" labelled="name">
                <ShareHead
                    company=company("1", "Harbour")
                    id="name"
                    href="/sharing/1"
                    address="harbour.example"
                    checked="checked"
                    shut=true
                >
                    <Status state=State::Paused word="Paused"/>
                </ShareHead>
                <Sentence
                    before="May read your "
                    fields=vec!["name".to_owned(), "address".to_owned(), "phone".to_owned()]
                    between=", "
                    last=" and "
                    after=" to "
                    end="send your bill."
                />
                <LifeLine
                    since=0
                    now=25
                    until=100
                    left="75 days left"
                    since_words="Since"
                    until_words="Until"
                    life=Life::Held
                />
                <Facts across=true>
                    <Fact term="Last read">"Today"</Fact>
                </Facts>
            </Card>
            <Arcade
                name="Companies"
                doors=vec![
                    ArcadeDoor {
                        company: company("1", "Harbour"),
                        href: "/sharing/1".to_owned(),
                        note: "Paused".to_owned(),
                        shut: true,
                    },
                ]
            />
        }
    });
    check(&html);
    let words = without_tags(&html);
    assert!(
        words.contains("May read your name, address and phone to send your bill."),
        "{words}"
    );
    assert!(html.contains("cx=\"25%\""));
    assert!(html.contains("life held"));
    assert!(html.contains(" shut\""));
}

#[test]
fn a_company_writes_text_and_no_markup() {
    let html = render(|| {
        view! {
            <ShareHead company=company(HOSTILE, HOSTILE) id="name" address=HOSTILE/>
            <Purpose id="use" kind="1" weight="Needed" theirs=HOSTILE>
                <PickSet name="Name" value=HOSTILE/>
            </Purpose>
            <Brief>
                <Entry
                    time="17:46"
                    moment="2026-11-21T17:46Z"
                    company=company("1", HOSTILE)
                    did="read"
                    why=HOSTILE
                    state=State::Sent
                    state_word="Sent"
                />
            </Brief>
            <Reveal
                name=HOSTILE
                code="mydata_gt"
                copy="Copy"
                copied="Copied"
                is_copied=false
                on_copy=nothing()
            />
        }
    });
    let tags = check(&html);
    assert!(tags.iter().all(|(name, _)| name != "img"));
}

#[test]
fn a_profile_is_drawn() {
    let html = render(|| {
        let text = RwSignal::new(String::new());
        let row = move |label: &'static str, open: bool, value: Option<String>| {
            view! {
                <FieldRow
                    label
                    value
                    none="Nothing"
                    source="Typed"
                    readers=vec![company("1", "Harbour")]
                    readers_words="1 company"
                    edit="Edit"
                    open
                    on_edit=nothing()
                    editing="Editing"
                    form=move || view! { <TextField id="open" label="Name" value=text/> }
                />
            }
        };
        view! {
            <Fields>
                {row("Name", false, Some("Ines".to_owned()))}
                {row("Title", false, None)}
                {row("Phone", true, None)}
            </Fields>
            <Picks legend="Fields">
                <Pick id="pick" checked=RwSignal::new(true) name="Name" value="Ines" more="More"/>
            </Picks>
            <Tiles legend="Days">
                <Tile group="days" value="1" chosen=RwSignal::new("1".to_owned()) word="1 day" small="22 Nov"/>
            </Tiles>
            <Tick id="tick" checked=RwSignal::new(false) label="Also"/>
        }
    });
    let tags = check(&html);
    assert_eq!(html.matches("field-row").count(), 3);
    assert!(html.contains("editing"));
    assert_eq!(attribute(&tags, "pick", "checked"), Some(""));
    assert_eq!(attribute(&tags, "tick", "checked"), None);
}

#[test]
fn states_are_drawn() {
    let html = render(|| {
        let saved = |state: SaveState| {
            view! {
                <Saved state saving="Saving" saved="Saved 14:02" not_saved="Not saved" retry="Again" on_retry=nothing()/>
            }
        };
        view! {
            <Banner tone=Tone::Soon glyph=Glyph::Kit live=true><p>"Soon"</p></Banner>
            <Hint glyph=Glyph::Check good=true>"Hint"</Hint>
            <Empty title="Nothing" words="Yet"/>
            <Loading word="Waiting"/>
            <Problem title="Wrong" words="Do this" retry="Again" on_retry=nothing() reference="7F"/>
            {saved(SaveState::Idle)}
            {saved(SaveState::Saving)}
            {saved(SaveState::Saved)}
            {saved(SaveState::NotSaved)}
            <Dialog id="stop" title="Stop?" open=RwSignal::new(false)><p>"Words"</p></Dialog>
            <Steps>
                <Step done=true done_word="Done">"One"</Step>
                <Step done=false done_word="Done" act=|| view! { <button class="btn text">"Skip"</button> }>
                    "Two"
                </Step>
            </Steps>
            <FormStep id="step" number=1 heading="Who" note="Note">"Form"</FormStep>
            <Tabs
                name="Views"
                tabs=vec![
                    Tab {
                        href: "/sharing".to_owned(),
                        word: "Now".into(),
                        count: Some(5_u32.into()),
                        current: true.into(),
                    },
                ]
            />
        }
    });
    check(&html);
    assert!(html.contains("role=\"alert\""));
    assert!(!html.contains("<dialog open"));
}

#[test]
fn the_log_the_chart_and_the_kit_are_drawn() {
    let html = render(|| {
        let bars: Vec<Bar> = (0..30)
            .map(|n| Bar {
                label: n.to_string(),
                sent: n % 4,
                refused: n % 3,
            })
            .collect();
        view! {
            <Log day="Today">
                <Entry
                    time="17:46"
                    moment="2026-11-21T17:46Z"
                    company=company("1", "Harbour")
                    did="read your name"
                    why="To bill"
                    state=State::Sent
                    state_word="Sent"
                >
                    <p>"details"</p>
                </Entry>
            </Log>
            <Legend sent="Sent" refused="Refused"/>
            <BarChart
                bars
                name="Chart"
                show_table="Table"
                caption="Reads a day"
                day="Day"
                sent="Sent"
                refused="Refused"
            />
            <KitSheet
                product="Product"
                made="Kit 1"
                title="Kit"
                code_heading="Code"
                groups=vec!["7K4M".to_owned()]
                qr=|| view! { <Qr side=2 modules=vec![true, false, false, true] name="Code"/> }
                warning="Warning"
                facts=vec![KitFact { term: "Where".into(), words: None }]
            />
        }
    });
    check(&html);
    assert!(html.contains("M0 0h1v1h-1zM1 1h1v1h-1z"));
    assert!(html.contains("<details"));
}

#[test]
fn every_icon_is_in_the_sprite() {
    let sprite = include_str!("../../../public/icons.svg");
    for glyph in [
        Glyph::Active,
        Glyph::Activity,
        Glyph::Back,
        Glyph::Broken,
        Glyph::Calendar,
        Glyph::Check,
        Glyph::Close,
        Glyph::Code,
        Glyph::Company,
        Glyph::Copy,
        Glyph::Dark,
        Glyph::Delete,
        Glyph::Device,
        Glyph::Edit,
        Glyph::Ended,
        Glyph::Help,
        Glyph::Home,
        Glyph::Inbox,
        Glyph::Info,
        Glyph::Kit,
        Glyph::Light,
        Glyph::Lock,
        Glyph::Mark,
        Glyph::More,
        Glyph::Offline,
        Glyph::Out,
        Glyph::Passkey,
        Glyph::Paused,
        Glyph::Person,
        Glyph::Phone,
        Glyph::Plus,
        Glyph::Print,
        Glyph::Profile,
        Glyph::Refused,
        Glyph::Retry,
        Glyph::Save,
        Glyph::Search,
        Glyph::Settings,
        Glyph::Sharing,
        Glyph::Soon,
        Glyph::Todo,
        Glyph::Unbroken,
        Glyph::Undo,
        Glyph::Unlock,
        Glyph::Warn,
    ] {
        let name = glyph
            .href()
            .strip_prefix("/icons.svg#")
            .expect("in the sprite");
        assert!(sprite.contains(&format!("<symbol id=\"{name}\"")), "{name}");
    }
}
