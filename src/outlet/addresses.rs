//! The form in which an address stands in a file: relative to a page, rooted at the site, or absolute.

use crate::config::BaseUrl;
use crate::model::address::{Address, encode};

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
    /// Writes a link from one address to another; `path` is decoded and site-absolute.
    pub fn write(&self, from: &Address, path: &str, tail: &str) -> String {
        match self {
            Self::Relative => format!("{}{tail}", relative(from.as_str(), path)),
            Self::Portable => {
                let file = if path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
                format!("{}{tail}", relative(from.as_str(), &file))
            }
            Self::Rooted { base } => format!("{base}{}{tail}", encode(path)),
            Self::Absolute { base } => format!("{}{tail}", base.join(&encode(path))),
        }
    }
}

fn relative(from: &str, to: &str) -> String {
    let from_folder = from.rfind('/').map_or("/", |slash| &from[..=slash]);
    let common = from_folder
        .bytes()
        .zip(to.bytes())
        .take_while(|(a, b)| a == b)
        .enumerate()
        .filter(|(_, (byte, _))| *byte == b'/')
        .map(|(index, _)| index + 1)
        .last()
        .unwrap_or(1);
    let up = from_folder[common..].matches('/').count();
    let down = encode(&to[common..]);
    match (up, down.is_empty()) {
        (0, true) => "./".to_owned(),
        // A colon in the first part would be read as a scheme (RFC 3986, section 4.2).
        (0, false) if down.split('/').next().is_some_and(|first| first.contains(':')) => format!("./{down}"),
        _ => format!("{}{down}", "../".repeat(up)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::address::Form;

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
            assert_eq!(AddressForm::Relative.write(&from, to, ""), expected.replace("表 格", "%E8%A1%A8%20%E6%A0%BC"));
        }
    }
}
