//! What a picture's file shows, without decoding it: format, size, movement. The bounds stand here, so that nothing is
//! decoded whose size was not looked at.

use std::io::Cursor;

use image::metadata::Orientation;
use image::{ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};
use xxhash_rust::xxh3::xxh3_64;

use super::container;

/// A telephone's picture has 12 million pixels, some have 50; what has more than this was made to do harm, or by mistake.
const MOST_PIXELS: u64 = 100_000_000;
/// In bytes, as decoded; sixteen bits a colour count twice.
const MOST_MEMORY: u64 = 400 << 20;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Jpeg,
    Png,
    /// With what its pixels were written: `true` is without loss.
    Webp {
        lossless: bool,
    },
    Gif,
    Svg,
}

/// What a file shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    pub format: Format,
    /// As it is seen, the right side up; in pixels, of a drawing in units.
    pub width: u32,
    pub height: u32,
    /// It moves, and is published as it is.
    pub moves: bool,
    /// Of the file's bytes.
    pub hash: u64,
}

/// Why a file cannot be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// None of the formats that browsers show.
    Unknown,
    /// It begins like a picture, and is none; in the words of the decoder.
    Broken(String),
    TooLarge {
        width: u32,
        height: u32,
    },
}

impl Facts {
    /// The usual ending of a file of this format.
    pub fn ending(&self) -> &'static str {
        match self.format {
            Format::Jpeg => "jpg",
            Format::Png => "png",
            Format::Webp { .. } => "webp",
            Format::Gif => "gif",
            Format::Svg => "svg",
        }
    }

    /// Whether its pixels are written anew.
    pub fn is_made(&self) -> bool {
        !self.moves && !matches!(self.format, Format::Gif | Format::Svg)
    }
}

pub fn look(bytes: &[u8]) -> Result<Facts, Fault> {
    let hash = xxh3_64(bytes);
    let facts = |format, width, height, moves| Facts { format, width, height, moves, hash };
    match image::guess_format(bytes) {
        Ok(format @ (ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP)) => {
            let mut decoder = reader(bytes, format).into_decoder().map_err(fault)?;
            let (width, height) = decoder.dimensions();
            let memory = decoder.total_bytes();
            if u64::from(width) * u64::from(height) > MOST_PIXELS || memory > MOST_MEMORY {
                return Err(Fault::TooLarge { width, height });
            }
            let (width, height) = match decoder.orientation().unwrap_or(Orientation::NoTransforms) {
                Orientation::Rotate90
                | Orientation::Rotate270
                | Orientation::Rotate90FlipH
                | Orientation::Rotate270FlipH => (height, width),
                _ => (width, height),
            };
            let has = |parts: Option<Vec<container::Part<[u8; 4]>>>, wanted: &[u8; 4]| {
                parts.is_some_and(|parts| parts.iter().any(|part| part.kind == *wanted))
            };
            Ok(match format {
                ImageFormat::Jpeg => facts(Format::Jpeg, width, height, false),
                ImageFormat::Png => facts(Format::Png, width, height, has(container::png(bytes), b"acTL")),
                _ => {
                    let lossless = has(container::webp(bytes), b"VP8L");
                    facts(Format::Webp { lossless }, width, height, has(container::webp(bytes), b"ANIM"))
                }
            })
        }
        Ok(ImageFormat::Gif) => {
            container::gif(bytes).ok_or_else(|| Fault::Broken("GIF".to_owned()))?;
            let side = |at: usize| u32::from(u16::from_le_bytes([bytes[at], bytes[at + 1]]));
            Ok(facts(Format::Gif, side(6), side(8), true))
        }
        _ => svg(bytes).map(|(width, height)| facts(Format::Svg, width, height, false)).ok_or(Fault::Unknown),
    }
}

pub(super) fn reader(bytes: &[u8], format: ImageFormat) -> ImageReader<Cursor<&[u8]>> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY + (64 << 20));
    reader.limits(limits);
    reader
}

pub(super) fn fault(error: ImageError) -> Fault {
    match error {
        ImageError::Limits(_) => Fault::TooLarge { width: 0, height: 0 },
        error => Fault::Broken(error.to_string()),
    }
}

/// The size that a drawing gives itself: by `width` and `height` in pixels, else by its `viewBox`.
fn svg(bytes: &[u8]) -> Option<(u32, u32)> {
    let text = std::str::from_utf8(bytes).ok()?;
    let tag = &text[text.find("<svg")?..];
    let tag = &tag[..tag.find('>')?];
    let attribute = |name: &str| {
        let found = tag.match_indices(name).find(|(at, _)| tag[..*at].ends_with(char::is_whitespace))?.0;
        let rest = tag[found + name.len()..].trim_start().strip_prefix('=')?.trim_start();
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        rest[1..].split(quote).next()
    };
    let side = |text: &str| {
        let number: f64 = text.trim().trim_end_matches("px").parse().ok()?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded just before")]
        (0.5..=100_000.0).contains(&number).then(|| number.round() as u32)
    };
    let own = || Some((side(attribute("width")?)?, side(attribute("height")?)?));
    let boxed = || {
        let mut numbers = attribute("viewBox")?.split([' ', ',']).filter(|part| !part.is_empty()).skip(2);
        Some((side(numbers.next()?)?, side(numbers.next()?)?))
    };
    own().or_else(boxed)
}
