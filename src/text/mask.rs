//! Names of people who have not consented to be named: enough to know oneself by, not enough to be found by.

/// Family names of two characters; the given name begins after them.
const DOUBLE: &[&str] = &[
    "欧阳", "司马", "上官", "诸葛", "司徒", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "宇文", "长孙", "夏侯",
    "端木", "轩辕", "南宫", "百里", "呼延", "独孤",
];

/// Masks a name: 张*, 张*华, 欧阳*, 欧阳*华; of a name with a dot or in letters only the first sign stays. What stands in
/// brackets behind it, and several names in one text, are masked each for itself.
pub fn mask(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut name = String::new();
    for c in text.chars() {
        if divides(c) {
            masked.push_str(&one(&name));
            name.clear();
            masked.push(c);
        } else {
            name.push(c);
        }
    }
    masked.push_str(&one(&name));
    masked
}

/// Masks names where they stand in another text: in what is told of the people whom `names` names.
pub fn mask_within(text: &str, names: &str) -> String {
    names
        .split(divides)
        .map(str::trim)
        .filter(|name| name.chars().count() > 1)
        .fold(text.to_owned(), |text, name| text.replace(name, &one(name)))
}

/// Whether a sign stands between two names, or between a name and a remark.
fn divides(sign: char) -> bool {
    matches!(sign, '、' | '，' | ',' | '；' | ';' | '/' | '／' | '（' | '）' | '(' | ')' | '\n')
}

fn one(name: &str) -> String {
    let name = name.trim();
    let signs: Vec<char> = name.chars().filter(|c| !c.is_whitespace()).collect();
    let is_han = |c: &char| ('\u{3400}'..='\u{9FFF}').contains(c) || ('\u{20000}'..='\u{3FFFF}').contains(c);
    match signs.as_slice() {
        [] => String::new(),
        [only] => only.to_string(),
        signs if signs.iter().all(is_han) => {
            let family = if signs.len() > 2 && DOUBLE.iter().any(|double| name.starts_with(double)) { 2 } else { 1 };
            let kept: String = signs[..family].iter().collect();
            let hidden = signs.len() - family;
            if hidden == 1 {
                format!("{kept}*")
            } else {
                format!("{kept}{}{}", "*".repeat(hidden - 1), signs[signs.len() - 1])
            }
        }
        [first, ..] => format!("{first}**"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_masked_in_what_is_told_of_their_bearers() {
        for (text, names, expected) in [
            ("张志华同志三十年如一日", "张志华", "张*华同志三十年如一日"),
            ("李娜和张志华是夫妻", "张志华、李娜", "李*和张*华是夫妻"),
            ("单位工作认真", "单", "单位工作认真"),
            ("", "张志华", ""),
            ("城东街道", "", "城东街道"),
        ] {
            assert_eq!(mask_within(text, names), expected);
        }
    }

    #[test]
    fn names_are_masked() {
        for (name, expected) in [
            ("张华", "张*"),
            ("张志华", "张*华"),
            ("张 志 华", "张*华"),
            ("欧阳华", "欧阳*"),
            ("欧阳志华", "欧阳*华"),
            ("张王志华", "张**华"),
            ("欧阳", "欧*"),
            ("阿依古丽·买买提", "阿**"),
            ("John Smith", "J**"),
            ("张志华、李娜", "张*华、李*"),
            ("王秀英（女）", "王*英（女）"),
            ("李", "李"),
            ("", ""),
        ] {
            assert_eq!(mask(name), expected, "{name}");
        }
    }
}
