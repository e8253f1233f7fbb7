//! Whether the server is well: its answer, and the question that `mydata healthcheck` asks.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use anyhow::{Context, ensure};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

const PATIENCE: Duration = Duration::from_secs(5);

/// Answers `GET /healthz`.
pub(crate) async fn answer() -> &'static str {
    "ok\n"
}

/// Asks the server that listens at `address`; an address of all interfaces is asked on the loopback one.
pub async fn ask(mut address: SocketAddr) -> anyhow::Result<()> {
    if address.ip().is_unspecified() {
        address.set_ip(match address.ip() {
            IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    let status_line = timeout(PATIENCE, status_line(address))
        .await
        .with_context(|| format!("{address} does not answer"))??;
    ensure!(
        status_line.starts_with("HTTP/1.1 200 "),
        "{address} is not well: {status_line}"
    );
    Ok(())
}

async fn status_line(address: SocketAddr) -> anyhow::Result<String> {
    let mut stream = TcpStream::connect(address)
        .await
        .with_context(|| format!("nothing listens on {address}"))?;
    let question = format!("GET /healthz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(question.as_bytes()).await?;
    let mut answer = String::new();
    stream.take(64 * 1024).read_to_string(&mut answer).await?;
    Ok(answer.lines().next().unwrap_or_default().to_owned())
}
