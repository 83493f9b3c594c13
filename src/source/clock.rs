//! The machine's clock, asked in this one place.

use chrono::{DateTime, Utc};

/// The present instant, to the nanosecond.
#[expect(clippy::disallowed_methods, reason = "this is the one place that asks the clock")]
pub fn now() -> DateTime<Utc> {
    Utc::now()
}
