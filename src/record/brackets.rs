//! Brackets of TOML that nobody closed: an end is put in, so that the lines behind are read for what they are.

use std::borrow::Cow;
use std::ops::Range;

/// A text in which every bracket has its end.
pub(super) struct Closed<'a> {
    pub text: Cow<'a, str>,
    /// Brackets whose end was missing.
    pub brackets: Vec<Range<usize>>,
    /// What was put in, in order.
    ends: Vec<Range<usize>>,
    /// A bracket whose end could not be told: what stands behind it is not to be judged.
    pub lost: Option<usize>,
}

/// Where the lines of a text end.
pub(super) struct Lines(Vec<usize>);

impl Lines {
    pub fn of(text: &str) -> Self {
        Self(memchr::memchr_iter(b'\n', text.as_bytes()).collect())
    }

    /// The number of the line around an offset, from zero.
    pub fn at(&self, offset: usize) -> usize {
        self.0.partition_point(|end| *end < offset)
    }
}

/// As many brackets are closed; a text with more of them is no configuration.
const MAX_CLOSED: usize = 20;

/// A value of more lines is not looked through for its end.
const LONGEST: usize = 200;

/// Closes brackets that stay open to the end, each before the next line that begins a key or a table.
pub(super) fn close(text: &str) -> Closed<'_> {
    let mut closed = Closed::none(text);
    while closed.brackets.len() < MAX_CLOSED
        && let Some((bracket, _)) = open_brackets(&closed.text, 0).first().copied()
    {
        let at = match statement_end(&closed.text, bracket) {
            Some(at) => at,
            None => {
                closed.lost = Some(bracket);
                closed.text.len()
            }
        };
        let open = open_brackets(&closed.text[..at], bracket);
        let mut end: String = open.iter().rev().map(|(_, bracket)| if *bracket == '[' { ']' } else { '}' }).collect();
        end.push('\n');
        if !closed.text[..at].ends_with('\n') {
            end.insert(0, '\n');
        }
        closed.brackets.push(bracket..bracket + 1);
        closed.ends.push(at..at + end.len());
        closed.text.to_mut().insert_str(at, &end);
    }
    closed
}

impl<'a> Closed<'a> {
    /// The text as it is.
    pub fn none(text: &'a str) -> Self {
        Self { text: Cow::Borrowed(text), brackets: Vec::new(), ends: Vec::new(), lost: None }
    }

    /// The offset in the text as written.
    pub fn written(&self, at: usize) -> usize {
        let before = self.ends.iter().take_while(|end| end.start < at);
        at - before.map(|end| end.end.min(at) - end.start).sum::<usize>()
    }

    /// Whether an offset lies in what was put in.
    pub fn is_ours(&self, at: usize) -> bool {
        self.ends.iter().any(|end| end.contains(&at))
    }
}

/// Where the value with this open bracket ends: before the next line that begins a key or a table, if it cannot be
/// content of the bracket, else with the text. `None` if that is too far away to tell.
fn statement_end(text: &str, bracket: usize) -> Option<usize> {
    let line = line_at(text, bracket);
    let mut before = &text[line.clone()];
    let mut at = (line.end + 1).min(text.len());
    for (number, line) in text[at..].split_inclusive('\n').enumerate() {
        if number == LONGEST {
            return None;
        }
        let content = line.trim();
        let continues = before.trim_end().ends_with([',', '{', '[']);
        let in_table = || open_brackets(&text[..at], bracket).last().is_some_and(|(_, bracket)| *bracket == '{');
        if begins_table(line) || begins_key(content) && !(continues && in_table()) {
            return Some(at);
        }
        if !content.is_empty() && !content.starts_with('#') {
            before = line;
        }
        at += line.len();
    }
    Some(text.len())
}

/// `[name]` or `[[name]]` at the begin of a line; a list in a list holds no bare word, or goes on behind.
fn begins_table(line: &str) -> bool {
    let header = line.split('#').next().unwrap_or_default().trim_end();
    let name = header.trim_start_matches('[').trim_end_matches(']');
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    header.starts_with('[')
        && header.ends_with(']')
        && name.contains(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(is_name)
}

/// `key =`, also with a full-width sign.
fn begins_key(content: &str) -> bool {
    let Some((key, _)) = content.split_once(['=', '＝']) else { return false };
    let key = key.trim_end();
    !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

/// The characters that quote, hide, open or close.
const SPEAKING: [char; 11] = ['"', '\'', '\\', '#', '[', ']', '］', '】', '{', '}', '｝'];

/// Brackets of values, from an offset outside of quotes, that stay open to the end of the text; the outermost first.
fn open_brackets(text: &str, from: usize) -> Vec<(usize, char)> {
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut quoted: Option<&str> = None;
    let mut start = from;
    for line in text[from..].split_inclusive('\n') {
        let begins = start == 0 || text[..start].ends_with('\n');
        let is_header = begins && open.is_empty() && quoted.is_none() && line.trim_start().starts_with('[');
        let mut at = 0;
        while !is_header && at < line.len() {
            // Nearly all of a line says nothing.
            at += line[at..].find(SPEAKING).unwrap_or(line.len() - at);
            let rest = &line[at..];
            let Some(c) = rest.chars().next() else { break };
            let mark = ["\"\"\"", "'''", "\"", "'"].into_iter().find(|mark| rest.starts_with(mark));
            at += match (quoted, mark) {
                (Some(quote), _) if rest.starts_with(quote) => {
                    quoted = None;
                    quote.len()
                }
                (Some(quote), _) if c == '\\' && quote.starts_with('"') => {
                    1 + rest[1..].chars().next().map_or(0, char::len_utf8)
                }
                (Some(_), _) => c.len_utf8(),
                (None, Some(mark)) => {
                    quoted = Some(mark);
                    mark.len()
                }
                (None, None) if c == '#' => break,
                (None, None) => {
                    match c {
                        '[' | '{' => open.push((start + at, c)),
                        ']' | '］' | '】' => drop(open.pop_if(|(_, bracket)| *bracket == '[')),
                        '}' | '｝' => drop(open.pop_if(|(_, bracket)| *bracket == '{')),
                        _ => {}
                    }
                    c.len_utf8()
                }
            };
        }
        // Only three quotes hold text of several lines.
        quoted = quoted.filter(|quote| quote.len() == 3);
        start += line.len();
    }
    open
}

/// The line around an offset, without its end.
pub(super) fn line_at(text: &str, at: usize) -> Range<usize> {
    let at = text.floor_char_boundary(at.min(text.len()));
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
    start..end
}
