//! Which files make the theme: those of its folder or those inside the program, with the site's own laid over them.

use std::collections::HashSet;
use std::sync::Arc;

use include_dir::{Dir, include_dir};

use super::Kept;
use crate::config::{self, Config, ThemeInfo};
use crate::diagnostic::{Diagnostic, Findings, MISSING_THEME};
use crate::model::address;
use crate::pipeline::Listing;
use crate::record::suggest;
use crate::source::{self, Found, Root};
use crate::text;
use crate::theme::{self, Theme, ThemeFile};

/// The default theme, so that the program alone is a whole installation.
static DEFAULT_THEME: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

/// The name under which the default theme stands in findings and in `theme = "…"`.
const DEFAULT_THEME_NAME: &str = "default";

/// What the theme was made of: its files and the language of its strings.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ThemeKey {
    name: Option<String>,
    pub(super) files: Vec<Found>,
    language: String,
}

/// The theme of the configuration, with the site's own templates and strings laid over it, and those files of `static/` that
/// have the name of one of the theme's.
pub(super) fn load_theme(
    root: &Root,
    config: &Config,
    listing: &Listing,
    before: Option<&Kept>,
    kept: &mut Kept,
    findings: &mut Findings,
) -> Arc<Theme> {
    let folder = theme_folder(config, listing, findings);
    findings.extend(listing.findings(folder.as_deref()).cloned());
    let mut found = folder.as_ref().map(|folder| listing.under(&format!("{folder}/")).to_vec()).unwrap_or_default();
    let own: HashSet<String> = match &folder {
        Some(folder) => found
            .iter()
            .filter_map(|found| found.path.strip_prefix(folder.as_str())?.get(1..))
            .map(str::to_owned)
            .collect(),
        None => embedded_names(&DEFAULT_THEME),
    };
    found.extend_from_slice(listing.under("templates/"));
    found.extend_from_slice(listing.under("i18n/"));
    found.extend(listing.under("static/").iter().filter(|found| own.contains(&*found.path)).cloned());
    let key = ThemeKey { name: folder.clone(), files: found, language: config.language.clone() };
    let old = before.and_then(|before| before.theme.as_ref()).filter(|(old, ..)| *old == key);
    let (theme, faults) = match old {
        Some((_, theme, faults)) => (theme.clone(), faults.clone()),
        None => {
            let (theme, faults) = read_theme(root, folder.as_deref(), &key);
            (Arc::new(theme), faults)
        }
    };
    findings.extend(faults.iter().cloned());
    kept.theme = Some((key, theme.clone(), faults));
    theme
}

/// The folder of the theme in the site; `None` for the one inside the program, unless the site has its own copy.
fn theme_folder(config: &Config, listing: &Listing, findings: &mut Findings) -> Option<String> {
    let folder = |name: &str| format!("themes/{name}");
    match config.theme.as_ref().filter(|name| name.value != DEFAULT_THEME_NAME) {
        Some(name) => is_theme(name, listing, findings).then(|| folder(&name.value)),
        None => {
            let own = folder(DEFAULT_THEME_NAME);
            listing.get(&format!("{own}/theme.toml")).map(|_| own)
        }
    }
}

fn is_theme(name: &crate::record::Placed<String>, listing: &Listing, findings: &mut Findings) -> bool {
    let written = &name.value;
    let there = address::fault(written).is_none()
        && !written.contains('/')
        && listing.get(&format!("themes/{written}/theme.toml")).is_some();
    if !there {
        let themes = listing
            .under("themes/")
            .iter()
            .filter_map(|found| found.path.strip_prefix("themes/")?.strip_suffix("/theme.toml"));
        findings.push(
            Diagnostic::new(
                &MISSING_THEME,
                &name.place,
                text!("找不到主题 themes/{written}/theme.toml", "there is no themes/{written}/theme.toml"),
            )
            .hint_if(suggest(written, themes))
            .hint(text!("删掉 theme 这一行就用自带主题", "remove this line to use the theme inside the program")),
        );
    }
    there
}

fn read_theme(root: &Root, folder: Option<&str>, key: &ThemeKey) -> (Theme, Findings) {
    let mut findings = Findings::new();
    let mut files = Vec::new();
    if folder.is_none() {
        embedded(&DEFAULT_THEME, &mut files);
    }
    for found in &key.files {
        let below = folder.and_then(|folder| found.path.strip_prefix(folder)?.strip_prefix('/'));
        match source::read(root, &found.path) {
            Ok(bytes) => {
                let name = below.unwrap_or(&found.path).to_owned();
                let bytes = if name.starts_with("static/") {
                    bytes
                } else {
                    let (text, faults) = source::decode(&found.path, bytes);
                    findings.extend(faults);
                    text.into_bytes()
                };
                files.push(ThemeFile { name, file: found.path.clone(), bytes: bytes.into() });
            }
            Err(finding) => findings.push(finding),
        }
    }
    let info = read_theme_info(&files, &mut findings);
    let (theme, faults) = theme::assemble(&files, info, &key.language);
    findings.extend(faults);
    (theme, findings)
}

/// The name of a file below its theme. Inside the program, paths have the separators of the machine that built it.
fn embedded_name(file: &include_dir::File<'_>) -> String {
    file.path().to_string_lossy().replace('\\', "/")
}

fn embedded_names(folder: &Dir<'static>) -> HashSet<String> {
    let inner = folder.dirs().flat_map(embedded_names);
    folder.files().map(embedded_name).chain(inner).collect()
}

fn embedded(folder: &Dir<'static>, files: &mut Vec<ThemeFile>) {
    for file in folder.files() {
        let name = embedded_name(file);
        files.push(ThemeFile {
            file: format!("themes/{DEFAULT_THEME_NAME}/{name}").into(),
            name,
            bytes: file.contents().into(),
        });
    }
    for inner in folder.dirs() {
        embedded(inner, files);
    }
}

fn read_theme_info(files: &[ThemeFile], findings: &mut Findings) -> Option<ThemeInfo> {
    let file = files.iter().find(|file| file.name == "theme.toml")?;
    let (info, faults) = config::parse_theme(&file.file, &String::from_utf8_lossy(&file.bytes));
    findings.extend(faults);
    info
}
