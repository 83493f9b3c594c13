//! Slips of the pen in Chinese text that a machine can tell and mend: each with the text as it should stand.
//!
//! One file for each sort. They see a [`Passage`]: the words of one block as its readers do, without code, links and
//! whatever else is not prose.

mod dots;
mod half_width;
mod pairs;
mod short_year;
mod spaced_marks;

use std::ops::Range;

use super::count::is_han;
use super::strays::each_stray;

/// Stands in a passage where something is that is no prose: code, a link, an image, a call.
pub const HOLE: char = '\u{fffc}';

/// The words of a paragraph, heading, list item or table cell. A line that breaks softly leaves `\n`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Passage {
    pub text: String,
    /// Every run of delimiters, in order.
    pub marks: Vec<Mark>,
}

/// A run of `*`, `_` or `~`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Where it stands in the text, or between which characters.
    pub at: usize,
    pub delimiter: u8,
    pub count: usize,
    /// How many of them readers see, since they made nothing strong.
    pub shown: usize,
    /// What the parser took the others for; nothing where they did both, or are all shown.
    pub side: Option<Side>,
}

/// The side of an element at which delimiters stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Opening,
    Closing,
}

impl Mark {
    /// Where the text behind it begins.
    fn end(&self) -> usize {
        self.at + self.shown
    }
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `**重点 **`
    SpacedMark,
    /// `你好,世界`
    HalfWidth,
    /// `“重点`
    Unpaired,
    /// `26年7月`
    ShortYear,
    /// `等等...`
    Dots,
}

/// One slip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    pub kind: Kind,
    /// In the passage's text.
    pub range: Range<usize>,
    /// As it should be written, with what stands beside it where that helps to find it.
    pub fix: String,
    /// How many of this kind the passage has, where they are told as one.
    pub number: usize,
    /// No slip after all if the next passage begins with this mark: Chinese opens a quotation of several paragraphs in
    /// each of them, and closes it in the last.
    pub continues: Option<char>,
}

impl Slip {
    fn new(kind: Kind, range: Range<usize>, fix: impl Into<String>) -> Self {
        Self { kind, range, fix: fix.into(), number: 1, continues: None }
    }
}

/// Every slip of a passage. A text without Han has its own customs.
pub fn proofread(passage: &Passage) -> Vec<Slip> {
    let mut slips = Vec::new();
    let text = passage.text.as_str();
    if text.contains(is_han) {
        let signs = Signs::of(text);
        spaced_marks::find(passage, &mut slips);
        half_width::find(text, &signs.narrow, &mut slips);
        pairs::find(text, &signs.paired, &mut slips);
        if signs.has_digits {
            short_year::find(text, &mut slips);
        }
        dots::find(text, &signs.dots, &mut slips);
    }
    slips
}

/// Characters with their places.
type Marks = Vec<(usize, char)>;

/// What is to be looked at in a text, found in one pass for all sorts.
#[derive(Debug, Default)]
struct Signs {
    narrow: Marks,
    paired: Marks,
    dots: Marks,
    has_digits: bool,
}

impl Signs {
    fn of(text: &str) -> Self {
        let mut signs = Self::default();
        each_stray(text, |at, c| {
            // The most common are none of them.
            if matches!(c, '，' | '、' | '：' | '；' | '\n' | ' ') {
                return;
            }
            signs.has_digits |= c.is_ascii_digit();
            if half_width::is_narrow(c) {
                signs.narrow.push((at, c));
            }
            if pairs::is_paired(c) {
                signs.paired.push((at, c));
            }
            if dots::may_begin(&text[at..], c) {
                signs.dots.push((at, c));
            }
        });
        signs
    }
}

/// The last character before `at` that is no line break.
fn before(text: &str, at: usize) -> Option<char> {
    text[..at].chars().rev().find(|c| *c != '\n')
}

/// The first character from `at` on that is no line break.
fn after(text: &str, at: usize) -> Option<char> {
    text[at..].chars().find(|c| *c != '\n')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A passage in which no mark made anything strong.
    fn passage(text: &str) -> Passage {
        let mut marks: Vec<Mark> = Vec::new();
        for (at, byte) in text.bytes().enumerate().filter(|(_, byte)| b"*_~".contains(byte)) {
            match marks.last_mut().filter(|mark| mark.delimiter == byte && mark.end() == at) {
                Some(mark) => (mark.count, mark.shown) = (mark.count + 1, mark.shown + 1),
                None => marks.push(Mark { at, delimiter: byte, count: 1, shown: 1, side: None }),
            }
        }
        Passage { text: text.to_owned(), marks }
    }

    fn told(text: &str) -> Vec<String> {
        proofread(&passage(text)).iter().map(|slip| format!("{} → {}", &text[slip.range.clone()], slip.fix)).collect()
    }

    #[test]
    fn spaces_inside_marks() {
        for (text, expected) in [
            ("带**身份证 **来", &["**身份证 ** → **身份证**"][..]),
            ("带** 身份证**来", &["** 身份证** → **身份证**"]),
            ("带** 身份证 **来", &["** 身份证 ** → **身份证**"]),
            ("带~~身份证 ~~来", &["~~身份证 ~~ → ~~身份证~~"]),
            ("带*身份证 *来", &["*身份证 * → *身份证*"]),
            ("长 * 宽 * 高", &[]),
            ("2 ** 3 ** 4 是多少", &[]),
            ("文件 a_b 和 _c 里", &[]),
            (
                "**一二三四五六七八九十一二三四五六七八九十一二三四五六 **",
                &[
                    "**一二三四五六七八九十一二三四五六七八九十一二三四五六 ** → **一二三四五六七八九十一二…五六七八九十一二三四五六**",
                ],
            ),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
    }

    #[test]
    fn half_width_punctuation() {
        for (text, expected) in [
            ("你好,世界", &[", → 好，世"][..]),
            ("地点:新民村;时间:下午", &[": → 点：新"]),
            ("来吗?来.好!走", &["? → 吗？来"]),
            ("（原件）,复印件", &[", → ），复"]),
            ("甲,\n乙", &[", → 甲，乙"]),
            ("户口簿(原件)来", &["(原件) → （原件）"]),
            ("下午3:30,12345热线", &[]),
            ("用WiFi,上网", &[]),
            ("见 a.b 和(a)", &[]),
            ("Hello, world", &[]),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
        assert_eq!(proofread(&passage("甲,乙,丙(丁)戊"))[0].number, 3);
    }

    #[test]
    fn unpaired_marks() {
        for (text, expected) in [
            ("开展“关爱女孩行动，发放手册", &["“ → “关爱女孩行动”"][..]),
            ("开展关爱女孩”行动", &["” → “开展关爱女孩”"]),
            ("开展“关爱女孩“行动", &["“关爱女孩“ → “关爱女孩”"]),
            ("开展\"关爱女孩”行动", &["\"关爱女孩” → “关爱女孩”"]),
            ("手册（共 200 本)。", &["（共 200 本) → （共 200 本）"]),
            ("手册(共 200 本）。", &["(共 200 本） → （共 200 本）"]),
            ("读《条例》和《办法", &["《 → 《办法》"]),
            ("（一（二）三", &["（ → （一（二）三）"]),
            ("“‘甲’乙”（丙“丁”）", &[]),
            ("说“他（甲”乙", &["（ → （甲”乙）"]),
            // No slips: numbers of items, apostrophes, faces, inches, another language.
            ("1）甲；2）乙；（三）丙", &[]),
            ("一）甲", &[]),
            ("甲 b) 乙", &[]),
            ("don’t 中 ‘90s :) (:", &["( → (:)"]),
            ("中文 5\" 屏幕", &[]),
            ("“English only", &[]),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
        assert_eq!(proofread(&passage("“第一段。"))[0].continues, Some('“'));
        assert_eq!(proofread(&passage("甲“第一段。"))[0].continues, None);
    }

    #[test]
    fn short_years() {
        for (text, expected) in [
            ("26年7月起", &["26年7月 → 2026年7月"][..]),
            ("从26年 12 月", &["26年 12 月 → 2026年 12 月"]),
            ("按23年度标准", &["23年度 → 2023年度"]),
            ("98年底出生", &["98年底 → 1998年底"]),
            ("自26年起", &["26年起 → 2026年起"]),
            ("23年第三季度", &["23年第三季度 → 2023年第三季度"]),
            // Stretches of time.
            ("工作26年", &[]),
            ("26年来", &[]),
            ("10年6个月", &[]),
            ("2026年7月", &[]),
            ("第26年7月", &[]),
            ("2.26年7月", &[]),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
    }

    #[test]
    fn ellipses() {
        for (text, expected) in [
            ("快板...都可以", &["... → 板……"][..]),
            ("快板。。。", &["。。。 → 板……"]),
            ("快板…都可以", &["… → 板……"]),
            ("……都可以", &[]),
            ("...都可以", &["... → ……"]),
            ("快板······", &["······ → 板……"]),
            ("好。。", &[]),
            ("中 1...5 文", &[]),
            ("wait... 中文", &[]),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
    }

    #[test]
    fn every_mark_of_a_table_is_looked_for() {
        for c in '\0'..=char::MAX {
            let is_paired = pairs::PAIRS.iter().any(|(opener, closer)| *opener == c || *closer == c);
            assert_eq!(pairs::is_paired(c), is_paired, "{c:?}");
            let is_narrow = c == '(' || half_width::WIDE.iter().any(|(narrow, _)| *narrow == c);
            assert_eq!(half_width::is_narrow(c), is_narrow, "{c:?}");
            for number in 1..4 {
                let is_ellipsis = dots::DOTS.iter().any(|(dot, least)| *dot == c && number >= *least);
                let may_begin = dots::may_begin(&c.to_string().repeat(number), c);
                assert!(may_begin || !is_ellipsis, "{number} {c:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn every_slip_is_a_stretch_of_the_text(text in "[中文，。：“”‘’（）《》()\\[\\]\"*_~.…·26年7月 ,:a\n\u{fffc}]{0,40}") {
            for slip in proofread(&passage(&text)) {
                prop_assert!(text.get(slip.range.clone()).is_some_and(|part| !part.is_empty()), "{:?}", slip);
                prop_assert!(!slip.fix.is_empty());
            }
        }

        /// What a fix puts in place is not found fault with again.
        #[test]
        fn a_fix_is_right(text in "[中文，,.…26年月 度]{0,20}") {
            let slips = proofread(&passage(&text));
            if let Some(slip) = slips.iter().find(|slip| matches!(slip.kind, Kind::ShortYear | Kind::Dots)) {
                let mended = format!("{}{}", &text[..slip.range.start], slip.fix);
                let again = proofread(&passage(&mended));
                prop_assert!(again.iter().all(|other| other.kind != slip.kind || other.range.start < slip.range.start), "{}", mended);
            }
        }
    }
}
