//! The command line as people type it: what is understood, and what is said about the rest.

use std::collections::HashSet;

use clap::error::ErrorKind;

use super::*;

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

fn refuse(words: &str, language: Language) -> clap::Error {
    let words = std::iter::once("xinfeng").chain(words.split_whitespace());
    command(language).try_get_matches_from(words).expect_err("told as an error")
}

fn help(words: &str, language: Language) -> String {
    let error = refuse(words, language);
    assert_eq!(error.kind(), ErrorKind::DisplayHelp, "{words}");
    wording::help(&error.render().to_string(), language)
}

#[test]
fn the_command_line_is_sound() {
    for language in [Language::Zh, Language::En] {
        command(language).debug_assert();
    }
}

#[test]
fn help_speaks_one_language() {
    let names = COMMANDS.iter().map(|command| command.name).chain([""]);
    for name in names {
        let words = format!("{name} --help");
        let (zh, en) = (help(&words, Language::Zh), help(&words, Language::En));
        assert!(!en.contains(is_han) && !en.contains('‖'), "{en}");
        assert!(!zh.contains('‖') && !zh.contains("OPTIONS") && !zh.contains("Usage"), "{zh}");
        let first = zh.lines().next().unwrap_or_default();
        assert!(first.contains(is_han) && !en.starts_with("What "), "{first} does not say what the command does");
        let rows: Vec<&str> = zh.lines().filter(|line| line.starts_with(' ')).collect();
        let columns = |row: &str| row.chars().map(|c| if is_han(c) { 2 } else { 1 }).sum::<usize>();
        let begins: HashSet<usize> = rows
            .iter()
            .filter_map(|row| Some((row, row.trim_start().find("  ")? + row.len() - row.trim_start().len())))
            .map(|(row, gap)| columns(&row[..gap]) + row[gap..].len() - row[gap..].trim_start().len())
            .collect();
        assert!(begins.len() <= 2, "the columns of options and of arguments are not straight: {zh}");
        assert!(rows.iter().all(|row| row.contains(is_han)), "{zh}");
        for text in [zh, en] {
            let lines = text.lines().filter(|line| line.starts_with(' '));
            for line in lines {
                assert!(line.trim().contains("  "), "{line} is not explained");
            }
        }
    }
    assert!(help("--help", Language::Zh).contains("\n用法：xinfeng [选项] <命令>\n\n命令:\n  init "));
    assert!(help("--help", Language::En).contains("\nUsage: xinfeng [OPTIONS] <COMMAND>\n\nCommands:\n  init "));
}

#[test]
fn mistakes_are_told_in_both_languages_with_the_likely_word() {
    let cases = [
        ("init", "还缺 <文件夹>", "<DIR> is missing", "", ""),
        ("ini x", "没有“ini”这个命令", "there is no command ini", "是不是想写 init？", "did you mean init?"),
        ("init --foo x", "这里不认识 --foo", "--foo is not known here", "", ""),
        ("init a b", "这里不认识 b", "b is not known here", "", ""),
        (
            "--colour",
            "这里不认识 --colour",
            "--colour is not known here",
            "是不是想写 --color？",
            "did you mean --color?",
        ),
        (
            "explain --format xml",
            "--format 不能是“xml”",
            "--format cannot be xml",
            "可以写：human, json",
            "known: human, json",
        ),
        (
            "init a --format",
            "--format 后面要写一个值",
            "--format needs a value",
            "可以写：human, json",
            "known: human, json",
        ),
        ("init a -q -v", "--quiet 不能与 --verbose 同时用", "--quiet cannot stand together with --verbose", "", ""),
        ("init a -q -q", "--quiet 只能写一次", "--quiet may stand once only", "", ""),
    ];
    for (words, zh, en, hint_zh, hint_en) in cases {
        for (language, message, hint) in [(Language::Zh, zh, hint_zh), (Language::En, en, hint_en)] {
            let (told, hints) = wording::complaint(&refuse(words, language));
            assert_eq!(told.in_language(language), message, "{words}");
            let hints: Vec<&str> = hints.iter().map(|hint| hint.in_language(language)).collect();
            assert_eq!(hints.join(" "), hint, "{words}");
        }
    }
}

#[test]
fn no_command_shows_the_help() {
    assert_eq!(refuse("", Language::Zh).kind(), ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand);
}
