//! `xinfeng serve`: the preview in a browser.

use std::fmt::Write;
use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use super::site::{Links, WhichSite, drafts};
use super::wording::bilingual;
use super::{Exit, Run, Session};
use crate::diagnostic::Text;
use crate::serve::{self, Options, Reload};
use crate::text;

#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    site: WhichSite,
    #[arg(long, default_value_t = 8000, hide_default_value = true, value_name = "N",
        help = bilingual!("端口，默认 8000；被占用就试后面的，0 表示任意", "port, 8000 when silent; the next ones are tried when it is taken, 0 is any"))]
    port: u16,
    #[arg(long, num_args = 0..=1, default_missing_value = "0.0.0.0", value_parser = host, value_name = bilingual!("地址", "ADDRESS"),
        help = bilingual!("让同一网络里的手机和电脑也能打开", "let phones and computers of the same network open it too"))]
    host: Option<IpAddr>,
    #[arg(long, help = bilingual!("在浏览器里打开", "open it in the browser"))]
    open: bool,
    #[arg(long, help = bilingual!("草稿也显示", "show drafts too"))]
    drafts: bool,
    #[arg(long, help = bilingual!("文件改了，网页不自己刷新", "do not let pages reload by themselves"))]
    no_reload: bool,
}

impl Run for Arguments {
    fn run(self, session: &Session) -> Exit {
        // Nothing is written; the folder is named only so that its files are not taken for the site's.
        let project = match self.site.project(None::<PathBuf>, None, drafts(self.drafts), Links::Relative) {
            Ok(project) => project,
            Err(finding) => return session.report(&[finding], &()),
        };
        let host = self.host.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
        let reload = if self.no_reload { Reload::Off } else { Reload::On };
        let options = Options { host, port: self.port, reload, language: session.printer.language };
        let (teller, root) = (session.clone(), project.root.clone());
        let on_load = Box::new(move |_: &crate::pipeline::Loaded, findings: &crate::diagnostic::Findings| {
            teller.report(findings, &root);
        });
        let ran = serve::bind(project, options, on_load).and_then(|server| {
            let addresses = addresses(host, server.port()?, &server.path());
            announce(session, &addresses);
            if self.open
                && let Some(address) = addresses.first()
                && open::that(address).is_err()
            {
                let message = text!(
                    "打不开浏览器，请自己打开上面的网址。",
                    "No browser could be opened: open the address above."
                );
                session.tell(&message);
            }
            server.run()
        });
        match ran {
            Ok(()) => Exit::Done,
            Err(error) => session.fail(
                Exit::Machine,
                &text!("预览不能运行（{error}）", "the preview cannot run ({error})"),
                &[remedy(&error)],
            ),
        }
    }
}

/// Reads `--host`.
fn host(text: &str) -> Result<IpAddr, &'static str> {
    text.parse().map_err(|_| {
        bilingual!(
            "写成 192.168.1.5 这样的地址，或者只写 --host",
            "write an address such as 192.168.1.5, or --host alone"
        )
    })
}

/// What to do about a port or an address that could not be had.
fn remedy(error: &io::Error) -> Text {
    match error.kind() {
        io::ErrorKind::AddrNotAvailable => {
            text!(
                "这台电脑没有这个地址；只写 --host，就用它所有的地址",
                "this machine has no such address; --host alone takes all it has"
            )
        }
        io::ErrorKind::PermissionDenied => {
            text!(
                "这个端口要管理员才能用；换一个：--port 8100",
                "this port is for administrators; take another: --port 8100"
            )
        }
        _ => text!("换一个端口：--port 8100", "try another port: --port 8100"),
    }
}

/// The addresses at which the preview can be opened, this machine's own first.
fn addresses(host: IpAddr, port: u16, path: &str) -> Vec<String> {
    let url = |address: IpAddr| match address {
        IpAddr::V4(address) => format!("http://{address}:{port}{path}"),
        IpAddr::V6(address) => format!("http://[{address}]:{port}{path}"),
    };
    if host.is_unspecified() {
        let others = serve::addresses().into_iter().filter(|address| host.is_ipv6() || address.is_ipv4());
        std::iter::once(IpAddr::V4(Ipv4Addr::LOCALHOST)).chain(others).map(url).collect()
    } else {
        vec![url(host)]
    }
}

fn announce(session: &Session, addresses: &[String]) {
    if session.is_json() {
        session.put_json(&serde_json::json!({ "addresses": addresses }));
        return;
    }
    let Some((own, others)) = addresses.split_first() else { return };
    let also = others.iter().map(|address| format!("\n    {address}")).collect::<String>();
    let (mut zh, mut en) = (format!("网站在这里：\n\n    {own}\n"), format!("The site is here:\n\n    {own}\n"));
    if !others.is_empty() {
        let _ = write!(zh, "\n同一网络里的手机和电脑打开：\n{also}\n");
        let _ = write!(en, "\nOther devices on the network open:\n{also}\n");
    }
    zh.push_str("\n改了文件，保存就能看到。按 Ctrl+C 停止。");
    en.push_str("\nChange a file, save it, and see. Ctrl+C stops.");
    session.tell(&Text::new(zh, en));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_written_so_that_a_browser_takes_them() {
        let address = |text: &str| text.parse().expect("an address");
        assert_eq!(addresses(address("127.0.0.1"), 8000, "/"), ["http://127.0.0.1:8000/"]);
        assert_eq!(addresses(address("::1"), 81, "/sub/"), ["http://[::1]:81/sub/"]);
        assert_eq!(addresses(address("0.0.0.0"), 80, "/")[0], "http://127.0.0.1:80/");
    }
}
