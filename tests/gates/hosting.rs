//! The output as web servers send it that are set up as `docs/hosting.md` says: nginx from the root of a server and from a
//! folder of one, Apache from the root. Every page, asset and the 404 page with the right status, type, character set and
//! caching, every link of a page answered.

use std::collections::BTreeSet;
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::thread;
use std::time::{Duration, Instant};

use crate::document::{self, Target};
use crate::http::{self, Answer};
use crate::reference::{Built, SITE, SITE_BELOW};

#[test]
fn nginx_serves_the_site_from_its_root() {
    right(Program::Nginx, &SITE, "/", NotFound::Right);
}

#[test]
fn nginx_serves_the_site_below_a_folder() {
    right(Program::Nginx, &SITE_BELOW, "/sub/path/", NotFound::Right);
}

#[test]
fn nginx_serves_the_site_below_a_folder_it_was_not_built_for() {
    // Links are relative, so that a page opens under any path; only the 404 page, which stands at any depth, cannot.
    right(Program::Nginx, &SITE, "/sub/path/", NotFound::Elsewhere);
}

#[test]
fn apache_serves_the_site_from_its_root() {
    right(Program::Apache, &SITE, "/", NotFound::Right);
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Program {
    Nginx,
    Apache,
}

/// Whether the site was built for the place where it is served.
#[derive(Clone, Copy, PartialEq)]
enum NotFound {
    Right,
    Elsewhere,
}

fn right(program: Program, site: &Built, mount: &str, not_found: NotFound) {
    let server = Server::start(program, &site.folder, mount);
    let mut faults = Vec::new();
    let mut asked = 0;
    let mut links: BTreeSet<String> = BTreeSet::new();
    for file in &site.files {
        let path = format!("{mount}{}", file.strip_suffix("index.html").unwrap_or(file));
        let answer = server.get(&path);
        asked += 1;
        let expected = kinds(file);
        if answer.status != 200 || !expected.contains(&answer.kind.as_str()) {
            faults.push(format!("{path}: {} {}, not 200 {expected:?}", answer.status, answer.kind));
        }
        let charset = answer.header("content-type").to_lowercase().contains("charset=utf-8");
        if is_text(&answer.kind) && !charset {
            faults.push(format!("{path}: {} does not say that it is UTF-8", answer.header("content-type")));
        }
        let caching = if is_hashed(file) { "public, max-age=31536000, immutable" } else { "no-cache" };
        if answer.header("cache-control") != caching {
            faults.push(format!("{path}: Cache-Control: {}, not {caching}", answer.header("cache-control")));
        }
        if answer.body != fs::read(site.folder.join(file)).expect("a file of the output") {
            faults.push(format!("{path}: the answer is not the file"));
        }
        if answer.kind == "text/html" && (file != "404.html" || not_found == NotFound::Right) {
            let html = String::from_utf8_lossy(&answer.body).into_owned();
            links.extend(document::read(&html).links.into_iter().filter_map(|link| {
                match document::resolve(&link, &path, mount, &site.base_url) {
                    Target::Inside { path, .. } => Some(format!("{mount}{path}")),
                    Target::Above => {
                        faults.push(format!("{path}: `{link}` leads out of the site"));
                        None
                    }
                    Target::Outside => None,
                }
            }));
        }
    }
    for link in links {
        asked += 1;
        let status = server.get(&link).status;
        if status != 200 {
            faults.push(format!("{link}: {status}, though a page links to it"));
        }
    }
    for missing in ["没有.html", "a/b/c/d/", "no"] {
        let answer = server.get(&format!("{mount}{missing}"));
        let page = fs::read(site.folder.join("404.html")).expect("the site has a 404 page");
        if answer.status != 404 || answer.kind != "text/html" || answer.body != page {
            faults.push(format!("{missing}: {} {}, not the site's 404 page", answer.status, answer.kind));
        }
        // The 404 page is right at any depth: its links are resolved from where it was asked for.
        if not_found == NotFound::Right {
            let page = document::read(&String::from_utf8_lossy(&answer.body));
            for link in page.links {
                // A place on the page itself is there wherever the page is shown.
                if link.strip_prefix('#').is_some_and(|anchor| page.anchors.contains(anchor)) {
                    continue;
                }
                let from = format!("{mount}{missing}");
                match document::resolve(&link, &from, mount, &site.base_url) {
                    Target::Inside { path, .. } if server.get(&format!("{mount}{path}")).status == 200 => {}
                    Target::Outside => {}
                    _ => faults.push(format!("{missing}: `{link}` on the 404 page leads nowhere")),
                }
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    assert!(asked > site.files.len(), "the pages have links");
}

/// The types that a file may have: servers differ about some.
fn kinds(file: &str) -> &'static [&'static str] {
    match file.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => &["text/html"],
        "css" => &["text/css"],
        "js" => &["text/javascript", "application/javascript"],
        "json" => &["application/json"],
        "svg" => &["image/svg+xml"],
        "png" => &["image/png"],
        "jpg" | "jpeg" => &["image/jpeg"],
        "webp" => &["image/webp"],
        "gif" => &["image/gif"],
        "ico" => &["image/x-icon", "image/vnd.microsoft.icon"],
        "xml" => &["text/xml", "application/xml"],
        "txt" => &["text/plain"],
        "pdf" => &["application/pdf"],
        "woff2" => &["font/woff2"],
        "xlsx" => &["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
        "ics" => &["text/calendar"],
        "docx" => &["application/vnd.openxmlformats-officedocument.wordprocessingml.document"],
        other => panic!("say which type a file ending in `{other}` has"),
    }
}

fn is_text(kind: &str) -> bool {
    kind.starts_with("text/")
}

/// Whether a part of the name is a hash of sixteen digits.
fn is_hashed(file: &str) -> bool {
    let name = file.rsplit('/').next().unwrap_or(file);
    let parts: Vec<&str> = name.split('.').collect();
    parts.len() > 2
        && parts[parts.len() - 2].len() == 16
        && parts[parts.len() - 2].bytes().all(|c| c.is_ascii_hexdigit())
}

struct Server {
    child: Child,
    port: u16,
    /// Its configuration, logs and temporary files.
    _prefix: tempfile::TempDir,
}

impl Drop for Server {
    fn drop(&mut self) {
        // A master ends its workers when it is told to stop, not when it is killed.
        let _ = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        let _ = self.child.wait();
    }
}

impl Server {
    fn start(program: Program, site: &Path, mount: &str) -> Self {
        let prefix = tempfile::tempdir().expect("a folder");
        // The port is free now and may be taken before the server has it; then another is tried.
        for _ in 0..10 {
            let port =
                TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port();
            let configuration = match program {
                Program::Nginx => nginx(site, mount, port),
                Program::Apache => apache(site, prefix.path(), port),
            };
            fs::write(prefix.path().join("server.conf"), configuration).expect("a configuration");
            let mut command = match program {
                Program::Nginx => Command::new(installed("nginx")),
                Program::Apache => Command::new(installed("apache2")),
            };
            match program {
                Program::Nginx => {
                    command.arg("-p").arg(prefix.path()).args(["-c", "server.conf", "-e", "error.log"]);
                }
                Program::Apache => {
                    command.arg("-d").arg(prefix.path()).args(["-f", "server.conf", "-DFOREGROUND"]);
                }
            }
            let mut child = command
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap_or_else(|error| panic!("{program:?}: {error}; scripts/test installs it"));
            if ready(&mut child, port) {
                return Self { child, port, _prefix: prefix };
            }
            let _ = child.kill();
            let _ = child.wait();
        }
        let log = fs::read_to_string(prefix.path().join("error.log")).unwrap_or_default();
        panic!("{program:?} did not start:\n{log}");
    }

    fn get(&self, path: &str) -> Answer {
        http::get(self.port, path)
    }
}

fn installed(program: &str) -> PathBuf {
    let own = Path::new("/usr/sbin").join(program);
    if own.exists() { own } else { program.into() }
}

/// The blocks of `docs/hosting.md` by their languages, in order.
static DOCUMENT: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/hosting.md");
    let text = fs::read_to_string(path).expect("docs/hosting.md is there");
    let mut blocks = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(language) = line.strip_prefix("```").filter(|language| !language.is_empty()) {
            let block: Vec<&str> = lines.by_ref().take_while(|line| !line.starts_with("```")).collect();
            blocks.push((language.to_owned(), block.join("\n")));
        }
    }
    blocks
});

fn blocks(language: &str) -> Vec<&'static str> {
    DOCUMENT.iter().filter(|(of, _)| of == language).map(|(_, text)| text.as_str()).collect()
}

/// A text with something in it that must be there replaced.
fn replaced(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "docs/hosting.md has no `{from}` in\n{text}");
    text.replace(from, to)
}

/// The configuration of the documentation, with this machine's port and folders, in the frame that Debian gives it.
fn nginx(site: &Path, mount: &str, port: u16) -> String {
    let [server, below] = blocks("nginx")[..] else { panic!("docs/hosting.md has two configurations for nginx") };
    let site = site.display().to_string();
    let server = replaced(server, "listen 80;", &format!("listen 127.0.0.1:{port};"));
    let server = if mount == "/" {
        replaced(&server, "/srv/site", &site)
    } else {
        let below = replaced(&replaced(below, "/srv/site", &site), "/sub/path/", mount);
        replaced(&replaced(&server, "root /srv/site;", &below), "error_page 404 /404.html;", "")
    };
    format!(
        "daemon off; worker_processes 1; pid nginx.pid; error_log error.log;\n\
         events {{ worker_connections 64; }}\n\
         http {{\n\
           access_log off;\n\
           client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi;\n\
           scgi_temp_path scgi;\n\
           {server}\n\
         }}\n"
    )
}

fn apache(site: &Path, prefix: &Path, port: u16) -> String {
    let [host] = blocks("apache")[..] else { panic!("docs/hosting.md has one configuration for Apache") };
    let host =
        replaced(&replaced(host, "*:80", &format!("127.0.0.1:{port}")), "/srv/site", &site.display().to_string());
    let modules = ["mpm_event", "authz_core", "dir", "mime", "headers", "filter", "deflate"];
    let modules: String = modules
        .iter()
        .map(|name| format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"))
        .collect();
    // A server that is started by root does its work as somebody else.
    format!(
        "{modules}Listen 127.0.0.1:{port}\nServerName localhost\nPidFile apache.pid\nErrorLog error.log\n\
         DefaultRuntimeDir {0}\nMutex file:{0} default\nTypesConfig /etc/mime.types\nUser www-data\nGroup www-data\n{host}\n",
        prefix.display()
    )
}

/// Waits until the server answers; false if it ended instead.
fn ready(child: &mut Child, port: u16) -> bool {
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(10) {
        if child.try_wait().expect("a child can be waited for").is_some() {
            return false;
        }
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return true;
        }
        thread::sleep(Duration::from_millis(10));
    }
    false
}
