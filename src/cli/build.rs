//! `xinfeng build`: writes the site, and says what became of each file.

use std::fmt::Write;
use std::mem::ManuallyDrop;
use std::path::PathBuf;

use super::changes;
use super::progress::Progress;
use super::session::Verbosity;
use super::site::{Links, WhichSite};
use super::wording::{bilingual, usable_url};
use super::{Exit, Run, Session, interrupt};
use crate::config::BaseUrl;
use crate::diagnostic::{FOREIGN_FILE, Findings, Severity, Text};
use crate::output::Summary;
use crate::pipeline::{self, LedgerUse, Outcome};
use crate::text;

#[derive(clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(super) struct Arguments {
    #[command(flatten)]
    site: WhichSite,
    #[arg(long, value_name = bilingual!("文件夹", "DIR"),
        help = bilingual!("写到哪里；不写就是网站里的 public", "where to write; the site's own public when silent"))]
    output: Option<PathBuf>,
    #[arg(long, value_name = bilingual!("网址", "URL"), value_parser = usable_url,
        help = bilingual!("网站的网址，代替 xinfeng.toml 里的 base_url", "address of the site, in place of base_url in xinfeng.toml"))]
    base_url: Option<BaseUrl>,
    #[arg(long, help = bilingual!("草稿也写出来", "write drafts too"))]
    drafts: bool,
    #[arg(long, help = bilingual!("链接写到 index.html，从 U 盘上也能打开", "spell index.html out in links, so that the site opens from a USB stick"))]
    portable: bool,
    #[arg(long, help = bilingual!("台账要改动就算失败，不写网站", "fail, writing nothing, if the ledger would change"))]
    frozen_ledger: bool,
    #[arg(long, help = bilingual!("说出每一步用了多久", "tell how long each step took"))]
    timings: bool,
}

impl Run for Arguments {
    fn run(self, session: &Session) -> Exit {
        let drafts = super::site::drafts(self.drafts);
        let links = if self.portable { Links::Portable } else { Links::Relative };
        let mut project = match self.site.project(self.output, self.base_url, drafts, links) {
            Ok(project) => project,
            Err(finding) => return session.report(&[finding], &()),
        };
        if self.frozen_ledger {
            project.ledger = LedgerUse::Frozen;
        }
        let interrupted = interrupt::watch();
        let progress = Progress::start(session);
        // The process ends behind this: to take a large site apart first would only be time.
        let mut outcome = ManuallyDrop::new(pipeline::build(&project, &progress, &interrupted));
        let timings = progress.finish();
        if !session.is_json()
            && let Outcome { findings, summary: Some(summary), .. } = &mut *outcome
        {
            say_foreign_once(findings, summary);
        }
        let exit = session.report(&outcome.findings, &project.root);
        let name = shown(&project.output);
        match &outcome.summary {
            Some(summary) if session.is_json() => session.put_json(&serde_json::json!({
                "output": name, "pages": outcome.pages, "new": summary.new, "changed": summary.changed,
                "gone": summary.gone, "unchanged": summary.unchanged, "foreign": summary.foreign,
                "changes": changes::json(&outcome.changes),
            })),
            Some(summary) => {
                session.tell(&told(summary, &name, outcome.pages, session.verbosity));
                changes::tell(session, &outcome.changes);
            }
            None if exit == Exit::Content => {
                session.tell(&text!(
                    "有错误，没有写：原来的网站照旧。",
                    "Nothing was written: the previous site stays as it is."
                ));
            }
            None => {}
        }
        session.put_timings(self.timings.then_some(timings.as_slice()));
        // An interruption is told by whoever noticed it; before the writing that is nobody.
        if outcome.summary.is_none() && exit == Exit::Done {
            let message = text!("已中断；原来的网站没有改动", "interrupted; the previous site is unchanged");
            return session.fail(Exit::Machine, &message, &[]);
        }
        exit
    }
}

/// Files that are not ours are named in the summary, in a line each; where the site weighs them more, as findings.
fn say_foreign_once(findings: &mut Findings, summary: &mut Summary) {
    findings.retain(|finding| *finding.rule != FOREIGN_FILE || finding.severity != Severity::Note);
    if findings.iter().any(|finding| *finding.rule == FOREIGN_FILE) {
        summary.foreign.clear();
    }
}

/// The output folder as people would write it from here.
fn shown(output: &std::path::Path) -> String {
    let here = super::disk::here().ok();
    let near = here.as_deref().and_then(|here| output.strip_prefix(here).ok()).filter(|near| near.iter().count() > 0);
    near.unwrap_or(output).display().to_string()
}

/// As many files of each sort are named without `-v`.
const NAMED: usize = 10;

/// What became of the files.
fn told(summary: &Summary, name: &str, pages: usize, verbosity: Verbosity) -> Text {
    let Summary { new, changed, gone, unchanged, foreign } = summary;
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    let mut lists = String::new();
    for (sign, files, word_zh, word_en) in
        [("+", new, "新增", "new"), ("~", changed, "更改", "changed"), ("-", gone, "删去", "gone")]
    {
        let count = files.len();
        if count > 0 {
            zh.push(format!("{word_zh} {count}"));
            en.push(format!("{count} {word_en}"));
            if count <= NAMED || verbosity == Verbosity::Verbose {
                lists.extend(files.iter().map(|file| format!("\n  {sign} {file}")));
            }
        }
    }
    zh.push(format!("未变 {unchanged}"));
    en.push(format!("{unchanged} unchanged"));
    let (zh, en) = (zh.join("，"), en.join(", "));
    let mut told = (
        format!("{name} 写好了，共 {pages} 页。文件：{zh}。{lists}"),
        format!("{name} is ready: {pages} {}. Files: {en}.{lists}", if pages == 1 { "page" } else { "pages" }),
    );
    if !foreign.is_empty() {
        let (count, shown) = (foreign.len(), if verbosity == Verbosity::Verbose { usize::MAX } else { NAMED });
        let mut list: String = foreign.iter().take(shown).map(|file| format!("\n  ? {file}")).collect();
        if count > shown {
            list.push_str("\n  …");
        }
        let _ =
            write!(told.0, "\n有 {count} 个文件不是 xinfeng 写的，没有动（见 xinfeng explain foreign-file）：{list}");
        let _ = write!(
            told.1,
            "\n{count} not written by xinfeng and left as they are (see xinfeng explain foreign-file):{list}"
        );
    }
    Text::new(told.0, told.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Language;

    #[test]
    fn the_summary_names_few_files_and_counts_many() {
        let files = |count: usize| (0..count).map(|i| format!("{i}.html")).collect::<Vec<_>>();
        let summary = Summary { new: files(11), changed: files(1), gone: files(0), unchanged: 3, foreign: files(2) };
        let text = told(&summary, "public", 9, Verbosity::Normal);
        assert_eq!(
            text.in_language(Language::Zh),
            "public 写好了，共 9 页。文件：新增 11，更改 1，未变 3。\n  ~ 0.html\n\
             有 2 个文件不是 xinfeng 写的，没有动（见 xinfeng explain foreign-file）：\n  ? 0.html\n  ? 1.html"
        );
        assert_eq!(
            text.in_language(Language::En),
            "public is ready: 9 pages. Files: 11 new, 1 changed, 3 unchanged.\n  ~ 0.html\n\
             2 not written by xinfeng and left as they are (see xinfeng explain foreign-file):\n  ? 0.html\n  ? 1.html"
        );
        let text = told(&summary, "public", 9, Verbosity::Verbose);
        assert_eq!(text.in_language(Language::En).matches("\n  + ").count(), 11);
    }
}
