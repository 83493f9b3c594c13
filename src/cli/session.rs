//! One run of the program and the person before it: what is said, where, and in which form.
//!
//! What was asked for goes to standard output; everything else, findings among it, to standard error. In JSON
//! everything is one object per line on standard output.

use std::io::{IsTerminal, Write};

use clap::error::ErrorKind;

use super::progress::{self, Timing};
use super::{Exit, wording};
use crate::diagnostic::{
    BAD_OUTPUT, Diagnostic, Format, Language, NO_CONFIGURATION, Printer, Severity, Sources, Text, WRITE_FAILED,
};
use crate::text;

/// Whether to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    Always,
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verbosity {
    Quiet,
    Normal,
    Verbose,
}

#[derive(Clone)]
pub(super) struct Session {
    pub printer: Printer,
    pub verbosity: Verbosity,
}

impl Session {
    pub fn new(language: Language) -> Self {
        let printer = Printer { format: Format::Human, language, color: wants_color(Color::Auto) };
        Self { printer, verbosity: Verbosity::Normal }
    }

    pub fn set_color(&mut self, color: Color) {
        self.printer.color = wants_color(color);
    }

    pub fn is_json(&self) -> bool {
        self.printer.format == Format::Json
    }

    /// One language of a text.
    pub fn speak<'a>(&self, text: &'a Text) -> &'a str {
        text.in_language(self.printer.language)
    }

    /// What was asked for: to standard output, as it is.
    #[expect(clippy::unused_self, reason = "to print is the session's business")]
    pub fn put(&self, text: &str) {
        // A reader that closed the pipe, as `head` does, has seen enough.
        let _ = std::io::stdout().lock().write_all(text.as_bytes());
    }

    /// One JSON value as a line of standard output.
    pub fn put_json(&self, value: &serde_json::Value) {
        self.put(&format!("{value}\n"));
    }

    /// A line about what happened: to standard output, unless people asked for quiet or for JSON.
    pub fn tell(&self, text: &Text) {
        if !self.is_json() && self.verbosity > Verbosity::Quiet {
            self.put(&format!("{}\n", self.speak(text)));
        }
    }

    /// Prints findings with a closing line that counts; notes only when not quiet.
    pub fn report(&self, findings: &[Diagnostic], sources: &dyn Sources) -> Exit {
        let told: Vec<Diagnostic> = findings
            .iter()
            .filter(|finding| self.verbosity > Verbosity::Quiet || finding.severity > Severity::Note)
            .cloned()
            .collect();
        let printed = self.printer.render(&told, sources) + &self.printer.closing(&told);
        if self.is_json() {
            self.put(&printed);
        } else {
            warn(&printed);
        }
        weigh(findings)
    }

    /// The table of `--timings`, if it was asked for.
    pub fn put_timings(&self, timings: Option<&[Timing]>) {
        match timings {
            Some(timings) if self.is_json() => self.put_json(&progress::json(timings)),
            Some(timings) => warn(&progress::table(timings, self.printer.language)),
            None => {}
        }
    }

    /// Says why the command cannot go on, and what to do.
    pub fn fail(&self, exit: Exit, message: &Text, hints: &[Text]) -> Exit {
        let message = self.speak(message);
        let hints: Vec<&str> = hints.iter().map(|hint| self.speak(hint)).collect();
        if self.is_json() {
            self.put_json(
                &serde_json::json!({ "severity": "error", "rule": null, "message": message, "hints": hints }),
            );
        } else {
            let word = text!("错误：", "error: ");
            let help = text!("  建议：", "  help: ");
            let hints: String = hints.iter().map(|hint| format!("{}{hint}\n", self.speak(&help))).collect();
            warn(&format!("{}{message}\n{hints}", self.speak(&word)));
        }
        exit
    }

    /// Answers what clap has to say: help and version, or a mistake on the command line.
    pub fn usage(&self, error: &clap::Error) -> Exit {
        let rendered = error.render();
        match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
                self.put(&wording::help(&rendered.to_string(), self.printer.language));
                Exit::Done
            }
            ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
                warn(&wording::help(&rendered.to_string(), self.printer.language));
                Exit::Usage
            }
            _ => {
                let (message, mut hints) = wording::complaint(error);
                hints.push(text!("加上 --help 看用法", "add --help to see how it is used"));
                self.fail(Exit::Usage, &message, &hints)
            }
        }
    }
}

/// The exit code that findings call for.
fn weigh(findings: &[Diagnostic]) -> Exit {
    let exit = |finding: &Diagnostic| match finding {
        finding if !finding.is_error() => Exit::Done,
        finding if *finding.rule == WRITE_FAILED => Exit::Machine,
        // Both are about what was asked for, not about what staff wrote.
        finding if *finding.rule == BAD_OUTPUT || *finding.rule == NO_CONFIGURATION => Exit::Usage,
        _ => Exit::Content,
    };
    findings.iter().map(exit).max().unwrap_or(Exit::Done)
}

fn warn(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

fn wants_color(color: Color) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        #[expect(clippy::disallowed_methods, reason = "the command line reads the environment")]
        Color::Auto => std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()),
    }
}
