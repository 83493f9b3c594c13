//! How picture files are put together: segments of JPEG, chunks of PNG and WebP, blocks of GIF. No pixels.

use std::ops::Range;

pub const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// A part of a file: what it is, where it stands as a whole, and where its content does.
#[derive(Clone, Debug)]
pub struct Part<K> {
    pub kind: K,
    pub whole: Range<usize>,
    pub content: Range<usize>,
}

/// A part of a JPEG file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Segment {
    Start,
    /// A marker with a length, by its second byte.
    Marker(u8),
    /// Compressed rows, after a start of scan.
    Scan,
    End,
}

/// The segments of a JPEG file up to its end; what follows, such as a second picture for another purpose, is left out.
pub fn jpeg(bytes: &[u8]) -> Option<Vec<Part<Segment>>> {
    let mut parts = vec![Part { kind: Segment::Start, whole: 0..2, content: 0..0 }];
    bytes.starts_with(&[0xff, 0xd8]).then_some(())?;
    let mut at = 2;
    loop {
        // A picture that is cut off in its rows still shows what there is of them.
        if at == bytes.len() && matches!(parts.last(), Some(Part { kind: Segment::Scan, .. })) {
            return Some(parts);
        }
        if *bytes.get(at)? != 0xff {
            return None;
        }
        // A marker may be filled up with any number of 0xff before it.
        let mut marker = at + 1;
        while *bytes.get(marker)? == 0xff {
            marker += 1;
        }
        let code = bytes[marker];
        if code == 0xd9 {
            parts.push(Part { kind: Segment::End, whole: marker - 1..marker + 1, content: 0..0 });
            return Some(parts);
        }
        if matches!(code, 0x01 | 0xd0..=0xd7) {
            at = marker + 1;
            continue;
        }
        let length = usize::from(u16::from_be_bytes([*bytes.get(marker + 1)?, *bytes.get(marker + 2)?]));
        let end = marker + 1 + length.max(2);
        bytes.get(..end)?;
        parts.push(Part { kind: Segment::Marker(code), whole: marker - 1..end, content: marker + 3..end });
        at = end;
        if code == 0xda {
            let next = scan_end(bytes, at);
            parts.push(Part { kind: Segment::Scan, whole: at..next, content: at..next });
            at = next;
        }
    }
}

/// Where the compressed rows end: at a marker that is neither a stuffed byte nor a restart.
fn scan_end(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(found) = memchr::memchr(0xff, &bytes[at..]) {
        match bytes.get(at + found + 1) {
            Some(0x00 | 0xd0..=0xd7) => at += found + 2,
            Some(0xff) => at += found + 1,
            _ => return at + found,
        }
    }
    bytes.len()
}

/// The chunks of a PNG file up to its end.
pub fn png(bytes: &[u8]) -> Option<Vec<Part<[u8; 4]>>> {
    bytes.starts_with(PNG).then_some(())?;
    let mut parts = Vec::new();
    let mut at = PNG.len();
    loop {
        let length = usize::try_from(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?)).ok()?;
        let kind: [u8; 4] = bytes.get(at + 4..at + 8)?.try_into().ok()?;
        let end = at.checked_add(length)?.checked_add(12)?;
        bytes.get(..end)?;
        parts.push(Part { kind, whole: at..end, content: at + 8..end - 4 });
        at = end;
        if kind == *b"IEND" {
            return Some(parts);
        }
    }
}

/// The chunks of a WebP file; each is padded to an even length.
pub fn webp(bytes: &[u8]) -> Option<Vec<Part<[u8; 4]>>> {
    (bytes.get(..4)? == b"RIFF" && bytes.get(8..12)? == b"WEBP").then_some(())?;
    let size = usize::try_from(u32::from_le_bytes(bytes[4..8].try_into().ok()?)).ok()?;
    let end = size.checked_add(8)?.min(bytes.len());
    let mut parts = Vec::new();
    let mut at = 12;
    while at + 8 <= end {
        let kind: [u8; 4] = bytes[at..at + 4].try_into().ok()?;
        let length = usize::try_from(u32::from_le_bytes(bytes[at + 4..at + 8].try_into().ok()?)).ok()?;
        let content = at + 8..at.checked_add(8)?.checked_add(length)?;
        bytes.get(content.clone())?;
        let next = (content.end + length % 2).min(bytes.len());
        parts.push(Part { kind, whole: at..next, content });
        at = next;
    }
    Some(parts)
}

/// A part of a GIF file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Block {
    /// Signature, size and colours.
    Head,
    Picture,
    /// By its label.
    Extension(u8),
    End,
}

pub fn gif(bytes: &[u8]) -> Option<Vec<Part<Block>>> {
    (bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a")).then_some(())?;
    let head = 13 + colours(*bytes.get(10)?);
    bytes.get(..head)?;
    let mut parts = vec![Part { kind: Block::Head, whole: 0..head, content: 0..head }];
    let mut at = head;
    loop {
        let (kind, content) = match *bytes.get(at)? {
            0x21 => (Block::Extension(*bytes.get(at + 1)?), at + 2),
            // A descriptor of ten bytes, colours, and the width of a code.
            0x2c => (Block::Picture, at + 11 + colours(*bytes.get(at + 9)?)),
            0x3b => {
                parts.push(Part { kind: Block::End, whole: at..at + 1, content: at..at });
                return Some(parts);
            }
            _ => return None,
        };
        let mut end = content;
        loop {
            let length = usize::from(*bytes.get(end)?);
            end += 1 + length;
            if length == 0 {
                break;
            }
        }
        bytes.get(..end)?;
        parts.push(Part { kind, whole: at..end, content: content..end });
        at = end;
    }
}

/// The length of the table of colours that a packed field announces.
fn colours(packed: u8) -> usize {
    if packed & 0x80 == 0 { 0 } else { 3 << ((packed & 7) + 1) }
}
