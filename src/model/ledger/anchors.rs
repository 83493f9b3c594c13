//! The anchors of headings, as a page's line in the ledger keeps them: links to a heading go on leading to it.
//!
//! A heading whose words stay keeps its anchor, whatever comes before it, and however its words would be spelled by a
//! later version of the program. A heading that was renamed gets an anchor of its new words, and the former one stays
//! beside it, since an anchor cannot redirect. What a heading was is told by its words, of which the ledger has a short
//! hash; that one took the place of another, by the outline: between two headings that stayed there are as many as before,
//! of the same levels. The anchor of a heading that is gone is free again.
//! What a page's line holds of them is an [`outline`](crate::content::markdown::outline).

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::content::markdown::outline::{Key, print};
use crate::content::markdown::{Anchors, Body, Heading, Ids};

/// A heading that was told.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Told {
    key: Key,
    ids: Ids,
}

/// More pairs of headings than this are not aligned; a page of a thousand headings is matched by their words alone.
const MOST_PAIRS: usize = 250_000;

/// What will have been told of a page's headings, and the page with the anchors that it has to keep, if they are not what
/// its words would give.
pub fn settle(told: &str, body: &Body) -> (Arc<str>, Option<Body>) {
    if told.is_empty() || *told == *body.outline {
        return (body.outline.clone(), None);
    }
    let headings = body.headings();
    let keys: Vec<Key> = headings.iter().map(|heading| Key::of(heading)).collect();
    let told = parse(told);
    let ids = assign(&headings, &keys, &told, body);
    if headings.iter().zip(&ids).all(|(heading, ids)| heading.id == ids.id && ids.former.is_empty()) {
        return (body.outline.clone(), None);
    }
    let printed = print(keys.iter().copied().zip(ids.iter().map(|ids| (ids.id.as_str(), ids.former.as_slice()))));
    (printed.into(), Some(body.with_ids(ids)))
}

/// What cannot be read is left out: someone may have edited the ledger.
fn parse(written: &str) -> Vec<Told> {
    let mut told: Vec<Told> = Vec::new();
    for word in written.split_whitespace() {
        if let Some(former) = word.strip_prefix('+') {
            if let Some(last) = told.last_mut() {
                last.ids.former.push(former.to_owned());
            }
            continue;
        }
        let heading = word.split_once(':').and_then(|(key, id)| {
            let (level, hash) = key.split_at_checked(1)?;
            let key = Key { level: level.parse().ok()?, hash: u16::from_str_radix(hash, 16).ok()? };
            (!id.is_empty()).then(|| Told { key, ids: Ids { id: id.to_owned(), former: Vec::new() } })
        });
        told.extend(heading);
    }
    told
}

/// How a heading is one that was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Match {
    /// By its words.
    Same(usize),
    /// By its place.
    Renamed(usize),
}

/// Finds each heading among those that were told.
fn matches(told: &[Key], now: &[Key]) -> Vec<Option<Match>> {
    let mut found: Vec<Option<Match>> = vec![None; now.len()];
    let mut free = vec![true; told.len()];
    for (old, new) in aligned(told, now) {
        found[new] = Some(Match::Same(old));
        free[old] = false;
    }
    // In the gaps between those that stayed in their order, before others are taken from where they moved to.
    let stayed: Vec<(usize, usize)> =
        found.iter().enumerate().filter_map(|(new, same)| Some((same.and_then(Match::same)?, new))).collect();
    let mut by_words: HashMap<u16, Vec<usize>> = HashMap::new();
    for (old, key) in told.iter().enumerate().rev().filter(|(old, _)| free[*old]) {
        by_words.entry(key.hash).or_default().push(old);
    }
    for (new, key) in now.iter().enumerate() {
        if found[new].is_none()
            && let Some(old) = by_words.get_mut(&key.hash).and_then(Vec::pop)
        {
            found[new] = Some(Match::Same(old));
            free[old] = false;
        }
    }
    let (mut old, mut new) = (0, 0);
    for (old_end, new_end) in stayed.into_iter().chain([(told.len(), now.len())]) {
        let gone: Vec<usize> = (old..old_end).filter(|&old| free[old]).collect();
        let come: Vec<usize> = (new..new_end).filter(|&new| found[new].is_none()).collect();
        let levels = |(&old, &new): (&usize, &usize)| told[old].level == now[new].level;
        if gone.len() == come.len() && gone.iter().zip(&come).all(levels) {
            gone.into_iter().zip(come).for_each(|(old, new)| found[new] = Some(Match::Renamed(old)));
        }
        (old, new) = (old_end + 1, new_end + 1);
    }
    found
}

impl Match {
    fn same(self) -> Option<usize> {
        match self {
            Match::Same(old) => Some(old),
            Match::Renamed(_) => None,
        }
    }
}

/// The longest common subsequence of headings with the same words, as pairs in order.
fn aligned(told: &[Key], now: &[Key]) -> Vec<(usize, usize)> {
    let same = |(old, new): (&Key, &Key)| old.hash == new.hash;
    let start = told.iter().zip(now).take_while(|pair| same(*pair)).count();
    let (a, b) = (&told[start..], &now[start..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|pair| same(*pair)).count();
    let (a, b) = (&a[..a.len() - end], &b[..b.len() - end]);
    let mut pairs: Vec<(usize, usize)> = (0..start).map(|at| (at, at)).collect();
    if a.len() * b.len() <= MOST_PAIRS {
        // The length of what is common behind each pair.
        let width = b.len() + 1;
        let mut common = vec![0u32; (a.len() + 1) * width];
        for i in (0..a.len()).rev() {
            for j in (0..b.len()).rev() {
                common[i * width + j] = if a[i].hash == b[j].hash {
                    common[(i + 1) * width + j + 1] + 1
                } else {
                    common[(i + 1) * width + j].max(common[i * width + j + 1])
                };
            }
        }
        let (mut i, mut j) = (0, 0);
        while i < a.len() && j < b.len() {
            if a[i].hash == b[j].hash {
                pairs.push((start + i, start + j));
                (i, j) = (i + 1, j + 1);
            } else if common[(i + 1) * width + j] >= common[i * width + j + 1] {
                i += 1;
            } else {
                j += 1;
            }
        }
    }
    pairs.extend((0..end).map(|at| (told.len() - end + at, now.len() - end + at)));
    pairs
}

/// The ids of every heading, none twice in the article. One that an author chose comes first, then those that are kept, then
/// those of new words; a former one gives way to all of them.
fn assign(headings: &[&Heading], keys: &[Key], told: &[Told], body: &Body) -> Vec<Ids> {
    let told_keys: Vec<Key> = told.iter().map(|told| told.key).collect();
    let matches = matches(&told_keys, keys);
    let own: HashSet<&str> = headings.iter().map(|heading| heading.id.as_str()).collect();
    let mut taken = Anchors::default();
    // Of footnotes, and whatever else is no heading.
    for other in body.anchors.iter().filter(|anchor| !own.contains(anchor.as_str())) {
        let _ = taken.claim(other);
    }
    let mut ids: Vec<Option<String>> = vec![None; headings.len()];
    for (heading, id) in headings.iter().zip(&mut ids).filter(|(heading, _)| heading.is_chosen) {
        *id = taken.claim(&heading.id).ok().map(|()| heading.id.clone());
    }
    for (found, id) in matches.iter().zip(&mut ids).filter(|(_, id)| id.is_none()) {
        let kept = found.and_then(Match::same).map(|old| &told[old].ids.id);
        *id = kept.filter(|kept| taken.claim(kept).is_ok()).cloned();
    }
    let ids: Vec<String> =
        headings.iter().zip(ids).map(|(heading, id)| id.unwrap_or_else(|| taken.for_title(&heading.title))).collect();
    let former = matches.into_iter().map(|found| {
        let Some(Match::Same(old) | Match::Renamed(old)) = found else { return Vec::new() };
        let Ids { id, former } = &told[old].ids;
        former.iter().chain([id]).filter(|former| taken.claim(former).is_ok()).cloned().collect()
    });
    let former: Vec<Vec<String>> = former.collect();
    ids.into_iter().zip(former).map(|(id, former)| Ids { id, former }).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::content::markdown::{Options, render};

    fn body(text: &str) -> Body {
        render(&"a.md".into(), text, 0, Options::default()).0
    }

    /// An article from its headings, apart by spaces: `甲`, `/乙` a level lower, `甲#id`.
    fn article(headings: &str) -> Body {
        let line = |heading: &str| {
            let (title, id) = heading.split_once('#').unwrap_or((heading, ""));
            let id = if id.is_empty() { String::new() } else { format!(" {{#{id}}}") };
            match title.strip_prefix('/') {
                Some(title) => format!("### {title}{id}\n\n"),
                None => format!("## {title}{id}\n\n"),
            }
        };
        body(&headings.split(' ').filter(|heading| !heading.is_empty()).map(line).collect::<String>())
    }

    /// The anchors of each of a series of articles, each published after the one before: `id(former, …)`.
    fn series(articles: &[&str]) -> Vec<String> {
        let mut told = String::new();
        let shown = |told: &str| {
            let one = |Told { ids: Ids { id, former }, .. }: &Told| match former.as_slice() {
                [] => id.clone(),
                former => format!("{id}({})", former.join(",")),
            };
            parse(told).iter().map(one).collect::<Vec<_>>().join(" ")
        };
        articles
            .iter()
            .map(|headings| {
                let (now, _) = settle(&told, &article(headings));
                told = now.to_string();
                shown(&told)
            })
            .collect()
    }

    #[test]
    fn headings_keep_their_anchors() {
        let cases: &[(&[&str], &[&str])] = &[
            // Another with the same words comes before, or one goes.
            (&["时间 地点", "甲 时间 乙 时间 地点"], &["shijian didian", "jia shijian-1 yi shijian didian"]),
            (&["甲 /时间 乙 /时间", "乙 /时间"], &["jia shijian yi shijian-1", "yi shijian-1"]),
            (&["甲 乙 丙", "丙 甲 乙"], &["jia yi bing", "bing jia yi"]),
            // A new name; then another, and the first one again.
            (
                &["时间 谁能领 地点", "时间 谁可以领 地点", "时间 什么人能领 地点", "时间 谁能领 地点"],
                &[
                    "shijian sheineng-ling didian",
                    "shijian shei-keyi-ling(sheineng-ling) didian",
                    "shijian shenme-ren-neng-ling(sheineng-ling,shei-keyi-ling) didian",
                    "shijian sheineng-ling(shei-keyi-ling,shenme-ren-neng-ling) didian",
                ],
            ),
            // What took its place has another level, or there are more of them: nobody knows which it was.
            (&["甲 乙 丙", "甲 /丁 丙"], &["jia yi bing", "jia ding bing"]),
            (&["甲 乙 丙", "甲 丁 戊 丙"], &["jia yi bing", "jia ding wu bing"]),
            (&["甲 /乙 丙", "甲 /丁 丙"], &["jia yi bing", "jia ding(yi) bing"]),
            (&["甲 乙 丙 丁", "甲 戊 己 丁"], &["jia yi bing ding", "jia wu(yi) ji(bing) ding"]),
            // Chosen, chosen anew, no longer chosen.
            (&["甲 乙", "甲#a 乙", "甲#b 乙", "甲 乙"], &["jia yi", "a(jia) yi", "b(jia,a) yi", "b(jia,a) yi"]),
            (&["甲 乙", "甲 乙#jia"], &["jia yi", "jia-1 jia(yi)"]),
            // A former anchor gives way to a heading of that name.
            (&["甲 乙", "丙 乙", "丙 乙 甲"], &["jia yi", "bing(jia) yi", "bing yi jia"]),
            (&["甲", "", "甲"], &["jia", "", "jia"]),
        ];
        for (articles, expected) in cases {
            assert_eq!(series(articles), *expected, "{articles:?}");
        }
    }

    #[test]
    fn an_anchor_is_kept_though_its_words_would_be_spelled_otherwise() {
        let (told, _) = settle("", &article("谁能领 地点"));
        let earlier = told.replace("sheineng-ling", "shuineng-ling");
        let (kept, body) = settle(&earlier, &article("谁能领 地点"));
        assert_eq!(*kept, *earlier);
        assert_eq!(body.expect("another body").anchors, ["shuineng-ling", "didian"]);
    }

    #[test]
    fn a_damaged_line_is_read_as_far_as_it_goes() {
        for told in ["+x", "2", "2zzzz:a", ":", "甲0000:a", "20000:", "2:a 20000:b +c +c +b"] {
            settle(told, &article("甲 乙"));
        }
        assert_eq!(parse("2zzzz:a 2a01c:b +c").len(), 1);
    }

    proptest! {
        #[test]
        fn no_anchor_stands_twice_and_nothing_that_stays_is_lost(
            before in proptest::collection::vec("/?[甲乙丙丁](#[ab])?", 0..7),
            after in proptest::collection::vec("/?[甲乙丙丁](#[ab])?", 0..7),
        ) {
            let (told, _) = settle("", &article(&before.join(" ")));
            let article = article(&after.join(" "));
            let (now, new) = settle(&told, &article);
            // Published again, it stays.
            let (again, other) = settle(&now, &article);
            prop_assert_eq!(&again, &now);
            prop_assert_eq!(&other, &new);
            let body = new.unwrap_or(article);
            let distinct: HashSet<&String> = body.anchors.iter().collect();
            prop_assert_eq!(distinct.len(), body.anchors.len());
            // Headings of the same words are found by as many of their anchors as there are headings.
            for word in ["甲", "乙", "丙", "丁"] {
                let of = |list: &[Told]| list.iter().filter(|told| told.key.hash == key_of(word)).cloned().collect::<Vec<_>>();
                let (old, new) = (of(&parse(&told)), of(&parse(&now)));
                let kept = old.iter().filter(|old| body.anchors.contains(&old.ids.id)).count();
                prop_assert!(kept >= old.len().min(new.len()), "{told} → {now}");
            }
        }
    }

    fn key_of(title: &str) -> u16 {
        Key::of(&Heading {
            level: 2,
            id: String::new(),
            is_chosen: false,
            title: title.to_owned(),
            children: Vec::new(),
        })
        .hash
    }
}
