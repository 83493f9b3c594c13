//! `xinfeng next-change`: the next instant at which the site would look different, for cron or the task scheduler.

use super::site::{Links, WhichSite, drafts};
use super::{Exit, Run, Session};
use crate::pipeline;
use crate::{query, text};

#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    site: WhichSite,
}

impl Run for Arguments {
    fn run(self, session: &Session) -> Exit {
        let project = match self.site.project(None, None, drafts(false), Links::Relative) {
            Ok(project) => project,
            Err(finding) => return session.report(&[finding], &()),
        };
        let loaded = pipeline::load(&project, None);
        let errors: Vec<_> =
            pipeline::check(&loaded).into_iter().filter(crate::diagnostic::Diagnostic::is_error).collect();
        if !errors.is_empty() {
            return session.report(&errors, &project.root);
        }
        let next = query::next_change(&loaded.site).map(|at| crate::record::iso(loaded.site.config.zone.moment(at)));
        match next {
            _ if session.is_json() => session.put_json(&serde_json::json!({ "next": next })),
            Some(next) => session.put(&format!("{next}\n")),
            None => session
                .tell(&text!("没有人改动，网站就不会再变。", "Unless someone edits it, the site stays as it is.")),
        }
        Exit::Done
    }
}
