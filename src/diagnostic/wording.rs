//! Wording in two languages. Both stand at the place where a message is made, through
//! [`text!`](crate::text), so that neither can be forgotten and both name the same values.

/// A language in which xinfeng speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Language {
    #[default]
    Zh,
    En,
}

/// One message in both languages.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Text {
    zh: String,
    en: String,
}

impl Text {
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Zh => &self.zh,
            Language::En => &self.en,
        }
    }
}

/// A [`Text`] from two format strings, Chinese first: `text!("没有 {name}", "no {name}")`.
#[macro_export]
macro_rules! text {
    ($zh:literal, $en:literal $(, $name:ident = $value:expr)* $(,)?) => {{
        $(let $name = $value;)*
        $crate::diagnostic::Text::new(format!($zh), format!($en))
    }};
}

/// One of two format strings, Chinese first, in the language of a page: `say!(language, "队伍：{team}", "By {team}")`.
#[macro_export]
macro_rules! say {
    ($language:expr, $zh:literal, $en:literal) => {
        match $language {
            $crate::diagnostic::Language::Zh => format!($zh),
            $crate::diagnostic::Language::En => format!($en),
        }
    };
}
