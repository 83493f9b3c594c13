//! A request over HTTP, as small as it can be.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What a path keeps as it is.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

pub struct Answer {
    pub status: u16,
    /// The content type without its parameters.
    pub kind: String,
    pub body: Vec<u8>,
    head: String,
}

impl Answer {
    /// A line of the head by its name in lower case; empty if it is not there.
    pub fn header(&self, name: &str) -> &str {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value)
    }
}

/// Asks a server of this machine for a path, which is not yet percent-encoded.
pub fn get(port: u16, path: &str) -> Answer {
    get_as(SocketAddr::from(([127, 0, 0, 1], port)), &format!("127.0.0.1:{port}"), path)
}

/// The same, by another address and under another name.
pub fn get_as(server: SocketAddr, host: &str, path: &str) -> Answer {
    let mut stream = ask(server, host, path);
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).expect("the server answers");
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("an answer has a head");
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("an answer has a status");
    let kind = head
        .lines()
        .filter_map(|line| line.split_once(": "))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-type"))
        .and_then(|(_, kind)| kind.split(';').next())
        .unwrap_or_default()
        .to_owned();
    Answer { status, kind, body: bytes[end + 4..].to_vec(), head }
}

/// Sends the request and leaves the answer to be read.
pub fn ask(server: SocketAddr, host: &str, path: &str) -> TcpStream {
    let mut stream = TcpStream::connect(server).expect("the server listens");
    stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a timeout");
    let path = utf8_percent_encode(path, PATH);
    // HTTP/1.0: the answer ends where the connection does.
    write!(stream, "GET {path} HTTP/1.0\r\nHost: {host}\r\n\r\n").expect("the server reads");
    stream
}
