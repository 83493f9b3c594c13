//! Which paths may be written at all: none that leaves the output folder, and none that another system cannot hold.

use std::collections::HashSet;

use super::{Output, Planned, plan, refusal};
use crate::diagnostic::{ADDRESS_TAKEN, BAD_FILE_NAME, Diagnostic, Text};
use crate::text;

/// What a name of a file or folder may be long, in bytes: the limit of Linux and, for most names, of Windows.
const LONGEST: usize = 255;

/// Refuses unfit paths, two files at one path, and a file where another needs a folder. `files` are sorted by path.
pub(super) fn check(files: &[Planned], output: &Output) -> Result<(), Vec<Diagnostic>> {
    let mut findings = Vec::new();
    for file in files {
        if let Some(fault) = fault(&file.path) {
            let path = file.path.escape_debug().to_string();
            let (zh, en) = (fault.zh, fault.en);
            let place = match &file.source {
                Some(source) => refusal::source_place(output, source),
                // The path may try to lead out of the folder; it is told, not used.
                None => refusal::place(output, ""),
            };
            let message = text!("不能写出 {path}：{zh}", "cannot write {path}: {en}", path = &path);
            findings.push(Diagnostic::new(&BAD_FILE_NAME, place, message).hint(hint()));
        }
    }
    let folders: HashSet<&str> = files.iter().flat_map(|file| plan::folders(&file.path)).collect();
    for pair in files.windows(2) {
        if let [a, b] = pair
            && a.path == b.path
        {
            findings.push(taken(output, &a.path, text!("有两个文件要写到这里", "two files are to be written here")));
        }
    }
    for file in files {
        if folders.contains(file.path.as_str()) {
            let message = text!(
                "这里既要写一个文件，又要建一个文件夹",
                "a file is to be written here, and a folder is needed as well"
            );
            findings.push(taken(output, &file.path, message));
        }
    }
    if findings.is_empty() { Ok(()) } else { Err(findings) }
}

fn taken(output: &Output, path: &str, message: Text) -> Diagnostic {
    Diagnostic::new(&ADDRESS_TAKEN, refusal::place(output, path), message)
        .hint(text!("给其中一个换一个地址或文件名", "give one of them another address or name"))
}

fn hint() -> Text {
    text!(
        "改名：可以用汉字、字母、数字、- 和 _，末尾不要用点或空格",
        "rename it: letters, digits, Chinese characters, - and _ are fine; do not end a name with a dot or a space"
    )
}

struct Fault {
    zh: &'static str,
    en: &'static str,
}

fn fault(path: &str) -> Option<Fault> {
    let fault = |zh, en| Some(Fault { zh, en });
    if path.is_empty() {
        return fault("路径是空的", "the path is empty");
    }
    // Most paths are of these alone, and there is one for each file.
    let is_usual = path.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'.'));
    if !is_usual && path.chars().any(char::is_control) {
        return fault("路径里有控制字符", "the path holds a control character");
    }
    // A colon would also name a drive or, on Windows, a stream inside a file.
    if !is_usual && let Some(bad) = path.chars().find(|c| r#"<>:"|?*\"#.contains(*c)) {
        return match bad {
            '\\' => fault("路径里有反斜杠 \\", "the path holds a backslash"),
            _ => fault(
                "路径里有 Windows 不允许的字符 < > : \" | ? *",
                "the path holds a character that Windows forbids: < > : \" | ? *",
            ),
        };
    }
    if path.starts_with('/') {
        return fault("路径不能以 / 开头", "the path is absolute");
    }
    if path.starts_with(".xinfeng") {
        return fault("以 .xinfeng 开头的名字由 xinfeng 自己使用", "names that start with .xinfeng are xinfeng's own");
    }
    path.split('/').find_map(|name| {
        if name.is_empty() {
            fault("路径里有空的一段", "the path has an empty part")
        } else if name == "." || name == ".." {
            fault("路径里的 . 和 .. 会离开输出文件夹", "`.` and `..` lead out of the output folder")
        } else if name.ends_with(['.', ' ']) {
            fault("名字以点或空格结尾，Windows 不允许", "a name ends with a dot or a space, which Windows forbids")
        } else if name.len() > LONGEST {
            fault("名字太长（超过 255 字节）", "a name is longer than 255 bytes")
        } else if is_device(name) {
            fault(
                "这个名字是 Windows 的设备名（CON、NUL 等）",
                "a name is that of a Windows device, such as CON or NUL",
            )
        } else {
            None
        }
    })
}

/// Whether Windows takes a name for a device, whatever follows the first dot.
/// <https://learn.microsoft.com/windows/win32/fileio/naming-a-file>
fn is_device(name: &str) -> bool {
    if !name.starts_with(['A', 'C', 'L', 'N', 'P', 'a', 'c', 'l', 'n', 'p']) {
        return false;
    }
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_ascii_uppercase();
    let numbered = |prefix| {
        stem.strip_prefix(prefix).is_some_and(|rest: &str| {
            let mut characters = rest.chars();
            characters.next().is_some_and(|c| c.is_ascii_digit() || "¹²³".contains(c)) && characters.next().is_none()
        })
    };
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$") || numbered("COM") || numbered("LPT")
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn unfit_paths_are_refused_and_fit_ones_are_not() {
        for bad in [
            "",
            "/etc/passwd",
            "..",
            "../a",
            "a/../../b",
            "a/./b",
            "a//b",
            "a/",
            "C:/a",
            "c:a",
            "a\\b",
            "a\0b",
            "a\nb",
            "a\u{7f}",
            "a?.html",
            "a*",
            "a|b",
            "<a>",
            "a\"b",
            "a:b",
            "a.",
            "a./b",
            "a ",
            "a /b",
            "CON",
            "con.html",
            "a/Nul.tar.gz",
            "AUX /x",
            "com1",
            "COM¹.txt",
            "lpt0",
            "conin$",
            ".xinfeng-output",
            ".xinfeng-staging/a",
        ] {
            assert!(fault(bad).is_some(), "{bad:?}");
        }
        let longest = "长".repeat(85);
        for good in [
            "a",
            "a/b/index.html",
            "健康 讲座/海报 😀.png",
            ".well-known/x",
            "...a",
            "console",
            "com10",
            "a.con",
            &longest,
        ] {
            assert!(fault(good).is_none(), "{good:?}");
        }
        assert!(fault(&format!("{longest}x")).is_some());
    }
}
