//! A picture's file without metadata, byte for byte the same picture: nothing is decoded. What stays is what its colours
//! and its movement need, and which side is up.

use image::metadata::Orientation;

use super::container::{self, Block, Segment};

/// The file without metadata; nothing if there is none in it, or if it is no file of a format that we know.
pub fn clean(bytes: &[u8]) -> Option<Vec<u8>> {
    let cleaned = jpeg(bytes).or_else(|| png(bytes)).or_else(|| webp(bytes)).or_else(|| gif(bytes))?;
    (cleaned != bytes).then_some(cleaned)
}

/// What begins an application segment that holds Exif.
const EXIF: &[u8] = b"Exif\0\0";

fn jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    let parts = container::jpeg(bytes)?;
    let content = |range: &std::ops::Range<usize>| &bytes[range.clone()];
    let exif = parts.iter().find_map(|part| match part.kind {
        Segment::Marker(0xe1) => content(&part.content).strip_prefix(EXIF),
        _ => None,
    });
    let mut out = Vec::with_capacity(bytes.len());
    let mut side = exif.and_then(turned);
    for part in &parts {
        let keeps = match part.kind {
            Segment::Start | Segment::Scan | Segment::End => true,
            Segment::Marker(0xe0) => content(&part.content).starts_with(b"JFIF\0"),
            Segment::Marker(0xe2) => content(&part.content).starts_with(b"ICC_PROFILE\0"),
            // How Adobe's programs say in which space the colours are.
            Segment::Marker(0xee) => content(&part.content).starts_with(b"Adobe"),
            Segment::Marker(0xe1..=0xef | 0xfe) => false,
            Segment::Marker(_) => true,
        };
        // Readers look for Exif right behind what says JFIF.
        if !matches!(part.kind, Segment::Start | Segment::Marker(0xe0))
            && let Some(side) = side.take()
        {
            let tiff = tiff(side);
            out.extend([0xff, 0xe1]);
            out.extend(u16::try_from(2 + EXIF.len() + tiff.len()).unwrap_or(u16::MAX).to_be_bytes());
            out.extend(EXIF);
            out.extend(tiff);
        }
        if keeps {
            out.extend(content(&part.whole));
        }
    }
    Some(out)
}

/// Chunks that the picture needs: its pixels, colours and movement.
const PNG_NEEDS: &[&[u8; 4]] = &[
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs",
    b"hIST", b"sPLT", b"cICP", b"mDCV", b"cLLI", b"acTL", b"fcTL", b"fdAT",
];

fn png(bytes: &[u8]) -> Option<Vec<u8>> {
    let parts = container::png(bytes)?;
    let exif = parts.iter().find(|part| part.kind == *b"eXIf");
    let mut side = exif.and_then(|part| turned(&bytes[part.content.clone()]));
    let mut out = Vec::with_capacity(bytes.len());
    out.extend(container::PNG);
    for part in &parts {
        if matches!(&part.kind, b"IDAT" | b"IEND")
            && let Some(side) = side.take()
        {
            out.extend(png_chunk(*b"eXIf", &tiff(side)));
        }
        if PNG_NEEDS.contains(&&part.kind) {
            out.extend(&bytes[part.whole.clone()]);
        }
    }
    Some(out)
}

fn png_chunk(kind: [u8; 4], content: &[u8]) -> Vec<u8> {
    let mut chunk = u32::try_from(content.len()).unwrap_or(0).to_be_bytes().to_vec();
    chunk.extend(kind);
    chunk.extend(content);
    let sum = crc(&chunk[4..]);
    chunk.extend(sum.to_be_bytes());
    chunk
}

/// The cyclic redundancy check of PNG (ISO/IEC 15948, annex D).
pub(super) fn crc(bytes: &[u8]) -> u32 {
    let step = |sum: u32, byte: &u8| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { 0xedb8_8320 ^ (sum >> 1) } else { sum >> 1 })
    };
    !bytes.iter().fold(u32::MAX, step)
}

const WEBP_NEEDS: &[&[u8; 4]] = &[b"VP8X", b"ICCP", b"ANIM", b"ANMF", b"ALPH", b"VP8 ", b"VP8L"];
/// Flags of an extended file (RFC 9649, section 2.7).
const HAS_EXIF: u8 = 0x08;
const HAS_XMP: u8 = 0x04;

fn webp(bytes: &[u8]) -> Option<Vec<u8>> {
    let parts = container::webp(bytes)?;
    let exif = parts.iter().find(|part| part.kind == *b"EXIF");
    let side = exif.map(|part| &bytes[part.content.clone()]);
    let side = side.and_then(|exif| turned(exif.strip_prefix(EXIF).unwrap_or(exif)));
    let mut out = b"RIFF\0\0\0\0WEBP".to_vec();
    for part in &parts {
        if !WEBP_NEEDS.contains(&&part.kind) {
            continue;
        }
        let at = out.len();
        out.extend(&bytes[part.whole.clone()]);
        if part.kind == *b"VP8X"
            && let Some(flags) = out.get_mut(at + 8)
        {
            *flags &= !(HAS_EXIF | HAS_XMP);
            *flags |= if side.is_some() { HAS_EXIF } else { 0 };
        }
    }
    if let Some(side) = side {
        let tiff = tiff(side);
        out.extend(b"EXIF");
        out.extend(u32::try_from(tiff.len()).unwrap_or(0).to_le_bytes());
        out.extend(tiff);
    }
    let size = u32::try_from(out.len() - 8).ok()?;
    out[4..8].copy_from_slice(&size.to_le_bytes());
    Some(out)
}

fn gif(bytes: &[u8]) -> Option<Vec<u8>> {
    let parts = container::gif(bytes)?;
    let mut out = Vec::with_capacity(bytes.len());
    for part in &parts {
        let keeps = match part.kind {
            Block::Extension(0xff) => {
                // An application names itself in eleven bytes; these two say how often the movement repeats.
                let name = bytes.get(part.content.start + 1..part.content.start + 12).unwrap_or_default();
                name == b"NETSCAPE2.0" || name == b"ANIMEXTS1.0"
            }
            Block::Extension(label) => label != 0xfe,
            Block::Head | Block::Picture | Block::End => true,
        };
        if keeps {
            out.extend(&bytes[part.whole.clone()]);
        }
    }
    Some(out)
}

/// Which side is up, where it is not the first row.
fn turned(exif: &[u8]) -> Option<Orientation> {
    Orientation::from_exif_chunk(exif).filter(|side| *side != Orientation::NoTransforms)
}

/// Exif that says which side is up, and nothing else: one entry, tag 0x0112, of a little-endian TIFF.
fn tiff(side: Orientation) -> [u8; 26] {
    let mut tiff = *b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\0\0\0\0\0\0\0\0";
    tiff[18] = side.to_exif();
    tiff
}
