//! Links and images: which targets were written and where, which are refused, and their HTML.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, TagEnd};

use super::address::{self, Address, SCHEMES, escape_address};
use super::html::{escape_attribute, escape_text};
use super::image::{Image, Stand, View};
use super::pieces::{Mark, Pieces};
use super::source::Source;
use super::{Link, LinkKind};
use crate::diagnostic::{self, Diagnostic, Place};
use crate::text;
use crate::text::soft_break;

#[derive(Debug, Default)]
pub struct Links {
    found: Vec<Link>,
    /// The links that are open. Only the outermost is a link in HTML; an address in its text is but text.
    open: Vec<Open>,
    /// The images that are open. Only the outermost is shown; the others lend it their words.
    images: Vec<Open>,
    alt: String,
    alt_waits: bool,
    last_alt: String,
    /// How many images with a description, and calls, have been written.
    named: usize,
}

#[derive(Debug)]
struct Open {
    written: LinkType,
    target: String,
    title: String,
    address: Address,
    /// Where the last thing inside it ends.
    content_end: usize,
    /// Where another attribute may be added, and where the content begins.
    marks: Option<[Mark; 2]>,
    plain: usize,
    named: usize,
}

impl Open {
    fn new(written: LinkType, target: &str, title: &str, range: &Range<usize>) -> Self {
        let target = if written == LinkType::Email { format!("mailto:{target}") } else { target.to_owned() };
        Self {
            written,
            address: address::classify(&target),
            target,
            title: title.to_owned(),
            content_end: range.start + 1,
            marks: None,
            plain: 0,
            named: 0,
        }
    }
}

impl Links {
    /// Follows how far the content of the open link and images reaches.
    pub fn reached(&mut self, event: &Event<'_>, range: &Range<usize>) {
        if self.open.is_empty() && self.images.is_empty() {
            return;
        }
        let ending_link = usize::from(matches!(event, Event::End(TagEnd::Link)));
        let ending_image = usize::from(matches!(event, Event::End(TagEnd::Image)));
        // What ends here is not its own content, but that of what holds it.
        let holders = [self.open.iter_mut().rev().nth(ending_link), self.images.iter_mut().rev().nth(ending_image)];
        for open in holders.into_iter().flatten() {
            open.content_end = open.content_end.max(range.end);
        }
    }

    pub fn in_image(&self) -> bool {
        !self.images.is_empty()
    }

    /// Whether a picture has been written.
    pub fn has_images(&self) -> bool {
        self.found.iter().any(|link| link.image == LinkKind::Image)
    }

    /// Takes text as part of an image's description, if one is open.
    pub fn alt(&mut self, text: &str) -> bool {
        if self.images.is_empty() {
            return false;
        }
        if std::mem::take(&mut self.alt_waits) && !soft_break::joins(self.alt.chars().next_back(), text.chars().next())
        {
            self.alt.push(' ');
        }
        self.alt.push_str(text);
        true
    }

    /// Takes a line break in an image's description, if one is open.
    pub fn alt_break(&mut self) -> bool {
        self.alt_waits |= self.in_image();
        self.in_image()
    }

    /// The description of the image before.
    pub fn last_alt(&self) -> &str {
        &self.last_alt
    }

    /// Something was written that may give a link its name.
    pub fn filled(&mut self) {
        self.named += 1;
    }

    /// So many bytes were inserted at a mark: what stands after it has moved.
    pub fn moved(&mut self, mark: Mark, bytes: usize) {
        for own in self.open.iter_mut().filter_map(|link| link.marks.as_mut()).flatten() {
            *own = own.moved(mark, bytes);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "what the parser reports, and what is being written")]
    pub fn start_link(
        &mut self,
        written: LinkType,
        target: &str,
        title: &str,
        range: Range<usize>,
        page: &mut Pieces,
        plain: usize,
        visible: bool,
    ) {
        let mut link = Open::new(written, target, title, &range);
        if visible && self.open.is_empty() && !matches!(link.address, Address::Forbidden(_)) {
            page.push("<a href=\"");
            escape_address(page.html(), &link.target);
            page.push("\"");
            if !title.is_empty() {
                page.push(" title=\"");
                escape_attribute(page.html(), title);
                page.push("\"");
            }
            if link.address == Address::External {
                page.push(" rel=\"noopener\"");
            }
            let attributes = page.mark();
            page.push(">");
            link.marks = Some([attributes, page.mark()]);
        }
        (link.plain, link.named) = (plain, self.named);
        self.open.push(link);
    }

    pub fn end_link(
        &mut self,
        source: &Source<'_>,
        range: &Range<usize>,
        page: &mut Pieces,
        plain: &mut String,
    ) -> Option<Diagnostic> {
        let link = self.open.pop()?;
        if let Some([attributes, content]) = link.marks {
            if page.is_at(content) {
                // A link must say something.
                escape_text(page.html(), &link.target);
                plain.push_str(&link.target);
            } else if plain[link.plain..].trim().is_empty() && self.named == link.named {
                let mut label = String::from(" aria-label=\"");
                escape_attribute(&mut label, &link.target);
                label.push('"');
                page.insert(attributes, &label);
            }
            page.push("</a>");
        }
        self.found(link, source, range, LinkKind::Link)
    }

    pub fn start_image(&mut self, written: LinkType, target: &str, title: &str, range: Range<usize>) {
        self.images.push(Open::new(written, target, title, &range));
    }

    pub fn end_image(
        &mut self,
        source: &Source<'_>,
        range: &Range<usize>,
        view: View,
        page: &mut Pieces,
    ) -> Vec<Diagnostic> {
        let Some(image) = self.images.pop() else { return Vec::new() };
        if self.in_image() {
            return Vec::new();
        }
        self.alt_waits = false;
        self.last_alt = std::mem::take(&mut self.alt);
        self.named += usize::from(!self.last_alt.trim().is_empty());
        let place = source.place(&target_range(&image, source.text(), range));
        let mut findings = Vec::new();
        if matches!(image.address, Address::Forbidden(_)) {
            escape_text(page.html(), &self.last_alt);
        } else {
            if self.last_alt.trim().is_empty() {
                findings.push(missing_alt(source.place(range)));
            }
            page.image(Image {
                target: image.target.clone(),
                alt: self.last_alt.trim().to_owned(),
                title: image.title.clone(),
                place,
                stand: Stand::Inline,
                view,
            });
        }
        findings.extend(self.found(image, source, range, LinkKind::Image));
        findings
    }

    fn found(&mut self, open: Open, source: &Source<'_>, range: &Range<usize>, image: LinkKind) -> Option<Diagnostic> {
        let place = source.place(&target_range(&open, source.text(), range));
        let finding = match &open.address {
            Address::Forbidden(scheme) => Some(forbidden(scheme, place.clone())),
            _ => None,
        };
        self.found.push(Link { target: open.target, place, image });
        finding
    }

    /// All that were found, in the order of their places.
    pub fn finish(mut self) -> Vec<Link> {
        self.found.sort_by(|a, b| a.place.cmp(&b.place));
        self.found.shrink_to_fit();
        self.found
    }
}

/// Where the target stands in the text; the whole link where it stands elsewhere.
fn target_range(open: &Open, text: &str, range: &Range<usize>) -> Range<usize> {
    match open.written {
        LinkType::Autolink | LinkType::Email => range.start + 1..range.end.saturating_sub(1).max(range.start + 1),
        LinkType::Inline => inline_target(text, open.content_end, range).unwrap_or_else(|| range.clone()),
        _ => range.clone(),
    }
}

fn inline_target(text: &str, content_end: usize, range: &Range<usize>) -> Option<Range<usize>> {
    // After the content come `](`, white space, the target, perhaps a title, and `)`.
    let after = content_end + text.get(content_end..range.end)?.find("](")? + 2;
    let rest = &text[after..range.end - 1];
    let trimmed = rest.trim_start();
    let start = after + rest.len() - trimmed.len();
    let length = match trimmed.strip_prefix('<') {
        Some(inside) => {
            let mut escaped = false;
            let close = inside.char_indices().find(|&(_, c)| {
                let closes = c == '>' && !escaped;
                escaped = c == '\\' && !escaped;
                closes
            });
            return close.map(|(at, _)| start + 1..start + 1 + at);
        }
        None => trimmed.find(|c: char| c.is_ascii_whitespace()).unwrap_or(trimmed.len()),
    };
    Some(start..start + length)
}

fn missing_alt(place: Place) -> Diagnostic {
    Diagnostic::new(
        &diagnostic::MISSING_ALT,
        place,
        text!(
            "图片没有说明，看不见图的人不知道图里有什么",
            "the picture has no description for those who cannot see it"
        ),
    )
    .hint(text!(
        "在方括号里写图里有什么：![工作人员给老人量血压](tu.jpg)",
        "say in the brackets what it shows: ![A nurse takes an old man's blood pressure](picture.jpg)"
    ))
}

fn forbidden(scheme: &str, place: Place) -> Diagnostic {
    let allowed = SCHEMES.join("、");
    let finding = Diagnostic::new(
        &diagnostic::FORBIDDEN_SCHEME,
        place,
        text!("不能链接到 {scheme}: 开头的地址", "an address that begins with {scheme}: is not allowed"),
    );
    if scheme.len() == 1 || scheme == "file" {
        return finding.hint(text!(
            "这是您电脑上的位置，别人打不开：把文件放到页面旁边，链接里只写文件名",
            "this is a place on your own computer: put the file beside the page and write its name only"
        ));
    }
    finding.hint(text!(
        "可以用站内地址（@/…、/…、#…）或 {allowed} 开头的地址",
        "use an address of this site (@/…, /…, #…) or one that begins with {allowed}"
    ))
}
