//! Filters that templates may use besides Tera's own: one row each.

use tera::{Kwargs, State, TeraResult, Value};

use super::scope;
use super::wording::{Complaint, error};
use crate::content::markdown::{self, Breaks, Options, Piece, RawHtml};
use crate::diagnostic::{Findings, Text};
use crate::query;
use crate::text;
use crate::time::date;

/// Names of the filters. `docs/templates.md` explains each, which a test enforces.
pub static FILTERS: &[&str] = &["absolute", "date", "markdown"];

pub fn register(tera: &mut tera::Tera) {
    tera.register_filter("absolute", absolute);
    tera.register_filter("date", written_date);
    tera.register_filter("markdown", render_markdown);
}

fn fault(message: Text) -> tera::Error {
    error(&Complaint { message, hint: None })
}

/// An address of the site with scheme and host, for what is copied out of a page. Without `base_url` it begins at the site's root.
fn absolute(value: &str, _: Kwargs, _: &State) -> TeraResult<String> {
    let views = scope::current()?;
    Ok(query::public_address(&views.site, value))
}

/// A date of a page, or `now`, in the words of the site's language: `{{ page.date | date(format="%-m月%-d日 %A") }}`.
fn written_date(value: &str, arguments: Kwargs, _: &State) -> TeraResult<String> {
    let views = scope::current()?;
    let format: &str = arguments.get("format")?.unwrap_or("%Y-%m-%d");
    let moment = date::parse_iso(value).ok_or_else(|| fault(text!("“{value}”不是日期", "{value} is not a date")))?;
    let language = views.site.config.spoken();
    date::format(moment, format, language)
        .map_err(|_| fault(text!("“{format}”不是日期的格式", "{format} is not a pattern for dates")))
}

/// Markdown of a front-matter value as HTML; `inline=true` leaves out the paragraph.
fn render_markdown(value: &str, arguments: Kwargs, _: &State) -> TeraResult<Value> {
    let inline: bool = arguments.get("inline")?.unwrap_or(false);
    let options = Options { raw_html: RawHtml::Escape, breaks: Breaks::Soft, ..Options::default() };
    let (body, findings): (_, Findings) = markdown::render(&"".into(), value, 0, options);
    if let Some(finding) = findings.iter().find(|finding| finding.is_error()) {
        return Err(fault(finding.message.clone()));
    }
    let html: String = body
        .pieces
        .iter()
        .map(|piece| match piece {
            Piece::Html(html) => html.clone(),
            // Front matter has no place of its own from which a file could be found.
            Piece::Image(image) => image.plain(),
            Piece::Call(_) => String::new(),
        })
        .collect();
    let trimmed = html.trim();
    let html = match trimmed.strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>")) {
        Some(paragraph) if inline => paragraph,
        _ => trimmed,
    };
    Ok(Value::safe_string(html))
}
