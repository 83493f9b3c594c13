//! What Markdown becomes: tables of text in and HTML out.

mod block;
mod calls;
mod emphasis;
mod inline;
mod laws;

use std::sync::Arc;

use super::*;
use crate::diagnostic::At;

fn file() -> Arc<str> {
    "content/a.md".into()
}

fn rendered(text: &str, options: Options) -> (Body, Findings) {
    render(&file(), text, 0, options)
}

/// The readable text.
fn plain(text: &str) -> String {
    write(&file(), text, 0, Options::default()).0.plain.trim().to_owned()
}

/// The pieces as one text, calls as `⟦name {arguments}⟧body⟦/name⟧`.
fn shown(pieces: &[Piece]) -> String {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Html(html) => html.clone(),
            // Whether it is seen at once is tested by itself.
            Piece::Image(image) => Image { view: View::Below, ..Image::clone(image) }.plain(),
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
