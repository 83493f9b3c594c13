//! A specification read from Markdown: tests, their steps, and their fenced blocks.
//!
//! A heading names a test; a heading that begins with 「然后」 is the next step of the test above it. What a block is
//! for stands in its info string, after the language. This module must not know how a block is carried out.

use std::ops::Range;

/// One heading with blocks under it.
#[derive(Debug, PartialEq)]
pub struct Test {
    /// The headings that lead to it, joined by `/`.
    pub name: String,
    pub steps: Vec<Step>,
}

/// Blocks that are carried out in order, then built once.
#[derive(Debug, Default, PartialEq)]
pub struct Step {
    pub blocks: Vec<Block>,
}

/// A fenced block that has a role.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    pub role: Role,
    /// The lines between the fences, each with its line break.
    pub text: String,
    /// The number of its opening line, from one.
    pub line: usize,
    /// Where the block stands in the file, fences included.
    pub range: Range<usize>,
    /// Its opening line without the fence.
    pub info: String,
}

/// What a block is for.
#[derive(Clone, Debug, PartialEq)]
pub enum Role {
    /// `md content/a.md`: a file of the site.
    File { path: String, forms: Vec<Form> },
    /// `toml 配置`: keys laid over the default `xinfeng.toml`.
    Configuration,
    /// `text 空`: the test starts in an empty folder, without the default site.
    Empty,
    /// `text 链接 content/a.md`: a symbolic link to what the block says.
    Symlink { path: String },
    /// `text 删除`: paths to remove, one a line.
    Remove,
    /// `html 输出 public/a/index.html main`: a file after the build, or the elements of it that a selector finds.
    Output { path: String, part: Option<String> },
    /// `text 文字 public/a/index.html main`: the same as its reader has it.
    Readable { path: String, part: Option<String> },
    /// `text 没有字 public`: words of which none may stand in any file below the folder, one a line.
    Nowhere { folder: String },
    /// `text 诊断`, `text 诊断 en`, `json 诊断`: what the printer says.
    Findings { language: Language, json: bool },
    /// `text 文件 public/a`: the files under a folder.
    Listing { folder: String },
    /// `text 没有`: paths that must not be there, one a line.
    Absent,
    /// `text 摘要`: what the build wrote, changed and removed.
    Summary,
    /// `console`: lines `$ xinfeng …`, each followed by what it prints.
    Console,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Language {
    Zh,
    En,
}

/// How a file's text becomes its bytes.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    Gb18030,
    Utf16Le,
    Utf16Be,
    Bom,
    Crlf,
    /// The block is hexadecimal digits.
    Hex,
    /// The block is one line that stands this many times.
    Times(usize),
    /// The name of the sheet.
    Sheet(String),
    HiddenSheet,
    /// Cells that are one, as `A2:A4`.
    Merge(String),
}

impl Role {
    /// Whether the block says what is expected, rather than what is given.
    pub fn expects(&self) -> bool {
        !matches!(self, Self::File { .. } | Self::Configuration | Self::Empty | Self::Symlink { .. } | Self::Remove)
    }
}

/// Reads a specification. A block whose role is not understood is an error: it would test nothing.
pub fn read(text: &str) -> Result<Vec<Test>, String> {
    let mut tests: Vec<Test> = Vec::new();
    let mut headings: Vec<(usize, String)> = Vec::new();
    // The test that blocks go to: none until the first block under a heading.
    let mut current: Option<usize> = None;
    let mut lines = Lines { text, offset: 0, number: 0 };
    while let Some((start, line)) = lines.next() {
        if let Some((level, title)) = heading(line) {
            if title.starts_with("然后") {
                let Some(test) = current else {
                    return Err(format!("line {}: a step without a test above it", lines.number));
                };
                tests[test].steps.push(Step::default());
            } else {
                headings.retain(|(above, _)| *above < level);
                headings.push((level, title.to_owned()));
                current = None;
            }
        } else if let Some((fence, info)) = opening(line) {
            let number = lines.number;
            let (body, end) = lines.body(fence).ok_or(format!("line {number}: the block does not end"))?;
            let Some(role) = role(info).map_err(|error| format!("line {number}: {error}"))? else { continue };
            let block =
                Block { role, text: text[body].to_owned(), line: number, range: start..end, info: info.to_owned() };
            let test = *current.get_or_insert_with(|| {
                let name = headings.iter().map(|(_, title)| title.as_str()).collect::<Vec<_>>().join("/");
                tests.push(Test { name, steps: vec![Step::default()] });
                tests.len() - 1
            });
            if let Some(step) = tests[test].steps.last_mut() {
                step.blocks.push(block);
            }
        }
    }
    Ok(tests)
}

/// The block with other text between its fences, which grow where the text has fences of its own.
pub fn rewritten(block: &Block, text: &str) -> String {
    let longest = text.lines().filter_map(|line| opening(line).map(|(fence, _)| fence.len())).max().unwrap_or(0);
    let fence = "`".repeat((longest + 1).max(3));
    let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    format!("{fence}{}\n{text}{end}{fence}\n", block.info)
}

struct Lines<'a> {
    text: &'a str,
    offset: usize,
    number: usize,
}

impl<'a> Lines<'a> {
    /// The next line without its break, and where it starts.
    fn next(&mut self) -> Option<(usize, &'a str)> {
        let rest = self.text.get(self.offset..).filter(|rest| !rest.is_empty())?;
        let start = self.offset;
        let length = rest.find('\n').map_or(rest.len(), |end| end + 1);
        self.offset += length;
        self.number += 1;
        Some((start, rest[..length].trim_end_matches('\n')))
    }

    /// Goes past the closing fence; the range between the fences, and the end of the block.
    fn body(&mut self, fence: &str) -> Option<(Range<usize>, usize)> {
        let start = self.offset;
        loop {
            let (end, line) = self.next()?;
            let closes = line.starts_with(fence) && line.trim_end().chars().all(|c| fence.starts_with(c));
            if closes {
                return Some((start..end, self.offset));
            }
        }
    }
}

fn heading(line: &str) -> Option<(usize, &str)> {
    let level = line.chars().take_while(|c| *c == '#').count();
    let title = line[level..].strip_prefix(' ')?;
    (1..=6).contains(&level).then(|| (level, title.trim()))
}

/// The fence of an opening line and its info string.
fn opening(line: &str) -> Option<(&str, &str)> {
    let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = line.chars().take_while(|c| *c == mark).count();
    (length >= 3).then(|| line.split_at(length))
}

/// The role that an info string gives; `None` for a block that only illustrates.
fn role(info: &str) -> Result<Option<Role>, String> {
    let words = words(info)?;
    let Some((language, rest)) = words.split_first() else { return Ok(None) };
    if language == "console" {
        return if rest.is_empty() { Ok(Some(Role::Console)) } else { Err("`console` takes nothing".into()) };
    }
    let Some((word, rest)) = rest.split_first() else { return Ok(None) };
    let nothing_more = |role: Role| {
        if rest.is_empty() { Ok(Some(role)) } else { Err(format!("`{word}` takes nothing, but there is {rest:?}")) }
    };
    match word.as_str() {
        "配置" => nothing_more(Role::Configuration),
        "空" => nothing_more(Role::Empty),
        "删除" => nothing_more(Role::Remove),
        "没有" => nothing_more(Role::Absent),
        "摘要" => nothing_more(Role::Summary),
        "链接" => match rest {
            [path] => Ok(Some(Role::Symlink { path: path.clone() })),
            _ => Err("`链接` takes one path".into()),
        },
        "输出" => match rest {
            [] => Err("`输出` takes a path".into()),
            [path, part @ ..] => {
                let part = (!part.is_empty()).then(|| part.join(" "));
                Ok(Some(Role::Output { path: path.clone(), part }))
            }
        },
        "文字" => match rest {
            [] => Err("`文字` takes a path".into()),
            [path, part @ ..] => {
                let part = (!part.is_empty()).then(|| part.join(" "));
                Ok(Some(Role::Readable { path: path.clone(), part }))
            }
        },
        "没有字" => match rest {
            [folder] => Ok(Some(Role::Nowhere { folder: folder.clone() })),
            _ => Err("`没有字` takes one folder".into()),
        },
        "文件" => match rest {
            [] => Ok(Some(Role::Listing { folder: "public".into() })),
            [folder] => Ok(Some(Role::Listing { folder: folder.clone() })),
            _ => Err("`文件` takes one folder".into()),
        },
        "诊断" => {
            let language = match rest.iter().map(String::as_str).collect::<Vec<_>>()[..] {
                [] | ["zh"] => Language::Zh,
                ["en"] => Language::En,
                _ => return Err("`诊断` takes zh or en".into()),
            };
            Ok(Some(Role::Findings { language, json: language_is_json(&words) }))
        }
        path if path.contains(['.', '/']) => {
            let forms = rest.iter().map(|word| form(word)).collect::<Result<_, _>>()?;
            Ok(Some(Role::File { path: path.to_owned(), forms }))
        }
        other => Err(format!("`{other}` is neither a path nor a role")),
    }
}

fn language_is_json(words: &[String]) -> bool {
    words.first().is_some_and(|language| language == "json")
}

fn form(word: &str) -> Result<Form, String> {
    Ok(match word.split_once('=') {
        None => match word {
            "GBK" | "GB18030" => Form::Gb18030,
            "UTF-16LE" => Form::Utf16Le,
            "UTF-16BE" => Form::Utf16Be,
            "BOM" => Form::Bom,
            "CRLF" => Form::Crlf,
            "十六进制" => Form::Hex,
            "隐藏" => Form::HiddenSheet,
            _ => return Err(format!("`{word}` is no form of a file")),
        },
        Some(("重复", times)) => Form::Times(times.parse().map_err(|_| format!("`{times}` is no number"))?),
        Some(("表", name)) => Form::Sheet(name.to_owned()),
        Some(("合并", cells)) => Form::Merge(cells.to_owned()),
        Some((name, _)) => return Err(format!("`{name}` is no form of a file")),
    })
}

/// Words parted by spaces; double quotes hold a word together.
pub fn words(text: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quoted = false;
    for character in text.trim_end().chars() {
        match character {
            '"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            ' ' if !quoted => words.extend(word.take()),
            _ => word.get_or_insert_default().push(character),
        }
    }
    if quoted {
        return Err(format!("a quote is open in `{text}`"));
    }
    words.extend(word);
    Ok(words)
}
