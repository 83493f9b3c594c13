//! The form in which an address stands in a file: relative to a page, rooted at the site, or absolute.

use crate::config::BaseUrl;
use crate::model::address::{Address, encode, write_encoded};

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

/// The folder in which a page lies, from which relative links lead.
#[derive(Clone, Copy, Debug)]
pub struct Folder<'a> {
    path: &'a str,
    slashes: usize,
}

impl<'a> Folder<'a> {
    pub fn of(page: &'a Address) -> Self {
        let path = page.folder();
        Self { path, slashes: memchr::memchr_iter(b'/', path.as_bytes()).count() }
    }

    pub fn path(&self) -> &'a str {
        self.path
    }

    /// Writes a relative link to an address that [`is_plain`](crate::model::address::is_plain).
    pub fn write_plain(&self, to: &str, out: &mut String) {
        let down = self.up(to, out);
        out.push_str(down);
    }

    /// Writes the way up to where the way to an address goes down, and returns that way down.
    fn up<'b>(&self, to: &'b str, out: &mut String) -> &'b str {
        const STEPS: &str = "../../../../";
        // Up to the last slash that both have; slashes are single bytes, so this is a boundary of characters in both.
        let (mut common, mut passed) = (0, 0);
        for (index, (one, other)) in self.path.bytes().zip(to.bytes()).enumerate() {
            if one != other {
                break;
            }
            if one == b'/' {
                (common, passed) = (index + 1, passed + 1);
            }
        }
        let (up, down) = (self.slashes - passed, &to[common..]);
        match up {
            0 if down.is_empty() => out.push_str("./"),
            0..=4 => out.push_str(&STEPS[..3 * up]),
            _ => (0..up).for_each(|_| out.push_str("../")),
        }
        down
    }
}

impl AddressForm {
    /// Writes a link behind `out` that stands on a page in `folder`; `path` is decoded and site-absolute.
    pub fn write(&self, folder: Folder<'_>, path: &str, tail: &str, out: &mut String) {
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

fn relative(folder: Folder<'_>, to: &str, out: &mut String) {
    let start = out.len();
    let down = folder.up(to, out);
    // A colon in the first part would be read as a scheme (RFC 3986, section 4.2).
    if out.len() == start && down.bytes().take_while(|byte| *byte != b'/').any(|byte| byte == b':') {
        out.push_str("./");
    }
    write_encoded(down, out);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::address::{Form, is_plain};

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
            AddressForm::Relative.write(Folder::of(&from), to, "", &mut written);
            assert_eq!(written, expected.replace("表 格", "%E8%A1%A8%20%E6%A0%BC"));
            if is_plain(to) {
                let mut plainly = String::new();
                Folder::of(&from).write_plain(to, &mut plainly);
                assert_eq!(plainly, expected);
            }
        }
    }
}
