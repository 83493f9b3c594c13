//! Readable ASCII out of a title: Latin letters kept and lowered, Han characters by pinyin.

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use pinyin::ToPinyin;

/// The longest slug, in bytes; a longer one is cut between two words.
pub const LONGEST: usize = 72;

/// `title` as part of an address: words of `a`–`z` and `0`–`9` with hyphens between them. Each Han character is a
/// word in pinyin without tones (ü is v); accents are dropped; a number stays whole. What has no ASCII form is
/// left out, and where nothing is left the answer is `fallback`.
pub fn slug(title: &str, fallback: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    // Whether the next letter continues the last word.
    let mut open = false;
    let mut rest = title;
    while let Some(c) = rest.chars().next() {
        let words_from_here = BY_FIRST.get(&c).map_or(&[][..], Vec::as_slice);
        if let Some((word, reading)) = words_from_here.iter().find(|(word, _)| rest.starts_with(word)) {
            words.extend(reading.split(' ').map(str::to_owned));
            open = false;
            rest = &rest[word.len()..];
            continue;
        }
        rest = &rest[c.len_utf8()..];
        if let Some(reading) = c.to_pinyin() {
            words.push(ascii_reading(reading.plain()));
            open = false;
        } else if is_combining_mark(c) || matches!(c, '\'' | '’' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{feff}') {
            // Within a word: an accent, an apostrophe, an invisible character.
        } else {
            let letters = ascii_letters(c);
            if letters.is_empty() {
                open = false;
            } else if open && let Some(word) = words.last_mut() {
                word.push_str(&letters);
            } else {
                words.push(letters);
                open = true;
            }
        }
    }
    join(&words).unwrap_or_else(|| fallback.to_owned())
}

/// How a Han character is usually read: pinyin without tones, ü as v.
pub fn reading(c: char) -> Option<String> {
    c.to_pinyin().map(|reading| ascii_reading(reading.plain()))
}

fn join(words: &[String]) -> Option<String> {
    let mut out = words.first()?.clone();
    out.truncate(LONGEST);
    for word in &words[1..] {
        if out.len() + 1 + word.len() > LONGEST {
            break;
        }
        out.push('-');
        out.push_str(word);
    }
    Some(out)
}

fn ascii_reading(reading: &str) -> String {
    reading.nfd().collect::<String>().replace("u\u{308}", "v").chars().filter(char::is_ascii_lowercase).collect()
}

/// The lower-case ASCII letters and digits that a character stands for; empty if there are none.
fn ascii_letters(c: char) -> String {
    let special = match c {
        'ß' | 'ẞ' => "ss",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ø' | 'Ø' => "o",
        'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'þ' | 'Þ' => "th",
        'ł' | 'Ł' => "l",
        'ı' => "i",
        _ => "",
    };
    if !special.is_empty() {
        return special.to_owned();
    }
    // Compatibility forms too: full-width letters and digits, ligatures, ①, ².
    std::iter::once(c).nfkd().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// The words below by their first characters, made once: thousands of titles are looked up in it.
static BY_FIRST: LazyLock<HashMap<char, Vec<(&str, &str)>>> = LazyLock::new(|| {
    let mut words: HashMap<char, Vec<(&str, &str)>> = HashMap::new();
    for &(word, reading) in POLYPHONES {
        words.entry(word.chars().next().unwrap_or_default()).or_default().push((word, reading));
    }
    words
});

/// Words in which a character is not read as it usually is. The longer stands before the shorter.
#[rustfmt::skip]
const POLYPHONES: &[(&str, &str)] = &[
    ("重阳", "chong yang"), ("重庆", "chong qing"), ("重复", "chong fu"), ("重新", "chong xin"), ("重返", "chong fan"),
    ("重逢", "chong feng"), ("重温", "chong wen"), ("重申", "chong shen"), ("重建", "chong jian"), ("重启", "chong qi"),
    ("银行", "yin hang"), ("行业", "hang ye"), ("行情", "hang qing"), ("同行业", "tong hang ye"), ("各行各业", "ge hang ge ye"),
    ("排行", "pai hang"), ("行家", "hang jia"), ("行列", "hang lie"),
    ("音乐", "yin yue"), ("乐器", "yue qi"), ("乐队", "yue dui"), ("乐曲", "yue qu"), ("声乐", "sheng yue"),
    ("长大", "zhang da"), ("长者", "zhang zhe"), ("长辈", "zhang bei"), ("成长", "cheng zhang"), ("生长", "sheng zhang"),
    ("增长", "zeng zhang"), ("家长", "jia zhang"), ("校长", "xiao zhang"), ("院长", "yuan zhang"), ("所长", "suo zhang"),
    ("会长", "hui zhang"), ("部长", "bu zhang"), ("局长", "ju zhang"), ("科长", "ke zhang"), ("处长", "chu zhang"),
    ("市长", "shi zhang"), ("县长", "xian zhang"), ("区长", "qu zhang"), ("镇长", "zhen zhang"), ("乡长", "xiang zhang"),
    ("村长", "cun zhang"), ("组长", "zu zhang"), ("队长", "dui zhang"), ("秘书长", "mi shu zhang"), ("首长", "shou zhang"),
    ("学长", "xue zhang"), ("班长", "ban zhang"), ("站长", "zhan zhang"), ("助长", "zhu zhang"), ("年长", "nian zhang"),
    ("会计", "kuai ji"), ("财会", "cai kuai"),
    ("调查", "diao cha"), ("调研", "diao yan"), ("调动", "diao dong"), ("强调", "qiang diao"), ("调度", "diao du"),
    ("曲调", "qu diao"), ("声调", "sheng diao"), ("抽调", "chou diao"), ("协调", "xie tiao"), ("调整", "tiao zheng"),
    ("降压", "jiang ya"), ("投降", "tou xiang"),
    ("参差", "cen ci"), ("人参", "ren shen"), ("出差", "chu chai"), ("差旅", "chai lv"), ("差别", "cha bie"), ("差异", "cha yi"),
    ("还原", "huan yuan"), ("归还", "gui huan"), ("偿还", "chang huan"), ("退还", "tui huan"), ("返还", "fan huan"),
    ("都市", "du shi"), ("首都", "shou du"), ("成都", "cheng du"), ("古都", "gu du"),
    ("角色", "jue se"), ("主角", "zhu jue"), ("配角", "pei jue"),
    ("便宜", "pian yi"), ("朝阳", "chao yang"), ("朝气", "zhao qi"), ("今朝", "jin zhao"),
    ("传记", "zhuan ji"), ("自传", "zi zhuan"), ("单位", "dan wei"), ("姓单", "xing shan"),
    ("弹性", "tan xing"), ("弹唱", "tan chang"), ("评弹", "ping tan"), ("弹琴", "tan qin"), ("子弹", "zi dan"),
    ("大夫", "dai fu"), ("大黄", "da huang"), ("得分", "de fen"), ("干部", "gan bu"), ("骨干", "gu gan"), ("干事", "gan shi"),
    ("供给", "gong ji"), ("给予", "ji yu"), ("给养", "ji yang"), ("补给", "bu ji"), ("自给", "zi ji"),
    ("积累", "ji lei"), ("累计", "lei ji"), ("劳累", "lao lei"),
    ("教书", "jiao shu"), ("结果", "jie guo"), ("爱好", "ai hao"), ("好学", "hao xue"), ("好奇", "hao qi"),
    ("看护", "kan hu"), ("看守", "kan shou"), ("看管", "kan guan"),
    ("模样", "mu yang"), ("宿舍", "su she"), ("星宿", "xing xiu"), ("省亲", "xing qin"), ("反省", "fan xing"),
    ("数数", "shu shu"), ("提防", "di fang"), ("为了", "wei le"), ("因为", "yin wei"), ("为民", "wei min"), ("为您", "wei nin"),
    ("为你", "wei ni"), ("为什么", "wei shen me"), ("什么", "shen me"), ("了解", "liao jie"), ("了不起", "liao bu qi"),
    ("兴趣", "xing qu"), ("高兴", "gao xing"), ("率先", "shuai xian"), ("率领", "shuai ling"), ("草率", "cao shuai"),
    ("效率", "xiao lv"), ("比率", "bi lv"), ("应届", "ying jie"), ("应用", "ying yong"), ("应急", "ying ji"), ("应对", "ying dui"),
    ("占卜", "zhan bu"), ("萝卜", "luo bo"), ("种植", "zhong zhi"), ("种地", "zhong di"), ("接种", "jie zhong"), ("播种", "bo zhong"),
    ("中奖", "zhong jiang"), ("中选", "zhong xuan"), ("中暑", "zhong shu"), ("中毒", "zhong du"), ("转圈", "zhuan quan"),
    ("卡片", "ka pian"), ("关卡", "guan qia"), ("发卡", "fa ka"), ("理发", "li fa"), ("头发", "tou fa"),
    ("血压", "xue ya"), ("流血", "liu xue"), ("薄荷", "bo he"), ("单薄", "dan bo"), ("薄弱", "bo ruo"),
    ("可恶", "ke wu"), ("厌恶", "yan wu"), ("下载", "xia zai"), ("转载", "zhuan zai"), ("记载", "ji zai"), ("载体", "zai ti"),
    ("答应", "da ying"), ("尽管", "jin guan"), ("尽快", "jin kuai"), ("尽量", "jin liang"), ("测量", "ce liang"),
    ("称职", "chen zhi"), ("对称", "dui chen"), ("相称", "xiang chen"), ("匀称", "yun chen"), ("盛饭", "cheng fan"),
    ("地方", "di fang"), ("土地", "tu di"), ("目的", "mu di"), ("的确", "di que"), ("觉得", "jue de"), ("睡觉", "shui jiao"),
    ("午觉", "wu jiao"), ("露面", "lou mian"), ("没收", "mo shou"), ("淹没", "yan mo"), ("秘鲁", "bi lu"), ("厦门", "xia men"),
    ("大厦", "da sha"), ("六安", "lu an"), ("台州", "tai zhou"), ("番禺", "pan yu"), ("东阿", "dong e"), ("莘庄", "xin zhuang"),
    ("蚌埠", "beng bu"), ("浚县", "xun xian"), ("丽水", "li shui"), ("百色", "bo se"), ("铅山", "yan shan"), ("任丘", "ren qiu"),
    ("解放", "jie fang"), ("似的", "shi de"), ("削减", "xue jian"), ("剥削", "bo xue"), ("勉强", "mian qiang"), ("倔强", "jue jiang"),
    ("暴露", "bao lu"), ("曝光", "bao guang"), ("模式", "mo shi"), ("叶公", "ye gong"), ("暖和", "nuan huo"), ("和面", "huo mian"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn titles_and_their_slugs() {
        for (title, expected) in [
            ("优生优育", "you-sheng-you-yu"),
            ("2023年7月12日活动", "2023-nian-7-yue-12-ri-huo-dong"),
            ("婚育新风进万家", "hun-yu-xin-feng-jin-wan-jia"),
            ("Hello, World!", "hello-world"),
            ("Café Münster", "cafe-munster"),
            ("Don’t stop", "dont-stop"),
            ("用WiFi上网", "yong-wifi-shang-wang"),
            ("３－６岁", "3-6-sui"),
            ("绿色女性之旅", "lv-se-nv-xing-zhi-lv"),
            ("战略", "zhan-lve"),
            ("重阳节与重点工作", "chong-yang-jie-yu-zhong-dian-gong-zuo"),
            ("银行行业调查", "yin-hang-hang-ye-diao-cha"),
            ("家长成长课堂", "jia-zhang-cheng-zhang-ke-tang"),
            ("Straße / Œuvre", "strasse-oeuvre"),
            ("  --a--b--  ", "a-b"),
            ("１２３", "123"),
            ("。。。", "fallback"),
            ("", "fallback"),
            ("안녕", "fallback"),
            ("😀", "fallback"),
            ("../../etc/passwd", "etc-passwd"),
        ] {
            assert_eq!(slug(title, "fallback"), expected, "{title}");
        }
    }

    #[test]
    fn readings_fit_their_words() {
        for (word, reading) in POLYPHONES {
            assert_eq!(word.chars().count(), reading.split(' ').count(), "{word}");
            for (c, syllable) in word.chars().zip(reading.split(' ')) {
                let known: Vec<_> = pinyin::ToPinyinMulti::to_pinyin_multi(&c).into_iter().flatten().collect();
                let known: Vec<_> = known.iter().map(|reading| ascii_reading(reading.plain())).collect();
                assert!(known.iter().any(|known| known == syllable), "{word}: {c} {syllable} {known:?}");
            }
        }
    }

    #[test]
    fn long_titles_are_cut_between_words() {
        let long = slug(&"优生优育".repeat(20), "x");
        assert_eq!(long.len(), "you-sheng-you-yu-".len() * 4 + "you".len());
        assert!(long.ends_with("-you-yu-you"), "{long}");
        assert_eq!(slug(&"a".repeat(500), "x").len(), LONGEST);
    }

    proptest! {
        #[test]
        fn always_a_plain_name(title in "\\PC{0,40}") {
            let slug = slug(&title, "x");
            prop_assert!(!slug.is_empty() && slug.len() <= LONGEST);
            prop_assert!(slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'));
            prop_assert!(!slug.starts_with('-') && !slug.ends_with('-') && !slug.contains("--"));
        }
    }
}
