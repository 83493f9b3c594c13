//! Carries out a test: puts its files in a folder, builds, and says what differs from what its blocks expect.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use crate::engine::{self, Built};
use crate::files;
use crate::part::{self, Markup};
use crate::readable::readable;
use crate::specification::{Block, Language, Role, Step, Test, words};

/// A block whose expectation differs from what came.
pub struct Difference {
    pub block: Block,
    pub actual: String,
}

/// What a test gave.
#[derive(Default)]
pub struct Report {
    pub differences: Vec<Difference>,
    /// What no block can accept: an unexpected finding, a file that could not be written.
    pub faults: Vec<String>,
}

pub fn run(test: &Test) -> Report {
    let mut report = Report::default();
    let folder = match tempfile::tempdir() {
        Ok(folder) => folder,
        Err(error) => {
            report.faults.push(format!("no folder to work in: {error}"));
            return report;
        }
    };
    // The canonical name is the one that messages show.
    let path = folder.path().canonicalize().unwrap_or_else(|_| folder.path().to_owned());
    let empty = test.steps.iter().flat_map(|step| &step.blocks).any(|block| block.role == Role::Empty);
    if !empty && let Err(error) = files::write_default(&path) {
        report.faults.push(format!("the default site: {error}"));
        return report;
    }
    for (number, step) in (1..).zip(&test.steps) {
        if let Err(error) = carry_out(step, &path, &mut report) {
            report.faults.push(format!("step {number}: {error}"));
            break;
        }
    }
    report
}

fn carry_out(step: &Step, folder: &Path, report: &mut Report) -> Result<(), String> {
    files::apply(&step.blocks, folder)?;
    // A step that runs commands builds by them; any other is built here.
    let commands = step.blocks.iter().any(|block| block.role == Role::Console);
    let built = if commands { None } else { Some(engine::build(folder)) };
    if let Some(built) = &built
        && !step.blocks.iter().any(|block| matches!(block.role, Role::Findings { .. }))
        && built.faulty()
    {
        report.faults.push(format!("findings that no block expects:\n{}", built.findings(Language::En, false)));
    }
    let files = listing(folder).into_iter().filter(|path| path.ends_with("/data/occurrences.json"));
    report.faults.extend(files.filter_map(|path| schedule_fault(&folder.join(path))));
    for block in step.blocks.iter().filter(|block| block.role.expects()) {
        let actual = actual(block, folder, built.as_ref()).map_err(|error| format!("line {}: {error}", block.line))?;
        if actual.trim_end_matches('\n') != block.text.trim_end_matches('\n') {
            report.differences.push(Difference { block: block.clone(), actual });
        }
    }
    Ok(())
}

/// What of a site's schedule for other programs does not have the form that its schema says.
fn schedule_fault(path: &Path) -> Option<String> {
    static SCHEMA: LazyLock<Result<jsonschema::Validator, String>> = LazyLock::new(|| {
        let schema = serde_json::from_str(include_str!("../../docs/occurrences.schema.json"));
        jsonschema::validator_for(&schema.map_err(|error: serde_json::Error| error.to_string())?)
            .map_err(|error| error.to_string())
    });
    let text = fs::read_to_string(path).ok()?;
    let fault = match (&*SCHEMA, serde_json::from_str(&text)) {
        (Ok(schema), Ok(document)) => {
            schema.validate(&document).err().map(|fault| format!("{}: {fault}", fault.instance_path()))?
        }
        (Err(error), _) => format!("no schema: {error}"),
        (_, Err(error)) => error.to_string(),
    };
    Some(format!("{}: {fault}", path.display()))
}

/// What stands where the block has its expectation.
fn actual(block: &Block, folder: &Path, built: Option<&Built>) -> Result<String, String> {
    let need = || built.ok_or("a step that runs commands has no findings of its own; `console` shows them");
    match &block.role {
        Role::Output { path, part } => output(&folder.join(path), part.as_deref()),
        Role::Readable { path, part } => Ok(readable(&output(&folder.join(path), part.as_deref())?)),
        Role::Nowhere { folder: below } => {
            let all: Vec<Vec<u8>> = listing(&folder.join(below))
                .iter()
                .filter_map(|path| fs::read(folder.join(below).join(path)).ok())
                .collect();
            if all.is_empty() {
                return Err(format!("{below} has no file"));
            }
            let there = |words: &&str| all.iter().any(|file| memchr::memmem::find(file, words.as_bytes()).is_some());
            // What is expected is that nothing of the list is there; what stays of it is the rest.
            Ok(block.text.lines().filter(|words| !there(words)).collect::<Vec<_>>().join("\n"))
        }
        Role::Findings { language, json } => Ok(need()?.findings(*language, *json)),
        Role::Summary => Ok(need()?.summary()),
        Role::Listing { folder: listed } => Ok(listing(&folder.join(listed)).join("\n")),
        Role::Absent => {
            let there: Vec<&str> = block.text.lines().filter(|path| folder.join(path).exists()).collect();
            // What is expected is that nothing of the list is there; what stays of it is the rest.
            Ok(block.text.lines().filter(|path| !there.contains(path)).collect::<Vec<_>>().join("\n"))
        }
        Role::Console => console(&block.text, folder),
        Role::File { .. } | Role::Configuration | Role::Empty | Role::Symlink { .. } | Role::Remove => {
            Ok(String::new())
        }
    }
}

fn output(path: &Path, part: Option<&str>) -> Result<String, String> {
    let Ok(bytes) = fs::read(path) else { return Ok("（没有这个文件）".into()) };
    let text = String::from_utf8(bytes).map_err(|_| format!("{} is not text", path.display()))?;
    if path.extension().is_some_and(|ending| ending == "ics") {
        return calendar(&text, part);
    }
    let Some(selector) = part else { return Ok(text) };
    let markup = if path.extension().is_some_and(|ending| ending == "html") { Markup::Html } else { Markup::Xml };
    let found = part::find(&text, selector, markup)?;
    Ok(if found.is_empty() { "（没有这个元素）".into() } else { found.join("\n") })
}

/// A calendar file, or its components or properties of one name, with line ends as the specifications have them.
fn calendar(text: &str, name: Option<&str>) -> Result<String, String> {
    let lines: Vec<&str> = text.split_terminator("\r\n").collect();
    if lines.iter().any(|line| line.contains(['\r', '\n'])) || !text.ends_with("\r\n") {
        return Err("the lines of a calendar file end with CRLF".into());
    }
    let Some(name) = name else { return Ok(lines.join("\n")) };
    let (begin, end) = (format!("BEGIN:{name}"), format!("END:{name}"));
    let is_property = |line: &str| line.strip_prefix(name).is_some_and(|rest| rest.starts_with([':', ';']));
    let mut shown = Vec::new();
    let mut inside = false;
    for line in lines {
        inside |= line == begin;
        if inside || is_property(line) {
            shown.push(line);
        }
        inside &= line != end;
    }
    Ok(if shown.is_empty() { "（没有这个元素）".into() } else { shown.join("\n") })
}

fn listing(folder: &Path) -> Vec<String> {
    walkdir::WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| !entry.file_type().is_dir())
        .filter_map(|entry| entry.path().strip_prefix(folder).map(|path| path.to_string_lossy().into_owned()).ok())
        .collect()
}

/// Runs the commands of a block; the block as it would read if it were right.
fn console(text: &str, folder: &Path) -> Result<String, String> {
    let mut shown = String::new();
    for line in text.lines().filter_map(|line| line.strip_prefix("$ ")) {
        let words = words(line)?;
        let Some(("xinfeng", arguments)) = words.split_first().map(|(first, rest)| (first.as_str(), rest)) else {
            return Err(format!("`{line}`: only `xinfeng` is run here"));
        };
        let output = Command::new(env!("CARGO_BIN_EXE_xinfeng"))
            .args(arguments)
            .current_dir(folder)
            .env_clear()
            .envs([("LANG", "zh_CN.UTF-8"), ("LC_ALL", "zh_CN.UTF-8"), ("TERM", "dumb"), ("HOME", "/nonexistent")])
            .output()
            .map_err(|error| error.to_string())?;
        shown.push_str("$ ");
        shown.push_str(line);
        shown.push('\n');
        for stream in [&output.stdout, &output.stderr] {
            shown.push_str(&String::from_utf8_lossy(stream));
            if !shown.ends_with('\n') {
                shown.push('\n');
            }
        }
        match output.status.code() {
            Some(0) => {}
            Some(code) => shown.extend(["（退出码 ", &code.to_string(), "）\n"]),
            None => return Err(format!("`{line}` was killed: {}", output.status)),
        }
    }
    Ok(steady(&shown, folder))
}

/// What is told of the stages of a run that takes longer than a second, as one does on a busy machine.
const PROGRESS: &[&str] = &["读取…", "检查…", "生成…", "写入…", "reading…", "checking…", "rendering…", "writing…"];

/// The text without what differs from run to run: the folder's name, durations, the version, progress.
fn steady(text: &str, folder: &Path) -> String {
    let text = text.replace(&*folder.to_string_lossy(), "[网站]").replace(env!("CARGO_PKG_VERSION"), "[版本]");
    let lines = text.lines().filter(|line| !PROGRESS.contains(line));
    lines.fold(String::new(), |text, line| text + durations_hidden(line).trim_end() + "\n")
}

/// A number before `ms`, `s`, `毫秒` or `秒` becomes `[时长]`.
fn durations_hidden(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, number) = rest.split_at(start);
        let end = number.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(number.len());
        let after = &number[end..];
        let unit = ["ms", "s", "毫秒", "秒"].iter().find(|unit| {
            after
                .trim_start_matches(' ')
                .strip_prefix(**unit)
                .is_some_and(|next| !next.starts_with(|c: char| c.is_ascii_alphanumeric()))
        });
        if unit.is_some() {
            // Numbers are right-aligned: how many spaces stand before one follows from its size.
            let text = before.trim_end_matches(' ');
            out.push_str(if text.len() < before.len() { &before[..=text.len()] } else { before });
            out.push_str("[时长]");
        } else {
            out.push_str(before);
            out.push_str(&number[..end]);
        }
        rest = after;
    }
    out + rest
}
