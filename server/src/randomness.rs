//! Where random bytes come from: the system, or a seed in tests.

use std::sync::{Arc, Mutex, PoisonError};

use rand_core::{CryptoRng, CryptoRngCore, OsRng, RngCore};

/// A source of random bytes that many requests share.
#[derive(Clone)]
pub struct Randomness(Arc<Mutex<Box<dyn CryptoRngCore + Send>>>);

impl Randomness {
    /// The operating system's.
    pub fn system() -> Self {
        Self::of(OsRng)
    }

    /// Any other; for tests that need the same bytes twice.
    pub fn of(source: impl RngCore + CryptoRng + Send + 'static) -> Self {
        Self(Arc::new(Mutex::new(Box::new(source))))
    }

    /// Draws with `draw`, which must not wait for anything.
    pub fn draw<T>(&self, draw: impl FnOnce(&mut Box<dyn CryptoRngCore + Send>) -> T) -> T {
        // A panic while drawing leaves nothing half done.
        draw(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        self.draw(|rng| {
            let mut bytes = [0; N];
            rng.fill_bytes(&mut bytes);
            bytes
        })
    }
}
