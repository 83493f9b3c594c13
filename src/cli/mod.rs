//! The command line: commands, arguments, exit codes, and how the program speaks to the person before it.
//!
//! Commands are a table; each is one file with its arguments and what it does. Everything that makes a site is
//! the pipeline's; this module must not know how a page comes about.

mod build;
mod changes;
mod check;
mod completions;
mod disk;
mod explain;
mod init;
mod interrupt;
mod language;
mod progress;
mod new;
mod next_change;
mod schema;
mod serve;
mod session;
mod site;
mod wording;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{ArgAction, ArgMatches, Args, FromArgMatches};

use crate::diagnostic::{Format, Language};
use session::{Color, Session, Verbosity};
use wording::bilingual;

/// Every command, in the order of `--help`. To add one, write its file and a row here.
const COMMANDS: &[Command] = &[
    row::<init::Arguments>("init", bilingual!("新建一个网站，马上就能看", "make a new site that builds at once")),
    row::<new::Arguments>("new", bilingual!("写一个新页面，每一项都有解释", "write a new page, its keys explained")),
    row::<build::Arguments>("build", bilingual!("做出网站", "make the site")),
    row::<serve::Arguments>("serve", bilingual!("在浏览器里预览，边改边看", "preview in the browser, changes at once")),
    row::<check::Arguments>("check", bilingual!("只检查，不写", "check the site without writing it")),
    row::<next_change::Arguments>(
        "next-change",
        bilingual!("说出网站下一次会变的时刻", "the next instant at which the site would differ"),
    ),
    row::<explain::Arguments>(
        "explain",
        bilingual!("解释一条规则：意思、缘由、改法", "explain a rule: meaning, reason, remedy"),
    ),
    row::<completions::Arguments>(
        "completions",
        bilingual!("写出命令行补全脚本", "print a script that completes commands in a shell"),
    ),
];

/// A command of the table.
struct Command {
    name: &'static str,
    about: &'static str,
    augment: fn(clap::Command) -> clap::Command,
    run: fn(&ArgMatches, &Session) -> Exit,
}

/// What a command's arguments can do.
trait Run: Args {
    fn run(self, session: &Session) -> Exit;
}

const fn row<A: Run>(name: &'static str, about: &'static str) -> Command {
    Command {
        name,
        about,
        augment: A::augment_args,
        run: |matches, session| match A::from_arg_matches(matches) {
            Ok(arguments) => arguments.run(session),
            Err(error) => session.usage(&error),
        },
    }
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    Done = 0,
    /// The content has errors.
    Content = 1,
    /// The command line is wrong.
    Usage = 2,
    /// The machine failed us.
    Machine = 3,
}

/// What every command takes.
#[derive(Args)]
struct Manner {
    // Read by hand before the rest, so that mistakes on the command line are told in it too.
    #[arg(long, global = true, value_name = "zh|en", hide_possible_values = true,
        help = bilingual!("用中文或英文说话，默认随系统", "speak Chinese or English; as the system does when silent"))]
    lang: Option<Language>,
    #[arg(long, global = true, value_name = "human|json", hide_possible_values = true, default_value = "human",
        hide_default_value = true,
        help = bilingual!("结果给人看，或写成 JSON，默认 human", "print for people (the default) or as JSON"))]
    format: Format,
    #[arg(long, global = true, value_name = "auto|always|never", hide_possible_values = true, default_value = "auto",
        hide_default_value = true,
        help = bilingual!("要不要颜色，默认 auto：在终端里才有", "whether to color; auto, the default, does so on a terminal"))]
    color: Color,
    #[arg(short, long, global = true, conflicts_with = "verbose",
        help = bilingual!("只说错误和警告", "tell errors and warnings only"))]
    quiet: bool,
    #[arg(short, long, global = true, help = bilingual!("多说一些", "tell more"))]
    verbose: bool,
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let words: Vec<OsString> = std::env::args_os().collect();
    ExitCode::from(run(words) as u8)
}

fn run(words: Vec<OsString>) -> Exit {
    let language = language::detect(&words);
    let mut session = Session::new(language);
    session.printer.format = language::format(&words);
    let matches = match command(language).try_get_matches_from(words) {
        Ok(matches) => matches,
        Err(error) => return session.usage(&error),
    };
    // Without a command clap has refused already.
    let Some((name, rest)) = matches.subcommand() else { return Exit::Usage };
    match Manner::from_arg_matches(rest) {
        Ok(Manner { lang: _, format, color, quiet, verbose }) => {
            session.printer.format = format;
            session.set_color(color);
            session.verbosity = match (quiet, verbose) {
                (true, _) => Verbosity::Quiet,
                (_, true) => Verbosity::Verbose,
                _ => Verbosity::Normal,
            };
        }
        Err(error) => return session.usage(&error),
    }
    match COMMANDS.iter().find(|command| command.name == name) {
        Some(command) => (command.run)(rest, &session),
        None => Exit::Usage,
    }
}

/// The whole command line for clap, in one language.
fn command(language: Language) -> clap::Command {
    let mut root = Manner::augment_args(clap::Command::new("xinfeng"))
        .version(env!("CARGO_PKG_VERSION"))
        .about(bilingual!(
            "把一个文件夹的 Markdown 和表格做成对公众的网站",
            "turns a folder of Markdown and spreadsheets into a public website"
        ))
        .disable_help_flag(true)
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        .arg(
            clap::Arg::new("help")
                .short('h')
                .long("help")
                .global(true)
                .action(ArgAction::Help)
                .help(bilingual!("怎么用", "how to use it")),
        )
        .arg(
            clap::Arg::new("version")
                .short('V')
                .long("version")
                .action(ArgAction::Version)
                .help(bilingual!("版本", "which version")),
        )
        .subcommand_required(true)
        .arg_required_else_help(true);
    for Command { name, about, augment, run: _ } in COMMANDS {
        // Named last: arguments that are flattened bring their own description along.
        root = root.subcommand(augment(clap::Command::new(*name)).about(*about));
    }
    wording::localise(root, language)
}

#[cfg(test)]
mod tests;
