//! What the TOML parser says of a line, in plain words, and how the line is mended.

use std::ops::Range;

use super::brackets::line_at;
use super::loose::loose_moment;
use crate::diagnostic::Text;
use crate::text;

/// The message for a bracket without an end, which we find ourselves.
pub(super) const UNCLOSED: &str = "unclosed";

/// What begins the parser's message, what that is in Chinese, and what to do about it.
const KNOWN: &[(&str, &str, &str, &str)] = &[
    ("duplicate key", "这个键写了两遍", "只留一行，删去另一行", "keep one of the two lines"),
    (
        "invalid unquoted key",
        "等号左边只能用英文字母、数字、- 和 _",
        "等号左边的名字用英文字母写，如 title",
        "write names with ASCII letters, such as title",
    ),
    (
        "key with no value",
        "没有等号",
        "写成 键 = 值；只是说明，就在行首加 #",
        "write key = value; if it is a remark, begin the line with #",
    ),
    ("missing value", "等号右边没有值", "补上等号右边的值；用不着就删去这一行", "give it a value, or drop the line"),
    ("unquoted", "文字没有加引号", "文字要放在英文引号里", "text stands in quotes"),
    ("string values must be quoted", "文字没有加引号", "文字要放在英文引号里", "text stands in quotes"),
    ("invalid value", "等号右边写得不对", "文字要放在英文引号里", "text stands in quotes"),
    ("invalid basic string", "引号没有配对", "在文字末尾补上英文引号 \"", "put \" at the end of the text"),
    ("invalid literal string", "引号没有配对", "在文字末尾补上英文引号 '", "put ' at the end of the text"),
    (
        "invalid multi-line",
        "三个引号没有配对",
        "在文字末尾另起一行，写上同样的三个引号",
        "put the same three quotes at the end of the text",
    ),
    ("missing opening quote", "少了前半边引号", "在文字开头补上英文引号", "put a quote before the text"),
    (
        "missing escaped value",
        "反斜线 \\ 在引号里有特别的意思",
        "路径里的 \\ 改成 /，或者写成两个 \\\\",
        "write / or \\\\ instead of \\",
    ),
    (
        "too few unicode",
        "反斜线 \\ 在引号里有特别的意思",
        "路径里的 \\ 改成 /，或者写成两个 \\\\",
        "write / or \\\\ instead of \\",
    ),
    (UNCLOSED, "括号没有配对", "在这一项的末尾补上括号", "close the bracket"),
    ("missing array opening", "少了前半边括号", "在前面补上 [", "put [ before it"),
    ("missing inline table opening", "少了前半边括号", "在前面补上 {", "put { before it"),
    ("missing table open", "少了前半边括号", "在行首补上 [", "put [ before it"),
    ("missing comma", "两项之间少了逗号", "两项之间加英文逗号", "put a comma between the two"),
    ("extra comma", "多了一个逗号", "删去多的逗号", "drop the comma"),
    ("extra `=`", "多了一个等号", "删去多的等号", "drop the ="),
    ("extra assignment", "多了一个等号", "删去多的等号", "drop the ="),
    ("unexpected `=` in array", "方括号里不能有等号", "几项键和值放在 { } 里", "keys and values stand in { }"),
    ("missing assignment", "花括号里的一项少了等号", "每项写成 键 = 值", "write key = value for each"),
    ("missing key", "这里少了一个键", "每项写成 键 = 值", "write key = value for each"),
    ("invalid inline table element", "花括号里有一项写得不对", "每项写成 键 = 值", "write key = value for each"),
    (
        "unexpected key or value",
        "这一行后面多了内容",
        "一行只写一项；说明写在 # 后面；文字里的英文引号改成中文引号",
        "write one key on a line, and remarks behind #",
    ),
    (
        "unexpected content",
        "这一行后面多了内容",
        "一行只写一项；说明写在 # 后面",
        "write one key on a line, and remarks behind #",
    ),
    ("invalid key-value pair", "这一行没有写成 键 = 值", "写成 键 = 值", "write key = value"),
    ("invalid boolean", "是和否写得不对", "写成 true（是）或 false（否），都用小写", "write true or false"),
    (
        "unexpected leading zero",
        "数字前面不能有 0",
        "去掉前面的 0；编号和电话要放在英文引号里",
        "drop the 0; numbers that are names stand in quotes",
    ),
    ("`_` may only go", "数字里的 _ 写得不对", "去掉 _", "drop the _"),
    ("invalid time", "时刻写得不对", "写成 14:30:00 的样子，时是 00 到 23，分是 00 到 59", "write it like 14:30:00"),
    ("invalid date-time", "日期和时刻之间要有字母 T", "写成 2023-06-07T14:30:00", "write it like 2023-06-07T14:30:00"),
    ("invalid date, expected month between", "没有这个月", "月份写 01 到 12", "months are 01 to 12"),
    ("invalid date", "日期写得不对", "写成 2023-06-07 的样子", "write it like 2023-06-07"),
    ("cannot recurse", "括号套得太深", "少套几层括号", "use fewer brackets"),
    ("recursion limit", "括号套得太深", "少套几层括号", "use fewer brackets"),
    ("carriage return", "有一个多余的回车符", "用编辑器重新存一遍", "save the file again in an editor"),
    ("invalid comment character", "说明里有看不见的字符", "删去这一行的说明，重新输入", "type the remark again"),
];

/// What is wrong with a line, and what to do about it.
pub(super) fn explain(text: &str, span: &Range<usize>, message: &str) -> (Text, Text) {
    let line = &text[line_at(text, span.start)];
    let found = text.get(span.clone()).unwrap_or_default().trim();
    // The parser asks for quotes where nothing stands at all.
    let nothing = text[span.start.min(text.len())..].lines().next().unwrap_or_default().trim().is_empty();
    let wants_quotes = ["string values", "unquoted", "invalid value"].iter().any(|start| message.starts_with(start));
    let message = if nothing && wants_quotes { "missing value" } else { message };
    let said = KNOWN.iter().find(|(start, ..)| message.starts_with(start));
    let (zh, hint) = match said {
        Some((_, zh, hint_zh, hint_en)) => ((*zh).to_owned(), Text::new(*hint_zh, *hint_en)),
        None => (
            format!("解析器说“{message}”"),
            text!(
                "每行写成 键 = 值；文字加英文引号，引号和括号要成对",
                "write key = value on each line; text stands in quotes, and quotes and brackets come in pairs"
            ),
        ),
    };
    let last_day = message.strip_prefix("invalid date, expected day between 01 and ");
    let (zh, hint) = match (last_day, said) {
        (Some(last), _) => (
            "没有这一天".to_owned(),
            text!("这个月只有 {last} 天，改成有的日子", "the month has {last} days: choose one of them"),
        ),
        (None, Some((UNCLOSED, ..))) => (zh, missing_end(found)),
        (None, Some(("duplicate key", ..))) if !found.is_empty() => (format!("{found} 写了两遍"), hint),
        (None, Some((start, ..))) => (zh, value_hint(line, found, start).unwrap_or(hint)),
        (None, None) => (zh, hint),
    };
    (Text::new(format!("这一行的写法有误：{zh}"), format!("invalid TOML: {message}")), hint)
}

fn missing_end(bracket: &str) -> Text {
    let end = if bracket == "[" { ']' } else { '}' };
    text!("在这一项的末尾补上 {end}", "put {end} at the end of this value")
}

/// What the value should be, where it is a date in another spelling or prose without quotes.
fn value_hint(line: &str, found: &str, message: &str) -> Option<Text> {
    let is_value =
        ["unquoted", "string values", "invalid value", "invalid date", "invalid time", "unexpected", "missing comma"];
    if !is_value.iter().any(|start| message.starts_with(start)) {
        return None;
    }
    // The whole value, unless it stands in a bracket.
    let whole = line.split_once('=').map_or("", |(_, value)| value.split('#').next().unwrap_or_default()).trim();
    let is_whole = !whole.starts_with(['[', '{', '"', '\'']) && !whole.is_empty();
    let value = if is_whole { whole } else { found };
    if let Some(moment) = loose_moment(value) {
        return Some(text!("日期写成 {moment}，不加引号", "write the date as {moment}, without quotes"));
    }
    let wants_quotes = message.starts_with("unquoted") || message.starts_with("string values");
    let is_prose = value.starts_with(char::is_alphanumeric) && !value.contains('"');
    (wants_quotes && is_prose).then(|| text!("文字要放在英文引号里：\"{value}\"", "text stands in quotes: \"{value}\""))
}
