//! Headings, summaries, tables, lists, footnotes, and how deep they may nest.

use super::*;

#[test]
fn headings() {
    let anchored = |level: u8, id: &str, title: &str| {
        format!(
            "<div class=\"heading\"><h{level} id=\"{id}\">{title}</h{level}> <a class=\"anchor\" href=\"#{id}\" \
             aria-label=\"链接到“{title}”\"><span aria-hidden=\"true\">#</span></a></div>\n"
        )
    };
    check(&[
        ("## 活动时间", &anchored(2, "huodong-shijian", "活动时间")),
        ("# Hello {#own}", &anchored(1, "own", "Hello")),
        (
            "# 甲\n# 甲\n# 甲",
            &[anchored(1, "jia", "甲"), anchored(1, "jia-1", "甲"), anchored(1, "jia-2", "甲")].concat(),
        ),
        // What is made makes way for what is chosen, also further down.
        ("# 甲\n# 乙 {#jia}", &[anchored(1, "jia-1", "甲"), anchored(1, "jia", "乙")].concat()),
        ("### ？", &anchored(3, "section", "？")),
        ("# 用法 {% raw %}", &anchored(1, "yongfa-raw", "用法 {% raw %}")),
        ("标题 {{ title }}\n===", &anchored(1, "biaoti-title", "标题 {{ title }}")),
        ("#\n\n甲", "<p>甲</p>\n"),
        (
            "# 甲 *乙* `丙` ![丁](a.png) {{<x/>}} {#a .b .c}",
            concat!(
                "<div class=\"heading\"><h1 id=\"a\" class=\"b c\">甲 <em>乙</em> <code>丙</code> ",
                "<img src=\"a.png\" alt=\"丁\" loading=\"lazy\" decoding=\"async\"> ⟦x/⟧</h1> <a class=\"anchor\" href=\"#a\" ",
                "aria-label=\"链接到“甲 乙 丙”\"><span aria-hidden=\"true\">#</span></a></div>\n"
            ),
        ),
    ]);
    let text = "# 甲 {#x}\n# 乙 {#x}";
    let (body, findings) = rendered(text, Options::default());
    assert_eq!(told(text, &findings), ["duplicate-anchor: #x"]);
    assert_eq!(findings[0].place, Place::span(file(), text.len() - 3..text.len() - 1));
    assert_eq!(body.anchors, ["x", "x-1"]);
}

#[test]
fn table_of_contents() {
    let (body, _) = rendered("# 甲 *乙*\n### 丙 & 丁\n## ![图](a.png)\n# 戊", Options::default());
    let heading = |level, id: &str, title: &str, children| Heading {
        level,
        id: id.into(),
        is_chosen: false,
        title: title.into(),
        children,
    };
    assert_eq!(
        body.toc,
        [
            heading(
                1,
                "jia-yi",
                "甲 乙",
                vec![heading(3, "bing-ding", "丙 & 丁", vec![]), heading(2, "tu", "图", vec![])]
            ),
            heading(1, "wu", "戊", vec![])
        ]
    );
    assert_eq!(body.anchors, ["jia-yi", "bing-ding", "tu", "wu"]);
}

#[test]
fn summaries() {
    for (text, summary, pieces) in [
        ("甲\n\n乙", None, vec!["<p>甲</p>\n<p>乙</p>\n"]),
        ("甲\n\n<!-- more -->\n\n乙", Some(1), vec!["<p>甲</p>\n", "<p>乙</p>\n"]),
        ("甲\n<!--more-->\n乙", Some(1), vec!["<p>甲</p>\n", "<p>乙</p>\n"]),
        ("甲<!-- more -->\n\n乙", Some(1), vec!["<p>甲</p>\n", "<p>乙</p>\n"]),
        ("- 甲\n  <!-- more -->\n- 乙\n\n丙", Some(1), vec!["<ul>\n<li>甲</li>\n<li>乙</li>\n</ul>\n", "<p>丙</p>\n"]),
        ("甲\n\n<!-- more -->\n乙\n\n<!-- more -->", Some(1), vec!["<p>甲</p>\n", "<p>乙</p>\n"]),
        ("<!-- more -->\n甲", Some(0), vec!["<p>甲</p>\n"]),
        ("{{<a/>}}\n甲\n\n<!-- more -->\n{{<b/>}}", Some(2), vec!["⟦a/⟧", "<p>甲</p>\n", "⟦b/⟧"]),
        (
            "{% <a> %}\n甲\n<!-- more -->\n乙\n{% </a> %}\n\n丙",
            Some(1),
            vec!["⟦a⟧<p>甲</p>\n<p>乙</p>\n⟦/a⟧", "<p>丙</p>\n"],
        ),
        ("`<!-- more -->`", None, vec!["<p><code>&lt;!-- more --&gt;</code></p>\n"]),
    ] {
        let (body, findings) = rendered(text, Options::default());
        assert_eq!(body.summary, summary, "{text}");
        let shown: Vec<_> = body.pieces.iter().map(|piece| shown(std::slice::from_ref(piece))).collect();
        assert_eq!(shown, pieces, "{text}");
        assert_eq!(findings, [], "{text}");
    }
}

#[test]
fn tables() {
    check(&[
        (
            "## 安排\n\n| 时间 | 地点 | |\n|---|:-:|--:|\n| **7月** | 村\\|部 | {{<x/>}} |",
            concat!(
                "<div class=\"heading\"><h2 id=\"anpai\">安排</h2> <a class=\"anchor\" href=\"#anpai\" aria-label=\"链接到“安排”\">",
                "<span aria-hidden=\"true\">#</span></a></div>\n",
                "<div class=\"table-scroll\" role=\"region\" tabindex=\"0\" aria-label=\"表格 1：安排\">\n<table>\n<thead>\n<tr>\n",
                "<th scope=\"col\">时间</th>\n<th scope=\"col\" class=\"align-center\">地点</th>\n<td></td>\n</tr>\n</thead>\n<tbody>\n",
                "<tr>\n<td><strong>7月</strong></td>\n<td class=\"align-center\">村|部</td>\n<td class=\"align-right\">⟦x/⟧</td>\n</tr>\n",
                "</tbody>\n</table>\n</div>\n",
            ),
        ),
        (
            "|a|\n|-|\n{{<x/>}}",
            concat!(
                "<div class=\"table-scroll\" role=\"region\" tabindex=\"0\" aria-label=\"表格 1\">\n<table>\n<thead>\n<tr>\n",
                "<th scope=\"col\">a</th>\n</tr>\n</thead>\n<tbody>\n</tbody>\n</table>\n</div>\n⟦x/⟧",
            ),
        ),
    ]);
}

#[test]
fn tasks_alerts_definitions_and_code() {
    check(&[
        (
            "- [ ] 甲\n- [x] 乙",
            concat!(
                "<ul>\n<li><input type=\"checkbox\" disabled aria-label=\"未完成\"> 甲</li>\n",
                "<li><input type=\"checkbox\" disabled checked aria-label=\"已完成\"> 乙</li>\n</ul>\n"
            ),
        ),
        (
            "> [!WARNING]\n> 甲",
            "<div class=\"alert alert-warning\" role=\"note\">\n<p class=\"alert-title\">注意</p>\n<p>甲</p>\n</div>\n",
        ),
        ("甲\n: 乙\n: 丙", "<dl>\n<dt>甲</dt>\n<dd>乙</dd>\n<dd>丙</dd>\n</dl>\n"),
        ("```rust,x\na < b\n```", "<pre tabindex=\"0\"><code class=\"language-rust\">a &lt; b\n</code></pre>\n"),
        ("```\na\r\nb\n```", "<pre tabindex=\"0\"><code>a\nb\n</code></pre>\n"),
    ]);
    for (kind, zh, en) in [
        ("NOTE", "说明", "Note"),
        ("TIP", "提示", "Tip"),
        ("IMPORTANT", "重要", "Important"),
        ("WARNING", "注意", "Warning"),
        ("CAUTION", "当心", "Caution"),
    ] {
        for (language, title) in [(Language::Zh, zh), (Language::En, en)] {
            let (body, _) = rendered(&format!("> [!{kind}]\n> a"), Options { language, ..Options::default() });
            let class = kind.to_lowercase();
            let expected = format!(
                "<div class=\"alert alert-{class}\" role=\"note\">\n<p class=\"alert-title\">{title}</p>\n<p>a</p>\n</div>\n"
            );
            assert_eq!(shown(&body.pieces), expected);
        }
    }
}

#[test]
fn footnotes() {
    let (body, findings) =
        rendered("a[^甲] b[^2] c[^甲] [^无]\n\n[^2]: x\n[^甲]: y\n\n    - z\n[^3]: w", Options::default());
    let reference = |id: &str, number: usize| {
        format!(
            "<sup class=\"footnote-ref\"><a href=\"#fn-{number}\" id=\"{id}\" role=\"doc-noteref\" aria-label=\"脚注 {number}\">{number}</a></sup>"
        )
    };
    let back = |id: &str, label: &str| {
        format!(
            " <a href=\"#{id}\" class=\"footnote-back\" role=\"doc-backlink\" aria-label=\"回到正文中的脚注 {label}\">↩\u{fe0e}</a>"
        )
    };
    let expected = [
        "<p>a",
        &reference("fnref-1", 1),
        " b",
        &reference("fnref-2", 2),
        " c",
        &reference("fnref-1-2", 1),
        " [^无]</p>\n",
        "<div class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"脚注\">\n<ol>\n",
        "<li id=\"fn-1\"><p>y</p>\n<ul>\n<li>z</li>\n</ul>\n",
        &back("fnref-1", "1"),
        &back("fnref-1-2", "1-2"),
        "</li>\n<li id=\"fn-2\"><p>x",
        &back("fnref-2", "2"),
        "</p>\n</li>\n<li id=\"fn-3\"><p>w</p>\n</li>\n</ol>\n</div>\n",
    ]
    .concat();
    assert_eq!(shown(&body.pieces), expected);
    assert_eq!(findings.iter().map(|finding| finding.rule.name).collect::<Vec<_>>(), ["missing-footnote"]);
    assert_eq!(body.anchors, ["fn-1", "fnref-1", "fn-2", "fnref-2", "fnref-1-2", "fn-3"]);
}

#[test]
fn plain_text_and_count() {
    let text = "# 标题\n\n第一段，*有* [链接](a) 和 `code`。\n换行![图](b.png)\n\n- 甲\n- 乙\n\n|a|b|\n|-|-|\n|c|d|\n\n<!-- x -->\n{{<x t=\"不算\"/>}}";
    let (body, _) = rendered(text, Options::default());
    assert_eq!(plain(text), "标题\n第一段，有 链接 和 code。换行\n甲\n乙\na b\nc d");
    assert_eq!(body.count, 2 + 3 + 1 + 2 + 1 + 1 + 2 + 2 + 4);
}

#[test]
fn nesting_is_bounded() {
    for text in
        ["> ".repeat(5_000) + "甲", "- ".repeat(5_000) + "甲", "*甲 **乙 ".repeat(5_000) + &"** 丙*".repeat(5_000)]
    {
        let (body, findings) = rendered(&text, Options::default());
        let html = shown(&body.pieces);
        assert!(html.matches('<').count() < 300 && html.contains('甲'), "{}", html.len());
        // The marks in the third have spaces inside, too.
        let rules = findings.iter().map(|finding| finding.rule.name).filter(|rule| *rule != "space-inside-marks");
        assert_eq!(rules.collect::<Vec<_>>(), ["deep-nesting"]);
    }
    let calls = "{% <a> %}\n".repeat(500) + "甲\n" + &"{% </a> %}\n".repeat(500);
    let (body, findings) = rendered(&calls, Options::default());
    assert_eq!(shown(&body.pieces), "⟦a⟧".repeat(16) + "<p>甲</p>\n" + &"⟦/a⟧".repeat(16));
    assert_eq!(told(&calls, &findings), ["deep-nesting: {% <a> %}"]);
    // Deep, but within the bound.
    assert_eq!(rendered(&("> ".repeat(90) + "甲"), Options::default()).1, []);
}
