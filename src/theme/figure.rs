//! The pictures of an article in sizes for every screen: WebP beside JPEG or PNG, with width and height.

use std::sync::Arc;

use super::Views;
use crate::content::markdown::Image;
use crate::diagnostic::{Diagnostic, Findings, UNREADABLE_FILE};
use crate::model::{Site, beside};
use crate::picture::{self, Encoding, Facts, Format, Recipe};

/// The widths in which a picture is published, if it is wider: a telephone, a telephone with a fine screen, a reading
/// column, the same with a fine screen.
const WIDTHS: &[u32] = &[480, 800, 1200, 1600];

/// What the browser reads if it knows nothing better.
const FALLBACK: u32 = 800;

/// How wide a picture stands in the default theme; a theme says otherwise by `figure_sizes` in its `[extra]`.
const SIZES: &str = "(min-width: 46em) 42em, 100vw";

/// Chosen by looking: below these, edges in photographs begin to show.
const JPEG: Encoding = Encoding::Jpeg { quality: 80 };
const WEBP: Encoding = Encoding::Webp { quality: 78 };

/// The HTML of a picture. What is wrong with its file is reported at the place in the article.
pub fn html(views: &Arc<Views>, image: &Image, findings: &mut Findings) -> String {
    let Some(file) = source(&views.site, image) else { return image.plain() };
    match views.pictures.look(&file) {
        Ok(facts) => image.framed(element(views, image, &file, &facts)),
        Err(finding) => {
            // A file that is not there is a dead link, which has its own finding.
            if *finding.rule != UNREADABLE_FILE {
                findings.push(Diagnostic { place: image.place.clone(), ..finding });
            }
            image.plain()
        }
    }
}

/// The file that a picture shows: one beside its page, or one of `static/`.
fn source(site: &Site, image: &Image) -> Option<Arc<str>> {
    let page = &image.place.file;
    let file: Arc<str> = match beside(&image.target) {
        Some(name) => format!("{}{name}", page.rfind('/').map_or("", |slash| &page[..=slash])).into(),
        None => site.static_at(&image.target)?.file.clone(),
    };
    (picture::is_raster(&file) || file.to_ascii_lowercase().ends_with(".svg")).then_some(file)
}

fn element(views: &Views, image: &Image, file: &Arc<str>, facts: &Facts) -> String {
    let size = (facts.width, facts.height);
    let want = |recipe: &Recipe| views.pictures.want(file, facts, recipe);
    if facts.format == Format::Svg {
        return image.element(&image.target, Some(size), "");
    }
    if !facts.is_made() {
        let whole = Recipe::in_width(size, facts.width, Encoding::Copy);
        return image.element(want(&whole).as_str(), Some(size), "");
    }
    let (better, plain) = match facts.format {
        Format::Png => (Some(Encoding::WebpLossless), Encoding::Png),
        Format::Webp { lossless: true } => (None, Encoding::WebpLossless),
        Format::Webp { lossless: false } => (None, WEBP),
        _ => (Some(WEBP), JPEG),
    };
    let widest = Recipe::widest(size, WIDTHS[WIDTHS.len() - 1]);
    let widths: Vec<u32> = WIDTHS.iter().copied().filter(|width| *width < widest).chain([widest]).collect();
    let set = |encoding: Encoding| {
        let address = |width: u32| want(&Recipe::in_width(size, width, encoding));
        if let [only] = widths[..] {
            return [" srcset=\"", address(only).as_str(), "\""].concat();
        }
        let candidates: Vec<String> = widths.iter().map(|&width| format!("{} {width}w", address(width))).collect();
        format!(" srcset=\"{}\" sizes=\"{}\"", candidates.join(", "), crate::html::escaped(sizes(views)))
    };
    let fallback = widths.iter().copied().rfind(|width| *width <= FALLBACK).unwrap_or(widest);
    let address = want(&Recipe::in_width(size, fallback, plain));
    let shown = Recipe::in_width(size, widest, plain);
    let more = if widths.len() == 1 { String::new() } else { set(plain) };
    let element = image.element(address.as_str(), Some((shown.width, shown.height)), &more);
    match better {
        Some(better) => format!("<picture><source type=\"image/webp\"{}>{element}</picture>", set(better)),
        None => element,
    }
}

/// The `sizes` of the site's or the theme's `[extra]`.
fn sizes(views: &Views) -> &str {
    let own = views.site.config.extra.as_ref();
    let theme = views.theme.info().and_then(|info| info.extra.as_ref());
    [own, theme].into_iter().flatten().find_map(|extra| extra.get("figure_sizes")?.as_text()).unwrap_or(SIZES)
}
