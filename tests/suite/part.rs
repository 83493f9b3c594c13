//! The elements of a document that a selector finds, as they stand in its source.
//!
//! Selectors are the plain ones of CSS: `main`, `#id`, `.class`, `a[href]`, `a[rel=next]`, and a space between an
//! element and what lies in it.

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};

/// Elements that have no end tag.
const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// Whether a document follows the rules of HTML, where some elements never end, or of XML.
#[derive(Clone, Copy, PartialEq)]
pub enum Markup {
    Html,
    Xml,
}

/// Every element that the selector finds, outermost first, in the order of the document. An element inside another
/// that was found is not given again. What follows the first line loses the indentation that all its lines share.
pub fn find(document: &str, selector: &str, markup: Markup) -> Result<Vec<String>, String> {
    let steps = selector.split_whitespace().map(compound).collect::<Result<Vec<_>, _>>()?;
    let mut emitter = DefaultEmitter::new_with_span();
    emitter.naively_switch_states(markup == Markup::Html);
    let mut open: Vec<Open> = Vec::new();
    let mut found: Vec<(usize, usize)> = Vec::new();
    for token in Tokenizer::new_with_emitter(document, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                let attributes = tag
                    .attributes
                    .iter()
                    .map(|(key, value)| {
                        let value = &value.value;
                        (String::from_utf8_lossy(key).into_owned(), String::from_utf8_lossy(value).into_owned())
                    })
                    .collect();
                let ends = match markup {
                    Markup::Html => VOID.contains(&name.as_str()),
                    Markup::Xml => tag.self_closing,
                };
                open.push(Open { name, attributes, start: tag.span.start, wanted: false });
                let wanted = matches(&open, &steps) && !open.iter().any(|element| element.wanted);
                if ends {
                    if wanted {
                        found.push((tag.span.start, tag.span.end));
                    }
                    open.pop();
                } else if let Some(element) = open.last_mut() {
                    element.wanted = wanted;
                }
            }
            Token::EndTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                let Some(depth) = open.iter().rposition(|element| element.name == name) else { continue };
                for element in open.drain(depth..) {
                    if element.wanted {
                        found.push((element.start, tag.span.end));
                    }
                }
            }
            _ => {}
        }
    }
    found.extend(open.iter().filter(|element| element.wanted).map(|element| (element.start, document.len())));
    found.sort_unstable();
    Ok(found.into_iter().map(|(start, end)| outdented(&document[start..end])).collect())
}

struct Open {
    name: String,
    attributes: Vec<(String, String)>,
    start: usize,
    wanted: bool,
}

/// One element of a selector: its name, if any, and what its attributes must be.
struct Compound {
    name: Option<String>,
    conditions: Vec<Condition>,
}

enum Condition {
    Has(String),
    Is(String, String),
    Class(String),
}

fn compound(text: &str) -> Result<Compound, String> {
    let mut rest = text;
    let mut compound = Compound { name: None, conditions: Vec::new() };
    let word = |rest: &str| -> usize { rest.find(['#', '.', '[']).unwrap_or(rest.len()) };
    let end = word(rest);
    if end > 0 {
        compound.name = Some(rest[..end].to_owned());
        rest = &rest[end..];
    }
    while let Some(sign) = rest.chars().next() {
        rest = &rest[1..];
        if sign == '[' {
            let end = rest.find(']').ok_or(format!("`{text}`: a bracket is open"))?;
            compound.conditions.push(match rest[..end].split_once('=') {
                Some((name, value)) => Condition::Is(name.to_owned(), value.to_owned()),
                None => Condition::Has(rest[..end].to_owned()),
            });
            rest = &rest[end + 1..];
        } else {
            let end = word(rest);
            let name = rest[..end].to_owned();
            compound.conditions.push(if sign == '#' {
                Condition::Is("id".into(), name)
            } else {
                Condition::Class(name)
            });
            rest = &rest[end..];
        }
    }
    Ok(compound)
}

/// Whether the innermost open element is what the selector wants, the others lying around it in order.
fn matches(open: &[Open], steps: &[Compound]) -> bool {
    let Some((last, before)) = steps.split_last() else { return false };
    let Some((innermost, around)) = open.split_last() else { return false };
    let mut around = around.iter();
    fits(innermost, last) && before.iter().all(|step| around.any(|element| fits(element, step)))
}

fn fits(element: &Open, wanted: &Compound) -> bool {
    let value = |name: &str| element.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    wanted.name.as_ref().is_none_or(|name| *name == element.name)
        && wanted.conditions.iter().all(|condition| match condition {
            Condition::Has(name) => value(name).is_some(),
            Condition::Is(name, expected) => value(name) == Some(expected),
            Condition::Class(class) => value("class").is_some_and(|all| all.split_whitespace().any(|one| one == class)),
        })
}

fn outdented(text: &str) -> String {
    let indent = |line: &&str| line.len() - line.trim_start_matches(' ').len();
    let shared =
        text.lines().skip(1).filter(|line| !line.trim().is_empty()).map(|line| indent(&line)).min().unwrap_or(0);
    let mut lines = text.lines();
    let first = lines.next().unwrap_or_default().to_owned();
    lines.fold(first, |text, line| text + "\n" + line.get(shared..).unwrap_or_default())
}
