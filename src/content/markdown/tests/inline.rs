//! Marks, line breaks, links, images and raw HTML.

use super::*;

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
            "中文\n![图](a.png)\n中文",
            "<p>中文\n<img src=\"a.png\" alt=\"图\" loading=\"lazy\" decoding=\"async\">\n中文</p>\n",
        ),
        ("- 中\n  文\n- 文", "<ul>\n<li>中文</li>\n<li>文</li>\n</ul>\n"),
    ]);
    let hard = Options { breaks: Breaks::Hard, ..Options::default() };
    assert_eq!(shown(&rendered("中\n文", hard).0.pieces), "<p>中<br>\n文</p>\n");
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
            "[![甲](a.png)](/b/)",
            "<p><a href=\"/b/\"><img src=\"a.png\" alt=\"甲\" loading=\"lazy\" decoding=\"async\"></a></p>\n",
        ),
        (
            "![甲*乙*\n丙 `丁`](a.png \"题\")",
            "<figure>\n<img src=\"a.png\" alt=\"甲乙丙 丁\" loading=\"lazy\" decoding=\"async\">\n<figcaption>题</figcaption>\n</figure>\n",
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
fn pictures_say_where_they_stand() {
    let few = "字".repeat(100);
    let many = "字".repeat(130);
    for (text, expected) in [
        ("![甲](a.png) ![乙](b.png)".to_owned(), vec![(Stand::Inline, View::First), (Stand::Inline, View::Below)]),
        (format!("{few}![甲](a.png)"), vec![(Stand::Inline, View::First)]),
        (format!("{many}![甲](a.png)"), vec![(Stand::Inline, View::Below)]),
        ("![甲](a.png \"题注\")".to_owned(), vec![(Stand::Figure, View::First)]),
        ("> ![甲](a.png \"题注\")".to_owned(), vec![(Stand::Figure, View::First)]),
        ("![甲](a.png \"题注\") 字".to_owned(), vec![(Stand::Inline, View::First)]),
        ("[![甲](a.png \"题注\")](/b/)".to_owned(), vec![(Stand::Inline, View::First)]),
        ("![甲](javascript:x)".to_owned(), vec![]),
    ] {
        let (body, _) = rendered(&text, Options::default());
        let stands = body.pieces.iter().filter_map(|piece| match piece {
            Piece::Image(image) => Some((image.stand, image.view)),
            _ => None,
        });
        assert_eq!(stands.collect::<Vec<_>>(), expected, "{text}");
    }
    let (body, _) = rendered("甲\n\n![乙](a.png \"丙 & 丁\")\n\n戊", Options::default());
    assert_eq!(
        shown(&body.pieces),
        "<p>甲</p>\n<figure>\n<img src=\"a.png\" alt=\"乙\" loading=\"lazy\" decoding=\"async\">\n\
         <figcaption>丙 &amp; 丁</figcaption>\n</figure>\n<p>戊</p>\n"
    );
}

#[test]
fn a_picture_needs_a_description() {
    let image = |alt: &str| format!("<img src=\"a.png\" alt=\"{alt}\" loading=\"lazy\" decoding=\"async\">");
    check_findings(&[
        ("![](a.png)", &format!("<p>{}</p>\n", image("")), &["missing-alt: ![](a.png)"]),
        ("甲 ![ ](a.png) 乙", &format!("<p>甲 {} 乙</p>\n", image("")), &["missing-alt: ![ ](a.png)"]),
        (
            "[![](a.png)](/b/)",
            &format!("<p><a href=\"/b/\" aria-label=\"/b/\">{}</a></p>\n", image("")),
            &["missing-alt: ![](a.png)"],
        ),
        ("![**甲**](a.png)", &format!("<p>{}</p>\n", image("甲")), &[]),
        ("`![](a.png)`", "<p><code>![](a.png)</code></p>\n", &[]),
    ]);
}
