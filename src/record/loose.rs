//! Dates as people write them in cells and in front matter, and as TOML wants them.

use chrono::{NaiveDate, NaiveTime};

/// `2023-06-22`, `2023-6-22`, `2023/6/22`, `2023.6.22`, `2023年6月22日`.
pub(super) fn loose_date(text: &str) -> Option<NaiveDate> {
    let numbers: Vec<&str> =
        text.trim().trim_end_matches(['日', '号']).split(['-', '/', '.', '年', '月']).map(str::trim).collect();
    let [year, month, day] = numbers.as_slice() else { return None };
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// Such a date, perhaps with an hour behind it (`14:30`, `14：30`), as it should stand in TOML.
pub(super) fn loose_moment(text: &str) -> Option<String> {
    let text = text.trim();
    if let Some(date) = loose_date(text) {
        return Some(date.to_string());
    }
    let end = text.find(['日', '号', ' ', 'T', 't'])?;
    let (date, time) = (loose_date(&text[..end])?, text[end..].trim_start_matches(['日', '号', ' ', 'T', 't']));
    let time = time.replace('：', ":");
    let time = ["%H:%M", "%H:%M:%S"].iter().find_map(|format| NaiveTime::parse_from_str(time.trim(), format).ok())?;
    Some(format!("{date}T{time}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_every_usual_spelling() {
        for (text, expected) in [
            ("2023年6月7日", Some("2023-06-07")),
            ("2023/6/7", Some("2023-06-07")),
            ("2023.06.07", Some("2023-06-07")),
            ("2023-6-7", Some("2023-06-07")),
            ("2023年6月7号 9:00", Some("2023-06-07T09:00:00")),
            ("2023-6-7 14：30", Some("2023-06-07T14:30:00")),
            ("2023年6月7日14:30", Some("2023-06-07T14:30:00")),
            ("6月7日", None),
            ("2023年6月", None),
            ("2023-02-30", None),
            ("明天", None),
            ("", None),
        ] {
            assert_eq!(loose_moment(text).as_deref(), expected, "{text}");
        }
    }
}
