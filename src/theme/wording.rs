//! What went wrong in a template, in both languages. Tera carries an error as one string: what our own functions say
//! travels through it in both, and what Tera itself says is put into words where it is common, else quoted.

use tera::Error;

use crate::diagnostic::{At, Place, Text};
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

/// Stands around the place of an error within a message: U+001E, record separator.
const BORDER: char = '\u{1e}';

/// An error within a component that a function rendered. What it says may be in Tera's words or in ours.
pub fn within(place: &Place, message: &str) -> Error {
    let span = if let At::Span(span) = &place.at { span.clone() } else { 0..0 };
    Error::message(format!("{BORDER}{}{BORDER}{}{BORDER}{}{BORDER}{message}", place.file, span.start, span.end))
}

/// The place of an error within a component, the innermost where one renders another, and the message itself.
pub fn inner(message: &str) -> Option<(Place, &str)> {
    let mut parts = message.strip_prefix(BORDER)?.splitn(4, BORDER);
    let (file, start, end, rest) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let place = Place::span(file, start.parse().ok()?..end.parse().ok()?);
    inner(rest).or(Some((place, rest)))
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
            let (got, wanted) = (in_chinese(types.first().unwrap_or(&"")), in_chinese(types.get(1).unwrap_or(&"")));
            Some(format!("参数 {name} 应当是{wanted}，写的却是{got}"))
        }
        "Invalid type for the value, expected" => {
            let got = in_chinese(message.split('`').nth(3).unwrap_or_default());
            let wanted = in_chinese(name);
            Some(format!("值应当是{wanted}，写的却是{got}"))
        }
        "Found" => message.split_once(" but expected ").map(|(_, expected)| match words(expected).as_slice() {
            few if few.len() <= 4 => format!("这里写了 {name}，应当写的是 {}", few.join(" 或 ")),
            _ => format!("这里缺少一个值，却写了 {name}"),
        }),
        "Iteration not possible on type" => Some(format!("{}不能一项一项地取", in_chinese(name))),
        "Math operations can only be done on numbers, found" | "Only numbers can be used in arithmetic. This is a" => {
            Some(format!("只有数字能计算，这里是{}", in_chinese(name)))
        }
        "Cannot compare" => {
            let other = in_chinese(message.split('`').nth(3).unwrap_or_default());
            Some(format!("{}和{other}不能比较大小", in_chinese(name)))
        }
        "String opened with" => Some("引号没有配对".to_owned()),
        start => FIXED.iter().find(|(said, _)| start.starts_with(said)).map(|(_, zh)| (*zh).to_owned()),
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

/// What Tera says without naming anything.
const FIXED: &[(&str, &str)] = &[
    ("Unexpected end of input", "没有写完，后面缺了东西"),
    ("Unexpected character", "这里有不该有的符号"),
    ("Unknown tag", "没有这种标签：{% 后面应当是 if、for、block、set、include 之类的词"),
    ("Tried to render a variable that is undefined", "要显示的这个值没有；可能没有的写成 {{ 值 or \"\" }}"),
    ("Cannot index into an undefined value", "前面的那个值没有，取不出它的一项；可能没有的写成 a?.b"),
    ("Circular extend detected", "模板继承绕成了圈"),
    ("Circular include detected", "模板包含绕成了圈"),
    ("Unclosed component", "组件没有写结尾"),
    ("Closing tag", "组件的结尾和开头名字不同"),
    ("Template already contains a block named", "同名的 block 写了两遍"),
    ("Template already contains a component named", "同名的组件写了两遍"),
    ("This content would be ignored", "写了 extends 的模板，最外面只能有 block 和组件，这里的内容不会显示"),
    ("Components with body content must use tag syntax", "有内容的组件写成 {% <名字> %}…{% </名字> %}"),
    ("The expression is too complex", "这个式子太复杂"),
    ("The template nesting is too deep", "模板套得太深"),
    ("Maximum render recursion depth", "组件一层套一层，没有尽头"),
];

/// Tera's name of a type.
fn in_chinese(kind: &str) -> String {
    let zh = match kind {
        "string" => "文字",
        "i64" | "u64" | "i128" | "u128" | "f64" | "integer" | "float" | "number" => "数字",
        "bool" => " true 或 false",
        "array" => "一列值",
        "map" | "map/struct" => "一组键和值",
        "none" | "undefined" => "空的值",
        other => return format!(" {other} "),
    };
    zh.to_owned()
}

/// What Tera expected: signs as they are, and names of kinds in Chinese.
fn words(expected: &str) -> Vec<&str> {
    let expected = expected.trim_end_matches('.').trim_start_matches("one of: ");
    let each = expected.split(", ").flat_map(|one| one.split(" or ")).map(|one| match one.trim_matches('`') {
        "ident" | "identifier" => "名字",
        "string" => "文字",
        "integer" => "整数",
        "float" => "小数",
        "bool" => "true 或 false",
        sign => sign,
    });
    each.collect()
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
                "参数 n 应当是文字，写的却是数字",
                None,
            ),
            ("Cannot compare `string` with `map`", "文字和一组键和值不能比较大小", None),
            (
                "Found `%}` but expected one of: integer, ident, `-` or `(`",
                "这里写了 %}，应当写的是 整数 或 名字 或 - 或 (",
                None,
            ),
            ("Found `a` but expected one of: `b`, `c`, `d`, `e` or `f`", "这里缺少一个值，却写了 a", None),
            ("Circular include detected for template 'a'. Include chain: `[]`", "模板包含绕成了圈", None),
            ("Something else `a`", "Tera 说“Something else `a`”", None),
        ] {
            assert_eq!(told(message), (zh.to_owned(), hint.map(str::to_owned)), "{message}");
        }
    }
}
