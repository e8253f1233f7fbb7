//! The least that a server of this kind could do, on a database of its own.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    routing::get,
};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use sqlx::{AnyConnection, AnyPool, Executor, any::AnyPoolOptions};
use tempfile::TempDir;
use tokio::sync::{mpsc, oneshot};
use vault::{bundle::SealedBundle, token::Token};

use crate::{load::Target, people::People};

/// As the server has them.
const SETTINGS: &str =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;
    PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;";
const READERS: u32 = 8;
const GROUP: usize = 256;
/// Of a statement at most, in powers of two, as the server has it.
const ROWS: usize = 64;
/// As long as an entry of the log.
const LINE: usize = 400;
/// As long as what a bundle holds, signed.
const SIGNED: usize = 1000;

pub struct Bare {
    address: SocketAddr,
    _folder: TempDir,
}

struct Least {
    readers: AnyPool,
    lines: mpsc::Sender<oneshot::Sender<()>>,
    key: SigningKey,
    verifying: VerifyingKey,
    signed: Vec<u8>,
    signature: Signature,
}

impl Bare {
    /// A database with a row for each of their grants: its token's hash, and the bundle.
    pub async fn beside(people: &People) -> Self {
        let folder = TempDir::new().unwrap();
        let url = format!(
            "sqlite://{}?mode=rwc",
            folder.path().join("bare.db").display()
        );
        let writer = connect(&url, 1).await;
        let real = people.app.data().join("mydata.db");
        let fill = format!(
            "CREATE TABLE thing (hash BLOB PRIMARY KEY, file BLOB NOT NULL);
             CREATE TABLE line (n INTEGER PRIMARY KEY, text TEXT NOT NULL);
             ATTACH '{}' AS real;
             INSERT INTO thing SELECT token.hash, bundle.file FROM real.token JOIN real.bundle ON bundle.grant_id = token.grant_id;
             DETACH real;",
            real.display()
        );
        let mut connection = writer.acquire().await.unwrap();
        connection
            .execute(sqlx::raw_sql(sqlx::AssertSqlSafe(fill)))
            .await
            .unwrap();
        drop(connection);
        let (sender, receiver) = mpsc::channel(4096);
        tokio::spawn(commit(receiver, writer));
        let key = SigningKey::from_bytes(&[7; 32]);
        let signed = vec![b'x'; SIGNED];
        let least = Least {
            readers: connect(&url, READERS).await,
            lines: sender,
            verifying: key.verifying_key(),
            signature: key.sign(&signed),
            signed,
            key,
        };
        let router = Router::new()
            .route("/row", get(row))
            .route("/bare", get(bare))
            .route("/signed", get(signed_line))
            .route("/floor", get(floor))
            .with_state(Arc::new(least));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self {
            address,
            _folder: folder,
        }
    }

    pub fn target(&self, name: &'static str, path: &str, tokens: &[String]) -> Target {
        Target::new(name, self.address, path, tokens)
    }
}

async fn connect(url: &str, connections: u32) -> AnyPool {
    AnyPoolOptions::new()
        .max_connections(connections)
        .min_connections(1)
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
        .after_connect(|connection: &mut AnyConnection, _| {
            Box::pin(async move {
                connection.execute(sqlx::raw_sql(SETTINGS)).await?;
                Ok(())
            })
        })
        .connect(url)
        .await
        .unwrap()
}

/// One transaction for all that wait.
async fn commit(mut receiver: mpsc::Receiver<oneshot::Sender<()>>, writer: AnyPool) {
    let text = "x".repeat(LINE);
    let mut group = Vec::with_capacity(GROUP);
    while receiver.recv_many(&mut group, GROUP).await > 0 {
        let mut tx = writer.begin().await.unwrap();
        let mut left = group.len();
        while let Some(size) = left.min(ROWS).checked_ilog2() {
            let rows = 1 << size;
            left -= rows;
            let places: Vec<_> = (1..=rows).map(|row| format!("(${row})")).collect();
            let sql = format!("INSERT INTO line (text) VALUES {}", places.join(", "));
            let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
            for _ in 0..rows {
                query = query.bind(&text);
            }
            query.execute(&mut *tx).await.unwrap();
        }
        tx.commit().await.unwrap();
        for waiting in group.drain(..) {
            let _ = waiting.send(());
        }
    }
}

type Answer = Result<Vec<u8>, StatusCode>;

impl Least {
    fn token(headers: &HeaderMap) -> Option<Token> {
        let text = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
        Token::parse(text.strip_prefix("Bearer ")?).ok()
    }

    async fn find(&self, token: &Token) -> Answer {
        let found: Option<(Vec<u8>,)> = sqlx::query_as("SELECT file FROM thing WHERE hash = $1")
            .bind(token.digest().as_bytes().as_slice())
            .fetch_optional(&self.readers)
            .await
            .map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
        found.map(|(file,)| file).ok_or(StatusCode::NOT_FOUND)
    }

    async fn write(&self) -> Result<(), StatusCode> {
        let (sender, receiver) = oneshot::channel();
        let _ = self.lines.send(sender).await;
        receiver
            .await
            .map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
    }
}

async fn row(State(least): State<Arc<Least>>, headers: HeaderMap) -> Answer {
    let token = Least::token(&headers).ok_or(StatusCode::UNAUTHORIZED)?;
    least.find(&token).await
}

async fn bare(State(least): State<Arc<Least>>, headers: HeaderMap) -> Answer {
    let token = Least::token(&headers).ok_or(StatusCode::UNAUTHORIZED)?;
    let file = least.find(&token).await?;
    least.write().await?;
    Ok(file)
}

async fn signed_line(State(least): State<Arc<Least>>, headers: HeaderMap) -> Answer {
    let token = Least::token(&headers).ok_or(StatusCode::UNAUTHORIZED)?;
    let file = least.find(&token).await?;
    std::hint::black_box(least.key.sign(&least.signed[..LINE]));
    least.write().await?;
    Ok(file)
}

async fn floor(State(least): State<Arc<Least>>, headers: HeaderMap) -> Answer {
    let token = Least::token(&headers).ok_or(StatusCode::UNAUTHORIZED)?;
    let file = SealedBundle::from_file(least.find(&token).await?);
    let key = token.key().ok_or(StatusCode::UNAUTHORIZED)?;
    let text = file
        .open(&key.identity())
        .map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    least
        .verifying
        .verify_strict(&least.signed, &least.signature)
        .map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    std::hint::black_box(least.key.sign(&least.signed[..LINE]));
    least.write().await?;
    Ok(text.as_bytes().to_vec())
}
