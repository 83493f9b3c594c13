//! The crate as it would be published, built alone, makes a site, builds it and serves it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::process;

#[test]
fn the_packaged_crate_can_init_build_and_serve() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let cargo = std::env::var_os("CARGO").expect("cargo runs the tests");
    let folder = tempfile::tempdir().expect("a folder");
    let limit = Duration::from_mins(15);

    let mut package = Command::new(&cargo);
    package.args(["package", "--locked", "--offline", "--no-verify", "--allow-dirty", "--quiet", "--target-dir"]);
    process::run_well(package.arg(folder.path().join("package")).current_dir(root), limit);
    let name = concat!("xinfeng-", env!("CARGO_PKG_VERSION"));
    let archive = folder.path().join(format!("package/package/{name}.crate"));
    let size = fs::metadata(&archive).expect("a package").len();
    assert!(size < 10 * 1024 * 1024, "crates.io takes 10 MiB; the package has {size} bytes");
    process::run_well(Command::new("tar").arg("-xzf").arg(&archive).arg("-C").arg(folder.path()), limit);

    // What the dependencies were compiled into is used again, by links: the target folder itself stays as it is.
    let compiled = Path::new(env!("CARGO_BIN_EXE_xinfeng")).parent().expect("a folder");
    let target = folder.path().join("target");
    fs::create_dir_all(target.join("debug")).expect("a folder");
    for part in ["deps", "build", ".fingerprint"] {
        let mut copy = Command::new("cp");
        process::run_well(copy.arg("-a").arg(compiled.join(part)).arg(target.join("debug")), limit);
    }
    let mut build = Command::new(&cargo);
    build.args(["build", "--locked", "--offline", "--quiet", "--bin", "xinfeng", "--target-dir"]).arg(&target);
    process::run_well(build.current_dir(folder.path().join(name)), limit);

    let xinfeng = target.join("debug/xinfeng");
    let site = folder.path().join("site");
    process::run_well(Command::new(&xinfeng).arg("init").arg(&site), limit);
    let said = process::run_well(Command::new(&xinfeng).args(["build", "--format", "json"]).current_dir(&site), limit);
    assert!(!String::from_utf8_lossy(&said.stdout).contains("\"rule\""), "a new site builds without a finding");
    let home = fs::read_to_string(site.join("public/index.html")).expect("a home page");
    assert!(home.starts_with("<!doctype html>") || home.starts_with("<!DOCTYPE html>"));

    let mut server = Command::new(&xinfeng)
        .args(["serve", "--port", "0", "--no-reload", "--lang", "en"])
        .current_dir(&site)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .expect("the server starts");
    let lines = BufReader::new(server.stdout.take().expect("a pipe")).lines();
    let address = lines.map_while(Result::ok).find_map(|line| line.split_once("http://").map(|(_, rest)| rest.to_owned()));
    let answer = address.as_deref().map(|address| get(address.trim()));
    server.kill().expect("the server is stopped");
    server.wait().expect("the server ends");
    let answer = answer.expect("the server says its address");
    assert!(answer.contains(" 200 ") && answer.ends_with(&home), "the server answers with the built page");
}

/// The answer to `GET` of `host:port/path`, as text.
fn get(address: &str) -> String {
    use std::io::{Read, Write};
    let (host, path) = address.split_once('/').unwrap_or((address, ""));
    let mut stream = std::net::TcpStream::connect(host).expect("the server listens");
    stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a timeout");
    write!(stream, "GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").expect("the server reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("the server answers");
    answer
}
