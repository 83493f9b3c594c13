//! The machine's clock, asked in this one place.

use chrono::{DateTime, DurationRound as _, TimeDelta, Utc};

/// The present instant, to the nanosecond.
#[expect(clippy::disallowed_methods, reason = "this is the one place that asks the clock")]
pub fn now() -> DateTime<Utc> {
    Utc::now()
}

/// The present minute, which is the grain of a site's clock: two builds within one are equal.
pub fn minute() -> DateTime<Utc> {
    let now = now();
    now.duration_trunc(TimeDelta::minutes(1)).unwrap_or(now)
}
