//! An article: Markdown into HTML that is safe to publish, with holes where components are called.
//!
//! [`render`] is the whole of it. Targets that begin with `@/` stay as they are written, since only the model
//! knows addresses; calls stay holes, since only the theme knows components. This module must not know any
//! other page, nor the site's configuration beyond [`Options`].

mod address;
mod anchors;
mod call;
mod events;
mod footnotes;
mod html;
mod image;
mod links;
mod missing_footnote;
pub mod outline;
mod pieces;
mod proof;
mod renaming;
mod source;
mod summary;
#[cfg(test)]
mod tests;
mod wording;
mod writer;

use std::sync::Arc;

pub use self::anchors::Anchors;
pub use self::events::events;
pub use self::image::{Image, Stand, View};
use self::missing_footnote::MissingFootnotes;
use self::proof::Proof;
pub use self::renaming::Ids;
use self::source::Source;
pub use self::summary::summary;
use self::writer::Writer;
use crate::diagnostic::{Findings, Language, Place};

/// How an article is rendered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    pub raw_html: RawHtml,
    pub breaks: Breaks,
    /// The language of the labels that are added: of alerts, footnotes, tables.
    pub language: Language,
}

/// What becomes of HTML in Markdown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RawHtml {
    /// Shown as text, and reported.
    #[default]
    Escape,
    Keep,
}

/// What becomes of a line break inside a paragraph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Breaks {
    /// Nothing between two Chinese characters, a space elsewhere.
    #[default]
    Soft,
    /// A line break.
    Hard,
}

/// A rendered article.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Body {
    /// The article in order.
    pub pieces: Vec<Piece>,
    /// How many of the leading pieces stand before `<!-- more -->`.
    pub summary: Option<usize>,
    /// The headings as a tree.
    pub toc: Vec<Heading>,
    /// The headings as the ledger keeps them, while they have the anchors of their words.
    pub outline: Arc<str>,
    /// Every `id` in the article, in order.
    pub anchors: Vec<String>,
    /// Every target of a link or image, as written, in order.
    pub links: Vec<Link>,
    /// Whether a link may lead to a file: one beside the page, or a picture.
    pub has_files: bool,
    /// The beginning of the readable text, cut after a sentence or between two words.
    pub excerpt: String,
    /// Han characters plus words of other scripts.
    pub count: usize,
    /// How many characters it has, if they are too many for one page.
    pub too_long: Option<usize>,
}

/// A stretch of an article.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    Html(String),
    Call(Box<Call>),
    Image(Box<Image>),
}

/// A call of a component: `{{<name key="value" n={3}/>}}`, or with a body between `{% <name> %}` and `{% </name> %}`.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    pub name: String,
    pub arguments: Vec<(String, serde_json::Value)>,
    pub body: Option<Vec<Piece>>,
    /// The call, or the opening tag of one with a body.
    pub place: Place,
}

/// A heading with the headings below it.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    pub id: String,
    /// Whether the author chose the id.
    #[serde(skip)]
    pub is_chosen: bool,
    /// Text without HTML, not escaped.
    pub title: String,
    pub children: Vec<Heading>,
}

/// A target that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// As the address that was meant: entities and backslashes are resolved.
    pub target: String,
    /// The target itself; the whole link where the target stands elsewhere.
    pub place: Place,
    pub image: LinkKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    Link,
    Image,
}

/// Renders an article that begins at byte `offset` of `file`.
pub fn render(file: &Arc<str>, text: &str, offset: usize, options: Options) -> (Body, Findings) {
    let (written, findings) = write(file, text, offset, options);
    (written.body, findings)
}

/// An article with what no later stage needs, and the site has no room for.
struct Written {
    body: Body,
    /// The readable text, a line for each block.
    #[cfg_attr(not(test), expect(dead_code, reason = "an excerpt and a count were made of it"))]
    plain: String,
}

fn write(file: &Arc<str>, text: &str, offset: usize, options: Options) -> (Written, Findings) {
    let source = Source::new(file, text, offset);
    let mut writer = Writer::new(&source, options);
    let mut missing = MissingFootnotes::of(source.text());
    let mut proof = Proof::default();
    events(source.text(), EXTENSIONS, |event, range| {
        missing.note(event, &range, source.text());
        proof.note(event, &range, &source);
        writer.event(event, range);
    });
    let (written, mut findings) = writer.finish();
    findings.extend(missing.finish(&source));
    findings.extend(proof.finish(&source));
    (written, findings)
}

/// What is read beyond CommonMark.
pub const EXTENSIONS: pulldown_cmark::Options = pulldown_cmark::Options::ENABLE_TABLES
    .union(pulldown_cmark::Options::ENABLE_FOOTNOTES)
    .union(pulldown_cmark::Options::ENABLE_STRIKETHROUGH)
    .union(pulldown_cmark::Options::ENABLE_TASKLISTS)
    .union(pulldown_cmark::Options::ENABLE_DEFINITION_LIST)
    .union(pulldown_cmark::Options::ENABLE_GFM)
    .union(pulldown_cmark::Options::ENABLE_HEADING_ATTRIBUTES);
