//! Bytes as text: byte order mark, then strict UTF-8, then GB18030.

use std::sync::Arc;

use encoding_rs::{Encoding, GB18030, UTF_8};

use crate::diagnostic::{Diagnostic, ENCODING, Findings, Place, UNREADABLE_FILE};
use crate::text;

/// The text of a file, without its byte order mark and otherwise as it is. A file that is not UTF-8 gets a note.
pub fn decode(path: &Arc<str>, bytes: Vec<u8>) -> (String, Findings) {
    if let Some((encoding, mark)) = Encoding::for_bom(&bytes)
        && encoding != UTF_8
    {
        let (text, faulty) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return (text.into_owned(), findings(path, encoding, faulty));
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
    if let Ok(text) = simdutf8::basic::from_utf8(bytes) {
        return (text.to_owned(), Findings::new());
    }
    if is_damaged_utf8(bytes) {
        let (finding, text) = damaged(path, bytes);
        return (text, vec![finding]);
    }
    let (text, faulty) = GB18030.decode_without_bom_handling(bytes);
    (text.into_owned(), findings(path, GB18030, faulty))
}

fn findings(path: &Arc<str>, encoding: &'static Encoding, faulty: bool) -> Findings {
    if faulty {
        return vec![
            Diagnostic::new(
                &UNREADABLE_FILE,
                Place::file(path.clone()),
                text!("{path} 里有认不出的字符", "{path} holds characters in no encoding known here"),
            )
            .hint(text!(
                "它可能不是文字文件；如果是，用编辑器另存为 UTF-8",
                "it may not be text at all; if it is, save it again as UTF-8"
            )),
        ];
    }
    let name = encoding.name();
    let finding = Diagnostic::new(
        &ENCODING,
        Place::file(path.clone()),
        text!("{path} 的编码是 {name}，已按它读取", "{path} is encoded in {name} and was read as such"),
    );
    vec![finding.hint(text!("另存为 UTF-8，各处都能打开", "save it as UTF-8, which every program reads"))]
}

/// UTF-8 with a few broken bytes. It must be told from GB18030, which would take most of these bytes for other
/// characters without a complaint; true GB18030 text hardly ever forms UTF-8 sequences.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut sequences, mut faults) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        sequences += chunk.valid().chars().filter(|c| c.len_utf8() > 2).count();
        faults += usize::from(!chunk.invalid().is_empty());
    }
    sequences > 2 * faults
}

fn damaged(path: &Arc<str>, bytes: &[u8]) -> (Diagnostic, String) {
    let start = bytes.utf8_chunks().next().map_or(0, |chunk| chunk.valid().len());
    let finding = Diagnostic::new(
        &UNREADABLE_FILE,
        // The replacement character that stands there in the text.
        Place::span(path.clone(), start..start + '\u{FFFD}'.len_utf8()),
        text!("这里的字符损坏了", "a character is damaged here"),
    );
    let hint = text!("补上这里的字，再存为 UTF-8", "write the character again and save the file as UTF-8");
    (finding.hint(hint), String::from_utf8_lossy(bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_encodings_apart() {
        let gbk = GB18030.encode("婚育新风进万家，活动安排。").0.into_owned();
        let little: Vec<u8> = [0xFF, 0xFE].into_iter().chain("甲a".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let big: Vec<u8> = [0xFE, 0xFF].into_iter().chain("甲a".encode_utf16().flat_map(u16::to_be_bytes)).collect();
        let mut broken = "婚育新风进万家".as_bytes().to_vec();
        broken[4] = b'?';
        let truncated = "婚育新风进万家".as_bytes()[..20].to_vec();
        let cases: Vec<(Vec<u8>, &str, &[&str])> = vec![
            (b"".to_vec(), "", &[]),
            ("一\r\n二".into(), "一\r\n二", &[]),
            ("\u{FEFF}一".into(), "一", &[]),
            ("caf\u{e9}".into(), "café", &[]),
            (gbk, "婚育新风进万家，活动安排。", &["encoding"]),
            (little, "甲a", &["encoding"]),
            (big, "甲a", &["encoding"]),
            (vec![0xFF, 0xFE, 0x32], "\u{FFFD}", &["unreadable-file"]),
            (vec![0x89, b'P', b'N', b'G', 0xFF, 0xFF, 0x00], "塒NG\u{FFFD}\u{FFFD}\0", &["unreadable-file"]),
            (broken, "婚\u{FFFD}?\u{FFFD}新风进万家", &["unreadable-file"]),
            (truncated, "婚育新风进万\u{FFFD}", &["unreadable-file"]),
        ];
        for (bytes, text, rules) in cases {
            let (found, findings) = decode(&"a.md".into(), bytes);
            assert_eq!(found, text);
            assert_eq!(findings.iter().map(|f| f.rule.name).collect::<Vec<_>>(), rules, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn never_fails(bytes: Vec<u8>) {
            decode(&"a".into(), bytes);
        }

        #[test]
        fn gb18030_comes_back(text in "[一-龥，。]{8,40}") {
            let bytes = GB18030.encode(&text).0.into_owned();
            proptest::prop_assert_eq!(decode(&"a".into(), bytes).0, text);
        }
    }
}
