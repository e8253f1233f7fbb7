//! What is typed after `mydata-cli`, and what it prints.

mod code;
mod company;
mod import;
mod log;
mod show;
mod verify;

use std::{
    env, fs,
    io::{self, IsTerminal, Read, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use clap::{Args, Parser, Subcommand, ValueEnum};
use owner::{
    Kit,
    import::LARGEST,
    item::{LONGEST_LABEL, label},
};
use vault::{
    attribute::Attribute, epoch::EpochStep, id::GrantId, letter::is_hidden, purpose::Purpose,
};

use crate::{
    api::Api,
    me::{Me, NewShare, RotateError, Which},
    memory::{MemoryFolder, create_private},
};

/// My Data from a terminal.
#[derive(Debug, Parser)]
#[command(name = "mydata-cli", version)]
pub struct Program {
    #[command(subcommand)]
    side: Side,
}

#[derive(Debug, Subcommand)]
enum Side {
    /// Your own vault, opened with your Recovery kit.
    Me(Own),
    /// A company's side: what a sealed sharing answers.
    Company(company::Company),
    /// Check a log that `me log --save` or the Activity page saved. It needs neither a kit nor a server.
    Verify(verify::Verify),
}

#[derive(Debug, Args)]
struct Own {
    /// The vault's address, as in the browser.
    #[arg(
        long,
        env = "MYDATA_URL",
        global = true,
        default_value = "http://localhost:3000"
    )]
    server: String,
    /// A file with the recovery code. Without it the code is taken from MYDATA_KIT, or asked for.
    #[arg(long, global = true)]
    kit_file: Option<PathBuf>,
    /// The folder where this machine remembers what it has seen of the vault. It holds no secrets.
    #[arg(long, env = "MYDATA_MEMORY", global = true)]
    memory: Option<PathBuf>,
    /// Answers "was that you?" with yes where the keys changed while the kit was away.
    #[arg(long, global = true)]
    it_was_me: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show the profile, what is shared, and what opens the vault.
    Show {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Keep a value: `set email ada@home.example`, or by parts: `set address street_address="1 Slipway" locality=Whitby country=GB`.
    Set {
        /// The field, by its name in `/api/v1/attributes`.
        field: String,
        /// The value, or its parts as NAME=TEXT. Parts that are not given stay as they are.
        #[arg(required_unless_present = "remove")]
        value: Vec<String>,
        /// Which of several values: the one with this label, or a new one.
        #[arg(long, conflicts_with = "own")]
        label: Option<String>,
        /// FIELD is the label of a field of your own.
        #[arg(long)]
        own: bool,
        /// Take the value away.
        #[arg(long, conflicts_with = "value")]
        remove: bool,
    },
    /// Take over an address card, a table, claims, or an export. What is new is kept, and nothing is replaced.
    Import {
        /// The file.
        file: PathBuf,
        /// Which of the people in it you are, from 1.
        #[arg(long)]
        person: Option<usize>,
        /// Take over what differs from the profile too, and what could be read in several ways. What stood there stays in the
        /// history.
        #[arg(long)]
        different: bool,
        /// Keep what is not valid too, each as a field of your own.
        #[arg(long)]
        own: bool,
        /// Show what would be kept, and keep nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Write everything to a new file that only you may read.
    Export {
        /// The file.
        file: PathBuf,
        /// What to write.
        #[arg(long, value_enum, default_value_t = Form::Sealed)]
        form: Form,
    },
    /// Share with a company. The access code for it is printed once.
    Share {
        /// The company's name.
        company: String,
        /// The company's web address.
        address: String,
        /// What for: a term of DPV, such as `DeliveryOfGoods`.
        #[arg(long)]
        purpose: String,
        /// The fields, by their names in `/api/v1/attributes`.
        #[arg(long = "field", required = true, value_delimiter = ',')]
        fields: Vec<String>,
        /// For how many days, a year at most.
        #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(u32).range(1..=366))]
        days: u32,
        /// The company opens the data itself, with a key that is printed below the code: the server can't read what it hands out.
        #[arg(long)]
        sealed: bool,
        /// You agree that the company reads what is especially protected by law, such as health.
        #[arg(long)]
        consent: bool,
    },
    /// Stop sharing. The company's next request is refused.
    Stop {
        /// The sharing, as `show` prints it.
        grant: GrantId,
    },
    /// Print every read, once it is checked that none is missing or changed.
    Log {
        /// Print only what the check found.
        #[arg(long)]
        verify: bool,
        /// As JSON, one entry on a line.
        #[arg(long, conflicts_with = "verify")]
        json: bool,
        /// Write it, with its proof, to a new file that only you may read. `mydata-cli verify` checks it, here or elsewhere.
        #[arg(long, value_name = "FILE", conflicts_with_all = ["verify", "json"])]
        save: Option<PathBuf>,
        /// Write a table (CSV) instead. It has no proof.
        #[arg(long, requires = "save", conflicts_with_all = ["verify", "json"])]
        csv: bool,
        /// Write over a file that is there.
        #[arg(long, requires = "save", conflicts_with_all = ["verify", "json"])]
        replace: bool,
    },
    /// Make new keys and a new Recovery kit. The old kit opens nothing any more.
    Rotate {
        /// A new file for the new recovery code, written before anything changes.
        new_kit: PathBuf,
        /// A passkey that goes too, by its name or id.
        #[arg(long)]
        remove: Vec<String>,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Form {
    /// Everything, sealed to the Recovery kit (age).
    Sealed,
    /// Everything, readable, with its signatures (JSON).
    Json,
    /// Contact details (vCard).
    Card,
    /// The profile as a table (CSV).
    Table,
}

impl Program {
    /// Does what was typed. Results go to `out`, remarks to `err`.
    ///
    /// # Errors
    /// What went wrong, in words.
    pub fn run(self, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<()> {
        let own = match self.side {
            Side::Me(own) => own,
            Side::Company(company) => return company.run(out, err),
            Side::Verify(verify) => return verify.run(out),
        };
        let api = Api::new(&own.server)?;
        let kit = code::read(own.kit_file.as_deref())?;
        let memory = MemoryFolder::new(memory_folder(own.memory)?);
        let mut confirm = |steps: &[EpochStep]| asks(steps, own.it_was_me, err);
        let mut me = Me::open(api, kit, &memory, &mut confirm)?;
        let done = own.command.run(&mut me, out, err);
        me.close();
        done
    }
}

impl Command {
    fn run(self, me: &mut Me, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<()> {
        match self {
            Self::Show { json } => show::print(me, json, out),
            Self::Set {
                field,
                value,
                label,
                own,
                remove,
            } => {
                let which = if own {
                    Which::Own(label_of(&field)?)
                } else {
                    let label = label.as_deref().map(label_of).transpose()?;
                    Which::Catalogue(attribute(&field)?, label)
                };
                if remove {
                    me.remove(&which)
                } else {
                    me.set(&which, &parts(&which, value)?)
                }
            }
            Self::Import {
                file,
                person,
                different,
                own,
                dry_run,
            } => {
                let bytes = read(&file).with_context(|| not_read(&file))?;
                let name = file.file_name().unwrap_or_default().to_string_lossy();
                let (card, mut lines) = import::of(me.read(&bytes, &name)?, person, out)?;
                if own {
                    me.as_own(&mut lines);
                }
                let chosen = import::print(&card, &lines, different, out)?;
                if !dry_run {
                    let count = me.take_over(&chosen)?;
                    writeln!(err, "{count} kept")?;
                }
                Ok(())
            }
            Self::Export { file, form } => {
                let bytes = match form {
                    Form::Sealed => me.export_sealed()?,
                    Form::Json => me.export()?.as_bytes().to_vec(),
                    Form::Card => me.vault().export_card().as_bytes().to_vec(),
                    Form::Table => me.vault().export_table().as_bytes().to_vec(),
                };
                create_private(&file, &bytes).with_context(|| not_written(&file))
            }
            Self::Share {
                company,
                address,
                purpose,
                fields,
                days,
                sealed,
                consent,
            } => {
                let attributes = fields.iter().map(|field| shared(field));
                let share = NewShare {
                    name: company,
                    address,
                    purpose: purpose_of(&purpose)?,
                    attributes: attributes.collect::<anyhow::Result<_>>()?,
                    days,
                    sealed,
                    consent,
                };
                let (grant, code, key) = me.share(&share)?;
                writeln!(
                    err,
                    "Sharing {grant}. The access code for {}, shown this once:",
                    inert(&share.name)
                )?;
                writeln!(out, "{}", *code)?;
                if let Some(key) = key {
                    writeln!(
                        err,
                        "Their key, which must never be sent to the server, shown this once:"
                    )?;
                    writeln!(out, "{}", *key)?;
                }
                me.remember()
            }
            Self::Stop { grant } => me.stop(grant),
            Self::Log {
                save: Some(file),
                csv,
                replace,
                ..
            } => log::save(me, &file, csv, replace, err),
            Self::Log { verify, json, .. } => {
                let entries = me.log()?;
                if verify {
                    writeln!(
                        out,
                        "{} entries. None is missing or changed.",
                        entries.len()
                    )?;
                    return Ok(());
                }
                log::print(me, &entries, json, out)
            }
            Self::Rotate { new_kit, remove } => {
                let mut made = false;
                let keep = |kit: &Kit| {
                    let text = format!("{}\n", *kit.expose_text());
                    create_private(&new_kit, text.as_bytes())
                        .with_context(|| not_written(&new_kit))?;
                    made = true;
                    Ok(())
                };
                let rotated = me.rotate(&remove, keep);
                if made && matches!(rotated, Err(RotateError::Unchanged(_))) {
                    // A code that opens nothing is not to be taken for one that does.
                    fs::remove_file(&new_kit)
                        .with_context(|| format!("{} opens nothing", new_kit.display()))?;
                }
                let number = rotated?;
                writeln!(
                    err,
                    "Kit {number} is in {}. Print it, and keep no copy on this machine.",
                    new_kit.display()
                )?;
                Ok(())
            }
        }
    }
}

/// A value, or its parts as NAME=TEXT where it has several. One text is taken from standard input where it is a dash.
fn parts(which: &Which, value: Vec<String>) -> anyhow::Result<Vec<(String, String)>> {
    let several = match which {
        Which::Catalogue(attribute, _) => attribute.parts().len() > 1,
        Which::Own(_) => false,
    };
    let part = |text: &String| {
        let (name, text) = text.split_once('=')?;
        let of_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        let is_name = !name.is_empty() && name.chars().all(of_name);
        is_name.then(|| (name.to_owned(), text.to_owned()))
    };
    let parts = value.iter().map(part).collect::<Option<Vec<_>>>();
    let mut parts = match (parts, value.as_slice()) {
        (Some(parts), _) if several => parts,
        (_, [one]) => vec![(String::new(), one.clone())],
        _ => bail!(
            "give one value, in quotation marks where it has spaces{}",
            if several {
                ", or its parts as NAME=TEXT"
            } else {
                ""
            }
        ),
    };
    if let Some((_, text)) = parts.iter_mut().find(|(_, text)| text == "-") {
        text.clear();
        io::stdin().read_to_string(text)?;
    }
    Ok(parts)
}

fn purpose_of(term: &str) -> anyhow::Result<Purpose> {
    Purpose::parse(term)
        .or_else(|| Purpose::parse(&format!("dpv:{term}")))
        .with_context(|| {
            format!("there is no purpose {term}: use a term of DPV, such as DeliveryOfGoods")
        })
}

fn label_of(typed: &str) -> anyhow::Result<String> {
    label(typed).with_context(|| format!("a label has {LONGEST_LABEL} characters at most"))
}

/// A field that is kept: what is computed can't be set.
fn attribute(name: &str) -> anyhow::Result<Attribute> {
    let attribute = shared(name)?;
    match attribute.derived() {
        Some(derived) => bail!("{name} is computed from {}: set that", derived.from),
        None => Ok(attribute),
    }
}

fn shared(name: &str) -> anyhow::Result<Attribute> {
    Attribute::parse(name)
        .with_context(|| format!("there is no field {name}: see /api/v1/attributes"))
}

fn memory_folder(given: Option<PathBuf>) -> anyhow::Result<PathBuf> {
    if let Some(folder) = given {
        return Ok(folder);
    }
    let state = env::var_os("XDG_STATE_HOME").map(PathBuf::from);
    let state = state.filter(|state| state.is_absolute());
    let home = env::var_os("HOME").map(|home| Path::new(&home).join(".local/state"));
    let folder = state
        .or(home)
        .context("say with --memory where to remember")?;
    Ok(folder.join("mydata"))
}

fn asks(steps: &[EpochStep], it_was_me: bool, err: &mut dyn Write) -> bool {
    for step in steps {
        let taken = match step.removed.len() {
            0 => String::new(),
            1 => ", and one way to open the vault was taken away".to_owned(),
            count => format!(", and {count} ways to open the vault were taken away"),
        };
        let _ = writeln!(err, "{}: new keys were made{taken}.", show::moment(step.at));
    }
    if it_was_me {
        return true;
    }
    if !io::stdin().is_terminal() {
        let _ = writeln!(err, "If that was you, say so with --it-was-me.");
        return false;
    }
    let _ = write!(err, "Was that you? [y/N] ");
    let _ = err.flush();
    let mut line = String::new();
    io::stdin().read_line(&mut line).is_ok() && line.trim().eq_ignore_ascii_case("y")
}

/// A file, as far as one is read that is not too large.
fn read(file: &Path) -> io::Result<Vec<u8>> {
    read_at_most(LARGEST, file)
}

/// A file, of one that is larger than `most` only as many bytes as show that.
fn read_at_most(most: usize, file: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let most = most as u64 + 1;
    fs::File::open(file)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn not_read(file: &Path) -> String {
    format!("{} can't be read", file.display())
}

fn not_written(file: &Path) -> String {
    format!("{} can't be written", file.display())
}

/// Text that comes from a file or from somebody else, in one line and without what a terminal would act upon.
pub fn inert(text: &str) -> String {
    let shown = |c: char| match c {
        '\n' | '\r' | '\t' => Some(' '),
        c => (!c.is_control() && !is_hidden(c)).then_some(c),
    };
    text.chars().filter_map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_terminal_acts_upon_is_printed() {
        let hostile = "\u{1b}]0;title\u{7}\u{1b}[2J\r\nRecovery code:\u{202E} \u{9b}31m";
        assert_eq!(inert(hostile), "]0;title[2J  Recovery code: 31m");
    }

    #[test]
    fn only_a_value_of_several_parts_is_taken_apart() {
        let note = Which::Catalogue(Attribute::Notes, None);
        let address = Which::Catalogue(Attribute::Address, None);
        let given = |which: &Which, words: &[&str]| {
            let words = words.iter().map(|word| (*word).to_owned());
            parts(which, words.collect()).ok()
        };
        let one = |name: &str, text: &str| vec![(name.to_owned(), text.to_owned())];
        assert_eq!(given(&note, &["x=1"]), Some(one("", "x=1")));
        assert_eq!(given(&address, &["country=GB"]), Some(one("country", "GB")));
        assert_eq!(given(&address, &["1 Slipway"]), Some(one("", "1 Slipway")));
        assert_eq!(given(&address, &["1", "Slipway"]), None);
        assert_eq!(given(&note, &["two", "words"]), None);
    }
}
