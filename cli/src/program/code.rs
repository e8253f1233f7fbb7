//! The recovery code: from a file, the environment, or the terminal.

use std::{
    env, fs,
    io::{self, IsTerminal, Read},
    path::Path,
};

use anyhow::Context as _;
use owner::Kit;
use zeroize::Zeroizing;

pub(super) fn read(file: Option<&Path>) -> anyhow::Result<Kit> {
    let text = Zeroizing::new(match (file, env::var("MYDATA_KIT")) {
        (Some(file), _) => {
            fs::read_to_string(file).with_context(|| format!("{} can't be read", file.display()))?
        }
        (None, Ok(text)) => text,
        (None, Err(_)) if io::stdin().is_terminal() => {
            rpassword::prompt_password("Recovery code: ")?
        }
        (None, Err(_)) => {
            let mut text = String::new();
            io::stdin().read_to_string(&mut text)?;
            text
        }
    });
    Kit::parse(text.trim()).context("this is not a recovery code")
}
