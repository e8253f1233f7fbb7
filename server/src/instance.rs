//! This server while it runs: what every request shares.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use anyhow::{Context, ensure};
use axum::Router;
use data_encoding::BASE32_NOPAD;
use ed25519_dalek::SigningKey;
use tokio::{
    sync::watch,
    task::JoinHandle,
    time::{MissedTickBehavior, interval},
};
use vault::digest::Digest;
use webauthn_rs::{Webauthn, WebauthnBuilder};

use crate::{
    clock::{Clock, SystemClock},
    config::Config,
    limits::Limits,
    log::Log,
    randomness::Randomness,
    refusals::Refusals,
    store::{InstanceRow, Store},
};

/// How far the clock may go back before tokens are no longer honoured, in seconds.
const CLOCK_SLACK: i64 = 120;
/// How often the time is written down, in seconds.
const CLOCK_MARK_EVERY: i64 = 60;
/// How often what goes by the clock is looked at.
const TICK: Duration = Duration::from_secs(5);
/// The vault's name in the passkey dialogue.
const NAME: &str = "My Data";

/// What every request shares.
pub struct Instance {
    /// The settings.
    pub config: Config,
    /// The public address without a slash at its end: `iss` of what is signed.
    pub issuer: String,
    /// The origin that pages have.
    pub origin: String,
    /// The store.
    pub store: Store,
    /// The access log.
    pub log: Log,
    /// Refusals not yet written.
    pub refusals: Refusals,
    /// Signs receipts.
    pub signing_key: SigningKey,
    /// Checks passkeys.
    pub webauthn: Webauthn,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub randomness: Randomness,
    /// Who asks how often.
    pub limits: Limits,
    clock_mark: AtomicI64,
}

/// A server with its background work.
pub struct Server {
    instance: Arc<Instance>,
    committer: JoinHandle<()>,
    jobs: JoinHandle<()>,
    stop: watch::Sender<bool>,
}

impl Server {
    /// Opens the data folder with the machine's clock and randomness, and starts the background work.
    pub async fn open(config: Config) -> anyhow::Result<Self> {
        Self::open_with(config, Arc::new(SystemClock), Randomness::system()).await
    }

    /// As [`Server::open`], with another clock and randomness.
    pub async fn open_with(
        config: Config,
        clock: Arc<dyn Clock>,
        randomness: Randomness,
    ) -> anyhow::Result<Self> {
        let store = Store::open_folder(&config.data)
            .await
            .with_context(|| format!("cannot open the data folder {}", config.data.display()))?;
        let row = introduce(&store, &*clock, &randomness).await?;
        let host = config
            .public_url
            .host_str()
            .context("the public address has no host name")?;
        let webauthn = WebauthnBuilder::new(host, &config.public_url)
            .context("the public address can't have passkeys")?
            .rp_name(NAME)
            .build()
            .context("the public address can't have passkeys")?;
        let (log, committer) = Log::start(store.clone(), Arc::clone(&clock));
        let instance = Arc::new(Instance {
            issuer: config.public_url.as_str().trim_end_matches('/').to_owned(),
            origin: config.public_url.origin().ascii_serialization(),
            store,
            log,
            refusals: Refusals::default(),
            signing_key: SigningKey::from_bytes(&row.signing_key),
            webauthn,
            clock,
            randomness,
            limits: Limits::default(),
            clock_mark: AtomicI64::new(row.clock_mark),
            config,
        });
        let (stop, stopped) = watch::channel(false);
        let jobs = tokio::spawn(work(Arc::clone(&instance), stopped));
        Ok(Self {
            instance,
            committer,
            jobs,
            stop,
        })
    }

    /// Every address that this server answers.
    pub fn router(&self) -> Router {
        crate::router(&self.instance)
    }

    /// What every request shares.
    pub fn instance(&self) -> &Arc<Instance> {
        &self.instance
    }

    /// Ends the background work, writes what is only in memory and closes the store. The routers must be gone or idle.
    pub async fn close(self) {
        let _ = self.stop.send(true);
        let _ = self.jobs.await;
        if let Err(error) = self.instance.write_refusals(true).await {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "refusals could not be written"
            );
        }
        // Nothing is handed to the committer any more, so what it holds is answered already.
        self.committer.abort();
        self.instance.store.close().await;
    }
}

async fn introduce(
    store: &Store,
    clock: &dyn Clock,
    randomness: &Randomness,
) -> anyhow::Result<InstanceRow> {
    let now = clock.now();
    if store.find_instance().await?.is_none() {
        store.insert_instance(&randomness.bytes(), now).await?;
    }
    let row = store
        .find_instance()
        .await?
        .context("the server's own row is missing")?;
    ensure!(
        now >= row.clock_mark - CLOCK_SLACK,
        "the clock is {} seconds behind the time that this server has seen; set it right",
        row.clock_mark - now
    );
    if row.operator.is_none() {
        let code = BASE32_NOPAD.encode(&randomness.bytes::<15>());
        store.set_setup_code(setup_code_digest(&code)).await?;
        let groups: Vec<_> = (0..code.len())
            .step_by(6)
            .filter_map(|at| code.get(at..at + 6))
            .collect();
        tracing::info!(
            setup_code = groups.join("-"),
            "nobody runs this server yet: open /setup and enter this code"
        );
    }
    Ok(row)
}

/// SHA-256 of a setup code, however it was typed.
pub fn setup_code_digest(code: &str) -> Digest {
    let letters: String = code
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect();
    Digest::of(letters)
}

impl Instance {
    /// Whether the clock is not behind what this server has seen. While it is, no end date can be judged.
    pub fn clock_is_right(&self) -> bool {
        self.clock.now() >= self.clock_mark.load(Ordering::Relaxed) - CLOCK_SLACK
    }

    /// Does what goes by the clock. Public for tests, which move the clock themselves.
    pub async fn tick(&self) -> anyhow::Result<()> {
        let now = self.clock.now();
        if self.clock_is_right() {
            if now - self.clock_mark.load(Ordering::Relaxed) >= CLOCK_MARK_EVERY {
                self.store.set_clock_mark(now).await?;
                self.clock_mark.fetch_max(now, Ordering::Relaxed);
            }
            self.end_due_grants().await?;
            self.store.delete_ended_sessions(now).await?;
        } else {
            tracing::error!("the clock went back: tokens are refused until it is right");
        }
        self.write_refusals(false).await?;
        self.limits.forget_idle();
        Ok(())
    }
}

async fn work(instance: Arc<Instance>, mut stopped: watch::Receiver<bool>) {
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => {
                if let Err(error) = instance.tick().await {
                    tracing::error!("{error:#}");
                }
            }
            _ = stopped.changed() => return,
        }
    }
}
