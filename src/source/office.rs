//! The words of Office documents, for whoever looks through them: no layout, no order beyond that of the file.

use std::io::{Cursor, Read};

/// What the parts of a document that are read may come to, in bytes.
const MAX_UNPACKED: u64 = 64 << 20;

/// Folders and files inside a document that hold what people wrote: texts of Word, slides and notes of PowerPoint, remarks
/// and drawings of Excel. Its cells are read as a table.
const WORDS: &[&str] = &[
    "word/document",
    "word/header",
    "word/footer",
    "word/footnotes",
    "word/endnotes",
    "word/comments",
    "ppt/slides/slide",
    "ppt/notesslides/",
    "ppt/comments/",
    "xl/comments",
    "xl/threadedcomments/",
    "xl/drawings/drawing",
];

/// The text of a document in Office Open XML (ECMA-376), a line for each paragraph; empty for anything else.
pub fn words(bytes: &[u8]) -> String {
    let mut text = String::new();
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else { return text };
    let mut left = MAX_UNPACKED;
    for index in 0..archive.len() {
        let Ok(part) = archive.by_index(index) else { continue };
        let Ok(name) = part.name() else { continue };
        let name = name.to_ascii_lowercase();
        let is_xml = name.rsplit_once('.').is_some_and(|(_, ending)| ending == "xml");
        if !is_xml || !WORDS.iter().any(|words| name.starts_with(words)) {
            continue;
        }
        let mut xml = Vec::new();
        // Of a damaged part, what could be unpacked is looked through.
        let _ = part.take(left).read_to_end(&mut xml);
        left -= (xml.len() as u64).min(left);
        push_words(&mut text, &String::from_utf8_lossy(&xml));
    }
    text
}

/// The text between the tags. Signs of one word may stand in several elements; what ends a paragraph or a cell, and
/// what breaks a line, divides words.
fn push_words(text: &mut String, xml: &str) {
    let mut rest = xml;
    while let Some(open) = rest.find('<') {
        text.push_str(&rest[..open]);
        let tag = &rest[open + 1..];
        let Some(close) = tag.find('>') else { return };
        let name = tag[..close].split([' ', '\n']).next().unwrap_or_default();
        let divides = matches!(name.trim_end_matches('/'), "/w:p" | "/a:p" | "w:tab" | "w:br" | "a:br" | "/text");
        if divides {
            text.push('\n');
        }
        rest = &tag[close + 1..];
    }
    text.push_str(rest);
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            zip.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a part");
            zip.write_all(text.as_bytes()).expect("written");
        }
        zip.finish().expect("a file").into_inner()
    }

    #[test]
    fn words_of_documents_are_read() {
        let document = "<w:document w:x=\"9\"><w:p><w:r><w:t>电话138</w:t></w:r><w:r><w:t xml:space=\"preserve\">12345678</w:t></w:r></w:p>\
                        <w:p><w:t>一</w:t><w:tab/><w:t>二</w:t></w:p></w:document>";
        let cases: Vec<(Vec<u8>, &str)> = vec![
            (
                packed(&[("word/document.xml", document), ("word/styles.xml", "<a>没有</a>")]),
                "电话13812345678\n一\n二\n\n",
            ),
            (packed(&[("xl/comments1.xml", "<text><r><t>批注</t></r></text>")]), "批注\n\n"),
            (packed(&[("word/document.xml", "<w:p><w:t>半")]), "半\n"),
            (packed(&[("word/document.xml", "半<w:p")]), "半"),
            (packed(&[("a.txt", "没有")]), ""),
            (b"PK".to_vec(), ""),
            (Vec::new(), ""),
        ];
        for (bytes, expected) in cases {
            assert_eq!(words(&bytes), expected);
        }
    }

    proptest::proptest! {
        #[test]
        fn flipped_bytes_never_panic(at: proptest::sample::Index, byte: u8) {
            let mut bytes = packed(&[("word/document.xml", "<w:p><w:t>字</w:t></w:p>")]);
            let index = at.index(bytes.len());
            bytes[index] = byte;
            words(&bytes);
        }
    }
}
