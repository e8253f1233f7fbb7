//! The profile, what is shared, and what opens the vault.

use std::io::Write;

use anyhow::Context as _;
use owner::Item;
use serde_json::json;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use vault::{attribute::Attribute, grant::State, manifest::MethodKind};

use super::inert;
use crate::me::Me;

pub(super) fn print(me: &Me, as_json: bool, out: &mut dyn Write) -> anyhow::Result<()> {
    if as_json {
        serde_json::to_writer_pretty(&mut *out, &everything(me)).context("could not be printed")?;
        writeln!(out)?;
        return Ok(());
    }
    let vault = me.vault();
    let named: Vec<_> = vault
        .items()
        .into_iter()
        .map(|item| (name(item), item))
        .collect();
    let width = named
        .iter()
        .map(|(name, _)| name.chars().count())
        .max()
        .unwrap_or_default();
    writeln!(out, "Profile")?;
    if named.is_empty() {
        writeln!(out, "  nothing yet")?;
    }
    for (name, item) in named {
        writeln!(out, "  {name:width$}  {}", inert(&item.value.one_line()))?;
    }
    writeln!(out, "\nSharing")?;
    let shares = vault.shares();
    if shares.is_empty() {
        writeln!(out, "  with nobody")?;
    }
    for share in shares {
        let company = share.company;
        writeln!(
            out,
            "  {}  {}, {}",
            company.grant,
            inert(&company.name),
            inert(&company.address)
        )?;
        writeln!(
            out,
            "    {} for {}, {} {}",
            list(&company.attributes),
            company.purpose.term(),
            state(share.state(me.now())),
            moment(share.until())
        )?;
    }
    writeln!(out, "\nOpens the vault")?;
    for (method, name) in me.methods() {
        let used = match method.last_used {
            Some(at) => format!("last used {}", moment(at)),
            None => "not used yet".to_owned(),
        };
        let what = match (method.kind, name.as_str()) {
            (MethodKind::Passkey, "") => "passkey".to_owned(),
            (MethodKind::Passkey, name) => format!("passkey “{}”", inert(name)),
            (MethodKind::Kit, name) => name.to_owned(),
        };
        writeln!(
            out,
            "  {}  {what}, made {}, {used}",
            method.id,
            moment(method.created)
        )?;
    }
    writeln!(
        out,
        "\nSigns with\n  key {}",
        vault.keyring().public_key().thumbprint()
    )?;
    Ok(())
}

fn everything(me: &Me) -> serde_json::Value {
    let vault = me.vault();
    let item = |item: &Item| {
        json!({
            "attribute": item.attribute,
            "label": item.value.label().unwrap_or(&item.label),
            "claim": item.value.claim(),
            "default": item.default,
            "updated_at": item.updated_at,
        })
    };
    let share = |share: owner::grants::Share<'_>| {
        let company = share.company;
        json!({
            "grant": company.grant,
            "company": company.name,
            "address": company.address,
            "purpose": company.purpose,
            "attributes": company.attributes,
            "state": match share.state(me.now()) {
                State::Active => "active",
                State::Paused(_) => "paused",
                State::Ended(cause) => cause.as_str(),
            },
            "until": share.until(),
        })
    };
    let method = |(method, name): (&vault::wire::MethodRecord, String)| {
        json!({
            "id": method.id,
            "kind": method.kind,
            "name": name,
            "created": method.created,
            "last_used": method.last_used,
        })
    };
    json!({
        "profile": vault.items().into_iter().map(item).collect::<Vec<_>>(),
        "sharing": vault.shares().into_iter().map(share).collect::<Vec<_>>(),
        "methods": me.methods().into_iter().map(method).collect::<Vec<_>>(),
        "signing_key": vault.keyring().public_key().thumbprint(),
    })
}

fn name(item: &Item) -> String {
    match (item.value.label(), item.label.as_str()) {
        (Some(own), _) => format!("“{}”", inert(own)),
        (None, "") => item.attribute.to_string(),
        (None, label) => format!("{} ({})", item.attribute, inert(label)),
    }
}

pub(super) fn list(attributes: &[Attribute]) -> String {
    let names: Vec<_> = attributes.iter().map(ToString::to_string).collect();
    names.join(", ")
}

fn state(state: State) -> &'static str {
    match state {
        State::Active => "until",
        State::Paused(_) => "paused, until",
        State::Ended(cause) => cause.as_str(),
    }
}

/// A moment as UTC, RFC 3339.
pub(super) fn moment(at: i64) -> String {
    let known = OffsetDateTime::from_unix_timestamp(at);
    let text = known.ok().and_then(|moment| moment.format(&Rfc3339).ok());
    text.unwrap_or_else(|| at.to_string())
}
