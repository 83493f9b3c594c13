//! Which site a command is about: the folder that `--root` names, or the nearest one upward with a `xinfeng.toml`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use super::disk;
use super::wording::bilingual;
use crate::config::{self, BaseUrl, FILE, Known};
use crate::diagnostic::{Diagnostic, NO_CONFIGURATION, Place, UNREADABLE_FILE};
use crate::model::Drafts;
use crate::outlet::AddressForm;
use crate::pipeline::{LedgerUse, Project};
use crate::record::Moment;
use crate::source::{self, Root};
use crate::text;
use crate::time::{Edge, Zone};

/// What every command takes that loads a site.
#[derive(clap::Args)]
pub(super) struct WhichSite {
    #[command(flatten)]
    folder: Folder,
    #[arg(long, value_name = bilingual!("时刻", "TIME"), value_parser = moment,
        help = bilingual!("按这一时刻来做，如 2023-06-07T14:30", "make the site as of this time, such as 2023-06-07T14:30"))]
    now: Option<Moment>,
}

/// How links between pages are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Links {
    Relative,
    Portable,
}

/// The folder that is written when nobody says another.
const OUTPUT: &str = "public";

impl WhichSite {
    /// The arguments with every default resolved.
    pub fn project(
        &self,
        output: Option<PathBuf>,
        base_url: Option<BaseUrl>,
        drafts: Drafts,
        links: Links,
    ) -> Result<Project, Diagnostic> {
        let root = Root::new(self.folder.find()?);
        let form = match links {
            Links::Relative => AddressForm::Relative,
            Links::Portable => AddressForm::Portable,
        };
        let asked_output = output.clone();
        let output = match output {
            Some(output) => disk::here().map_or(output.clone(), |here| here.join(output)),
            None => root.path().join(OUTPUT),
        };
        let now = self.now.map(|moment| instant(&root, moment));
        // Only what residents will see is told to them: the site's own folder, at its own clock, without drafts.
        let publishes = asked_output.is_none() && drafts == Drafts::Hide && now.is_none();
        let ledger = if publishes { LedgerUse::Update } else { LedgerUse::Compute };
        Ok(Project { root, output, base_url, drafts, now, form, ledger })
    }
}

/// What `--drafts` asks for.
pub(super) fn drafts(asked: bool) -> Drafts {
    if asked { Drafts::Show } else { Drafts::Hide }
}

/// A time of the command line is civil time in the site's zone, unless it names its offset.
fn instant(root: &Root, moment: Moment) -> DateTime<Utc> {
    zone(root).instant(moment, Edge::Start)
}

/// The zone of the configuration; what is wrong with that file is told when the site is loaded.
fn zone(root: &Root) -> Zone {
    let file: Arc<str> = FILE.into();
    source::read(root, &file).map_or_else(
        |_| Zone::default(),
        |bytes| config::parse(&file, &source::decode(&file, bytes).0, Known { outlets: &[], rules: &[] }).0.zone,
    )
}

/// Reads `--now`: a date, a civil time, or an instant with its offset.
pub(super) fn moment(text: &str) -> Result<Moment, &'static str> {
    let text = text.trim();
    if let Ok(date) = text.parse::<NaiveDate>() {
        return Ok(Moment::Date(date));
    }
    if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
        return Ok(Moment::Offset(instant.naive_local(), instant.offset().local_minus_utc() / 60));
    }
    ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
        .map(Moment::Civil)
        .ok_or(bilingual!("写成 2023-06-07 或 2023-06-07T14:30", "write it like 2023-06-07 or 2023-06-07T14:30"))
}

/// Where the site is.
#[derive(clap::Args)]
pub(super) struct Folder {
    #[arg(long, value_name = bilingual!("文件夹", "DIR"),
        help = bilingual!("网站的文件夹；不写就从这里向上找 xinfeng.toml", "folder of the site; looked for from here upward when silent"))]
    root: Option<PathBuf>,
}

impl Folder {
    /// The folder of the site, absolute.
    pub fn find(&self) -> Result<PathBuf, Diagnostic> {
        let here = disk::here().map_err(|error| {
            Diagnostic::new(
                &UNREADABLE_FILE,
                Place::site(),
                text!("当前文件夹读不出来（{error}）", "the current folder cannot be read ({error})"),
            )
            .hint(text!("换一个文件夹再运行，或用 --root 指明网站", "run it elsewhere, or name the site with --root"))
        })?;
        find(&here, self.root.as_deref())
    }
}

fn find(here: &Path, asked: Option<&Path>) -> Result<PathBuf, Diagnostic> {
    let start = asked.map_or_else(|| here.to_path_buf(), |asked| here.join(asked));
    let found = match asked {
        Some(_) => Some(start.clone()).filter(|start| disk::is_file(&start.join(FILE))),
        None => disk::upward(&start, FILE),
    };
    found.ok_or_else(|| absent(&start, asked))
}

fn absent(start: &Path, asked: Option<&Path>) -> Diagnostic {
    let message = match asked.map(Path::display) {
        Some(asked) => text!("{asked} 里没有 {FILE}", "there is no {FILE} in {asked}"),
        None => text!("这个文件夹和它上面都没有 {FILE}", "there is no {FILE} here or above"),
    };
    let mut finding = Diagnostic::new(&NO_CONFIGURATION, Place::site(), message);
    for site in disk::below(start, FILE) {
        let site = site.strip_prefix(start).unwrap_or(&site).display().to_string();
        finding = finding.hint(text!(
            "下面的 {site} 是一个网站：先进入它，或者加上 --root {site}",
            "{site} below is a site: change into it, or add --root {site}"
        ));
    }
    finding.hint(text!("新建一个网站：xinfeng init 文件夹的名字", "make a new site: xinfeng init NAME-OF-THE-FOLDER"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Language;

    #[test]
    fn times_are_read_in_every_form_that_people_write() {
        let civil = |text: &str| Moment::Civil(text.parse().expect("a time"));
        let cases = [
            ("2023-06-07", Ok(Moment::Date("2023-06-07".parse().expect("a date")))),
            ("2023-06-07T14:30", Ok(civil("2023-06-07T14:30:00"))),
            (" 2023-06-07 14:30:05 ", Ok(civil("2023-06-07T14:30:05"))),
            ("2023-06-07T14:30:00+08:00", Ok(Moment::Offset("2023-06-07T14:30:00".parse().expect("a time"), 480))),
            ("2023-06-31", Err(())),
            ("明天", Err(())),
        ];
        for (text, expected) in cases {
            assert_eq!(moment(text).map_err(|_| ()), expected, "{text}");
        }
    }

    #[test]
    fn a_site_is_found_from_within_and_named_from_above() {
        let folder = tempfile::tempdir().expect("a folder");
        let top = folder.path();
        disk::write_new(&top.join("a/xinfeng.toml"), b"").expect("written");
        disk::write_new(&top.join("a/content/b/c.md"), b"").expect("written");
        assert_eq!(find(&top.join("a/content/b"), None).expect("found"), top.join("a"));
        assert_eq!(find(top, Some(Path::new("a"))).expect("found"), top.join("a"));

        let said = |finding: Diagnostic| {
            let hints: Vec<String> =
                finding.hints.iter().map(|hint| hint.in_language(Language::Zh).to_owned()).collect();
            (finding.message.in_language(Language::Zh).to_owned(), hints)
        };
        let init = "新建一个网站：xinfeng init 文件夹的名字".to_owned();
        let (message, hints) = said(absent(top, None));
        assert_eq!(message, "这个文件夹和它上面都没有 xinfeng.toml");
        assert_eq!(hints, ["下面的 a 是一个网站：先进入它，或者加上 --root a".to_owned(), init.clone()]);
        // What is named is not looked for above.
        let (message, hints) = said(find(top, Some(Path::new("a/content"))).expect_err("no site"));
        assert_eq!(message, "a/content 里没有 xinfeng.toml");
        assert_eq!(hints, [init]);
    }
}
