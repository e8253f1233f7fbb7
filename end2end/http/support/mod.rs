//! A server on a folder of its own, and callers.

mod authenticator;
mod device;
mod person;

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::Path,
    sync::{Arc, Mutex},
    time::{SystemTime, UNIX_EPOCH},
};

use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use data_encoding::BASE32_NOPAD;
use http_body_util::BodyExt;
use rand_chacha::ChaCha20Rng;
use rand_core::{RngCore, SeedableRng};
use serde::{Serialize, de::DeserializeOwned};
use server::{
    Server,
    clock::ManualClock,
    config::{Config, SignUpPolicy},
    randomness::Randomness,
};
use tempfile::TempDir;
use tower::ServiceExt;
use vault::wire::{Code, Problem};

pub use self::{
    authenticator::Authenticator,
    device::Device,
    person::{PURPOSE, Person, typed},
};

pub const ORIGIN: &str = "http://localhost:3000";
pub const START: i64 = 1_763_700_000;
pub const DAY: i64 = 86_400;

/// From where everybody asks who does not say otherwise.
const PEER: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7)), 4000);

/// A server under test.
pub struct TestApp {
    server: Option<Server>,
    router: Router,
    pub clock: ManualClock,
    folder: Arc<TempDir>,
    pub setup_code: String,
    pub origin: String,
}

fn seed() -> ChaCha20Rng {
    ChaCha20Rng::from_seed([7; 32])
}

impl TestApp {
    pub async fn new() -> Self {
        Self::with(SignUpPolicy::Open).await
    }

    /// A server that somebody runs.
    pub async fn claimed() -> Self {
        let app = Self::new().await;
        Person::operator(&app).await;
        app
    }

    pub async fn with(sign_up: SignUpPolicy) -> Self {
        Self::open(
            Arc::new(TempDir::new().unwrap()),
            ManualClock::at(START),
            sign_up,
            ORIGIN.to_owned(),
        )
        .await
    }

    /// A server that programs reach at its origin, with the time of this machine.
    pub async fn listening() -> Self {
        Self::listening_through(|router| router).await
    }

    /// The same behind something that stands between.
    #[expect(
        clippy::disallowed_methods,
        reason = "programs have the machine's time"
    )]
    pub async fn listening_through(between: impl FnOnce(Router) -> Router) -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        let app = Self::open(
            Arc::new(TempDir::new().unwrap()),
            ManualClock::at(now.as_secs().try_into().unwrap()),
            SignUpPolicy::Open,
            origin,
        )
        .await;
        let service = between(app.router()).into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        app
    }

    async fn open(
        folder: Arc<TempDir>,
        clock: ManualClock,
        sign_up: SignUpPolicy,
        origin: String,
    ) -> Self {
        let config = Config {
            listen: "127.0.0.1:0".parse().unwrap(),
            data: folder.path().join("data"),
            public_url: origin.parse().unwrap(),
            sign_up,
        };
        let mut rng = seed();
        let server = Server::open_with(config, Arc::new(clock.clone()), Randomness::of(seed()))
            .await
            .unwrap();
        // The server draws the same: first the seed of its key, then the code.
        rng.fill_bytes(&mut [0; 32]);
        let mut code = [0; 15];
        rng.fill_bytes(&mut code);
        let router = server.router();
        Self {
            server: Some(server),
            router,
            clock,
            folder,
            setup_code: BASE32_NOPAD.encode(&code),
            origin,
        }
    }

    /// A server in another process, behind a router that passes requests on.
    pub fn elsewhere(router: Router, folder: Arc<TempDir>, setup_code: String, now: i64) -> Self {
        Self {
            server: None,
            router,
            clock: ManualClock::at(now),
            folder,
            setup_code,
            origin: ORIGIN.to_owned(),
        }
    }

    /// The same folder, opened again after a proper end.
    pub async fn restart(mut self) -> Self {
        self.close().await;
        Self::open(
            Arc::clone(&self.folder),
            self.clock.clone(),
            SignUpPolicy::Open,
            self.origin.clone(),
        )
        .await
    }

    pub async fn close(&mut self) {
        self.router = Router::new();
        if let Some(server) = self.server.take() {
            server.close().await;
        }
    }

    pub fn now(&self) -> i64 {
        use server::clock::Clock;
        self.clock.now()
    }

    pub async fn tick(&self) {
        self.server
            .as_ref()
            .unwrap()
            .instance()
            .tick()
            .await
            .unwrap();
    }

    pub fn data(&self) -> std::path::PathBuf {
        self.folder.path().join("data")
    }

    /// Runs SQL beside the server, as an operator could.
    pub async fn sql(&self, sql: &'static str) {
        use sqlx::Connection;
        let url = format!("sqlite://{}", self.data().join("mydata.db").display());
        let mut connection = sqlx::AnyConnection::connect(&url).await.unwrap();
        sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }

    pub fn browser(&self) -> Browser {
        Browser {
            router: self.router(),
            origin: self.origin.clone(),
            cookie: None,
            peer: PEER,
            sent: Arc::default(),
        }
    }

    /// What answers, for whoever lets it listen.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// What a company's program gets.
    pub async fn pull(&self, token: &str, query: &str) -> Reply {
        self.ask(token, &format!("/api/v1/profile{query}"), &[])
            .await
    }

    pub async fn ask(&self, token: &str, path: &str, headers: &[(&str, &str)]) -> Reply {
        let mut request =
            Request::get(path).header(header::AUTHORIZATION, format!("Bearer {token}"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        send(&self.router, PEER, request.body(Body::empty()).unwrap()).await
    }

    /// A request with nothing but what is given.
    pub async fn raw(&self, request: Request<Body>) -> Reply {
        send(&self.router, PEER, request).await
    }

    /// Every byte of every file in the data folder.
    pub fn disk(&self) -> Vec<u8> {
        fn read(folder: &Path, all: &mut Vec<u8>) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    read(&path, all)
                } else {
                    all.extend(std::fs::read(path).unwrap())
                }
            }
        }
        let mut all = Vec::new();
        read(&self.data(), &mut all);
        all
    }
}

async fn send(router: &Router, peer: SocketAddr, mut request: Request<Body>) -> Reply {
    request.extensions_mut().insert(ConnectInfo(peer));
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes().to_vec();
    Reply {
        status: parts.status,
        headers: parts.headers,
        body,
    }
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    #[track_caller]
    pub fn json<T: DeserializeOwned>(&self) -> T {
        assert!(self.status.is_success(), "{} {}", self.status, self.text());
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn code(&self) -> Option<Code> {
        serde_json::from_slice::<Problem>(&self.body)
            .ok()
            .map(|problem| problem.code)
    }

    #[track_caller]
    pub fn refused(&self, code: Code) {
        assert_eq!(self.code(), Some(code), "{} {}", self.status, self.text());
        let problem: Problem = serde_json::from_slice(&self.body).unwrap();
        assert_eq!(problem.status, self.status.as_u16());
        assert_eq!(problem.kind, format!("/api/problems#{}", code.as_str()));
        assert_eq!(
            self.headers[header::CONTENT_TYPE],
            "application/problem+json"
        );
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

/// A browser on the server's own pages.
#[derive(Clone)]
pub struct Browser {
    origin: String,
    router: Router,
    pub cookie: Option<String>,
    /// From where it asks.
    pub peer: SocketAddr,
    sent: Arc<Mutex<Vec<u8>>>,
}

impl Browser {
    /// Everything that this browser sent.
    pub fn sent(&self) -> Vec<u8> {
        self.sent.lock().unwrap().clone()
    }

    pub async fn get(&mut self, path: &str) -> Reply {
        self.request(Method::GET, path, None).await
    }

    pub async fn post(&mut self, path: &str, body: &impl Serialize) -> Reply {
        self.request(Method::POST, path, Some(serde_json::to_vec(body).unwrap()))
            .await
    }

    pub async fn poke(&mut self, path: &str) -> Reply {
        self.request(Method::POST, path, None).await
    }

    pub async fn request(&mut self, method: Method, path: &str, body: Option<Vec<u8>>) -> Reply {
        let mut request = Request::builder()
            .method(&method)
            .uri(path)
            .header("sec-fetch-site", "same-origin");
        if method != Method::GET {
            request = request.header(header::ORIGIN, &self.origin);
        }
        if let Some(body) = &body {
            self.sent
                .lock()
                .unwrap()
                .extend([path.as_bytes(), body].concat());
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        let reply = send(
            &self.router,
            self.peer,
            request
                .body(body.map_or_else(Body::empty, Body::from))
                .unwrap(),
        )
        .await;
        if let Some(set) = reply.header("set-cookie") {
            let pair = set.split(';').next().unwrap().to_owned();
            self.cookie = (!pair.ends_with('=')).then_some(pair);
        }
        reply
    }
}

/// A question of somebody without session or token.
pub fn get(path: &str) -> axum::http::Request<axum::body::Body> {
    axum::http::Request::get(path)
        .body(axum::body::Body::empty())
        .unwrap()
}
