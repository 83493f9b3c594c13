//! `xinfeng init`: a new site, small and complete, that explains itself.

use std::io;
use std::path::{Path, PathBuf};

use chrono::{Days, NaiveDate};
use include_dir::{Dir, include_dir};

use super::disk::{self, Standing};
use super::site::moment;
use super::wording::bilingual;
use super::{Exit, Run, Session};
use crate::record::Moment;
use crate::text;

/// The files of a new site. `@today@` and `@today+7@` stand for dates, so that its events lie ahead of whoever makes it.
static SITE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/cli/init");

/// A file that must not have its real name here, where it would take effect.
const RENAMED: &[(&str, &str)] = &[("gitignore", ".gitignore")];

#[derive(clap::Args)]
pub(super) struct Arguments {
    #[arg(value_name = bilingual!("文件夹", "DIR"),
        help = bilingual!("放新网站的文件夹；没有就新建", "folder of the new site; made if it is not there"))]
    folder: PathBuf,
    #[arg(long, value_name = bilingual!("时刻", "TIME"), value_parser = moment,
        help = bilingual!("把这一天当作今天来写日期", "write its dates as if this were today"))]
    now: Option<Moment>,
}

impl Run for Arguments {
    fn run(self, session: &Session) -> Exit {
        let name = self.folder.display();
        match disk::standing(&self.folder) {
            Ok(Standing::Nothing | Standing::EmptyFolder) => {}
            Ok(Standing::FullFolder) => {
                return session.fail(
                    Exit::Usage,
                    &text!("{name} 里已经有文件", "{name} has files already"),
                    &[text!("换一个新的或空的文件夹", "name a folder that is new or empty")],
                );
            }
            Ok(Standing::File) => {
                return session.fail(
                    Exit::Usage,
                    &text!("{name} 是一个文件，不是文件夹", "{name} is a file, not a folder"),
                    &[text!("换一个名字", "choose another name")],
                );
            }
            Err(error) => return unwritten(session, &self.folder, &error),
        }
        let today = self.now.map_or_else(
            || crate::source::clock::now().with_timezone(&chrono::Local).date_naive(),
            |now| match now {
                Moment::Date(date) => date,
                Moment::Civil(civil) | Moment::Offset(civil, _) => civil.date(),
            },
        );
        let files = files(today);
        for (path, bytes) in &files {
            let path = self.folder.join(path);
            if let Err(error) = disk::write_new(&path, bytes) {
                return unwritten(session, &path, &error);
            }
        }
        if session.is_json() {
            let paths: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
            session.put_json(&serde_json::json!({ "root": name.to_string(), "new": paths }));
        }
        let shown = name.to_string();
        let name = if shown.contains(char::is_whitespace) { format!("\"{shown}\"") } else { shown };
        session.tell(&text!(
            "新网站写好了。接下来：\n\n    cd {name}\n    xinfeng serve --open\n\n浏览器里会打开网站；改一改文件，保存，就能看到变化。\n不熟悉的话，先读文件夹里的“使用说明.md”。",
            "The new site is there. Now:\n\n    cd {name}\n    xinfeng serve --open\n\nThe site opens in the browser; change a file, save it, and see.\nThe file 使用说明.md in the folder explains everything, in Chinese.",
        ));
        Exit::Done
    }
}

fn unwritten(session: &Session, path: &Path, error: &io::Error) -> Exit {
    let name = path.display();
    session.fail(
        Exit::Machine,
        &text!("写不了 {name}（{error}）", "cannot write {name} ({error})"),
        &[text!("看看磁盘是否还有空间、您是否有权限", "see whether there is room on the disk and you have permission")],
    )
}

/// The files of a new site made on a day: paths inside it, and contents.
pub(super) fn files(today: NaiveDate) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    collect(&SITE, &mut |path, bytes| {
        let renamed = RENAMED.iter().find(|(from, _)| *from == path).map_or(path, |(_, to)| to);
        let bytes = match std::str::from_utf8(bytes) {
            Ok(text) => dated(text, today).into_bytes(),
            Err(_) => bytes.to_vec(),
        };
        files.push((renamed.to_owned(), bytes));
    });
    files.sort();
    files
}

fn collect(folder: &Dir<'_>, take: &mut dyn FnMut(&str, &[u8])) {
    for file in folder.files() {
        let path: Vec<_> = file.path().iter().filter_map(|part| part.to_str()).collect();
        take(&path.join("/"), file.contents());
    }
    for folder in folder.dirs() {
        collect(folder, take);
    }
}

/// Replaces `@today@` and `@today+N@` by dates.
fn dated(text: &str, today: NaiveDate) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("@today") {
        out.push_str(before);
        match after.split_once('@').and_then(|(days, tail)| Some((date(days, today)?, tail))) {
            Some((date, tail)) => {
                out.push_str(&date.to_string());
                rest = tail;
            }
            None => {
                out.push_str("@today");
                rest = after;
            }
        }
    }
    out + rest
}

fn date(days: &str, today: NaiveDate) -> Option<NaiveDate> {
    match days.strip_prefix('+') {
        Some(days) => today.checked_add_days(Days::new(days.parse().ok()?)),
        None if days.is_empty() => Some(today),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn dates_lie_ahead_of_the_day() {
        let cases = [
            ("a", "a"),
            ("date = @today@\n", "date = 2023-12-28\n"),
            ("@today+7@,@today+0@", "2024-01-04,2023-12-28"),
            ("@today+x@ @today", "@today+x@ @today"),
        ];
        for (text, expected) in cases {
            assert_eq!(dated(text, day("2023-12-28")), expected);
        }
    }

    #[test]
    fn a_new_site_is_complete() {
        let files = files(day("2023-06-01"));
        for wanted in ["xinfeng.toml", "使用说明.md", ".gitignore", "content/_index.md", "data/venues.csv"] {
            assert!(files.iter().any(|(path, _)| path == wanted), "{wanted}");
        }
        for (path, bytes) in &files {
            let text = std::str::from_utf8(bytes).expect("a text file");
            assert!(!text.contains("@today"), "{path}");
            assert!(!text.contains('\r'), "{path}");
        }
    }
}
