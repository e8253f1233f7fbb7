//! The program `mydata-cli`.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use clap::Parser;
use cli::program::{Program, inert};

fn main() -> ExitCode {
    let program = Program::parse();
    match program.run(&mut io::stdout().lock(), &mut io::stderr()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // A server has its say in it.
            let words = inert(&format!("{error:#}"));
            let _ = writeln!(io::stderr(), "mydata-cli: {words}");
            ExitCode::FAILURE
        }
    }
}
