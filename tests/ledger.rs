//! What residents have been told: the ledger over a series of builds, as staff bring them about.

#![allow(clippy::expect_used, clippy::panic, clippy::disallowed_methods, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;
use std::process::Command;

#[path = "ledger/laws.rs"]
mod laws;
#[path = "ledger/one_cell.rs"]
mod one_cell;

struct Site {
    folder: tempfile::TempDir,
}

const STOPS: &str = "日期,乡镇,地点,剧团,状态\n\
    7月12日 19:30,城东镇,文化广场,文工团,正常\n\
    7月13日 19:30,城东镇,人民公园,文工团,正常\n\
    7月14日 19:30,城东镇,文化广场,木偶团,正常\n";

impl Site {
    fn new() -> Self {
        let site = Self { folder: tempfile::tempdir().expect("a folder") };
        site.write("xinfeng.toml", "title = \"试\"\nbase_url = \"https://example.org\"\nnow = 2023-07-10T09:00:00\n");
        site.write("data/areas.csv", "编号,名称\nchengdong,城东镇\n");
        site.write("content/_index.md", "+++\ntitle = \"首页\"\n+++\n");
        site.write(
            "content/xunyan/index.md",
            "+++\ntitle = \"2023年巡演\"\nid = \"xunyan\"\n[tour]\nstops = \"安排.csv\"\n+++\n正文\n",
        );
        site.write("content/xunyan/安排.csv", STOPS);
        site
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("written");
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.folder.path().join(path)).unwrap_or_default()
    }

    fn change(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} has no {from}\n{text}");
        self.write(path, &text.replacen(from, to, 1));
    }

    /// Runs the program; its exit status, and all that it said.
    fn run(&self, words: &str) -> (i32, String) {
        run(self.folder.path(), words)
    }

    /// Builds without a fault, and returns what was said.
    fn build(&self) -> String {
        let (status, said) = self.run("build");
        assert_eq!(status, 0, "{said}");
        said
    }
}

fn run(folder: &Path, words: &str) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_xinfeng"))
        .args(words.split_whitespace())
        .args(["--lang", "zh"])
        .current_dir(folder)
        .output()
        .expect("the program runs");
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.code().unwrap_or(-1), said)
}

fn line<'a>(ledger: &'a str, id: &str) -> &'a str {
    let start = format!("\"{id}\" = ");
    ledger.lines().find(|line| line.starts_with(&start)).unwrap_or_else(|| panic!("no {id} in\n{ledger}"))
}

#[test]
fn a_build_tells_what_is_new_and_the_next_one_nothing() {
    let site = Site::new();
    let said = site.build();
    assert!(said.contains("新增 3 场"), "{said}");
    let ledger = site.read("ledger.toml");
    assert!(ledger.contains("domain = \"example.org\""), "{ledger}");
    let said = site.build();
    assert!(!said.contains("对市民的变化"), "{said}");
    assert_eq!(site.read("ledger.toml"), ledger);
}

#[test]
fn rows_keep_their_identity_when_they_are_sorted_and_others_come_between() {
    let site = Site::new();
    site.build();
    let before = site.read("ledger.toml");
    let mut rows: Vec<&str> = STOPS.lines().collect();
    rows[1..].reverse();
    site.write("content/xunyan/安排.csv", &(rows.join("\n") + "\n"));
    site.build();
    assert_eq!(site.read("ledger.toml"), before);
    rows.insert(2, "7月20日 19:30,城东镇,老戏台,文工团,正常");
    site.write("content/xunyan/安排.csv", &(rows.join("\n") + "\n"));
    let said = site.build();
    assert!(said.contains("新增 1 场"), "{said}");
    let after = site.read("ledger.toml");
    for known in before.lines() {
        assert!(after.lines().any(|line| line == known), "{known}\n{after}");
    }
}

#[test]
fn the_sequence_rises_when_a_fact_changes_and_only_then() {
    let site = Site::new();
    site.build();
    let id = "xunyan/ren-min-gong-yuan-wen-gong-tuan";
    let steps = [
        // What is edited, what is told, and the sequence after it.
        ("人民公园,文工团,正常", "人民公园,文工团,取消", "取消 1 场", 1),
        ("2023年巡演", "2023年夏季巡演", "", 1),
        ("人民公园,文工团,取消", "人民公园,文工团,正常", "恢复 1 场", 2),
        ("7月13日 19:30", "7月15日 20:00", "改期 1 场", 3),
        ("人民公园,文工团,正常", "老戏台,文工团,正常", "改地点 1 场", 4),
        ("老戏台,文工团,正常", "老戏台,文工团,延期待定", "延期 1 场", 5),
    ];
    for (from, to, told, sequence) in steps {
        let file = if from.starts_with("2023") { "content/xunyan/index.md" } else { "content/xunyan/安排.csv" };
        site.change(file, from, to);
        // A place that changes is known by date and troupe.
        let said = site.build();
        assert!(said.contains(told), "{to}: {told}\n{said}");
        let ledger = site.read("ledger.toml");
        assert!(line(&ledger, id).contains(&format!("sequence = {sequence},")), "{to}\n{ledger}");
    }
}

#[test]
fn a_published_row_does_not_vanish_without_a_word() {
    let site = Site::new();
    site.build();
    let before = site.read("ledger.toml");
    site.change("content/xunyan/安排.csv", "7月13日 19:30,城东镇,人民公园,文工团,正常\n", "");
    let (status, said) = site.run("build");
    assert_eq!(status, 1, "{said}");
    assert!(
        said.contains("错误[vanished-occurrence]") && said.contains("7月13日") && said.contains("ledger.toml"),
        "{said}"
    );
    assert_eq!(site.read("ledger.toml"), before);
    // Withdrawn in the ledger, it may go.
    let gone = line(&before, "xunyan/ren-min-gong-yuan-wen-gong-tuan").to_owned() + "\n";
    site.change("ledger.toml", &gone, "");
    site.build();
}

#[test]
fn only_a_publication_is_told() {
    let site = Site::new();
    for words in ["build --drafts", "build --now 2023-07-11", "build --output elsewhere", "check"] {
        let (status, said) = site.run(words);
        assert_eq!(status, 0, "{words}\n{said}");
        assert!(!site.folder.path().join("ledger.toml").exists(), "{words}");
    }
    let (status, said) = site.run("build --frozen-ledger");
    assert_eq!(status, 1, "{said}");
    assert!(said.contains("错误[stale-ledger]"), "{said}");
    site.build();
    assert_eq!(site.run("build --frozen-ledger").0, 0);
}

#[test]
fn a_damaged_ledger_is_an_error_that_names_the_line() {
    let site = Site::new();
    site.build();
    site.change("ledger.toml", "status = \"scheduled\"", "status = \"shceduled\"");
    let (status, said) = site.run("build");
    assert_eq!(status, 1, "{said}");
    let number = site.read("ledger.toml").lines().position(|line| line.contains("shceduled")).expect("a line") + 1;
    assert!(said.contains("错误[ledger]") && said.contains(&format!("ledger.toml:{number}:")), "{said}");
}

#[test]
fn an_address_that_changes_leads_on_and_a_renamed_file_is_known_again() {
    let site = Site::new();
    site.write("content/tongzhi.md", "+++\ntitle = \"通知\"\n+++\n正文\n");
    site.build();
    let from = site.folder.path().join("content/tongzhi.md");
    fs::rename(from, site.folder.path().join("content/gonggao.md")).expect("renamed");
    site.build();
    let old = site.read("public/tongzhi/index.html");
    assert!(old.contains("gonggao"), "{old}");
    site.change("content/xunyan/index.md", "id = \"xunyan\"", "id = \"xunyan\"\nslug = \"xiaji\"");
    site.build();
    assert!(site.read("public/xunyan/index.html").contains("xiaji"));
    assert!(site.read("ledger.toml").contains("former = [\"/xunyan/\"]"));
}

/// A page whose file has a Chinese name.
fn page(title: &str, front: &str) -> String {
    format!("+++\ntitle = \"{title}\"\n{front}+++\n{title}\n")
}

impl Site {
    fn has(&self, address: &str) -> bool {
        self.folder.path().join(format!("public{address}index.html")).exists()
    }

    /// Whether the page at an address is one that only leads on to another.
    fn leads(&self, from: &str, to: &str) -> bool {
        let html = self.read(&format!("public{from}index.html"));
        html.contains("http-equiv=\"refresh\"") && html.contains(to.trim_matches('/').rsplit('/').next().unwrap_or(to))
    }

    fn rename(&self, from: &str, to: &str) {
        let (from, to) = (self.folder.path().join(from), self.folder.path().join(to));
        fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
        fs::rename(from, to).expect("renamed");
    }
}

#[test]
fn an_address_stays_when_others_come_that_read_alike() {
    let site = Site::new();
    site.write("content/公示.md", &page("公示", ""));
    site.build();
    assert!(site.has("/gongshi/"));
    // In the order of their paths it comes first, and yet does not take the address.
    site.write("content/公式.md", &page("公式", "id = \"gs\"\n"));
    site.build();
    assert!(site.has("/gongshi/") && site.has("/gongshi-2/"));
    assert!(line(&site.read("ledger.toml"), "公示").contains("address = \"/gongshi/\""));
    assert!(line(&site.read("ledger.toml"), "gs").contains("address = \"/gongshi-2/\""));
    // And once more, with nothing changed.
    let before = site.read("ledger.toml");
    site.build();
    assert_eq!(site.read("ledger.toml"), before);
    // The first is deleted: the second stays where it is.
    fs::remove_file(site.folder.path().join("content/公示.md")).expect("removed");
    site.build();
    assert!(!site.has("/gongshi/") && site.has("/gongshi-2/"));
}

#[test]
fn an_address_stays_when_the_dictionary_reads_its_name_otherwise() {
    let site = Site::new();
    site.write("content/公示.md", &page("公示", ""));
    site.write("content/公告/_index.md", &page("公告", ""));
    site.write("content/公告/停水.md", &page("停水", "id = \"ts\"\n"));
    site.build();
    // As another version of the dictionary would have made them.
    let ledger = site.read("ledger.toml").replace("/gongshi/", "/gong-shi/").replace("/gonggao/", "/gong-gao/");
    site.write("ledger.toml", &ledger);
    site.build();
    assert!(site.has("/gong-shi/") && site.has("/gong-gao/") && site.has("/gong-gao/tingshui/"));
    assert!(!site.has("/gongshi/") && !site.has("/gonggao/"));
    assert_eq!(site.read("ledger.toml"), ledger);
}

#[test]
fn a_renamed_file_has_a_new_address_and_the_old_one_leads_on() {
    let site = Site::new();
    site.write("content/停水.md", &page("停水", "id = \"ts\"\n"));
    site.write("content/停电.md", &page("停电", ""));
    site.build();
    site.rename("content/停水.md", "content/停水通知.md");
    site.rename("content/停电.md", "content/停电通知.md");
    site.build();
    assert!(site.leads("/tingshui/", "/tingshui-tongzhi/") && site.leads("/tingdian/", "/tingdian-tongzhi/"));
    // A redirect outlives the next rename, and points at where the page is now.
    site.rename("content/停水通知.md", "content/停水公告.md");
    site.build();
    assert!(site.leads("/tingshui/", "/tingshui-gonggao/") && site.leads("/tingshui-tongzhi/", "/tingshui-gonggao/"));
}

#[test]
fn a_renamed_section_takes_its_pages_along() {
    let site = Site::new();
    site.write("content/公告/_index.md", &page("公告", ""));
    site.write("content/公告/停水.md", &page("停水", ""));
    site.build();
    site.rename("content/公告", "content/通知");
    site.build();
    assert!(site.has("/tongzhi/tingshui/"));
    assert!(site.leads("/gonggao/", "/tongzhi/") && site.leads("/gonggao/tingshui/", "/tongzhi/tingshui/"));
    // With an address of its own the section moves, and its pages below it.
    site.change("content/通知/_index.md", "title = \"公告\"", "title = \"公告\"\nslug = \"news\"");
    site.build();
    assert!(site.has("/news/tingshui/") && site.leads("/tongzhi/tingshui/", "/news/tingshui/"));
}

#[test]
fn what_is_hidden_for_a_while_comes_back_to_its_address() {
    let site = Site::new();
    site.write("content/公示.md", &page("公示", ""));
    site.build();
    let told = line(&site.read("ledger.toml"), "公示").to_owned();
    site.write("content/公示.md", &page("公示", "draft = true\n"));
    site.write("content/公式.md", &page("公式", ""));
    site.build();
    assert!(site.has("/gongshi-2/") && !site.has("/gongshi/"));
    assert_eq!(line(&site.read("ledger.toml"), "公示"), told);
    site.write("content/公示.md", &page("公示", ""));
    site.build();
    assert!(site.has("/gongshi-2/") && site.has("/gongshi/"));
}

#[test]
fn what_cannot_be_spelled_has_its_date_and_a_number() {
    let site = Site::new();
    site.write("content/。.md", &page("！", "date = 2023-06-01\n"));
    site.write("content/？.md", &page("？", "date = 2023-06-01\n"));
    site.write("content/…….md", &page("安民告示", ""));
    site.write("content/안녕.md", &page("안녕", ""));
    site.build();
    assert!(site.has("/2023-06-01-1/") && site.has("/2023-06-01-2/") && site.has("/anmin-gaoshi/"));
    // Without a date, that of the day on which it was first published; it stays.
    assert!(site.has("/2023-07-10-1/"));
    site.change("xinfeng.toml", "2023-07-10", "2023-07-11");
    site.build();
    assert!(site.has("/2023-07-10-1/") && !site.has("/2023-07-11-1/"));
}

#[test]
fn terms_and_audiences_keep_their_addresses() {
    let site = Site::new();
    site.change("xinfeng.toml", "title", "taxonomies = [{ name = \"tags\" }]\ntitle");
    let tagged = |tag: &str| page(tag, &format!("audience = [\"{tag}\"]\ntaxonomies = {{ tags = [\"{tag}\"] }}\n"));
    site.write("content/a.md", &tagged("实施"));
    site.build();
    assert!(site.has("/tags/shishi/") && site.has("/audience/shishi/"));
    site.write("content/b.md", &tagged("事实"));
    site.build();
    assert!(site.has("/tags/shishi-2/"));
    let ledger = site.read("ledger.toml");
    assert!(
        ledger.contains("\"tags/实施\" = \"/tags/shishi/\"") && ledger.contains("\"audience/事实\" = "),
        "{ledger}"
    );
}

#[test]
fn the_reference_site_keeps_its_ledger() {
    let folder = tempfile::tempdir().expect("a folder");
    let (status, said) = run(
        Path::new(env!("CARGO_MANIFEST_DIR")),
        &format!("build --frozen-ledger --output {}", folder.path().join("public").display()),
    );
    assert_eq!(status, 0, "after `xinfeng build`, keep ledger.toml with the content\n{said}");
}
