//! Numbers that point at one person: resident identity numbers and mobile telephone numbers of mainland China, as
//! people write them into text and cells.
//!
//! Identity numbers are those of GB 11643-1999, with their check sign (ISO 7064 MOD 11-2). The 15 digits of before 1999
//! have no check sign, are no longer valid, and look like any long number; they are not looked for.

use std::ops::Range;

use chrono::NaiveDate;

use super::blocks::each_byte;

/// What a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Personal {
    /// A resident's identity number.
    Identity,
    /// A mobile telephone number.
    Mobile,
}

/// A number found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonalNumber {
    pub kind: Personal,
    /// Bytes of the text, a country code included.
    pub span: Range<usize>,
    /// ASCII digits without country code and separators; an identity number may end with `X`.
    pub digits: String,
}

impl PersonalNumber {
    /// What may be shown of it: 3206**********1234, 138****5678.
    pub fn masked(&self) -> String {
        let head = match self.kind {
            Personal::Identity => 4,
            Personal::Mobile => 3,
        };
        let (length, tail) = (self.digits.len(), 4);
        let hidden = "*".repeat(length.saturating_sub(head + tail));
        format!("{}{hidden}{}", &self.digits[..head.min(length)], &self.digits[length.saturating_sub(tail)..])
    }
}

/// Digits that stand together, and what joins them to the digits before.
#[derive(Debug)]
struct Group {
    start: usize,
    end: usize,
    digits: String,
    joint: Option<Joint>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Joint {
    Space,
    Hyphen,
    Dot,
}

/// How mobile numbers are divided. The first forms are theirs alone; the others also occur inside card numbers, and
/// count only where nothing is joined before them.
const USUAL: &[&[usize]] = &[&[11], &[3, 4, 4], &[3, 8], &[7, 4]];
const UNUSUAL: &[&[usize]] = &[&[4, 4, 3], &[4, 3, 4], &[3, 3, 5], &[5, 6]];

/// The digits of a mobile number, which is the shorter one.
const SHORTEST: usize = 11;

/// The numbers in a text, in their order. Digits may be full-width, and divided by single spaces or hyphens; a number
/// that is part of a longer run of digits is none.
pub fn personal_numbers(text: &str) -> Vec<PersonalNumber> {
    let mut found = Vec::new();
    // As most cells of a table are.
    if text.len() < SHORTEST {
        return found;
    }
    let mut done = 0;
    each_byte(text, may_be_digit, |at| {
        let start = if text.is_char_boundary(at) { at } else { at.saturating_sub(1) };
        if start < done || digit(text.as_bytes(), start).is_none() {
            return;
        }
        let (end, count) = chain_end(text, start);
        if count >= SHORTEST {
            numbers_of(text, &groups(text, start, end), &mut found);
        }
        done = end;
    });
    found
}

/// Whether a byte is a digit, or may be the second of the three of a full-width one.
#[inline]
fn may_be_digit(byte: u8, next: u8) -> bool {
    byte.is_ascii_digit() | (byte == 0xBC) & (0x90..=0x99).contains(&next)
}

/// The identity number that a spreadsheet has taken for a number: from the sixteenth digit on it holds zeros, but the
/// place and the day of birth are still there.
pub fn rounded_identity(number: f64) -> Option<PersonalNumber> {
    if number.fract() != 0.0 || !(1e17..1e18).contains(&number) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1e17 and 1e18")]
    let whole = number as u64;
    // A floating-point number of this size is off by some tens.
    let known = (whole + 500) / 1000;
    let digits = format!("{known}000");
    let is_rounded = whole.abs_diff(known * 1000) < 100;
    let is_identity = is_rounded && has_place_and_birth(&digits);
    is_identity.then_some(PersonalNumber { kind: Personal::Identity, span: 0..0, digits })
}

/// The digit at a byte, as ASCII, and its length: `5` or `５`.
fn digit(bytes: &[u8], at: usize) -> Option<(u8, usize)> {
    match bytes.get(at..)? {
        [digit @ b'0'..=b'9', ..] => Some((*digit, 1)),
        [0xEF, 0xBC, last @ 0x90..=0x99, ..] => Some((last - 0x90 + b'0', 3)),
        _ => None,
    }
}

/// What joins two groups of digits, and its length.
fn joint(text: &str, at: usize) -> Option<(Joint, usize)> {
    let sign = text[at..].chars().next()?;
    let joint = match sign {
        ' ' | '\u{A0}' | '\u{3000}' => Joint::Space,
        '-' | '\u{2010}'..='\u{2013}' | '\u{2212}' | '－' => Joint::Hyphen,
        '.' => Joint::Dot,
        _ => return None,
    };
    digit(text.as_bytes(), at + sign.len_utf8()).map(|_| (joint, sign.len_utf8()))
}

/// Where joined groups end, and how many digits they have.
fn chain_end(text: &str, start: usize) -> (usize, usize) {
    let (mut at, mut count) = (start, 0);
    loop {
        while let Some((_, length)) = digit(text.as_bytes(), at) {
            at += length;
            count += 1;
        }
        match joint(text, at) {
            Some((_, length)) => at += length,
            None => return (at, count),
        }
    }
}

fn groups(text: &str, start: usize, end: usize) -> Vec<Group> {
    let mut groups = Vec::new();
    let (mut at, mut before) = (start, None);
    while at < end {
        let mut group = Group { start: at, end: at, digits: String::new(), joint: before };
        while let Some((digit, length)) = digit(text.as_bytes(), group.end) {
            group.digits.push(char::from(digit));
            group.end += length;
        }
        at = group.end;
        if let Some((joint, length)) = joint(text, at) {
            before = Some(joint);
            at += length;
        }
        groups.push(group);
    }
    groups
}

fn numbers_of(text: &str, groups: &[Group], found: &mut Vec<PersonalNumber>) {
    let mut first = 0;
    while first < groups.len() {
        let rest = &groups[first..];
        let number = identity(text, rest).or_else(|| mobile(text, rest, groups[..first].last()));
        match number {
            Some((length, number)) => {
                found.push(number);
                first += length;
            }
            None => first += 1,
        }
    }
}

/// The identity number that begins with these groups, and how many of them it takes.
fn identity(text: &str, groups: &[Group]) -> Option<(usize, PersonalNumber)> {
    let mut digits = String::new();
    for (index, group) in groups.iter().enumerate() {
        if index > 0 && group.joint == Some(Joint::Dot) {
            return None;
        }
        digits.push_str(&group.digits);
        let mut end = group.end;
        match digits.len() {
            ..17 => continue,
            17 => match text[end..].chars().next() {
                Some(sign @ ('X' | 'x' | 'Ｘ' | 'ｘ')) => {
                    digits.push('X');
                    end += sign.len_utf8();
                }
                _ => continue,
            },
            18 => {}
            _ => return None,
        }
        let number = PersonalNumber { kind: Personal::Identity, span: groups[0].start..end, digits };
        return is_identity(&number.digits).then_some((index + 1, number));
    }
    None
}

fn is_identity(digits: &str) -> bool {
    has_place_and_birth(digits) && check_sign(digits) == digits.as_bytes().get(17).copied()
}

/// Whether the first six digits may be a place and the next eight are a day.
fn has_place_and_birth(digits: &str) -> bool {
    let number = |range: Range<usize>| digits.get(range).and_then(|part| part.parse::<u32>().ok()).unwrap_or(0);
    // GB/T 2260: provinces in six regions, Taiwan, Hong Kong and Macao; 9 begins the numbers of foreign residents.
    let is_place =
        matches!(number(0..2), 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83 | 91..=99);
    let year = number(6..10);
    let is_day = NaiveDate::from_ymd_opt(i32::try_from(year).unwrap_or(0), number(10..12), number(12..14)).is_some();
    is_place && (1900..2100).contains(&year) && is_day
}

/// The check sign of the first 17 digits, by ISO 7064 MOD 11-2.
fn check_sign(digits: &str) -> Option<u8> {
    let weighted = digits.bytes().take(17).fold(0u32, |sum, digit| (sum + u32::from(digit - b'0')) * 2 % 11);
    b"10X98765432".get(weighted as usize).copied()
}

/// The mobile number that begins with these groups, and how many of them it takes.
fn mobile(text: &str, groups: &[Group], before: Option<&Group>) -> Option<(usize, PersonalNumber)> {
    let first = groups.first()?;
    // The code of the country stands before the number or in one piece with it.
    if matches!(first.digits.as_str(), "86" | "0086")
        && groups.get(1).is_some_and(|next| next.joint != Some(Joint::Dot))
        && let Some((length, number)) = bare_mobile(text, &groups[1..], 0, Some(first))
    {
        return Some((length + 1, PersonalNumber { span: with_plus(text, first.start)..number.span.end, ..number }));
    }
    let (length, number) = ["0086", "86", "0", ""].iter().find_map(|code| {
        first.digits.starts_with(code).then(|| bare_mobile(text, groups, code.len(), before)).flatten()
    })?;
    Some((length, PersonalNumber { span: with_plus(text, first.start)..number.span.end, ..number }))
}

/// Takes in a `+` before a number.
fn with_plus(text: &str, start: usize) -> usize {
    let plus = text[..start].chars().next_back().filter(|sign| matches!(sign, '+' | '＋'));
    start - plus.map_or(0, char::len_utf8)
}

/// A mobile number without the first `skipped` digits.
fn bare_mobile(
    text: &str,
    groups: &[Group],
    skipped: usize,
    before: Option<&Group>,
) -> Option<(usize, PersonalNumber)> {
    let first = groups.first()?;
    let lengths: Vec<usize> =
        groups.iter().take(3).enumerate().map(|(i, g)| g.digits.len() - if i == 0 { skipped } else { 0 }).collect();
    let fits = |forms: &[&[usize]]| forms.iter().find(|form| lengths.starts_with(form)).map(|form| form.len());
    let is_free = before.is_none() || first.joint.is_none();
    let length = fits(USUAL).or_else(|| fits(UNUSUAL).filter(|_| is_free))?;
    let taken = &groups[..length];
    let joints: Vec<Option<Joint>> = taken[1..].iter().map(|group| group.joint).collect();
    let is_dotted = joints.contains(&Some(Joint::Dot));
    // 121.13812345678 and 13812345678.5 are decimal numbers; 138.1234.5678 is a mobile number.
    let follows_point = first.joint == Some(Joint::Dot);
    let has_fraction = groups.get(length).is_some_and(|next| next.joint == Some(Joint::Dot) && next.digits.len() < 5);
    if (is_dotted && lengths[..length] != [3, 4, 4]) || follows_point || has_fraction {
        return None;
    }
    let digits = taken.iter().map(|group| group.digits.as_str()).collect::<String>().split_off(skipped);
    let end = taken.last()?.end;
    let is_mobile = matches!(digits.as_bytes(), [b'1', b'3'..=b'9', ..]) && !is_in_code(text, first.start, end);
    is_mobile.then_some((length, PersonalNumber { kind: Personal::Mobile, span: first.start..end, digits }))
}

/// Whether the stretch is part of a code such as a hash or a file name: one with more digits, or an underscore beside it.
/// Letters alone are not: `tel13812345678`, `13812345678QQ`.
fn is_in_code(text: &str, start: usize, end: usize) -> bool {
    let is_sign = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let belongs = |byte: &u8| byte.is_ascii_digit() || *byte == b'_';
    let bytes = text.as_bytes();
    bytes[..start].iter().rev().take_while(|byte| is_sign(byte)).any(&belongs)
        || bytes[end..].iter().take_while(|byte| is_sign(byte)).any(belongs)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(text: &str) -> Vec<(Personal, &str, String)> {
        personal_numbers(text).into_iter().map(|number| (number.kind, &text[number.span], number.digits)).collect()
    }

    #[test]
    fn identity_numbers_are_found_as_people_write_them() {
        for (text, written, digits) in [
            ("身份证11010519491231002X。", "11010519491231002X", "11010519491231002X"),
            ("身份证11010519491231002x号", "11010519491231002x", "11010519491231002X"),
            ("440524188001010014、", "", ""),
            ("号码：440524198001010013", "440524198001010013", "440524198001010013"),
            ("110105 19491231 002X", "110105 19491231 002X", "11010519491231002X"),
            ("110105-1949-1231-002X", "110105-1949-1231-002X", "11010519491231002X"),
            ("１１０１０５１９４９１２３１００２Ｘ", "１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X"),
            ("序号1 110105 19491231 002X", "110105 19491231 002X", "11010519491231002X"),
            // A wrong check sign, no such day, no such place, one digit more, one letter more inside.
            ("110105194912310021", "", ""),
            ("110105194902300025", "", ""),
            ("990105194912310024 ", "", ""),
            ("1101051949123100200", "", ""),
            ("110105A19491231002X", "", ""),
            ("11010519491231002", "", ""),
            // The code of an organisation, and a number that is masked already.
            ("91320600MA1MXYZ12X", "", ""),
            ("12320600466912345A", "", ""),
            ("1101**********002X", "", ""),
        ] {
            let expected: Vec<_> = [(Personal::Identity, written, digits.to_owned())].into_iter().collect();
            assert_eq!(found(text), if written.is_empty() { Vec::new() } else { expected }, "{text}");
        }
    }

    #[test]
    fn mobile_numbers_are_found_as_people_write_them() {
        for (text, written) in [
            ("请打13812345678找王医生", "13812345678"),
            ("手机：138 1234 5678。", "138 1234 5678"),
            ("138-1234-5678", "138-1234-5678"),
            ("138－1234－5678", "138－1234－5678"),
            ("138.1234.5678", "138.1234.5678"),
            ("138 12345678", "138 12345678"),
            ("1381234 5678", "1381234 5678"),
            ("1381 2345 678", "1381 2345 678"),
            ("１３８１２３４５６７８", "１３８１２３４５６７８"),
            ("+8613812345678", "+8613812345678"),
            ("+86 138 1234 5678", "+86 138 1234 5678"),
            ("+86-138-1234-5678", "+86-138-1234-5678"),
            ("（+86）13812345678", "13812345678"),
            ("008613812345678", "008613812345678"),
            ("8613812345678", "8613812345678"),
            ("013812345678", "013812345678"),
            ("2023-06-07 13812345678", "13812345678"),
            ("8:30 138 1234 5678 24小时", "138 1234 5678"),
            ("tel:13812345678", "13812345678"),
            ("tel13812345678", "13812345678"),
            ("13812345678QQ同号", "13812345678"),
            ("13812345678@163.com", "13812345678"),
            ("0513-55501000/13812345678", "13812345678"),
            ("13812345678-801", "13812345678"),
        ] {
            assert_eq!(found(text), [(Personal::Mobile, written, "13812345678".to_owned())], "{text}");
        }
        for text in [
            "12812345678",
            "1381234567",
            "138123456789",
            "20230607138123",
            "13812345678901",
            "订单 20231381234567",
            "0513-55501000",
            "400-138-1234",
            "12345",
            "2023-06-07 14:30",
            "2023.6.7 1381 234 567",
            "138****5678",
            "138 **** 5678",
            "121.13812345678",
            "13812345678.5",
            "6222 0213 8123 4567 890",
            "6222 1381 2345 678",
            "13,812,345,678",
            "9f13812345678a0b1c2d3e4f",
            "IMG_13812345678.jpg",
            "13812345678_1.jpg",
            "138\n12345678",
            "138  1234  5678",
            "32060002000123",
            "",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
        let several = "李13812345678、13987654321；138 1234 5678 139 8765 4321，身份证11010519491231002X";
        assert_eq!(found(several).len(), 5);
    }

    #[test]
    fn what_a_spreadsheet_rounded_is_known_all_the_same() {
        let shown = |number: f64| rounded_identity(number).map(|number| number.masked());
        assert_eq!(shown(110_105_194_912_310_000.0), Some("1101**********0000".to_owned()));
        assert_eq!(shown(320_601_199_001_011_000.0), Some("3206**********1000".to_owned()));
        assert_eq!(shown(320_601_199_001_011_234.0), None);
        assert_eq!(shown(320_601_199_013_011_000.0), None);
        assert_eq!(shown(13_812_345_678.0), None);
        assert_eq!(shown(1.1e17), None);
        assert_eq!(shown(f64::NAN), None);
    }

    #[test]
    fn little_is_shown_of_a_number() {
        let masked = |text: &str| personal_numbers(text)[0].masked();
        assert_eq!(masked("11010519491231002x"), "1101**********002X");
        assert_eq!(masked("+86 138 1234 5678"), "138****5678");
    }

    proptest! {
        #[test]
        fn spans_hold_what_was_found(text in "[0-9０-９Xx +.\\-a王_]{0,60}") {
            for number in personal_numbers(&text) {
                let written = &text[number.span.clone()];
                prop_assert!(number.masked().contains("***"));
                prop_assert_eq!(personal_numbers(written).len(), 1, "{}", written);
            }
        }

        #[test]
        fn every_sound_identity_number_is_found(
            place in 320_100u32..320_999,
            day in 0i64..45_000,
            order in 0u32..1000,
            before in "[一-三，：A-F]{0,3}",
            after in "[一-三，：A-F]{0,3}",
        ) {
            let date = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap() + chrono::TimeDelta::days(day);
            let seventeen = format!("{place}{}{order:03}", date.format("%Y%m%d"));
            let sign = char::from(check_sign(&seventeen).unwrap());
            let number = format!("{seventeen}{sign}");
            let text = format!("{before}{number}{after}");
            prop_assert_eq!(found(&text), vec![(Personal::Identity, number.as_str(), number.clone())]);
            // No other sign in the last place.
            for other in "0123456789X".chars().filter(|other| *other != sign) {
                let faulty = format!("{seventeen}{other}");
                prop_assert!(personal_numbers(&faulty).is_empty());
            }
        }
    }
}
