//! `xinfeng check`: everything that can be said of the site, without writing it.

use super::changes;
use super::progress::Progress;
use super::site::{Links, WhichSite, drafts};
use super::wording::bilingual;
use super::{Exit, Run, Session};
use crate::diagnostic::Severity;
use crate::pipeline;
use crate::text;

#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    site: WhichSite,
    #[arg(long, value_name = "warnings|notes", hide_possible_values = true,
        help = bilingual!("有警告（或提示）也算没有通过", "fail on warnings, or even on notes"))]
    deny: Option<Deny>,
    #[arg(long, help = bilingual!("草稿也检查", "check drafts too"))]
    drafts: bool,
    #[arg(long, help = bilingual!("说出每一步用了多久", "tell how long each step took"))]
    timings: bool,
}

/// What fails the check besides errors.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Deny {
    Warnings,
    Notes,
}

impl Run for Arguments {
    fn run(self, session: &Session) -> Exit {
        let project = match self.site.project(None, None, drafts(self.drafts), Links::Relative) {
            Ok(project) => project,
            Err(finding) => return session.report(&[finding], &()),
        };
        let progress = Progress::start(session);
        let outcome = pipeline::inspect(&project, &progress);
        let timings = progress.finish();
        let exit = session.report(&outcome.findings, &project.root);
        if outcome.findings.is_empty() {
            let pages = outcome.pages;
            session.tell(&text!("{pages} 页都检查过，没有发现问题。", "{pages} pages checked, nothing found."));
        }
        // With errors nothing would be published.
        if exit == Exit::Done {
            changes::tell(session, &outcome.changes);
            if session.is_json() {
                let changes = changes::json(&outcome.changes);
                session.put_json(&serde_json::json!({ "pages": outcome.pages, "changes": changes }));
            }
        }
        session.put_timings(self.timings.then_some(timings.as_slice()));
        let least = match self.deny {
            None => Severity::Error,
            Some(Deny::Warnings) => Severity::Warning,
            Some(Deny::Notes) => Severity::Note,
        };
        let denied = outcome.findings.iter().any(|finding| finding.severity >= least);
        if denied { exit.max(Exit::Content) } else { exit }
    }
}
