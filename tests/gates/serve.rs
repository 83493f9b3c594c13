//! The preview: errors with their place and fix, recovery, the scroll position, and who may ask.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::preview::Preview;
use crate::{http, process};

const PROGRAM: &str = env!("CARGO_BIN_EXE_xinfeng");

/// A site of two pages, `/a/` and `/b/`.
fn ground() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    put(folder.path(), "xinfeng.toml", "title = \"试\"\nnow = 2023-07-14T09:00:00\n[rules]\nno-base-url = \"off\"\n");
    put(folder.path(), "content/_index.md", "+++\ntitle = \"首页\"\n+++\n");
    put(folder.path(), "content/a.md", "+++\ntitle = \"甲\"\n+++\n第一版\n");
    put(folder.path(), "content/b.md", "+++\ntitle = \"乙\"\n+++\n另一页\n");
    folder
}

fn put(site: &Path, path: &str, text: &str) {
    let path = site.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}

/// The preview's word that something changed: it comes after the change can be asked for.
struct Changes(BufReader<std::net::TcpStream>);

impl Changes {
    fn of(preview: &Preview) -> Self {
        let server = SocketAddr::from(([127, 0, 0, 1], preview.port()));
        Self(BufReader::new(http::ask(server, "localhost", "/.xinfeng/changes")))
    }

    /// Waits for the next word; the first comes at once.
    fn next(&mut self) {
        let mut line = String::new();
        while !line.starts_with("data: ") {
            line.clear();
            assert_ne!(self.0.read_line(&mut line).expect("the preview tells of a change"), 0, "the connection ended");
        }
    }

    /// Asks for a page until it is as wanted, again after every change.
    fn until(&mut self, preview: &Preview, path: &str, wanted: impl Fn(u16, &str) -> bool) -> String {
        loop {
            let answer = preview.get(path);
            let text = String::from_utf8_lossy(&answer.body).into_owned();
            if wanted(answer.status, &text) {
                return text;
            }
            self.next();
        }
    }
}

#[test]
fn a_mistake_is_shown_with_its_place_and_its_fix_and_the_page_recovers() {
    let site = ground();
    let preview = Preview::start_with(Path::new(PROGRAM), site.path(), &["--lang", "zh"]);
    let mut changes = Changes::of(&preview);
    changes.until(&preview, "a/", |status, text| status == 200 && text.contains("第一版"));
    put(site.path(), "content/a.md", "+++\ntitle = \"甲\"\nweigth = 3\n+++\n第二版 [去](@/meiyou.md) <b>\n");
    let shown = changes.until(&preview, "a/", |status, text| status == 500 && text.contains("meiyou"));
    for part in ["weigth", "content/a.md:3:1", "是不是想写 weight？", "content/a.md:5:9", "^^^^^^"] {
        assert!(shown.contains(part), "{part} is not in\n{shown}");
    }
    assert!(!shown.contains("<b>"), "text of the site is escaped");
    assert_eq!(preview.get("b/").status, 200, "other pages are shown");
    put(site.path(), "content/a.md", "+++\ntitle = \"甲\"\n+++\n第三版\n");
    changes.until(&preview, "a/", |status, text| status == 200 && text.contains("第三版"));
    // A mistake in what every page depends on is shown on every page, and a page that is not there yet comes.
    put(site.path(), "xinfeng.toml", "title = 试\n");
    changes.until(&preview, "b/", |status, text| status == 500 && text.contains("xinfeng.toml:1:9"));
    put(site.path(), "xinfeng.toml", "title = \"试\"\n");
    put(site.path(), "content/c/_index.md", "+++\ntitle = \"丙\"\n+++\n");
    changes.until(&preview, "b/", |status, _| status == 200);
    changes.until(&preview, "c/", |status, _| status == 200);
    fs::remove_file(site.path().join("content/b.md")).expect("a page");
    changes.until(&preview, "b/", |status, _| status == 404);
}

#[test]
fn only_this_machine_by_its_own_names_is_answered() {
    let site = ground();
    let preview = Preview::start(Path::new(PROGRAM), site.path());
    let server = SocketAddr::from(([127, 0, 0, 1], preview.port()));
    for (host, status) in [
        ("localhost", 200),
        ("LOCALHOST:8000", 200),
        ("127.0.0.1:8000", 200),
        ("[::1]:8000", 200),
        ("xinfeng.localhost", 200),
        ("evil.example", 403),
        ("evil.example:8000", 403),
        ("localhost.evil.example", 403),
        ("203.0.113.9", 403),
        ("[2001:db8::1]:8000", 403),
    ] {
        for path in ["/a/", "/", "/.xinfeng/reload.js"] {
            assert_eq!(http::get_as(server, host, path).status, status, "{host} {path}");
        }
    }
    assert_eq!(http::get_as(server, "evil.example", "/.xinfeng/changes").status, 403);
    for path in ["/../xinfeng.toml", "/..%2fxinfeng.toml", "/xinfeng.toml", "//etc/passwd"] {
        let answer = http::get_as(server, "localhost", path);
        assert_ne!(answer.status, 200, "{path}");
    }
}

#[test]
fn with_host_every_address_that_is_told_answers() {
    let site = ground();
    let preview = Preview::start_with(Path::new(PROGRAM), site.path(), &["--host", "--format", "json", "--no-reload"]);
    let told: serde_json::Value = serde_json::from_str(&preview.said).expect("a line of JSON");
    let told: Vec<&str> = told["addresses"].as_array().expect("a list").iter().filter_map(|one| one.as_str()).collect();
    assert_eq!(told[0], format!("http://127.0.0.1:{}/", preview.port()));
    for address in told {
        let host = address.trim_start_matches("http://").trim_end_matches('/');
        let server: SocketAddr = host.parse().expect("an address");
        assert_eq!(http::get_as(server, host, "/a/").status, 200, "{address}");
        assert_eq!(http::get_as(server, "evil.example", "/a/").status, 403, "{address}");
    }
    let alone = Preview::start(Path::new(PROGRAM), site.path());
    for address in own_addresses() {
        let server = SocketAddr::new(address, alone.port());
        assert!(std::net::TcpStream::connect(server).is_err(), "without --host, {address} is not listened on");
    }
}

/// This machine's addresses on its networks, as the program knows them.
fn own_addresses() -> Vec<IpAddr> {
    xinfeng::serve::addresses()
}

/// On Linux a browser is opened by `xdg-open`; here it is a script that says what it was asked for.
#[cfg(target_os = "linux")]
#[test]
fn open_opens_the_address_that_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let (site, tools) = (ground(), tempfile::tempdir().expect("a folder"));
    let (opener, asked) = (tools.path().join("xdg-open"), tools.path().join("asked"));
    process::run_well(Command::new("mkfifo").arg(&asked), Duration::from_mins(1));
    fs::write(&opener, format!("#!/bin/sh\necho \"$1\" > '{}'\n", asked.display())).expect("a script");
    fs::set_permissions(&opener, fs::Permissions::from_mode(0o755)).expect("a program");
    let path = format!("{}:{}", tools.path().display(), std::env::var("PATH").expect("a path"));
    let mut command = Preview::command(Path::new(PROGRAM), site.path());
    let preview = Preview::of(command.args(["--open", "--no-reload"]).env("PATH", path));
    // Reading waits for the script to write.
    let opened = fs::read_to_string(&asked).expect("what was asked for");
    assert_eq!(opened.trim(), format!("http://127.0.0.1:{}/", preview.port()));
}

#[test]
fn a_browser_reloads_keeps_its_place_and_recovers() {
    let site = ground();
    let preview = Preview::start_with(Path::new(PROGRAM), site.path(), &["--lang", "zh"]);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/browser/preview.mjs");
    let mut command = Command::new("node");
    command.arg(script).arg(format!("http://127.0.0.1:{}/a/", preview.port())).arg(site.path().join("content/a.md"));
    process::run_well(&mut command, Duration::from_mins(3));
}
