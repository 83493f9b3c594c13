//! Moments in ISO 8601, as templates, JSON, the ledger and other programs read them.

use std::fmt::Write;

use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};

use super::field::Moment;

/// A moment, to the second: `2023-06-07`, `2023-06-07T14:30:00`,
/// `2023-06-07T14:30:00+08:00`.
pub fn iso(moment: Moment) -> String {
    let mut written = String::with_capacity("2023-06-07T14:30:00+08:00".len());
    match moment {
        Moment::Date(date) => push_date(&mut written, date),
        Moment::Civil(civil) => push_civil(&mut written, civil),
        Moment::Offset(civil, minutes) => {
            push_civil(&mut written, civil);
            written.push(if minutes < 0 { '-' } else { '+' });
            let minutes = minutes.unsigned_abs();
            push_number(&mut written, minutes / 60, 2, Some('0'));
            written.push(':');
            push_number(&mut written, minutes % 60, 2, Some('0'));
        }
    }
    written
}

fn push_date(written: &mut String, date: NaiveDate) {
    match u32::try_from(date.year()) {
        Ok(year @ 0..=9999) => push_number(written, year, 4, Some('0')),
        // With its sign, as ISO 8601 writes what four digits cannot hold.
        _ => {
            let _ = write!(written, "{}", date.format("%Y"));
        }
    }
    for number in [date.month(), date.day()] {
        written.push('-');
        push_number(written, number, 2, Some('0'));
    }
}

fn push_civil(written: &mut String, civil: NaiveDateTime) {
    push_date(written, civil.date());
    for (mark, number) in [('T', civil.hour()), (':', civil.minute()), (':', civil.second())] {
        written.push(mark);
        push_number(written, number, 2, Some('0'));
    }
}

const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

/// Writes a number of so many digits at most behind other text, with `fill` in the place of zeros that lead.
pub fn push_number(written: &mut String, number: u32, width: u32, fill: Option<char>) {
    let mut place = 10_u32.pow(width - 1);
    let mut leads = true;
    while place > 0 {
        let digit = number / place % 10;
        leads &= digit == 0 && place > 1;
        match (leads, fill) {
            (false, _) => written.push_str(DIGITS[digit as usize]),
            (true, Some(fill)) => written.push(fill),
            (true, None) => {}
        }
        place /= 10;
    }
}
