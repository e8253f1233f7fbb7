//! What opens the vault: passkeys with the person's names for them, and the kit.

use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use vault::{id::MethodId, manifest::MethodKind, wire::MethodRecord};

use super::lost::{Asked, LostDialog};
use crate::{
    inside::{
        focus,
        opening::{shown, told},
        words,
    },
    node::{Node, view},
    parts::{Banner, Card, Dialog, Glyph, Icon, TextField, Tone, each, keyed},
    session::{Session, Trouble},
    signal::{Memo, RwSignal},
    t,
};

/// The longest name, in characters.
const LONGEST: u32 = 60;

pub(super) fn view(session: Session) -> Node {
    // Another device may have added or removed one; where the server can't be reached, what is known stands.
    spawn_local(async move {
        let _ = session.refresh().await;
    });
    let notice = RwSignal::new(None::<String>);
    let asked = RwSignal::new(None::<Asked>);
    let adding = RwSignal::new(false);
    let said = move |words: String| {
        notice.set(Some(words));
        focus::on("#ways-notice");
    };
    let said = Callback::new(said);
    let methods = Memo::new(move |_| {
        let vault = session.vault();
        vault
            .map(|vault| vault.methods().to_vec())
            .unwrap_or_default()
    });
    // A row stays while the list changes, with the name that is being typed in it.
    let rows = each(move || {
        let row = |method: MethodRecord| {
            let (id, kind) = (method.id, method.kind);
            keyed(id, move || row(session, methods, id, kind, asked))
        };
        methods.get().into_iter().map(row).collect()
    });
    let news = move || {
        notice.get().map(|words| {
            view! { <Banner tone=Tone::Good live=true><p><b>{words}</b></p></Banner> }
        })
    };
    let single = move || {
        let passkeys = |method: &&MethodRecord| method.kind == MethodKind::Passkey;
        let count = methods.with(|methods| methods.iter().filter(passkeys).count());
        (count < 2).then(|| view! { <p class="quiet">{t!(settings.one_passkey)}</p> })
    };
    view! {
        <Card>
            <ul class="ways">{rows}</ul>
            {single}
            <p class="actions">
                <button type="button" class="btn" on:click=move |_| adding.set(true)>
                    <Icon glyph=Glyph::Plus/>
                    {t!(settings.add)}
                </button>
                <button type="button" class="btn stop end" on:click=move |_| asked.set(Some(Asked::Which))>
                    {t!(settings.lost)}
                </button>
            </p>
        </Card>
        <div id="ways-notice" class="news" tabindex="-1">{news}</div>
        <AddDialog open=adding said/>
        <LostDialog asked said/>
    }
}

/// The person's name for a method, or what it is.
pub(super) fn name(session: Session, id: MethodId) -> Option<String> {
    let vault = session.vault()?;
    let named = vault
        .notes()
        .find(|note| note.method == id && !note.name.is_empty());
    if let Some(note) = named {
        return Some(note.name.clone());
    }
    let method = vault.methods().iter().find(|method| method.id == id)?;
    Some(match method.kind {
        MethodKind::Passkey => t!(settings.passkey).to_owned(),
        MethodKind::Kit => t!(settings.kit).to_owned(),
    })
}

fn row(
    session: Session,
    methods: Memo<Vec<MethodRecord>>,
    id: MethodId,
    kind: MethodKind,
    asked: RwSignal<Option<Asked>>,
) -> Node {
    let method = move || methods.get().into_iter().find(|method| method.id == id);
    let title = move || name(session, id);
    let glyph = match kind {
        MethodKind::Passkey => Glyph::Passkey,
        MethodKind::Kit => Glyph::Kit,
    };
    let dates = move || {
        let method = method()?;
        let used = method.last_used.map_or_else(
            || t!(settings.never_used).to_owned(),
            |at| t!(settings.used, moment = words::moment(at)),
        );
        let made = t!(settings.made, day = words::day(method.created));
        Some(format!("{made} · {used}"))
    };
    let renaming = RwSignal::new(false);
    let rename = move || {
        renaming
            .get()
            .then(|| view! { <Rename session id renaming/> })
    };
    let of_it = move || view! { <span class="hide">" "{title}</span> };
    let buttons = (kind == MethodKind::Passkey).then(|| {
        view! {
            <div class="actions">
                <button
                    type="button"
                    class="btn text"
                    aria-expanded=move || if renaming.get() { "true" } else { "false" }
                    on:click=move |_| renaming.update(|renaming| *renaming = !*renaming)
                >
                    {t!(settings.rename)}
                    {of_it}
                </button>
                <button type="button" class="btn text" on:click=move |_| asked.set(Some(Asked::This(id)))>
                    {t!(settings.remove)}
                    {of_it}
                </button>
            </div>
        }
    });
    view! {
        <li>
            <Icon glyph/>
            <div>
                <p class="name">{title}</p>
                <p class="small quiet">{dates}</p>
                {rename}
            </div>
            {buttons}
        </li>
    }
}

/// The box for another name, under the one that stands.
#[component]
fn Rename(session: Session, id: MethodId, renaming: RwSignal<bool>) -> impl IntoView {
    let now = session.peek().and_then(|vault| {
        let note = vault.notes().find(|note| note.method == id);
        note.map(|note| note.name.clone())
    });
    let typed = RwSignal::new(now.unwrap_or_default());
    let trouble = RwSignal::new(None::<Trouble>);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let name = typed.get_untracked().trim().to_owned();
        spawn_local(async move {
            match session.rename(id, name).await {
                Ok(()) => renaming.set(false),
                Err(found) => trouble.set(Some(found)),
            }
        });
    };
    let field = format!("name-{id}");
    view! {
        <form class="stack" novalidate=true on:submit=submit>
            <TextField id=field label=t!(settings.name) help=t!(settings.name_help) value=typed maxlength=LONGEST/>
            <p class="actions">
                <button type="submit" class="btn">{t!(settings.rename_keep)}</button>
                <button type="button" class="btn text" on:click=move |_| renaming.set(false)>{t!(settings.cancel)}</button>
            </p>
            {move || trouble.get().map(|trouble| shown(&trouble, Tone::Bad))}
        </form>
    }
}

/// Asks for a name, and makes a passkey.
#[component]
fn AddDialog(open: RwSignal<bool>, said: Callback<String>) -> impl IntoView {
    let session = expect_context::<Session>();
    let typed = RwSignal::new(String::new());
    let error = RwSignal::new(None::<String>);
    let trouble = RwSignal::new(None::<Trouble>);
    let busy = RwSignal::new(false);
    Effect::new(move |_| {
        if open.get() {
            typed.set(String::new());
            error.set(None);
            trouble.set(None);
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let name = typed.get_untracked().trim().to_owned();
        if name.is_empty() {
            error.set(Some(t!(settings.name_missing).to_owned()));
            return;
        }
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            let result = session.add_passkey(&name).await;
            busy.set(false);
            match result {
                Ok(()) => {
                    open.set(false);
                    said.run(t!(settings.added, name = name));
                }
                Err(found) => trouble.set(Some(found)),
            }
        });
    };
    let word = move || {
        if busy.get() {
            t!(open.asking)
        } else {
            t!(settings.add_make)
        }
    };
    view! {
        <Dialog id="add-dialog" title=t!(settings.add) open>
            <form class="stack" novalidate=true on:submit=submit>
                <p>{t!(settings.add_lead)}</p>
                <TextField
                    id="passkey-name"
                    label=t!(settings.name)
                    help=t!(settings.name_help)
                    value=typed
                    error
                    maxlength=LONGEST
                    on_input=Callback::new(move |_| error.set(None))
                />
                {move || trouble.get().map(|trouble| told(&trouble))}
                <div class="pair">
                    <button type="submit" class="btn" aria-disabled=move || busy.get().then_some("true")>{word}</button>
                    <button type="button" class="btn" on:click=move |_| open.set(false)>{t!(settings.not_now)}</button>
                </div>
            </form>
        </Dialog>
    }
}
