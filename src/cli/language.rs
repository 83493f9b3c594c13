//! Which language to speak, and whether to people or to programs: decided before the command line is parsed, since its
//! mistakes are told so too.

use std::ffi::OsString;

use crate::diagnostic::{Format, Language};

/// What `--lang` says; else Chinese on a Chinese system and English elsewhere.
pub(super) fn detect(words: &[OsString]) -> Language {
    asked(words).unwrap_or_else(|| of_locale(sys_locale::get_locale().as_deref()))
}

/// What `--format` says.
pub(super) fn format(words: &[OsString]) -> Format {
    if values(words, "--format").contains(&"json") { Format::Json } else { Format::Human }
}

fn asked(words: &[OsString]) -> Option<Language> {
    values(words, "--lang").into_iter().find_map(|name| match name {
        "zh" => Some(Language::Zh),
        "en" => Some(Language::En),
        _ => None,
    })
}

/// What stands behind an option, as the next word or after `=`.
fn values<'a>(words: &'a [OsString], option: &str) -> Vec<&'a str> {
    let words: Vec<&str> =
        words.iter().map(|word| word.to_str().unwrap_or_default()).take_while(|word| *word != "--").collect();
    let following = words.windows(2).filter(|pair| pair[0] == option).map(|pair| pair[1]);
    let attached = words.iter().filter_map(|word| word.strip_prefix(option)?.strip_prefix('='));
    following.chain(attached).collect()
}

fn of_locale(locale: Option<&str>) -> Language {
    let tongue = locale.and_then(|locale| locale.split(['-', '_', '.']).next()).unwrap_or_default();
    if tongue.eq_ignore_ascii_case("zh") { Language::Zh } else { Language::En }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn language_and_form_are_asked_for_or_follow_the_system() {
        let cases: &[(&[&str], Option<Language>)] = &[
            (&["xinfeng", "build"], None),
            (&["xinfeng", "build", "--lang", "zh"], Some(Language::Zh)),
            (&["xinfeng", "--lang=en", "build"], Some(Language::En)),
            (&["xinfeng", "build", "--lang", "de"], None),
            (&["xinfeng", "build", "--lang"], None),
            (&["xinfeng", "init", "--", "--lang", "zh"], None),
        ];
        for (words, expected) in cases {
            let words: Vec<OsString> = words.iter().map(OsString::from).collect();
            assert_eq!(asked(&words), *expected, "{words:?}");
        }
        for (words, expected) in [
            (["build", "--format", "json"], Format::Json),
            (["build", "--format=json", "--foo"], Format::Json),
            (["build", "--foo", "json"], Format::Human),
        ] {
            let words: Vec<OsString> = words.iter().map(OsString::from).collect();
            assert_eq!(format(&words), expected, "{words:?}");
        }
        let locales = [
            (Some("zh-CN"), Language::Zh),
            (Some("zh_CN.UTF-8"), Language::Zh),
            (Some("zh"), Language::Zh),
            (Some("ZH-Hant-TW"), Language::Zh),
            (Some("en-GB"), Language::En),
            (Some("zha"), Language::En),
            (Some("C"), Language::En),
            (None, Language::En),
        ];
        for (locale, expected) in locales {
            assert_eq!(of_locale(locale), expected, "{locale:?}");
        }
    }
}
