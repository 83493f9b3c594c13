//! `xinfeng new`: a page of a kind, made from the kind's own schema, each key explained.
//!
//! Kinds, keys, examples and explanations all come from the records of `content`; here stands only which keys a new
//! page should show filled in.

use std::fmt::Write;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Component, Path, PathBuf};

use chrono::{Datelike, NaiveDate};

use super::schema::{self, Style, Use};
use super::site::Folder;
use super::wording::bilingual;
use super::{Exit, Run, Session, disk};
use crate::content::{PageFront, SectionFront};
use crate::diagnostic::{Language, Text};
use crate::record::{Key, Record, Shape, suggest};
use crate::text;
use crate::text::slug;

#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    folder: Folder,
    #[arg(value_name = bilingual!("种类", "KIND"), help = bilingual!(
        "article 文章、event 活动、tour 巡演、competition 赛事、selection 评选、service 服务事项；section 栏目、campaign 行动、guide 手册",
        "article, event, tour, competition, selection, service; section, campaign, guide"))]
    kind: String,
    #[arg(value_name = bilingual!("标题", "TITLE"), help = bilingual!("页面的标题，加引号", "title of the page, in quotes"))]
    title: String,
    #[arg(short, long, value_name = bilingual!("栏目", "SECTION"),
        help = bilingual!("放进哪个栏目：content 里的文件夹；不写就是当前所在的", "folder of content/ to put it into; the current one when silent"))]
    section: Option<String>,
}

/// What can be made.
struct Kind {
    name: &'static str,
    chinese: &'static str,
    form: Form,
    /// Keys of the kind's table that a new page shows filled in, as examples to write over.
    filled: &'static [&'static str],
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Page,
    Section,
}

const KINDS: &[Kind] = &[
    Kind { name: "article", chinese: "文章", form: Form::Page, filled: &[] },
    Kind { name: "event", chinese: "活动", form: Form::Page, filled: &["start", "end", "place"] },
    Kind { name: "tour", chinese: "巡演", form: Form::Page, filled: &["stops"] },
    Kind { name: "competition", chinese: "赛事", form: Form::Page, filled: &["rounds"] },
    Kind { name: "selection", chinese: "评选", form: Form::Page, filled: &["stages", "objections"] },
    Kind {
        name: "service",
        chinese: "服务事项",
        form: Form::Page,
        filled: &["who", "bring", "steps", "cost", "phone"],
    },
    Kind { name: "section", chinese: "栏目", form: Form::Section, filled: &[] },
    Kind {
        name: "campaign",
        chinese: "行动",
        form: Form::Section,
        filled: &["owner", "starts", "ends", "phases", "tasks"],
    },
    Kind { name: "guide", chinese: "手册", form: Form::Section, filled: &["ages"] },
];

impl Run for Arguments {
    fn run(self, session: &Session) -> Exit {
        let Some(kind) = KINDS.iter().find(|kind| kind.name == self.kind || kind.chinese == self.kind) else {
            return unknown(session, &self.kind);
        };
        let title: String = self.title.trim().chars().filter(|c| !c.is_control()).collect();
        if title.is_empty() {
            let message = text!("标题不能是空的", "the title cannot be empty");
            return session.fail(Exit::Usage, &message, &[]);
        }
        let root = match self.folder.find() {
            Ok(root) => root,
            Err(finding) => return session.report(&[finding], &()),
        };
        let content = root.join("content");
        let section = match section(&content, self.section.as_deref()) {
            Ok(section) => section,
            Err((message, hint)) => return session.fail(Exit::Usage, &message, &[hint]),
        };
        let now = crate::source::clock::now();
        let id = fresh_id(&title, now.timestamp_nanos_opt().unwrap_or_default());
        let made = make(kind, &title, &id, now.with_timezone(&chrono::Local).date_naive(), session.printer.language);
        let folder = content.join(section);
        for (name, bytes) in &made {
            let path = folder.join(name);
            if let Err(error) = disk::write_new(&path, bytes.as_bytes()) {
                return unwritten(session, &path, &error);
            }
        }
        let paths: Vec<String> = made.iter().map(|(name, _)| shown(&folder.join(name), &root)).collect();
        if session.is_json() {
            session.put_json(&serde_json::json!({ "id": id, "new": paths }));
        }
        let first = paths.first().map(String::as_str).unwrap_or_default();
        session.tell(&text!(
            "写好了 {first}。\n它还是草稿：打开它，改好每一项，再删去 draft 那一行。先看看：xinfeng serve --drafts",
            "{first} is written.\nIt is a draft: open it, mend every key, then drop the line draft. To see it: xinfeng serve --drafts",
        ));
        Exit::Done
    }
}

fn unknown(session: &Session, kind: &str) -> Exit {
    let names = KINDS.iter().flat_map(|kind| [kind.name, kind.chinese]);
    let all_zh = KINDS.iter().map(|kind| format!("{} {}", kind.name, kind.chinese)).collect::<Vec<_>>().join("、");
    let all_en = KINDS.iter().map(|kind| kind.name).collect::<Vec<_>>().join(", ");
    let hints: Vec<Text> =
        suggest(kind, names).into_iter().chain([text!("可以写：{all_zh}", "known: {all_en}")]).collect();
    session.fail(Exit::Usage, &text!("没有“{kind}”这个种类", "there is no kind {kind}"), &hints)
}

fn unwritten(session: &Session, path: &Path, error: &std::io::Error) -> Exit {
    let name = near(path);
    if error.kind() == std::io::ErrorKind::AlreadyExists {
        let message = text!("{name} 已经有了，没有动它", "{name} is there already and stays as it is");
        return session.fail(Exit::Usage, &message, &[text!("换一个标题", "choose another title")]);
    }
    let message = text!("写不了 {name}（{error}）", "cannot write {name} ({error})");
    let hint =
        text!("看看磁盘是否还有空间、您是否有权限", "see whether there is room on the disk and you have permission");
    session.fail(Exit::Machine, &message, &[hint])
}

/// A path as it is written from where we stand.
fn near(path: &Path) -> String {
    let here = disk::here().unwrap_or_default();
    let common = here.components().zip(path.components()).take_while(|(one, other)| one == other).count();
    if common == 0 {
        return path.display().to_string();
    }
    let up = here.components().skip(common).map(|_| Component::ParentDir);
    up.chain(path.components().skip(common)).collect::<PathBuf>().display().to_string()
}

/// A path with forward slashes, as messages name files of the site.
fn shown(path: &Path, root: &Path) -> String {
    let inside = path.strip_prefix(root).unwrap_or(path);
    inside.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// The folder below `content/`: the one that was named, else the one that we are in.
fn section(content: &Path, asked: Option<&str>) -> Result<PathBuf, (Text, Text)> {
    let Some(asked) = asked else {
        let here = disk::here().unwrap_or_default();
        return Ok(here.strip_prefix(content).map(Path::to_path_buf).unwrap_or_default());
    };
    let asked = asked.trim().trim_end_matches('/');
    let asked = asked.strip_prefix("content/").unwrap_or(asked);
    let path = PathBuf::from(asked);
    let plain = path.components().all(|part| matches!(part, Component::Normal(_)));
    if !plain || disk::standing(&content.join(&path)).ok() != Some(disk::Standing::FullFolder) {
        let known = disk::folders(content);
        let all = known.join(", ");
        return Err((
            text!("content/ 里没有栏目 {asked}", "there is no section {asked} in content/"),
            suggest(asked, known.iter().map(String::as_str)).unwrap_or_else(|| {
                text!(
                    "先建栏目：xinfeng new section 标题；已有的：{all}",
                    "make it first: xinfeng new section TITLE; there are: {all}"
                )
            }),
        ));
    }
    Ok(path)
}

/// The title in letters, and four more that no other page has.
fn fresh_id(title: &str, nanoseconds: i64) -> String {
    const LETTERS: &[u8] = b"abcdefghjkmnpqrstvwxyz0123456789";
    let words = slug(title).unwrap_or_else(|| "page".to_owned());
    let mut id = String::new();
    for word in words.split('-') {
        if id.len() + word.len() > 32 && !id.is_empty() {
            break;
        }
        id.push_str(word);
        id.push('-');
    }
    let mut hasher = DefaultHasher::new();
    (title, nanoseconds).hash(&mut hasher);
    let mut rest = hasher.finish();
    for _ in 0..4 {
        let at = usize::try_from(rest % LETTERS.len() as u64).unwrap_or_default();
        id.push(char::from(LETTERS[at]));
        rest /= LETTERS.len() as u64;
    }
    id
}

/// The files of a new page, relative to its section; the page first.
fn make(kind: &Kind, title: &str, id: &str, today: NaiveDate, language: Language) -> Vec<(String, String)> {
    let keys = match kind.form {
        Form::Page => PageFront::KEYS,
        Form::Section => SectionFront::KEYS,
    };
    let style = Style { language, year: year_of_examples(today) };
    let head = text!(
        "# 一行写一项：等号左边的名字不要改，改右边。# 后面是说明；行首有 # 的没有起作用，要用就删去行首的 #，不用就删去整行。\n",
        "# One key a line: change what stands behind the =. A line that begins with # has no effect; drop the # to use it.\n",
    );
    let mut front = schema::lines(keys, style, &|key| match key.name {
        "id" => Use::Value(quoted(id)),
        "title" => Use::Value(quoted(title)),
        "date" => Use::Value(today.to_string()),
        "draft" => Use::Value("true".to_owned()),
        // A page carries one kind table, and it stands below.
        _ if schema::table(key).is_some() => Use::Absent,
        _ => Use::Commented,
    });
    let table = keys.iter().find(|key| key.name == kind.name);
    let inner = table.and_then(schema::table).unwrap_or_default();
    if let Some(key) = table {
        let (zh, en) = key.about;
        let about = Text::new(zh, en);
        let _ = write!(front, "\n[{}]  # {}\n", kind.name, about.in_language(language));
        front.push_str(&schema::lines(inner, style, &|key| match sheet(kind, key) {
            Some((name, _)) => Use::Value(quoted(&name)),
            None if kind.filled.contains(&key.name) || schema::is_required(key) => Use::Example,
            None => Use::Commented,
        }));
    }
    let body = text!("在这里写正文。", "Write the text here.");
    let head = head.in_language(language);
    let page = format!("+++\n{head}{front}+++\n\n{}\n", body.in_language(language));

    let sheets: Vec<(String, String)> = inner.iter().filter_map(|key| sheet(kind, key)).collect();
    let slug = slug(title).unwrap_or_else(|| id.to_owned());
    let path = match kind.form {
        Form::Section => format!("{slug}/_index.md"),
        Form::Page if sheets.is_empty() => format!("{slug}.md"),
        Form::Page => format!("{slug}/index.md"),
    };
    let beside = sheets.into_iter().map(|(name, rows)| (format!("{slug}/{name}"), rows));
    std::iter::once((path, page)).chain(beside).collect()
}

/// Examples begin in June; a year in which that is over would put a new page into the past.
fn year_of_examples(today: NaiveDate) -> i32 {
    today.year() + i32::from(today.month() > 5)
}

/// The spreadsheet that a key names and a new page begins with: a header row, to be filled in Excel or WPS.
fn sheet(kind: &Kind, key: &Key) -> Option<(String, String)> {
    let Shape::Rows(columns) = key.shape else { return None };
    if !kind.filled.contains(&key.name) {
        return None;
    }
    let example = key.example.unwrap_or(key.name).trim_matches('"');
    let stem = example.rsplit_once('.').map_or(example, |(stem, _)| stem);
    let headings: Vec<&str> = columns.iter().map(schema::heading).collect();
    // With the mark Excel knows that it is UTF-8.
    Some((format!("{stem}.csv"), format!("\u{feff}{}\n", headings.join(","))))
}

/// A TOML string. JSON escapes the same way, but for a character that titles do not have.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diagnostic::{Findings, Format, Printer};
    use crate::model::Drafts;
    use crate::outlet::AddressForm;
    use crate::pipeline::{self, Project};
    use crate::record::{Node, parse_toml};
    use crate::source::Root;

    fn day() -> NaiveDate {
        "2023-06-07".parse().expect("a date")
    }

    /// The front matter of a page, read as the site would read it.
    fn front(page: &str) -> (Node, Findings) {
        let text = page.strip_prefix("+++\n").and_then(|rest| rest.split_once("\n+++\n")).expect("front matter").0;
        parse_toml(&Arc::from("page.md"), text, 0)
    }

    #[test]
    fn every_kind_makes_a_page_that_reads_without_a_finding() {
        for kind in KINDS {
            for language in [Language::Zh, Language::En] {
                let made = make(kind, "夏天\"7\"点\\", "xia-7k2p", day(), language);
                let (mut node, mut findings) = front(&made[0].1);
                let kind_read = match kind.form {
                    Form::Page => {
                        let front = PageFront::read(&mut node, &mut findings).expect("a page");
                        assert_eq!(front.title.as_deref(), Some("夏天\"7\"点\\"));
                        assert_eq!(front.id.as_ref().map(|id| id.as_str()), Some("xia-7k2p"));
                        assert!(front.draft);
                        front.kind()
                    }
                    Form::Section => SectionFront::read(&mut node, &mut findings).expect("a section").kind(),
                };
                assert_eq!(findings, [], "{}", made[0].1);
                assert_eq!(kind_read, kind.name);
            }
        }
    }

    #[test]
    fn what_is_commented_out_reads_without_a_finding_too() {
        for kind in KINDS {
            let made = make(kind, "题", "a", day(), Language::Zh);
            // The first line explains the others.
            let all = made[0].1.replacen("+++\n# ", "+++\n#", 1).replace("\n# ", "\n");
            let (mut node, mut findings) = front(&all);
            match kind.form {
                Form::Page => drop(PageFront::read(&mut node, &mut findings)),
                Form::Section => drop(SectionFront::read(&mut node, &mut findings)),
            }
            assert_eq!(findings, [], "{all}");
        }
    }

    #[test]
    fn every_new_page_fits_into_a_new_site() {
        let folder = tempfile::tempdir().expect("a folder");
        for (path, bytes) in super::super::init::files(day()) {
            disk::write_new(&folder.path().join(path), &bytes).expect("written");
        }
        for kind in KINDS {
            for (path, text) in
                make(kind, &format!("新的{}", kind.chinese), &format!("xin-{}", kind.name), day(), Language::Zh)
            {
                disk::write_new(&folder.path().join("content/huodong").join(path), text.as_bytes()).expect("written");
            }
        }
        let project = Project {
            root: Root::new(folder.path().to_path_buf()),
            output: folder.path().join("public"),
            base_url: None,
            drafts: Drafts::Show,
            now: None,
            form: AddressForm::Relative,
            ledger: pipeline::LedgerUse::Compute,
        };
        let findings = pipeline::inspect(&project, &()).findings;
        assert_eq!(
            findings,
            [],
            "{}",
            Printer { format: Format::Human, language: Language::Zh, color: false }.render(&findings, &project.root)
        );
    }

    #[test]
    fn every_kind_of_the_schema_can_be_made() {
        let keys = PageFront::KEYS.iter().chain(SectionFront::KEYS);
        for key in keys.filter(|key| schema::table(key).is_some()) {
            let kind = KINDS.iter().find(|kind| kind.name == key.name).expect(key.name);
            let inner = schema::table(key).unwrap_or_default();
            for name in kind.filled {
                assert!(inner.iter().any(|key| key.name == *name), "{}.{name}", kind.name);
            }
        }
    }

    #[test]
    fn a_tour_begins_with_its_spreadsheet() {
        let kind = KINDS.iter().find(|kind| kind.name == "tour").expect("a kind");
        let made = make(kind, "大舞台", "a", day(), Language::Zh);
        assert_eq!(made[0].0, "da-wutai/index.md");
        assert_eq!(made[1].0, "da-wutai/巡演安排.csv");
        assert!(made[1].1.starts_with("\u{feff}编号,日期,时间,"), "{}", made[1].1);
    }

    #[test]
    fn identifiers_are_short_readable_and_fresh() {
        let long = fresh_id(&"优生优育".repeat(20), 1);
        assert!(long.len() <= 38 && long.starts_with("yousheng-youyu-"), "{long}");
        assert_ne!(fresh_id("叶酸", 1), fresh_id("叶酸", 2));
        assert!(fresh_id("！", 1).starts_with("page-"));
    }

    #[test]
    fn a_section_must_be_there_and_inside() {
        let folder = tempfile::tempdir().expect("a folder");
        let content = folder.path().join("content");
        disk::write_new(&content.join("huodong/_index.md"), b"").expect("written");
        assert_eq!(section(&content, Some("content/huodong/")).expect("found"), Path::new("huodong"));
        for wrong in ["huodon", "../content/huodong", "/tmp", "."] {
            assert!(section(&content, Some(wrong)).is_err(), "{wrong}");
        }
        let (_, hint) = section(&content, Some("huodon")).expect_err("a slip");
        assert_eq!(hint.in_language(Language::En), "did you mean huodong?");
    }
}
