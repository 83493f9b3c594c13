//! Theme assets under names that carry a hash of their content, so that browsers may keep them for ever.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_64;

use super::ThemeFile;
use crate::model::address::{Address, Form};

/// A file of the theme's `static/`, as it is published.
#[derive(Clone, Debug)]
pub struct ThemeAsset {
    pub address: Address,
    pub bytes: Arc<[u8]>,
    pub file: Arc<str>,
}

#[derive(Debug, Default)]
pub struct Assets {
    by_name: BTreeMap<String, ThemeAsset>,
}

impl Assets {
    /// Names every asset by its content. Style sheets come last, since they name other assets.
    pub fn hash(files: &BTreeMap<&str, &ThemeFile>) -> Self {
        let mut assets = Self::default();
        let all = || files.iter().filter_map(|(name, file)| Some((name.strip_prefix("static/")?, file)));
        for (name, file) in all().filter(|(name, _)| !is_style(name)) {
            assets.add(name, file, file.bytes.clone());
        }
        for (name, file) in all().filter(|(name, _)| is_style(name)) {
            let bytes = match std::str::from_utf8(&file.bytes) {
                Ok(style) => {
                    let whole = with_imports(style, name, files, 0);
                    assets.with_hashed_urls(&whole, name).into_bytes().into()
                }
                Err(_) => file.bytes.clone(),
            };
            assets.add(name, file, bytes);
        }
        assets
    }

    fn add(&mut self, name: &str, file: &ThemeFile, bytes: Arc<[u8]>) {
        let hash = xxh3_64(&bytes);
        let hashed = match name.rsplit_once('.') {
            Some((stem, ending)) if !ending.contains('/') => format!("{stem}.{hash:016x}.{ending}"),
            _ => format!("{name}.{hash:016x}"),
        };
        let address = Address::from_segments(hashed.split('/'), Form::File);
        self.by_name.insert(name.to_owned(), ThemeAsset { address, bytes, file: file.file.clone() });
    }

    /// Replaces each `url(…)` that names an asset beside the style sheet.
    fn with_hashed_urls(&self, style: &str, name: &str) -> String {
        let folder = name.rfind('/').map_or("", |slash| &name[..=slash]);
        let mut out = String::with_capacity(style.len());
        let mut rest = style;
        while let Some(start) = rest.find("url(") {
            let (before, after) = rest.split_at(start + "url(".len());
            out.push_str(before);
            let Some(end) = after.find(')') else {
                rest = after;
                break;
            };
            let written = &after[..end];
            let target = written.trim().trim_matches(['"', '\'']);
            match self.beside(folder, target) {
                Some(asset) => {
                    let up = "../".repeat(folder.matches('/').count());
                    out.push_str(&up);
                    out.push_str(&asset.address.as_str()[1..]);
                }
                None => out.push_str(written),
            }
            rest = &after[end..];
        }
        out.push_str(rest);
        out
    }

    fn beside(&self, folder: &str, target: &str) -> Option<&ThemeAsset> {
        let mut segments: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
        for part in target.split('/') {
            match part {
                ".." => {
                    segments.pop()?;
                }
                "." => {}
                _ => segments.push(part),
            }
        }
        self.get(&segments.join("/"))
    }

    pub fn get(&self, name: &str) -> Option<&ThemeAsset> {
        self.by_name.get(name)
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }

    pub fn iter(&self) -> impl Iterator<Item = &ThemeAsset> {
        self.by_name.values()
    }
}

/// How deep style sheets may import one another; a circle ends there.
const DEEPEST: usize = 8;

/// Puts the text of each style sheet that `@import "…";` names beside this one in its place, so that a theme may keep its
/// colours in a file of their own and a page still asks for one. What is not there stays as it is written.
fn with_imports(style: &str, name: &str, files: &BTreeMap<&str, &ThemeFile>, depth: usize) -> String {
    let folder = name.rfind('/').map_or("", |slash| &name[..=slash]);
    let imported = |line: &str| {
        let written = line.trim().strip_prefix("@import")?.trim().strip_suffix(';')?.trim();
        let target = written.strip_prefix('"')?.strip_suffix('"')?;
        let name = format!("{folder}{target}");
        let file = files.get(format!("static/{name}").as_str()).filter(|_| depth < DEEPEST)?;
        Some(with_imports(std::str::from_utf8(&file.bytes).ok()?, &name, files, depth + 1))
    };
    style.split_inclusive('\n').map(|line| imported(line).map_or_else(|| Cow::Borrowed(line), Cow::Owned)).collect()
}

fn is_style(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("css"))
}
