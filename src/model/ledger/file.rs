//! `ledger.toml`: one line for each page and each occurrence, sorted, so that two people's ledgers merge like text.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{Fact, Ledger, Told, ToldChange, ToldPage, span};
use crate::content::Status;
use crate::diagnostic::{Diagnostic, Findings, LEDGER};
use crate::record::{Key, Moment, Placed, Record, iso, parse_toml, push_iso};
use crate::time::{Edge, Zone};
use crate::{record, text};

/// The ledger's name in the site's folder.
pub const FILE: &str = "ledger.toml";

const HEAD: &str = "\
# 台账：已经向市民公布的网址、时间、地点和状态，由 xinfeng build 更新，请和内容一起保存。
# 不用手工改动；要撤回一场已公布的活动，删掉它那一行。
";

record! {
    struct LedgerFile {
        domain: Option<String> = Key::new("domain", "日历编号的域名，不要改", "domain of calendar identifiers; never change it"),
        pages: BTreeMap<String, PageLine> = Key::new("pages", "公布过的页面", "pages that have been published"),
        sections: BTreeMap<String, PageLine> = Key::new("sections", "公布过的栏目", "sections that have been published"),
        names: BTreeMap<String, Placed<String>> = Key::new("names", "分类词和人群的网址", "addresses of terms and audiences"),
        occurrences: BTreeMap<String, OccurrenceLine> = Key::new("occurrences", "公布过的场次", "occurrences that have been published"),
    }
}

record! {
    struct PageLine {
        address: Placed<String> = Key::new("address", "网址", "address"),
        former: Vec<String> = Key::new("former", "以前的网址", "former addresses"),
        named: Option<String> = Key::new("named", "网址取自哪个文件名", "the file whose name the address was made of"),
        published: Moment = Key::new("published", "首次公布的时刻", "when it first appeared"),
        content: Option<String> = Key::new("content", "内容的指纹", "hash of its file"),
        anchors: Option<String> = Key::new("anchors", "小标题的编号", "anchors of its headings"),
    }
}

record! {
    struct OccurrenceLine {
        when: Placed<String> = Key::new("when", "时间", "time"),
        place: Option<String> = Key::new("place", "地点", "place"),
        team: Option<String> = Key::new("team", "队伍", "troupe"),
        status: Status = Key::new("status", "状态", "status"),
        sequence: u32 = Key::new("sequence", "改过几次", "how often it changed"),
        first: Moment = Key::new("first", "首次公布的时刻", "when it first appeared"),
        modified: Moment = Key::new("modified", "最近一次变更的时刻", "when it last changed"),
        changes: Vec<ChangeLine> = Key::new("changes", "历次变更", "its changes"),
    }
}

record! {
    struct ChangeLine {
        at: Moment = Key::new("at", "变更的时刻", "when"),
        fact: Fact = Key::new("fact", "变更了什么", "which fact"),
        old: String = Key::new("old", "原来", "before"),
        new: String = Key::new("new", "现在", "after"),
    }
}

/// Reads a ledger. A damaged one is an error: to go on without it would tell residents everything anew.
pub fn parse(text: &str) -> (Ledger, Findings) {
    let file: Arc<str> = FILE.into();
    let (mut node, mut findings) = parse_toml(&file, text, 0);
    let lines = <LedgerFile as Record>::read(&mut node, &mut findings);
    let mut ledger = Ledger::default();
    if let Some(lines) = lines {
        ledger.domain = lines.domain;
        ledger.pages = lines.pages.into_iter().map(|(id, line)| (id.into(), told_page(line))).collect();
        ledger.sections = lines.sections.into_iter().map(|(id, line)| (id.into(), told_page(line))).collect();
        ledger.names = lines.names.into_iter().map(|(name, address)| (name, address.value)).collect();
        for (id, line) in lines.occurrences {
            let Some(when) = span::parse(&line.when.value) else {
                let written = &line.when.value;
                findings.push(Diagnostic::new(
                    &LEDGER,
                    &line.when.place,
                    text!("“{written}”不是台账里时间的写法", "{written} is no time as the ledger writes it"),
                ));
                continue;
            };
            ledger.occurrences.insert(id.into(), told(when, line).into());
        }
    }
    (ledger, findings.into_iter().map(damaged).collect())
}

/// Whatever is wrong with the ledger is one rule with one remedy.
fn damaged(finding: Diagnostic) -> Diagnostic {
    Diagnostic { rule: &LEDGER, severity: LEDGER.severity, ..finding }.hint(text!(
        "从版本库里取回上一份台账；合并时出的冲突，两边的行都留下",
        "restore the last ledger from version control; where a merge conflicted, keep the lines of both sides"
    ))
}

fn told_page(line: PageLine) -> ToldPage {
    ToldPage {
        address: line.address.value.into(),
        former: line.former,
        published: instant(line.published),
        named: line.named.map(Into::into),
        // What somebody garbled knows no file again.
        content: line.content.and_then(|digits| u64::from_str_radix(&digits, 16).ok()),
        anchors: line.anchors.unwrap_or_default().into(),
        place: line.address.place,
    }
}

fn told(when: crate::time::When, line: OccurrenceLine) -> Told {
    let change =
        |change: ChangeLine| ToldChange { at: instant(change.at), fact: change.fact, old: change.old, new: change.new };
    Told {
        when,
        place: line.place,
        team: line.team,
        status: line.status,
        sequence: line.sequence,
        first: instant(line.first),
        modified: instant(line.modified),
        changes: line.changes.into_iter().map(change).collect(),
        written: line.when.place,
    }
}

fn instant(moment: Moment) -> DateTime<Utc> {
    Zone::default().instant(moment, Edge::Start)
}

/// The ledger as text; what [`parse`] reads again.
pub fn print(ledger: &Ledger) -> String {
    let lines = ledger.pages.len() + ledger.sections.len() + ledger.names.len() + ledger.occurrences.len();
    let mut out = String::with_capacity(HEAD.len() + 256 * lines);
    out.push_str(HEAD);
    if let Some(domain) = &ledger.domain {
        let _ = writeln!(out, "domain = {}", quoted(domain));
    }
    for (table, pages) in [("pages", &ledger.pages), ("sections", &ledger.sections)] {
        let _ = write!(out, "\n[{table}]\n");
        for (id, page) in pages {
            print_page(id, page, &mut out);
        }
    }
    if !ledger.names.is_empty() {
        out.push_str("\n[names]\n");
        for (name, address) in &ledger.names {
            let _ = writeln!(out, "{} = {}", quoted(name), quoted(address));
        }
    }
    out.push_str("\n[occurrences]\n");
    for (id, told) in &ledger.occurrences {
        print_told(id, told, &mut out);
    }
    out
}

/// One line of very many, which is why its parts are put behind one another without a formatter; so are those of
/// [`print_page`].
fn print_told(id: &str, told: &Told, out: &mut String) {
    let Told { when, place, team, status, sequence, first, modified, changes, written: _ } = told;
    push_quoted(id, out);
    out.push_str(" = { when = ");
    push_quoted(&span::print(*when), out);
    for (name, value) in [("place", place), ("team", team)] {
        if let Some(value) = value {
            out.extend([", ", name, " = "]);
            push_quoted(value, out);
        }
    }
    out.push_str(", status = ");
    push_quoted(status.name(), out);
    let _ = write!(out, ", sequence = {sequence}");
    for (name, at) in [("first", first), ("modified", modified)] {
        out.extend([", ", name, " = "]);
        push_iso(out, Moment::Civil(at.naive_utc()));
        out.push('Z');
    }
    if !changes.is_empty() {
        let changes: Vec<String> = changes.iter().map(change_text).collect();
        let _ = write!(out, ", changes = [{}]", changes.join(", "));
    }
    out.push_str(" }\n");
}

fn print_page(id: &str, page: &ToldPage, out: &mut String) {
    push_quoted(id, out);
    out.push_str(" = { address = ");
    push_quoted(&page.address, out);
    if !page.former.is_empty() {
        let former: Vec<String> = page.former.iter().map(|address| quoted(address)).collect();
        let _ = write!(out, ", former = [{}]", former.join(", "));
    }
    if let Some(named) = &page.named {
        out.push_str(", named = ");
        push_quoted(named, out);
    }
    out.push_str(", published = ");
    push_iso(out, Moment::Civil(page.published.naive_utc()));
    out.push('Z');
    if let Some(content) = page.content {
        let _ = write!(out, ", content = \"{content:016x}\"");
    }
    if !page.anchors.is_empty() {
        out.push_str(", anchors = ");
        push_quoted(&page.anchors, out);
    }
    out.push_str(" }\n");
}

fn change_text(change: &ToldChange) -> String {
    let (at, fact) = (stamp(change.at), quoted(change.fact.name()));
    format!("{{ at = {at}, fact = {fact}, old = {}, new = {} }}", quoted(&change.old), quoted(&change.new))
}

fn stamp(instant: DateTime<Utc>) -> String {
    iso(Moment::Civil(instant.naive_utc())) + "Z"
}

/// A basic string of TOML. JSON escapes the same characters in the same way, but for DEL, which TOML forbids.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    push_quoted(text, &mut quoted);
    quoted
}

/// Writes a basic string behind other text.
fn push_quoted(text: &str, out: &mut String) {
    let stands = |byte: u8| byte >= b' ' && !matches!(byte, b'"' | b'\\' | 0x7f);
    if text.bytes().all(stands) {
        out.extend(["\"", text, "\""]);
    } else {
        out.push_str(&serde_json::Value::from(text.replace('\u{7F}', "")).to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Place;
    use crate::model::ledger::span;

    fn sample() -> Ledger {
        let at = |text: &str| text.parse::<DateTime<Utc>>().expect("an instant");
        let mut ledger = Ledger { domain: Some("xinfeng.example".into()), ..Ledger::default() };
        ledger.pages.insert(
            "nalian".into(),
            ToldPage {
                address: "/wenming/nalian/".into(),
                former: vec!["/old \"a\"/".into()],
                published: at("2023-06-01T00:00:00Z"),
                named: Some("文明/纳凉".into()),
                content: Some(0x0123_4567_89ab_cdef),
                anchors: "2a01c:\"b\\ +c".into(),
                place: Place::site(),
            },
        );
        ledger.sections.insert("文明".into(), ledger.pages["nalian"].clone());
        ledger.names.insert("tags/叶酸".into(), "/tags/yesuan/".into());
        ledger.occurrences.insert(
            "nalian/1".into(),
            Told {
                when: span::parse("2023-07-12T19:30/2023-07-12T21:00").expect("a time"),
                place: Some("新民村\\文化广场".into()),
                team: None,
                status: Status::Cancelled,
                sequence: 2,
                first: at("2023-06-01T00:00:00Z"),
                modified: at("2023-07-10T01:30:00Z"),
                changes: vec![ToldChange {
                    at: at("2023-07-10T01:30:00Z"),
                    fact: Fact::Status,
                    old: "scheduled".into(),
                    new: "cancelled".into(),
                }],
                written: Place::site(),
            }
            .into(),
        );
        ledger
    }

    #[test]
    fn what_is_printed_is_read_again() {
        let ledger = sample();
        let text = print(&ledger);
        let (read, findings) = parse(&text);
        assert!(findings.is_empty(), "{findings:?}");
        assert_eq!(print(&read), text);
        assert_eq!(read.domain, ledger.domain);
        assert_eq!(read.names, ledger.names);
        assert_eq!(read.sections["文明"].named, ledger.sections["文明"].named);
        assert_eq!(read.pages["nalian"].anchors, ledger.pages["nalian"].anchors);
        assert_eq!(read.occurrences["nalian/1"].changes, ledger.occurrences["nalian/1"].changes);
    }

    #[test]
    fn a_damaged_line_is_named() {
        let text = print(&sample()).replace("2023-07-12T19:30/", "昨天/");
        let (_, findings) = parse(&text);
        assert_eq!(findings.len(), 1);
        assert_eq!(*findings[0].rule, LEDGER);
        let crate::diagnostic::At::Span(span) = &findings[0].place.at else { panic!("a span") };
        assert!(text[span.clone()].contains("昨天"));
        let (_, findings) = parse("[pages\nx");
        assert!(findings.iter().all(|finding| *finding.rule == LEDGER) && !findings.is_empty());
    }
}
