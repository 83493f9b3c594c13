//! What Markdown becomes: tables of text in and HTML out.

use std::collections::HashSet;
use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::diagnostic::At;

fn file() -> Arc<str> {
    "content/a.md".into()
}

fn rendered(text: &str, options: Options) -> (Body, Findings) {
    render(&file(), text, 0, options)
}

/// The pieces as one text, calls as `⟦name {arguments}⟧body⟦/name⟧`.
fn shown(pieces: &[Piece]) -> String {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Html(html) => html.clone(),
            Piece::Call(call) => {
                let arguments: String = call.arguments.iter().map(|(key, value)| format!(" {key}={value}")).collect();
                match &call.body {
                    None => format!("⟦{}{arguments}/⟧", call.name),
                    Some(body) => format!("⟦{}{arguments}⟧{}⟦/{}⟧", call.name, shown(body), call.name),
                }
            }
        })
        .collect()
}

/// The findings as `rule: what the place shows`.
fn told(text: &str, findings: &Findings) -> Vec<String> {
    findings
        .iter()
        .map(|finding| match &finding.place.at {
            At::Span(span) => format!("{}: {}", finding.rule.name, &text[span.clone()]),
            at => format!("{}: {at:?}", finding.rule.name),
        })
        .collect()
}

/// Renders each text and compares; none of them may give a finding.
fn check(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        let (body, findings) = rendered(text, Options::default());
        assert_eq!(shown(&body.pieces), *expected, "{text}");
        assert_eq!(told(text, &findings), Vec::<String>::new(), "{text}");
    }
}

/// Renders each text and compares the HTML and the findings.
fn check_findings(cases: &[(&str, &str, &[&str])]) {
    for (text, expected, findings) in cases {
        let (body, found) = rendered(text, Options::default());
        assert_eq!(shown(&body.pieces), *expected, "{text}");
        assert_eq!(told(text, &found), *findings, "{text}");
        assert!(found.iter().all(|finding| !finding.hints.is_empty()), "{text}");
    }
}

#[test]
fn paragraphs_and_marks() {
    check(&[
        ("a *b* **c** ~~d~~ `e<` \\*f", "<p>a <em>b</em> <strong>c</strong> <del>d</del> <code>e&lt;</code> *f</p>\n"),
        ("a  \nb\\\nc", "<p>a<br>\nb<br>\nc</p>\n"),
        ("a\n\n---\n\nb", "<p>a</p>\n<hr>\n<p>b</p>\n"),
        ("> a\n>\n> b", "<blockquote>\n<p>a</p>\n<p>b</p>\n</blockquote>\n"),
        ("- a\n- b\n  1. c\n", "<ul>\n<li>a</li>\n<li>b\n<ol>\n<li>c</li>\n</ol>\n</li>\n</ul>\n"),
        ("3) a\n\n4) b", "<ol start=\"3\">\n<li><p>a</p>\n</li>\n<li><p>b</p>\n</li>\n</ol>\n"),
        ("甲 & \"乙\" &amp; &lt;", "<p>甲 &amp; \"乙\" &amp; &lt;</p>\n"),
        // A range of ages is no deletion.
        ("3~5岁，6~8岁", "<p>3~5岁，6~8岁</p>\n"),
        ("a\0b\u{1}c\u{fdd0}0\u{fdd1}d", "<p>abc0d</p>\n"),
    ]);
}

#[test]
fn soft_breaks() {
    check(&[
        ("中文\n换行", "<p>中文换行</p>\n"),
        ("中文，\r\n换行", "<p>中文，换行</p>\n"),
        ("中文\nword\n中文\n한글\n한글", "<p>中文\nword\n中文\n한글\n한글</p>\n"),
        ("**中文**\n*换行*", "<p><strong>中文</strong><em>换行</em></p>\n"),
        (
            "中文\n[换\n行](/a/ \"b\")\n[a\nb](/c/)",
            "<p>中文<a href=\"/a/\" title=\"b\">换行</a>\n<a href=\"/c/\">a\nb</a></p>\n",
        ),
        ("中文\n`换行`\n`a b`", "<p>中文<code>换行</code>\n<code>a b</code></p>\n"),
        ("`中\n文`\n\n    中\n    文", "<p><code>中 文</code></p>\n<pre tabindex=\"0\"><code>中\n文</code></pre>\n"),
        (
            "中[^1]\n文\n\n[^1]: a",
            concat!(
                "<p>中<sup class=\"footnote-ref\"><a href=\"#fn-1\" id=\"fnref-1\" role=\"doc-noteref\" aria-label=\"脚注 1\">1</a></sup>文</p>\n",
                "<div class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"脚注\">\n<ol>\n<li id=\"fn-1\"><p>a",
                " <a href=\"#fnref-1\" class=\"footnote-back\" role=\"doc-backlink\" aria-label=\"回到正文中的脚注 1\">↩\u{fe0e}</a></p>\n</li>\n</ol>\n</div>\n",
            ),
        ),
        (
            "中文\n![](a.png)\n中文",
            "<p>中文\n<img src=\"a.png\" alt=\"\" loading=\"lazy\" decoding=\"async\">\n中文</p>\n",
        ),
        ("- 中\n  文\n- 文", "<ul>\n<li>中文</li>\n<li>文</li>\n</ul>\n"),
    ]);
    let hard = Options { breaks: Breaks::Hard, ..Options::default() };
    assert_eq!(shown(&rendered("中\n文", hard).0.pieces), "<p>中<br>\n文</p>\n");
}

#[test]
fn headings() {
    let anchored = |level: u8, id: &str, title: &str| {
        format!(
            "<div class=\"heading\"><h{level} id=\"{id}\">{title}</h{level}> <a class=\"anchor\" href=\"#{id}\" \
             aria-label=\"链接到“{title}”\"><span aria-hidden=\"true\">#</span></a></div>\n"
        )
    };
    check(&[
        ("## 活动时间", &anchored(2, "huo-dong-shi-jian", "活动时间")),
        ("# Hello {#own}", &anchored(1, "own", "Hello")),
        (
            "# 甲\n# 甲\n# 甲",
            &[anchored(1, "jia", "甲"), anchored(1, "jia-1", "甲"), anchored(1, "jia-2", "甲")].concat(),
        ),
        // What is made makes way for what is chosen, also further down.
        ("# 甲\n# 乙 {#jia}", &[anchored(1, "jia-1", "甲"), anchored(1, "jia", "乙")].concat()),
        ("### ？", &anchored(3, "section", "？")),
        ("# 用法 {% raw %}", &anchored(1, "yong-fa-raw", "用法 {% raw %}")),
        ("标题 {{ title }}\n===", &anchored(1, "biao-ti-title", "标题 {{ title }}")),
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
    let heading =
        |level, id: &str, title: &str, children| Heading { level, id: id.into(), title: title.into(), children };
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
fn links_and_images() {
    check(&[
        (
            "[a](https://b.cn/?x=1&y \"t\\\"\")",
            "<p><a href=\"https://b.cn/?x=1&amp;y\" title=\"t&quot;\" rel=\"noopener\">a</a></p>\n",
        ),
        ("[a](@/甲/乙.md#丙)", "<p><a href=\"@/甲/乙.md#丙\">a</a></p>\n"),
        (
            "[a](#b) [c](/d/) [e](f/g.pdf) [h](?i)",
            "<p><a href=\"#b\">a</a> <a href=\"/d/\">c</a> <a href=\"f/g.pdf\">e</a> <a href=\"?i\">h</a></p>\n",
        ),
        (
            "[电话](tel:0513-55501001) <sms:10086> <a@b.cn>",
            "<p><a href=\"tel:0513-55501001\">电话</a> <a href=\"sms:10086\">sms:10086</a> <a href=\"mailto:a@b.cn\">a@b.cn</a></p>\n",
        ),
        ("[a](<b c.pdf>)", "<p><a href=\"b%20c.pdf\">a</a></p>\n"),
        ("[a][b]\n\n[b]: /c/", "<p><a href=\"/c/\">a</a></p>\n"),
        ("[甲 <http://a.cn/>](/b/)", "<p><a href=\"/b/\">甲 http://a.cn/</a></p>\n"),
        // A link always has a name.
        ("[](/a/)", "<p><a href=\"/a/\">/a/</a></p>\n"),
        (
            "[![](a.png)](/b/)",
            "<p><a href=\"/b/\" aria-label=\"/b/\"><img src=\"a.png\" alt=\"\" loading=\"lazy\" decoding=\"async\"></a></p>\n",
        ),
        (
            "[![甲](a.png)](/b/)",
            "<p><a href=\"/b/\"><img src=\"a.png\" alt=\"甲\" loading=\"lazy\" decoding=\"async\"></a></p>\n",
        ),
        (
            "![甲*乙*\n丙 `丁`](a.png \"题\")",
            "<p><img src=\"a.png\" alt=\"甲乙丙 丁\" title=\"题\" loading=\"lazy\" decoding=\"async\"></p>\n",
        ),
        (
            "![a [b](c) ![d](e)](f.png)",
            "<p><img src=\"f.png\" alt=\"a b d\" loading=\"lazy\" decoding=\"async\"></p>\n",
        ),
    ]);
}

#[test]
fn forbidden_schemes() {
    check_findings(&[
        ("[甲](javascript:alert) 乙", "<p>甲 乙</p>\n", &["forbidden-scheme: javascript:alert"]),
        ("[a](JaVa&#x53;cript&colon;x)", "<p>a</p>\n", &["forbidden-scheme: JaVa&#x53;cript&colon;x"]),
        ("[a](java&Tab;script:x)", "<p>a</p>\n", &["forbidden-scheme: java&Tab;script:x"]),
        ("[a](<&#1; javascript:x>)", "<p>a</p>\n", &["forbidden-scheme: &#1; javascript:x"]),
        ("[a](\\javascript:x)", "<p><a href=\"%5Cjavascript:x\">a</a></p>\n", &[]),
        ("![甲](data:image/png;base64,x)", "<p>甲</p>\n", &["forbidden-scheme: data:image/png;base64,x"]),
        ("<file:///c/a>", "<p>file:///c/a</p>\n", &["forbidden-scheme: file:///c/a"]),
        ("[甲](C:/图片/a.png)", "<p>甲</p>\n", &["forbidden-scheme: C:/图片/a.png"]),
        ("[a]\n\n[a]: vbscript:x", "<p>a</p>\n", &["forbidden-scheme: [a]"]),
        (
            "[**甲](a:b)** ![x](c:d)](javascript:y \"t\")",
            "<p><a href=\"a:b\">**甲</a>** x](javascript:y \"t\")</p>\n"
                .replace("<a href=\"a:b\">**甲</a>", "**甲")
                .as_str(),
            &["forbidden-scheme: a:b", "forbidden-scheme: c:d"],
        ),
    ]);
}

#[test]
fn every_target_has_its_place() {
    let text = "甲[乙 `](`](/丙/ \"a\") ![丁](  <图 1.png>\n'题') [己][庚] <https://a.cn/> [辛](壬\\)癸)\n\n[庚]: /子/";
    let (body, _) = render(&file(), text, 1000, Options::default());
    let found: Vec<_> = body
        .links
        .iter()
        .map(|link| match &link.place.at {
            At::Span(span) => (link.image, link.target.as_str(), &text[span.start - 1000..span.end - 1000]),
            _ => (link.image, link.target.as_str(), ""),
        })
        .collect();
    assert_eq!(
        found,
        [
            (LinkKind::Link, "/丙/", "/丙/"),
            (LinkKind::Image, "图 1.png", "图 1.png"),
            (LinkKind::Link, "/子/", "[己][庚]"),
            (LinkKind::Link, "https://a.cn/", "https://a.cn/"),
            (LinkKind::Link, "壬)癸", "壬\\)癸"),
        ]
    );
    assert!(body.links.iter().all(|link| link.place.file == file()));
}

#[test]
fn raw_html() {
    check_findings(&[
        ("a <b>c</b> d", "<p>a &lt;b&gt;c&lt;/b&gt; d</p>\n", &["raw-html: <b>"]),
        ("a<br>b<br>c", "<p>a&lt;br&gt;b&lt;br&gt;c</p>\n", &["raw-html: <br>", "raw-html: <br>"]),
        (
            "<div onclick=\"x\">\n<script>y</script>\n</div>\n\n**甲**",
            "<p>&lt;div onclick=\"x\"&gt;\n&lt;script&gt;y&lt;/script&gt;\n&lt;/div&gt;</p>\n<p><strong>甲</strong></p>\n",
            &["raw-html: <div onclick=\"x\">\n<script>y</script>\n</div>"],
        ),
        ("a <!-- b --> c\n\n<!--\nd\n-->\n\ne", "<p>a  c</p>\n<p>e</p>\n", &[]),
        ("<!-- a -->", "", &[]),
        ("甲<!-- a -->\n乙", "<p>甲乙</p>\n", &[]),
        ("<!-- a\n\nb", "<p>&lt;!-- a\n\nb</p>\n", &["raw-html: <!-- a\n\nb"]),
        (
            "`<b>` \\<b>\n\n    <b>",
            "<p><code>&lt;b&gt;</code> &lt;b&gt;</p>\n<pre tabindex=\"0\"><code>&lt;b&gt;</code></pre>\n",
            &[],
        ),
    ]);
    let keep = Options { raw_html: RawHtml::Keep, ..Options::default() };
    for (text, expected) in [
        ("a <b>c</b>", "<p>a <b>c</b></p>\n"),
        ("<div id=\"x\">\n{{<a/>}}\n\n*b*\n\n</div>", "<div id=\"x\">\n⟦a/⟧\n<p><em>b</em></p>\n</div>"),
        ("<!-- a -->\n\nb <!-- c -->", "<p>b </p>\n"),
    ] {
        let (body, findings) = rendered(text, keep);
        assert_eq!((shown(&body.pieces).as_str(), findings.len()), (expected, 0), "{text}");
    }
    assert_eq!(rendered("<div id=\"x\">", keep).0.anchors, ["x"]);
}

#[test]
fn tables() {
    check(&[
        (
            "## 安排\n\n| 时间 | 地点 | |\n|---|:-:|--:|\n| **7月** | 村\\|部 | {{<x/>}} |",
            concat!(
                "<div class=\"heading\"><h2 id=\"an-pai\">安排</h2> <a class=\"anchor\" href=\"#an-pai\" aria-label=\"链接到“安排”\">",
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
    assert_eq!(findings, []);
    assert_eq!(body.anchors, ["fn-1", "fnref-1", "fn-2", "fnref-2", "fnref-1-2", "fn-3"]);
}

#[test]
fn calls() {
    check(&[
        // On a line of its own it is a block, elsewhere inline.
        ("甲\n{{<a x=\"b\" n={3}/>}}\n乙", "<p>甲</p>\n⟦a x=\"b\" n=3/⟧<p>乙</p>\n"),
        ("甲 {{<a/>}} 乙", "<p>甲 ⟦a/⟧ 乙</p>\n"),
        ("{{<a\n  l={[1, \"b\"]}\n/>}}", "⟦a l=[1,\"b\"]/⟧"),
        ("- {{<a/>}}\n- 甲 {{<b/>}}", "<ul>\n<li>⟦a/⟧</li>\n<li>甲 ⟦b/⟧</li>\n</ul>\n"),
        ("> {{<a/>}}", "<blockquote>\n⟦a/⟧</blockquote>\n"),
        ("**{{<a/>}}** [甲 {{<b/>}}](/c/)", "<p><strong>⟦a/⟧</strong> <a href=\"/c/\">甲 ⟦b/⟧</a></p>\n"),
        // What is Markdown outside is only text in an argument.
        ("{{<a x=\"*b* `c` [d](e) <f>\"/>}} *g*", "<p>⟦a x=\"*b* `c` [d](e) <f>\"/⟧ <em>g</em></p>\n"),
        // Bodies.
        ("{% <a> %}\n甲\n\n- 乙\n{% </a> %}\n丙", "⟦a⟧<p>甲</p>\n<ul>\n<li>乙</li>\n</ul>\n⟦/a⟧<p>丙</p>\n"),
        ("{% <a t=\"b\"> %}\n{% <c> %}\n甲 {{<d/>}}\n{% </c> %}\n{% </a> %}", "⟦a t=\"b\"⟧⟦c⟧<p>甲 ⟦d/⟧</p>\n⟦/c⟧⟦/a⟧"),
        ("{% <a> %}{% </a> %}", "⟦a⟧⟦/a⟧"),
        ("{% <a> %}**甲**{% </a> %}", "⟦a⟧<strong>甲</strong>⟦/a⟧"),
        ("甲 {% <a> %}*乙*{% </a> %} 丙", "<p>甲 ⟦a⟧<em>乙</em>⟦/a⟧ 丙</p>\n"),
        ("- {% <a> %}\n  甲\n  {% </a> %}\n- 乙", "<ul>\n<li>⟦a⟧甲⟦/a⟧</li>\n<li>乙</li>\n</ul>\n"),
        ("{% <a> %}\n[甲][b] c[^1]\n{% </a> %}\n\n[b]: /d/", "⟦a⟧<p><a href=\"/d/\">甲</a> c[^1]</p>\n⟦/a⟧"),
        ("{% <a> %}\n    code\n{% </a> %}", "⟦a⟧<pre tabindex=\"0\"><code>code\n</code></pre>\n⟦/a⟧"),
        // Code is code, prose is prose.
        ("`{{<a/>}}` `{% <b> %}`", "<p><code>{{&lt;a/&gt;}}</code> <code>{% &lt;b&gt; %}</code></p>\n"),
        (
            "```\n{{<a/>}}\n{% <b x> %}\n```",
            "<pre tabindex=\"0\"><code>{{&lt;a/&gt;}}\n{% &lt;b x&gt; %}\n</code></pre>\n",
        ),
        ("    {{<a\n      b=\"c\"/>}}", "<pre tabindex=\"0\"><code>{{&lt;a\n      b=\"c\"/&gt;}}</code></pre>\n"),
        ("{{ 甲 }} {% if x %} {{ }}", "<p>{{ 甲 }} {% if x %} {{ }}</p>\n"),
        ("\\{{<a/>}} \\{% <b> %}", "<p>{{&lt;a/&gt;}} {% &lt;b&gt; %}</p>\n"),
        (
            "[甲]({{<a/>}}) ![{{<b/>}}](c.png)",
            "<p><a href=\"%7B%7B%3Ca/%3E%7D%7D\">甲</a> <img src=\"c.png\" alt=\"{{&lt;b/&gt;}}\" loading=\"lazy\" decoding=\"async\"></p>\n",
        ),
        ("<!-- {{<a/>}}\n{{<b/>}}\n-->\n甲", "<p>甲</p>\n"),
    ]);
}

#[test]
fn broken_calls() {
    check_findings(&[
        ("甲 {{<a b=c/>}} 乙", "<p>甲 {{&lt;a b=c/&gt;}} 乙</p>\n", &["component-call: {{<a b=c/>}}"]),
        ("{{<a b/>}}", "<p>{{&lt;a b/&gt;}}</p>\n", &["component-call: {{<a b/>}}"]),
        ("{% <a> %}\n甲", "<p>甲</p>\n", &["component-call: {% <a> %}"]),
        ("甲\n{% </a> %}", "<p>甲</p>\n", &["component-call: {% </a> %}"]),
        ("{% <a> %}\n{% <b> %}\n甲\n{% </a> %}", "⟦a⟧<p>甲</p>\n⟦/a⟧", &["component-call: {% <b> %}"]),
        (
            "{% <a> %}\n\n- {% </a> %}",
            "<ul>\n<li></li>\n</ul>\n",
            &["component-call: {% </a> %}", "component-call: {% <a> %}"],
        ),
        ("**{% <a> %}甲**{% </a> %}", "<p><strong>甲</strong></p>\n", &["component-call: {% <a> %}"]),
        ("甲 {% <a> %}\n\n乙\n{% </a> %}", "<p>甲 </p>\n<p>乙</p>\n", &["component-call: {% <a> %}"]),
        (
            "{% <a> %}\n```\n{% </a> %}\n",
            "<pre tabindex=\"0\"><code>{% &lt;/a&gt; %}\n</code></pre>\n",
            &["component-call: {% <a> %}"],
        ),
    ]);
}

#[test]
fn places_count_from_the_beginning_of_the_file() {
    let text = "甲{{<x/>}}\n\n# 乙 {#c}\n\n{{<y/>}} {{<z b/>}} <u> [v](w:x)\n\n# 丙 {#c}\n\n{% <t> %}";
    let (body, findings) = render(&file(), text, 500, Options::default());
    let written = |place: &Place| match &place.at {
        At::Span(span) => text[span.start - 500..span.end - 500].to_owned(),
        at => format!("{at:?}"),
    };
    let calls: Vec<_> = body
        .pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Call(call) => Some(written(&call.place)),
            Piece::Html(_) => None,
        })
        .collect();
    assert_eq!(calls, ["{{<x/>}}", "{{<y/>}}"]);
    let found: Vec<_> = findings.iter().map(|finding| (finding.rule.name, written(&finding.place))).collect();
    let expected = [
        ("component-call", "{{<z b/>}}"),
        ("raw-html", "<u>"),
        ("forbidden-scheme", "w:x"),
        ("duplicate-anchor", "#c"),
        ("component-call", "{% <t> %}"),
    ];
    assert_eq!(found, expected.map(|(rule, written)| (rule, written.to_owned())));
}

#[test]
fn plain_text_and_count() {
    let text = "# 标题\n\n第一段，*有* [链接](a) 和 `code`。\n换行![图](b.png)\n\n- 甲\n- 乙\n\n|a|b|\n|-|-|\n|c|d|\n\n<!-- x -->\n{{<x t=\"不算\"/>}}";
    let (body, _) = rendered(text, Options::default());
    assert_eq!(body.plain, "标题\n第一段，有 链接 和 code。换行\n甲\n乙\na b\nc d");
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
        let rules: Vec<_> = findings.iter().map(|finding| finding.rule.name).collect();
        assert_eq!(rules, ["deep-nesting"]);
    }
    let calls = "{% <a> %}\n".repeat(500) + "甲\n" + &"{% </a> %}\n".repeat(500);
    let (body, findings) = rendered(&calls, Options::default());
    assert_eq!(shown(&body.pieces), "⟦a⟧".repeat(16) + "<p>甲</p>\n" + &"⟦/a⟧".repeat(16));
    assert_eq!(told(&calls, &findings), ["deep-nesting: {% <a> %}"]);
    // Deep, but within the bound.
    assert_eq!(rendered(&("> ".repeat(90) + "甲"), Options::default()).1, []);
}

/// Fragments of which wild articles are made.
fn fragments() -> impl Strategy<Value = String> {
    let fragments = [
        "甲",
        "，",
        "。",
        "a",
        " ",
        "  ",
        "\n",
        "\n\n",
        "\r\n",
        "    ",
        "\t",
        "*",
        "**",
        "_",
        "~~",
        "~",
        "`",
        "```\n",
        "# ",
        "## 乙 {#x}\n",
        "===\n",
        "---\n",
        "- ",
        "1. ",
        "> ",
        "> [!NOTE]\n",
        "- [ ] ",
        "|",
        "|-|\n",
        "|a|b|\n|-|-|\n|c|\n",
        "[",
        "](",
        ")",
        "![",
        "[^1]",
        "\n[^1]: ",
        "[r]: /x/\n",
        ": ",
        "<",
        ">",
        "<b>",
        "</b>",
        "<div>",
        "<!-- ",
        "-->",
        "<!-- more -->\n",
        "<?",
        "?>",
        "&amp;",
        "&#x3c;",
        "\\",
        "{",
        "}",
        "{{<a/>}}",
        "{{<a x=\"*\"/>}}\n",
        "{% <a> %}",
        "{% <a> %}\n",
        "{% </a> %}",
        "\n{% </a> %}\n",
        "{{<",
        "{{<a b/>}}",
        "<javascript:x>",
        "javascript:x",
        "http://a.cn/",
        "\"",
        "'",
        "\u{fdd0}",
        "\u{fdd1}",
        "0",
        "\u{1}",
        "한",
        "😀",
        "　",
        "“",
        "{#y}\n",
    ];
    proptest::collection::vec(proptest::sample::select(fragments.to_vec()), 0..40).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn whatever_is_written_becomes_sound_html(text in fragments()) {
        let (body, findings) = render(&file(), &text, 7, Options::default());
        let html = shown(&body.pieces);
        let mut open = Vec::new();
        let mut ids = Vec::new();
        for token in html5gum::Tokenizer::new(&html) {
            match token {
                Ok(html5gum::Token::StartTag(tag)) => {
                    let name = String::from_utf8_lossy(&tag.name).into_owned();
                    for (key, value) in &tag.attributes {
                        let value = String::from_utf8_lossy(value).into_owned();
                        prop_assert!(!value.to_lowercase().starts_with("javascript:") || **key != b"href"[..], "{}", html);
                        if **key == b"id"[..] {
                            ids.push(value);
                        }
                    }
                    prop_assert!(!["b", "script"].contains(&name.as_str()), "{}", html);
                    if !["br", "hr", "img", "input"].contains(&name.as_str()) {
                        open.push(name);
                    }
                }
                Ok(html5gum::Token::EndTag(tag)) => {
                    let name = String::from_utf8_lossy(&tag.name).into_owned();
                    prop_assert_eq!(open.pop(), Some(name), "{}", html);
                }
                Ok(html5gum::Token::Error(error)) => prop_assert!(false, "{:?} in {}", error, html),
                Ok(_) => {}
                Err(never) => match never {},
            }
        }
        prop_assert_eq!(open, Vec::<String>::new(), "{}", &html);
        let unique: HashSet<_> = ids.iter().collect();
        prop_assert_eq!(unique.len(), ids.len());
        prop_assert_eq!(unique, body.anchors.iter().collect::<HashSet<_>>());
        // Every place is a stretch of the text, and every finding says how to mend it.
        let places = findings.iter().map(|finding| &finding.place).chain(body.links.iter().map(|link| &link.place));
        for place in places {
            let At::Span(span) = &place.at else { panic!("{place:?}") };
            prop_assert!(span.start >= 7 && text.get(span.start - 7..span.end - 7).is_some(), "{:?}", span);
        }
        for c in html.chars().chain(body.plain.chars()) {
            prop_assert!(!matches!(c, '\u{fdd0}'..='\u{fdef}' | '\u{1}'), "{:?}", html);
        }
    }
}
