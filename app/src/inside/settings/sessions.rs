//! Where the person is signed in.

use leptos::{prelude::*, task::spawn_local};
use vault::{digest::Digest, wire::SessionRecord};

use super::ways::name;
use crate::{
    inside::{opening::shown, words},
    node::{IntoNode, Node, view},
    parts::{Card, Glyph, Icon, Loading, Tone},
    session::{Session, Trouble},
    signal::RwSignal,
    t,
};

pub(super) fn view(session: Session) -> Node {
    let list = RwSignal::new(None::<Vec<SessionRecord>>);
    let trouble = RwSignal::new(None::<Trouble>);
    let load = move || {
        spawn_local(async move {
            match session.sessions().await {
                Ok(sessions) => list.set(Some(sessions)),
                Err(found) => trouble.set(Some(found)),
            }
        });
    };
    load();
    let end = Callback::new(move |one: Option<Digest>| {
        trouble.set(None);
        spawn_local(async move {
            match session.end_sessions(one).await {
                Ok(()) => load(),
                Err(found) => trouble.set(Some(found)),
            }
        });
    });
    let rows = move || match list.get() {
        None if trouble.with(Option::is_some) => ().into_node(),
        None => view! { <Loading word=t!(common.loading)/> },
        Some(sessions) => {
            let others = sessions.iter().filter(|session| !session.own).count();
            let row = |record: SessionRecord| row(session, record, end);
            let all = (others > 0).then(|| {
                view! {
                    <p>
                        <button type="button" class="btn" on:click=move |_| end.run(None)>
                            {t!(settings.end_others)}
                        </button>
                    </p>
                }
            });
            view! {
                <ul class="ways">{sessions.into_iter().map(row).collect_view()}</ul>
                {all}
            }
        }
    };
    view! {
        <Card>
            {rows}
            <div class="news">{move || trouble.get().map(|trouble| shown(&trouble, Tone::Bad))}</div>
        </Card>
    }
}

fn row(session: Session, record: SessionRecord, end: Callback<Option<Digest>>) -> Node {
    let with = move || name(session, record.method).unwrap_or_else(|| t!(settings.gone).to_owned());
    let title = move || {
        if record.own {
            t!(settings.this_browser).to_owned()
        } else {
            t!(settings.other_browser).to_owned()
        }
    };
    let opened = move || {
        t!(
            settings.opened,
            name = with(),
            moment = words::moment(record.since)
        )
    };
    let used = t!(settings.used, moment = words::moment(record.last_used));
    let button = (!record.own).then(|| {
        view! {
            <button type="button" class="btn text" on:click=move |_| end.run(Some(record.id))>
                {t!(settings.end)}
                <span class="hide">" "{opened}</span>
            </button>
        }
    });
    view! {
        <li>
            <Icon glyph=Glyph::Device/>
            <div>
                <p class="name">{title}</p>
                <p class="small quiet">{opened}" · "{used}</p>
            </div>
            {button}
        </li>
    }
}
