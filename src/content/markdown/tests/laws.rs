//! What holds of whatever is written.

use std::collections::HashSet;

use proptest::prelude::*;

use super::*;
use crate::text::excerpt;

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
        // Nothing is left of what deceived the parser: no noncharacter, and not what stood beside one.
        let plain = plain(&text);
        let texts = body.links.iter().map(|link| link.target.as_str()).chain([html.as_str(), plain.as_str()]);
        for c in texts.flat_map(str::chars) {
            prop_assert!(!matches!(c, '\u{fdd0}'..='\u{fdef}' | '\u{1}' | '\u{2028}' | '\u{2042}'), "{:?}", html);
        }
    }
}

/// The names of the elements that stay open; fails if a tag, an attribute or an entity is broken.
fn open_elements(html: &str) -> Result<Vec<String>, TestCaseError> {
    let mut open = Vec::new();
    for token in html5gum::Tokenizer::new(html) {
        match token {
            Ok(html5gum::Token::StartTag(tag)) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                if !["br", "hr", "img", "input"].contains(&name.as_str()) {
                    open.push(name);
                }
            }
            Ok(html5gum::Token::EndTag(tag)) => {
                prop_assert_eq!(open.pop(), Some(String::from_utf8_lossy(&tag.name).into_owned()), "{}", html);
            }
            Ok(html5gum::Token::Error(error)) => prop_assert!(false, "{:?} in {}", error, html),
            Ok(_) => {}
            Err(never) => match never {},
        }
    }
    Ok(open)
}

proptest! {
    /// Wherever `<!-- more -->` stands, what comes before it is whole: no tag, mark or entity is cut.
    #[test]
    fn a_summary_is_never_cut_within_anything(before in fragments(), after in fragments()) {
        let text = format!("{before}<!-- more -->{after}");
        let (body, _) = render(&file(), &text, 0, Options::default());
        let short = summary(&body, "/a/");
        prop_assert_eq!(open_elements(&short)?, Vec::<String>::new(), "{}", short);
        prop_assert!(!short.contains(" id=\""), "{}", short);
    }

    /// The beginning of the plain text is shown escaped: it ends between characters, and holds no markup that could be cut.
    #[test]
    fn an_excerpt_is_never_cut_within_anything(text in fragments(), longest in 1usize..30) {
        let plain = plain(&text);
        let short = excerpt(&plain, longest);
        let mut html = String::new();
        super::super::html::escape_text(&mut html, &short);
        prop_assert_eq!(open_elements(&html)?, Vec::<String>::new());
        let whole = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        prop_assert!(whole.starts_with(short.strip_suffix('…').unwrap_or(&short)), "{} of {}", short, whole);
    }
}
