//! What went wrong in a template, in both languages. Tera carries an error as one string: what our own functions say
//! travels through it in both, and what Tera itself says is put into words where it is common, else quoted.

use tera::Error;

use crate::diagnostic::Text;
use crate::record::suggest;
use crate::text;

/// Divides the parts of a message of our own. No message has it, since it is a control character (Unicode U+001F, unit
/// separator).
const DIVIDER: char = '\u{1f}';

/// What is wrong, and what to do about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Complaint {
    pub message: Text,
    pub hint: Option<Text>,
}

/// An error of a function or a filter.
pub fn error(complaint: &Complaint) -> Error {
    use crate::diagnostic::Language::{En, Zh};
    let texts = std::iter::once(&complaint.message).chain(&complaint.hint);
    let parts: Vec<&str> = texts.flat_map(|text| [text.in_language(Zh), text.in_language(En)]).collect();
    Error::message(parts.join(&DIVIDER.to_string()))
}

/// An error that names something that is not there, with the nearest known name.
pub fn unknown<'a>(what: (&str, &str), name: &str, known: impl IntoIterator<Item = &'a str>) -> Error {
    let (zh, en) = what;
    error(&Complaint { message: text!("没有{zh} {name}", "there is no {en} {name}"), hint: suggest(name, known) })
}

/// The message of an error, as people should read it.
pub fn complaint(message: &str) -> Complaint {
    let parts: Vec<&str> = message.split(DIVIDER).collect();
    match parts.as_slice() {
        [zh, en] => Complaint { message: Text::new(*zh, *en), hint: None },
        [zh, en, hint_zh, hint_en, ..] => {
            Complaint { message: Text::new(*zh, *en), hint: Some(Text::new(*hint_zh, *hint_en)) }
        }
        _ => translated(message).unwrap_or_else(|| Complaint {
            message: Text::new(format!("Tera 说“{}”", message.trim_end()), message),
            hint: None,
        }),
    }
}

/// The messages of Tera that authors of templates meet most.
fn translated(message: &str) -> Option<Complaint> {
    let name = message.split('`').nth(1).unwrap_or_default();
    let listed = message.split_once("Available fields: ").or_else(|| message.split_once("Available variables: "));
    let known: Vec<&str> = listed.map(|(_, all)| all.trim_end_matches('.').split(", ").collect()).unwrap_or_default();
    let what = |zh: &str| Some(format!("没有{zh} {name}"));
    let zh = match message.split('`').next().unwrap_or_default().trim_end() {
        "Unknown function" => what("函数"),
        "Unknown filter" => what("过滤器"),
        "Unknown test" => what("判断词"),
        "Unknown component" => what("组件"),
        "Unknown template" => what("模板"),
        "Missing keyword argument" => Some(format!("缺少参数 {name}")),
        "Field" if message.contains("is not defined") => Some(format!("没有 {name} 这一项")),
        "Variable" if message.contains("is not defined") => Some(format!("没有 {name} 这个变量")),
        "Argument" if message.ends_with("missing.") => Some(format!("缺少参数 {name}")),
        "Component argument" if message.contains("does not match expected type") => {
            let types: Vec<&str> = message.split('`').skip(3).step_by(2).collect();
            let (got, wanted) = (types.first().unwrap_or(&""), types.get(1).unwrap_or(&""));
            Some(format!("参数 {name} 应当是 {wanted}，写的却是 {got}"))
        }
        "Unexpected end of input" => Some("没有写完，后面缺了东西".to_owned()),
        "Unexpected character" => Some("这里有不该有的符号".to_owned()),
        _ => None,
    }?;
    let hint = (!known.is_empty()).then(|| {
        suggest(name, known.iter().copied()).unwrap_or_else(|| {
            let all = known.join(", ");
            text!("有的是：{all}", "there are: {all}")
        })
    });
    let en = listed.map_or(message, |(before, _)| before.trim_end());
    Some(Complaint { message: Text::new(zh, en), hint })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Language;

    fn told(message: &str) -> (String, Option<String>) {
        let Complaint { message, hint } = complaint(message);
        (message.in_language(Language::Zh).to_owned(), hint.map(|hint| hint.in_language(Language::Zh).to_owned()))
    }

    #[test]
    fn our_own_errors_keep_both_languages() {
        let error = unknown(("页面", "page"), "fuwu/yesun.md", ["fuwu/yesuan.md"]);
        let Complaint { message, hint } = complaint(&error.to_string());
        assert_eq!(message, Text::new("没有页面 fuwu/yesun.md", "there is no page fuwu/yesun.md"));
        assert_eq!(hint, Some(Text::new("是不是想写 fuwu/yesuan.md？", "did you mean fuwu/yesuan.md?")));
        let error = unknown(("页面", "page"), "完全不同", []);
        assert_eq!(complaint(&error.to_string()).hint, None);
    }

    #[test]
    fn tera_is_translated_or_quoted() {
        for (message, zh, hint) in [
            ("Unknown function `get_pgae`", "没有函数 get_pgae", None),
            ("Missing keyword argument `path`", "缺少参数 path", None),
            (
                "Field `titel` is not defined. Available fields: date, title",
                "没有 titel 这一项",
                Some("是不是想写 title？"),
            ),
            ("Field `q` is not defined. Available fields: date, title", "没有 q 这一项", Some("有的是：date, title")),
            ("Field `q` is not defined", "没有 q 这一项", None),
            ("Argument `path` missing.", "缺少参数 path", None),
            (
                "Component argument `n` (type: `u64`) does not match expected type: `string`",
                "参数 n 应当是 string，写的却是 u64",
                None,
            ),
            ("Cannot compare `a` with `b`", "Tera 说“Cannot compare `a` with `b`”", None),
        ] {
            assert_eq!(told(message), (zh.to_owned(), hint.map(str::to_owned)), "{message}");
        }
    }
}
