//! Civil time as people write it: zones, yearly dates, repetitions, opening hours, and dates written out for readers.
//!
//! Everything here is a pure function of its arguments: no part asks the clock, and no part knows what it dates.

mod clock;
mod cycle;
pub mod date;
mod day;
mod exceptions;
mod festival;
mod grammar;
mod hours;
mod lunar;
mod mismatch;
mod observance;
mod onset;
mod opening;
mod phrase;
mod reading;
mod repeat;
mod resolve;
mod rule;
mod serialize;
mod series;
mod terms;
mod weekday;
mod when;
mod workdays;
mod written;
mod yearly;
mod zone;

pub use exceptions::{Exception, Exceptions};
pub use festival::{SolarTerm, printed_days};
pub use hours::{Holidays, Hours, Span};
pub use lunar::{LunarDate, lunar, solar};
pub use observance::{LunarDay, ObservanceDate};
pub use onset::{Onset, Onsets, Season};
pub use opening::{Opening, State, opening, state};
pub use phrase::Fault;
pub use reading::{Years, read_when, stated_year};
pub use repeat::{Cycle, Pattern, Repeat};
pub use series::{Expanded, Instance, LIMIT, Series, Skipped, expand, instances};
pub use terms::term_day;
pub use weekday::{Ordinal, weekday_name};
pub use when::{Part, Precision, When};
pub use workdays::{Counted, Day, HolidayKind, OnHoliday, WorkCalendar};
pub use written::Phrase;
pub use zone::{Edge, Zone};
