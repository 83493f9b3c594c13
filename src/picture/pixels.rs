//! Decoding, turning, scaling and writing: the only place where pixels are touched.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{PixelType, ResizeOptions, Resizer};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, ImageError, ImageFormat};

use super::clean;
use super::look::{Fault, fault, look, reader};
use super::recipe::{Encoding, Recipe};

/// A decoded picture, the right side up, eight bits a colour.
pub struct Pixels {
    width: u32,
    height: u32,
    /// Red, green and blue; with `alpha`, that as well.
    bytes: Vec<u8>,
    alpha: bool,
    /// The space of its colours, unless it is that of every browser.
    profile: Option<Vec<u8>>,
}

/// Decodes a file whose size [`look`] has allowed.
pub fn decode(bytes: &[u8]) -> Result<Pixels, Fault> {
    let Ok(format @ (ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP)) = image::guess_format(bytes) else {
        return Err(Fault::Unknown);
    };
    look(bytes)?;
    let mut decoder = reader(bytes, format).into_decoder().map_err(fault)?;
    let side = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let profile = decoder.icc_profile().ok().flatten().filter(|profile| is_needed(profile));
    let mut decoded = DynamicImage::from_decoder(decoder).map_err(fault)?;
    decoded.apply_orientation(side);
    let alpha = decoded.color().has_alpha();
    let (width, height) = (decoded.width(), decoded.height());
    let bytes = if alpha { decoded.into_rgba8().into_raw() } else { decoded.into_rgb8().into_raw() };
    Ok(Pixels { width, height, bytes, alpha, profile })
}

/// Whether a colour profile says something: it is for red, green and blue, and not the space that browsers assume.
fn is_needed(profile: &[u8]) -> bool {
    let says_srgb = profile.windows(4).any(|four| four == b"sRGB")
        || profile.windows(8).any(|eight| eight == b"s\0R\0G\0B\0" || eight == b"\0s\0R\0G\0B");
    profile.get(16..20) == Some(b"RGB ") && !says_srgb
}

/// Makes a picture by a recipe. `file` is what it was decoded from: where nothing is cut or scaled and the format stays,
/// the smaller of both is right.
pub fn make(pixels: &Pixels, recipe: &Recipe, file: &[u8]) -> Result<Vec<u8>, Fault> {
    let whole = recipe.cut == [0, 0, pixels.width, pixels.height];
    let unchanged = whole && recipe.width == pixels.width && recipe.height == pixels.height;
    let scaled;
    let bytes = if unchanged {
        &pixels.bytes
    } else {
        scaled = scale(pixels, recipe)?;
        &scaled
    };
    let made = encode(bytes, pixels, recipe)?;
    let same_format = match recipe.encoding {
        Encoding::Png => file.starts_with(super::container::PNG),
        Encoding::Jpeg { .. } => file.starts_with(&[0xff, 0xd8]),
        _ => false,
    };
    if unchanged && same_format {
        let cleaned = clean(file);
        let own = cleaned.as_deref().unwrap_or(file);
        if own.len() < made.len() {
            return Ok(own.to_vec());
        }
    }
    Ok(made)
}

fn scale(pixels: &Pixels, recipe: &Recipe) -> Result<Vec<u8>, Fault> {
    let broken = |error: &dyn std::fmt::Display| Fault::Broken(error.to_string());
    let kind = if pixels.alpha { PixelType::U8x4 } else { PixelType::U8x3 };
    let source = ImageRef::new(pixels.width, pixels.height, &pixels.bytes, kind).map_err(|error| broken(&error))?;
    let mut target = Image::new(recipe.width, recipe.height, kind);
    let [left, top, width, height] = recipe.cut.map(f64::from);
    let options = ResizeOptions::new().crop(left, top, width, height);
    Resizer::new().resize(&source, &mut target, &options).map_err(|error| broken(&error))?;
    Ok(target.into_vec())
}

fn encode(bytes: &[u8], pixels: &Pixels, recipe: &Recipe) -> Result<Vec<u8>, Fault> {
    let (width, height) = (recipe.width, recipe.height);
    let failed = |error: ImageError| fault(error);
    let mut out = Vec::new();
    match recipe.encoding {
        Encoding::Jpeg { quality } => {
            let opaque;
            let bytes = if pixels.alpha {
                opaque = on_white(bytes);
                &opaque
            } else {
                bytes
            };
            let mut encoder = JpegEncoder::new_with_quality(&mut out, quality);
            if let Some(profile) = &pixels.profile {
                // Without its profile a picture only looks paler.
                let _ = encoder.set_icc_profile(profile.clone());
            }
            encoder.write_image(bytes, width, height, ExtendedColorType::Rgb8).map_err(failed)?;
        }
        Encoding::Png => {
            let kind = if pixels.alpha { ExtendedColorType::Rgba8 } else { ExtendedColorType::Rgb8 };
            let mut encoder = PngEncoder::new(&mut out);
            if let Some(profile) = &pixels.profile {
                let _ = encoder.set_icc_profile(profile.clone());
            }
            encoder.write_image(bytes, width, height, kind).map_err(failed)?;
        }
        Encoding::Webp { .. } | Encoding::WebpLossless => {
            let (lossless, quality) = match recipe.encoding {
                Encoding::Webp { quality } => (false, quality),
                _ => (true, 75),
            };
            let encoder = if pixels.alpha {
                webp::Encoder::from_rgba(bytes, width, height)
            } else {
                webp::Encoder::from_rgb(bytes, width, height)
            };
            let made = encoder
                .encode_simple(lossless, f32::from(quality))
                .map_err(|error| Fault::Broken(format!("WebP: {error:?}")))?;
            out = match &pixels.profile {
                Some(profile) => with_profile(&made, profile, (width, height), pixels.alpha),
                None => made.to_vec(),
            };
        }
        Encoding::Copy => return Err(Fault::Unknown),
    }
    Ok(out)
}

/// Pixels with transparency, as they look on paper.
fn on_white(bytes: &[u8]) -> Vec<u8> {
    let blend = |colour: u8, alpha: u8| {
        let (colour, alpha) = (u32::from(colour), u32::from(alpha));
        u8::try_from((colour * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX)
    };
    let pixels = bytes.chunks_exact(4);
    pixels.flat_map(|pixel| [pixel[0], pixel[1], pixel[2]].map(|colour| blend(colour, pixel[3]))).collect()
}

/// A WebP file with the space of its colours: the extended form (RFC 9649, section 2.7), which the encoder does not write.
fn with_profile(made: &[u8], profile: &[u8], size: (u32, u32), alpha: bool) -> Vec<u8> {
    let Some(parts) = super::container::webp(made) else { return made.to_vec() };
    let mut out = b"RIFF\0\0\0\0WEBP".to_vec();
    let mut chunk = |kind: &[u8], content: &[u8]| {
        out.extend(kind);
        out.extend(u32::try_from(content.len()).unwrap_or(0).to_le_bytes());
        out.extend(content);
        out.extend(&[0][..content.len() % 2]);
    };
    let mut head = vec![0x20 | if alpha { 0x10 } else { 0 }, 0, 0, 0];
    for side in [size.0, size.1] {
        head.extend(&(side - 1).to_le_bytes()[..3]);
    }
    chunk(b"VP8X", &head);
    chunk(b"ICCP", profile);
    for part in parts.iter().filter(|part| part.kind != *b"VP8X") {
        chunk(&part.kind, &made[part.content.clone()]);
    }
    let length = u32::try_from(out.len() - 8).unwrap_or(0);
    out[4..8].copy_from_slice(&length.to_le_bytes());
    out
}
