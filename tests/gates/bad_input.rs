//! Bad input gives a finding with a place and a hint: never a panic, a hang or a gigabyte, and nothing is written
//! outside the output. Every case runs the program itself with a bound on its time and its memory.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{Cursor, Write as _};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use crate::process;

/// All the memory that a build may ask for and write to, in KiB. Address space that is only set aside does not count:
/// how much of that there is depends on the machine's cores.
const MEMORY: &str = "1048576";
const TIME: Duration = Duration::from_mins(1);

/// A folder with a site in it, and things around it that must stay as they are.
struct Ground {
    folder: tempfile::TempDir,
}

impl Ground {
    /// A site of one page that builds without a finding.
    fn new() -> Self {
        let ground = Self { folder: tempfile::tempdir().expect("a folder") };
        ground.put("outside/secret.txt", "SECRET\n");
        ground.put("outside/page.md", "+++\ntitle = \"外\"\n+++\nSECRET\n");
        ground.put(
            "site/xinfeng.toml",
            "title = \"坏输入\"\nbase_url = \"https://example.org\"\nnow = 2023-07-14T09:00:00\n",
        );
        ground.put("site/content/_index.md", "+++\ntitle = \"首页\"\n+++\n");
        ground.put("site/content/good.md", "+++\ntitle = \"好\"\n+++\n一句话。\n");
        ground
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn put(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }

    /// A page of the site with more keys in its front matter.
    fn page(&self, name: &str, keys: &str, body: &str) {
        self.put(&format!("site/content/{name}"), format!("+++\ntitle = \"坏\"\n{keys}\n+++\n{body}\n"));
    }
}

/// What a run of the program gave.
struct Ran {
    code: i32,
    /// Names of the rules that were found, and their severities.
    rules: Vec<(String, String)>,
    said: String,
}

/// Builds and looks at everything that must hold whatever the input. `arguments` follow `build`.
fn build(ground: &Ground, arguments: &[&str]) -> Ran {
    let before = around(ground);
    let ran = run(ground, "build", arguments);
    let after = around(ground);
    for (path, content) in &before {
        assert_eq!(after.get(path), Some(content), "{path} was changed by the build");
    }
    let new: Vec<&String> = after.keys().filter(|path| !before.contains_key(*path)).collect();
    assert!(new.is_empty(), "written outside the output: {new:?}");
    let output = ground.path("site/public");
    for entry in walkdir::WalkDir::new(&output).into_iter().filter_map(Result::ok) {
        assert!(!entry.path_is_symlink(), "{} is a link", entry.path().display());
        if entry.file_type().is_file() {
            let bytes = fs::read(entry.path()).expect("an output file");
            let text = String::from_utf8_lossy(&bytes);
            assert!(
                !text.contains("SECRET") && !text.contains("root:x:0"),
                "{} tells a secret",
                entry.path().display()
            );
        }
    }
    ran
}

fn run(ground: &Ground, command: &str, arguments: &[&str]) -> Ran {
    let mut program = Command::new("sh");
    program
        .args(["-c", &format!("ulimit -d {MEMORY} && exec \"$0\" \"$@\""), env!("CARGO_BIN_EXE_xinfeng"), command])
        .args(["--format", "json", "--lang", "zh", "--root"])
        .arg(ground.path("site"))
        .args(arguments)
        .current_dir(ground.folder.path());
    let output = process::run(&mut program, TIME);
    let mut said = String::from_utf8_lossy(&output.stdout).into_owned();
    said.push_str(&String::from_utf8_lossy(&output.stderr));
    let shown: String = said.chars().take(4000).collect();
    assert!(!said.contains("panicked at"), "a panic:\n{shown}");
    let code = output.status.code().unwrap_or_else(|| panic!("ended by a signal, {}:\n{shown}", output.status));
    assert!((0..=3).contains(&code), "exit status {code}:\n{shown}");
    let mut rules = Vec::new();
    for line in said.lines().filter(|line| line.starts_with('{')) {
        let value: serde_json::Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
        if value.get("rule").is_some() {
            let (rule, severity, message) = (text("rule"), text("severity"), text("message"));
            let hints = value["hints"].as_array().map_or(0, Vec::len);
            assert!(!message.is_empty(), "{line}");
            assert!(severity == "note" || hints > 0, "a finding that does not say what to do: {line}");
            rules.push((rule, severity));
        }
    }
    let errors = rules.iter().filter(|(_, severity)| severity == "error").count();
    assert_eq!(code != 0, errors > 0, "exit status {code} with {errors} errors:\n{shown}");
    // What the arguments point to is the command line's fault, not the content's.
    let arguments = rules.iter().any(|(rule, _)| rule == "no-configuration" || rule == "bad-output");
    assert_eq!(code == 2, arguments, "exit status {code}:\n{shown}");
    Ran { code, rules, said: shown }
}

impl Ran {
    /// The rule must be among what was found; any severity.
    fn finds(&self, rule: &str) {
        let names: Vec<&str> = self.rules.iter().map(|(name, _)| name.as_str()).collect();
        assert!(names.contains(&rule), "`{rule}` is not in {names:?}:\n{}", self.said);
    }

    fn errs(&self, rule: &str) {
        self.finds(rule);
        assert!(self.code == 1 || self.code == 2, "{}", self.said);
    }

    fn passes(&self) {
        assert_eq!(self.code, 0, "{}", self.said);
    }
}

/// Everything on the ground but the output, the ledger and the caches, with its content.
fn around(ground: &Ground) -> BTreeMap<String, Vec<u8>> {
    walkdir::WalkDir::new(ground.folder.path())
        .into_iter()
        .filter_entry(|entry| {
            let path = entry.path().strip_prefix(ground.folder.path()).expect("inside");
            !["site/public", "site/ledger.toml", "site/.xinfeng"].contains(&path.to_str().unwrap_or_default())
        })
        .filter_map(Result::ok)
        .map(|entry| {
            let kind = entry.file_type();
            let content = if kind.is_file() { fs::read(entry.path()).unwrap_or_default() } else { Vec::new() };
            (entry.path().to_string_lossy().into_owned(), content)
        })
        .collect()
}

#[test]
fn an_empty_folder() {
    let ground = Ground { folder: tempfile::tempdir().expect("a folder") };
    fs::create_dir(ground.path("site")).expect("a folder");
    build(&ground, &[]).errs("no-configuration");
    fs::create_dir(ground.path("site/content")).expect("a folder");
    build(&ground, &[]).errs("no-configuration");
}

#[test]
fn a_folder_that_is_not_there() {
    let ground = Ground { folder: tempfile::tempdir().expect("a folder") };
    assert_ne!(build(&ground, &[]).code, 0);
}

#[test]
fn a_configuration_and_nothing_else() {
    let ground = Ground::new();
    fs::remove_dir_all(ground.path("site/content")).expect("the content");
    build(&ground, &[]).finds("empty-site");
}

#[test]
fn configurations_that_are_none() {
    let cases: &[(&str, &[u8])] = &[
        ("toml-syntax", b"title = \n"),
        ("full-width-sign", "title ＝ “全角”\n".as_bytes()),
        ("unreadable-file", &[0, 159, 146, 150]),
        ("toml-syntax", b"\x00\x00\x00\x00"),
        ("unknown-key", b"title = \"a\"\ntitel = \"b\"\n"),
        ("wrong-type", b"title = 7\n"),
        ("bad-value", b"title = \"a\"\ntimezone = \"Asia/Nowhere\"\n"),
        ("bad-value", b"title = \"a\"\nbase_url = \"javascript:alert(1)\"\n"),
    ];
    for (rule, bytes) in cases {
        let ground = Ground::new();
        ground.put("site/xinfeng.toml", bytes);
        build(&ground, &[]).errs(rule);
    }
}

#[test]
fn large_pages() {
    let text = "这是一段很长的话，说的是同一件事。".repeat(100) + "\n\n";
    let lines = [
        text.repeat(5 * 1024 * 1024 / text.len()),
        "一行到底。".repeat(5 * 1024 * 1024 / "一行到底。".len()),
        "| 甲 | 乙 |\n|---|---|\n".to_owned() + &"| 一 | 二 |\n".repeat(300_000),
        "- 项\n".repeat(700_000),
    ];
    for body in lines {
        let ground = Ground::new();
        ground.page("large.md", "", &body);
        build(&ground, &[]).passes();
    }
}

#[test]
fn a_page_that_is_larger_than_any_page() {
    let ground = Ground::new();
    ground.page("huge.md", "", &"字".repeat(40 * 1024 * 1024));
    build(&ground, &[]);
}

/// Text that makes a parser slow that is not careful, 200 kB of each.
#[test]
fn text_that_asks_much_of_a_parser() {
    let count = 200_000;
    for unit in [
        "[", "![", "*", "**字", "_a", "`", "<", "<!--", "~~", "> ", "[a](", "[^1]: ", "&", "\\", "|", "{{", "# ", "a*",
        "字**，",
    ] {
        let ground = Ground::new();
        ground.page("much.md", "", &unit.repeat(count / unit.len()));
        build(&ground, &[]);
    }
    for pair in [("[", "]"), ("*a ", "a*"), ("**字", "字**"), ("((", "))"), ("<b>", "</b>"), ("`", "``")] {
        let ground = Ground::new();
        ground.page("much.md", "", &(pair.0.repeat(20_000) + &pair.1.repeat(20_000)));
        build(&ground, &[]);
    }
}

#[test]
fn nesting_a_thousand_deep() {
    let list: String = (0..1000).fold(String::new(), |mut list, depth| {
        let _ = writeln!(list, "{}- 项", "  ".repeat(depth));
        list
    });
    for body in [list, "> ".repeat(1000) + "深", "- ".repeat(1000) + "深", "1. ".repeat(1000) + "深"] {
        let ground = Ground::new();
        ground.page("deep.md", "", &body);
        build(&ground, &[]);
    }
}

#[test]
fn toml_and_json_nested_deep() {
    let deep = |open: &str, close: &str| open.repeat(100_000) + &close.repeat(100_000);
    let ground = Ground::new();
    ground.page("deep.md", &format!("extra = {}", deep("[", "]")), "");
    build(&ground, &[]).errs("toml-syntax");
    let ground = Ground::new();
    ground.page("deep.md", &format!("extra = {}", deep("{a=", "}")), "");
    build(&ground, &[]).errs("toml-syntax");
    let ground = Ground::new();
    ground.put("site/deep.json", deep("[", "]"));
    ground.put("site/templates/page.html", "{{ load_data(path=\"deep.json\") }}");
    build(&ground, &[]).errs("template");
}

#[test]
fn templates_without_end() {
    for template in
        ["{% include \"page.html\" %}", "{% extends \"page.html\" %}", "{% if", "{{ page.title | nothing }}"]
    {
        let ground = Ground::new();
        ground.put("site/templates/page.html", template);
        build(&ground, &[]).errs("template");
    }
}

#[cfg(unix)]
#[test]
fn links_out_of_the_site() {
    let ground = Ground::new();
    let link = |to: &str, at: &str| {
        let path = ground.path(at);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::os::unix::fs::symlink(to, path).expect("a link");
    };
    link("../../outside/page.md", "site/content/page.md");
    link("../../outside", "site/content/folder");
    link("/etc/passwd", "site/static/passwd.txt");
    link("/dev/zero", "site/static/zero.bin");
    link("/dev/zero", "site/content/zero.md");
    link(".", "site/content/loop");
    link("loop2", "site/content/loop2");
    link("nowhere", "site/content/nowhere.md");
    let ran = build(&ground, &[]);
    ran.finds("outside-link");
}

#[cfg(unix)]
#[test]
fn things_that_are_no_files() {
    let ground = Ground::new();
    for path in ["site/content/pipe.md", "site/static/pipe"] {
        fs::create_dir_all(ground.path(path).parent().expect("a folder")).expect("a folder");
        process::run_well(Command::new("mkfifo").arg(ground.path(path)), TIME);
    }
    fs::create_dir_all(ground.path("site/content/folder.md")).expect("a folder");
    fs::create_dir_all(ground.path("site/data/areas.csv")).expect("a folder");
    build(&ground, &[]);
    let ground = Ground::new();
    fs::remove_file(ground.path("site/xinfeng.toml")).expect("the configuration");
    fs::create_dir(ground.path("site/xinfeng.toml")).expect("a folder");
    assert_eq!(build(&ground, &[]).code, 2);
}

#[test]
fn paths_that_lead_out_of_the_site() {
    let cases = [
        ("slug = \"../../etc/passwd\"", "bad-address"),
        ("slug = \"a/b\"", "bad-address"),
        ("slug = \"..\"", "bad-address"),
        ("path = \"../../etc/passwd\"", "bad-address"),
        ("path = \"/a/../../b\"", "bad-address"),
        ("path = \"a\\\\..\\\\b\"", "bad-address"),
        ("path = \"%2e%2e/b\"", "bad-address"),
        ("aliases = [\"../../etc/passwd\"]", "bad-address"),
        ("aliases = [\"//example.net/\"]", "bad-address"),
    ];
    for (keys, rule) in cases {
        let ground = Ground::new();
        ground.page("out.md", keys, "");
        build(&ground, &[]).errs(rule);
    }
    for keys in [
        "template = \"../../../outside/secret.txt\"",
        "template = \"/etc/passwd\"",
        "[tour]\nstops = \"../../outside/secret.txt\"",
        "[tour]\nstops = \"/etc/passwd\"",
    ] {
        let ground = Ground::new();
        ground.page("out.md", keys, "");
        assert_eq!(build(&ground, &[]).code, 1, "{keys}");
    }
    for body in [
        "![图](../../etc/passwd)",
        "![图](../../../outside/secret.txt)",
        "![图](/../outside/secret.txt)",
        "[文](../../outside/secret.txt)",
        "[文](@/../../outside/page.md)",
        "[文](%2e%2e/%2e%2e/outside/secret.txt)",
        "[文](file:///etc/passwd)",
        "[文](javascript:alert(1))",
        "[文](  JaVaScRiPt:alert(1))",
    ] {
        let ground = Ground::new();
        ground.page("out.md", "", body);
        build(&ground, &[]);
    }
    for template in [
        "{{ load_data(path=\"../outside/secret.txt\", format=\"plain\") }}",
        "{{ load_data(path=\"/etc/passwd\", format=\"plain\") }}",
    ] {
        let ground = Ground::new();
        ground.put("site/templates/page.html", template);
        build(&ground, &[]).errs("template");
    }
}

#[test]
fn folders_that_are_no_output() {
    let cases = [
        "site",
        "site/content",
        "site/content/out",
        "site/static/out",
        "site/templates",
        "site/themes/x",
        "site/data",
        ".",
        "outside",
        "site/xinfeng.toml",
        "/",
        "/etc",
        "site/../site/content",
    ];
    for output in cases {
        let ground = Ground::new();
        ground.put("site/static/a.txt", "a");
        ground.put("site/data/areas.csv", "编号,名称\nx,城东\n");
        // Relative paths are meant from where the program runs: the ground.
        build(&ground, &["--output", output]).errs("bad-output");
    }
}

#[test]
fn names_of_every_kind() {
    // Names that people give, which must work.
    let ground = Ground::new();
    for name in [
        "有 空格.md",
        "中文名.md",
        "🎉.md",
        "UPPER.md",
        "a'b.md",
        "a&b.md",
        "100%.md",
        "x#y.md",
        "（括号）.md",
        "a.b.c.md",
    ] {
        ground.page(name, "", "");
        ground.put(&format!("site/static/{name}.txt"), "文");
    }
    build(&ground, &[]).passes();
    // Names that Windows does not take, which another machine could not check out.
    for name in [
        "a:b.md",
        "a?b.md",
        "a*b.md",
        "a\"b.md",
        "a<b.md",
        "a>b.md",
        "a|b.md",
        "a\\b.md",
        "con.md",
        "a.md.",
        "a\nb.md",
        "a\u{7}b.md",
    ] {
        let ground = Ground::new();
        ground.page(name, "", "");
        ground.put(&format!("site/static/{name}"), "文");
        build(&ground, &[]);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_no_text() {
    use std::os::unix::ffi::OsStrExt;
    let ground = Ground::new();
    let name = std::ffi::OsStr::from_bytes(b"\xff\xfe\xd6\xd0.md");
    fs::write(ground.path("site/content").join(name), "+++\ntitle = \"名\"\n+++\n").expect("a file");
    build(&ground, &[]).finds("bad-file-name");
}

#[test]
fn pages_that_are_no_text() {
    let cases: &[&[u8]] = &[
        b"",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xff\xfe+",
        b"\xff\xfe\x00\xd8\x00\xd8",
        b"+++",
        b"+++\n",
        b"+++\ntitle = \"a\"\n",
        b"+++\n+++",
        b"+++\ntitle = \"a\"\n+++\n\x00\x01\x02\xff\xfe\xfd",
        b"---\ntitle: a\n---\n",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"PK\x03\x04\x14\x00",
        &[0xff; 4096],
        &[0; 4096],
    ];
    for bytes in cases {
        let ground = Ground::new();
        ground.put("site/content/bad.md", bytes);
        build(&ground, &[]);
    }
}

#[test]
fn front_matter_of_every_wrong_shape() {
    for keys in [
        "date = 7",
        "date = 2023-13-45",
        "date = \"昨天\"",
        "date = 0000-00-00",
        "date = 9999-12-31T23:59:59",
        "weight = \"重\"",
        "weight = 99999999999999999999",
        "draft = \"是\"",
        "slug = \"\"",
        "path = \"\"",
        "aliases = \"/a/\"",
        "taxonomies = 7",
        "[event]\nstart = \"明天\"",
        "[event]\nstart = 9999-12-31T23:59:59\nrepeat = \"FREQ=SECONDLY\"",
        "[event]\n[service]",
        "[taxonomies]\ntags = [\"\", \"/\", \"..\", \"../..\"]",
        "publish = 9999-12-31T23:59:59Z",
        "id = \"../../x\"",
        "id = \"\"",
        "[extra]\na = 1979-05-27T07:32:00Z\nb = nan\nc = inf",
        "title = \"二\"",
    ] {
        let ground = Ground::new();
        ground.page("shape.md", keys, "");
        build(&ground, &[]);
    }
}

#[test]
fn two_pages_at_one_address() {
    let ground = Ground::new();
    ground.page("a.md", "path = \"same\"", "");
    ground.page("b.md", "path = \"/same/\"", "");
    build(&ground, &[]).errs("address-taken");
    let ground = Ground::new();
    ground.page("a.md", "path = \"Same\"", "");
    ground.page("b.md", "path = \"same\"", "");
    build(&ground, &[]).errs("address-case");
    let ground = Ground::new();
    ground.page("a.md", "path = \"x\"", "");
    ground.put("site/static/x", "文");
    build(&ground, &[]).errs("address-taken");
    let ground = Ground::new();
    ground.page("a.md", "path = \"b.html\"\naliases = [\"b.html\", \"index.html\", \"/\"]", "");
    build(&ground, &[]).errs("address-taken");
}

#[test]
fn workbooks_that_are_broken_or_vast() {
    let good = workbook(&[(0, 0, "编号"), (0, 1, "名称"), (1, 0, "x"), (1, 1, "城东")]);
    let ground = Ground::new();
    ground.put("site/data/areas.xlsx", &good);
    build(&ground, &[]).passes();
    let mut garbled = good.clone();
    let middle = garbled.len() / 2;
    garbled[middle..middle + 64].fill(0x55);
    for broken in [&b""[..], b"PK\x03\x04", &good[..good.len() / 2], &[7; 5000], b"<html></html>"] {
        let ground = Ground::new();
        ground.put("site/data/areas.xlsx", broken);
        build(&ground, &[]).errs("broken-spreadsheet");
    }
    let ground = Ground::new();
    ground.put("site/data/areas.xlsx", &garbled);
    build(&ground, &[]);
    // A file of a few kB whose used range is the whole of what a sheet can be.
    let ground = Ground::new();
    let last = (1_048_575, 16_383, "末");
    ground.put("site/data/areas.xlsx", workbook(&[(0, 0, "编号"), (0, 1, "名称"), (1, 0, "x"), (1, 1, "城东"), last]));
    build(&ground, &[]);
}

/// A file of a few hundred kB that unpacks to hundreds of MB.
#[test]
fn workbooks_that_unpack_to_very_much() {
    let row = "<row><c t=\"inlineStr\"><is><t>城东</t></is></c></row>".repeat(20_000);
    for part in ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/other.xml"] {
        let good = workbook(&[(0, 0, "编号"), (0, 1, "名称"), (1, 0, "x"), (1, 1, "城东")]);
        let mut old = zip::ZipArchive::new(Cursor::new(good)).expect("a workbook is an archive");
        let mut bomb = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for index in 0..old.len() {
            let file = old.by_index_raw(index).expect("a part");
            if file.name().expect("a name") != part {
                bomb.raw_copy_file(file).expect("a copy");
            }
        }
        bomb.start_file(part, zip::write::SimpleFileOptions::default()).expect("a part");
        bomb.write_all(b"<worksheet><sheetData>").expect("a row");
        for _ in 0..300_000_000 / row.len() {
            bomb.write_all(row.as_bytes()).expect("rows");
        }
        let bytes = bomb.finish().expect("an archive").into_inner();
        assert!(bytes.len() < 4_000_000, "{} bytes are no small file", bytes.len());
        let ground = Ground::new();
        ground.put("site/data/areas.xlsx", bytes);
        build(&ground, &[]).errs("oversized-file");
    }
}

#[test]
fn a_workbook_of_a_million_rows() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for row in 0..1_000_000 {
        sheet.write_number(row, 0, row).expect("a cell");
    }
    let ground = Ground::new();
    ground.put("site/data/areas.xlsx", book.save_to_buffer().expect("a workbook"));
    assert_eq!(build(&ground, &[]).code, 1);
}

#[test]
fn tables_of_every_wrong_shape() {
    for table in [
        "",
        "\n",
        ",,,\n",
        "编号\n",
        "编号,名称\n,\n",
        "编号,编号\na,b\n",
        "不认识\n一\n",
        "编号,名称,上级\na,甲,b\nb,乙,a\n",
        "\"",
        "a\tb\n",
    ] {
        let ground = Ground::new();
        ground.put("site/data/areas.csv", table);
        build(&ground, &[]);
    }
    let ground = Ground::new();
    ground.put("site/data/areas.csv", "编号,名称,上级\n甲,甲,乙\n乙,乙,甲\n");
    build(&ground, &[]).errs("area-cycle");
}

/// Files come and go while the program walks and reads: it says so, or does not notice.
#[test]
fn files_that_vanish() {
    let ground = Ground::new();
    let content = ground.path("site/content");
    for number in 0..300 {
        ground.page(&format!("page-{number}.md"), "", "一段话。");
    }
    let ended = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut number = 0;
            while !ended.load(std::sync::atomic::Ordering::Relaxed) {
                let path = content.join(format!("page-{}.md", number % 300));
                let text = fs::read(&path).expect("a page");
                fs::remove_file(&path).expect("a page");
                std::thread::yield_now();
                fs::write(&path, text).expect("a page");
                number += 1;
            }
        });
        for _ in 0..10 {
            let ran = run(&ground, "build", &[]);
            for (rule, _) in &ran.rules {
                // A page may also have been read empty, before its text was written.
                assert!(
                    ["unreadable-file", "front-matter", "missing-key"].contains(&rule.as_str()),
                    "{rule}:\n{}",
                    ran.said
                );
            }
        }
        ended.store(true, std::sync::atomic::Ordering::Relaxed);
    });
    build(&ground, &[]).passes();
}

fn workbook(cells: &[(u32, u16, &str)]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, column, text) in cells {
        sheet.write_string(*row, *column, *text).expect("a cell");
    }
    book.save_to_buffer().expect("a workbook")
}
