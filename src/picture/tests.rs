//! Pictures that are drawn here, with everything in them that should not be published.

use image::{ExtendedColorType, ImageEncoder, ImageFormat, RgbImage, RgbaImage};

use super::*;

/// A picture whose four quarters are told apart: red and green above, blue and white below.
fn quarters(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        image::Rgb(match (x < width / 2, y < height / 2) {
            (true, true) => [220, 20, 20],
            (false, true) => [20, 180, 20],
            (true, false) => [20, 20, 220],
            (false, false) => [250, 250, 250],
        })
    })
}

fn written(picture: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).expect("written");
    bytes.into_inner()
}

/// Exif with a place and a maker: which side is up, `Make`, and a GPS table with its reference `N`.
fn exif(side: u8) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0\x03\0".to_vec();
    tiff.extend(b"\x0f\x01\x02\0\x04\0\0\0Acme");
    tiff.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, side, 0, 0, 0]);
    tiff.extend(b"\x25\x88\x04\0\x01\0\0\0\x32\0\0\0\0\0\0\0");
    tiff.extend(b"\x01\0\x01\0\x02\0\x02\0\0\0N\0\0\0\0\0\0\0GPS31.9N");
    tiff
}

/// A JPEG file with everything that should not be published: Exif, XMP, a remark, and a second picture behind its end.
fn telling_jpeg(picture: &RgbImage, side: u8) -> Vec<u8> {
    let plain = written(picture, ImageFormat::Jpeg);
    let mut bytes = plain[..2].to_vec();
    let mut segment = |marker: u8, content: &[u8]| {
        bytes.extend([0xff, marker]);
        bytes.extend(u16::try_from(content.len() + 2).expect("short").to_be_bytes());
        bytes.extend(content);
    };
    segment(0xe1, &[b"Exif\0\0", exif(side).as_slice()].concat());
    segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0<x>GPS31.9N</x>");
    segment(0xfe, "张三拍的 GPS31.9N".as_bytes());
    bytes.extend(&plain[2..]);
    bytes.extend(b"\xff\xd8\xff\xe1 behind GPS31.9N");
    bytes
}

fn says_where(bytes: &[u8]) -> bool {
    bytes.windows(8).any(|eight| eight == b"GPS31.9N") || bytes.windows(4).any(|four| four == b"Acme")
}

/// The colours in the middle of each quarter, by the channel that is strongest; `w` for white.
fn seen(bytes: &[u8]) -> String {
    let picture = image::load_from_memory(bytes).expect("decoded").into_rgb8();
    let (width, height) = picture.dimensions();
    [(1, 1), (3, 1), (1, 3), (3, 3)]
        .map(|(x, y)| {
            let [red, green, blue] = picture.get_pixel(width * x / 4, height * y / 4).0;
            match (red > 150, green > 150, blue > 150) {
                (true, true, true) => 'w',
                (true, ..) => 'r',
                (_, true, _) => 'g',
                _ => 'b',
            }
        })
        .iter()
        .collect()
}

#[test]
fn metadata_goes_and_the_side_that_is_up_stays() {
    let picture = quarters(64, 32);
    for side in 1..=8_u8 {
        let telling = telling_jpeg(&picture, side);
        assert!(says_where(&telling));
        let cleaned = clean(&telling).expect("there is something to remove");
        assert!(!says_where(&cleaned), "side {side}");
        let (before, after) = (look(&telling).expect("a picture"), look(&cleaned).expect("a picture"));
        assert_eq!((before.width, before.height), (after.width, after.height), "side {side}");
        assert_eq!((after.width, after.height), if side > 4 { (32, 64) } else { (64, 32) });
        assert_eq!(clean(&cleaned), None, "a clean file is left alone");
        let turned = |bytes: &[u8]| {
            let recipe = Recipe::in_width((after.width, after.height), after.width, Encoding::Png);
            make(&decode(bytes).expect("decoded"), &recipe, bytes).expect("made")
        };
        assert_eq!(turned(&telling), turned(&cleaned), "side {side}: the same picture");
    }
}

#[test]
fn pictures_are_turned_the_right_side_up() {
    let picture = quarters(64, 32);
    for (side, expected) in [(1, "rgbw"), (3, "wbgr"), (6, "brwg"), (8, "gwrb")] {
        let bytes = telling_jpeg(&picture, side);
        let facts = look(&bytes).expect("a picture");
        let pixels = decode(&bytes).expect("decoded");
        for encoding in [Encoding::Jpeg { quality: 80 }, Encoding::Png, Encoding::Webp { quality: 80 }] {
            let recipe = Recipe::in_width((facts.width, facts.height), 16, encoding);
            let made = make(&pixels, &recipe, &bytes).expect("made");
            assert_eq!(seen(&made), expected, "side {side}, {encoding:?}");
            assert!(!says_where(&made));
            let facts = look(&made).expect("a picture");
            assert_eq!((facts.width, facts.height), (recipe.width, recipe.height));
        }
    }
}

#[test]
fn metadata_of_other_formats_goes_too() {
    let picture = quarters(16, 16);
    let png = written(&picture, ImageFormat::Png);
    let mut telling = png[..33].to_vec();
    for (kind, content) in [(b"tEXt", b"Author\0GPS31.9N".as_slice()), (b"eXIf", &exif(6)), (b"caBX", b"GPS31.9N")] {
        telling.extend(u32::try_from(content.len()).expect("short").to_be_bytes());
        telling.extend(kind);
        telling.extend(content);
        telling.extend([0; 4]);
    }
    telling.extend(&png[33..]);
    telling.extend(b"GPS31.9N");
    let cleaned = clean(&telling).expect("something to remove");
    assert!(says_where(&telling) && !says_where(&cleaned));
    assert_eq!(seen(&cleaned), seen(&png), "the pixels stay as they are");

    let webp = written(&picture, ImageFormat::WebP);
    let chunk = |kind: &[u8], content: &[u8]| {
        let length = u32::try_from(content.len()).expect("short").to_le_bytes();
        [kind, &length, content, &[0][..content.len() % 2]].concat()
    };
    let head = chunk(b"VP8X", &[0x0c, 0, 0, 0, 15, 0, 0, 15, 0, 0]);
    let body = [head, webp[12..].to_vec(), chunk(b"EXIF", &exif(6)), chunk(b"XMP ", b"GPS31.9N.")].concat();
    let length = u32::try_from(body.len() + 4).expect("short").to_le_bytes();
    let telling = [b"RIFF".as_slice(), &length, b"WEBP", &body].concat();
    let cleaned = clean(&telling).expect("something to remove");
    assert!(says_where(&telling) && !says_where(&cleaned));
    assert_eq!(look(&cleaned).expect("a picture").format, Format::Webp { lossless: true });

    // One pixel of two colours, shown for a while.
    let gif = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff\x21\xf9\x04\x01\x0a\0\x01\0\
        \x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0\x3b";
    let end = gif.len() - 1;
    let telling = [&gif[..end], b"\x21\xfe\x08GPS31.9N\0", &gif[end..]].concat();
    let cleaned = clean(&telling).expect("something to remove");
    assert_eq!(cleaned, gif);
    assert!(look(&cleaned).expect("a picture").moves);
}

#[test]
fn operations_mean_what_they_mean_in_zola() {
    use Operation::{Fill, Fit, FitHeight, FitWidth, Scale};
    let wish = |operation, width, height| Wish { operation, width, height };
    for (wish, size, expected) in [
        (wish(Scale, Some(10), Some(20)), (400, 300), Some(([0, 0, 400, 300], 10, 20))),
        (wish(FitWidth, Some(200), None), (400, 300), Some(([0, 0, 400, 300], 200, 150))),
        (wish(FitHeight, None, Some(150)), (400, 300), Some(([0, 0, 400, 300], 200, 150))),
        (wish(Fit, Some(200), Some(200)), (400, 300), Some(([0, 0, 400, 300], 200, 150))),
        (wish(Fit, Some(200), Some(100)), (400, 300), Some(([0, 0, 400, 300], 133, 100))),
        (wish(Fit, Some(800), Some(800)), (400, 300), Some(([0, 0, 400, 300], 400, 300))),
        (wish(Fill, Some(100), Some(100)), (400, 300), Some(([50, 0, 300, 300], 100, 100))),
        (wish(Fill, Some(100), Some(50)), (400, 300), Some(([0, 50, 400, 200], 100, 50))),
        (wish(Fill, Some(800), Some(600)), (400, 300), Some(([0, 0, 400, 300], 800, 600))),
        (wish(Fill, Some(100), None), (400, 300), None),
        (wish(FitWidth, None, Some(100)), (400, 300), None),
        (wish(FitWidth, Some(0), None), (400, 300), None),
        (wish(FitWidth, Some(100), None), (10, 4000), None),
    ] {
        let recipe = Recipe::of(wish, size, Encoding::Png);
        assert_eq!(recipe.map(|recipe| (recipe.cut, recipe.width, recipe.height)), expected, "{wish:?} {size:?}");
    }
}

#[test]
fn a_long_screenshot_is_made_as_wide_as_it_can_be() {
    for (size, expected) in [
        ((4000, 3000), 1600),
        ((320, 200), 320),
        ((1080, 20_000), 864),
        ((100, 90_000), 17),
        ((1, 90_000), 1),
        ((3000, 16_000), 1600),
    ] {
        let width = Recipe::widest(size, 1600);
        assert_eq!(width, expected, "{size:?}");
        assert!(Recipe::in_width(size, width, Encoding::Png).height <= 16_000, "{size:?}");
    }
}

#[test]
fn cutting_keeps_the_middle() {
    let bytes = written(&quarters(80, 40), ImageFormat::Png);
    let wish = Wish { operation: Operation::Fill, width: Some(20), height: Some(20) };
    let recipe = Recipe::of(wish, (80, 40), Encoding::Png).expect("in bounds");
    assert_eq!(seen(&make(&decode(&bytes).expect("decoded"), &recipe, &bytes).expect("made")), "rgbw");
}

#[test]
fn transparency_stays_or_becomes_white() {
    let clear = RgbaImage::from_pixel(8, 8, image::Rgba([255, 0, 0, 0]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    clear.write_to(&mut bytes, ImageFormat::Png).expect("written");
    let bytes = bytes.into_inner();
    let pixels = decode(&bytes).expect("decoded");
    let made = |encoding| {
        let made = make(&pixels, &Recipe::in_width((8, 8), 4, encoding), &bytes).expect("made");
        image::load_from_memory(&made).expect("decoded").into_rgba8().get_pixel(2, 2).0
    };
    assert_eq!(made(Encoding::Png)[3], 0);
    assert_eq!(made(Encoding::WebpLossless)[3], 0);
    assert!(made(Encoding::Jpeg { quality: 90 })[..3].iter().all(|colour| *colour > 250));
}

#[test]
fn a_colour_profile_stays_if_it_says_something() {
    let picture = quarters(16, 16);
    let mut profile = vec![0_u8; 140];
    profile[16..20].copy_from_slice(b"RGB ");
    let of = |profile: &[u8]| {
        let mut bytes = Vec::new();
        let mut encoder = image::codecs::png::PngEncoder::new(&mut bytes);
        encoder.set_icc_profile(profile.to_vec()).expect("PNG has profiles");
        encoder.write_image(&picture, 16, 16, ExtendedColorType::Rgb8).expect("written");
        bytes
    };
    let kept = |bytes: &[u8], encoding| {
        let made = make(&decode(bytes).expect("decoded"), &Recipe::in_width((16, 16), 8, encoding), bytes);
        let made = made.expect("made");
        assert_eq!(seen(&made), "rgbw");
        let format = image::guess_format(&made).expect("a picture");
        let mut decoder = look::reader(&made, format).into_decoder().expect("decoded");
        image::ImageDecoder::icc_profile(&mut decoder).expect("read")
    };
    for encoding in
        [Encoding::Jpeg { quality: 80 }, Encoding::Png, Encoding::Webp { quality: 80 }, Encoding::WebpLossless]
    {
        assert_eq!(kept(&of(&profile), encoding).as_deref(), Some(profile.as_slice()), "{encoding:?}");
        let srgb = [&profile, b"sRGB".as_slice()].concat();
        assert_eq!(kept(&of(&srgb), encoding), None, "{encoding:?}: what every browser assumes");
    }
}

#[test]
fn twelve_million_pixels_are_nothing_special() {
    let bytes = telling_jpeg(&quarters(4000, 3000), 6);
    let facts = look(&bytes).expect("a picture");
    assert_eq!((facts.width, facts.height), (3000, 4000));
    let recipe = Recipe::in_width((3000, 4000), 480, Encoding::Webp { quality: 75 });
    let made = make(&decode(&bytes).expect("decoded"), &recipe, &bytes).expect("made");
    assert_eq!((look(&made).expect("a picture").width, seen(&made)), (480, "brwg".to_owned()));
}

#[test]
fn what_is_no_picture_or_too_large_is_refused_before_it_is_decoded() {
    assert_eq!(look(b"hello"), Err(Fault::Unknown));
    assert_eq!(look(b""), Err(Fault::Unknown));
    assert!(matches!(look(b"\xff\xd8\xff\xe0 and then nothing"), Err(Fault::Broken(_))));
    assert!(matches!(look(b"GIF89a\x01\0"), Err(Fault::Broken(_))));
    // A head that promises a picture of four thousand million pixels.
    let mut bomb = written(&quarters(2, 2), ImageFormat::Png);
    bomb[16..24].copy_from_slice(&[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]);
    let sum = clean::crc(&bomb[12..29]).to_be_bytes();
    bomb[29..33].copy_from_slice(&sum);
    assert_eq!(look(&bomb), Err(Fault::TooLarge { width: 65535, height: 65535 }));
    assert!(decode(&bomb).is_err());
    // Cut off in the middle: it has a head, and no picture.
    let whole = written(&quarters(64, 64), ImageFormat::Png);
    assert!(look(&whole[..60]).is_ok_and(|_| decode(&whole[..60]).is_err()) || look(&whole[..60]).is_err());
}

#[test]
fn the_size_of_a_drawing_is_what_it_says() {
    for (svg, expected) in [
        ("<svg xmlns='x' width='120' height=\"60px\"></svg>", Some((120, 60))),
        ("<?xml version='1.0'?><svg viewBox=\"0 0 48.4 24\"/>", Some((48, 24))),
        ("<svg width='100%' height='50%' viewBox='0,0,10,20'>", Some((10, 20))),
        ("<svg stroke-width='3' viewBox='0 0 1 2'>", Some((1, 2))),
        ("<svg>", None),
        ("<svg width='-1' height='9'>", None),
    ] {
        let size = look(svg.as_bytes()).ok().map(|facts| (facts.width, facts.height));
        assert_eq!(size, expected, "{svg}");
    }
}

proptest::proptest! {
    /// Whatever a file holds, looking at it and cleaning it end well.
    #[test]
    fn nothing_panics(mut bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..400), head in 0..5_usize) {
        let heads: [&[u8]; 5] = [b"\xff\xd8\xff\xe1", container::PNG, b"RIFF\x90\x01\0\0WEBPVP8X", b"GIF89a", b"<svg "];
        bytes.splice(0..0, heads[head].iter().copied());
        let _ = look(&bytes);
        let _ = decode(&bytes);
        let _ = clean(&bytes);
    }

    /// A file that is cut off anywhere, or in which a byte is changed, is refused or cleaned, and never panics.
    #[test]
    fn broken_files_are_refused(at in 0..2000_usize, byte: u8, format in 0..4_usize) {
        let picture = quarters(24, 16);
        let mut bytes = match format {
            0 => telling_jpeg(&picture, 6),
            1 => written(&picture, ImageFormat::Png),
            2 => written(&picture, ImageFormat::WebP),
            _ => clean(&telling_jpeg(&picture, 8)).expect("cleaned"),
        };
        let at = at % bytes.len();
        let _ = decode(&bytes[..at]);
        let _ = clean(&bytes[..at]);
        bytes[at] = byte;
        let _ = decode(&bytes);
        let _ = clean(&bytes);
    }
}
