//! The program `mydata`.

use std::{
    io::{self, IsTerminal},
    process::ExitCode,
};

use anyhow::Context;
use clap::{Parser, Subcommand};
use server::{Server, config::Config, health, listen};
use tracing_subscriber::EnvFilter;

/// A vault for personal data that you host yourself.
#[derive(Parser)]
#[command(name = "mydata", version)]
struct Program {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve pages and interfaces until told to stop.
    Serve(Config),
    /// Ask the server at the configured address whether it is well; exit code 0 means yes.
    Healthcheck(Config),
}

fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(
            EnvFilter::try_from_env("MYDATA_LOG").unwrap_or_else(|_| EnvFilter::new("info")),
        )
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .init();

    match run(Program::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Serve(config) => {
            let server = Server::open(config.clone()).await?;
            let served = listen::serve(&config, server.router())
                .await
                .with_context(|| format!("cannot serve on {}", config.listen));
            server.close().await;
            served
        }
        Command::Healthcheck(config) => health::ask(config.listen).await,
    }
}
