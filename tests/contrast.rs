//! The colours of the default theme: the contrast of every pair that stands on a page, in every mode, and the equal lightness of
//! the campaigns' hues. The colours are read from `css/tokens.css`, so that a change there is computed again.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and reads the file it checks"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Ink of running text.
const BODY: f64 = 7.0;
/// Every other text.
const TEXT: f64 = 4.5;
/// What is no text but must be seen: lines of controls, drawings (WCAG 2.2, 1.4.11).
const SHAPE: f64 = 3.0;

const GROUNDS: &[&str] = &["paper", "sheet", "wash", "persimmon-wash", "celadon-wash"];
const PLAIN: &[&str] = &["paper", "sheet", "wash"];
/// What the theme draws on the bands of leaves, on buttons and in marks.
const FILLS: &[&str] = &["persimmon", "persimmon-ink", "celadon", "edge"];

/// What stands on what, and how much contrast it needs.
const PAIRS: &[(&str, &[&str], f64)] = &[
    ("ink", GROUNDS, BODY),
    ("soft", GROUNDS, BODY),
    ("link", GROUNDS, BODY),
    ("persimmon-ink", GROUNDS, BODY),
    ("celadon-ink", GROUNDS, BODY),
    ("persimmon", GROUNDS, SHAPE),
    ("celadon", GROUNDS, TEXT),
    ("edge", GROUNDS, SHAPE),
    ("hue-1", PLAIN, TEXT),
    ("hue-2", PLAIN, TEXT),
    ("hue-3", PLAIN, TEXT),
    ("hue-4", PLAIN, TEXT),
    ("hue-5", PLAIN, TEXT),
    ("hue-6", PLAIN, TEXT),
    ("hue-7", PLAIN, TEXT),
    ("on-fill", FILLS, TEXT),
    ("on-fill", &["hue-1", "hue-2", "hue-3", "hue-4", "hue-5", "hue-6", "hue-7"], TEXT),
    // The skip link stands the other way round.
    ("paper", &["ink"], BODY),
];

/// Custom properties that are drawn without being read: the fine lines between rows, which headings and space repeat.
const ORNAMENTS: &[&str] = &["line"];

/// The blocks of `tokens.css` that hold in each mode, the later over the earlier.
const MODES: &[(&str, &[&str])] = &[
    ("light", &[":root"]),
    ("dark", &[":root", "dark :root"]),
    ("high contrast", &[":root", ":root[data-contrast=\"high\"]"]),
    (
        "high contrast, dark",
        &[":root", "dark :root", ":root[data-contrast=\"high\"]", "dark :root[data-contrast=\"high\"]"],
    ),
    ("print", &[":root", "print :root, :root[data-contrast], :root[data-type], :root.elder, :root.elder[data-type]"]),
];

type Colours = BTreeMap<String, [f64; 3]>;

#[test]
fn every_pair_of_colours_has_its_contrast() {
    let mut faults = Vec::new();
    for (mode, colours) in modes() {
        for (ink, grounds, least) in PAIRS {
            for ground in *grounds {
                let ratio = contrast(colours[*ink], colours[*ground]);
                if ratio < *least {
                    faults.push(format!("{mode}: {ink} on {ground} has {ratio:.2}:1, not {least}:1"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_colour_is_in_a_pair() {
    let paired: BTreeSet<&str> =
        PAIRS.iter().flat_map(|(ink, grounds, _)| [*ink].into_iter().chain(grounds.iter().copied())).collect();
    for (mode, colours) in modes() {
        for name in colours.keys().filter(|name| !ORNAMENTS.contains(&name.as_str())) {
            assert!(paired.contains(name.as_str()), "{mode}: --{name} is in no pair");
        }
    }
}

#[test]
fn colours_stand_in_the_file_of_colours_alone() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default/static/css");
    for entry in fs::read_dir(folder).expect("the theme has styles") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        // The mark of the site and black ink on paper are the same in every mode.
        for (number, line) in fs::read_to_string(&path).expect("styles are text").lines().enumerate() {
            let is_fixed = name == "tokens.css" || line.starts_with(".leaf-") || name == "paper.css";
            assert!(is_fixed || !line.contains(": #") && !line.contains(" #"), "{name}:{}: {line}", number + 1);
        }
    }
}

#[test]
fn the_hues_of_campaigns_are_equally_light() {
    for (mode, colours) in modes().into_iter().filter(|(mode, _)| ["light", "dark"].contains(mode)) {
        let hues: Vec<(f64, f64)> =
            (1..=7).map(|number| lightness_and_hue(colours[&format!("hue-{number}")])).collect();
        let lightness = || hues.iter().map(|(lightness, _)| *lightness);
        let spread = lightness().fold(0.0, f64::max) - lightness().fold(1.0, f64::min);
        assert!(spread < 0.01, "{mode}: the hues differ in lightness by {spread:.3}");
        for (index, (_, hue)) in hues.iter().enumerate() {
            for (other, (_, second)) in hues.iter().enumerate().skip(index + 1) {
                let apart = (hue - second).abs().min(360.0 - (hue - second).abs());
                assert!(apart > 20.0, "{mode}: hues {} and {} are {apart:.0}° apart", index + 1, other + 1);
            }
        }
    }
}

#[test]
fn contrast_is_computed_as_published() {
    for (one, other, ratio) in [("#000000", "#ffffff", 21.0), ("#ffffff", "#ffffff", 1.0), ("#767676", "#ffffff", 4.54)]
    {
        let computed = contrast(colour(one), colour(other));
        assert!((computed - ratio).abs() < 0.01, "{one} on {other}: {computed}");
    }
    let (lightness, hue) = lightness_and_hue(colour("#ff0000"));
    assert!((lightness - 0.628).abs() < 0.001 && (hue - 29.23).abs() < 0.1, "red: {lightness} {hue}");
}

fn modes() -> Vec<(&'static str, Colours)> {
    let blocks = blocks();
    MODES
        .iter()
        .map(|(mode, names)| {
            let mut colours = Colours::new();
            for name in *names {
                colours.extend(blocks.get(*name).unwrap_or_else(|| panic!("tokens.css has no block {name}")).clone());
            }
            (*mode, colours)
        })
        .collect()
}

/// The blocks of custom properties by their selector, before it `dark` or `print` for those inside such a media query.
fn blocks() -> BTreeMap<String, Colours> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default/static/css/tokens.css");
    let text = fs::read_to_string(file).expect("the theme has its colours");
    let (mut blocks, mut media, mut selector) = (BTreeMap::<String, Colours>::new(), "", String::new());
    for line in text.lines().map(str::trim) {
        if line.starts_with("@media") {
            media = if line.contains("dark") { "dark " } else { "print " };
        } else if let Some(start) = line.strip_suffix('{') {
            selector = format!("{media}{}", start.trim());
        } else if line == "}" {
            if selector.is_empty() {
                media = "";
            }
            selector.clear();
        } else if let Some((name, value)) = line.strip_prefix("--").and_then(|line| line.split_once(": "))
            && let Some(hex) = value.strip_suffix(';').filter(|value| value.starts_with('#'))
        {
            blocks.entry(selector.clone()).or_default().insert(name.to_owned(), colour(hex));
        }
    }
    blocks
}

/// Red, green and blue as linear light.
fn colour(hex: &str) -> [f64; 3] {
    [1, 3, 5].map(|at| {
        let value = u8::from_str_radix(&hex[at..at + 2], 16).unwrap_or_else(|_| panic!("{hex} is no colour"));
        let value = f64::from(value) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    })
}

/// WCAG 2.2: contrast ratio.
fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
    let luminance = |[red, green, blue]: [f64; 3]| 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Lightness, from 0 to 1, and hue, in degrees, in `OKLCH`.
fn lightness_and_hue([red, green, blue]: [f64; 3]) -> (f64, f64) {
    let long = (0.412_221_470_8 * red + 0.536_332_536_3 * green + 0.051_445_992_9 * blue).cbrt();
    let middle = (0.211_903_498_2 * red + 0.680_699_545_1 * green + 0.107_396_956_6 * blue).cbrt();
    let short = (0.088_302_461_9 * red + 0.281_718_837_6 * green + 0.629_978_700_5 * blue).cbrt();
    let lightness = 0.210_454_255_3 * long + 0.793_617_785 * middle - 0.004_072_046_8 * short;
    let a = 1.977_998_495_1 * long - 2.428_592_205 * middle + 0.450_593_709_9 * short;
    let b = 0.025_904_037_1 * long + 0.782_771_766_2 * middle - 0.808_675_766 * short;
    (lightness, b.atan2(a).to_degrees().rem_euclid(360.0))
}
