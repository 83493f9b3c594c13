//! Random sites and random edits of them. A site is described, and its files follow from the description, so that most
//! are free of faults; some have a link that leads nowhere or two pages at one address.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

/// Where pages may be; a page that moves to another place is one that vanished and one that came.
const PLACES: &[&str] = &[
    "content/yi",
    "content/二",
    "content/a/san",
    "content/a/si",
    "content/a/五",
    "content/a/b/liu",
    "content/c/qi",
    "content/c/八",
    "content/c/jiu",
    "content/c/shi",
];
const SECTIONS: &[&str] = &["content/a", "content/a/b", "content/c"];
const STATICS: &[&str] = &["static/robots-extra.txt", "static/文件/表.txt", "static/a/file.bin"];

#[derive(Clone, Debug)]
pub struct Site {
    pages: Vec<Option<Page>>,
    sections: Vec<Option<Section>>,
    statics: Vec<Option<u8>>,
    areas: Option<u8>,
    template: u8,
    config: Config,
}

#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is one line of front matter that is there or not")]
pub struct Page {
    title: u8,
    day: Option<u8>,
    weight: Option<i8>,
    draft: bool,
    expired: bool,
    tags: Vec<u8>,
    alias: bool,
    slug: Option<u8>,
    kind: Kind,
    bundle: bool,
    body: Vec<Part>,
}

#[derive(Clone, Debug)]
enum Kind {
    Article,
    Event,
    Service,
}

#[derive(Clone, Debug)]
enum Part {
    Text(u8),
    Heading(u8),
    Table,
    More,
    /// A link to the page at a place, if it is there.
    Link(usize),
    /// The same, whether it is there or not.
    Wild(usize),
}

#[derive(Clone, Debug)]
pub struct Section {
    title: u8,
    sort: u8,
    paginate: bool,
    transparent: bool,
    feed: bool,
}

#[derive(Clone, Debug)]
pub struct Config {
    title: u8,
    tags: bool,
    below: bool,
}

/// One change that somebody makes.
#[derive(Clone, Debug)]
pub enum Edit {
    Page(usize, Box<Option<Page>>),
    Move(usize, usize),
    Section(usize, Option<Section>),
    Static(usize, Option<u8>),
    Areas(Option<u8>),
    Template(u8),
    Config(Config),
}

pub fn site() -> impl Strategy<Value = Site> {
    (
        vec(option::of(page()), PLACES.len()),
        vec(option::weighted(0.8, section()), SECTIONS.len()),
        vec(option::of(any::<u8>()), STATICS.len()),
        option::of(any::<u8>()),
        0..3_u8,
        config(),
    )
        .prop_map(|(pages, sections, statics, areas, template, config)| Site {
            pages,
            sections,
            statics,
            areas,
            template,
            config,
        })
}

pub fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        6 => (0..PLACES.len(), option::weighted(0.8, page())).prop_map(|(at, page)| Edit::Page(at, Box::new(page))),
        2 => (0..PLACES.len(), 0..PLACES.len()).prop_map(|(from, to)| Edit::Move(from, to)),
        2 => (0..SECTIONS.len(), option::of(section())).prop_map(|(at, section)| Edit::Section(at, section)),
        1 => (0..STATICS.len(), option::of(any::<u8>())).prop_map(|(at, content)| Edit::Static(at, content)),
        1 => option::of(any::<u8>()).prop_map(Edit::Areas),
        1 => (0..3_u8).prop_map(Edit::Template),
        1 => config().prop_map(Edit::Config),
    ]
}

fn page() -> impl Strategy<Value = Page> {
    let front = (
        0..6_u8,
        option::of(1..28_u8),
        option::weighted(0.3, any::<i8>()),
        prop::bool::weighted(0.1),
        prop::bool::weighted(0.1),
        vec(0..4_u8, 0..3),
    );
    let more = (
        prop::bool::weighted(0.2),
        option::weighted(0.2, 0..60_u8),
        prop_oneof![4 => Just(Kind::Article), 1 => Just(Kind::Event), 1 => Just(Kind::Service)],
        prop::bool::weighted(0.3),
        vec(part(), 0..5),
    );
    (front, more).prop_map(|((title, day, weight, draft, expired, tags), (alias, slug, kind, bundle, body))| Page {
        title,
        day,
        weight,
        draft,
        expired,
        tags,
        alias,
        slug,
        kind,
        bundle,
        body,
    })
}

fn part() -> impl Strategy<Value = Part> {
    prop_oneof![
        160 => any::<u8>().prop_map(Part::Text),
        60 => (0..4_u8).prop_map(Part::Heading),
        20 => Just(Part::Table),
        20 => Just(Part::More),
        80 => (0..PLACES.len()).prop_map(Part::Link),
        20 => (0..PLACES.len()).prop_map(Part::Wild),
    ]
}

fn section() -> impl Strategy<Value = Section> {
    (0..6_u8, 0..4_u8, any::<bool>(), prop::bool::weighted(0.2), any::<bool>())
        .prop_map(|(title, sort, paginate, transparent, feed)| Section { title, sort, paginate, transparent, feed })
}

fn config() -> impl Strategy<Value = Config> {
    (0..3_u8, any::<bool>(), any::<bool>()).prop_map(|(title, tags, below)| Config { title, tags, below })
}

impl Site {
    /// A site whose files are many, so that writing it takes a while, and differ everywhere between two versions.
    pub fn large(version: u8) -> BTreeMap<String, Vec<u8>> {
        let config = Config { title: version, tags: true, below: false };
        let mut files = BTreeMap::from([("xinfeng.toml".to_owned(), config.text())]);
        files.insert("content/_index.md".into(), front("首页"));
        files.insert("templates/page.html".into(), template(version + 1));
        // Some pages are in both versions, some only in one.
        for number in (0..240).filter(|number| number % 3 != usize::from(version)) {
            let page = format!(
                "+++\ntitle = \"第 {number} 页\"\n[taxonomies]\ntags = [\"签{}\"]\n+++\n第 {version} 版。\n",
                number % 7
            );
            files.insert(format!("content/p{number}.md"), page.into_bytes());
        }
        files
    }

    pub fn apply(&mut self, edit: Edit) {
        match edit {
            Edit::Page(at, page) => self.pages[at] = *page,
            Edit::Move(from, to) => self.pages.swap(from, to),
            Edit::Section(at, section) => self.sections[at] = section,
            Edit::Static(at, content) => self.statics[at] = content,
            Edit::Areas(areas) => self.areas = areas,
            Edit::Template(template) => self.template = template,
            Edit::Config(config) => self.config = config,
        }
    }

    /// The path of its address, with a slash at both ends.
    pub fn mount(&self) -> &'static str {
        if self.config.below { "/sub/path/" } else { "/" }
    }

    /// The files of the site, by their paths.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::from([("xinfeng.toml".to_owned(), self.config.text())]);
        files.insert("content/_index.md".into(), front("首页"));
        for (section, folder) in self.sections.iter().zip(SECTIONS) {
            files.extend(section.as_ref().map(|section| (format!("{folder}/_index.md"), section.text())));
        }
        for (number, page) in self.pages.iter().enumerate() {
            let Some(page) = page else { continue };
            files.insert(file_of(number, page), self.page(number, page));
            if page.bundle {
                files.insert(format!("{}/图.svg", PLACES[number]), picture(page.title));
                files.insert(format!("{}/没有人提到.svg", PLACES[number]), picture(0));
            }
        }
        for (content, path) in self.statics.iter().zip(STATICS) {
            files.extend(content.map(|content| ((*path).to_owned(), vec![content; usize::from(content)])));
        }
        if let Some(name) = self.areas {
            let rows = format!("编号,名称,上级,级别\ncheng,江海市,,市\ndong,城东{name},cheng,街道\n");
            files.insert("data/areas.csv".into(), rows.into_bytes());
        }
        if self.template > 0 {
            files.insert("templates/page.html".into(), template(self.template));
        }
        files
    }

    fn page(&self, number: usize, page: &Page) -> Vec<u8> {
        let mut text = format!("+++\ntitle = \"第 {} 篇\"\nid = \"page-{number}\"\n", page.title);
        let mut line = |line: String| text.extend([line.as_str(), "\n"]);
        if let Some(day) = page.day {
            line(format!("date = 2023-06-{day:02}"));
        }
        if let Some(weight) = page.weight {
            line(format!("weight = {weight}"));
        }
        if let Some(slug) = page.slug {
            line(format!("slug = \"s-{slug}\""));
        }
        if page.alias {
            line(format!("aliases = [\"/old/{number}/\"]"));
        }
        if page.draft {
            line("draft = true".into());
        }
        if page.expired {
            line("expire = 2023-07-01T00:00:00".into());
        }
        if self.areas.is_some() && page.title.is_multiple_of(2) {
            line("areas = [\"dong\"]".into());
        }
        if self.config.tags && !page.tags.is_empty() {
            let tags: std::collections::BTreeSet<String> = page.tags.iter().map(|tag| format!("\"签{tag}\"")).collect();
            line(format!("[taxonomies]\ntags = [{}]", tags.into_iter().collect::<Vec<_>>().join(", ")));
        }
        match page.kind {
            Kind::Article => {}
            Kind::Event => line("[event]\nstart = 2023-07-20T14:30:00\nplace = \"文化站\"".into()),
            Kind::Service => line("[service]\nwho = \"本市居民\"\nsteps = [\"登记\"]\ncost = \"免费\"".into()),
        }
        line("+++".into());
        if page.bundle {
            line("\n![图](图.svg)".into());
        }
        for part in &page.body {
            line(self.part(part));
        }
        text.into_bytes()
    }

    fn part(&self, part: &Part) -> String {
        let link = |at: usize, page: &Page| format!("\n[那一篇](@/{})", &file_of(at, page)["content/".len()..]);
        match part {
            Part::Text(seed) => {
                let mut text = String::new();
                for number in 0..=seed % 5 {
                    let _ = writeln!(text, "第{number}句话，**重点：**{seed}件事，\n说完了。[^1]");
                }
                format!("\n{text}")
            }
            Part::Heading(level) => format!("\n{} 小标题 {level}", "#".repeat(usize::from(*level) + 2)),
            Part::Table => "\n| 甲 | 乙 |\n|---|---|\n| 一 | 二 |".into(),
            Part::More => "\n<!-- more -->".into(),
            Part::Link(at) => match &self.pages[*at] {
                Some(page) if !page.draft && !page.expired => link(*at, page),
                _ => String::new(),
            },
            Part::Wild(at) => format!("\n[那一篇](@/{}.md)", &PLACES[*at]["content/".len()..]),
        }
    }
}

impl Section {
    fn text(&self) -> Vec<u8> {
        let Self { title, sort, paginate, transparent, feed } = self;
        let sort = ["none", "date", "weight", "title"][usize::from(*sort)];
        let mut text = format!("+++\ntitle = \"栏目 {title}\"\nsort_by = \"{sort}\"\ngenerate_feeds = {feed}\n");
        if *paginate {
            text.push_str("paginate_by = 2\n");
        }
        if *transparent {
            text.push_str("transparent = true\n");
        }
        (text + "+++\n栏目的介绍。\n").into_bytes()
    }
}

impl Config {
    fn text(&self) -> Vec<u8> {
        let Self { title, tags, below } = self;
        let base = if *below { "https://example.org/sub/path" } else { "https://example.org" };
        let taxonomies = if *tags { "taxonomies = [{ name = \"tags\", title = \"标签\" }]\n" } else { "" };
        format!("title = \"网站 {title}\"\nbase_url = \"{base}\"\nnow = 2023-07-14T09:00:00\n{taxonomies}").into_bytes()
    }
}

fn file_of(place: usize, page: &Page) -> String {
    if page.bundle { format!("{}/index.md", PLACES[place]) } else { format!("{}.md", PLACES[place]) }
}

fn front(title: &str) -> Vec<u8> {
    format!("+++\ntitle = \"{title}\"\n+++\n").into_bytes()
}

fn picture(seed: u8) -> Vec<u8> {
    format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{seed}0\" height=\"10\"/>").into_bytes()
}

fn template(version: u8) -> Vec<u8> {
    let shown = "{{ page.title }}</title><main><h1>{{ page.title }}</h1>{{ page.content | safe }}\
        {% for other in related(page=page.path) %}<a href=\"{{ other.path }}\">{{ other.title }}</a>{% endfor %}</main>";
    format!("<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>{version} {shown}</html>\n")
        .into_bytes()
}

/// Makes a folder hold exactly these files, and changes no file that is right. Returns the paths that were touched.
pub fn write(folder: &Path, old: &BTreeMap<String, Vec<u8>>, new: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let mut touched = Vec::new();
    for path in old.keys().filter(|path| !new.contains_key(*path)) {
        fs::remove_file(folder.join(path)).expect("a file of the last version");
        let mut above = folder.join(path);
        // An empty folder would be a section without pages.
        while above.pop() && above != folder && fs::remove_dir(&above).is_ok() {}
        touched.push(path.clone());
    }
    for (path, bytes) in new.iter().filter(|(path, bytes)| old.get(*path) != Some(*bytes)) {
        let file = folder.join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, bytes).expect("a file");
        touched.push(path.clone());
    }
    touched
}

/// Every file below a folder, with its bytes; hidden ones too.
pub fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).expect("inside").to_string_lossy().into_owned();
            (path, fs::read(entry.path()).expect("a file"))
        })
        .collect()
}
