//! `xinfeng completions`: a script by which a shell completes commands and options.

use super::wording::bilingual;
use super::{Exit, Run, Session, command};

#[derive(clap::Args)]
pub(super) struct Arguments {
    #[arg(value_name = bilingual!("命令行", "SHELL"), hide_possible_values = true,
        help = bilingual!("bash、zsh、fish、powershell 或 elvish", "bash, zsh, fish, powershell or elvish"))]
    shell: clap_complete::Shell,
}

impl Run for Arguments {
    fn run(self, session: &Session) -> Exit {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut command(session.printer.language), "xinfeng", &mut script);
        session.put(&String::from_utf8_lossy(&script));
        Exit::Done
    }
}
