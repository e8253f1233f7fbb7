//! The accept loop.
//!
//! `axum::serve` gives hyper no timer, which leaves its header timeout without effect; a client that sends one byte a
//! minute would then hold its connection for ever. Hence a loop of our own, with a limit on connections.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, body::Body, extract::ConnectInfo};
use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::{
    net::{TcpListener, TcpStream},
    signal::unix::{SignalKind, signal},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{sleep, timeout},
};
use tower::ServiceExt;

use crate::config::Config;

/// How long a client may take to send a request's head. Also ends connections that idle between two requests.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
/// How many connections are open at once; the next ones wait in the system's queue.
const CONNECTIONS: usize = 4096;
/// The most that a request's head may take.
const HEAD_BYTES: usize = 64 * 1024;
/// How long answers under way may take to finish once the server was told to stop.
const FAREWELL: Duration = Duration::from_secs(10);

/// Serves `router` until SIGTERM or SIGINT, then lets the answers under way finish.
pub async fn serve(config: &Config, router: Router) -> io::Result<()> {
    let listener = TcpListener::bind(config.listen).await?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let connections = Arc::new(Semaphore::new(CONNECTIONS));
    let graceful = GracefulShutdown::new();

    tracing::info!(listen = %listener.local_addr()?, public_url = %config.public_url, "ready");

    loop {
        tokio::select! {
            (stream, peer, permit) = next_connection(&listener, &connections) => {
                answer_connection(stream, peer, permit, router.clone(), &graceful);
            }
            _ = terminate.recv() => break,
            _ = interrupt.recv() => break,
        }
    }

    drop(listener);
    tracing::info!("stopping");
    if timeout(FAREWELL, graceful.shutdown()).await.is_err() {
        tracing::warn!("connections were still open and are cut");
    }
    Ok(())
}

async fn next_connection(
    listener: &TcpListener,
    connections: &Arc<Semaphore>,
) -> (TcpStream, SocketAddr, Option<OwnedSemaphorePermit>) {
    // The semaphore is never closed, so a permit always comes.
    let permit = Arc::clone(connections).acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => return (stream, peer, permit),
            Err(error) => {
                // Out of file descriptors, most likely: waiting lets some close.
                tracing::warn!(%error, "cannot accept a connection");
                sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

fn answer_connection(
    stream: TcpStream,
    peer: SocketAddr,
    permit: Option<OwnedSemaphorePermit>,
    router: Router,
    graceful: &GracefulShutdown,
) {
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request)
    });
    // HTTP/1.1 only: a proxy in front speaks it, and a browser speaks HTTP/2 only over TLS.
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), service);
    let connection = graceful.watch(connection);
    tokio::spawn(async move {
        // A client that went away or took too long is no event of the server's.
        let _ = connection.await;
        drop(permit);
    });
}
