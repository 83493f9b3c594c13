//! Tests of the runner itself. The target has no test harness of Rust's, so they stand in a table.

use crate::difference;
use crate::part::{self, Markup};
use crate::specification::{self, Form, Language, Role, rewritten};

type Tests = &'static [(&'static str, fn() -> Result<(), String>)];

pub const ALL: Tests = &[
    ("a heading with blocks is a test", headings),
    ("the info string gives the role", roles),
    ("an unknown role is an error", unknown_roles),
    ("a rewritten block keeps its fences longer than its text's", rewriting),
    ("a selector finds elements", selectors),
    ("a difference shows lines", differences),
    ("markup becomes what its reader has", reading),
];

fn equal<T: PartialEq + std::fmt::Debug>(actual: T, expected: T) -> Result<(), String> {
    if actual == expected { Ok(()) } else { Err(format!("  actual: {actual:?}\nexpected: {expected:?}")) }
}

fn headings() -> Result<(), String> {
    let text = "# 页面\n\n## 草稿\n说明\n```md content/a.md\n# 不是标题\n```\n### 然后\n```text 文件\n```\n## 空章\n## 日期\n````md content/b.md\n```sh\n```\n````\n";
    let tests = specification::read(text)?;
    let shown: Vec<(String, Vec<usize>)> = tests
        .iter()
        .map(|test| (test.name.clone(), test.steps.iter().map(|step| step.blocks.len()).collect()))
        .collect();
    equal(shown, vec![("页面/草稿".into(), vec![1, 1]), ("页面/日期".into(), vec![1])])?;
    equal(tests[0].steps[0].blocks[0].text.as_str(), "# 不是标题\n")?;
    equal(&text[tests[0].steps[1].blocks[0].range.clone()], "```text 文件\n```\n")?;
    equal(tests[1].steps[0].blocks[0].text.as_str(), "```sh\n```\n")?;
    equal(specification::read("## 甲\n```md a.md\n").map_err(|error| error.contains("does not end")), Err(true))
}

fn roles() -> Result<(), String> {
    let file = |path: &str, forms: Vec<Form>| Role::File { path: path.into(), forms };
    let output = |path: &str, part: Option<&str>| Role::Output { path: path.into(), part: part.map(str::to_owned) };
    let cases = [
        ("toml xinfeng.toml", file("xinfeng.toml", vec![])),
        ("md \"content/a b.md\" GBK CRLF", file("content/a b.md", vec![Form::Gb18030, Form::Crlf])),
        (
            "csv data/a.xlsx 表=场所 隐藏 合并=A2:A3",
            file("data/a.xlsx", vec![Form::Sheet("场所".into()), Form::HiddenSheet, Form::Merge("A2:A3".into())]),
        ),
        ("md a.md 重复=1000", file("a.md", vec![Form::Times(1000)])),
        ("toml 配置", Role::Configuration),
        ("text 空", Role::Empty),
        ("text 链接 content/x.md", Role::Symlink { path: "content/x.md".into() }),
        ("text 删除", Role::Remove),
        ("html 输出 public/a/index.html", output("public/a/index.html", None)),
        ("html 输出 public/a/index.html main h1", output("public/a/index.html", Some("main h1"))),
        (
            "text 文字 public/a/index.html main",
            Role::Readable { path: "public/a/index.html".into(), part: Some("main".into()) },
        ),
        ("text 没有字 public", Role::Nowhere { folder: "public".into() }),
        ("text 诊断", Role::Findings { language: Language::Zh, json: false }),
        ("text 诊断 en", Role::Findings { language: Language::En, json: false }),
        ("json 诊断", Role::Findings { language: Language::Zh, json: true }),
        ("text 文件", Role::Listing { folder: "public".into() }),
        ("text 没有", Role::Absent),
        ("text 摘要", Role::Summary),
        ("console", Role::Console),
    ];
    for (info, role) in cases {
        let tests = specification::read(&format!("# 甲\n```{info}\n```\n"))?;
        equal(&tests[0].steps[0].blocks[0].role, &role)?;
    }
    equal(specification::read("# 甲\n```sh\nls\n```\n")?.len(), 0)
}

fn unknown_roles() -> Result<(), String> {
    for info in ["md 内容", "md a.md GBX", "text 诊断 fr", "html 输出", "text 摘要 x", "md \"a.md", "console x"]
    {
        let read = specification::read(&format!("# 甲\n```{info}\n```\n"));
        equal((info, read.is_err()), (info, true))?;
    }
    Ok(())
}

fn rewriting() -> Result<(), String> {
    let text = "# 甲\n```text 诊断\n旧\n```\n尾\n";
    let block = &specification::read(text)?[0].steps[0].blocks[0];
    equal(rewritten(block, "新").as_str(), "```text 诊断\n新\n```\n")?;
    equal(rewritten(block, "").as_str(), "```text 诊断\n```\n")?;
    equal(rewritten(block, "```\n新\n```\n").as_str(), "````text 诊断\n```\n新\n```\n````\n")?;
    let mut accepted = text.to_owned();
    accepted.replace_range(block.range.clone(), &rewritten(block, "新"));
    equal(accepted.as_str(), "# 甲\n```text 诊断\n新\n```\n尾\n")
}

fn selectors() -> Result<(), String> {
    let html = "<!doctype html><html><head><meta name=a><title>甲</title></head><body class=\"x y\">\n  <main id=m>\n    <p>一<br>二\n    <p>三</p>\n    <a href=/b/ rel=next>下</a><script>'</main>'</script>\n  </main><a href=/c/>外</a></body></html>";
    let cases: &[(&str, &[&str])] = &[
        ("title", &["<title>甲</title>"]),
        ("#m a", &["<a href=/b/ rel=next>下</a>"]),
        ("body.y a[href]", &["<a href=/b/ rel=next>下</a>", "<a href=/c/>外</a>"]),
        ("a[rel=next]", &["<a href=/b/ rel=next>下</a>"]),
        ("meta[name=a]", &["<meta name=a>"]),
        ("br", &["<br>"]),
        ("main a b", &[]),
        (
            "main",
            &[
                "<main id=m>\n  <p>一<br>二\n  <p>三</p>\n  <a href=/b/ rel=next>下</a><script>'</main>'</script>\n</main>",
            ],
        ),
    ];
    for (selector, expected) in cases {
        equal(
            (*selector, part::find(html, selector, Markup::Html)?),
            (*selector, expected.iter().map(|s| (*s).to_owned()).collect()),
        )?;
    }
    let feed = "<feed><link href=\"a\"/><entry><link href=\"b\"/><title>甲</title></entry></feed>";
    equal(part::find(feed, "entry link", Markup::Xml)?, vec!["<link href=\"b\"/>".to_owned()])
}

fn differences() -> Result<(), String> {
    equal(difference::lines("一\n二\n三\n", "一\n四\n三\n五\n").as_str(), " 一\n-二\n+四\n 三\n+五\n")
}

fn reading() -> Result<(), String> {
    let html = "<section><h2>甲</h2><ol><li><p>乙 <del>丙</del></p><p hidden>丁</p></li><li>戊<span hidden>己</span></li></ol>\
        <p><a href=\"tel:1\">庚</a> <a href=\"/x/\">辛</a></p><table><tr><th>一<td>二</table><svg><text>壬</text></svg></section>";
    equal(crate::readable::readable(html).as_str(), "## 甲\n- 乙 ~~丙~~\n- 戊\n[庚](tel:1) 辛\n一 | 二")
}
