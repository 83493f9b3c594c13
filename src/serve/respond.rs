//! From a request to an answer: the target at that address, rendered now.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::Response;

use super::{Current, Preview, Reload, error_page, host};
use crate::diagnostic::{Diagnostic, Findings, Place};
use crate::model::address::{decode, encode};
use crate::outlet::{Rendition, Subject, Target};
use crate::pipeline::{self, Loaded};
use crate::source;

/// What the preview itself answers lies below this; no page of a site can, since its segments begin with a letter.
const OWN: &str = "/.xinfeng/";

/// Looks again when the load is another than the one that made the page: also one between the page and this script.
/// The position is kept by hand because some browsers forget it on a reload, and over a page of errors; the browser's own memory is
/// put aside for that load only, so that a reader's own reload keeps its place too. It is taken up at once, even where
/// the theme scrolls smoothly: the next change may come on the way. One that has not been taken up is handed on, unless the
/// reader has scrolled since: the next change came first, or the page is too short for it, as where an editor has only
/// begun to write. The top of the page is no position to go back to: whoever scrolls while the page still loads
/// would be thrown there.
const SCRIPT: &str = "(()=>{const k='xinfeng-scroll:'+location.pathname,v=document.currentScript.dataset.version,\
b='broken' in document.documentElement.dataset;let s=b?null:sessionStorage.getItem(k);\
if(s)sessionStorage.removeItem(k);s=+s;\
let c;if(s)addEventListener('load',()=>{scrollTo({top:s,behavior:'instant'});c=scrollY;if(c>s-1)s=0});\
if(s){history.scrollRestoration='manual';addEventListener('pagehide',()=>history.scrollRestoration='auto')}\
const e=new EventSource('/.xinfeng/changes');\
e.onmessage=m=>{if(m.data!==v){e.close();if(!b)sessionStorage.setItem(k,s&&(c??scrollY)===scrollY?s:scrollY);location.reload()}}})()";

/// How many errors the page for a missing address shows.
const SHOWN: usize = 20;

/// The path at which the site is mounted: that of `base_url`.
pub fn mount(loaded: &Loaded) -> &str {
    loaded.config.base_url.as_ref().map_or("", |base| &base.path)
}

pub async fn respond(State(preview): State<Arc<Preview>>, method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if !host::is_own(&headers) {
        return plain(StatusCode::FORBIDDEN, "this preview answers only to this machine's own addresses\n");
    }
    if method != Method::GET && method != Method::HEAD {
        return plain(StatusCode::METHOD_NOT_ALLOWED, "GET or HEAD\n");
    }
    match uri.path().strip_prefix(OWN) {
        Some("changes") => return changes(&preview),
        Some("reload.js") => return answer(StatusCode::OK, "text/javascript; charset=utf-8", SCRIPT),
        _ => {}
    }
    let worker = tokio::task::spawn_blocking(move || page(&preview, &uri));
    worker.await.unwrap_or_else(|_| plain(StatusCode::INTERNAL_SERVER_ERROR, "rendering failed\n"))
}

fn page(preview: &Preview, uri: &Uri) -> Response {
    let current = preview.current();
    let mount = mount(&current.loaded);
    let path = decode(uri.path());
    let Some(address) = path.strip_prefix(mount).filter(|rest| rest.starts_with('/')) else {
        return if path.trim_end_matches('/') == mount || path == "/" {
            redirect(&format!("{mount}/"))
        } else {
            not_found(preview, &current)
        };
    };
    if let Some(target) = current.loaded.plan.get(address) {
        return rendered(preview, &current, target, StatusCode::OK);
    }
    if let Some(target) = pipeline::picture(&current.loaded, &preview.project.form, address) {
        return rendered(preview, &current, &target, StatusCode::OK);
    }
    // What a static server does with the folder of an index.html, and with the file itself.
    if let Some(folder) = address.strip_suffix("index.html")
        && let Some(target) = current.loaded.plan.get(folder)
    {
        return rendered(preview, &current, target, StatusCode::OK);
    }
    if current.loaded.plan.has(&format!("{address}/")) {
        return redirect(&format!("{mount}{address}/"));
    }
    not_found(preview, &current)
}

/// An address without a page. Where there are errors, one of them may be why it is not there.
fn not_found(preview: &Preview, current: &Current) -> Response {
    let faults: Findings = current.findings.iter().filter(|finding| finding.is_error()).take(SHOWN).cloned().collect();
    if !faults.is_empty() {
        return broken(preview, current, &faults);
    }
    match current.loaded.plan.get("/404.html") {
        Some(target) => rendered(preview, current, target, StatusCode::NOT_FOUND),
        None => plain(StatusCode::NOT_FOUND, "404\n"),
    }
}

fn rendered(preview: &Preview, current: &Current, target: &Target, status: StatusCode) -> Response {
    let loaded = &current.loaded;
    match pipeline::render(loaded, &preview.project.form, target) {
        Ok(Rendition::Html { html, mut findings, .. }) => {
            loaded.config.weigh(&mut findings);
            let faults = faults_of(current, target, findings);
            if faults.is_empty() {
                html_answer(preview, current, status, html)
            } else {
                broken(preview, current, &faults)
            }
        }
        Ok(Rendition::Text(bytes)) => answer(status, content_type(target.address.as_str()), bytes),
        Ok(Rendition::Copy(file)) => match source::read(&preview.project.root, &file) {
            Ok(bytes) => answer(status, content_type(target.address.as_str()), bytes),
            Err(_) => plain(StatusCode::NOT_FOUND, "404\n"),
        },
        Err(findings) => broken(preview, current, &faults_of(current, target, findings)),
    }
}

/// The errors that keep this page from being right: its own, those of its rendering, and those of files that every page
/// depends on.
fn faults_of(current: &Current, target: &Target, rendering: Findings) -> Findings {
    let concerns_all = |place: &Place| {
        let file = &*place.file;
        file.is_empty() || !file.starts_with("content/") && !file.starts_with("static/")
    };
    let data_files = data_files(current, target);
    let own = |finding: &&Diagnostic| {
        let file = &finding.place.file;
        *file == target.place.file || data_files.contains(file) || concerns_all(&finding.place)
    };
    let mut faults: Findings =
        current.findings.iter().filter(own).chain(&rendering).filter(|f| f.is_error()).cloned().collect();
    crate::diagnostic::arrange(&mut faults);
    faults
}

/// The spreadsheets that a page is made of.
fn data_files<'a>(current: &'a Current, target: &Target) -> &'a [Arc<str>] {
    let site = &current.loaded.site;
    match target.subject {
        Subject::Page(id) => &site.page(id).document.data_files,
        Subject::Section(id, _) => site.section(id).document.as_ref().map_or(&[], |document| &document.data_files),
        _ => &[],
    }
}

fn broken(preview: &Preview, current: &Current, faults: &Findings) -> Response {
    let html = error_page::html(faults, &preview.project.root, preview.options.language);
    html_answer(preview, current, StatusCode::INTERNAL_SERVER_ERROR, html)
}

/// A page; with reload on, one script element more.
fn html_answer(preview: &Preview, current: &Current, status: StatusCode, mut html: String) -> Response {
    if preview.options.reload == Reload::On {
        let at = html.rfind("</body>").unwrap_or(html.len());
        let version = current.version;
        html.insert_str(at, &format!("<script src=\"{OWN}reload.js\" data-version=\"{version}\"></script>"));
    }
    answer(status, "text/html; charset=utf-8", html)
}

/// Server-sent events (HTML standard, 9.2): the number of the current load, now and after each change.
fn changes(preview: &Preview) -> Response {
    let receiver = preview.version.subscribe();
    let stream = futures_util::stream::unfold((receiver, true), |(mut receiver, first)| async move {
        if !first {
            receiver.changed().await.ok()?;
        }
        let version = *receiver.borrow_and_update();
        Some((Ok::<_, Infallible>(Bytes::from(format!("data: {version}\n\n"))), (receiver, false)))
    });
    answer(StatusCode::OK, "text/event-stream", Body::from_stream(stream))
}

fn redirect(to: &str) -> Response {
    let mut response = plain(StatusCode::MOVED_PERMANENTLY, "");
    if let Ok(location) = HeaderValue::from_str(&encode(to)) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

fn plain(status: StatusCode, text: &'static str) -> Response {
    answer(status, "text/plain; charset=utf-8", text)
}

fn answer(status: StatusCode, content_type: &str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(content_type) {
        headers.insert(header::CONTENT_TYPE, value);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn content_type(address: &str) -> &'static str {
    let ending = address.rsplit_once('.').map_or("", |(_, ending)| ending);
    match ending {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "xml" => "application/xml; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        _ => mime_guess::from_ext(ending).first_raw().unwrap_or("application/octet-stream"),
    }
}
