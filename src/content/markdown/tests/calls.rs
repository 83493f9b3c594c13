//! Component calls: where they are calls, and where text.

use super::*;

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
        ("{% <a> %}\n[甲][b] c\n{% </a> %}\n\n[b]: /d/", "⟦a⟧<p><a href=\"/d/\">甲</a> c</p>\n⟦/a⟧"),
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
            Piece::Html(_) | Piece::Image(_) => None,
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
