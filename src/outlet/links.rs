//! The one pass over every finished page: `@/` and site-absolute links become fit for where the page lies, and links
//! that lead nowhere are noticed.

use std::borrow::Cow;

use super::addresses::Folder;
use super::{AddressForm, Render};
use crate::html::{self, Rewrite, Verdict};
use crate::model::Site;
use crate::model::address::{Address, decode, is_plain};

/// A link within the site that needs a look: its target is missing, or it names an anchor there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// As it stands in the page that was made.
    pub written: String,
    /// Decoded and site-absolute.
    pub target: String,
    pub anchor: Option<String>,
    /// Whether the plan has the target.
    pub known: bool,
}

/// The ids of a page that a link's fragment may name, as one text: thousands of pages keep theirs to the end of a build.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Anchors(String);

impl Anchors {
    /// No id has it: HTML reads U+0000 as another character.
    const END: char = '\0';

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.split_terminator(Self::END)
    }

    fn push(&mut self, id: &str) {
        self.0.push_str(id);
        self.0.push(Self::END);
    }

    fn last(&self) -> Option<&str> {
        self.0.strip_suffix(Self::END)?.rsplit(Self::END).next()
    }
}

/// A relinked page, the links in it that need a look, and its anchors.
pub type Relinked = (String, Vec<Link>, Anchors);

/// Relinks a page of the site.
pub fn page(render: &Render<'_>, at: &Address, html: &str) -> Relinked {
    let is_known = |target: &str| render.plan.has(target) || render.views.pictures.is_wanted(target);
    relink(html, at, &render.views.site, Some(&is_known), &render.form)
}

/// Writes every address of `html` in the given form. `is_known` says whether there is a file at an address; without it
/// nothing is looked up.
pub fn relink(
    html: &str,
    at: &Address,
    site: &Site,
    is_known: Option<&dyn Fn(&str) -> bool>,
    form: &AddressForm,
) -> Relinked {
    let mut pass =
        Pass { at, folder: Folder::of(at), site, is_known, form, links: Vec::new(), anchors: Anchors::default() };
    let html = html::rewrite(html, &mut pass);
    pass.anchors.0.shrink_to_fit();
    (html, pass.links, pass.anchors)
}

struct Pass<'a> {
    at: &'a Address,
    folder: Folder<'a>,
    site: &'a Site,
    is_known: Option<&'a dyn Fn(&str) -> bool>,
    form: &'a AddressForm,
    links: Vec<Link>,
    anchors: Anchors,
}

impl Rewrite for Pass<'_> {
    fn address(&mut self, address: &str, out: &mut String) -> Verdict {
        // Nearly every link that a template writes.
        if is_plain(address) && self.is_relative() {
            self.note(address, address, "");
            self.folder.write_plain(address, out);
            return Verdict::ReplacedPlainly;
        }
        if has_scheme(address) || address.starts_with("//") {
            return Verdict::Stays;
        }
        let (path, tail) =
            memchr::memchr2(b'?', b'#', address.as_bytes()).map_or((address, ""), |at| address.split_at(at));
        // A heading's own link leads to the heading before it.
        if path.is_empty() && self.anchors.last().is_some_and(|last| tail.strip_prefix('#') == Some(last)) {
            return Verdict::Stays;
        }
        let Some(target) = self.resolve(path) else { return Verdict::Stays };
        self.note(address, &target, tail);
        if path.is_empty() || (!path.starts_with(['/', '@']) && self.is_relative()) {
            return Verdict::Stays;
        }
        self.form.write(self.folder, &target, tail, out);
        Verdict::Replaced
    }

    fn anchor(&mut self, id: &str) {
        self.anchors.push(id);
    }
}

impl<'a> Pass<'a> {
    /// The site-absolute, decoded address that a link means; `None` where only the checks can say more.
    fn resolve<'b>(&self, path: &'b str) -> Option<Cow<'b, str>>
    where
        'a: 'b,
    {
        if let Some(file) = path.strip_prefix("@/") {
            let node = self.site.find(&decode(file))?;
            return Some(Cow::Borrowed(self.site.address_of(node).as_str()));
        }
        if path.is_empty() {
            return Some(Cow::Borrowed(self.at.as_str()));
        }
        let path = decode(path);
        let absolute = if path.starts_with('/') { path } else { Cow::Owned(format!("{}{path}", self.folder.path())) };
        let has_dots = absolute.as_bytes().windows(2).any(|pair| pair == b"/.");
        Some(if has_dots { Cow::Owned(normalise(&absolute)) } else { absolute })
    }

    fn note(&mut self, written: &str, target: &str, tail: &str) {
        let Some(is_known) = self.is_known else { return };
        let known = is_known(target);
        let anchor = memchr::memchr(b'#', tail.as_bytes()).map(|at| decode(&tail[at + 1..]));
        let anchor = anchor.filter(|anchor| !anchor.is_empty());
        if !known || anchor.is_some() {
            let anchor = anchor.map(Cow::into_owned);
            self.links.push(Link { written: written.to_owned(), target: target.to_owned(), anchor, known });
        }
    }

    fn is_relative(&self) -> bool {
        matches!(self.form, AddressForm::Relative)
    }
}

/// RFC 3986, section 3.1.
fn has_scheme(address: &str) -> bool {
    if !address.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return false;
    }
    let scheme = address.split([':', '/', '?', '#']).next().unwrap_or_default();
    address[scheme.len()..].starts_with(':')
        && scheme.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'+' | b'-' | b'.'))
}

/// Removes `.` and `..` (RFC 3986, section 5.2.4).
fn normalise(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut segments = path.split('/').skip(1).peekable();
    while let Some(segment) = segments.next() {
        let last = segments.peek().is_none();
        match segment {
            "." | ".." => {
                if segment == ".." {
                    kept.pop();
                }
                if last {
                    kept.push("");
                }
            }
            _ => kept.push(segment),
        }
    }
    format!("/{}", kept.join("/"))
}
