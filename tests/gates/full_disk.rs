//! A disk without room: the site of before stays as it is, the message says why, and the next build with room succeeds.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::process;
use crate::random::tree;

/// Everything happens on a disk of four MiB that only this script sees, and that ends with it.
///
/// `$0` is the program, `$1` the site, `$2` where to put what is looked at afterwards, `$3` an empty folder.
const ON_A_SMALL_DISK: &str = r#"
set -e
mount -t tmpfs -o size=4m tmpfs "$3"
cp -r "$1/." "$3"
"$0" build --quiet --root "$3"
cp -r "$3/public" "$2/before"
for page in "$3"/content/*.md; do cat "$2/long.txt" >> "$page"; done
dd if=/dev/zero of="$3/ballast" bs=4k 2> /dev/null || true
"$0" build --lang zh --root "$3" > "$2/said.txt" 2>&1 && status=0 || status=$?
cp -r "$3/public" "$2/after"
find "$3" -name '*.xinfeng-*' ! -name .xinfeng-output > "$2/left.txt"
rm "$3/ballast"
"$0" build --quiet --root "$3"
cp -r "$3/public" "$2/mended"
exit $status
"#;

#[test]
fn a_full_disk_leaves_the_site_as_it_was() {
    let mut probe = Command::new("unshare");
    probe.args(["--map-root-user", "--mount", "true"]);
    if !process::run(&mut probe, Duration::from_mins(1)).status.success() {
        // Where no disk can be made for the purpose, the bound on a file's length stands in its place.
        return;
    }
    let (folder, looked) = (ground(), tempfile::tempdir().expect("a folder"));
    let disk = tempfile::tempdir().expect("a folder");
    fs::write(looked.path().join("long.txt"), "很长的一段话。".repeat(1500)).expect("a text");
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--mount", "sh", "-c", ON_A_SMALL_DISK, env!("CARGO_BIN_EXE_xinfeng")]);
    command.arg(folder.path()).arg(looked.path()).arg(disk.path());
    let output = process::run(&mut command, Duration::from_mins(1));
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    let said = fs::read_to_string(looked.path().join("said.txt")).unwrap_or_default();
    assert_eq!(output.status.code(), Some(3), "{said}\n{err}");
    for part in ["[write-failed]", "磁盘已满", "原来的网站没有改动", "建议：腾出一些空间"] {
        assert!(said.contains(part), "{part} is not in\n{said}");
    }
    let [before, after, mended] = ["before", "after", "mended"].map(|name| tree(&looked.path().join(name)));
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>(), "the site of before");
    assert!(before == after, "the site of before");
    assert!(String::from_utf8_lossy(&mended["a/index.html"]).contains("很长的一段话"), "the next build succeeds");
    assert_eq!(fs::read_to_string(looked.path().join("left.txt")).expect("a list"), "", "nothing is left lying about");
}

/// A bound on the length of a file stands in for a disk that is full in the middle of one.
#[test]
fn a_file_that_cannot_be_written_to_its_end_leaves_the_site_as_it_was() {
    let folder = ground();
    let site = folder.path();
    process::run_well(&mut build(site, "exec"), Duration::from_mins(1));
    let before = tree(&site.join("public"));
    let page = site.join("content/a.md");
    let text = fs::read_to_string(&page).expect("a page");
    fs::write(&page, text + &"很长的一段话。".repeat(20_000)).expect("a page");
    // 100 KiB. Without the trap the system ends the program instead of telling it.
    let output = process::run(&mut build(site, "trap '' XFSZ; ulimit -f 200; exec"), Duration::from_mins(1));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("[write-failed]") && said.contains("原来的网站没有改动"), "{said}");
    assert!(before == tree(&site.join("public")), "the site of before");
    process::run_well(&mut build(site, "exec"), Duration::from_mins(1));
    assert!(tree(&site.join("public"))["a/index.html"].len() > 400_000, "the next build succeeds");
}

fn build(site: &Path, shell: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("{shell} \"$0\" \"$@\""), env!("CARGO_BIN_EXE_xinfeng")]);
    command.args(["build", "--quiet", "--lang", "zh", "--root"]).arg(site);
    command
}

fn ground() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let put = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    put("xinfeng.toml", "title = \"小盘\"\nbase_url = \"https://example.org\"\nnow = 2023-07-14T09:00:00\n");
    put("content/_index.md", "+++\ntitle = \"首页\"\n+++\n");
    for name in ["a", "b", "c", "d", "e", "f"] {
        put(&format!("content/{name}.md"), "+++\ntitle = \"页\"\n+++\n一句话。\n");
    }
    folder
}
