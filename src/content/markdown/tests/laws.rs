//! What holds of whatever is written.

use std::collections::HashSet;

use proptest::prelude::*;

use super::*;

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
