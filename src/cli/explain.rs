//! `xinfeng explain`: the page of a rule, or the list of all.

use super::wording::bilingual;
use super::{Exit, Run, Session};
use crate::diagnostic::{RULES, Rule, Severity, rule_groups};
use crate::record::suggest;
use crate::text;

#[derive(clap::Args)]
pub(super) struct Arguments {
    #[arg(value_name = bilingual!("规则", "RULE"),
        help = bilingual!("规则的名字，方括号里的那个；不写就列出全部", "the name in square brackets; all are listed without one"))]
    rule: Option<String>,
}

impl Run for Arguments {
    fn run(self, session: &Session) -> Exit {
        let Some(name) = self.rule else {
            list(session);
            return Exit::Done;
        };
        // As it is printed, people may copy it with its brackets.
        let name = name.trim().trim_start_matches('[').trim_end_matches(']').to_lowercase();
        match RULES.iter().find(|rule| rule.name == name) {
            Some(rule) => {
                page(rule, session);
                Exit::Done
            }
            None if rule_groups().contains(&name.as_str()) => {
                group(&name, session);
                Exit::Done
            }
            None => {
                let near = suggest(&name, RULES.iter().map(|rule| rule.name).chain(rule_groups()));
                let all = text!("xinfeng explain 列出全部规则", "xinfeng explain lists all rules");
                let hints: Vec<_> = near.into_iter().chain([all]).collect();
                session.fail(Exit::Usage, &text!("没有“{name}”这条规则", "there is no rule {name}"), &hints)
            }
        }
    }
}

fn list(session: &Session) {
    lines(RULES, session);
}

/// A group: how it is switched on, and its rules.
fn group(name: &str, session: &Session) {
    if !session.is_json() {
        session.put(session.speak(&text!(
            "{name} 是一组规则，平时不查。要查，就在 xinfeng.toml 里写：\n\n    [rules]\n    {name} = \"warning\"\n\n",
            "{name} is a group of rules that are off. To switch them on, write into xinfeng.toml:\n\n    [rules]\n    {name} = \"warning\"\n\n"
        )));
    }
    let rules: Vec<&Rule> = RULES.iter().copied().filter(|rule| rule.group == Some(name)).collect();
    lines(&rules, session);
}

fn lines(rules: &[&Rule], session: &Session) {
    let language = session.printer.language;
    if session.is_json() {
        for rule in rules {
            session.put_json(&serde_json::json!({
                "rule": rule.name, "severity": severity(rule).0, "title": rule.title(language),
            }));
        }
        return;
    }
    let width = rules.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    for rule in rules {
        let (en, zh) = severity(rule);
        let word = text!("{zh}", "{en:7}");
        session.put(&format!("{:width$}  {}  {}\n", rule.name, session.speak(&word), rule.title(language)));
    }
}

fn page(rule: &Rule, session: &Session) {
    let page = rule.explained(session.printer.language);
    if session.is_json() {
        session.put_json(&serde_json::json!({ "rule": rule.name, "severity": severity(rule).0, "explanation": page }));
    } else {
        session.put(&typeset(page));
    }
}

fn severity(rule: &Rule) -> (&'static str, &'static str) {
    match rule.severity {
        _ if rule.group.is_some() => ("off", "关闭"),
        Severity::Error => ("error", "错误"),
        Severity::Warning => ("warning", "警告"),
        Severity::Note => ("note", "提示"),
    }
}

/// The Markdown of a page as plain text: examples are indented instead of fenced.
fn typeset(page: &str) -> String {
    let mut out = String::new();
    let mut code = false;
    for line in page.lines() {
        match line {
            _ if line.starts_with("```") => code = !code,
            _ if code => out.push_str(format!("    {line}").trim_end()),
            _ => out.push_str(line.trim_start_matches("# ")),
        }
        if !line.starts_with("```") {
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_are_indented() {
        let page = "# a：甲\n\n乙\n\n```toml\n# b\n\nc = 1\n```\n";
        assert_eq!(typeset(page), "a：甲\n\n乙\n\n    # b\n\n    c = 1\n");
    }
}
