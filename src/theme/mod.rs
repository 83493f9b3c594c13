//! Templates and what they may call: Tera, functions and filters, translated strings, assets with hashed names.
//!
//! A [`Theme`] is made from files once and renders any target of any site. Holds no data of a site: functions reach
//! the site of the render at hand through [`scope`].

mod assets;
mod content;
mod each;
mod figure;
mod filters;
mod functions;
mod images;
mod occurrences;
mod qr;
mod scope;
mod search;
mod strings;
mod templates;
mod topics;
mod values;
mod wording;

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::ops::Range;
use std::sync::Arc;

use tera::Tera;

pub use assets::ThemeAsset;
pub use content::{article, read_article};
pub use filters::FILTERS;
pub use functions::FUNCTIONS;
pub use scope::{LoadData, Made, Pictures, Views};
pub use search::{SEARCH_TEMPLATE, search};
pub use topics::{changes, directory, elder, lectures, month, observances, site_map, topic, year};
pub use values::{Named, page, section, taxonomy, term, whole};
pub use wording::Complaint;

use crate::config::ThemeInfo;
use crate::diagnostic::{Diagnostic, Findings, MISSING_TEMPLATE, Place, TEMPLATE};
use crate::model::Site;
use crate::record::suggest;
use crate::text;

/// Templates, strings and assets, ready to render.
#[derive(Debug)]
pub struct Theme {
    tera: Tera,
    info: Option<ThemeInfo>,
    strings: strings::Strings,
    assets: assets::Assets,
    /// Where each template's text stands in the site, for findings.
    files: BTreeMap<String, Arc<str>>,
    /// The text of each template, by its file.
    texts: Vec<(Arc<str>, String)>,
}

/// What a template's name begins with after a site has put its own in its place.
const REPLACED: &str = "theme/";

/// A file of a theme, from the site's folder or from inside the program.
#[derive(Clone, Debug)]
pub struct ThemeFile {
    /// Below the theme's folder: `templates/page.html`, `static/css/site.css`, `i18n/zh-CN.toml`.
    pub name: String,
    /// As findings name it: `themes/local/templates/page.html`.
    pub file: Arc<str>,
    pub bytes: Arc<[u8]>,
}

/// Makes a theme of its files, whose text is UTF-8. A later file of the same name replaces an earlier one, since the site's
/// own files lie over the theme's; of strings, a later one replaces an earlier one of the same key. A template that was
/// replaced is still there under `theme/…`, so that the one in its place may extend it and change a single block. Faulty
/// templates are reported, all of them, and left out.
pub fn assemble(files: &[ThemeFile], info: Option<ThemeInfo>, language: &str) -> (Theme, Findings) {
    let mut findings = Findings::new();
    let mut by_name: BTreeMap<&str, &ThemeFile> = BTreeMap::new();
    let mut replaced: BTreeMap<String, &ThemeFile> = BTreeMap::new();
    for file in files {
        if let Some(before) = by_name.insert(&file.name, file)
            && let Some(name) = file.name.strip_prefix("templates/")
        {
            replaced.entry(format!("{REPLACED}{name}")).or_insert(before);
        }
    }
    let mut tera = Tera::new();
    tera.autoescape_on(vec![".html", ".xml"]);
    functions::register(&mut tera);
    filters::register(&mut tera);
    let mut templates = BTreeMap::new();
    let mut texts: Vec<(&str, std::borrow::Cow<'_, str>)> = Vec::new();
    for (name, file) in &by_name {
        let Some(template) = name.strip_prefix("templates/") else { continue };
        templates.insert(template.to_owned(), file.file.clone());
        texts.push((template, String::from_utf8_lossy(&file.bytes)));
    }
    for (name, file) in &replaced {
        let text = String::from_utf8_lossy(&file.bytes);
        // A component has one definition.
        if !text.contains("{% component") {
            templates.insert(name.clone(), file.file.clone());
            texts.push((name, text));
        }
    }
    let kept =
        texts.iter().filter_map(|(name, text)| Some((templates.get(*name)?.clone(), text.to_string()))).collect();
    let texts = texts.iter().map(|(name, text)| (*name, &**text)).collect();
    templates::add(&mut tera, texts, &templates, &mut findings);
    let (strings, string_findings) = strings::Strings::read(files, language);
    findings.extend(string_findings);
    let theme = Theme { tera, info, strings, assets: assets::Assets::hash(&by_name), files: templates, texts: kept };
    (theme, findings)
}

impl Theme {
    pub fn assets(&self) -> impl Iterator<Item = &ThemeAsset> {
        self.assets.iter()
    }

    pub fn has_template(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }

    /// Whether the site has a search page: wanted, and the theme has its template.
    pub fn has_search(&self, site: &Site) -> bool {
        site.config.has_outlet("search") && self.has_template(SEARCH_TEMPLATE)
    }

    /// The file of a template.
    pub fn template_file(&self, name: &str) -> Option<Arc<str>> {
        self.files.get(name).cloned()
    }

    /// Where a template has what is wanted, the preferred file before the others.
    pub fn search(&self, preferred: Option<&str>, wanted: impl Fn(&str) -> Option<Range<usize>>) -> Option<Place> {
        let first = self.texts.iter().filter(|(file, _)| Some(&**file) == preferred);
        let others = self.texts.iter().filter(|(file, _)| Some(&**file) != preferred);
        first.chain(others).find_map(|(file, text)| Some(Place::span(file.clone(), wanted(text)?)))
    }

    pub fn info(&self) -> Option<&ThemeInfo> {
        self.info.as_ref()
    }

    /// A string of the theme in the site's language.
    pub fn string(&self, key: &str) -> Option<&str> {
        self.strings.get(key)
    }

    /// The first of the wanted templates that the theme has. An explicitly wanted one must exist.
    pub fn choose<'a>(&self, explicit: Option<(&'a str, &Place)>, usual: &[&'a str]) -> Result<&'a str, Diagnostic> {
        if let Some((name, place)) = explicit {
            if self.has_template(name) {
                return Ok(name);
            }
            return Err(Diagnostic::new(
                &MISSING_TEMPLATE,
                place,
                text!("没有模板 {name}", "there is no template {name}"),
            )
            .hint_if(suggest(name, self.files.keys().map(String::as_str))));
        }
        usual.iter().copied().find(|name| self.has_template(name)).ok_or_else(|| {
            let name = usual.last().copied().unwrap_or_default();
            Diagnostic::new(
                &MISSING_TEMPLATE,
                Place::site(),
                text!("主题里没有模板 {name}", "the theme has no template {name}"),
            )
            .hint(text!("在 templates/ 里加上 {name}", "add templates/{name}"))
        })
    }
}

/// Renders a template with values of its own beside those that every template sees, and hands the page to `then`.
pub fn render<T>(
    views: &Arc<Views>,
    template: &str,
    values: impl IntoIterator<Item = Named>,
    then: impl FnOnce(&str) -> T,
) -> Result<T, Diagnostic> {
    let theme = &views.theme;
    let mut context = views.global_context();
    for (name, value) in values {
        context.insert_value(name, value);
    }
    let mut html = Growing(Vec::with_capacity(16 * 1024));
    scope::enter(views, || theme.tera.render_to(template, &context, &mut html))
        .map_err(|error| templates::finding(&error, &theme.files, template))?;
    // The article stands in it too.
    drop(context);
    let html = simdutf8::basic::from_utf8(&html.0).map_err(|_| {
        Diagnostic::new(&TEMPLATE, Place::site(), text!("模板输出的不是 UTF-8", "the template's output is not UTF-8"))
    })?;
    Ok(then(html))
}

/// Bytes that grow by a quarter once they are many: twice a page of megabytes is memory that it will never fill.
struct Growing(Vec<u8>);

impl Growing {
    const MANY: usize = 1 << 20;
}

impl Write for Growing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Self(written) = self;
        if written.len() > Self::MANY && written.capacity() - written.len() < bytes.len() {
            written.reserve_exact(bytes.len().max(written.len() / 4));
        }
        written.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
