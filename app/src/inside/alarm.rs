//! What the device shows where the server says something that can't be. Nothing is opened.

use leptos::prelude::*;
use owner::Alarm;

use super::words;
use crate::{
    node::{Node, view},
    parts::{Banner, Head, NarrowPage, Tone},
    session::Session,
    t,
};

/// What happened, what it may mean, what to do.
pub(super) fn view(alarm: Alarm) -> Node {
    let session = expect_context::<Session>();
    let (happened, _) = words::alarm(&alarm);
    view! {
        <NarrowPage title=t!(alarm.title) bare=true>
            <div class="alone-page">
                <Head title=t!(alarm.title) lead=t!(alarm.lead)/>
                <Banner tone=Tone::Bad live=true>
                    <p><b>{happened}</b></p>
                    <p>{means(&alarm)}</p>
                </Banner>
                <div class="stack">
                    <h2>{t!(alarm.what_to_do)}</h2>
                    <p>{t!(alarm.do_not_type)}</p>
                    <p>{act(&alarm)}</p>
                    <p class="small quiet">{t!(alarm.reference, name = name(&alarm))}</p>
                </div>
                <p class="actions">
                    <button type="button" class="btn" on:click=move |_| session.lock()>{t!(alarm.again)}</button>
                </p>
            </div>
        </NarrowPage>
    }
}

fn means(alarm: &Alarm) -> &'static str {
    match alarm {
        Alarm::KeyringUnreadable => t!(alarm.means_keyring_unreadable),
        Alarm::KeyringSwapped => t!(alarm.means_keyring_swapped),
        Alarm::TagMissing => t!(alarm.means_tag_missing),
        Alarm::EpochForged => t!(alarm.means_epoch_forged),
        Alarm::EpochDenied => t!(alarm.means_epoch_denied),
        Alarm::OtherPerson => t!(alarm.means_other_person),
        Alarm::ManifestForged => t!(alarm.means_manifest_forged),
        Alarm::ManifestOlder { .. } => t!(alarm.means_manifest_older),
        Alarm::ManifestForked => t!(alarm.means_manifest_forked),
        Alarm::KeyringReplaced => t!(alarm.means_keyring_replaced),
        Alarm::MethodAdded => t!(alarm.means_method_added),
        Alarm::MethodMissing => t!(alarm.means_method_missing),
        Alarm::ItemMissing => t!(alarm.means_item_missing),
        Alarm::ItemsUnsigned => t!(alarm.means_items_unsigned),
        Alarm::ItemSwapped(_) => t!(alarm.means_item_swapped),
        Alarm::ItemForged(_) => t!(alarm.means_item_forged),
        Alarm::ItemDamaged(_) => t!(alarm.means_item_damaged),
        Alarm::GrantMissing => t!(alarm.means_grant_missing),
        Alarm::GrantsUnsigned => t!(alarm.means_grants_unsigned),
        Alarm::GrantAdded(_) => t!(alarm.means_grant_added),
        Alarm::GrantChanged(_) => t!(alarm.means_grant_changed),
        Alarm::EndUnproven(_) => t!(alarm.means_end_unproven),
        Alarm::GrantRevived(_) => t!(alarm.means_grant_revived),
        Alarm::LogCut => t!(alarm.means_log_cut),
        Alarm::LogRewritten => t!(alarm.means_log_rewritten),
    }
}

fn act(alarm: &Alarm) -> &'static str {
    match alarm {
        Alarm::ManifestOlder { .. }
        | Alarm::ManifestForked
        | Alarm::KeyringReplaced
        | Alarm::LogCut => {
            t!(alarm.act_backup)
        }
        Alarm::GrantMissing
        | Alarm::GrantsUnsigned
        | Alarm::GrantAdded(_)
        | Alarm::GrantChanged(_)
        | Alarm::EndUnproven(_)
        | Alarm::GrantRevived(_) => t!(alarm.act_company),
        Alarm::KeyringUnreadable
        | Alarm::ItemMissing
        | Alarm::ItemsUnsigned
        | Alarm::ItemSwapped(_)
        | Alarm::ItemForged(_)
        | Alarm::ItemDamaged(_) => t!(alarm.act_disk),
        Alarm::EpochDenied => t!(alarm.act_keys),
        Alarm::KeyringSwapped
        | Alarm::TagMissing
        | Alarm::OtherPerson
        | Alarm::EpochForged
        | Alarm::ManifestForged
        | Alarm::MethodAdded
        | Alarm::MethodMissing
        | Alarm::LogRewritten => t!(alarm.act_access),
    }
}

/// What the person can quote. The same in every language.
fn name(alarm: &Alarm) -> &'static str {
    match alarm {
        Alarm::KeyringUnreadable => "keyring-unreadable",
        Alarm::KeyringSwapped => "keyring-swapped",
        Alarm::TagMissing => "tag-missing",
        Alarm::EpochForged => "epoch-forged",
        Alarm::EpochDenied => "epoch-denied",
        Alarm::OtherPerson => "other-person",
        Alarm::ManifestForged => "manifest-forged",
        Alarm::ManifestOlder { .. } => "manifest-older",
        Alarm::ManifestForked => "manifest-forked",
        Alarm::KeyringReplaced => "keyring-replaced",
        Alarm::MethodAdded => "method-added",
        Alarm::MethodMissing => "method-missing",
        Alarm::ItemMissing => "item-missing",
        Alarm::ItemsUnsigned => "items-unsigned",
        Alarm::ItemSwapped(_) => "item-swapped",
        Alarm::ItemForged(_) => "item-forged",
        Alarm::ItemDamaged(_) => "item-damaged",
        Alarm::GrantMissing => "grant-missing",
        Alarm::GrantsUnsigned => "grants-unsigned",
        Alarm::GrantAdded(_) => "grant-added",
        Alarm::GrantChanged(_) => "grant-changed",
        Alarm::EndUnproven(_) => "end-unproven",
        Alarm::GrantRevived(_) => "grant-revived",
        Alarm::LogCut => "log-cut",
        Alarm::LogRewritten => "log-rewritten",
    }
}
