//! The headings of an article as one line, which the ledger keeps: for each its level, four digits of a hash of its words,
//! and its anchor, `2a01c:shijian`; behind it, each with a `+`, the anchors that it had before.

use xxhash_rust::xxh3::xxh3_64;

use super::Heading;

/// What tells a heading from the others of its page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    pub level: u8,
    /// Of its words.
    pub hash: u16,
}

impl Key {
    pub fn of(heading: &Heading) -> Self {
        // The lowest sixteen bits.
        Self { level: heading.level, hash: u16::try_from(xxh3_64(heading.title.as_bytes()) & 0xffff).unwrap_or(0) }
    }
}

/// The line for headings, each with its anchor and those that it had before.
pub fn print<'a>(headings: impl Iterator<Item = (Key, (&'a str, &'a [String]))>) -> String {
    // As long as those of most articles.
    let mut out = String::with_capacity(256);
    for (Key { level, hash }, (id, former)) in headings {
        // No anchor that an author can write has a space.
        if id.is_empty() || id.contains(char::is_whitespace) {
            continue;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push(char::from(b'0' + level));
        out.extend((0..4).rev().filter_map(|place| char::from_digit(u32::from(hash >> (4 * place) & 15), 16)));
        out.push(':');
        out.push_str(id);
        for former in former {
            out.push_str(" +");
            out.push_str(former);
        }
    }
    out
}

/// The line of an article as it was read.
pub fn natural(toc: &[Heading]) -> String {
    fn walk<'a>(headings: &'a [Heading], found: &mut Vec<(Key, (&'a str, &'a [String]))>) {
        for heading in headings {
            found.push((Key::of(heading), (heading.id.as_str(), &[])));
            walk(&heading.children, found);
        }
    }
    let mut found = Vec::new();
    walk(toc, &mut found);
    print(found.into_iter())
}
