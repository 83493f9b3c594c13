//! An article as it is written: HTML with holes, and marks at which something is added later.

use super::image::{Image, Stand};
use super::{Call, Piece};

/// The pieces so far.
#[derive(Debug, Default)]
pub struct Pieces {
    done: Vec<Piece>,
    html: String,
}

/// A position in the pieces, just after HTML was written. Calls that are added later do not move it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    piece: usize,
    at: usize,
}

impl Mark {
    /// The mark so many bytes before, in the same piece.
    pub fn back(self, bytes: usize) -> Self {
        Self { at: self.at.saturating_sub(bytes), ..self }
    }

    /// The mark after so many bytes were inserted at another.
    pub fn moved(self, inserted: Mark, bytes: usize) -> Self {
        let after = self.piece == inserted.piece && self.at > inserted.at;
        Self { at: self.at + if after { bytes } else { 0 }, ..self }
    }
}

impl Pieces {
    /// With room for HTML of so many bytes.
    pub fn with_room(bytes: usize) -> Self {
        Self { html: String::with_capacity(bytes), ..Self::default() }
    }

    pub fn push(&mut self, html: &str) {
        self.html.push_str(html);
    }

    /// For writing with escapes.
    pub fn html(&mut self) -> &mut String {
        &mut self.html
    }

    pub fn call(&mut self, call: Call) {
        self.close();
        self.done.push(Piece::Call(Box::new(call)));
    }

    pub fn image(&mut self, image: Image) {
        self.close();
        self.done.push(Piece::Image(Box::new(image)));
    }

    /// Makes a figure of the one picture with a title that alone was added since, if it is so.
    pub fn frame_after(&mut self, mark: Mark) -> bool {
        if !self.html.is_empty() || self.done.len() != self.first_after(mark) + 1 {
            return false;
        }
        match self.done.last_mut() {
            Some(Piece::Image(image)) if !image.title.trim().is_empty() => {
                image.stand = Stand::Figure;
                true
            }
            _ => false,
        }
    }

    /// Appends all of another's pieces.
    pub fn append(&mut self, mut other: Pieces) {
        if !other.done.is_empty() {
            if let Some(Piece::Html(first)) = other.done.first_mut() {
                self.html.push_str(first);
                other.done.remove(0);
            }
            self.close();
            self.done.append(&mut other.done);
        }
        self.html.push_str(&other.html);
    }

    /// Ends the piece: what follows is another.
    pub fn close(&mut self) {
        if !self.html.is_empty() {
            // The site keeps all articles while it is built, and no room beside them.
            self.html.shrink_to_fit();
            self.done.push(Piece::Html(std::mem::take(&mut self.html)));
        }
    }

    pub fn len(&self) -> usize {
        self.done.len()
    }

    pub fn finish(mut self) -> Vec<Piece> {
        self.close();
        self.done.shrink_to_fit();
        self.done
    }

    pub fn ends_with(&self, end: &str) -> bool {
        match self.done.last() {
            // A picture is an element, whatever will be written for it.
            Some(Piece::Image(_)) if self.html.is_empty() => end == ">",
            _ => self.html.ends_with(end),
        }
    }

    pub fn mark(&self) -> Mark {
        Mark { piece: self.done.len(), at: self.html.len() }
    }

    /// Whether nothing was added since.
    pub fn is_at(&self, mark: Mark) -> bool {
        self.mark() == mark
    }

    /// Whether exactly one call, and nothing else, was added since.
    pub fn is_one_call_after(&self, mark: Mark) -> bool {
        self.html.is_empty()
            && self.done.len() == self.first_after(mark) + 1
            && matches!(self.done.last(), Some(Piece::Call(_)))
    }

    /// The number of the piece that begins at a mark.
    fn first_after(&self, mark: Mark) -> usize {
        match self.done.get(mark.piece) {
            Some(Piece::Html(html)) => mark.piece + usize::from(html.len() == mark.at),
            _ => mark.piece,
        }
    }

    /// Writes at an earlier mark.
    pub fn insert(&mut self, mark: Mark, html: &str) {
        if let Some(written) = self.written(mark) {
            written.insert_str(mark.at, html);
        }
    }

    /// Takes back what was written between two marks of the same piece.
    pub fn remove(&mut self, from: Mark, to: Mark) {
        if from.piece == to.piece
            && let Some(written) = self.written(from)
        {
            written.replace_range(from.at..to.at, "");
            if written.is_empty() && from.piece < self.done.len() {
                self.done.remove(from.piece);
            }
        }
    }

    fn written(&mut self, mark: Mark) -> Option<&mut String> {
        if mark.piece == self.done.len() {
            return Some(&mut self.html);
        }
        match self.done.get_mut(mark.piece) {
            Some(Piece::Html(html)) => Some(html),
            _ => None,
        }
    }
}
