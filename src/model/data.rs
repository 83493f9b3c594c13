//! The tables of `data/`: areas, venues, people, lectures, observances, holidays.
//!
//! Each is read from TOML, CSV or XLSX, by the same columns. Whether one row's references lead to another is checked here.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use super::datum::{Datum, Position};
use super::lineage::{self, Lineage};
use crate::diagnostic::{
    AREA_CYCLE, BAD_VALUE, DUPLICATE_ROW, Diagnostic, Findings, MISSING_KEY, MISSING_TARGET, WRONG_TYPE,
};
use crate::record::{Field, Id, Key, Node, Placed, Record, Sheet, read_rows, suggest};
use crate::time::{Exceptions, HolidayKind, Hours, ObservanceDate};
use crate::{record, text};

record! {
    /// A place in the tree of places: city, town, village or community.
    pub struct Area {
        id: Placed<Id> = Key::new("id", "编号，全表唯一", "identifier").headings(&["编号"]),
        name: String = Key::new("name", "名称", "name").headings(&["名称"]),
        parent: Option<Placed<Id>> = Key::new("parent", "上级区域的编号", "identifier of the area above").headings(&["上级"]),
        level: Option<String> = Key::new("level", "级别：市、镇、街道、村、社区", "level").headings(&["级别"]),
    }
}

record! {
    /// Where things happen.
    pub struct Venue {
        id: Placed<Id> = Key::new("id", "编号，全表唯一", "identifier").headings(&["编号"]),
        name: String = Key::new("name", "名称", "name").headings(&["名称"]),
        kind: Option<String> = Key::new("kind", "类型", "kind").headings(&["类型", "类别"]),
        area: Option<Placed<Id>> = Key::new("area", "区域的编号", "identifier of its area").headings(&["区域"]),
        address: Option<String> = Key::new("address", "地址", "address").headings(&["地址"]),
        lat: Option<Placed<f64>> = Key::new("lat", "纬度", "latitude").headings(&["纬度"]),
        lon: Option<Placed<f64>> = Key::new("lon", "经度", "longitude").headings(&["经度"]),
        datum: Option<Datum> = Key::new("datum", "坐标系：wgs84、gcj02、bd09", "datum").headings(&["坐标系"]),
        phone: Option<String> = Key::new("phone", "电话", "telephone").headings(&["电话"]),
        hours: Option<Placed<Hours>> = Key::new("hours", "开放时间，如“周一至周五 8:30—11:30”", "opening hours").headings(&["开放时间"]),
        exceptions: Option<Placed<Exceptions>> = Key::new("exceptions", "例外，如“2023-06-22 休”", "exceptions").headings(&["例外"]),
        bus: Option<String> = Key::new("bus", "公交", "bus").headings(&["公交"]),
        landmark: Option<String> = Key::new("landmark", "地标", "landmark").headings(&["地标"]),
        access: Option<String> = Key::new("access", "无障碍", "accessibility").headings(&["无障碍"]),
    }
}

impl Venue {
    /// Where it stands; nothing unless latitude, longitude and datum are all there, and such angles exist.
    pub fn position(&self) -> Option<Position> {
        let (lat, lon) = (self.lat.as_ref()?.value, self.lon.as_ref()?.value);
        let exists = lat.abs() <= 90.0 && lon.abs() <= 180.0;
        exists.then_some(Position { lat, lon, datum: self.datum? })
    }
}

record! {
    /// Who speaks, leads or answers.
    pub struct Person {
        id: Placed<Id> = Key::new("id", "编号，全表唯一", "identifier").headings(&["编号"]),
        name: String = Key::new("name", "姓名", "name").headings(&["姓名", "名称"]),
        title: Option<String> = Key::new("title", "职务", "title").headings(&["职务"]),
        unit: Option<String> = Key::new("unit", "单位", "unit").headings(&["单位"]),
        bio: Option<String> = Key::new("bio", "简介", "short biography").headings(&["简介"]),
        topics: Vec<String> = Key::new("topics", "专长，用顿号隔开", "topics").headings(&["专长"]),
    }
}

record! {
    /// A lecture that can be booked.
    pub struct Lecture {
        id: Placed<Id> = Key::new("id", "编号，全表唯一", "identifier").headings(&["编号"]),
        title: String = Key::new("title", "题目", "title").headings(&["题目", "名称", "标题"]),
        topic: Option<String> = Key::new("topic", "专题，讲座菜单按它分组", "topic, by which the menu is grouped").headings(&["专题", "主题", "类别"]),
        person: Vec<Placed<Id>> = Key::new("person", "讲师的编号", "identifier of the lecturer").headings(&["讲师"]),
        audience: Vec<Placed<String>> = Key::new("audience", "对象", "audience").headings(&["对象"]),
        length: Option<String> = Key::new("length", "时长", "length").headings(&["时长", "时长(分钟)", "时长（分钟）"]),
        summary: Option<String> = Key::new("summary", "内容", "summary").headings(&["内容"]),
    }
}

record! {
    /// A day every year.
    pub struct Observance {
        id: Placed<Id> = Key::new("id", "编号，全表唯一", "identifier").headings(&["编号"]),
        name: String = Key::new("name", "名称", "name").headings(&["名称"]),
        date: Placed<ObservanceDate> = Key::new("date", "日期，如 06-26、农历九月初九、五月第二个周日", "date").headings(&["日期"]),
        campaign: Option<Placed<String>> = Key::new("campaign", "所属行动", "campaign").headings(&["行动"]),
        note: Option<String> = Key::new("note", "说明", "note").headings(&["说明"]),
    }
}

record! {
    /// A statutory holiday, or a working day moved to a weekend.
    pub struct Holiday {
        date: Placed<NaiveDate> = Key::new("date", "日期", "date").headings(&["日期"]),
        name: Option<String> = Key::new("name", "名称", "name").headings(&["名称"]),
        kind: HolidayKind = Key::new("kind", "类型：休 或 班", "kind").headings(&["类型"]),
    }
}

record! {
    /// Words that mean the same to whoever searches.
    pub struct Synonyms {
        words: Vec<Placed<String>> = Key::new("words", "意思相同的词，用顿号隔开，至少两个", "words that mean the same, two at least").headings(&["词语", "同义词"]),
        note: Option<String> = Key::new("note", "说明，只给自己人看", "a note for staff").headings(&["说明"]),
    }
}

/// All tables. A table without a file is empty.
#[derive(Clone, Debug, Default)]
pub struct Data {
    pub areas: Table<Area>,
    lineages: Vec<Lineage>,
    pub venues: Table<Venue>,
    pub people: Table<Person>,
    pub lectures: Table<Lecture>,
    pub observances: Table<Observance>,
    pub holidays: Vec<Holiday>,
    pub synonyms: Vec<Synonyms>,
}

/// Rows in their order, found by their identifiers.
#[derive(Clone, Debug)]
pub struct Table<T> {
    pub rows: Vec<T>,
    by_id: FxHashMap<Arc<str>, usize>,
    /// A file of the table could not be read, which has been told: what seems to be missing may stand there.
    pub is_unread: bool,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), by_id: FxHashMap::default(), is_unread: false }
    }
}

impl<T> Table<T> {
    pub fn get(&self, id: &str) -> Option<&T> {
        self.position(id).map(|index| &self.rows[index])
    }

    /// Which of the rows has an identifier.
    pub fn position(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// Drops rows that nothing can refer to: those without an identifier, and further ones with the same.
    fn keep_known(&mut self) {
        let mut known: Vec<usize> = self.by_id.values().copied().collect();
        known.sort_unstable();
        let mut index = 0;
        self.rows.retain(|_| {
            index += 1;
            known.binary_search(&(index - 1)).is_ok()
        });
        for row in self.by_id.values_mut() {
            *row = known.partition_point(|&before| before < *row);
        }
    }

    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.by_id.keys().map(|id| &**id)
    }
}

/// The names of the tables, as files of `data/` are called.
pub const TABLES: &[&str] = &["areas", "venues", "people", "lectures", "observances", "holidays", "synonyms"];

/// What a file of `data/` holds.
#[derive(Clone, Debug)]
pub enum Contents {
    Sheets(Vec<Sheet>),
    /// A TOML file with one list of tables, `[[areas]]`.
    Toml(Node),
    /// A file that could not be read, which has been told.
    Unread,
}

/// Reads the tables from the files that were found; `contents` gives each file's name without its ending.
pub fn read(contents: &[(String, Contents)]) -> (Data, Findings) {
    let mut findings = Findings::new();
    let rows = |name: &'static str| contents.iter().filter(move |(file, _)| file == name).map(|(_, contents)| contents);
    let mut data = Data {
        areas: table("areas", rows("areas"), |row: &Area| &row.id, &mut findings),
        lineages: Vec::new(),
        venues: table("venues", rows("venues"), |row: &Venue| &row.id, &mut findings),
        people: table("people", rows("people"), |row: &Person| &row.id, &mut findings),
        lectures: table("lectures", rows("lectures"), |row: &Lecture| &row.id, &mut findings),
        observances: table("observances", rows("observances"), |row: &Observance| &row.id, &mut findings),
        holidays: holidays(rows("holidays"), &mut findings),
        synonyms: synonyms(rows("synonyms"), &mut findings),
    };
    check(&data, &mut findings);
    data.areas.keep_known();
    data.venues.keep_known();
    data.people.keep_known();
    data.lectures.keep_known();
    data.observances.keep_known();
    data.lineages = lineage::of(&data.areas);
    (data, findings)
}

impl Data {
    /// An area with all above it.
    pub fn lineage(&self, area: &str) -> Option<&Lineage> {
        self.lineages.get(self.areas.position(area)?)
    }
}

fn records<'a, T: Record + Field>(
    name: &str,
    contents: impl Iterator<Item = &'a Contents>,
    findings: &mut Findings,
) -> Vec<T> {
    let mut records = Vec::new();
    for contents in contents {
        match contents {
            Contents::Unread => {}
            Contents::Sheets(sheets) => records.extend(read_rows::<T>(sheets, findings)),
            Contents::Toml(node) => match node.get(name) {
                Some(list) => records.extend(Vec::<T>::read(&mut list.clone(), findings).unwrap_or_default()),
                None => findings.push(
                    Diagnostic::new(
                        &WRONG_TYPE,
                        &node.place,
                        text!("这个文件里没有 [[{name}]]", "this file has no [[{name}]]"),
                    )
                    .hint(text!("每一行写成一个 [[{name}]] 表", "write each row as a table [[{name}]]")),
                ),
            },
        }
    }
    records
}

fn table<'a, T: Record + Field>(
    name: &str,
    contents: impl Iterator<Item = &'a Contents>,
    id_of: impl Fn(&T) -> &Placed<Id>,
    findings: &mut Findings,
) -> Table<T> {
    let contents: Vec<&Contents> = contents.collect();
    let is_unread = contents.iter().any(|contents| matches!(contents, Contents::Unread));
    let rows: Vec<T> = records(name, contents.into_iter(), findings);
    let mut by_id: FxHashMap<Arc<str>, usize> = FxHashMap::default();
    by_id.reserve(rows.len());
    for (index, row) in rows.iter().enumerate() {
        let id = id_of(row);
        // A row whose identifier is missing or faulty was reported as such.
        if id.value.as_str().is_empty() {
            continue;
        }
        if let Some(&first) = by_id.get(&id.value.0) {
            let written = id.value.as_str();
            findings.push(
                Diagnostic::new(
                    &DUPLICATE_ROW,
                    &id.place,
                    text!("编号 {written} 用了两次", "the identifier {written} is used twice"),
                )
                .related(&id_of(&rows[first]).place, text!("第一次在这里", "first used here"))
                .hint(text!("给其中一行换个编号", "give one of the rows another identifier")),
            );
        } else {
            by_id.insert(id.value.0.clone(), index);
        }
    }
    Table { rows, by_id, is_unread }
}

fn holidays<'a>(contents: impl Iterator<Item = &'a Contents>, findings: &mut Findings) -> Vec<Holiday> {
    let rows: Vec<Holiday> = records("holidays", contents, findings);
    let mut first: HashMap<NaiveDate, &Holiday> = HashMap::new();
    for row in &rows {
        if let Some(earlier) = first.insert(row.date.value, row) {
            let date = row.date.value;
            findings.push(
                Diagnostic::new(&DUPLICATE_ROW, &row.date.place, text!("{date} 写了两行", "{date} has two rows"))
                    .related(&earlier.date.place, text!("第一次在这里", "first used here"))
                    .hint(text!("删掉其中一行", "remove one of them")),
            );
        }
    }
    rows
}

/// A word leads to one group only, since the script takes the first that it finds.
fn synonyms<'a>(contents: impl Iterator<Item = &'a Contents>, findings: &mut Findings) -> Vec<Synonyms> {
    let rows: Vec<Synonyms> = records("synonyms", contents, findings);
    let mut first: HashMap<String, &Placed<String>> = HashMap::new();
    for row in &rows {
        if let [only] = &row.words[..] {
            findings.push(
                Diagnostic::new(&MISSING_KEY, &only.place, text!("这一行只有一个词", "this row has a single word"))
                    .hint(text!(
                        "写上同义的另一个，用顿号隔开：叶酸、维生素B9",
                        "add another that means the same: 叶酸、维生素B9"
                    )),
            );
        }
        for word in &row.words {
            let folded = crate::text::terms::fold(&word.value);
            let written = &word.value;
            if !folded.chars().any(char::is_alphanumeric) {
                findings.push(Diagnostic::new(
                    &BAD_VALUE,
                    &word.place,
                    text!("“{written}”里没有字", "“{written}” has no letter"),
                ));
            } else if let Some(earlier) = first.insert(folded, word) {
                findings.push(
                    Diagnostic::new(
                        &DUPLICATE_ROW,
                        &word.place,
                        text!("“{written}”写了两次", "“{written}” stands twice"),
                    )
                    .related(&earlier.place, text!("第一次在这里", "first here"))
                    .hint(text!("意思相同的词写在同一行", "put the words that mean the same into one row")),
                );
            }
        }
    }
    rows
}

/// References between tables, and values that only make sense together.
fn check(data: &Data, findings: &mut Findings) {
    for area in &data.areas.rows {
        if let Some(parent) = &area.parent {
            expect_row(&data.areas, parent, ("区域", "area", "areas"), findings);
        }
    }
    check_cycles(&data.areas, findings);
    for venue in &data.venues.rows {
        if let Some(area) = &venue.area {
            expect_row(&data.areas, area, ("区域", "area", "areas"), findings);
        }
        for (degrees, limit) in [(&venue.lat, 90.0), (&venue.lon, 180.0)] {
            if let Some(degrees) = degrees
                && (degrees.value.is_nan() || degrees.value.abs() > limit)
            {
                let value = degrees.value;
                findings.push(
                    Diagnostic::new(
                        &BAD_VALUE,
                        &degrees.place,
                        text!("{value} 不是经纬度", "{value} is no such angle"),
                    )
                    .hint(text!(
                        "纬度在 -90 到 90 之间，经度在 -180 到 180 之间",
                        "latitude lies within 90, longitude within 180 degrees"
                    )),
                );
            }
        }
        findings.extend(half_a_position(venue, findings));
    }
    for person in data.lectures.rows.iter().flat_map(|lecture| &lecture.person) {
        expect_row(&data.people, person, ("人员", "person", "people"), findings);
    }
}

/// Coordinates of which a part is missing. The datum is not guessed: the wrong one is several hundred metres off.
fn half_a_position(venue: &Venue, findings: &[Diagnostic]) -> Option<Diagnostic> {
    let angle = venue.lat.as_ref().or(venue.lon.as_ref())?;
    // While values of the file cannot be read, what seems to be missing may be one of them.
    let is_unread = |finding: &Diagnostic| finding.rule == &BAD_VALUE || finding.rule == &WRONG_TYPE;
    if findings.iter().any(|finding| is_unread(finding) && finding.place.file == angle.place.file) {
        return None;
    }
    if venue.lat.is_none() || venue.lon.is_none() {
        return Some(
            Diagnostic::new(
                &MISSING_KEY,
                &angle.place,
                text!("经纬度只写了一半", "only one of latitude and longitude is there"),
            )
            .hint(text!("纬度和经度都写上，或者都不写", "give both, or neither")),
        );
    }
    let finding =
        Diagnostic::new(&MISSING_KEY, &angle.place, text!("有经纬度，没有坐标系", "coordinates without their datum"))
            .hint(text!(
                "写上坐标系：高德、腾讯地图上取的写 gcj02，百度地图上取的写 bd09，GPS 测的写 wgs84",
                "add the datum: gcj02 for coordinates taken from AMap or Tencent, bd09 from Baidu, wgs84 from GPS"
            ));
    venue.datum.is_none().then_some(finding)
}

/// Areas that lead back to themselves: one finding for each cycle, at the first of its rows.
fn check_cycles(areas: &Table<Area>, findings: &mut Findings) {
    // Where each walk upwards passed; a row that an earlier walk passed has been judged.
    let mut passed: HashMap<&str, usize> = HashMap::new();
    for (walk, area) in areas.rows.iter().enumerate() {
        let mut above = Some(area);
        while let Some(current) = above {
            let id = current.id.value.as_str();
            match passed.get(id) {
                Some(&earlier) if earlier == walk => {
                    findings.push(area_cycle(areas, current));
                    break;
                }
                Some(_) => break,
                None => {}
            }
            passed.insert(id, walk);
            above = parent(areas, current);
        }
    }
}

fn area_cycle(areas: &Table<Area>, member: &Area) -> Diagnostic {
    let next = |area: &&Area| parent(areas, area);
    let others = std::iter::successors(parent(areas, member), next).take_while(|area| area.id.value != member.id.value);
    let members: Vec<&Area> = std::iter::once(member).chain(others).collect();
    let ring = members.iter().chain(members.first()).map(|area| area.name.as_str()).collect::<Vec<_>>().join(" → ");
    let name = &member.name;
    let finding = Diagnostic::new(
        &AREA_CYCLE,
        &member.id.place,
        text!("{name} 的上级绕回了自己：{ring}", "the areas above {name} lead back to it: {ring}"),
    );
    members[1..]
        .iter()
        .fold(finding, |finding, other| finding.related(&other.id.place, text!("也在圈里", "in the cycle as well")))
        .hint(text!("核对“上级”一列", "check the column of the areas above"))
}

fn parent<'a>(areas: &'a Table<Area>, area: &Area) -> Option<&'a Area> {
    areas.get(area.parent.as_ref()?.value.as_str())
}

/// Reports a reference to a row that does not exist.
pub fn expect_row<T>(table: &Table<T>, id: &Placed<Id>, what: (&str, &str, &str), findings: &mut Findings) {
    let written = id.value.as_str();
    if table.get(written).is_none() && !table.is_unread {
        let (zh, en, file) = what;
        findings.push(
            Diagnostic::new(
                &MISSING_TARGET,
                &id.place,
                text!("没有编号为“{written}”的{zh}", "there is no {en} {written}"),
            )
            .hint_if(suggest(written, table.ids()))
            .hint(text!(
                "改成 data/{file} 里已有的编号，或者在那张表里加一行",
                "use an identifier of data/{file}, or add a row there"
            )),
        );
    }
}
