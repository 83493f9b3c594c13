//! Addresses: where each page is found, decided here and nowhere else.
//!
//! An address is site-absolute and decoded: `/fuwu/yesuan/` for a page, `/fuwu/表格.pdf` for a file. It is encoded
//! only when it is written into a link.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use rustc_hash::FxHashMap;

use crate::diagnostic::{BAD_ADDRESS, Diagnostic, Place};
use crate::text;

/// A site-absolute address; a page's ends with a slash.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address(Arc<str>);

/// Something for each address. Addresses are the site's own, so nobody can choose them to collide, and the quickest hash will do.
/// Nothing may be listed in its order.
pub type AddressMap<V> = FxHashMap<Address, V>;

/// What may not stand as it is in a path (RFC 3986, section 3.3), and what HTML would misread.
const IN_PATH: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'%').add(b'<').add(b'>').add(b'?').add(b'`').add(b'{').add(b'}');

/// What may not stand as it is in any part of an address: all but the unreserved (RFC 3986, section 2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Names that Windows keeps for devices, with any extension.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul"];

impl Address {
    pub fn home() -> Self {
        Self("/".into())
    }

    /// The address of a page called `name` below this one.
    pub fn page(&self, name: &str) -> Self {
        Self([self.folder(), name, "/"].concat().into())
    }

    /// The address of a page beside this one.
    pub fn beside(&self, name: &str) -> Self {
        let own = self.0.trim_end_matches('/');
        let folder = own.rfind('/').map_or("/", |slash| &own[..=slash]);
        Self(format!("{folder}{name}/").into())
    }

    /// The address of a file beside this page.
    pub fn file(&self, name: &str) -> Self {
        Self([self.folder(), name].concat().into())
    }

    /// The address of the n-th pager of this list, counted from one: `/news/page/2/`.
    pub fn pager(&self, number: usize) -> Self {
        if number <= 1 { self.clone() } else { self.page("page").page(&number.to_string()) }
    }

    /// This page's address with a number behind its name: `/news/jiankang-2/`.
    pub fn numbered(&self, number: usize) -> Self {
        Self(format!("{}-{number}/", self.0.trim_end_matches('/')).into())
    }

    /// An address from segments that were checked before.
    pub fn from_segments<'a>(segments: impl Iterator<Item = &'a str>, form: Form) -> Self {
        let mut text = String::from("/");
        text.push_str(&segments.collect::<Vec<_>>().join("/"));
        if form == Form::Page && !text.ends_with('/') {
            text.push('/');
        }
        Self(text.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, shared.
    pub fn shared(&self) -> Arc<str> {
        self.0.clone()
    }

    pub fn is_page(&self) -> bool {
        self.0.ends_with('/')
    }

    /// Everything up to the last slash, included.
    pub fn folder(&self) -> &str {
        memchr::memrchr(b'/', self.0.as_bytes()).map_or("/", |slash| &self.0[..=slash])
    }

    /// The file that a web server sends for it, relative to the output folder.
    pub fn output_path(&self) -> String {
        let path = &self.0[1..];
        if self.is_page() { format!("{path}index.html") } else { path.to_owned() }
    }

    /// The address at which a file called `index.html` is found as well: `/a/` for `/a/index.html`.
    pub fn of_index(&self) -> Option<Self> {
        self.0.strip_suffix("index.html").filter(|folder| folder.ends_with('/')).map(|folder| Self(folder.into()))
    }

    /// As it stands in a link.
    pub fn encoded(&self) -> String {
        encode(&self.0)
    }
}

impl std::borrow::Borrow<str> for Address {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// What the addresses of pictures that we make begin with.
pub const PICTURES: &str = "/images/";

/// The address of a picture made of a file by a recipe: its name, and a hash of all that it depends on, so that browsers may
/// keep it for ever.
pub fn picture(file: &str, content: u64, recipe: &str, ending: &str) -> Address {
    let name = file.rsplit('/').next().unwrap_or(file);
    let stem =
        crate::text::slug(name.rsplit_once('.').map_or(name, |(stem, _)| stem)).unwrap_or_else(|| "image".to_owned());
    let hash = xxhash_rust::xxh3::xxh3_64(format!("{content:016x} {recipe} {ending}").as_bytes());
    Address(format!("{PICTURES}{stem}.{hash:016x}.{ending}").into())
}

/// All areas; each row of `data/areas` has a page below.
pub fn areas() -> Address {
    Address::home().page("areas")
}

/// All venues; each row of `data/venues` has a page below.
pub fn venues() -> Address {
    Address::home().page("venues")
}

/// All people; each row of `data/people` has a page below.
pub fn people() -> Address {
    Address::home().page("people")
}

/// All audiences; each has a page below.
pub fn audiences() -> Address {
    Address::home().page("audience")
}

/// The calendar; its years, months and kinds lie below it.
pub fn calendar() -> Address {
    Address::home().page("calendar")
}

pub fn year(year: i32) -> Address {
    calendar().page(&format!("{year:04}"))
}

pub fn month(of: i32, month: u32) -> Address {
    year(of).page(&format!("{month:02}"))
}

/// The occurrences of one kind.
pub fn kind(name: &str) -> Address {
    calendar().page(name)
}

pub fn observances() -> Address {
    Address::home().page("observances")
}

/// The search page; its index lies below it.
pub fn search() -> Address {
    Address::home().page("search")
}

pub fn lectures() -> Address {
    Address::home().page("lectures")
}

/// Today, this week and whom to call, in large print.
pub fn elder() -> Address {
    Address::home().page("elder")
}

/// Every page of the site, for people.
pub fn site_map() -> Address {
    Address::home().page("sitemap")
}

/// All chapters of the guide at `guide`, on one page.
pub fn whole(guide: &Address) -> Address {
    guide.page("whole")
}

/// Recent changes for residents.
pub fn changes() -> Address {
    Address::home().page("changes")
}

/// Whether an address is that of a page or of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Page,
    File,
}

pub fn encode(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    write_encoded(path, &mut out);
    out
}

/// The bytes of most paths: they stand for themselves wherever they stand.
static PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0;
    while byte < 128_u8 {
        plain[byte as usize] = byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_');
        byte += 1;
    }
    plain
};

/// Whether what is written in a link is the address itself: site-absolute, with nothing to decode, to resolve or to encode.
pub fn is_plain(written: &str) -> bool {
    let bytes = written.as_bytes();
    matches!(bytes, [b'/'] | [b'/', b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_', ..])
        && bytes.iter().all(|&byte| PLAIN[usize::from(byte)])
}

/// Writes an encoded path behind other text.
pub fn write_encoded(path: &str, out: &mut String) {
    // Most paths need nothing, and there is one for each link of each page.
    if path.bytes().all(|byte| PLAIN[usize::from(byte)] || byte == b'.') {
        out.push_str(path);
    } else {
        out.extend(utf8_percent_encode(path, IN_PATH));
    }
}

/// Encodes text that is a value within an address: nothing of it can be read as part of the address itself.
pub fn encode_value(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// Undoes percent-encoding; bytes that are no UTF-8 stay encoded.
pub fn decode(path: &str) -> Cow<'_, str> {
    if !path.contains('%') {
        return Cow::Borrowed(path);
    }
    percent_decode_str(path).decode_utf8().unwrap_or(Cow::Borrowed(path))
}

/// Reads an address that staff wrote in `path`, `slug` or `aliases`.
pub fn parse(written: &str, form: Form, place: &Place) -> Result<Address, Diagnostic> {
    // Decoded before it is looked at: `%2e%2e` is `..` to a browser.
    let decoded = decode(written.trim());
    let trimmed = decoded.strip_prefix('/').unwrap_or(&decoded);
    let trimmed = trimmed.strip_suffix('/').unwrap_or(trimmed);
    let segments: Vec<&str> = trimmed.split('/').collect();
    for segment in &segments {
        if let Some((zh, en)) = fault(segment) {
            return Err(Diagnostic::new(
                &BAD_ADDRESS,
                place,
                text!("“{written}”不能作网址：{zh}", "{written} cannot be an address: {en}"),
            )
            .hint(text!(
                "写成 fuwu/yesuan 这样：只用字母、数字、连字符和斜杠",
                "write it like fuwu/yesuan: letters, digits, hyphens and slashes"
            )));
        }
    }
    let is_file = trimmed.rsplit('/').next().is_some_and(|last| last.contains('.')) && !decoded.ends_with('/');
    let form = if form == Form::Page || !is_file { Form::Page } else { Form::File };
    Ok(Address::from_segments(segments.into_iter(), form))
}

/// What makes a segment unusable on some server or some file system.
pub fn fault(segment: &str) -> Option<(&'static str, &'static str)> {
    let stem = segment.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let device = DEVICES.contains(&stem.as_str())
        || (stem.len() == 4
            && (stem.starts_with("com") || stem.starts_with("lpt"))
            && stem.as_bytes()[3].is_ascii_digit());
    if segment.is_empty() {
        Some(("有一段是空的", "a part of it is empty"))
    } else if segment == "." || segment == ".." {
        Some(("不能有 . 或 ..", "it may not contain . or .."))
    } else if segment.chars().any(|c| c.is_control() || matches!(c, '<' | '>' | ':' | '"' | '\\' | '|' | '?' | '*')) {
        Some(("有文件名里不能用的符号", "it contains a character that file names may not have"))
    } else if device {
        Some(("这是 Windows 保留的名字", "Windows reserves this name"))
    } else if segment.ends_with(['.', ' ']) {
        Some(("末尾不能是点或空格", "it may not end with a dot or a space"))
    } else if segment.len() > 200 {
        Some(("太长了", "it is too long"))
    } else {
        None
    }
}
