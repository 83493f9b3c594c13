//! The few words that are added to an article, in the language of the page.

use pulldown_cmark::BlockQuoteKind;

use crate::diagnostic::Language;

pub fn alert(kind: BlockQuoteKind, language: Language) -> (&'static str, &'static str) {
    let (class, zh, en) = match kind {
        BlockQuoteKind::Note => ("note", "说明", "Note"),
        BlockQuoteKind::Tip => ("tip", "提示", "Tip"),
        BlockQuoteKind::Important => ("important", "重要", "Important"),
        BlockQuoteKind::Warning => ("warning", "注意", "Warning"),
        BlockQuoteKind::Caution => ("caution", "当心", "Caution"),
    };
    (class, choose(language, zh, en))
}

pub fn footnotes(language: Language) -> &'static str {
    choose(language, "脚注", "Footnotes")
}

pub fn footnote(number: usize, language: Language) -> String {
    format!("{} {number}", choose(language, "脚注", "Footnote"))
}

/// The label of the link from a footnote to where it is referred to.
pub fn footnote_back(number: usize, nth: usize, language: Language) -> String {
    let back = choose(language, "回到正文中的脚注", "Back to reference");
    if nth == 0 { format!("{back} {number}") } else { format!("{back} {number}-{}", nth + 1) }
}

pub fn anchor(title: &str, language: Language) -> String {
    match language {
        Language::Zh => format!("链接到“{title}”"),
        Language::En => format!("Link to “{title}”"),
    }
}

/// The label of a table, which no other table of the page has.
pub fn table(number: usize, heading: &str, language: Language) -> String {
    let table = choose(language, "表格", "Table");
    match (heading, language) {
        ("", _) => format!("{table} {number}"),
        (_, Language::Zh) => format!("{table} {number}：{heading}"),
        (_, Language::En) => format!("{table} {number}: {heading}"),
    }
}

pub fn task(done: bool, language: Language) -> &'static str {
    if done { choose(language, "已完成", "Done") } else { choose(language, "未完成", "Not done") }
}

fn choose(language: Language, zh: &'static str, en: &'static str) -> &'static str {
    match language {
        Language::Zh => zh,
        Language::En => en,
    }
}
