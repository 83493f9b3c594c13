//! Moments in ISO 8601, as templates, JSON, the ledger and other programs read them.

use std::fmt::Write;

use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};

use super::moment::Moment;

/// A moment, to the second: `2023-06-07`, `2023-06-07T14:30:00`,
/// `2023-06-07T14:30:00+08:00`.
pub fn iso(moment: Moment) -> String {
    let mut written = String::with_capacity("2023-06-07T14:30:00+08:00".len());
    push_iso(&mut written, moment);
    written
}

/// Writes a moment as [`iso`] does behind other text.
pub fn push_iso(written: &mut String, moment: Moment) {
    match moment {
        Moment::Date(date) => push_date(written, date, "-"),
        Moment::Civil(civil) => push_civil(written, civil, ["-", ":"]),
        Moment::Offset(civil, minutes) => {
            push_civil(written, civil, ["-", ":"]);
            written.push(if minutes < 0 { '-' } else { '+' });
            let minutes = minutes.unsigned_abs();
            push_pair(written, minutes / 60);
            written.push(':');
            push_pair(written, minutes % 60);
        }
    }
}

/// Writes a day in the basic format, without marks: `20230607`.
pub fn push_basic_date(written: &mut String, date: NaiveDate) {
    push_date(written, date, "");
}

/// Writes a civil time in the basic format: `20230607T143000`.
pub fn push_basic_civil(written: &mut String, civil: NaiveDateTime) {
    push_civil(written, civil, ["", ""]);
}

fn push_date(written: &mut String, date: NaiveDate, mark: &str) {
    match u32::try_from(date.year()) {
        Ok(year @ 0..=9999) => {
            push_pair(written, year / 100);
            push_pair(written, year % 100);
        }
        // With its sign, as ISO 8601 writes what four digits cannot hold.
        _ => {
            let _ = write!(written, "{}", date.format("%Y"));
        }
    }
    for number in [date.month(), date.day()] {
        written.push_str(mark);
        push_pair(written, number);
    }
}

fn push_civil(written: &mut String, civil: NaiveDateTime, [of_days, of_hours]: [&str; 2]) {
    push_date(written, civil.date(), of_days);
    for (mark, number) in [("T", civil.hour()), (of_hours, civil.minute()), (of_hours, civil.second())] {
        written.push_str(mark);
        push_pair(written, number);
    }
}

const PAIRS: &str = "\
    0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849\
    5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899";

/// Writes a number below a hundred with two digits: moments are made of these, and of moments there are very many.
fn push_pair(written: &mut String, number: u32) {
    let at = 2 * number as usize;
    written.push_str(PAIRS.get(at..at + 2).unwrap_or_default());
}

/// Writes a number of so many digits at most behind other text, with `fill` in the place of zeros that lead.
pub fn push_number(written: &mut String, number: u32, width: u32, fill: Option<char>) {
    let mut place = 10_u32.pow(width - 1);
    let mut leads = true;
    while place > 0 {
        let digit = number / place % 10;
        leads &= digit == 0 && place > 1;
        match (leads, fill) {
            (false, _) => written.push(char::from_digit(digit, 10).unwrap_or(' ')),
            (true, Some(fill)) => written.push(fill),
            (true, None) => {}
        }
        place /= 10;
    }
}
