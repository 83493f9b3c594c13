//! A piece of HTML as its reader has it: a line for each block, nothing of what is hidden, no markup but a few signs: `#` before
//! a heading, `-` before an entry, `▸` before what opens a fold, `~~` around what is struck through, `|` between cells, and the
//! address of a link that leaves the site.

use html5gum::{Token, Tokenizer};

const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "caption",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "thead",
    "tr",
    "ul",
];
const UNSEEN: &[&str] = &["head", "noscript", "script", "select", "style", "svg", "template"];
const VOID: &[&str] = &["br", "hr", "img", "input", "link", "meta", "rect", "path"];
/// Links of these schemes lead out of the site.
const OUTWARD: &[&str] = &["tel:", "https:", "http:", "webcal:", "mailto:", "geo:"];

struct Open {
    name: String,
    unseen: bool,
    closing: String,
}

pub fn readable(html: &str) -> String {
    let mut lines: Vec<String> = vec![String::new()];
    let mut open: Vec<Open> = Vec::new();
    let mut cells = 0;
    for token in Tokenizer::new(html) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                let attribute = |wanted: &str| {
                    let found = tag.attributes.iter().find(|(key, _)| key.as_slice() == wanted.as_bytes());
                    found.map(|(_, value)| String::from_utf8_lossy(value).into_owned())
                };
                let unseen = open.last().is_some_and(|element| element.unseen)
                    || UNSEEN.contains(&name.as_str())
                    || attribute("hidden").is_some();
                let href = attribute("href").filter(|href| OUTWARD.iter().any(|scheme| href.starts_with(scheme)));
                if !unseen {
                    let heading = name.strip_prefix('h').and_then(|level| level.parse::<usize>().ok());
                    if BLOCKS.contains(&name.as_str()) || name == "br" {
                        lines.push(String::new());
                    }
                    let last = lines.len() - 1;
                    match (name.as_str(), heading) {
                        (_, Some(level)) => lines[last] += &("#".repeat(level) + " "),
                        ("li", _) => lines[last].push_str("- "),
                        ("summary", _) => lines[last].push_str("▸ "),
                        ("tr", _) => cells = 0,
                        ("td" | "th", _) => {
                            if cells > 0 {
                                lines[last].push_str(" | ");
                            }
                            cells += 1;
                        }
                        ("del", _) => lines[last].push_str("~~"),
                        ("a", _) if href.is_some() => lines[last].push('['),
                        ("input", _) => lines[last].extend(["[", &attribute("value").unwrap_or_default(), "]"]),
                        _ => {}
                    }
                }
                if !VOID.contains(&name.as_str()) && !tag.self_closing {
                    let closing = match (name.as_str(), href) {
                        _ if unseen => String::new(),
                        ("del", _) => "~~".to_owned(),
                        ("a", Some(href)) => format!("]({href})"),
                        _ => String::new(),
                    };
                    open.push(Open { name, unseen, closing });
                }
            }
            Token::EndTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                let Some(depth) = open.iter().rposition(|element| element.name == name) else { continue };
                for element in open.drain(depth..) {
                    let last = lines.len() - 1;
                    lines[last].push_str(&element.closing);
                    if !element.unseen && BLOCKS.contains(&element.name.as_str()) {
                        lines.push(String::new());
                    }
                }
            }
            Token::String(text) if !open.last().is_some_and(|element| element.unseen) => {
                let last = lines.len() - 1;
                lines[last].push_str(&String::from_utf8_lossy(&text).replace('\n', " "));
            }
            _ => {}
        }
    }
    let plain = |line: &String| line.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    // An entry whose text stands in a block of its own keeps its sign.
    let mut shown: Vec<String> = Vec::new();
    let mut sign = "";
    for line in lines.iter().map(plain) {
        match line.as_str() {
            "" => {}
            "-" => sign = "- ",
            _ => shown.push(std::mem::take(&mut sign).to_owned() + &line),
        }
    }
    shown.join("\n")
}
