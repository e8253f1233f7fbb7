//! What the operator chooses: addresses and the data folder.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, ValueEnum};
use url::Url;

/// Settings of one server, by flag or environment variable.
#[derive(Args, Clone, Debug)]
pub struct Config {
    /// Address and port to listen on.
    #[arg(long, env = "MYDATA_LISTEN", default_value = "127.0.0.1:3000")]
    pub listen: SocketAddr,

    /// Folder that holds the database.
    #[arg(long, env = "MYDATA_DATA", default_value = "./data")]
    pub data: PathBuf,

    /// Address under which browsers and companies reach this server.
    #[arg(
        long,
        env = "MYDATA_PUBLIC_URL",
        default_value = "http://localhost:3000"
    )]
    pub public_url: Url,

    /// Whether new people may sign up once somebody runs this server.
    #[arg(long, env = "MYDATA_SIGN_UP", value_enum, default_value_t = SignUpPolicy::Open)]
    pub sign_up: SignUpPolicy,
}

/// Who may sign up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SignUpPolicy {
    /// Anybody who reaches the server.
    Open,
    /// Nobody.
    Closed,
}
