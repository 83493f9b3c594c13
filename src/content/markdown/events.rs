//! What the parser reports of an article, with emphasis as Chinese writers mean it.
//!
//! [`events`] is the only door to the emphasis of [`crate::text::emphasis`]: once the parser reads it by itself, its body
//! is one call with one option more. This module must not know what becomes of an event.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag};

use crate::text::emphasis;
use crate::text::overlay::Overlay;

/// Hands on every event of `text` with its range there.
pub fn events(text: &str, options: Options, mut take: impl FnMut(&Event<'_>, Range<usize>)) {
    let markers = emphasis::markers(text);
    let has_markers = !markers.is_empty();
    let marked = Overlay::new(text, &[]).insert(&markers);
    // Events are large, and stay where they are.
    for (mut event, range) in Parser::new_ext(&marked.text, options).into_offset_iter() {
        if has_markers && may_be_marked(&event, &range, &marked) {
            event = unmarked(event);
        }
        // Nothing but a marker stood there.
        if !has_markers || !matches!(&event, Event::Text(text) if text.is_empty()) {
            take(&event, marked.range(range));
        }
    }
}

/// Whether markers may stand in a text of the event.
fn may_be_marked(event: &Event<'_>, range: &Range<usize>, marked: &Overlay<'_>) -> bool {
    match event {
        // These may have words from elsewhere in the text; all others have theirs from where they stand.
        Event::Start(
            Tag::Heading { .. } | Tag::CodeBlock(_) | Tag::FootnoteDefinition(_) | Tag::Link { .. } | Tag::Image { .. },
        ) => true,
        Event::Start(_) | Event::End(_) => false,
        _ => marked.is_edited(range),
    }
}

/// The event without markers in any of its texts.
fn unmarked(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Start(tag) => Event::Start(unmarked_tag(tag)),
        Event::Text(text) => Event::Text(clean(text)),
        Event::Code(text) => Event::Code(clean(text)),
        Event::InlineMath(text) => Event::InlineMath(clean(text)),
        Event::DisplayMath(text) => Event::DisplayMath(clean(text)),
        Event::Html(text) => Event::Html(clean(text)),
        Event::InlineHtml(text) => Event::InlineHtml(clean(text)),
        Event::FootnoteReference(label) => Event::FootnoteReference(clean(label)),
        Event::End(_) | Event::SoftBreak | Event::HardBreak | Event::Rule | Event::TaskListMarker(_) => event,
    }
}

fn unmarked_tag(tag: Tag<'_>) -> Tag<'_> {
    match tag {
        Tag::Heading { level, id, classes, attrs } => Tag::Heading {
            level,
            id: id.map(clean),
            classes: classes.into_iter().map(clean).collect(),
            attrs: attrs.into_iter().map(|(name, value)| (clean(name), value.map(clean))).collect(),
        },
        Tag::CodeBlock(CodeBlockKind::Fenced(info)) => Tag::CodeBlock(CodeBlockKind::Fenced(clean(info))),
        Tag::FootnoteDefinition(label) => Tag::FootnoteDefinition(clean(label)),
        Tag::Link { link_type, dest_url, title, id } => {
            Tag::Link { link_type, dest_url: clean(dest_url), title: clean(title), id: clean(id) }
        }
        Tag::Image { link_type, dest_url, title, id } => {
            Tag::Image { link_type, dest_url: clean(dest_url), title: clean(title), id: clean(id) }
        }
        // No text of the author's is in these.
        _ => tag,
    }
}

fn clean(text: CowStr<'_>) -> CowStr<'_> {
    let cleaned = match emphasis::without_markers(&text) {
        Cow::Borrowed(_) => None,
        Cow::Owned(cleaned) => Some(cleaned),
    };
    cleaned.map_or(text, CowStr::from)
}
