//! What a built file says about others: its links, and the anchors that others may link to.

use std::collections::HashSet;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};
use percent_encoding::percent_decode_str;

/// The links and anchors of one HTML document.
#[derive(Debug, Default)]
pub struct Document {
    /// Targets as they are written, entities decoded.
    pub links: Vec<String>,
    pub anchors: HashSet<String>,
    /// Ids that stand more than once.
    pub repeated: Vec<String>,
}

pub fn read(html: &str) -> Document {
    let mut document = Document::default();
    let mut emitter = DefaultEmitter::<()>::default();
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(html, emitter) {
        let Ok(Token::StartTag(tag)) = token else { continue };
        let element = String::from_utf8_lossy(&tag.name).into_owned();
        let value = |name: &str| {
            let (_, value) = tag.attributes.iter().find(|(key, _)| key.as_slice() == name.as_bytes())?;
            Some(String::from_utf8_lossy(&value.value).into_owned())
        };
        for name in ["href", "src", "poster", "action", "data"] {
            document.links.extend(value(name).filter(|_| name != "data" || element == "object"));
        }
        for name in ["srcset", "imagesrcset"] {
            let candidates = value(name).unwrap_or_default();
            let urls = candidates.split(',').filter_map(|one| one.split_whitespace().next().map(str::to_owned));
            document.links.extend(urls);
        }
        if element == "meta" {
            document.links.extend(of_meta(value("http-equiv"), value("property").or(value("name")), value("content")));
        }
        let mut add = |anchor: String, unique: bool| {
            if !document.anchors.insert(anchor.clone()) && unique {
                document.repeated.push(anchor);
            }
        };
        if let Some(id) = value("id") {
            add(id, true);
        }
        if let Some(name) = value("name").filter(|_| element == "a") {
            add(name, false);
        }
    }
    document
}

/// The address in a `<meta>`: of a redirect, or of a picture or page for those who share it.
fn of_meta(equiv: Option<String>, property: Option<String>, content: Option<String>) -> Option<String> {
    let content = content?;
    if equiv.is_some_and(|equiv| equiv.eq_ignore_ascii_case("refresh")) {
        let (_, url) = content.split_once("url=")?;
        return Some(url.trim_matches(['\'', '"']).to_owned());
    }
    matches!(property.as_deref(), Some("og:url" | "og:image" | "twitter:image")).then_some(content)
}

/// The addresses in the `url()` of a stylesheet.
pub fn of_stylesheet(css: &str) -> Vec<String> {
    css.split("url(")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
        .map(|url| url.trim().trim_matches(['\'', '"']).to_owned())
        .collect()
}

/// The addresses in a feed or a sitemap: what stands in `<loc>` and in the `href` of `<link>`.
pub fn of_xml(xml: &str) -> Vec<String> {
    let mut links = Vec::new();
    let mut in_loc = false;
    for token in Tokenizer::new(xml) {
        match token {
            Ok(Token::StartTag(tag)) => {
                in_loc = tag.name.as_slice() == b"loc";
                if tag.name.as_slice() == b"link"
                    && let Some((_, href)) = tag.attributes.iter().find(|(key, _)| key.as_slice() == b"href")
                {
                    links.push(String::from_utf8_lossy(&href.value).into_owned());
                }
            }
            Ok(Token::String(text)) if in_loc => links.push(String::from_utf8_lossy(&text.value).into_owned()),
            Ok(Token::EndTag(_)) => in_loc = false,
            _ => {}
        }
    }
    links
}

/// Where a link leads.
#[derive(Debug, PartialEq)]
pub enum Target {
    /// A path of the site, percent-decoded, and an anchor.
    Inside { path: String, anchor: Option<String> },
    /// Another host, or something that is no page: `tel:`, `mailto:`, `data:`.
    Outside,
    /// A path above the site's own.
    Above,
}

/// Resolves a link that stands in the file at `from` of a site that is served at `mount` (`/` or `/sub/path/`).
/// Both paths are absolute.
pub fn resolve(link: &str, from: &str, mount: &str, base_url: &str) -> Target {
    let link = link.trim();
    let (link, anchor) = match link.split_once('#') {
        Some((link, anchor)) => (link, Some(decoded(anchor)).filter(|anchor| !anchor.is_empty())),
        None => (link, None),
    };
    let link = link.split('?').next().unwrap_or_default();
    let path = if let Some(rest) = link.strip_prefix(base_url).filter(|rest| rest.is_empty() || rest.starts_with('/')) {
        format!("{mount}{}", rest.trim_start_matches('/'))
    } else if link.starts_with("//") || has_scheme(link) {
        return Target::Outside;
    } else if link.is_empty() {
        from.to_owned()
    } else if link.starts_with('/') {
        link.to_owned()
    } else {
        let folder = &from[..=from.rfind('/').unwrap_or(0)];
        format!("{folder}{link}")
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in path.trim_start_matches('/').split('/') {
        match part {
            "." => {}
            ".." => {
                if parts.pop().is_none() {
                    return Target::Above;
                }
            }
            _ => parts.push(part),
        }
    }
    let slash = if path.ends_with("/.") || path.ends_with("/..") { "/" } else { "" };
    let path = decoded(&format!("/{}{slash}", parts.join("/")));
    match path.strip_prefix(mount) {
        Some(path) => Target::Inside { path: path.to_owned(), anchor },
        None => Target::Above,
    }
}

/// The file that a server gives for a path of the site.
pub fn file_of(path: &str) -> String {
    if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() }
}

fn has_scheme(link: &str) -> bool {
    link.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    })
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[test]
fn links_resolve_as_in_a_browser() {
    let inside =
        |path: &str, anchor: Option<&str>| Target::Inside { path: path.into(), anchor: anchor.map(str::to_owned) };
    let cases = [
        ("../b/", "/a/c/", "/", inside("a/b/", None)),
        ("../b/#%E7%94%B2", "/a/c/", "/", inside("a/b/", Some("甲"))),
        ("#x", "/a/", "/", inside("a/", Some("x"))),
        ("", "/a/", "/", inside("a/", None)),
        ("./", "/sub/path/a/", "/sub/path/", inside("a/", None)),
        ("../..", "/sub/path/a/b/", "/sub/path/", inside("", None)),
        ("../../../", "/sub/path/a/b/", "/sub/path/", Target::Above),
        ("/a/", "/sub/path/", "/sub/path/", Target::Above),
        ("/sub/path/%E7%94%B2.pdf?v=1", "/sub/path/", "/sub/path/", inside("甲.pdf", None)),
        ("https://a.example/x/", "/", "/", inside("x/", None)),
        ("https://a.example.org/x/", "/", "/", Target::Outside),
        ("tel:12345", "/", "/", Target::Outside),
        ("//b.example/", "/", "/", Target::Outside),
        ("../../../../x", "/a/", "/", Target::Above),
    ];
    for (link, from, mount, expected) in cases {
        assert_eq!(resolve(link, from, mount, "https://a.example"), expected, "{link} from {from} below {mount}");
    }
}

#[test]
fn links_are_read_from_every_kind_of_file() {
    let html = "<a href='a&amp;b' name=n id=i><img srcset='x.png 1x, y.png 2x' src=z.png id=i>\
        <meta http-equiv=refresh content='0; url=/r/'><meta property=og:image content=o.png>\
        <script>'<a href=no>'</script>";
    let document = read(html);
    assert_eq!(document.links, ["a&b", "z.png", "x.png", "y.png", "/r/", "o.png"]);
    assert_eq!(document.repeated, ["i"]);
    assert!(document.anchors.contains("n"));
    assert_eq!(of_stylesheet("a{b:url('x.svg')} c{d:url(y.woff2)}"), ["x.svg", "y.woff2"]);
    assert_eq!(of_xml("<feed><link href=\"a\"/><loc>b</loc><id>c</id></feed>"), ["a", "b"]);
}
