//! `xinfeng serve`, started on a free port and stopped at the end.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use crate::http::{self, Answer};

pub struct Preview {
    child: Child,
    port: u16,
    /// Where the site is mounted, with a slash at both ends.
    pub mount: String,
    /// The line that says where.
    pub said: String,
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Preview {
    /// Starts the program for a site, without reload, and waits until it says its address.
    pub fn start(program: &Path, site: &Path) -> Self {
        Self::start_with(program, site, &["--no-reload", "--lang", "en"])
    }

    pub fn start_with(program: &Path, site: &Path, arguments: &[&str]) -> Self {
        Self::of(Self::command(program, site).args(arguments))
    }

    /// The command of a preview, on a free port.
    pub fn command(program: &Path, site: &Path) -> Command {
        let mut command = Command::new(program);
        command.args(["serve", "--port", "0", "--root"]).arg(site);
        command
    }

    /// Starts a preview by its command, and waits until it says its address.
    pub fn of(command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let (send, receive) = mpsc::channel();
        // Both are read to their ends: a full pipe would stop the server.
        let stdout = BufReader::new(child.stdout.take().expect("a pipe"));
        let stderr = BufReader::new(child.stderr.take().expect("a pipe"));
        let other = send.clone();
        std::thread::spawn(move || stdout.lines().map_while(Result::ok).for_each(|line| drop(send.send(line))));
        std::thread::spawn(move || stderr.lines().map_while(Result::ok).for_each(|line| drop(other.send(line))));
        let mut preview = Self { child, port: 0, mount: String::new(), said: String::new() };
        let mut said = String::new();
        while let Ok(line) = receive.recv_timeout(Duration::from_mins(1)) {
            if let Some((port, mount)) = address(&line) {
                (preview.port, preview.mount, preview.said) = (port, mount, line);
                return preview;
            }
            said.extend([line.as_str(), "\n"]);
        }
        panic!("the server does not say its address:\n{said}");
    }

    /// Asks for a path below the place where the site is mounted.
    pub fn get(&self, path: &str) -> Answer {
        http::get(self.port, &format!("{}{path}", self.mount))
    }

    pub fn port(&self) -> u16 {
        self.port
    }
}

/// Port and path of the address in a line.
fn address(line: &str) -> Option<(u16, String)> {
    let rest = line.split_once("http://")?.1.split(|c: char| c.is_whitespace() || c == '"').next()?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let (_, port) = host.rsplit_once(':')?;
    Some((port.parse().ok()?, format!("/{path}")))
}
