//! Filters that templates may use besides Tera's own: one row each.

use tera::{Error, Kwargs, State, TeraResult, Value};

use super::scope;
use crate::content::markdown::{self, Breaks, Options, Piece, RawHtml};
use crate::diagnostic::Findings;
use crate::time::date;

/// Names of the filters. `docs/templates.md` explains each, which a test enforces.
pub static FILTERS: &[&str] = &["date", "markdown"];

pub fn register(tera: &mut tera::Tera) {
    tera.register_filter("date", written_date);
    tera.register_filter("markdown", render_markdown);
}

/// A date of a page, or `now`, in the words of the site's language: `{{ page.date | date(format="%-m月%-d日 %A") }}`.
fn written_date(value: &str, arguments: Kwargs, _: &State) -> TeraResult<String> {
    let views = scope::current()?;
    let format: &str = arguments.get("format")?.unwrap_or("%Y-%m-%d");
    let moment = date::parse_iso(value).ok_or_else(|| Error::message(format!("`{value}` is not a date")))?;
    let language = views.site.config.spoken();
    date::format(moment, format, language).map_err(|_| Error::message(format!("`{format}` is not a pattern for dates")))
}

/// Markdown of a front-matter value as HTML; `inline=true` leaves out the paragraph.
fn render_markdown(value: &str, arguments: Kwargs, _: &State) -> TeraResult<Value> {
    let inline: bool = arguments.get("inline")?.unwrap_or(false);
    let options = Options { raw_html: RawHtml::Escape, breaks: Breaks::Soft, ..Options::default() };
    let (body, findings): (_, Findings) = markdown::render(&"".into(), value, 0, options);
    if let Some(finding) = findings.iter().find(|finding| finding.is_error()) {
        return Err(Error::message(finding.message.in_language(crate::diagnostic::Language::En)));
    }
    let html: String = body
        .pieces
        .iter()
        .map(|piece| match piece {
            Piece::Html(html) => html.as_str(),
            Piece::Call(_) => "",
        })
        .collect();
    let trimmed = html.trim();
    let html = match trimmed.strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>")) {
        Some(paragraph) if inline => paragraph,
        _ => trimmed,
    };
    Ok(Value::safe_string(html))
}
