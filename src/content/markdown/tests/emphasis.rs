//! Emphasis beside CJK characters: the cases that people meet, and a second implementation to compare with.

use proptest::prelude::*;

use super::*;
use crate::text::emphasis::{markers, without_markers};

#[test]
fn emphasis_beside_chinese_punctuation() {
    check(&[
        ("**时间：**7月12日", "<p><strong>时间：</strong>7月12日</p>\n"),
        ("请带**身份证。**谢谢", "<p>请带<strong>身份证。</strong>谢谢</p>\n"),
        ("他说**“好”**就走", "<p>他说<strong>“好”</strong>就走</p>\n"),
        ("见*《条例》*第三条", "<p>见<em>《条例》</em>第三条</p>\n"),
        ("共**¥100**元", "<p>共<strong>¥100</strong>元</p>\n"),
        (
            "见**[须知](/a/)**，带**`原件`**来",
            "<p>见<strong><a href=\"/a/\">须知</a></strong>，带<strong><code>原件</code></strong>来</p>\n",
        ),
        ("地点~~（一楼）~~三楼", "<p>地点<del>（一楼）</del>三楼</p>\n"),
        ("国家标准**(GB/T 33661)**发布", "<p>国家标准<strong>(GB/T 33661)</strong>发布</p>\n"),
        ("**스크립트(script)**라고", "<p><strong>스크립트(script)</strong>라고</p>\n"),
        ("***注意：***今天", "<p><em><strong>注意：</strong></em>今天</p>\n"),
        ("甲**_乙：_**丙", "<p>甲<strong><em>乙：</em></strong>丙</p>\n"),
        (
            "甲~~**乙：**~~丙**~~（丁）~~**戊",
            "<p>甲<del><strong>乙：</strong></del>丙<strong><del>（丁）</del></strong>戊</p>\n",
        ),
        ("甲**|乙|**丙", "<p>甲<strong>|乙|</strong>丙</p>\n"),
        (">**甲：**乙", "<blockquote>\n<p><strong>甲：</strong>乙</p>\n</blockquote>\n"),
        ("葛\u{e0100}**(葛)**城", "<p>葛\u{e0100}<strong>(葛)</strong>城</p>\n"),
        ("体。\u{fe00}_a._", "<p>体。\u{fe00}<em>a.</em></p>\n"),
        ("**“\u{fe01}Git”\u{fe01}**Hub", "<p><strong>“\u{fe01}Git”\u{fe01}</strong>Hub</p>\n"),
        // Still none.
        ("甲\\**（乙）\\**丙", "<p>甲*<em>（乙）*</em>丙</p>\n"),
        ("a**(b)**c 甲", "<p>a**(b)**c 甲</p>\n"),
        ("a**😀**b", "<p>a**😀**b</p>\n"),
        ("甲_（乙）_丙", "<p>甲_（乙）_丙</p>\n"),
        // In code, addresses, titles and descriptions nothing is left of the markers.
        ("`甲**（乙）**`", "<p><code>甲**（乙）**</code></p>\n"),
        ("    甲**（乙）**丙", "<pre tabindex=\"0\"><code>甲**（乙）**丙</code></pre>\n"),
        (
            "```甲**（乙**丙\n甲~~（乙）~~\n```",
            "<pre tabindex=\"0\"><code class=\"language-甲**（乙**丙\">甲~~（乙）~~\n</code></pre>\n",
        ),
        ("[甲](/乙**（丙**丁 \"甲**（乙**丙\")", "<p><a href=\"/乙**（丙**丁\" title=\"甲**（乙**丙\">甲</a></p>\n"),
        (
            "![甲**（乙）**丙](/a.png)",
            "<p><img src=\"/a.png\" alt=\"甲（乙）丙\" loading=\"lazy\" decoding=\"async\"></p>\n",
        ),
        ("[甲**（]\n\n[甲**（]: /a/", "<p><a href=\"/a/\">甲**（</a></p>\n"),
        ("甲⁂**（乙）**⁂丙**_丁_**⁂", "<p>甲⁂<strong>（乙）</strong>⁂丙<strong><em>丁</em></strong>⁂</p>\n"),
        (
            "|甲**（乙）**|**丙：**丁|\n|-|-|\n|戊**：|己**：|",
            concat!(
                "<div class=\"table-scroll\" role=\"region\" tabindex=\"0\" aria-label=\"表格 1\">\n<table>\n<thead>\n<tr>\n",
                "<th scope=\"col\">甲<strong>（乙）</strong></th>\n<th scope=\"col\"><strong>丙：</strong>丁</th>\n</tr>\n</thead>\n<tbody>\n",
                "<tr>\n<td>戊**：</td>\n<td>己**：</td>\n</tr>\n</tbody>\n</table>\n</div>\n",
            ),
        ),
    ]);
}

#[test]
fn spaces_inside_keep_marks_from_being_emphasis_and_are_told() {
    check_findings(&[
        ("甲 ** 乙 **丙", "<p>甲 ** 乙 **丙</p>\n", &["space-inside-marks: ** 乙 **"]),
        // To the parser, the second opens what the third closes.
        ("**甲 **和**乙**", "<p><strong>甲 <strong>和</strong>乙</strong></p>\n", &["space-inside-marks: **甲 **"]),
        (
            "**甲 [乙](/c/) **丙",
            "<p>**甲 <a href=\"/c/\">乙</a> **丙</p>\n",
            &["space-inside-marks: **甲 [乙](/c/) **"],
        ),
    ]);
}

#[test]
fn places_stay_exact() {
    let text = "甲**（[乙](/丙/)）**丁 `戊` 己~~（<b>）~~庚 **![辛](x:y)：**壬\n\n# 癸**：**子 {#a}\n\n# 丑 {#a}";
    let (body, findings) = rendered(text, Options::default());
    let places: Vec<_> = body
        .links
        .iter()
        .map(|link| match &link.place.at {
            At::Span(span) => &text[span.clone()],
            _ => "",
        })
        .collect();
    assert_eq!(places, ["/丙/", "x:y"]);
    assert_eq!(told(text, &findings), ["raw-html: <b>", "forbidden-scheme: x:y", "duplicate-anchor: #a"]);
    assert_eq!(body.toc[0].title, "癸：子");
    assert_eq!(plain(text), "甲（乙）丁 戊 己（<b>）庚 ：壬\n癸：子\n丑");
}

/// Emphasis by the letter of CommonMark 0.31.2, appendix "process emphasis", with the amended rules for flanking. It knows
/// nothing but `*` and `_`.
fn reference(text: &str) -> String {
    #[derive(Clone)]
    struct Run {
        delimiter: char,
        length: usize,
        left: usize,
        opens: bool,
        closes: bool,
        done: bool,
        closing: String,
        opening: Vec<&'static str>,
    }
    let chars: Vec<char> = text.chars().collect();
    let mut parts: Vec<Result<Run, char>> = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let delimiter = chars[at];
        if !matches!(delimiter, '*' | '_') {
            parts.push(Err(delimiter));
            at += 1;
            continue;
        }
        let length = chars[at..].iter().take_while(|&&c| c == delimiter).count();
        let (before, after) = (chars[at - 1], chars[at + length]);
        let punctuation = |c: char| "（。：“”()*_!".contains(c);
        let cjk = |c: char| "中（。：한".contains(c);
        let foreign = |c: char| punctuation(c) && !cjk(c);
        let left = after != ' ' && (!foreign(after) || before == ' ' || foreign(before) || cjk(before));
        let right = before != ' ' && (!foreign(before) || after == ' ' || foreign(after) || cjk(after));
        let (opens, closes) = match delimiter {
            '*' => (left, right),
            _ => (left && (!right || punctuation(before)), right && (!left || punctuation(after))),
        };
        parts.push(Ok(Run {
            delimiter,
            length,
            left: length,
            opens,
            closes,
            done: false,
            closing: String::new(),
            opening: Vec::new(),
        }));
        at += length;
    }
    let mut closer = 0;
    while closer < parts.len() {
        let Ok(closing) = parts[closer].clone() else {
            closer += 1;
            continue;
        };
        if closing.done || !closing.closes || closing.left == 0 {
            closer += 1;
            continue;
        }
        let opener = (0..closer).rev().find(|&index| match &parts[index] {
            Ok(run) => {
                let odd = (closing.opens || run.closes)
                    && closing.length % 3 != 0
                    && (run.length + closing.length).is_multiple_of(3);
                !run.done && run.left > 0 && run.opens && run.delimiter == closing.delimiter && !odd
            }
            Err(_) => false,
        });
        let Some(opener) = opener else {
            if let Ok(run) = &mut parts[closer] {
                run.done = !run.opens;
            }
            closer += 1;
            continue;
        };
        for run in parts[opener + 1..closer].iter_mut().flatten() {
            run.done = true;
        }
        let strong = matches!(&parts[opener], Ok(run) if run.left > 1) && closing.left > 1;
        let (used, open, close) = if strong { (2, "<strong>", "</strong>") } else { (1, "<em>", "</em>") };
        if let Ok(run) = &mut parts[opener] {
            run.left -= used;
            run.opening.insert(0, open);
        }
        if let Ok(run) = &mut parts[closer] {
            run.left -= used;
            run.closing.push_str(close);
        }
    }
    parts
        .into_iter()
        .map(|part| match part {
            Ok(run) => run.closing + &run.delimiter.to_string().repeat(run.left) + &run.opening.concat(),
            Err(c) => c.to_string(),
        })
        .collect()
}

proptest! {
    #[test]
    fn agrees_with_the_letter_of_the_specification(inside in "[中（。：“”한a()!* _]{0,6}([*]{1,3}[中（。：“”한a()! _]{1,3}){0,5}") {
        let text = format!("x {inside} x");
        let (body, _) = rendered(&text, Options::default());
        prop_assert_eq!(shown(&body.pieces), format!("<p>{}</p>\n", reference(&text)));
    }

    /// So that all of CommonMark stays as it is.
    #[test]
    fn nothing_is_marked_without_a_cjk_character(text in "[a-z0-9é*_ ().\"“”«😀\\\\\n\\[\\]<>&|]{0,60}") {
        prop_assert_eq!(markers(&text), Vec::new());
    }

    #[test]
    fn markers_are_found_again(text in "[中（。“\u{fe00}a(*~_|⁂\\\\>\n ]{0,60}") {
        let marked = crate::text::overlay::Overlay::new(&text, &[]).insert(&markers(&text));
        prop_assert_eq!(without_markers(&marked.text), text.as_str());
    }
}
