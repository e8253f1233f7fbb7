//! Sixty-four connections that ask one server, each again as soon as it is answered.

use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
};

const CONNECTIONS: usize = 64;

/// What is asked: one address under many tokens.
pub struct Target {
    pub name: &'static str,
    address: SocketAddr,
    /// Whole requests, asked in turn.
    requests: Arc<[Vec<u8>]>,
    next: Arc<AtomicUsize>,
}

impl Target {
    pub fn new(name: &'static str, address: SocketAddr, path: &str, tokens: &[String]) -> Self {
        let request = |token: &String| {
            format!(
                "GET {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n\r\n"
            )
            .into_bytes()
        };
        Self {
            name,
            address,
            requests: tokens.iter().map(request).collect(),
            next: Arc::default(),
        }
    }

    /// Answers a second.
    pub async fn run(&self, stretch: Duration) -> io::Result<f64> {
        let begun = Instant::now();
        let mut connections = JoinSet::new();
        for _ in 0..CONNECTIONS {
            let stream = TcpStream::connect(self.address).await?;
            stream.set_nodelay(true)?;
            let (requests, next) = (Arc::clone(&self.requests), Arc::clone(&self.next));
            connections.spawn(ask(stream, requests, next, begun + stretch));
        }
        let mut answered = 0;
        while let Some(done) = connections.join_next().await {
            answered += done.map_err(io::Error::other)??;
        }
        Ok(answered as f64 / begun.elapsed().as_secs_f64())
    }
}

async fn ask(
    mut stream: TcpStream,
    requests: Arc<[Vec<u8>]>,
    next: Arc<AtomicUsize>,
    until: Instant,
) -> io::Result<usize> {
    let mut answered = 0;
    let mut buffer = Vec::with_capacity(64 * 1024);
    while Instant::now() < until {
        let request = &requests[next.fetch_add(1, Ordering::Relaxed) % requests.len()];
        stream.write_all(request).await?;
        read_answer(&mut stream, &mut buffer).await?;
        answered += 1;
    }
    Ok(answered)
}

/// Reads one whole answer, which must be a 200 that tells its length.
async fn read_answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> io::Result<()> {
    buffer.clear();
    loop {
        if stream.read_buf(buffer).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let Some(head) = buffer.windows(4).position(|four| four == b"\r\n\r\n") else {
            continue;
        };
        let text = std::str::from_utf8(&buffer[..head]).map_err(io::Error::other)?;
        if !text.starts_with("HTTP/1.1 200 ") {
            return Err(io::Error::other(format!("answered {text}")));
        }
        let length = text
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .and_then(|length| length.parse::<usize>().ok())
            .ok_or_else(|| io::Error::other("an answer without length"))?;
        let whole = head + 4 + length;
        while buffer.len() < whole {
            if stream.read_buf(buffer).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        return Ok(());
    }
}
