//! Emphasis beside Chinese: CommonMark's own examples are unchanged, each rule of the markdown-cjk-friendly
//! amendment has a row, and a hundred thousand strings read as comrak, which implements it too, reads them.

use std::fs;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag};
use rayon::prelude::*;
use xinfeng::content::markdown::{self, EXTENSIONS, Piece};

const STRINGS: u64 = 100_000;

#[test]
fn all_examples_of_commonmark_are_unchanged() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/browser/node_modules/commonmark-spec/spec.txt");
    let spec = fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}; scripts/test installs it"));
    let fence = "`".repeat(32);
    let examples: Vec<String> = spec
        .split(&format!("\n{fence} example\n"))
        .skip(1)
        .map(|rest| rest.split("\n.\n").next().unwrap_or_default().replace('→', "\t") + "\n")
        .collect();
    assert!(examples.len() >= 650, "{} examples", examples.len());
    for options in [Options::empty(), EXTENSIONS] {
        for example in &examples {
            let plain: Vec<(Event<'_>, Range<usize>)> = Parser::new_ext(example, options).into_offset_iter().collect();
            assert_eq!(events(example, options), plain, "{example}");
        }
    }
}

/// A rule of the amendment, Markdown that it decides, and the HTML.
const RULES: &[(&str, &str, &str)] = &[
    // What is a CJK character: East Asian Width W, F or H, no emoji by default; and all of Hangul.
    ("cjk: wide punctuation", "**时间：**七点", "<strong>时间：</strong>七点"),
    ("cjk: full-width punctuation", "**（甲）**乙", "<strong>（甲）</strong>乙"),
    ("cjk: half-width katakana", "ｱ**(a)**ｱ", "ｱ<strong>(a)</strong>ｱ"),
    ("cjk: half-width won sign", "a**₩**b", "a<strong>₩</strong>b"),
    ("cjk: Hangul syllables", "**(a)**라고", "<strong>(a)</strong>라고"),
    ("cjk: conjoining jamo", "**(a)**\u{1105}\u{1161}", "<strong>(a)</strong>\u{1105}\u{1161}"),
    ("cjk: extension B", "𠮷**(a)**𠮷", "𠮷<strong>(a)</strong>𠮷"),
    ("no cjk: an emoji", "a**😀**b", "a**😀**b"),
    ("no cjk: Latin letters", "a**(b)**c", "a**(b)**c"),
    ("no cjk: the dash", "a**—**b", "a**—**b"),
    // Left-flanking: not followed by white space, and (2a) not followed by punctuation other than CJK, or (2b) followed
    // by it and preceded by white space, punctuation or a CJK character.
    ("left 1: no white space after", "甲** 乙**丙", "甲** 乙**丙"),
    ("left 2a: followed by a letter", "甲**a**乙", "甲<strong>a</strong>乙"),
    ("left 2a: followed by CJK punctuation", "a**（b**", "a<strong>（b</strong>"),
    ("left 2b: after white space", "甲 **(a)**", "甲 <strong>(a)</strong>"),
    ("left 2b: after punctuation", "(**(a)**)", "(<strong>(a)</strong>)"),
    ("left 2b: after a CJK character", "甲**(a)**", "甲<strong>(a)</strong>"),
    ("left 2b: after CJK punctuation", "。**(a)**", "。<strong>(a)</strong>"),
    ("left 2b: not after a letter", "a**(b)**", "a**(b)**"),
    // Right-flanking, the mirror.
    ("right 1: no white space before", "甲**乙 **丙", "甲**乙 **丙"),
    ("right 2a: preceded by a letter", "**a**甲", "<strong>a</strong>甲"),
    ("right 2a: preceded by CJK punctuation", "**a。**b", "<strong>a。</strong>b"),
    ("right 2b: before white space", "**(a)** 甲", "<strong>(a)</strong> 甲"),
    ("right 2b: before punctuation", "**(a)**)", "<strong>(a)</strong>)"),
    ("right 2b: before a CJK character", "**(a)**甲", "<strong>(a)</strong>甲"),
    ("right 2b: before CJK punctuation", "**(a)**，", "<strong>(a)</strong>，"),
    ("right 2b: not before a letter", "**(a)**b", "**(a)**b"),
    // Variation selectors belong to the character before them.
    ("selector: ideographic, after Han", "葛\u{e0100}**(a)**", "葛\u{e0100}<strong>(a)</strong>"),
    ("selector: standard, after Han", "甲\u{fe00}**(a)**", "甲\u{fe00}<strong>(a)</strong>"),
    ("selector: standard, after CJK punctuation", "**。\u{fe00}**a", "<strong>。\u{fe00}</strong>a"),
    ("selector: full-width quotation", "**“a”\u{fe01}**b", "<strong>“a”\u{fe01}</strong>b"),
    ("selector: half-width quotation is none", "**“a”\u{fe00}**b", "**“a”\u{fe00}**b"),
    ("selector: for an emoji is no general one", "**!\u{fe0f}**甲", "<strong>!\u{fe0f}</strong>甲"),
    // The rules for one and for two, and for `_`, are as before.
    ("single: opens and closes", "*《甲》*乙", "<em>《甲》</em>乙"),
    ("triple: emphasis in strong", "***甲：***乙", "<em><strong>甲：</strong></em>乙"),
    ("underscore: never within words", "甲_（乙）_丙", "甲_（乙）_丙"),
    ("underscore: beside punctuation", "（_甲_）", "（<em>甲</em>）"),
    ("underscore: punctuation with a selector", "。\u{fe00}_a._", "。\u{fe00}<em>a.</em>"),
    // Strikethrough, by the amendment's companion for GFM.
    ("strikethrough: CJK punctuation", "甲~~（乙）~~丙", "甲<del>（乙）</del>丙"),
    ("strikethrough: other punctuation", "甲~~(a)~~丙", "甲<del>(a)</del>丙"),
    ("strikethrough: not between letters", "a~~(b)~~c", "a~~(b)~~c"),
    ("strikethrough: not of four", "甲~~~~乙~~~~丙", "甲~~~~乙~~~~丙"),
    // As GitHub's, other marks look past tildes beside them: these are punctuation to CommonMark.
    ("past tildes: a letter after", "a**~~b~~**c", "a<strong><del>b</del></strong>c"),
    ("past tildes: a letter before", "a~~**b**~~c", "a~~<strong>b</strong>~~c"),
    ("past tildes: CJK punctuation", "甲**~~（乙）~~**丙", "甲<strong><del>（乙）</del></strong>丙"),
    ("past tildes: punctuation between letters", "a**~~(b)~~**c", "a**<del>(b)</del>**c"),
    ("past tildes: white space", "甲**~~ 乙~~**", "甲**~~ 乙~~**"),
    ("past tildes: underscore within words", "a_~~b~~_c", "a_<del>b</del>_c"),
];

#[test]
fn each_rule_of_the_amendment_holds_and_comrak_agrees() {
    for (rule, text, expected) in RULES {
        let expected = format!("<p>{expected}</p>\n");
        assert_eq!(ours(text), expected, "{rule}: {text}");
        assert_eq!(comraks(text), expected, "comrak, {rule}: {text}");
    }
}

#[test]
fn a_hundred_thousand_strings_read_as_comrak_reads_them() {
    let read: Vec<(String, String, String)> = (0..STRINGS)
        .into_par_iter()
        .map(|seed| {
            let text = random_text(seed);
            (ours(&text), comraks(&text), text)
        })
        .collect();
    let marked = read.iter().filter(|(ours, ..)| ours.matches('<').count() > 2).count();
    assert!(marked > read.len() / 4, "only {marked} strings have anything marked in them");
    let differing: Vec<String> = read
        .into_iter()
        .filter(|(ours, comraks, _)| ours != comraks)
        .map(|(ours, comraks, text)| format!("{text}\n  {ours}  {comraks}"))
        .collect();
    assert!(differing.is_empty(), "{} differ:\n{}", differing.len(), differing[..differing.len().min(20)].join(""));
}

#[test]
fn offsets_in_a_hundred_thousand_strings_are_exact() {
    (0..STRINGS).into_par_iter().for_each(|seed| {
        let text = random_text(seed);
        for (event, range) in events(&text, EXTENSIONS) {
            let written = &text[range];
            match event {
                Event::Text(shown) => assert_eq!(written, &*shown, "{seed}: {text}"),
                Event::Start(Tag::Strong) => assert!(is_between(written, &["**", "__"]), "{seed}: {text}: {written}"),
                Event::Start(Tag::Emphasis) => assert!(is_between(written, &["*", "_"]), "{seed}: {text}: {written}"),
                Event::Start(Tag::Strikethrough) => assert!(is_between(written, &["~~"]), "{seed}: {text}: {written}"),
                _ => {}
            }
        }
    });
}

fn is_between(written: &str, marks: &[&str]) -> bool {
    marks.iter().any(|mark| written.len() > 2 * mark.len() && written.starts_with(mark) && written.ends_with(mark))
}

fn events(text: &str, options: Options) -> Vec<(Event<'static>, Range<usize>)> {
    let mut all = Vec::new();
    markdown::events(text, options, |event, range| all.push((event.clone().into_static(), range)));
    all
}

fn ours(text: &str) -> String {
    let (body, _) = markdown::render(&"a.md".into(), text, 0, markdown::Options::default());
    body.pieces
        .iter()
        .map(|piece| match piece {
            Piece::Html(html) => html.as_str(),
            Piece::Call(call) => panic!("{text} calls {}", call.name),
            Piece::Image(_) => panic!("{text} shows a picture"),
        })
        .collect()
}

fn comraks(text: &str) -> String {
    let mut options = comrak::Options::default();
    options.extension.cjk_friendly_emphasis = true;
    options.extension.strikethrough = true;
    comrak::markdown_to_html(text, &options).replace("&quot;", "\"")
}

/// One line that is a paragraph: Han, kana, Hangul and Latin, punctuation of both worlds, selectors, and many marks.
fn random_text(seed: u64) -> String {
    const PARTS: &[&str] = &[
        "中",
        "文",
        "𠮷",
        "の",
        "ｱ",
        "한",
        "글",
        "a",
        "b",
        "é",
        "7",
        "，",
        "。",
        "：",
        "（",
        "）",
        "《",
        "》",
        "、",
        "！",
        "“",
        "”",
        "‘",
        "’",
        "—",
        "…",
        "·",
        "(",
        ")",
        ".",
        ",",
        "!",
        "\"",
        "-",
        "%",
        "￥",
        "$",
        "₩",
        "😀",
        "葛\u{e0100}",
        "！\u{fe01}",
        "”\u{fe01}",
        "“\u{fe00}",
        "。\u{fe00}",
        "!\u{fe00}",
        "❤\u{fe0f}",
        " ",
        " ",
        "　",
        "\u{a0}",
    ];
    const MARKS: &[&str] = &["*", "**", "**", "**", "***", "****", "_", "__", "___", "~~"];
    let mut state = seed;
    let mut next = |bound: usize| {
        // SplitMix64.
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % bound as u64).unwrap_or_default()
    };
    // A letter at either end, so that the line is a paragraph and nothing is trimmed.
    let mut text = String::from(["x", "中"][next(2)]);
    for _ in 0..next(16) + 2 {
        let parts = if next(5) < 2 { MARKS } else { PARTS };
        let part = parts[next(parts.len())];
        text.push_str(part);
    }
    text.push_str(["x", "中"][next(2)]);
    text
}
