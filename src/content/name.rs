//! What the name of a file says of its page: a date, and how its address will spell it.

use chrono::NaiveDate;

use crate::text::slug;

/// The part of a path below `content/`.
pub fn below_content(path: &str) -> &str {
    path.strip_prefix("content/").unwrap_or(path)
}

/// A page's path without what makes it a file: `fuwu/yesuan` for `fuwu/yesuan.md` and `fuwu/yesuan/index.md`.
pub fn stem(below: &str) -> &str {
    let path = below.strip_suffix(".md").unwrap_or(below);
    path.strip_suffix("/index").unwrap_or(path)
}

/// Splits `2023-06-01-name` into its date and `name`.
pub fn dated_name(name: &str) -> (Option<NaiveDate>, &str) {
    let Some((date, rest)) = name.split_at_checked(10).filter(|(date, _)| date.as_bytes()[4] == b'-') else {
        return (None, name);
    };
    let date = NaiveDate::parse_from_str(date, "%Y-%m-%d").ok();
    match (date, rest.strip_prefix(['-', '_'])) {
        (Some(date), Some(rest)) if !rest.is_empty() => (Some(date), rest),
        _ => (None, name),
    }
}

/// What identifies a document that has no `id`: its path, without what makes it a file.
pub(super) fn identifier(path: &str) -> &str {
    let path = below_content(path);
    let path = path.strip_suffix(".md").unwrap_or(path);
    path.strip_suffix("/index").or_else(|| path.strip_suffix("/_index")).unwrap_or(path)
}

/// The own part of a document's address: the name of its file, or of the folder that it stands for; where that cannot be
/// spelled, its title. None where neither can.
pub(super) fn spelled(path: &str, title: Option<&str>) -> Option<Box<str>> {
    let below = below_content(path);
    let path = below.strip_suffix("/_index.md").unwrap_or_else(|| stem(below));
    let name = path.rsplit('/').next().unwrap_or(path);
    let name = if below.ends_with("_index.md") { name } else { dated_name(name).1 };
    slug(name).or_else(|| slug(title?)).map(String::into_boxed_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_spelled() {
        for (path, title, expected, id) in [
            ("content/fuwu/yesuan.md", None, Some("yesuan"), "fuwu/yesuan"),
            ("content/fuwu/叶酸/index.md", None, Some("yesuan"), "fuwu/叶酸"),
            ("content/fuwu/2023-06-01-a.md", None, Some("a"), "fuwu/2023-06-01-a"),
            ("content/2023-06-01/_index.md", None, Some("2023-06-01"), "2023-06-01"),
            ("content/2023-13-01-a.md", None, Some("2023-13-01-a"), "2023-13-01-a"),
            ("content/2023-06-01-.md", None, Some("2023-06-01"), "2023-06-01-"),
            ("content/。.md", Some("标题"), Some("biaoti"), "。"),
            ("content/。.md", Some("。"), None, "。"),
            ("content/健康科普讲座.md", None, Some("jiankang-kepu-jiangzuo"), "健康科普讲座"),
            ("content/_index.md", None, Some("index"), "_index"),
        ] {
            assert_eq!(spelled(path, title).as_deref(), expected, "{path}");
            assert_eq!(identifier(path), id);
        }
    }
}
