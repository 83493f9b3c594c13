//! Files of the site: which there are, how old and long they are, and their bytes.
//!
//! Every path is relative to the site, with forward slashes. A path that leaves the site, by `..` or by a symbolic
//! link, is refused; nothing but regular files is opened, so that a pipe cannot hold up a build.

#![expect(clippy::disallowed_methods, reason = "this is the one place that reads files")]

use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use walkdir::WalkDir;

use crate::diagnostic::{
    BAD_FILE_NAME, Diagnostic, Findings, OUTSIDE_LINK, OVERSIZED_FILE, Place, Text, UNREADABLE_FILE,
};
use crate::text;

/// Files above this are not read into memory. Whatever is only copied may be of any length.
const MAX_LENGTH: u64 = 256 << 20;

/// Links that one walk follows; folders that link to one another could make a walk endless.
const MAX_LINKS: usize = 1000;

/// The site's folder.
#[derive(Clone, Debug)]
pub struct Root {
    path: PathBuf,
    /// The folder with every symbolic link resolved, for telling what lies inside.
    resolved: PathBuf,
}

impl Root {
    /// `path` becomes absolute; it need not exist, but then nothing can be read.
    pub fn new(path: PathBuf) -> Self {
        let path = std::path::absolute(&path).unwrap_or(path);
        let resolved = path.canonicalize().unwrap_or_else(|_| path.clone());
        Self { path, resolved }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// A regular file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub path: Arc<str>,
    pub stamp: Stamp,
}

/// What tells cheaply that a file has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Nanoseconds since 1970, negative before, up to the year 2262; the last of them where the file system keeps no time.
    pub modified: i64,
    /// When it last changed in any way, where the system says so (Unix): this tells a file from another of its length that
    /// was put into its place with its time. Elsewhere the same as `modified`.
    pub changed: i64,
    /// In bytes.
    pub length: u64,
}

impl From<&std::fs::Metadata> for Stamp {
    fn from(metadata: &std::fs::Metadata) -> Self {
        let modified = metadata.modified().map_or(i64::MAX, since_epoch);
        Self { modified, changed: changed(metadata, modified), length: metadata.len() }
    }
}

/// How long a file must have rested before its times vouch for its content, in nanoseconds: the coarsest file systems
/// count two seconds.
pub const REST: i64 = 2_000_000_000;

impl Stamp {
    /// Whether the file had rested at an instant. One that had not may have changed again without a new time.
    pub fn had_rested(self, at: i64) -> bool {
        self.modified < at.saturating_sub(REST)
    }
}

#[cfg(unix)]
fn changed(metadata: &std::fs::Metadata, _: i64) -> i64 {
    use std::os::unix::fs::MetadataExt as _;
    metadata.ctime().saturating_mul(1_000_000_000).saturating_add(metadata.ctime_nsec())
}

#[cfg(not(unix))]
fn changed(_: &std::fs::Metadata, modified: i64) -> i64 {
    modified
}

fn since_epoch(time: SystemTime) -> i64 {
    let nanoseconds = |duration: std::time::Duration| i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX);
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => nanoseconds(after),
        Err(before) => -nanoseconds(before.duration()),
    }
}

/// The regular files under a folder of the site (`""` is the whole site), sorted by path.
///
/// A folder that does not exist holds nothing. Hidden files and the traces of office programs and file managers are
/// passed over.
pub fn walk(root: &Root, folder: &str, findings: &mut Findings) -> Vec<Found> {
    let Some(start) = inside(root, folder).filter(|start| start.is_dir()) else { return Vec::new() };
    if !leads_inside(root, &start) {
        findings.push(outside_link(&site_path(root, &start)));
        return Vec::new();
    }
    let mut links = 0;
    // A link is judged before it is followed; `filter_entry` is the one hook for that.
    let mut refused = Findings::new();
    let mut found = Vec::new();
    let entries = WalkDir::new(&start).follow_links(true).into_iter().filter_entry(|entry| {
        if entry.depth() == 0 {
            return true;
        }
        if entry.file_name().to_str().is_some_and(is_passed_over) {
            return false;
        }
        if !entry.path_is_symlink() {
            return true;
        }
        links += 1;
        if links > MAX_LINKS {
            if links == MAX_LINKS + 1 {
                refused.push(too_many_links(&site_path(root, entry.path())));
            }
            return false;
        }
        match entry.path().canonicalize() {
            Ok(target) if target.starts_with(&root.resolved) => !leads_back(entry.path(), &target),
            Ok(_) => {
                refused.push(outside_link(&site_path(root, entry.path())));
                false
            }
            // It vanished just now.
            Err(_) => false,
        }
    });
    for entry in entries {
        match entry {
            Ok(entry) if entry.file_type().is_file() => {
                let Some(path) = entry.path().strip_prefix(&root.path).ok().and_then(slashed) else {
                    findings.push(bad_name(&site_path(root, entry.path())));
                    continue;
                };
                match entry.metadata() {
                    Ok(metadata) => found.push(Found { path, stamp: Stamp::from(&metadata) }),
                    Err(error) => findings.extend(walk_error(root, &error)),
                }
            }
            Ok(_) => {}
            Err(error) => findings.extend(walk_error(root, &error)),
        }
    }
    findings.append(&mut refused);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// Whether a link leads to a folder that it lies in.
fn leads_back(link: &Path, target: &Path) -> bool {
    link.parent().and_then(|folder| folder.canonicalize().ok()).is_some_and(|folder| folder.starts_with(target))
}

/// Whether a name is hidden, or a trace of an office program or a file manager.
fn is_passed_over(name: &str) -> bool {
    name.starts_with('.')
        || name.starts_with("~$")
        || name.eq_ignore_ascii_case("Thumbs.db")
        || name.eq_ignore_ascii_case("desktop.ini")
}

/// What a watcher's event points at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Looked {
    /// A regular file.
    File(Found),
    /// Nothing is there now.
    Gone(Arc<str>),
    /// A walk passes it over.
    Nothing,
    /// A folder, a link or something outside the site: only a walk can say what it means.
    Unclear,
}

/// Looks at one path as a walk would.
pub fn look(root: &Root, absolute: &Path) -> Looked {
    let Some(path) = absolute.strip_prefix(&root.path).ok().and_then(slashed) else { return Looked::Unclear };
    if path.split('/').any(is_passed_over) {
        return Looked::Nothing;
    }
    match absolute.symlink_metadata() {
        Ok(metadata) if metadata.is_file() => Looked::File(Found { path, stamp: Stamp::from(&metadata) }),
        Ok(_) => Looked::Unclear,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Looked::Gone(path),
        Err(_) => Looked::Unclear,
    }
}

/// The stamp of a regular file; `None` if there is none at that path inside the site.
pub fn stamp(root: &Root, path: &str) -> Option<Stamp> {
    let metadata = locate(root, path)?.metadata().ok()?;
    metadata.is_file().then(|| Stamp::from(&metadata))
}

/// The stamp of the program that is running; another build of it has another.
pub fn program() -> Option<Stamp> {
    std::env::current_exe().and_then(std::fs::metadata).ok().map(|metadata| Stamp::from(&metadata))
}

/// The absolute path of something that exists inside the site; `None` if it is not there or lies outside.
pub fn locate(root: &Root, path: &str) -> Option<PathBuf> {
    inside(root, path).filter(|absolute| leads_inside(root, absolute))
}

/// The bytes of a regular file.
pub fn read(root: &Root, path: &Arc<str>) -> Result<Vec<u8>, Diagnostic> {
    let absolute = inside(root, path).ok_or_else(|| outside_path(path))?;
    let resolved = absolute.canonicalize().map_err(|error| unreadable(path, &error))?;
    if !resolved.starts_with(&root.resolved) {
        return Err(outside_path(path));
    }
    let metadata = resolved.metadata().map_err(|error| unreadable(path, &error))?;
    if !metadata.is_file() {
        return Err(Diagnostic::new(
            &UNREADABLE_FILE,
            Place::file(path.clone()),
            text!("{path} 不是普通文件", "{path} is not a regular file"),
        ));
    }
    read_to_end(path, &resolved, metadata.len())
}

/// The bytes of a file that a walk has just found: that it is a regular one inside the site need not be asked again,
/// which for many small files costs more than to read them.
pub fn read_found(root: &Root, found: &Found) -> Result<Vec<u8>, Diagnostic> {
    let absolute = inside(root, &found.path).ok_or_else(|| outside_path(&found.path))?;
    read_to_end(&found.path, &absolute, found.stamp.length)
}

fn read_to_end(path: &Arc<str>, absolute: &Path, length: u64) -> Result<Vec<u8>, Diagnostic> {
    if length > MAX_LENGTH {
        return Err(oversized(path));
    }
    // One more, so that the end is seen without another buffer.
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0) + 1);
    // The file may grow while it is read.
    std::fs::File::open(absolute)
        .and_then(|file| file.take(MAX_LENGTH + 1).read_to_end(&mut bytes))
        .map_err(|error| unreadable(path, &error))?;
    if bytes.len() as u64 > MAX_LENGTH {
        return Err(oversized(path));
    }
    Ok(bytes)
}

/// The absolute path, unless the path has a part that could lead out: `..`, a root, a drive.
fn inside(root: &Root, path: &str) -> Option<PathBuf> {
    let parts = Path::new(path);
    let plain = parts.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    (plain && !path.contains('\0')).then(|| root.path.join(parts))
}

/// Whether what stands there, all links followed, exists and lies inside the site.
fn leads_inside(root: &Root, absolute: &Path) -> bool {
    absolute.canonicalize().is_ok_and(|resolved| resolved.starts_with(&root.resolved))
}

/// A path relative to the site, with forward slashes; `None` if a name is not Unicode.
fn slashed(relative: &Path) -> Option<Arc<str>> {
    let parts: Option<Vec<&str>> = relative.components().map(|part| part.as_os_str().to_str()).collect();
    parts.map(|parts| parts.join("/").into())
}

/// The path as messages show it: names that are not Unicode appear with replacement characters.
fn site_path(root: &Root, absolute: &Path) -> Arc<str> {
    let relative = absolute.strip_prefix(&root.path).unwrap_or(absolute);
    let parts: Vec<_> = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/").into()
}

fn walk_error(root: &Root, error: &walkdir::Error) -> Option<Diagnostic> {
    let absolute = error.path()?;
    let io_error = error.io_error()?;
    // What vanished during the walk is simply not there any more; a link without its target stays and is told.
    if io_error.kind() == io::ErrorKind::NotFound && !absolute.is_symlink() {
        return None;
    }
    Some(unreadable(&site_path(root, absolute), io_error))
}

fn unreadable(path: &Arc<str>, error: &io::Error) -> Diagnostic {
    let (reason, hint) = match error.kind() {
        io::ErrorKind::NotFound => (
            text!("{path} 不在那里", "{path} is not there"),
            text!(
                "文件可能刚被移动、改名或删除，看看文件名和它指向的位置",
                "it may just have been moved, renamed or deleted; check its name and where it points"
            ),
        ),
        io::ErrorKind::PermissionDenied => (
            text!("没有权限读取 {path}", "no permission to read {path}"),
            text!(
                "请管理员打开这个文件的读取权限，或关掉正在占用它的程序",
                "ask for permission to read the file, or close the program that holds it"
            ),
        ),
        _ => (
            text!("读不了 {path}（{error}）", "cannot read {path}: {error}"),
            text!("看看文件能否用别的程序打开", "see whether another program can open it"),
        ),
    };
    Diagnostic::new(&UNREADABLE_FILE, Place::file(path.clone()), reason).hint(hint)
}

fn outside_path(path: &Arc<str>) -> Diagnostic {
    Diagnostic::new(
        &UNREADABLE_FILE,
        Place::file(path.clone()),
        text!("{path} 不在网站文件夹里，没有读取", "{path} lies outside the site and was not read"),
    )
    .hint(inside_hint())
}

fn outside_link(path: &Arc<str>) -> Diagnostic {
    Diagnostic::new(
        &OUTSIDE_LINK,
        Place::file(path.clone()),
        text!(
            "{path} 是一个链接，指向网站文件夹之外，已跳过",
            "{path} links to something outside the site and is passed over"
        ),
    )
    .hint(inside_hint())
}

fn inside_hint() -> Text {
    text!("把文件本身复制到网站文件夹里", "copy the file itself into the site's folder")
}

fn too_many_links(path: &Arc<str>) -> Diagnostic {
    Diagnostic::new(
        &OUTSIDE_LINK,
        Place::file(path.clone()),
        text!(
            "链接超过 {MAX_LINKS} 个，从 {path} 起不再跟随",
            "more than {MAX_LINKS} links; from {path} on they are passed over"
        ),
    )
    .hint(text!("看看文件夹是否互相链接", "see whether folders link to one another"))
}

fn bad_name(path: &Arc<str>) -> Diagnostic {
    Diagnostic::new(
        &BAD_FILE_NAME,
        Place::file(path.clone()),
        text!("文件名 {path} 的编码不是 Unicode", "the file name {path} is not Unicode"),
    )
    .hint(text!(
        "给文件重新起个名字；从压缩包里解出的旧文件名常有这个问题",
        "rename the file; names unpacked from old archives often have this fault"
    ))
}

fn oversized(path: &Arc<str>) -> Diagnostic {
    let limit = MAX_LENGTH >> 20;
    Diagnostic::new(
        &OVERSIZED_FILE,
        Place::file(path.clone()),
        text!("{path} 超过 {limit} MB，没有读取", "{path} is larger than {limit} MB and was not read"),
    )
    .hint(text!("把文件分成几个，或压缩后再放进来", "divide the file, or make it smaller"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(files: &[&str]) -> (tempfile::TempDir, Root) {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join("site").join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, file.as_bytes()).unwrap();
        }
        let root = Root::new(folder.path().join("site"));
        (folder, root)
    }

    fn walked(root: &Root, folder: &str) -> (Vec<String>, Vec<&'static str>) {
        let mut findings = Findings::new();
        let found = walk(root, folder, &mut findings);
        (found.iter().map(|f| f.path.to_string()).collect(), findings.iter().map(|f| f.rule.name).collect())
    }

    #[test]
    fn a_file_rests_by_its_time() {
        for (modified, at, has) in [
            (0, REST, false),
            (0, REST + 1, true),
            (i64::MIN, i64::MIN, false),
            // From after 2262, or without a time.
            (i64::MAX, i64::MAX, false),
        ] {
            assert_eq!(Stamp { modified, changed: 0, length: 0 }.had_rested(at), has, "{modified} at {at}");
        }
    }

    #[test]
    fn walks_in_order_and_passes_over_traces() {
        let (_keep, root) = site(&[
            "content/b.md",
            "content/a/index.md",
            "content/a 中文.md",
            "content/.hidden/x.md",
            "content/.DS_Store",
            "content/~$表.xlsx",
            "content/thumbs.db",
            "content/Desktop.ini",
            "static/x.css",
        ]);
        let (paths, findings) = walked(&root, "content");
        assert_eq!(paths, ["content/a 中文.md", "content/a/index.md", "content/b.md"]);
        assert!(findings.is_empty());
        assert_eq!(walked(&root, "").0.len(), 4);
        assert_eq!(walked(&root, "none"), (vec![], vec![]));
        assert_eq!(walked(&root, ".."), (vec![], vec![]));
    }

    #[test]
    fn reads_and_stamps_what_is_inside_only() {
        let (_keep, root) = site(&["content/a.md", "../secret.txt"]);
        assert_eq!(read(&root, &"content/a.md".into()).unwrap(), b"content/a.md");
        assert_eq!(stamp(&root, "content/a.md").unwrap().length, 12);
        let absolute = root.path().join("content/a.md");
        for path in ["../secret.txt", "content/../../secret.txt", "/etc/hostname", "content", "gone.md", "a\0b", ""] {
            let error = read(&root, &path.into()).unwrap_err();
            assert_eq!(error.rule.name, "unreadable-file", "{path:?}");
            assert_eq!(stamp(&root, path), None, "{path:?}");
        }
        assert!(read(&root, &absolute.to_str().unwrap().into()).is_err());
        assert!(locate(&root, "content").is_some());
        assert!(locate(&root, "../secret.txt").is_none());
    }

    #[cfg(unix)]
    #[test]
    fn links_stay_inside_and_loops_end() {
        use std::os::unix::fs::symlink;
        let (keep, root) = site(&["content/a.md", "shared/b.md", "../secret/c.md"]);
        let content = root.path().join("content");
        symlink(keep.path().join("secret"), content.join("out")).unwrap();
        symlink(keep.path().join("secret/c.md"), content.join("c.md")).unwrap();
        symlink("../shared", content.join("in")).unwrap();
        symlink("..", content.join("loop")).unwrap();
        symlink("nowhere", content.join("dangling.md")).unwrap();
        let (paths, mut findings) = walked(&root, "content");
        findings.sort_unstable();
        assert_eq!(paths, ["content/a.md", "content/in/b.md"]);
        assert_eq!(findings, ["outside-link", "outside-link", "unreadable-file"]);
        assert!(read(&root, &"content/c.md".into()).is_err());
        assert!(read(&root, &"content/out/c.md".into()).is_err());
        assert_eq!(stamp(&root, "content/c.md"), None);
        assert_eq!(read(&root, &"content/in/b.md".into()).unwrap(), b"shared/b.md");
    }

    #[cfg(unix)]
    #[test]
    fn folders_that_link_to_one_another_end_soon() {
        use std::os::unix::fs::symlink;
        let names: Vec<String> = (0..12).map(|n| format!("content/{n}/a.md")).collect();
        let (_keep, root) = site(&names.iter().map(String::as_str).collect::<Vec<_>>());
        for from in 0..12 {
            for to in 0..12 {
                symlink(format!("../{to}"), root.path().join(format!("content/{from}/to{to}"))).unwrap();
            }
        }
        let (paths, findings) = walked(&root, "content");
        assert!(paths.len() > 12 && paths.len() <= 12 + MAX_LINKS, "{}", paths.len());
        assert_eq!(findings, ["outside-link"]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_name_that_is_not_unicode_is_told() {
        use std::os::unix::ffi::OsStrExt;
        let (_keep, root) = site(&["content/a.md"]);
        let name = std::ffi::OsStr::from_bytes(b"\xd6\xd0.md");
        std::fs::write(root.path().join("content").join(name), "x").unwrap();
        assert_eq!(walked(&root, "content"), (vec!["content/a.md".to_owned()], vec!["bad-file-name"]));
    }
}
