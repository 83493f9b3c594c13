//! What a person sees, to the character, in both languages.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::*;
use crate::diagnostic::*;
use crate::text;

/// Files and cells in memory, which note how often a file is asked for.
#[derive(Default)]
struct Memory {
    texts: BTreeMap<&'static str, String>,
    cells: BTreeMap<(u32, u32), &'static str>,
    asked: RefCell<Vec<String>>,
}

impl Memory {
    fn file(name: &'static str, text: impl Into<String>) -> Self {
        Self { texts: BTreeMap::from([(name, text.into())]), ..Self::default() }
    }
}

impl Sources for Memory {
    fn text(&self, file: &str) -> Option<String> {
        self.asked.borrow_mut().push(file.to_owned());
        self.texts.get(file).cloned()
    }

    fn cells(&self, _: &str, cells: &[&At]) -> Vec<Option<String>> {
        let cell = |at: &&At| match at {
            At::Cell { row, column, .. } => self.cells.get(&(*row, *column)).map(|text| (*text).to_owned()),
            _ => None,
        };
        cells.iter().map(cell).collect()
    }
}

fn human(language: Language) -> Printer {
    Printer { format: Format::Human, language, color: false }
}

const PAGE: &str = "+++\ntitle = \"夏天\"\n描述 = “纳凉” # 晚会\n\tslug = 3\n+++\n一\n二\n三\n\n\n\n十二\n";

fn page() -> Memory {
    Memory { cells: BTreeMap::from([((6, 2), "六月下旬"), ((7, 2), " ")]), ..Memory::file("content/夏.md", PAGE) }
}

/// The place of the first `needle` in the page.
fn at(needle: &str) -> Place {
    let start = PAGE.find(needle).expect("the page contains the needle");
    Place::span("content/夏.md", start..start + needle.len())
}

/// The place of the second Chinese character of the first `needle`.
fn second(needle: &str) -> Place {
    let start = PAGE.find(needle).expect("the page contains the needle") + 3;
    Place::span("content/夏.md", start..start + 3)
}

fn check(diagnostic: Diagnostic, zh: &str, en: &str) {
    for (language, expected) in [(Language::Zh, zh), (Language::En, en)] {
        let printed = human(language).render(std::slice::from_ref(&diagnostic), &page());
        assert_eq!(printed, format!("{}\n\n", expected.trim_matches('\n')), "\n{printed}");
    }
}

fn fault(place: Place) -> Diagnostic {
    Diagnostic::new(&BAD_VALUE, place, text!("不对", "wrong"))
}

#[test]
fn a_caret_lines_up_under_chinese_text() {
    check(
        Diagnostic::new(&TOML_SYNTAX, at("“纳凉”"), text!("引号不对", "wrong quotes"))
            .hint(text!("改成英文引号", "write ASCII quotes"))
            .hint(text!("或者\n去掉这一行", "or\ndrop the line")),
        r"
错误[toml-syntax]：引号不对
 --> content/夏.md:3:6
  |
3 | 描述 = “纳凉” # 晚会
  |        ^^^^^^
  |
  = 建议：改成英文引号
  = 建议：或者
    去掉这一行
",
        r"
error[toml-syntax]: wrong quotes
 --> content/夏.md:3:6
  |
3 | 描述 = “纳凉” # 晚会
  |        ^^^^^^
  |
  = help: write ASCII quotes
  = help: or
    drop the line
",
    );
}

#[test]
fn a_tab_is_one_column_and_four_wide() {
    let (zh, en) = ("错误[bad-value]：不对", "error[bad-value]: wrong");
    let rest = " --> content/夏.md:4:2\n  |\n4 |     slug = 3\n  |     ^^^^";
    check(fault(at("slug")), &format!("{zh}\n{rest}"), &format!("{en}\n{rest}"));
}

#[test]
fn a_span_over_lines_shows_them_all_and_its_line_end_does_not_count() {
    let rest = r"
 --> content/夏.md:7:1
  |
7 | / 二
8 | | 三
  | |__^";
    check(fault(at("二\n三\n")), &format!("错误[bad-value]：不对{rest}"), &format!("error[bad-value]: wrong{rest}"));
}

#[test]
fn a_span_over_many_lines_shows_the_first() {
    let rest = r"
 --> content/夏.md:6:1
  |
6 | 一
  | ^^";
    check(
        fault(at("一\n二\n三\n\n\n\n十二")),
        &format!("错误[bad-value]：不对{rest}"),
        &format!("error[bad-value]: wrong{rest}"),
    );
}

#[test]
fn the_gutter_grows_with_the_line_number() {
    let rest = r"
  --> content/夏.md:12:2
   |
12 | 十二
   |   ^^
   |
   ";
    check(
        fault(second("十二")).hint(text!("删去", "drop it")),
        &format!("错误[bad-value]：不对{rest}= 建议：删去"),
        &format!("error[bad-value]: wrong{rest}= help: drop it"),
    );
}

#[test]
fn a_place_past_the_end_is_the_end() {
    let rest = "\n  --> content/夏.md:13:1\n   |\n13 |\n   | ^";
    check(
        fault(Place::span("content/夏.md", 9999..10_000)),
        &format!("错误[bad-value]：不对{rest}"),
        &format!("error[bad-value]: wrong{rest}"),
    );
}

#[test]
fn a_related_place_follows_with_its_own_line() {
    check(
        Diagnostic::new(&MISSING_ID, at("二"), text!("重复", "twice"))
            .hint(text!("改一个", "change one"))
            .related(at("一"), text!("先在这里", "first here"))
            .related(Place::file("content/b.md"), text!("还有", "and")),
        r"
警告[missing-id]：重复
 --> content/夏.md:7:1
  |
7 | 二
  | ^^
  |
  = 建议：改一个
相关：先在这里
 --> content/夏.md:6:1
  |
6 | 一
  | --
相关：还有
 --> content/b.md
",
        r"
warning[missing-id]: twice
 --> content/夏.md:7:1
  |
7 | 二
  | ^^
  |
  = help: change one
related: first here
 --> content/夏.md:6:1
  |
6 | 一
  | --
related: and
 --> content/b.md
",
    );
}

#[test]
fn a_cell_is_named_and_shown() {
    check(
        Diagnostic::new(&WRONG_TYPE, Place::cell("巡演安排.xlsx", "场次表", 6, 2), text!("应当是日期", "not a date"))
            .hint(text!("写成 2023-06-22", "write 2023-06-22")),
        r"
错误[wrong-type]：应当是日期
 --> 巡演安排.xlsx · 场次表!C7
  |
  | 六月下旬
  | ^^^^^^^^
  |
  = 建议：写成 2023-06-22
",
        r"
error[wrong-type]: not a date
 --> 巡演安排.xlsx · 场次表!C7
  |
  | 六月下旬
  | ^^^^^^^^
  |
  = help: write 2023-06-22
",
    );
}

#[test]
fn what_cannot_be_shown_is_named() {
    let places = [
        (Place::cell("巡演安排.xlsx", "场次表", 7, 2), "\n --> 巡演安排.xlsx · 场次表!C8"),
        (Place::cell("data/areas.csv", "", 8, 2), "\n --> data/areas.csv · C9"),
        (Place::file("static/图 片.png"), "\n --> static/图 片.png"),
        (Place::span("content/gone.md", 3..5), "\n --> content/gone.md"),
        (Place::site(), ""),
    ];
    for (place, line) in places {
        check(
            fault(place).hint(text!("看看", "look")),
            &format!("错误[bad-value]：不对{line}\n  = 建议：看看"),
            &format!("error[bad-value]: wrong{line}\n  = help: look"),
        );
    }
}

#[test]
fn content_cannot_steer_the_terminal() {
    let evil = "x \u{1b}[2J\u{9b}31m\u{7}\u{202e}\u{7f}\r\u{0}y";
    let sources = Memory::file("a.md", evil);
    let place = Place::span("a.md", 2..3);
    let list = [Diagnostic::new(&BAD_VALUE, &place, Text::new(evil, evil))
        .hint(Text::new(evil, evil))
        .related(Place::cell(format!("{evil}\n.xlsx"), format!("{evil}\n"), 0, 0), Text::new(evil, evil))];
    let printed = human(Language::Zh).render(&list, &sources);
    assert!(printed.contains("1 | x ␛[2J\u{fffd}31m␇\u{fffd}␡␍␀y\n  |   ^\n"), "{printed}");
    assert!(printed.lines().all(|line| !line.contains(|c: char| c.is_control() || c == '\u{202e}')), "{printed}");
    let json = Printer { format: Format::Json, ..human(Language::Zh) }.render(&list, &sources);
    assert_eq!(json.lines().count(), 1);
    assert!(!json.trim_end().contains(|c: char| c.is_control() || c == '\u{202e}'), "{json}");
    let value: serde_json::Value = serde_json::from_str(&json).expect("a line is JSON");
    assert_eq!(value["message"], evil);
}

#[test]
fn a_long_line_is_cut_around_the_span() {
    let text = "夏".repeat(1_000_000);
    let list: Vec<Diagnostic> = (0..2000).map(|i| fault(Place::span("a.md", 3 * 400 * i..3 * 400 * i + 6))).collect();
    let printed = human(Language::Zh).render(&list, &Memory::file("a.md", text));
    let block = format!(
        "错误[bad-value]：不对\n --> a.md:1:799601\n  |\n1 | …{}…\n  |  {}^^^^\n",
        "夏".repeat(47),
        " ".repeat(36)
    );
    assert!(printed.ends_with(&format!("{block}\n")), "{}", &printed[printed.len() - 800..]);
}

#[test]
fn a_file_is_read_once() {
    let sources = page();
    let list =
        [fault(at("一")).related(at("二"), text!("甲", "a")), fault(at("三")), fault(Place::file("content/夏.md"))];
    human(Language::Zh).render(&list, &sources);
    assert_eq!(*sources.asked.borrow(), ["content/夏.md"]);
}

#[test]
fn colour_comes_only_when_asked() {
    let list = [fault(at("一")).hint(text!("甲", "a")), fault(Place::site())];
    let plain = human(Language::Zh).render(&list, &page());
    assert!(!plain.contains('\u{1b}'));
    let colored = Printer { color: true, ..human(Language::Zh) }.render(&list, &page());
    assert!(colored.starts_with("\u{1b}[1m\u{1b}[91m错误[bad-value]\u{1b}[0m"), "{colored:?}");
    let mut rest = colored.as_str();
    let mut stripped = String::new();
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        stripped.push_str(before);
        rest = after.split_once('m').expect("a style ends with m").1;
    }
    assert_eq!(stripped + rest, plain);
}

#[test]
fn json_says_the_same() {
    let json = |language| Printer { format: Format::Json, ..human(language) };
    let list = [
        Diagnostic::new(&UNKNOWN_KEY, at("描述"), text!("不认识", "unknown"))
            .hint(text!("改", "mend"))
            .related(Place::file("b.md"), text!("还有", "and")),
        Diagnostic::new(&WRONG_TYPE, Place::cell("a.xlsx", "表", 6, 2), text!("不对", "wrong")),
        Diagnostic::new(&EMPTY_SITE, Place::site(), text!("空", "empty")),
    ];
    let expected = r#"
{"severity":"error","rule":"unknown-key","message":"unknown","file":"content/夏.md","line":3,"column":1,"end_line":3,"end_column":3,"sheet":null,"cell":null,"hints":["mend"],"related":[{"message":"and","file":"b.md","line":null,"column":null,"end_line":null,"end_column":null,"sheet":null,"cell":null}]}
{"severity":"error","rule":"wrong-type","message":"wrong","file":"a.xlsx","line":null,"column":null,"end_line":null,"end_column":null,"sheet":"表","cell":"C7","hints":[],"related":[]}
{"severity":"warning","rule":"empty-site","message":"empty","file":null,"line":null,"column":null,"end_line":null,"end_column":null,"sheet":null,"cell":null,"hints":[],"related":[]}
"#;
    assert_eq!(json(Language::En).render(&list, &page()), expected.trim_start());
    assert!(json(Language::Zh).render(&list, &page()).contains(r#""message":"不认识""#));
    assert_eq!(json(Language::Zh).closing(&list), "");
}

#[test]
fn the_closing_line_counts() {
    let (error, warning, note) = (&BAD_VALUE, &MISSING_ID, &ENCODING);
    let cases: &[(&[&'static Rule], &str, &str)] = &[
        (&[], "", ""),
        (&[error], "1 个错误\n", "1 error\n"),
        (&[error, warning, error], "2 个错误，1 个警告\n", "2 errors, 1 warning\n"),
        (&[warning, note, warning], "2 个警告，1 条提示\n", "2 warnings, 1 note\n"),
    ];
    for (rules, zh, en) in cases {
        let list: Vec<_> = rules.iter().map(|rule| Diagnostic::new(rule, Place::site(), text!("一", "a"))).collect();
        assert_eq!(human(Language::Zh).closing(&list), *zh);
        assert_eq!(human(Language::En).closing(&list), *en);
    }
}
