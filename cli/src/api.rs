//! The owner API over HTTP, with the session's cookie.

use std::time::Duration;

use serde::{Serialize, de::DeserializeOwned};
use ureq::{
    Agent,
    http::header,
    tls::{RootCerts, TlsConfig},
};
use url::{Host, Origin, Url};
use vault::wire::{Code, Problem};
use zeroize::Zeroizing;

/// The cookie whose value a program sends as a bearer.
const SESSION: &str = "__Host-mydata=";
/// How long a server may take to answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// The largest answer that is read, in bytes: a whole vault.
const LARGEST: u64 = 64 * 1024 * 1024;

/// Why a request brought nothing.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// The address is none that a vault has.
    #[error("{0} is no address of a vault: https:// and a host, as in the browser")]
    Address(String),
    /// The server can't be reached.
    #[error("{0} can't be reached: {1}")]
    Unreached(String, Box<ureq::Error>),
    /// The server refused.
    #[error("{}{} ({})", .0.title, .0.detail.as_ref().map(|detail| format!(" {detail}")).unwrap_or_default(), .0.code.as_str())]
    Refused(Box<Problem>),
    /// What answered is no server of this kind, or of another version.
    #[error(
        "the answer of {0} makes no sense: is this the vault's address, and is this program as new as the server?"
    )]
    Unreadable(String),
}

impl ApiError {
    /// The server's code, if it gave one.
    pub fn code(&self) -> Option<Code> {
        match self {
            Self::Refused(problem) => Some(problem.code),
            Self::Address(_) | Self::Unreached(..) | Self::Unreadable(_) => None,
        }
    }
}

/// A server, and the session there once somebody has signed in.
pub struct Api {
    agent: Agent,
    origin: String,
    session: Option<Zeroizing<String>>,
}

impl Api {
    /// A server by the address of any of its pages.
    ///
    /// # Errors
    /// [`ApiError::Address`] where it is none, or not encrypted on the way to another machine.
    pub fn new(address: &str) -> Result<Self, ApiError> {
        let wrong = || ApiError::Address(address.to_owned());
        let url = Url::parse(address).map_err(|_| wrong())?;
        let origin = match (url.scheme(), url.origin()) {
            ("https", origin) => origin,
            ("http", Origin::Tuple(scheme, host, port)) if is_here(&host) => {
                Origin::Tuple(scheme, host, port)
            }
            _ => return Err(wrong()),
        };
        // A second installation finds the first one in its place; either is good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let certificates = TlsConfig::builder()
            .root_certs(RootCerts::PlatformVerifier)
            .build();
        let mut config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(PATIENCE))
            .tls_config(certificates);
        // A proxy would be another machine, and read along.
        if url.scheme() == "http" {
            config = config.proxy(None);
        }
        Ok(Self {
            agent: config.build().into(),
            origin: origin.ascii_serialization(),
            session: None,
        })
    }

    /// The origin of the pages: what a kit's signature names.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Asks for something.
    ///
    /// # Errors
    /// [`ApiError`].
    pub fn get<T: DeserializeOwned>(&mut self, path: &str) -> Result<T, ApiError> {
        let mut request = self.agent.get(format!("{}{path}", self.origin));
        if let Some(session) = &self.session {
            request = request.header(header::AUTHORIZATION, session.as_str());
        }
        let answer = request.call();
        self.read(answer)?.ok_or_else(|| self.unreadable())
    }

    /// Sends something and reads what comes back.
    ///
    /// # Errors
    /// [`ApiError`].
    pub fn post<T: DeserializeOwned>(
        &mut self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, ApiError> {
        self.send(path, body)?.ok_or_else(|| self.unreadable())
    }

    /// Sends something that is answered with nothing.
    ///
    /// # Errors
    /// [`ApiError`].
    pub fn tell(&mut self, path: &str, body: &impl Serialize) -> Result<(), ApiError> {
        self.send::<serde_json::Value>(path, body).map(drop)
    }

    /// The same without words.
    ///
    /// # Errors
    /// [`ApiError`].
    pub fn poke<T: DeserializeOwned>(&mut self, path: &str) -> Result<T, ApiError> {
        self.post(path, &serde_json::json!({}))
    }

    fn send<T: DeserializeOwned>(
        &mut self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<Option<T>, ApiError> {
        let body = serde_json::to_vec(body).map_err(|_| self.unreadable())?;
        let mut request = self
            .agent
            .post(format!("{}{path}", self.origin))
            .header(header::CONTENT_TYPE, "application/json");
        if let Some(session) = &self.session {
            request = request.header(header::AUTHORIZATION, session.as_str());
        }
        let answer = request.send(&body[..]);
        self.read(answer)
    }

    fn read<T: DeserializeOwned>(
        &mut self,
        answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
    ) -> Result<Option<T>, ApiError> {
        let unreached = |error| ApiError::Unreached(self.origin.clone(), Box::new(error));
        let mut answer = answer.map_err(unreached)?;
        let mut set = answer.headers().get_all(header::SET_COOKIE).iter();
        let set = set.find_map(|set| set.to_str().ok()?.strip_prefix(SESSION));
        if let Some(set) = set {
            let value = set.split(';').next().unwrap_or_default();
            self.session = Some(Zeroizing::new(format!("Bearer {value}")));
        }
        let status = answer.status();
        let body = answer
            .body_mut()
            .with_config()
            .limit(LARGEST)
            .read_to_string();
        let body = body.map_err(unreached)?;
        if !status.is_success() {
            let problem = serde_json::from_str(&body).map_err(|_| self.unreadable())?;
            return Err(ApiError::Refused(Box::new(problem)));
        }
        if body.is_empty() {
            return Ok(None);
        }
        vault::json::read(&body)
            .map(Some)
            .map_err(|_| self.unreadable())
    }

    fn unreadable(&self) -> ApiError {
        ApiError::Unreadable(self.origin.clone())
    }
}

/// Whether what is sent there stays on this machine.
fn is_here(host: &Host) -> bool {
    match host {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_the_vault_names_its_server() {
        for (address, origin) in [
            ("https://Vault.example/home", "https://vault.example"),
            ("https://vault.example:8443", "https://vault.example:8443"),
            ("http://localhost:3000/", "http://localhost:3000"),
            ("http://127.0.0.1:3000", "http://127.0.0.1:3000"),
        ] {
            assert_eq!(
                Api::new(address).map(|api| api.origin).ok().as_deref(),
                Some(origin)
            );
        }
    }

    #[test]
    fn what_others_could_read_on_the_way_is_refused() {
        for address in [
            "http://vault.example",
            "http://localhost.example",
            "http://vault.localhost",
            "vault.example",
            "ftp://vault.example",
            "",
        ] {
            assert!(
                matches!(Api::new(address), Err(ApiError::Address(_))),
                "{address}"
            );
        }
    }
}
