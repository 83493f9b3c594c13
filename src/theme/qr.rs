//! QR codes as SVG that stands in a page: small, sharp on paper, and readable in dark mode, since the ground is drawn too.

use std::fmt::Write as _;

use fast_qr::ECL;
use fast_qr::qr::QRBuilder;

use crate::html::escaped;

/// Modules of white on each side (ISO/IEC 18004, 9.1).
const QUIET: usize = 4;

/// A fourth of a code on a noticeboard may be lost to rain; half of that is enough, and reads from farther away.
const CORRECTION: ECL = ECL::M;

/// The drawing of a text. With a label it is a picture of that name to those who listen to the page; without one it is
/// passed over. Nothing if the text is too long for any code.
pub fn svg(content: &str, label: &str) -> Option<String> {
    let code = QRBuilder::new(content).ecl(CORRECTION).build().ok()?;
    let size = code.size + 2 * QUIET;
    let mut dark = String::new();
    for row in 0..code.size {
        let modules = &code[row];
        let mut at = 0;
        let mut drawn = None;
        while at < code.size {
            let length = modules[at..code.size].iter().take_while(|module| module.value()).count();
            if length > 0 {
                // A run of modules is one stroke, one unit wide, through their middle. Steps from run to run are small numbers that
                // return again and again: the drawing stands in every page, and packs to half of what places from the edge would.
                // Writing to a string does not fail.
                let _ = match drawn {
                    Some(end) => write!(dark, "m{} 0h{length}", at - end),
                    None => write!(dark, "M{} {}.5h{length}", at + QUIET, row + QUIET),
                };
                drawn = Some(at + length);
            }
            at += length.max(1);
        }
    }
    let name = match label {
        "" => "aria-hidden=\"true\"".to_owned(),
        label => format!("role=\"img\" aria-label=\"{}\"", escaped(label)),
    };
    Some(format!(
        "<svg class=\"qr\" viewBox=\"0 0 {size} {size}\" width=\"{0}\" height=\"{0}\" {name} focusable=\"false\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{size}v{size}H0z\"/><path stroke=\"#000\" d=\"{dark}\"/></svg>",
        size * 4
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The dark modules that the strokes of a drawing cover, as `(column, row)`.
    fn modules(svg: &str) -> Vec<(usize, usize)> {
        let strokes = svg.split("stroke=\"#000\" d=\"M").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("");
        let number = |text: &str| text.parse::<usize>().expect("a number");
        let mut covered = Vec::new();
        for line in strokes.split('M') {
            let (begin, runs) = line.split_once(' ').expect("a line has a beginning");
            let (row, runs) = runs.split_once(".5h").expect("through the middle of a row");
            let mut column = number(begin);
            for run in runs.split('h') {
                let (length, gap) = run.split_once('m').unwrap_or((run, "0 0"));
                covered.extend((column..column + number(length)).map(|column| (column, number(row))));
                column += number(length) + number(gap.strip_suffix(" 0").expect("along the row"));
            }
        }
        covered
    }

    #[test]
    fn the_strokes_are_the_modules_of_the_code() {
        let content = "https://www.example.gov.cn/xingdong/wanhui/";
        let code = QRBuilder::new(content).ecl(CORRECTION).build().expect("short enough");
        let expected: Vec<(usize, usize)> = (0..code.size)
            .flat_map(|row| (0..code.size).map(move |column| (column, row)))
            .filter(|&(column, row)| code[row][column].value())
            .map(|(column, row)| (column + QUIET, row + QUIET))
            .collect();
        assert_eq!(modules(&svg(content, "").expect("drawn")), expected);
    }

    #[test]
    fn labels_are_escaped_and_long_texts_refused() {
        let drawn = svg("甲", "“乙” \"丙\"").expect("drawn");
        assert!(drawn.contains("role=\"img\" aria-label=\"“乙” &quot;丙&quot;\""), "{drawn}");
        assert!(svg("甲", "").expect("drawn").contains("aria-hidden=\"true\""));
        assert_eq!(svg(&"甲".repeat(2000), ""), None);
    }
}
