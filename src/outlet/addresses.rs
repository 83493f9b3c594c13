//! The form in which an address stands in a file: relative to a page, rooted at the site, or absolute.

use crate::config::BaseUrl;
use crate::model::address::{encode, write_encoded};

/// How links are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AddressForm {
    /// Relative to the page, so that the site opens under any path.
    Relative,
    /// Relative, with `index.html` spelled out, so that it also opens from a folder.
    Portable,
    /// Beginning with the path of `base_url`: for the page that is sent at any depth.
    Rooted { base: String },
    /// With scheme and host: for feeds.
    Absolute { base: BaseUrl },
}

impl AddressForm {
    /// Writes a link behind `out` that stands on a page in `folder`; `path` is decoded and site-absolute.
    pub fn write(&self, folder: &str, path: &str, tail: &str, out: &mut String) {
        match self {
            Self::Relative => relative(folder, path, out),
            Self::Portable if path.ends_with('/') => relative(folder, &format!("{path}index.html"), out),
            Self::Portable => relative(folder, path, out),
            Self::Rooted { base } => {
                out.push_str(base);
                write_encoded(path, out);
            }
            Self::Absolute { base } => out.push_str(&base.join(&encode(path))),
        }
        out.push_str(tail);
    }
}

fn relative(folder: &str, to: &str, out: &mut String) {
    // Up to the last slash that both have; slashes are single bytes, so this is a boundary of characters in both.
    let (folder, target) = (folder.as_bytes(), to.as_bytes());
    let same = folder.iter().zip(target).take_while(|(one, other)| one == other).count();
    let common = folder[..same].iter().rposition(|&byte| byte == b'/').map_or(1, |slash| slash + 1);
    let up: usize = folder[common..].iter().map(|&byte| usize::from(byte == b'/')).sum();
    let down = &to[common..];
    match (up, down.is_empty()) {
        (0, true) => out.push_str("./"),
        // A colon in the first part would be read as a scheme (RFC 3986, section 4.2).
        (0, false) if down.bytes().take_while(|byte| *byte != b'/').any(|byte| byte == b':') => out.push_str("./"),
        _ => (0..up).for_each(|_| out.push_str("../")),
    }
    write_encoded(down, out);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::address::{Address, Form};

    #[test]
    fn writes_links_relative_to_the_page() {
        for (from, to, expected) in [
            ("/", "/a/", "a/"),
            ("/a/", "/", "../"),
            ("/a/b/", "/a/c/", "../c/"),
            ("/a/b/", "/a/b/", "./"),
            ("/a/b/", "/a/b/x.pdf", "x.pdf"),
            ("/a/b/", "/ab/", "../../ab/"),
            ("/a/", "/b/表 格.pdf", "../b/表 格.pdf"),
            ("/", "/a:b/", "./a:b/"),
        ] {
            let from = Address::from_segments(from.trim_matches('/').split('/').filter(|s| !s.is_empty()), Form::Page);
            let mut written = String::new();
            AddressForm::Relative.write(from.folder(), to, "", &mut written);
            assert_eq!(written, expected.replace("表 格", "%E8%A1%A8%20%E6%A0%BC"));
        }
    }
}
