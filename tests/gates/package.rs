//! The crate as it would be published, built alone, makes a site, builds it and serves it.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::preview::Preview;
use crate::process;

#[test]
fn the_packaged_crate_can_init_build_and_serve() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let cargo = std::env::var_os("CARGO").expect("cargo runs the tests");
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
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
        process::run_well(copy.arg("-al").arg(compiled.join(part)).arg(target.join("debug")), limit);
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

    let answer = Preview::start(&xinfeng, &site).get("");
    assert_eq!((answer.status, answer.body), (200, home.into_bytes()), "the server answers with the built page");
}
