//! The machine's time.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Now, in unix seconds.
#[expect(clippy::disallowed_methods, reason = "the program's one clock")]
pub fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    i64::try_from(since.unwrap_or(Duration::ZERO).as_secs()).unwrap_or(i64::MAX)
}
