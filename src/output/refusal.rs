//! Everything that the writer has to say: why a folder is refused and what went wrong on the disk, with the way out.

use std::io::{self, ErrorKind};
use std::path::Path;

use super::Output;
use crate::diagnostic::{BAD_OUTPUT, Diagnostic, Place, Text, UNREADABLE_FILE, WRITE_FAILED};
use crate::text;

/// The place of an output file; of the folder itself for an empty path.
pub(super) fn place(output: &Output, path: &str) -> Place {
    Place::file(inside(&output.name, path))
}

/// The place of a static file: relative to the site if it lies there.
pub(super) fn source_place(output: &Output, source: &Path) -> Place {
    let inside = output.site.iter().find_map(|site| source.strip_prefix(site).ok()).unwrap_or(source);
    Place::file(inside.to_string_lossy().replace('\\', "/"))
}

pub(super) fn no_site(site: &Path, error: &io::Error) -> Diagnostic {
    let (site, (zh, en)) = (site.to_string_lossy(), reason(error));
    bad(&site, text!("找不到网站所在的文件夹 {site}：{zh}", "the site's folder {site} cannot be found: {en}"))
        .hint(text!("用 --root 写明网站在哪里", "say where the site is with --root"))
}

pub(super) fn is_site(name: &str) -> Diagnostic {
    bad(
        name,
        text!("输出文件夹就是网站所在的文件夹，生成会覆盖网站的原稿", "the output folder is the site's own folder"),
    )
    .hint(another())
}

pub(super) fn contains_site(name: &str) -> Diagnostic {
    bad(
        name,
        text!("输出文件夹 {name} 包含了网站所在的文件夹", "the output folder {name} contains the site's own folder"),
    )
    .hint(another())
}

pub(super) fn in_input(name: &str, input: &str) -> Diagnostic {
    bad(
        name,
        text!(
            "输出文件夹 {name} 与网站的 {input}/ 重叠，写出的文件会被当作原稿读入",
            "the output folder {name} overlaps {input}/ of the site, so what is written would be read as input"
        ),
    )
    .hint(another())
}

pub(super) fn is_root(name: &str) -> Diagnostic {
    bad(name, text!("不能写到整个磁盘的根 {name}", "the output cannot be the root of a disk, {name}")).hint(another())
}

pub(super) fn is_file(name: &str) -> Diagnostic {
    bad(name, text!("{name} 不是文件夹，不能作为输出文件夹", "{name} is no folder, so it cannot be the output folder"))
        .hint(text!(
            "把它移走、改名，或换一个输出文件夹，例如 --output public",
            "move or rename it, or choose another output folder, such as --output public"
        ))
}

pub(super) fn full(name: &str) -> Diagnostic {
    bad(
        name,
        text!(
            "文件夹 {name} 里已有文件，而且不是 xinfeng 写的；为免覆盖，没有写入",
            "the folder {name} holds files that xinfeng did not write, so nothing was written"
        ),
    )
    .hint(text!(
        "换一个空的或新的文件夹，例如 --output public；如果里面的文件都不要了，先把它清空",
        "choose an empty or new folder, such as --output public; or empty this one if nothing in it is needed"
    ))
}

pub(super) fn busy(name: &str) -> Diagnostic {
    bad(name, text!("另一个 xinfeng 正在写 {name}", "another xinfeng is writing to {name}"))
        .hint(text!("等它结束后再试一次", "wait until it has finished, then try again"))
}

pub(super) fn unwritable(name: &str, error: &io::Error) -> Diagnostic {
    let (zh, en) = reason(error);
    bad(name, text!("不能写入 {name}：{zh}", "cannot write to {name}: {en}")).hint(remedy(error))
}

pub(super) fn no_state(name: &str, error: &io::Error) -> Diagnostic {
    let (zh, en) = reason(error);
    Diagnostic::new(
        &BAD_OUTPUT,
        Place::file(".xinfeng"),
        text!(
            "不能写入网站的 .xinfeng 文件夹（用来记住 {name} 里写过哪些文件）：{zh}",
            "cannot write to the site's folder .xinfeng, which remembers the files of {name}: {en}"
        ),
    )
    .hint(remedy(error))
}

pub(super) fn unwritable_state(output: &Output, error: &io::Error) -> Diagnostic {
    let (zh, en) = reason(error);
    Diagnostic::new(
        &WRITE_FAILED,
        Place::file(".xinfeng"),
        text!(
            "不能写入网站的 .xinfeng 文件夹：{zh}；{name} 没有改动",
            "cannot write to the site's folder .xinfeng: {en}; {name} is unchanged",
            name = &output.name
        ),
    )
    .hint(remedy(error))
}

/// A file of somebody else's stands where the site writes one, or needs a folder.
pub(super) fn obstacle(output: &Output, path: &str) -> Diagnostic {
    Diagnostic::new(
        &BAD_OUTPUT,
        place(output, path),
        text!(
            "{path} 不是 xinfeng 写的，而网站现在需要用这个位置；什么都没有写",
            "{path} was not written by xinfeng, and the site now needs its place; nothing was written",
            path = inside(&output.name, path)
        ),
    )
    .hint(text!(
        "把它移走或删除；如果它应随网站发布，放进 static/",
        "move or delete it; if it belongs to the site, put it into static/"
    ))
}

pub(super) fn unlisted(output: &Output, path: &str, error: &io::Error) -> Diagnostic {
    let (zh, en) = reason(error);
    failed(
        &output.name,
        path,
        text!(
            "不能列出 {path} 里的文件：{zh}；什么都没有写",
            "cannot list the files in {path}: {en}; nothing was written",
            path = inside(&output.name, path)
        ),
    )
    .hint(remedy(error))
}

pub(super) fn unreadable_source(output: &Output, source: &Path, error: &io::Error) -> Diagnostic {
    let (zh, en) = reason(error);
    let place = source_place(output, source);
    let message = text!("读不了 {file}：{zh}", "cannot read {file}: {en}", file = &place.file);
    Diagnostic::new(&UNREADABLE_FILE, place, message).hint(text!(
        "看看它是否还在、能否打开，再生成一次",
        "see whether it is still there and can be opened, then build again"
    ))
}

pub(super) fn not_staged(output: &Output, path: &str, error: &io::Error) -> Diagnostic {
    let (zh, en) = reason(error);
    failed(
        &output.name,
        path,
        text!(
            "写不了 {path}：{zh}；原来的网站没有改动",
            "cannot write {path}: {en}; the previous site is unchanged",
            path = inside(&output.name, path)
        ),
    )
    .hint(remedy(error))
}

pub(super) fn not_in_place(name: &str, path: &str, error: &io::Error) -> Diagnostic {
    let (zh, en) = reason(error);
    failed(
        name,
        path,
        text!(
            "网站只更新了一部分：不能替换 {path}：{zh}",
            "the site is updated in part: cannot replace {path}: {en}",
            path = inside(name, path)
        ),
    )
    .hint(remedy(error))
    .hint(text!("然后再生成一次，会接着完成", "then build again: it goes on where this ended"))
}

/// A file of the site's own folder could not be written.
pub(super) fn unwritable_file(path: &Path, error: &io::Error) -> Diagnostic {
    let ((zh, en), path) = (reason(error), path.to_string_lossy());
    let message = text!("{path} 写不进去：{zh}", "{path} cannot be written: {en}");
    Diagnostic::new(&WRITE_FAILED, Place::file(&*path), message).hint(remedy(error))
}

pub(super) fn interrupted() -> Diagnostic {
    Diagnostic::new(
        &WRITE_FAILED,
        Place::site(),
        text!("已中断；原来的网站没有改动", "interrupted; the previous site is unchanged"),
    )
}

fn bad(name: &str, message: Text) -> Diagnostic {
    Diagnostic::new(&BAD_OUTPUT, Place::file(name), message)
}

fn failed(name: &str, path: &str, message: Text) -> Diagnostic {
    Diagnostic::new(&WRITE_FAILED, Place::file(inside(name, path)), message)
}

fn another() -> Text {
    text!("换一个文件夹，例如 --output public", "choose another folder, such as --output public")
}

fn inside(name: &str, path: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{name}/{path}") }
}

/// What the operating system said, in words for people.
fn reason(error: &io::Error) -> (String, String) {
    let (zh, en) = match error.kind() {
        ErrorKind::StorageFull => ("磁盘已满", "the disk is full"),
        ErrorKind::QuotaExceeded => ("超出了磁盘配额", "the disk quota is exceeded"),
        ErrorKind::PermissionDenied => {
            ("没有权限，或文件正被别的程序使用", "permission denied, or another program uses it")
        }
        ErrorKind::ReadOnlyFilesystem => ("磁盘是只读的", "the disk is read-only"),
        ErrorKind::NotFound => ("它不存在", "it does not exist"),
        ErrorKind::NotADirectory => ("路径中有一段不是文件夹", "a part of the path is no folder"),
        ErrorKind::IsADirectory => ("它是文件夹", "it is a folder"),
        _ => return (error.to_string(), error.to_string()),
    };
    (zh.to_owned(), en.to_owned())
}

fn remedy(error: &io::Error) -> Text {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            text!("腾出一些空间，再生成一次", "free some space, then build again")
        }
        ErrorKind::ReadOnlyFilesystem => {
            text!("用 --output 换到一个可以写的地方", "choose a place that can be written to, with --output")
        }
        _ => text!(
            "检查文件夹的权限，关闭正在使用它的程序，再生成一次",
            "check the permissions of the folder, close programs that use it, then build again"
        ),
    }
}
