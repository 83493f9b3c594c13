//! The output as nginx serves it, from the root of a server and from a folder of one: every page, asset and the 404
//! page with the right status and type, every link of a page answered.

use std::collections::BTreeSet;
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::document::{self, Target};
use crate::http::{self, Answer};
use crate::reference::{Built, SITE, SITE_BELOW};

#[test]
fn nginx_serves_the_site_from_its_root() {
    right(&SITE, "/", NotFound::Right);
}

#[test]
fn nginx_serves_the_site_below_a_folder() {
    right(&SITE_BELOW, "/sub/path/", NotFound::Right);
}

#[test]
fn nginx_serves_the_site_below_a_folder_it_was_not_built_for() {
    // Links are relative, so that a page opens under any path; only the 404 page, which stands at any depth, cannot.
    right(&SITE, "/sub/path/", NotFound::Elsewhere);
}

/// Whether the site was built for the place where it is served.
#[derive(Clone, Copy, PartialEq)]
enum NotFound {
    Right,
    Elsewhere,
}

fn right(site: &Built, mount: &str, not_found: NotFound) {
    let server = Server::start(&site.folder, mount);
    let mut faults = Vec::new();
    let mut asked = 0;
    let mut links: BTreeSet<String> = BTreeSet::new();
    for file in &site.files {
        let path = format!("{mount}{}", file.strip_suffix("index.html").unwrap_or(file));
        let answer = server.get(&path);
        asked += 1;
        let expected = kind(file);
        if answer.status != 200 || answer.kind != expected {
            faults.push(format!("{path}: {} {}, not 200 {expected}", answer.status, answer.kind));
        }
        if answer.body != fs::read(site.folder.join(file)).expect("a file of the output") {
            faults.push(format!("{path}: the answer is not the file"));
        }
        if expected == "text/html" && (file != "404.html" || not_found == NotFound::Right) {
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

/// The type that Debian's nginx gives a file.
fn kind(file: &str) -> &'static str {
    match file.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => "text/html",
        "css" => "text/css",
        "js" => "application/javascript",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "xml" => "text/xml",
        "txt" => "text/plain",
        "pdf" => "application/pdf",
        "woff2" => "font/woff2",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "ics" => "text/calendar",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        other => panic!("say which type a file ending in `{other}` has"),
    }
}

struct Server {
    child: Child,
    port: u16,
    /// Its configuration, logs and temporary files.
    _prefix: tempfile::TempDir,
}

impl Drop for Server {
    fn drop(&mut self) {
        // nginx's master ends its workers when it is told to stop, not when it is killed.
        let _ = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        let _ = self.child.wait();
    }
}

impl Server {
    fn start(site: &Path, mount: &str) -> Self {
        let prefix = tempfile::tempdir().expect("a folder");
        // The port is free now and may be taken before nginx has it; then another is tried.
        for _ in 0..10 {
            let port =
                TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port();
            fs::write(prefix.path().join("nginx.conf"), configuration(site, mount, port)).expect("a configuration");
            let mut child = Command::new(program())
                .arg("-p")
                .arg(prefix.path())
                .args(["-c", "nginx.conf", "-e", "error.log"])
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .expect("nginx starts; scripts/test installs it");
            if ready(&mut child, port) {
                return Self { child, port, _prefix: prefix };
            }
            let _ = child.kill();
            let _ = child.wait();
        }
        let log = fs::read_to_string(prefix.path().join("error.log")).unwrap_or_default();
        panic!("nginx did not start:\n{log}");
    }

    fn get(&self, path: &str) -> Answer {
        http::get(self.port, path)
    }
}

fn program() -> PathBuf {
    let own = PathBuf::from("/usr/sbin/nginx");
    if own.exists() { own } else { "nginx".into() }
}

/// What the documentation tells people to write: a root, and the site's own 404 page.
fn configuration(site: &Path, mount: &str, port: u16) -> String {
    let place = if mount == "/" {
        format!("root {};", site.display())
    } else {
        format!("location {mount} {{ alias {}/; }}", site.display())
    };
    format!(
        "daemon off; worker_processes 1; pid nginx.pid; error_log error.log;\n\
         events {{ worker_connections 64; }}\n\
         http {{\n\
           include /etc/nginx/mime.types; types {{ text/calendar ics; }} default_type application/octet-stream; charset utf-8; access_log off;\n\
           client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi;\n\
           scgi_temp_path scgi;\n\
           server {{ listen 127.0.0.1:{port}; index index.html; error_page 404 {mount}404.html; {place} }}\n\
         }}\n"
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
