//! The words of clap in two languages. Both stand beside the argument they explain, in one string
//! through [`bilingual!`], and are told apart once the whole command line is known.

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::config::BaseUrl;
use crate::diagnostic::{Language, Text};
use crate::text;
use crate::text::width::is_wide;

/// Both languages in one literal, Chinese first, divided by a sign that no help text needs. (clap drops control characters.)
macro_rules! bilingual {
    ($zh:literal, $en:literal $(,)?) => {
        concat!($zh, "‖", $en)
    };
}
pub(super) use bilingual;

/// One language of a [`bilingual!`] text; any other text as it is.
pub(super) fn pick(text: &str, language: Language) -> String {
    match (text.split_once('‖'), language) {
        (Some((zh, _)), Language::Zh) => zh.to_owned(),
        (Some((_, en)), Language::En) => en.to_owned(),
        (None, _) => text.to_owned(),
    }
}

/// Reads `--base-url`.
pub(super) fn usable_url(text: &str) -> Result<BaseUrl, &'static str> {
    BaseUrl::parse(text)
        .ok_or(bilingual!("写成 https://www.example.gov.cn", "write it like https://www.example.gov.cn"))
}

/// Leaves one language in every text of a command and of those below it.
pub(super) fn localise(command: clap::Command, language: Language) -> clap::Command {
    let say = |zh: &str, en: &str| Text::new(zh, en).in_language(language).to_owned();
    let about = command.get_about().map(|about| pick(&about.to_string(), language));
    let usage = say("用法：", "Usage: ");
    let mut command = command
        .help_template(format!("{{about}}\n\n{usage}{{usage}}\n\n{{all-args}}"))
        .subcommand_help_heading(say("命令", "Commands"))
        .subcommand_value_name(say("命令", "COMMAND"))
        .mut_args(|argument| localise_argument(argument, language))
        .mut_subcommands(|command| localise(command, language));
    if let Some(about) = about {
        command = command.about(about);
    }
    command
}

fn localise_argument(argument: clap::Arg, language: Language) -> clap::Arg {
    let heading = match (argument.is_positional(), language) {
        (true, Language::Zh) => "参数",
        (true, Language::En) => "Arguments",
        (false, Language::Zh) => "选项",
        (false, Language::En) => "Options",
    };
    let help = argument.get_help().map(|help| pick(&help.to_string(), language));
    let names: Option<Vec<String>> =
        argument.get_value_names().map(|names| names.iter().map(|name| pick(name, language)).collect());
    let mut argument = argument.help_heading(heading);
    if let Some(help) = help {
        argument = argument.help(help);
    }
    match names {
        Some(names) if argument.get_action().takes_values() => argument.value_names(names),
        _ => argument,
    }
}

/// `--help` and `--version` as clap wrote them, but for the one word that it does not let us choose, and for its columns,
/// which it counts in characters.
pub(super) fn help(rendered: &str, language: Language) -> String {
    match language {
        Language::Zh => aligned(&rendered.replace("[OPTIONS]", "[选项]")),
        Language::En => rendered.to_owned(),
    }
}

/// The explanations of each list below one another, where names of values are Chinese.
fn aligned(help: &str) -> String {
    let columns = |text: &str| text.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum::<usize>();
    let mut out = String::with_capacity(help.len());
    for list in help.split_inclusive("\n\n") {
        let rows: Vec<(&str, Option<(&str, &str)>)> =
            list.split_inclusive('\n').map(|line| (line, row(line))).collect();
        let widest = rows.iter().filter_map(|(_, row)| row.map(|(name, _)| columns(name))).max().unwrap_or_default();
        for (line, row) in rows {
            match row {
                Some((name, explanation)) => {
                    out.push_str(name);
                    out.push_str(&" ".repeat(widest + 2 - columns(name)));
                    out.push_str(explanation);
                }
                None => out.push_str(line),
            }
        }
    }
    out
}

/// A row of a list: a name with its indentation, and its explanation.
fn row(line: &str) -> Option<(&str, &str)> {
    let begin = line.len() - line.trim_start().len();
    let gap = begin + line[begin..].find("  ")?;
    (begin > 0).then(|| (&line[..gap], line[gap..].trim_start()))
}

/// What is wrong with the command line, and what to do about it.
pub(super) fn complaint(error: &clap::Error) -> (Text, Vec<Text>) {
    let context = |kind| error.get(kind).map(spoken).unwrap_or_default();
    let argument = option(context(ContextKind::InvalidArg));
    let value = context(ContextKind::InvalidValue);
    let command = context(ContextKind::InvalidSubcommand);
    let prior = option(context(ContextKind::PriorArg));
    let message = match error.kind() {
        ErrorKind::UnknownArgument => text!("这里不认识 {argument}", "{argument} is not known here"),
        ErrorKind::InvalidSubcommand => text!("没有“{command}”这个命令", "there is no command {command}"),
        ErrorKind::InvalidValue if value.is_empty() => text!("{argument} 后面要写一个值", "{argument} needs a value"),
        ErrorKind::InvalidValue => text!("{argument} 不能是“{value}”", "{argument} cannot be {value}"),
        ErrorKind::ValueValidation => {
            let reason = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
            let (zh, en) = (pick(&reason, Language::Zh), pick(&reason, Language::En));
            Text::new(format!("{argument} 不能是“{value}”：{zh}"), format!("{argument} cannot be {value}: {en}"))
        }
        ErrorKind::MissingRequiredArgument => text!("还缺 {argument}", "{argument} is missing"),
        ErrorKind::ArgumentConflict if argument == prior || prior.is_empty() => {
            text!("{argument} 只能写一次", "{argument} may stand once only")
        }
        ErrorKind::ArgumentConflict => {
            text!("{argument} 不能与 {prior} 同时用", "{argument} cannot stand together with {prior}")
        }
        ErrorKind::InvalidUtf8 => text!("命令行里有不是 UTF-8 的文字", "the command line has text that is not UTF-8"),
        _ => {
            let rendered = error.to_string();
            let first = rendered.lines().next().unwrap_or_default().trim_start_matches("error: ");
            text!("命令写得不对（{first}）", "the command line is wrong ({first})")
        }
    };
    let suggested = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue]
        .into_iter()
        .map(context)
        .find(|near| !near.is_empty());
    let valid = context(ContextKind::ValidValue);
    let hint = match suggested {
        Some(near) => Some(text!("是不是想写 {near}？", "did you mean {near}?")),
        None if !valid.is_empty() => Some(text!("可以写：{valid}", "known: {valid}")),
        None => None,
    };
    (message, hint.into_iter().collect())
}

/// An option without the name of its value.
fn option(argument: String) -> String {
    match argument.split_once(' ') {
        Some((option, _)) if option.starts_with('-') => option.to_owned(),
        _ => argument,
    }
}

fn spoken(value: &ContextValue) -> String {
    let join = |texts: Vec<String>| texts.join(", ");
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => join(texts.clone()),
        ContextValue::StyledStr(text) => text.to_string(),
        ContextValue::StyledStrs(texts) => join(texts.iter().map(StyledStr::to_string).collect()),
        ContextValue::Number(number) => number.to_string(),
        _ => String::new(),
    }
}
