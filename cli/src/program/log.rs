//! The log of every read, line by line or in a file.

use std::{io::Write, path::Path};

use anyhow::Context;
use vault::log::Entry;

use super::{inert, not_written, show};
use crate::{
    me::Me,
    memory::{create_private, replace_private},
};

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
        let outcome = entry.outcome.as_str();
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

/// Writes the log with its proof, or as a table, to a file that only its owner reads.
pub(super) fn save(
    me: &mut Me,
    file: &Path,
    csv: bool,
    replace: bool,
    err: &mut dyn Write,
) -> anyhow::Result<()> {
    let text = if csv {
        let entries = me.log()?;
        me.vault().export_log_table(&entries)
    } else {
        me.log_file()?
    };
    let write = if replace {
        replace_private
    } else {
        create_private
    };
    write(file, text.as_bytes()).with_context(|| not_written(file))?;
    if !csv {
        writeln!(
            err,
            "Signed with the key {}. Tell it to whoever checks the file: mydata-cli verify prints the one that it finds.",
            me.vault().keyring().public_key().thumbprint()
        )?;
    }
    Ok(())
}
