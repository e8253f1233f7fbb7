//! Activity: who read what and when, and whether the log of it holds.

use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_query_map;
use vault::id::GrantId;

use super::{
    acts::{ActDialogs, ActNotice, Acts},
    clock,
    log_file::LogFile,
    log_state::LogState,
    number,
    reads::{Period, Reads},
    shared::{self, Shared},
    timeline::{self, Timeline},
};
use crate::{
    node::{Node, view},
    parts::{BarChart, Empty, Head, Ledger, Legend, Page, Tab, Tabs, When},
    session::{LogCheck, Session},
    signal::{Memo, RwSignal, Signal},
    t,
};

/// Entries shown at once.
const PAGE: usize = 50;

pub(super) fn view() -> Node {
    let session = expect_context::<Session>();
    let now = clock::ticking();
    let shares = shared::all(session, now);
    let acts = Acts::new();
    let query = use_query_map();
    let period = Memo::new(move |_| {
        query.with(|query| {
            query
                .get_str("period")
                .map_or(Period::MONTH, Period::of_key)
        })
    });
    let reads = Memo::new(move |_| Reads::count(&session.entries(), period.get(), now.get()));
    let any = Memo::new(move |_| !session.entries().is_empty());
    let checking = RwSignal::new(false);
    let check = move || {
        if checking.get_untracked() {
            return;
        }
        checking.set(true);
        spawn_local(async move {
            // How it went is what the state of the log says.
            let _ = session.refresh().await;
            checking.set(false);
        });
    };
    check();

    let lead = move || {
        match session.log() {
            LogCheck::Unbroken { .. } => {}
            LogCheck::Now => return t!(activity.checking).to_owned(),
            LogCheck::Unreached => return t!(activity.unreached).to_owned(),
            LogCheck::Broken(_) => return t!(activity.broken).to_owned(),
        }
        let (sent, refused) = reads.with(|reads| (reads.sent, reads.refused));
        let read = match sent {
            0 => t!(activity.lead_nothing, period = period.get().word()),
            sent => t!(
                activity.lead,
                period = period.get().word(),
                count = sent,
                number = number::word(sent)
            ),
        };
        match refused {
            0 => read,
            refused => t!(
                activity.lead_refused,
                read = read,
                refused = t!(
                    activity.some_refused,
                    count = refused,
                    number = number::first_word(refused)
                )
            ),
        }
    };
    let tab = move |own: Period| Tab {
        href: format!("/activity?period={}", own.key()),
        word: own.word().into(),
        count: None,
        current: Signal::derive(move || period.get() == own),
    };
    view! {
        <Page title=t!(nav.activity)>
            <Head title=t!(nav.activity) lead=Signal::derive(lead)/>
            <Tabs name=t!(activity.period) tabs=Period::ALL.map(tab).to_vec()/>
            <ActNotice acts/>
            <When when=move || any.get()>
                <Chart reads period/>
                <WhoAndWhat reads shares/>
            </When>
            <TheLog session shares acts checking on_check=Callback::new(move |()| check())/>
            <ActDialogs acts/>
        </Page>
    }
}

#[component]
fn Chart(reads: Memo<Reads>, period: Memo<Period>) -> impl IntoView {
    let hours = move || period.get() == Period::Hours;
    let heading = move || {
        if hours() {
            t!(activity.reads_an_hour)
        } else {
            t!(activity.reads_a_day)
        }
        .to_owned()
    };
    let busiest = move || {
        reads.with(|reads| match reads.busiest() {
            None => t!(activity.nothing_read).to_owned(),
            Some((name, bar)) if hours() => t!(
                activity.busiest_hour,
                hour = name,
                sent = bar.sent,
                refused = bar.refused
            ),
            Some((name, bar)) => t!(
                activity.busiest_day,
                day = name,
                sent = bar.sent,
                refused = bar.refused
            ),
        })
    };
    let caption = move || match period.get() {
        Period::Hours => t!(activity.caption_hours).to_owned(),
        Period::Days(days) => t!(activity.caption_days, count = days),
    };
    let column = move || {
        if hours() {
            t!(activity.hour)
        } else {
            t!(activity.day)
        }
        .to_owned()
    };
    let legend = || view! { <Legend sent=t!(activity.sent) refused=t!(activity.refused)/> };
    view! {
        <Ledger id="reads" heading=Signal::derive(heading) note=Signal::derive(busiest) margin=legend first=true>
            <BarChart
                bars=Signal::derive(move || reads.get().bars)
                name=Signal::derive(move || t!(activity.chart, heading = heading()))
                show_table=t!(activity.show_table)
                caption=Signal::derive(caption)
                day=Signal::derive(column)
                sent=t!(activity.sent)
                refused=t!(activity.refused)
            />
        </Ledger>
    }
}

#[component]
fn WhoAndWhat(reads: Memo<Reads>, shares: Memo<Vec<Shared>>) -> impl IntoView {
    let any = Memo::new(move |_| reads.with(|reads| reads.sent > 0));
    let name = move |grant: GrantId| {
        shares
            .with(|shares| {
                shares
                    .iter()
                    .find(|share| share.grant == grant)
                    .map(|share| share.company.name.clone())
            })
            .unwrap_or_else(|| t!(activity.unknown_company).to_owned())
    };
    let companies = move || {
        let row = |(grant, count): (GrantId, u64)| {
            view! {
                <tr>
                    <th scope="row"><a href=format!("/sharing/{grant}")><bdi>{name(grant)}</bdi></a></th>
                    <td class="number">{count}</td>
                </tr>
            }
        };
        reads.get().companies.into_iter().map(row).collect_view()
    };
    let kinds = move || {
        let row = |(kind, count): (String, u64)| view! { <tr><th scope="row">{kind}</th><td class="number">{count}</td></tr> };
        reads.get().kinds.into_iter().map(row).collect_view()
    };
    view! {
        <Ledger id="who" heading=t!(activity.who)>
            <When when=move || any.get() fallback=|| view! { <p class="quiet">{t!(activity.nothing_read)}</p> }>
                <div class="tables">
                    <table>
                        <caption class="hide">{t!(activity.by_company)}</caption>
                        <thead>
                            <tr><th scope="col">{t!(activity.company)}</th><th scope="col" class="number">{t!(activity.reads)}</th></tr>
                        </thead>
                        <tbody>{companies}</tbody>
                    </table>
                    <table>
                        <caption class="hide">{t!(activity.by_kind)}</caption>
                        <thead>
                            <tr><th scope="col">{t!(activity.kind)}</th><th scope="col" class="number">{t!(activity.reads)}</th></tr>
                        </thead>
                        <tbody>{kinds}</tbody>
                    </table>
                </div>
            </When>
        </Ledger>
    }
}

#[component]
fn TheLog(
    session: Session,
    shares: Memo<Vec<Shared>>,
    acts: Acts,
    checking: RwSignal<bool>,
    on_check: Callback<()>,
) -> impl IntoView {
    let shown = RwSignal::new(PAGE);
    let events = Memo::new(move |_| {
        let entries = session.entries();
        let newest = entries
            .get(entries.len().saturating_sub(shown.get())..)
            .unwrap_or_default();
        session
            .vault()
            .map(|vault| timeline::of_log(&vault, newest.iter()))
            .unwrap_or_default()
    });
    let count = move || session.entries().len();
    let margin = move || {
        view! {
            <p>
                <button
                    type="button"
                    class="btn text"
                    aria-disabled=move || checking.get().then_some("true")
                    on:click=move |_| on_check.run(())
                >
                    {t!(activity.check_again)}
                </button>
            </p>
        }
    };
    view! {
        <Ledger id="log" heading=t!(activity.log) note=t!(activity.log_note) margin>
            <LogState session checking/>
            <LogFile session/>
            <Timeline events shares acts/>
            <When when=move || count() == 0>
                <Empty title=t!(activity.none) words=t!(activity.none_more)>
                    <p><a class="btn" href="/sharing">{t!(activity.to_sharing)}</a></p>
                </Empty>
            </When>
            <When when=move || { shown.get() < count() }>
                <p>
                    <button type="button" class="btn" on:click=move |_| shown.update(|shown| *shown += PAGE)>
                        {t!(activity.show_more)}
                    </button>
                </p>
            </When>
        </Ledger>
    }
}
