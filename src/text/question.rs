//! What people put around the words that they look for: 怎么, 在哪里, 多少钱. In a query it says nothing.

/// Whole phrases. Where a longer one begins with a shorter one, both stand here; the longer is tried first.
pub const QUESTION_WORDS: &[&str] = &[
    "怎么样",
    "怎么办理",
    "怎么办",
    "怎么弄",
    "怎么",
    "怎样",
    "如何",
    "咋办",
    "咋弄",
    "咋样",
    "什么时候",
    "什么时间",
    "什么地方",
    "什么样",
    "是什么意思",
    "是什么",
    "有什么",
    "什么",
    "啥时候",
    "啥时间",
    "啥地方",
    "干啥",
    "干嘛",
    "有啥",
    "啥",
    "在哪里",
    "在哪儿",
    "在哪",
    "去哪里",
    "去哪儿",
    "去哪",
    "到哪里",
    "哪里",
    "哪儿",
    "哪天",
    "哪些",
    "哪个",
    "哪种",
    "哪几",
    "几点钟",
    "几点",
    "几号",
    "几时",
    "何时",
    "多少钱",
    "多少",
    "多久",
    "多大",
    "要钱吗",
    "为什么",
    "为啥",
    "能不能",
    "可不可以",
    "可以",
    "行不行",
    "好不好",
    "是不是",
    "有没有",
    "要不要",
    "需不需要",
    "需要",
    "请问",
    "我想",
    "我要",
    "想要",
    "我们",
    "你们",
    "他们",
    "一下",
    "告诉",
    "知道",
    "最近",
    "近期",
    "今天",
    "今晚",
    "现在",
    "应该",
    "正常吗",
    "还能",
    "还是",
    "谁",
];

/// Characters that seldom carry the sense: a pair with one of them counts little.
pub const LIGHT_CHARACTERS: &str = "的了吗呢吧啊呀么在有要去是能想我你您他她它就都和与及或被把给还没这那";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longer_stands_before_the_shorter() {
        for (at, word) in QUESTION_WORDS.iter().enumerate() {
            let hidden = QUESTION_WORDS[..at].iter().find(|shorter| word.starts_with(**shorter) && **shorter != *word);
            assert!(hidden.is_none(), "{word} stands behind {hidden:?}");
            assert!(!QUESTION_WORDS[..at].contains(word), "{word} stands twice");
        }
    }
}
