//! Laws of what residents are told, over random tours and edits: a sequence number rises when a fact changes and only
//! then; sorting, filtering and inserting rows of a spreadsheet changes no identity.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use proptest::prelude::*;
use rust_xlsxwriter::Workbook;
use xinfeng::diagnostic::Diagnostic;
use xinfeng::model::ledger;
use xinfeng::pipeline::{Loaded, Project, load};
use xinfeng::source::Root;

/// A row of a tour as staff have it. `token` is its remark, by which the test knows it again.
#[derive(Clone, Debug)]
struct Row {
    token: String,
    number: Option<usize>,
    day: u32,
    hour: u32,
    place: usize,
    team: usize,
    status: &'static str,
    reason: usize,
    programme: usize,
    hidden: bool,
}

const STATUSES: [&str; 6] = ["正常", "改地点", "改期", "延期待定", "取消", "约满"];
const TEAMS: [&str; 3] = ["", "文工团", "木偶团"];
const HEADINGS: [&str; 9] = ["编号", "日期", "时间", "地点", "剧团", "状态", "原因", "节目", "备注"];

impl Row {
    fn cells(&self) -> [String; 9] {
        [
            self.number.map_or_else(String::new, |number| number.to_string()),
            format!("7月{}日", self.day),
            format!("{}:30", self.hour),
            format!("第{}广场", self.place),
            TEAMS[self.team].to_owned(),
            self.status.to_owned(),
            ["", "高温", "台风"][self.reason].to_owned(),
            format!("节目{}", self.programme),
            self.token.clone(),
        ]
    }

    /// What residents rely on: when, where, and whether it takes place. What waits for a new date has none.
    fn facts(&self) -> (Option<(u32, u32)>, usize, &'static str) {
        ((self.status != "延期待定").then_some((self.day, self.hour)), self.place, self.status)
    }
}

struct Office {
    folder: tempfile::TempDir,
}

impl Office {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |path: &str, text: &str| {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, text).expect("written");
        };
        write(
            "xinfeng.toml",
            "title = \"试\"\nbase_url = \"https://example.org\"\ntheme = \"t\"\nnow = 2023-06-01T09:00:00\n",
        );
        write("themes/t/theme.toml", "name = \"t\"\n");
        for template in ["page", "section", "index"] {
            write(&format!("themes/t/templates/{template}.html"), "{{ current_path }}");
        }
        write("content/_index.md", "+++\ntitle = \"首页\"\n+++\n");
        write("content/x/index.md", "+++\ntitle = \"2023年巡演\"\nid = \"x\"\n[tour]\nstops = \"安排.xlsx\"\n+++\n");
        Self { folder }
    }

    fn publish(&self, rows: &[Row]) -> Result<Told, Vec<Diagnostic>> {
        write_sheet(&self.folder.path().join("content/x/安排.xlsx"), rows);
        let loaded = load(&Project::at(Root::new(self.folder.path().to_owned())), None);
        let errors: Vec<Diagnostic> = loaded.findings.iter().filter(|one| one.is_error()).cloned().collect();
        if !errors.is_empty() {
            return Err(errors);
        }
        fs::write(self.folder.path().join("ledger.toml"), ledger::print(&loaded.site.told)).expect("written");
        Ok(told(&loaded))
    }
}

/// By the token of a row, its identifier and its sequence number.
type Told = BTreeMap<String, (String, u32)>;

fn told(loaded: &Loaded) -> Told {
    let one = |occurrence: &xinfeng::model::schedule::Occurrence| {
        let token = occurrence.note.as_deref().expect("a token").to_owned();
        let sequence = loaded.site.told.occurrences[&occurrence.id].sequence;
        (token, (occurrence.id.to_string(), sequence))
    };
    loaded.site.schedule.occurrences.iter().map(one).collect()
}

fn write_sheet(path: &Path, rows: &[Row]) {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let rows: Vec<([String; 9], bool)> = std::iter::once((HEADINGS.map(str::to_owned), false))
        .chain(rows.iter().map(|row| (row.cells(), row.hidden)))
        .collect();
    for (number, (cells, hidden)) in (0..).zip(&rows) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(number, column, cell).expect("a cell");
        }
        // What a filter leaves out is hidden, and is there all the same.
        if *hidden {
            sheet.set_row_hidden(number).expect("a row");
        }
    }
    sheet.autofilter(0, 0, u32::try_from(rows.len()).expect("few rows"), 8).expect("a filter");
    workbook.save(path).expect("a workbook");
}

fn rows(most: usize) -> impl Strategy<Value = Vec<Row>> {
    let row = (any::<bool>(), 1..28u32, 8..21u32, 0..12usize, 0..3usize, 0..6usize, 0..3usize, 0..3usize);
    proptest::collection::vec(row, 1..most).prop_map(|rows| {
        let row = |(index, row)| {
            let (numbered, day, hour, place, team, status, reason, programme): (bool, _, _, _, _, usize, _, _) = row;
            Row {
                token: format!("第{index}行"),
                number: numbered.then_some(index + 1),
                day,
                hour,
                place,
                team,
                status: STATUSES[status],
                reason,
                programme,
                hidden: false,
            }
        };
        rows.into_iter().enumerate().map(row).collect()
    })
}

/// What staff do to one row between two builds.
#[derive(Clone, Debug)]
enum Edit {
    Day(u32),
    Hour(u32),
    Place(usize),
    Status(usize),
    Reason(usize),
    Programme(usize),
    Hide,
    /// To another place in the sheet.
    Move(usize),
}

fn edits() -> impl Strategy<Value = Vec<Vec<(usize, Edit)>>> {
    let edit = prop_oneof![
        (1..28u32).prop_map(Edit::Day),
        (8..21u32).prop_map(Edit::Hour),
        (0..12usize).prop_map(Edit::Place),
        (0..6usize).prop_map(Edit::Status),
        (0..3usize).prop_map(Edit::Reason),
        (0..3usize).prop_map(Edit::Programme),
        Just(Edit::Hide),
        any::<usize>().prop_map(Edit::Move),
    ];
    // Several edits between two builds; some builds without any.
    proptest::collection::vec(proptest::collection::vec((any::<usize>(), edit), 0..4), 1..5)
}

fn carry_out(rows: &mut Vec<Row>, at: usize, edit: &Edit) {
    let at = at % rows.len();
    match *edit {
        Edit::Day(day) => rows[at].day = day,
        Edit::Hour(hour) => rows[at].hour = hour,
        Edit::Place(place) => rows[at].place = place,
        Edit::Status(status) => rows[at].status = STATUSES[status],
        Edit::Reason(reason) => rows[at].reason = reason,
        Edit::Programme(programme) => rows[at].programme = programme,
        Edit::Hide => rows[at].hidden = !rows[at].hidden,
        Edit::Move(to) => {
            let row = rows.remove(at);
            rows.insert(to % (rows.len() + 1), row);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn a_sequence_rises_when_a_fact_changes_and_only_then(mut rows in rows(6), edits in edits()) {
        // Numbers, so that any fact may change and the row is known all the same.
        for (index, row) in rows.iter_mut().enumerate() {
            row.number = Some(index + 1);
        }
        let office = Office::new();
        let mut before = office.publish(&rows).expect("a sound sheet");
        prop_assert!(before.values().all(|(_, sequence)| *sequence == 0));
        for edits in edits {
            let facts: BTreeMap<String, _> = rows.iter().map(|row| (row.token.clone(), row.facts())).collect();
            for (at, edit) in &edits {
                carry_out(&mut rows, *at, edit);
            }
            let after = office.publish(&rows).expect("a sound sheet");
            for row in &rows {
                let ((id, sequence), (id_after, sequence_after)) = (&before[&row.token], &after[&row.token]);
                prop_assert_eq!(id, id_after);
                let rises = u32::from(facts[&row.token] != row.facts());
                prop_assert_eq!(*sequence_after, sequence + rises, "{:?} became {:?} by {:?}", facts[&row.token], row.facts(), edits);
            }
            before = after;
        }
    }

    #[test]
    fn sorting_filtering_and_inserting_changes_no_identity(
        mut rows in rows(8),
        more in rows(5),
        order in proptest::collection::vec(any::<usize>(), 13),
        hidden in proptest::collection::vec(any::<bool>(), 13),
    ) {
        let office = Office::new();
        // Rows that cannot be told apart are refused, and staff number them.
        let before = match office.publish(&rows) {
            Ok(before) => before,
            Err(errors) => {
                prop_assert!(errors.iter().all(|error| error.rule.name == "row-identity"), "{:?}", errors);
                return Ok(());
            }
        };
        for (index, mut row) in more.into_iter().enumerate() {
            row.token = format!("新加第{index}行");
            row.number = row.number.map(|number| number + 100);
            rows.push(row);
        }
        let mut keys = order.into_iter();
        rows.sort_by_cached_key(|_| keys.next());
        for (row, hidden) in rows.iter_mut().zip(hidden) {
            row.hidden = hidden;
        }
        match office.publish(&rows) {
            Ok(after) => {
                for (token, (id, _)) in &before {
                    prop_assert_eq!(id, &after[token].0);
                }
                let ids: std::collections::BTreeSet<&String> = after.values().map(|(id, _)| id).collect();
                prop_assert_eq!(ids.len(), rows.len());
            }
            // A new row that is like an old one in all by which rows are known: staff are told, nothing is guessed.
            Err(errors) => prop_assert!(
                errors.iter().all(|error| ["row-identity", "vanished-occurrence"].contains(&error.rule.name)),
                "{:?}",
                errors
            ),
        }
    }

    /// The same without what could be confounded: nothing at all may be said.
    #[test]
    fn sorting_alone_is_never_noticed(mut rows in rows(8), order in proptest::collection::vec(any::<usize>(), 8)) {
        let office = Office::new();
        let Ok(before) = office.publish(&rows) else { return Ok(()) };
        let mut keys = order.into_iter();
        rows.sort_by_cached_key(|_| keys.next());
        let after = office.publish(&rows).expect("the same rows");
        prop_assert_eq!(before, after);
    }
}
