//! The page that explains a rule, in one of its two languages.

use super::{Language, Rule};

impl Rule {
    /// The explanation in one language, as Markdown that also reads well unrendered.
    pub fn explained(&self, language: Language) -> &'static str {
        // An example may contain a line of hyphens, but none that a title follows.
        let (zh, en) = self.explanation.split_once("\n---\n\n# ").unwrap_or((self.explanation, ""));
        match language {
            Language::Zh => zh.trim_end(),
            // The mark of the title went with the divider.
            Language::En => self.explanation.get(self.explanation.len() - en.len() - 2..).unwrap_or(en).trim_end(),
        }
    }

    /// What the rule is about, in a few words: the title of its page without the rule's name.
    pub fn title(&self, language: Language) -> &'static str {
        let first = self.explained(language).lines().next().unwrap_or_default();
        first.trim_start_matches("# ").trim_start_matches(self.name).trim_start_matches(['：', ':']).trim()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::diagnostic::RULES;

    /// Faults of a page as a reader would name them.
    fn faults(rule: &Rule, language: Language) -> Vec<&'static str> {
        let page = rule.explained(language);
        let han = page.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count();
        let (colon, words) = match language {
            Language::Zh => ("：", ["为什么要紧：", "怎么改：", "错误的写法：", "正确的写法："]),
            Language::En => (": ", ["Why it matters:", "How to mend it:", "Wrong:", "Right:"]),
        };
        let checks = [
            (page.starts_with(&format!("# {}{colon}", rule.name)), "title"),
            (words.iter().all(|word| page.contains(&format!("\n\n{word}"))), "part"),
            (page.matches("```").count() == 4, "example"),
            ((10..=32).contains(&page.lines().count()), "length"),
            (page.lines().all(|line| line.chars().count() <= 110), "line length"),
            (if language == Language::Zh { han > 60 } else { han == 0 }, "language"),
        ];
        checks.into_iter().filter(|(good, _)| !good).map(|(_, fault)| fault).collect()
    }

    #[test]
    fn every_page_explains_its_rule_in_both_languages_with_an_example() {
        for rule in RULES {
            for language in [Language::Zh, Language::En] {
                assert_eq!(faults(rule, language), [""; 0], "{} {language:?}", rule.name);
            }
        }
    }

    #[test]
    fn no_two_rules_share_a_title() {
        for language in [Language::Zh, Language::En] {
            let titles: HashSet<&str> = RULES.iter().map(|rule| rule.title(language)).collect();
            assert_eq!(titles.len(), RULES.len());
            assert!(!titles.contains(""));
        }
    }
}
