//! Where a link may lead: the schemes that are allowed, and how an address is written into HTML.

use super::html::escape_attribute;

/// The schemes that a link or image may have. Everything else but site addresses is refused.
pub const SCHEMES: &[&str] = &["http", "https", "mailto", "tel", "sms", "geo", "webcal"];

/// What kind of address it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// A page or file of the site, or a place on the page.
    Site,
    /// Another host.
    External,
    /// Another allowed scheme, such as `tel`.
    Other,
    /// A scheme that is not allowed.
    Forbidden(String),
}

pub fn classify(target: &str) -> Address {
    // As nearly all of them begin.
    if matches!(target.as_bytes(), [b'@' | b'#', ..] | [b'/', b'a'..=b'z', ..]) {
        return Address::Site;
    }
    // A browser passes over control characters, and blanks in front; so does this, and over all that cannot be seen.
    let seen = target.chars().filter(|&c| !is_invisible(c));
    let head: String = seen.clone().take_while(|c| !matches!(c, '/' | '\\' | '?' | '#' | ':')).collect();
    match seen.clone().nth(head.chars().count()) {
        Some(':') if is_scheme(&head) => {
            let scheme = head.to_ascii_lowercase();
            match scheme.as_str() {
                "http" | "https" => Address::External,
                allowed if SCHEMES.contains(&allowed) => Address::Other,
                _ => Address::Forbidden(scheme),
            }
        }
        // `//host/path`, also with backslashes, names another host.
        _ if seen.take(2).filter(|c| matches!(c, '/' | '\\')).count() == 2 => Address::External,
        _ => Address::Site,
    }
}

fn is_scheme(head: &str) -> bool {
    head.starts_with(|c: char| c.is_ascii_alphabetic())
        && head.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

fn is_invisible(c: char) -> bool {
    c.is_control() || c.is_whitespace()
        // Soft hyphen, zero-width and direction marks, variation selectors, byte order mark, and what stands for a
        // NUL byte once Markdown has been read.
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fffd}')
}

/// The address as the value of an attribute: characters that no URL may contain are percent-encoded, others,
/// Chinese among them, stay readable. (WHATWG URL, "URL code points".)
pub fn escape_address(out: &mut String, target: &str) {
    // Most addresses are of ASCII characters that stand for themselves.
    let stands =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'.' | b'@' | b':' | b'#');
    if target.bytes().all(stands) {
        return out.push_str(target);
    }
    let mut encoded = String::with_capacity(target.len());
    // Square brackets belong to the host of `http://[::1]/` and nowhere else.
    let host_end = match target.find("://") {
        Some(at) if target[at + 3..].starts_with('[') => target[at..].find(']').map_or(0, |close| at + close + 1),
        _ => 0,
    };
    for (at, c) in target.char_indices() {
        let keeps = match c {
            '%' => target.as_bytes()[at + 1..].iter().take(2).filter(|b| b.is_ascii_hexdigit()).count() == 2,
            '[' | ']' => at < host_end,
            ' ' | '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' => false,
            c => !c.is_control() && !matches!(c, '\u{fdd0}'..='\u{fdef}' | '\u{fffe}' | '\u{ffff}'),
        };
        if keeps {
            encoded.push(c);
        } else {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                encoded.push('%');
                for digit in [byte >> 4, byte & 15] {
                    encoded.push(char::from_digit(u32::from(digit), 16).unwrap_or('0').to_ascii_uppercase());
                }
            }
        }
    }
    escape_attribute(out, &encoded);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes() {
        let forbidden = |scheme: &str| Address::Forbidden(scheme.to_owned());
        for (target, expected) in [
            ("https://example.cn/", Address::External),
            ("HTTP://example.cn/", Address::External),
            ("//example.cn/", Address::External),
            ("\\\\example.cn\\a", Address::External),
            ("mailto:a@b.cn", Address::Other),
            ("tel:0513-55501001", Address::Other),
            ("sms:10086", Address::Other),
            ("geo:31.9,121.2", Address::Other),
            ("webcal://a.cn/x.ics", Address::Other),
            ("", Address::Site),
            ("#a:b", Address::Site),
            ("@/a/b.md#c", Address::Site),
            ("/a/b/", Address::Site),
            ("图片：1.png", Address::Site),
            ("a/b:c", Address::Site),
            ("?a:b", Address::Site),
            ("时间:地点", Address::Site),
            ("javascript:alert(1)", forbidden("javascript")),
            ("JaVaScRiPt:alert(1)", forbidden("javascript")),
            (" \u{1}java\tscr\nipt\u{0}:alert(1)", forbidden("javascript")),
            ("java\u{200b}script:alert(1)", forbidden("javascript")),
            ("java\u{fffd}script:alert(1)", forbidden("javascript")),
            ("data:text/html,x", forbidden("data")),
            ("file:///etc/passwd", forbidden("file")),
            ("vbscript:x", forbidden("vbscript")),
            ("C:\\图片\\a.png", forbidden("c")),
            ("blob:https://a.cn/", forbidden("blob")),
        ] {
            assert_eq!(classify(target), expected, "{target:?}");
        }
    }

    #[test]
    fn addresses_in_html() {
        for (target, expected) in [
            ("/a b/\"c\".html?x=1&y=<2>", "/a%20b/%22c%22.html?x=1&amp;y=%3C2%3E"),
            ("@/活动/a.md#时间", "@/活动/a.md#时间"),
            ("100%", "100%25"),
            ("%E4%B8%AD%zz", "%E4%B8%AD%25zz"),
            ("http://[::1]:80/[a]", "http://[::1]:80/%5Ba%5D"),
            ("a\\b\u{7f}", "a%5Cb%7F"),
        ] {
            let mut out = String::new();
            escape_address(&mut out, target);
            assert_eq!(out, expected, "{target}");
        }
    }
}
