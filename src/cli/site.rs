//! Which site a command is about: the folder that `--root` names, or the nearest one upward with a `xinfeng.toml`.

use std::path::{Path, PathBuf};

use super::disk;
use super::wording::bilingual;
use crate::diagnostic::{Diagnostic, NO_CONFIGURATION, Place, UNREADABLE_FILE};
use crate::text;

/// The file by which the folder of a site is known.
const FILE: &str = "xinfeng.toml";

/// What every command takes that is about a site.
#[derive(clap::Args)]
pub(super) struct WhichSite {
    #[arg(long, value_name = bilingual!("文件夹", "DIR"),
        help = bilingual!("网站的文件夹；不写就从这里向上找 xinfeng.toml", "folder of the site; looked for from here upward when silent"))]
    root: Option<PathBuf>,
}

impl WhichSite {
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
