//! A picture in an article: a hole, since only the theme knows in which sizes it is published.

use std::fmt::Write as _;

use super::address::escape_address;
use super::html::escape_attribute;
use crate::diagnostic::Place;

/// A picture as it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Image {
    /// As the address that was meant.
    pub target: String,
    pub alt: String,
    /// Its title; of a figure, the caption. Empty if there is none.
    pub title: String,
    /// The target.
    pub place: Place,
    pub stand: Stand,
    pub view: View,
}

/// What the picture is to the text around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// In a line, or alone in its paragraph.
    Inline,
    /// Alone in its paragraph and with a title: a figure with a caption.
    Figure,
}

/// Whether readers see it at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// Among the first words of the article.
    First,
    /// Farther down: fetched when it comes into view.
    Below,
}

impl Image {
    /// The element for a picture that is published as it is.
    pub fn plain(&self) -> String {
        self.framed(self.element(&self.target, None, ""))
    }

    /// The `img` element for an address; `size` in pixels; `more` is written among the attributes.
    pub fn element(&self, address: &str, size: Option<(u32, u32)>, more: &str) -> String {
        let mut html = String::with_capacity(256 + more.len());
        html.push_str("<img src=\"");
        escape_address(&mut html, address);
        html.push('"');
        html.push_str(more);
        if let Some((width, height)) = size {
            // Writing to a string does not fail.
            let _ = write!(html, " width=\"{width}\" height=\"{height}\"");
        }
        html.push_str(" alt=\"");
        escape_attribute(&mut html, &self.alt);
        html.push('"');
        if self.stand == Stand::Inline && !self.title.is_empty() {
            html.push_str(" title=\"");
            escape_attribute(&mut html, &self.title);
            html.push('"');
        }
        html.push_str(match self.view {
            View::First => ">",
            View::Below => " loading=\"lazy\" decoding=\"async\">",
        });
        html
    }

    /// The picture, with its caption if it is a figure.
    pub fn framed(&self, picture: String) -> String {
        match self.stand {
            Stand::Inline => picture,
            Stand::Figure => {
                let caption = crate::html::escaped(&self.title);
                format!("<figure>\n{picture}\n<figcaption>{caption}</figcaption>\n</figure>\n")
            }
        }
    }
}
