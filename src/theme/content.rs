//! Articles with their component calls filled in.

use std::borrow::Cow;
use std::ops::ControlFlow;
use std::sync::Arc;

use tera::{Context, Value};

use super::wording::{Complaint, complaint};
use super::{Views, figure, scope, templates};
use crate::content::markdown::{Body, Call, Piece};
use crate::diagnostic::{COMPONENT_CALL, Diagnostic, Findings, Language};
use crate::html::{self, Verdict};
use crate::model::address::Address;
use crate::model::beside;
use crate::record::suggest;
use crate::text;

/// The HTML of an article. A call that fails leaves nothing behind and is reported at its place in the Markdown.
pub fn article<'a>(views: &Arc<Views>, at: &Address, body: &'a Body, findings: &mut Findings) -> Cow<'a, str> {
    let html = match body.pieces.as_slice() {
        [Piece::Html(html)] => Cow::Borrowed(html.as_str()),
        pieces => Cow::Owned(html_of(views, pieces, findings)),
    };
    if body.links.iter().any(|link| beside(&link.target).is_some()) { Cow::Owned(rooted(&html, at)) } else { html }
}

/// Hands on the HTML of an article, a stretch at a time and tags whole, until whoever reads it has enough.
pub fn read_article(views: &Arc<Views>, body: &Body, mut take: impl FnMut(&str) -> ControlFlow<()>) {
    // A call that fails is reported where the page itself is rendered.
    let _ = each_piece(views, &body.pieces, &mut Findings::new(), &mut take);
}

/// Turns links to files beside the page into site-absolute ones, so that the text also holds in lists and feeds.
pub fn rooted(html: &str, at: &Address) -> String {
    struct Rooted<'a>(&'a Address);
    impl html::Rewrite for Rooted<'_> {
        fn address(&mut self, address: &str, out: &mut String) -> Verdict {
            if beside(address).is_none() {
                return Verdict::Stays;
            }
            out.push_str(self.0.folder());
            out.push_str(address.trim_start_matches("./"));
            Verdict::Replaced
        }
    }
    html::rewrite(html, &mut Rooted(at))
}

/// An article as a part of a larger page: its headings a level lower, its anchors under `name`, so that those of several
/// articles do not clash, and its links from the root, since the page lies elsewhere.
pub fn below(html: &str, name: &str, at: &Address) -> String {
    struct Below<'a>(&'a str, &'a Address);
    impl html::Rewrite for Below<'_> {
        fn address(&mut self, address: &str, out: &mut String) -> Verdict {
            match address.strip_prefix('#') {
                Some(anchor) => {
                    for part in ["#", self.0, "-", anchor] {
                        out.push_str(part);
                    }
                }
                None if beside(address).is_some() => {
                    out.push_str(self.1.folder());
                    out.push_str(address);
                }
                None => return Verdict::Stays,
            }
            Verdict::Replaced
        }

        fn id(&mut self, id: &str) -> Option<String> {
            Some(format!("{}-{id}", self.0))
        }
    }
    html::lower_headings(&html::rewrite(html, &mut Below(name, at)))
}

fn html_of(views: &Arc<Views>, pieces: &[Piece], findings: &mut Findings) -> String {
    let mut html = String::new();
    let _ = each_piece(views, pieces, findings, &mut |text| {
        html.push_str(text);
        ControlFlow::Continue(())
    });
    html
}

fn each_piece(
    views: &Arc<Views>,
    pieces: &[Piece],
    findings: &mut Findings,
    take: &mut dyn FnMut(&str) -> ControlFlow<()>,
) -> ControlFlow<()> {
    for piece in pieces {
        match piece {
            Piece::Html(text) => take(text)?,
            Piece::Image(image) => take(&figure::html(views, image, findings))?,
            Piece::Call(call) => match render_call(views, call, findings) {
                Ok(text) => take(&text)?,
                Err(finding) => findings.push(finding),
            },
        }
    }
    ControlFlow::Continue(())
}

fn render_call(views: &Arc<Views>, call: &Call, findings: &mut Findings) -> Result<String, Diagnostic> {
    let tera = &views.theme.tera;
    let name = &call.name;
    // Looked up before rendering: Tera's own error would carry no place.
    let Some(definition) = tera.get_component_definition(name) else {
        return Err(Diagnostic::new(
            &COMPONENT_CALL,
            &call.place,
            text!("主题里没有组件 {name}", "the theme has no component {name}"),
        )
        .hint_if(suggest(name, tera.get_component_names())));
    };
    let known: Vec<&str> = definition.args().iter().map(tera::ComponentArg::name).collect();
    let all = known.join(", ");
    if definition.rest_param().is_none()
        && let Some((argument, _)) = call.arguments.iter().find(|(argument, _)| !known.contains(&argument.as_str()))
    {
        return Err(Diagnostic::new(
            &COMPONENT_CALL,
            &call.place,
            text!("组件 {name} 没有参数 {argument}", "the component {name} has no argument {argument}"),
        )
        .hint_if(suggest(argument, known))
        .hint(text!("它的参数有：{all}", "its arguments: {all}")));
    }
    let mut context = Context::new();
    for (argument, value) in &call.arguments {
        context.insert_value(argument.clone(), Value::from_serializable(value));
    }
    let body = call.body.as_ref().map(|pieces| html_of(views, pieces, findings));
    let globals = views.global_context();
    scope::enter(views, || tera.render_component_with_implicits(name, &context, &globals, body.as_deref(), true))
        .map_err(|error| {
            let inner = templates::finding(&error, &views.theme.files, name);
            if matches!(error.kind(), tera::ErrorKind::RenderingError(_)) {
                let mut finding = Diagnostic::new(&COMPONENT_CALL, &call.place, inner.message);
                finding.hints = inner.hints;
                return finding.related(inner.place, text!("在模板的这里", "here in the template"));
            }
            let Complaint { message, hint } = complaint(&error.to_string());
            let (zh, en) = (message.in_language(Language::Zh), message.in_language(Language::En));
            Diagnostic::new(
                &COMPONENT_CALL,
                &call.place,
                text!("组件 {name} 用得不对：{zh}", "the component {name} cannot be rendered: {en}"),
            )
            .hint_if(hint)
            .hint(text!("它的参数有：{all}", "its arguments: {all}"))
        })
}
