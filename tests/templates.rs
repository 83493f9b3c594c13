//! `docs/templates.md` names everything that a template may use: functions, filters, components and variables, each
//! with an example that compiles. Nothing is missing from it, and no variable is in it that does not exist.

#![allow(clippy::expect_used, clippy::panic, clippy::disallowed_methods, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use xinfeng::content::{Competition, Event, Guide, Selection};
use xinfeng::diagnostic::Language;
use xinfeng::model::{Drafts, PageId, SectionId};
use xinfeng::outlet::AddressForm;
use xinfeng::pipeline::{Loaded, Project, load};
use xinfeng::query::{self, Pager};
use xinfeng::record::{Key, Record, Shape};
use xinfeng::source::Root;
use xinfeng::theme::{self, FILTERS, FUNCTIONS};

/// The smallest picture that is text as well: a GIF of one pixel, in no colour.
const PIXEL: &str = "GIF89a\x01\0\x01\0\0\0\0;";

/// A site in which every value that a template may see has something in it.
const SITE: &[(&str, &str)] = &[
    (
        "xinfeng.toml",
        "title = \"甲\"\ndescription = \"乙\"\nbase_url = \"https://www.example.gov.cn\"\nnow = 2023-07-14T09:00:00\n\
         taxonomies = [{ name = \"tags\", title = \"标签\", paginate_by = 1 }]\n\
         menu = [{ name = \"首页\", url = \"/\" }]\n\
         organisation = { name = \"a\", operator = \"b\", address = \"c\", phone = \"d\", phones = [\"10000\"], site_code = \"e\", icp = \"f\", \
         police = \"苏公网安备1号\", email = \"h@a.example\", error_report = \"@/_index.md\" }\nextra = { colour = \"red\" }\n",
    ),
    ("content/_index.md", "+++\ntitle = \"首页\"\nextra = { colour = \"red\" }\n+++\n正文\n\n# 一\n\n## 二\n"),
    (
        "content/xingdong/_index.md",
        "+++\ntitle = \"行动\"\nweight = 1\naudience = [\"市民\"]\n[campaign]\nowner = \"科\"\nlead = \"li\"\nstarts = 2023-04-01\n\
         ends = 2023-12-31\nphases = [{ name = \"启动\", starts = 2023-04-01, ends = 2023-06-30 }]\n\
         tasks = [{ name = \"印发\", owner = \"办\", due = 2023-04-20, status = \"done\" }]\n\
         targets = [{ id = \"shows\", name = \"场次\", unit = \"场\", target = 48 }, { id = \"talks\", name = \"讲座\" }]\n\
         progress = [{ quarter = \"2023Q2\", target = \"shows\", value = 12, sample = 3, note = \"n\" }, \
         { quarter = \"2023Q2\", target = \"talks\", value = 12 }]\n+++\n![图](tu.gif)\n\n# 一\n\n## 二\n",
    ),
    ("content/xingdong/erji/_index.md", "+++\ntitle = \"栏目\"\npaginate_by = 1\n+++\n正文\n"),
    ("content/xingdong/erji/a.md", "+++\ntitle = \"a\"\ndate = 2023-06-01\n+++\n正文\n"),
    (
        "content/xingdong/erji/b.md",
        "+++\ntitle = \"b\"\ndescription = \"说明\"\ndate = 2023-06-02\nupdated = 2023-06-03\nweight = 1\nauthors = [\"科\"]\n\
         source = \"中心\"\naudience = [\"市民\"]\nareas = [\"east\"]\ntaxonomies = { tags = [\"叶酸\"] }\n\
         related = [\"@/xingdong/erji/a.md\"]\nextra = { colour = \"red\" }\n[service]\nwho = \"谁\"\nbring = [\"证\"]\n\
         steps = [\"一\"]\ncost = \"免费\"\npoints = [\"hall\"]\nwhen = \"工作日\"\nphone = \"1\"\nbasis = [\"法\"]\n+++\n![图](tu.gif) 摘要\n\n\
         <!-- more -->\n\n# 一\n\n## 二\n",
    ),
    (
        "content/xingdong/erji/c.md",
        "+++\ntitle = \"c\"\ndate = 2023-06-03\ntaxonomies = { tags = [\"叶酸\"] }\n[event]\nstart = 2023-07-20T09:00:00\n+++\n",
    ),
    ("content/xingdong/tu.gif", PIXEL),
    ("content/xingdong/erji/tu.gif", PIXEL),
    ("content/shouce/_index.md", "+++\ntitle = \"手册\"\n[guide]\nages = \"0–3 岁\"\n+++\n"),
    ("content/shouce/yi.md", "+++\ntitle = \"第一章\"\nweight = 1\n+++\n正文\n"),
    (
        "content/xingdong/yanchu.md",
        "+++\ntitle = \"演出\"\nid = \"yanchu\"\naudience = [\"市民\"]\n[tour]\nteam = \"团\"\norganisers = [\"局\"]\nbring = [\"凳\"]\nfee = \"免费\"\n\
         registration = { opens = 2023-07-01, closes = 2023-07-10, phone = \"1\", url = \"https://a.example\", capacity = 9, note = \"n\" }\n\
         stops = [{ id = \"1\", date = \"7月20日\", time = \"9:00—11:00\", village = \"东\", place = \"场\", programme = \"戏\", \
         team = \"团\", speaker = \"li\", status = \"改期\", reason = \"雨\", was_time = \"7月18日 9:00\", was_place = \"院\", \
         note = \"伞\" }, { id = \"2\", date = \"8月上旬\" }]\n+++\n",
    ),
    (
        "content/xingdong/ke.md",
        "+++\ntitle = \"课\"\nid = \"ke\"\n[event]\ndates = [2022-12-03, 2023-07-01, 2023-07-14, 2023-07-15]\nsessions = [\"14:00—15:00\"]\n\
         place = \"某地\"\nchanges = [{ date = 2023-07-01, status = \"cancelled\", reason = \"雨\" }]\n+++\n",
    ),
    (
        "content/xingdong/zhanlan.md",
        "+++\ntitle = \"展览\"\nid = \"zhanlan\"\n[event]\nstart = 2023-07-10T09:00:00\nend = 2023-08-10T09:00:00\nvenue = \"hall\"\n+++\n",
    ),
    (
        "content/xingdong/yue.md",
        "+++\ntitle = \"月\"\nid = \"yue\"\n[event]\nwhen = \"2023年7月下旬\"\nplace = \"某地\"\n+++\n",
    ),
    (
        "ledger.toml",
        "[pages]\n[occurrences]\n\"yanchu/1\" = { when = \"2023-07-18T09:00/2023-07-18T11:00\", place = \"院\", status = \"scheduled\", \
         sequence = 0, first = 2023-07-01T01:00:00Z, modified = 2023-07-01T01:00:00Z }\n",
    ),
    (
        "data/lectures.csv",
        "id,title,topic,person,audience,length,summary\na,讲座,题,li,市民,90,内容\nb,座谈,题,li,市民,一天,内容\n",
    ),
    (
        "data/observances.csv",
        "id,name,date,campaign,note\nqixi,七夕,农历七月初七,xingdong,说明\nrenkou,人口日,07-11,,\n",
    ),
    ("data/holidays.csv", "date,name,kind\n2023-07-17,假,休\n2023-07-22,班,班\n"),
    ("data/areas.csv", "id,name,parent,level\ncity,市,,市\neast,东,city,镇\n"),
    (
        "data/venues.csv",
        "id,name,kind,area,address,lat,lon,datum,phone,hours,bus,landmark,access\n\
         hall,堂,馆,east,路,32.0312,121.2241,wgs84,1,周一至周五 8:30—11:30,3路,塔,坡道\n",
    ),
    ("data/people.csv", "id,name,title,unit,bio,topics\nli,李敏,主任,院,简介,喂养、睡眠\n"),
];

/// Where the same sort of thing is seen: the names under it are those of its sort.
const SORTS: &[(&str, &str)] = &[
    ("page.lower", "card"),
    ("page.higher", "card"),
    ("page.related[]", "card"),
    ("page.section", "section_card"),
    ("page.guide.chapters[]", "card"),
    ("section.pages[]", "card"),
    ("section.subsections[]", "section_card"),
    ("paginator.pages[]", "card"),
    ("term.pages[]", "card"),
    ("card.service.points[]", "venue"),
    ("page.service.points[]", "venue"),
    ("section.campaign.lead", "person"),
    ("section_card.campaign.lead", "person"),
    ("page.toc[].children[]", "page.toc[]"),
    ("month.long[]", "occurrence"),
    ("month.unknown[]", "occurrence"),
    ("month.days[].occurrences[]", "occurrence"),
    ("changes.coming[]", "occurrence"),
    ("changes.past[]", "occurrence"),
    ("occurrence.was.day", "occurrence.day"),
    ("occurrence.last", "occurrence.day"),
    ("occurrence.venue", "row"),
    ("occurrence.area", "row"),
    ("occurrence.speakers[]", "row"),
    ("month.days[].observances[]", "row"),
    ("calendar.areas[]", "topic_link"),
    ("calendar.kinds[]", "topic_link"),
    ("calendar.audiences[]", "topic_link"),
    ("calendar.campaigns[]", "topic_link"),
    ("area.children[]", "topic_link"),
    ("groups[].head", "topic_link"),
    ("groups[].topics[]", "topic_link"),
    ("area.venues[]", "venue"),
    ("area.pages[]", "card"),
    ("venue.pages[]", "card"),
    ("audience.pages[]", "card"),
    ("person.lectures[]", "lecture"),
    ("audience.lectures[]", "lecture"),
    ("menu[].lectures[]", "lecture"),
    ("lecture.people[]", "person"),
    ("section.toc[].children[]", "section.toc[]"),
];

/// Kind tables that templates see as they were written: all names follow from their keys.
const KIND_TABLES: &[(&str, &[Key])] = &[
    ("card.event", Event::KEYS),
    ("card.competition", Competition::KEYS),
    ("card.selection", Selection::KEYS),
    ("section_card.guide", Guide::KEYS),
];

#[test]
fn every_function_filter_and_component_is_explained() {
    let entries = entries(&document());
    let mut wanted: Vec<(String, &str)> = Vec::new();
    wanted.extend(FUNCTIONS.iter().map(|(name, _)| ((*name).to_owned(), "(")));
    wanted.extend(FILTERS.iter().map(|name| ((*name).to_owned(), "|")));
    wanted.extend(components().into_iter().map(|name| (name, "<")));
    assert!(wanted.len() > FUNCTIONS.len() + FILTERS.len(), "the default theme has components");
    let missing: Vec<&str> = wanted
        .iter()
        .filter(|(name, sign)| {
            let call = match *sign {
                "(" => format!("{name}("),
                "|" => format!("| {name}"),
                _ => format!("<{name}"),
            };
            entries.get(name).is_none_or(|example| !example.contains(&call))
        })
        .map(|(name, _)| name.as_str())
        .collect();
    assert!(missing.is_empty(), "docs/templates.md has no heading with an example for: {}", missing.join(", "));
    let known: BTreeSet<&str> = wanted.iter().map(|(name, _)| name.as_str()).collect();
    let unknown: Vec<&String> = entries.keys().filter(|name| !known.contains(name.as_str())).collect();
    assert!(unknown.is_empty(), "docs/templates.md explains what does not exist: {unknown:?}");
}

#[test]
fn every_variable_is_explained_and_exists() {
    let documented = documented(&document());
    let (_folder, loaded) = site(&[]);
    let seen = Seen::of(&loaded);
    assert!(seen.empty().is_empty(), "the test's site leaves these empty, and so what is in them: {:?}", seen.empty());
    let missing: Vec<&String> = seen.names.iter().filter(|name| !documented.contains(*name)).collect();
    assert!(missing.is_empty(), "docs/templates.md does not name: {missing:#?}");
    let unknown: Vec<&String> = documented.iter().filter(|name| !seen.names.contains(*name)).collect();
    assert!(unknown.is_empty(), "docs/templates.md names what no template sees: {unknown:#?}");
}

#[test]
fn every_example_compiles() {
    let examples = fences(&document());
    assert!(examples.len() > 40, "{} examples", examples.len());
    let files: Vec<(String, String)> = examples
        .into_iter()
        .enumerate()
        .map(|(number, example)| (format!("templates/example-{number}.html"), example))
        .collect();
    let (_folder, loaded) = site(&files);
    let faults: Vec<String> = loaded
        .findings
        .iter()
        .filter(|finding| finding.is_error())
        .map(|finding| format!("{}: {}", finding.place.file, finding.message.in_language(Language::En)))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Names that templates see, by sort, with whether anything was ever in them.
#[derive(Default)]
struct Seen {
    names: BTreeSet<String>,
    filled: BTreeSet<String>,
}

impl Seen {
    fn of(loaded: &Loaded) -> Self {
        let (site, views) = (&loaded.site, &loaded.views);
        let mut seen = Self::default();
        let mut put = |named: Vec<theme::Named>, as_name: Option<&str>| {
            for (name, value) in named {
                let value = serde_json::to_value(&value).expect("a value is JSON");
                seen.add(as_name.unwrap_or(name), &value);
            }
        };
        put(views.globals().to_vec(), None);
        put(views.at(&site.home().address).into(), None);
        let pager = Pager { number: 1, total: 2, per_page: 1 };
        let middle = Pager { number: 2, total: 3, per_page: 1 };
        for id in (0..site.pages.len()).map(PageId) {
            put(vec![("card", views.card(id))], None);
            put(vec![("page", theme::page(views, id).0)], None);
        }
        for id in (0..site.sections.len()).map(SectionId) {
            put(vec![("section_card", views.section_card(id))], None);
            let shown = query::paginate_by(site, id).map(|_| middle);
            put(theme::section(views, id, shown).0, None);
            put(theme::whole(views, id), None);
        }
        let taxonomy = &site.taxonomies[0];
        put(theme::taxonomy(site, taxonomy), None);
        put(theme::term(views, taxonomy, &taxonomy.terms[0], Some(pager)), None);
        put(theme::term(views, taxonomy, &taxonomy.terms[0], None), None);
        for topic in query::Topic::all(site) {
            let named = theme::topic(views, topic);
            // What kind it is matters to the page of a kind alone, and is none of the values with parts.
            put(named, None);
        }
        for directory in query::Directory::ALL {
            put(theme::directory(views, *directory), None);
        }
        for (year, month) in query::months(site) {
            put(theme::year(views, year), None);
            put(theme::month(views, year, month), None);
        }
        put(theme::lectures(views), None);
        put(theme::observances(views), None);
        put(theme::changes(views), None);
        put(theme::elder(views), None);
        put(theme::site_map(views), None);
        put(theme::search(views), None);
        seen.add("venue", &serde_json::to_value(query::venue_view(site, "hall")).expect("JSON"));
        seen.add("person", &serde_json::to_value(query::person_view(site, "li")).expect("JSON"));
        seen.add("area", &serde_json::to_value(query::area_view(site, "east")).expect("JSON"));
        for (name, keys) in KIND_TABLES {
            seen.add_keys(name, keys);
        }
        seen.inherit();
        seen
    }

    fn add(&mut self, name: &str, value: &Value) {
        if let Some((_, sort)) = SORTS.iter().find(|(place, _)| *place == name) {
            self.note(name, !value.is_null());
            if !value.is_null() {
                self.add(sort, value);
            }
            return;
        }
        match value {
            Value::Object(map) if name.rsplit('.').next() != Some("extra") => {
                if name.contains('.') && !name.ends_with("[]") {
                    self.filled.insert(name.to_owned());
                }
                for (key, value) in map {
                    self.add(&format!("{name}.{key}"), value);
                }
            }
            Value::Array(items) if items.is_empty() => self.note(&format!("{name}[]"), false),
            Value::Array(items) => {
                for item in items {
                    self.add(&format!("{name}[]"), item);
                }
            }
            value => self.note(name, !value.is_null()),
        }
    }

    fn note(&mut self, name: &str, filled: bool) {
        self.names.insert(name.to_owned());
        if filled {
            self.filled.insert(name.to_owned());
        }
    }

    fn add_keys(&mut self, name: &str, keys: &[Key]) {
        self.names.insert(name.to_owned());
        self.filled.insert(name.to_owned());
        for key in keys {
            self.add_shape(&format!("{name}.{}", key.name), key.shape);
        }
    }

    fn add_shape(&mut self, name: &str, shape: Shape) {
        match shape {
            Shape::Optional(inner) => self.add_shape(name, *inner),
            Shape::List(inner) => self.add_shape(&format!("{name}[]"), *inner),
            Shape::Rows(keys) => self.add_keys(&format!("{name}[]"), keys),
            Shape::Table(keys) => self.add_keys(name, keys),
            _ => self.note(name, true),
        }
    }

    /// A page has what its card has, and a section what its card has; the names of the card stand for both. A thing
    /// with parts, and a list of such, is named by its parts.
    fn inherit(&mut self) {
        let (all, filled) = (self.names.clone(), self.filled.clone());
        let as_card = |name: &str| {
            let (first, rest) = name.split_once('.').unwrap_or((name, ""));
            match first {
                "page" => Some(format!("card.{rest}")),
                "section" => Some(format!("section_card.{rest}")),
                _ => None,
            }
        };
        for name in &filled {
            self.filled.extend(as_card(name));
        }
        self.names.retain(|name| as_card(name).is_none_or(|card| !all.contains(&card)));
        let parts =
            |name: &str| all.iter().any(|other| other.starts_with(name) && other[name.len()..].starts_with('.'));
        let list = |name: &str| all.iter().any(|other| *other == format!("{name}[]"));
        let kinds: BTreeSet<&str> =
            ["card.event", "card.tour", "card.competition", "card.selection", "card.service"].into();
        let covered: Vec<String> =
            all.iter().filter(|name| !kinds.contains(name.as_str()) && (parts(name) || list(name))).cloned().collect();
        for name in covered {
            self.names.remove(&name);
        }
        self.names.insert("card.service".to_owned());
        self.filled.insert("card.service".to_owned());
    }

    /// Names in which the site has nothing, though something with parts could be there.
    fn empty(&self) -> Vec<&String> {
        self.names.iter().filter(|name| !self.filled.contains(*name)).collect()
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn document() -> String {
    fs::read_to_string(root().join("docs/templates.md")).expect("docs/templates.md is there")
}

/// The code spans in the first cells of the tables of "Variables".
fn documented(document: &str) -> BTreeSet<String> {
    let variables = document.split("\n## ").find(|part| part.starts_with("Variables")).expect("a part of this name");
    variables
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split(" | ").next())
        .flat_map(|cell| cell.split('`').step_by(2))
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Headings that are a name in code, outside "Variables", with the first example below each.
fn entries(document: &str) -> BTreeMap<String, String> {
    document
        .split("\n### `")
        .skip(1)
        .filter_map(|part| {
            let (name, rest) = part.split_once('`')?;
            let example = fences(rest.split("\n## ").next().unwrap_or(rest)).into_iter().next().unwrap_or_default();
            Some((name.to_owned(), example))
        })
        .collect()
}

/// The examples.
fn fences(document: &str) -> Vec<String> {
    document
        .split("```jinja\n")
        .skip(1)
        .filter_map(|part| part.split_once("\n```"))
        .map(|(example, _)| example.to_owned())
        .collect()
}

/// The names of the default theme's components.
fn components() -> Vec<String> {
    let mut folders = vec![root().join("themes/default/templates")];
    let mut names = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the theme can be listed") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).expect("a template is text");
            let starts = text.split("{% component ").skip(1);
            names.extend(starts.filter_map(|rest| rest.split('(').next()).map(|name| name.trim().to_owned()));
        }
    }
    names.sort();
    names
}

fn site(more: &[(String, String)]) -> (tempfile::TempDir, Loaded) {
    let folder = tempfile::tempdir().expect("a folder");
    let files = SITE.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    for (path, text) in files.chain(more.iter().cloned()) {
        let path: PathBuf = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, text).expect("written");
    }
    let project = Project {
        root: Root::new(folder.path().to_owned()),
        output: folder.path().join("public"),
        base_url: None,
        drafts: Drafts::Hide,
        now: None,
        form: AddressForm::Relative,
        ledger: xinfeng::pipeline::LedgerUse::Compute,
    };
    let loaded = load(&project, None);
    let faults: Vec<_> = loaded.findings.iter().filter(|finding| finding.is_error()).collect();
    assert!(!more.is_empty() || faults.is_empty(), "the test's own site is sound: {faults:#?}");
    (folder, loaded)
}
