//! A theme's fixed words in the site's language: `i18n/<language>.toml`, one key to a line.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::ThemeFile;
use crate::diagnostic::{Diagnostic, Findings, WRONG_TYPE};
use crate::record::{Value, parse_toml};
use crate::text;

#[derive(Debug, Default)]
pub struct Strings {
    strings: BTreeMap<Arc<str>, String>,
}

impl Strings {
    /// Reads the strings of the site's language over those of its base language, over those of zh-CN, so that a
    /// translation may be incomplete. Of files for the same language, a later one lies over an earlier one.
    pub fn read(files: &[ThemeFile], language: &str) -> (Self, Findings) {
        let mut findings = Findings::new();
        let mut strings = BTreeMap::new();
        let base = language.split('-').next().unwrap_or(language);
        let mut languages = vec!["zh-CN", base, language];
        languages.dedup();
        let names: Vec<String> = languages.iter().map(|language| format!("i18n/{language}.toml")).collect();
        for file in names.iter().flat_map(|name| files.iter().filter(move |file| file.name == *name)) {
            let text = String::from_utf8_lossy(&file.bytes);
            let (node, faults) = parse_toml(&file.file, &text, 0);
            findings.extend(faults);
            for (key, value) in node.as_table().into_iter().flatten() {
                match &value.value {
                    Value::Text(text) => {
                        strings.insert(key.name.clone(), text.clone());
                    }
                    _ => findings.push(Diagnostic::new(
                        &WRONG_TYPE,
                        &value.place,
                        text!("这里应当是文字", "expected text"),
                    )),
                }
            }
        }
        (Self { strings }, findings)
    }

    pub fn get(&self, key: &str) -> Option<&str> {
        self.strings.get(key).map(String::as_str)
    }

    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.strings.keys().map(|key| &**key)
    }
}
