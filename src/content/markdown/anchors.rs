//! The `id`s of an article, each once, and the table of contents that is made of them.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use super::Heading;
use crate::text::slug;

thread_local! {
    /// The slugs of headings that this thread has met: half of the headings of a site are the same few words, and cutting
    /// them into words takes longer than all else in an article. A slug depends on nothing but the title, so that none of
    /// these is ever out of date.
    static SLUGS: RefCell<HashMap<Box<str>, Option<Box<str>>>> = RefCell::default();
}

/// So many are remembered; the common ones come early.
const REMEMBERED: usize = 1000;

/// The ids given so far.
#[derive(Debug, Default)]
pub struct Anchors {
    given: Vec<String>,
    taken: HashSet<String>,
    /// What headings further down ask for themselves.
    wished: HashSet<String>,
    /// The number last tried for a wish, so that a thousand equal headings do not count from one a thousand times.
    numbers: HashMap<String, usize>,
}

/// An id is given to another place of the article already.
#[derive(Debug, PartialEq)]
pub struct Taken;

impl Anchors {
    /// For an article with these explicit ids in it. A few that are none do no harm.
    pub fn new(text: &str) -> Self {
        let line_before = |end: usize| text[..end].rsplit('\n').next().unwrap_or_default();
        let line_behind = |end: usize| text[end + 1..].lines().next().unwrap_or_default();
        let wished = memchr::memchr_iter(b'}', text.as_bytes())
            .filter(|&end| line_behind(end).trim_end().is_empty())
            .map(line_before)
            .filter_map(|line| Some(&line[line.rfind('{')? + 1..]))
            .flat_map(|attributes| attributes.split_ascii_whitespace())
            .filter_map(|attribute| attribute.strip_prefix('#'))
            .map(str::to_owned)
            .collect();
        Self { wished, ..Self::default() }
    }

    /// Gives the id that the author chose.
    pub fn claim(&mut self, id: &str) -> Result<(), Taken> {
        if !self.taken.insert(id.to_owned()) {
            return Err(Taken);
        }
        self.given.push(id.to_owned());
        Ok(())
    }

    /// Gives an id that is like `wish`: the first that is free of `wish`, `wish-1`, `wish-2`, …
    pub fn invent(&mut self, wish: &str) -> String {
        let mut id = wish.to_owned();
        if self.taken.contains(&id) || self.wished.contains(&id) {
            let number = self.numbers.entry(id).or_insert(0);
            loop {
                *number += 1;
                id = format!("{wish}-{number}");
                if !self.taken.contains(&id) && !self.wished.contains(&id) {
                    break;
                }
            }
        }
        self.taken.insert(id.clone());
        self.given.push(id.clone());
        id
    }

    /// Gives a heading without an id of its own one that is made of its title.
    pub fn for_title(&mut self, title: &str) -> String {
        SLUGS.with_borrow_mut(|slugs| {
            if let Some(known) = slugs.get(title) {
                return self.invent(known.as_deref().unwrap_or("section"));
            }
            let slug = slug(title);
            let id = self.invent(slug.as_deref().unwrap_or("section"));
            if slugs.len() < REMEMBERED {
                slugs.insert(title.into(), slug.map(Into::into));
            }
            id
        })
    }

    pub fn finish(mut self) -> Vec<String> {
        self.given.shrink_to_fit();
        self.given
    }
}

/// A heading as it comes, before it has its place in the tree.
pub fn tree(headings: Vec<Heading>) -> Vec<Heading> {
    let mut roots: Vec<Heading> = Vec::new();
    // The headings that are still open, each deeper than the one before: never more than six.
    let mut open: Vec<Heading> = Vec::new();
    let settle = |open: &mut Vec<Heading>, roots: &mut Vec<Heading>, level: u8| {
        while open.last().is_some_and(|last| last.level >= level)
            && let Some(mut done) = open.pop()
        {
            done.children.shrink_to_fit();
            open.last_mut().map_or(&mut *roots, |parent| &mut parent.children).push(done);
        }
    };
    for heading in headings {
        settle(&mut open, &mut roots, heading.level);
        open.push(heading);
    }
    settle(&mut open, &mut roots, 0);
    roots.shrink_to_fit();
    roots
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_given_once() {
        let mut anchors = Anchors::new("# a {#chosen}\n\n## b { .c #shijian-1 }\n");
        assert_eq!(anchors.for_title("时间"), "shijian");
        assert_eq!(anchors.for_title("时间"), "shijian-2");
        assert_eq!(anchors.for_title("Chosen"), "chosen-1");
        assert_eq!(anchors.for_title("？"), "section");
        assert_eq!(anchors.claim("chosen"), Ok(()));
        assert_eq!(anchors.claim("chosen"), Err(Taken));
        assert_eq!(anchors.finish(), ["shijian", "shijian-2", "chosen-1", "section", "chosen"]);
    }

    #[test]
    fn headings_become_a_tree() {
        let drawn = |levels: &[u8]| {
            fn draw(headings: &[Heading]) -> String {
                headings.iter().map(|h| format!("{}({})", h.level, draw(&h.children))).collect()
            }
            let headings = levels.iter().map(|&level| Heading {
                level,
                id: String::new(),
                is_chosen: false,
                title: String::new(),
                children: Vec::new(),
            });
            draw(&tree(headings.collect()))
        };
        assert_eq!(drawn(&[2, 3, 3, 2]), "2(3()3())2()");
        assert_eq!(drawn(&[4, 2, 6, 3, 1]), "4()2(6()3())1()");
        assert_eq!(drawn(&[]), "");
    }
}
