//! The program as people call it: what stands on which stream, and the exit status.

#![allow(clippy::expect_used, clippy::panic, clippy::disallowed_methods, reason = "a test fails by panicking")]

use std::path::Path;
use std::process::{Command, Output};

/// Runs the program in a folder, in Chinese unless the words say otherwise.
fn xinfeng(folder: &Path, words: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xinfeng"))
        .args(words.split_whitespace())
        .current_dir(folder)
        .env_remove("LANGUAGE")
        .env_remove("LC_ALL")
        .env_remove("LC_MESSAGES")
        .env("LANG", "zh_CN.UTF-8")
        .output()
        .expect("the program runs")
}

/// A call, its exit status, and what its standard output and standard error contain; nothing at all where that is empty.
type Case = (&'static str, i32, &'static str, &'static str);

fn check(folder: &Path, cases: &[Case]) {
    for (words, status, out, err) in cases {
        let output = xinfeng(folder, words);
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        // On a busy machine a run takes longer than a second, and says what it is at.
        let is_progress = |line: &&str| line.ends_with('…') && line.chars().count() <= 12;
        let warned = String::from_utf8_lossy(&output.stderr);
        let warned: String = warned.split_inclusive('\n').filter(|line| !is_progress(&line.trim_end())).collect();
        let shown = format!("xinfeng {words}\n--- out\n{told}\n--- err\n{warned}");
        assert_eq!(output.status.code(), Some(*status), "{shown}");
        for (text, wanted) in [(told, out), (warned, err)] {
            let holds = if wanted.is_empty() { text.is_empty() } else { text.contains(wanted) };
            assert!(holds, "{wanted:?} is missing, or something stands where nothing should\n{shown}");
        }
    }
}

#[test]
fn a_new_site_is_made_checked_built_and_built_again() {
    let folder = tempfile::tempdir().expect("a folder");
    check(
        folder.path(),
        &[
            ("init 网站", 0, "xinfeng serve --open", ""),
            ("init 网站", 2, "", "错误：网站 里已经有文件\n  建议："),
            ("check --root 网站", 0, "没有发现问题", ""),
            ("check --root 网站 --lang en --deny notes", 0, "nothing found", ""),
            ("build --root 网站", 0, "新增 ", ""),
            ("build --root 网站", 0, "文件：未变 ", ""),
            ("build --root 网站 -q", 0, "", ""),
            ("build --root 网站 --format json", 0, "{\"output\":\"网站/public\",\"pages\":", ""),
            ("build --root 网站 --timings", 0, "未变", "毫秒  合计"),
            ("build --root 网站 --output 网站/content", 2, "", "错误[bad-output]："),
            ("new event 秋季义诊 --root 网站 --section huodong", 0, "content/huodong/qiuji-yizhen.md", ""),
            ("new event 秋季义诊 --root 网站 --section huodong", 2, "", "已经有了，没有动它"),
            ("build --root 网站 --drafts --portable", 0, "新增", ""),
            ("build --root 网站 --base-url https://example.org/sub --format json", 0, "sitemap.xml", ""),
        ],
    );
    let home = std::fs::read_to_string(folder.path().join("网站/public/index.html")).expect("the home page");
    assert!(home.contains("https://example.org/sub/"), "{home}");
}

#[test]
fn the_language_follows_the_system() {
    let folder = tempfile::tempdir().expect("a folder");
    for (locale, said) in [
        ("zh_CN.UTF-8", "没有 xinfeng.toml"),
        ("en_GB.UTF-8", "there is no xinfeng.toml"),
        ("C", "there is no xinfeng.toml"),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_xinfeng"))
            .arg("build")
            .current_dir(folder.path())
            .env_remove("LANGUAGE")
            .env_remove("LC_ALL")
            .env_remove("LC_MESSAGES")
            .env("LANG", locale)
            .output()
            .expect("the program runs");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(told.contains(said), "{locale}: {told}");
    }
}

#[test]
fn findings_decide_the_exit_status() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("written");
    };
    write("xinfeng.toml", "title = \"试\"\n[rules]\nno-base-url = \"off\"\n");
    write("content/_index.md", "+++\ntitle = \"首页\"\n+++\n");
    write("content/a.md", "+++\ntitle = \"甲\"\n[event]\nstart = 2023-06-07\n+++\n正文\n");
    check(
        folder.path(),
        &[
            ("check", 0, "新增 1 场", "1 个警告\n"),
            ("check --deny warnings", 1, "新增 1 场", "警告[missing-id]："),
            ("build", 0, "public 写好了", "警告[missing-id]："),
        ],
    );
    write("content/a.md", "+++\ntitel = \"甲\"\n[event]\nstart = 2023-06-07\n+++\n正文\n");
    check(
        folder.path(),
        &[
            ("build", 1, "原来的网站照旧", "错误[unknown-key]：不认识的键 titel\n --> content/a.md:2:1\n"),
            ("build --lang en", 1, "the previous site stays", "error[unknown-key]: unknown key titel\n"),
            ("build --format json", 1, "\"rule\":\"unknown-key\"", ""),
            ("build -q", 1, "", "2 个错误"),
        ],
    );
    assert!(folder.path().join("public/a/index.html").is_file(), "the site of before stays");
}

#[test]
fn outside_a_site_and_without_a_right_word_help_is_at_hand() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("file"), "").expect("written");
    std::fs::create_dir(folder.path().join("empty")).expect("made");
    check(
        folder.path(),
        &[
            ("check --root empty", 2, "", "xinfeng init"),
            ("check --root empty --format json", 2, "\"rule\":\"no-configuration\"", ""),
            ("", 2, "", "用法：xinfeng"),
            ("--help", 0, "用法：xinfeng", ""),
            ("serve --help --lang en", 0, "Usage: xinfeng serve", ""),
            ("--version", 0, env!("CARGO_PKG_VERSION"), ""),
            ("biuld", 2, "", "是不是想写 build？"),
            ("build --now 明天", 2, "", "--now 不能是“明天”"),
            ("build --drafst", 2, "", "是不是想写 --drafts？"),
            ("build --drafst --format json", 2, "\"hints\":[\"是不是想写 --drafts？\"", ""),
            ("serve --host abc", 2, "", "--host 不能是“abc”：写成 192.168.1.5"),
            ("init file", 2, "", "file 是一个文件，不是文件夹"),
            ("init file/site", 3, "", "错误："),
            ("explain", 0, "broken-link", ""),
            ("explain broken-link", 0, "为什么要紧：", ""),
            ("explain [broken-link] --lang en", 0, "Why it matters:", ""),
            ("explain brokn-link", 2, "", "是不是想写 broken-link？"),
            ("completions bash", 0, "_xinfeng", ""),
            ("completions zsh", 0, "#compdef xinfeng", ""),
        ],
    );
}
