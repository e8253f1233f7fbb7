//! The log of every read, line by line.

use std::io::Write;

use vault::log::Entry;

use super::{inert, show};
use crate::me::Me;

pub(super) fn print(
    me: &Me,
    entries: &[Entry],
    json: bool,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    for entry in entries {
        if json {
            serde_json::to_writer(&mut *out, entry)?;
            writeln!(out)?;
            continue;
        }
        let share = me.vault().share(entry.grant);
        let company = share.map_or_else(
            || entry.grant.to_string(),
            |share| inert(&share.company.name),
        );
        let outcome = serde_json::to_value(entry.outcome)?;
        let outcome = outcome.as_str().unwrap_or_default();
        let given = show::list(&entry.given);
        let times = if entry.count > 1 {
            format!(" ({} times)", entry.count)
        } else {
            String::new()
        };
        writeln!(
            out,
            "{}  {company}  {outcome}{times}  {given}",
            show::moment(entry.time)
        )?;
    }
    Ok(())
}
