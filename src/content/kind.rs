//! The kind tables: what makes a page an event, a tour, a competition, a selection or a service, and a section a
//! campaign or a guide.
//!
//! Values are typed and validated here as far as one file can tell. Which dates follow from them is the schedule's business.

use chrono::NaiveDate;

use crate::record::{Id, Key, Moment, Placed, Rows};
use crate::time::{OnHoliday, Phrase, Repeat};
use crate::{record, words};

const TEAM: Key = Key::new("team", "剧团或队伍", "troupe or team").example("\"江海市文工团\"");
const ORGANISERS: Key = Key::new("organisers", "主办单位", "organisers").example("[\"城东街道办事处\"]");
const BRING: Key = Key::new("bring", "要带什么", "what to bring").example("[\"身份证\"]");
const FEE: Key = Key::new("fee", "费用", "fee").example("\"免费\"");
const REGISTRATION: Key =
    Key::new("registration", "报名", "registration").example("{ closes = 2023-06-06, phone = \"0513-55501001\" }");

const CONSENT: Key = Key::new(
    "consent",
    "本人同意公开姓名的说明；没有就隐去姓名",
    "how those named consented to be named; names are masked without it",
)
.example("\"均已签署同意书\"");

record! {
    /// Something at a time and a place.
    pub struct Event {
        start: Option<Placed<Moment>> = Key::new("start", "开始时间", "start").example("2023-06-07T14:30:00"),
        when: Option<Placed<String>> = Key::new("when", "时间还不确切时写“6月上旬”或“待定”", "when the time is not exact yet").example("\"6月上旬\""),
        dates: Vec<Placed<Moment>> = Key::new("dates", "不规则的多个日期", "several dates").example("[2023-06-07, 2023-06-14]"),
        end: Option<Placed<Moment>> = Key::new("end", "结束时间", "end").example("2023-06-07T16:30:00"),
        all_day: bool = Key::new("all_day", "全天", "whole days").example("true"),
        sessions: Vec<Placed<String>> = Key::new("sessions", "每天的几场时间", "the times of each day").example("[\"9:00—11:00\", \"14:00—16:00\"]"),
        venue: Option<Placed<Id>> = Key::new("venue", "场所（data/venues 的编号）", "a row of data/venues").example("\"chengdong-hall\""),
        place: Option<String> = Key::new("place", "场所表里没有的地点", "a place that is no row of data/venues").example("\"新民村文化广场\""),
        area: Option<Placed<Id>> = Key::new("area", "区域（data/areas 的编号）", "a row of data/areas").example("\"chengdong\""),
        speakers: Vec<Placed<Id>> = Key::new("speakers", "讲师（data/people 的编号）", "rows of data/people").example("[\"li-min\"]"),
        team: Option<String> = TEAM,
        organisers: Vec<String> = ORGANISERS,
        bring: Vec<String> = BRING,
        fee: Option<String> = FEE,
        status: Option<Status> = Key::new("status", "状态", "status").example("\"scheduled\""),
        reason: Option<String> = Key::new("reason", "变更的原因", "reason of a change").example("\"高温\""),
        was: Option<Was> = Key::new("was", "原来的时间地点", "what it was before").example("{ start = 2023-06-06T14:30:00 }"),
        repeat: Option<Placed<Repeat>> = Key::new("repeat", "怎样重复：“每周三”，或 RFC 5545", "how it repeats").example("\"每周三\""),
        until: Option<Placed<NaiveDate>> = Key::new("until", "重复到哪一天", "last day of the repetition").example("2023-11-30"),
        except: Vec<Placed<NaiveDate>> = Key::new("except", "哪几天不办", "days without").example("[2023-06-21]"),
        also: Vec<Placed<Moment>> = Key::new("also", "另加哪几天", "days besides").example("[2023-06-24]"),
        on_holiday: Option<OnHoliday> = Key::new("on_holiday", "遇法定节假日怎么办", "what happens on holidays").example("\"skip\""),
        registration: Option<Registration> = REGISTRATION,
        changes: Vec<Change> = Key::new("changes", "某一次的变更", "changes of single dates").example("[{ date = 2023-07-05, status = \"cancelled\", reason = \"高温\" }]"),
    }
}

record! {
    /// What an occurrence was before it changed.
    pub struct Was {
        start: Option<Moment> = Key::new("start", "原来的开始时间", "former start"),
        end: Option<Moment> = Key::new("end", "原来的结束时间", "former end"),
        venue: Option<Placed<Id>> = Key::new("venue", "原来的场所", "former venue"),
        place: Option<String> = Key::new("place", "原来的地点", "former place"),
    }
}

record! {
    /// A change of one date of a series.
    pub struct Change {
        date: Placed<NaiveDate> = Key::new("date", "哪一天", "which date"),
        status: Option<Status> = Key::new("status", "状态", "status"),
        reason: Option<String> = Key::new("reason", "原因", "reason"),
        start: Option<Moment> = Key::new("start", "新的开始时间", "new start"),
        end: Option<Moment> = Key::new("end", "新的结束时间", "new end"),
        venue: Option<Placed<Id>> = Key::new("venue", "新的场所", "new venue"),
        place: Option<String> = Key::new("place", "新的地点", "new place"),
    }
}

record! {
    /// How to register.
    pub struct Registration {
        opens: Option<Moment> = Key::new("opens", "报名开始", "opens"),
        closes: Option<Placed<Moment>> = Key::new("closes", "报名截止", "closes"),
        phone: Option<String> = Key::new("phone", "报名电话", "telephone"),
        url: Option<String> = Key::new("url", "报名网址", "address"),
        capacity: Option<u32> = Key::new("capacity", "名额", "places"),
        note: Option<String> = Key::new("note", "说明", "note"),
    }
}

words! {
    /// Whether it takes place as told.
    pub enum Status {
        Scheduled = "scheduled" / "正常",
        Moved = "moved" / "改地点",
        Rescheduled = "rescheduled" / "改期",
        Postponed = "postponed" / "延期待定",
        Cancelled = "cancelled" / "取消",
        Full = "full" / "约满",
    }
}

record! {
    /// One programme carried to many places.
    pub struct Tour {
        stops: Rows<Stop> = Key::new("stops", "站点：表格文件名，或若干行", "the stops: a spreadsheet, or rows").example("\"巡演安排.xlsx\""),
        team: Option<String> = TEAM,
        organisers: Vec<String> = ORGANISERS,
        bring: Vec<String> = BRING,
        fee: Option<String> = FEE,
        registration: Option<Registration> = REGISTRATION,
    }
}

record! {
    /// One stop of a tour. Date and time stay as written: phrases such as 7月上旬 belong to the schedule.
    pub struct Stop {
        id: Option<Placed<Id>> = Key::new("id", "编号", "identifier").headings(&["编号"]),
        date: Option<Placed<Phrase>> = Key::new("date", "日期", "date").headings(&["日期"]),
        time: Option<Placed<Phrase>> = Key::new("time", "时间", "time").headings(&["时间"]),
        town: Option<Placed<String>> = Key::new("town", "乡镇", "town").headings(&["乡镇", "镇", "街道", "乡镇(街道)", "乡镇（街道）"]),
        village: Option<Placed<String>> = Key::new("village", "村或社区", "village or community").headings(&["村(社区)", "村（社区）", "村", "社区"]),
        place: Option<Placed<String>> = Key::new("place", "地点", "place").headings(&["地点", "场所"]),
        programme: Option<String> = Key::new("programme", "节目", "programme").headings(&["节目"]),
        team: Option<String> = Key::new("team", "剧团", "troupe").headings(&["剧团", "演出单位"]),
        speaker: Option<Placed<String>> = Key::new("speaker", "讲师", "speaker").headings(&["讲师", "主讲人"]),
        status: Option<Status> = Key::new("status", "状态", "status").headings(&["状态"]),
        reason: Option<String> = Key::new("reason", "原因", "reason").headings(&["原因"]),
        was_time: Option<Placed<Phrase>> = Key::new("was_time", "原时间", "former time").headings(&["原时间"]),
        was_place: Option<String> = Key::new("was_place", "原地点", "former place").headings(&["原地点"]),
        note: Option<String> = Key::new("note", "备注", "note").headings(&["备注"]),
    }
}

record! {
    /// Registration, rounds, final, results.
    pub struct Competition {
        rounds: Vec<Round> = Key::new("rounds", "赛程", "the rounds").example("[{ name = \"报名\", kind = \"registration\", start = 2023-06-01, end = 2023-06-20 }]"),
        organisers: Vec<String> = ORGANISERS,
        fee: Option<String> = FEE,
        registration: Option<Registration> = REGISTRATION,
        results: Rows<Result> = Key::new("results", "成绩：表格文件名，或若干行", "the results: a spreadsheet, or rows").example("\"成绩.xlsx\""),
        consent: Option<String> = CONSENT,
    }
}

record! {
    /// One step of a competition.
    #[derive(Default)]
    pub struct Round {
        name: String = Key::new("name", "名称", "name"),
        kind: Option<RoundKind> = Key::new("kind", "种类", "kind"),
        start: Option<Placed<Moment>> = Key::new("start", "开始", "start"),
        end: Option<Placed<Moment>> = Key::new("end", "结束", "end"),
        when: Option<Placed<String>> = Key::new("when", "时间还不确切时写在这里", "when the time is not exact yet"),
        venue: Option<Placed<Id>> = Key::new("venue", "场所", "venue"),
        place: Option<String> = Key::new("place", "地点", "place"),
        advance: Option<u32> = Key::new("advance", "晋级人数", "how many advance"),
        status: Option<Status> = Key::new("status", "状态", "status"),
        reason: Option<String> = Key::new("reason", "原因", "reason"),
        was: Option<Was> = Key::new("was", "原来的时间地点", "what it was before"),
        note: Option<String> = Key::new("note", "说明", "note"),
    }
}

impl Round {
    /// Its name without what tells heats of one round apart: 初赛 of 初赛（东片）.
    pub fn stem(&self) -> &str {
        self.name.split(['（', '(']).next().unwrap_or(&self.name).trim()
    }
}

words! {
    /// What a round is.
    pub enum RoundKind {
        Registration = "registration" / "报名",
        Round = "round" / "比赛",
        Final = "final" / "决赛",
        Results = "results" / "公布结果",
    }
}

record! {
    /// A row of a competition's results.
    pub struct Result {
        round: Option<String> = Key::new("round", "赛程", "round").headings(&["赛程"]),
        rank: Option<String> = Key::new("rank", "名次", "rank").headings(&["名次"]),
        name: String = Key::new("name", "姓名", "name").headings(&["姓名"]),
        unit: Option<String> = Key::new("unit", "单位", "unit").headings(&["单位"]),
        score: Option<String> = Key::new("score", "成绩", "score").headings(&["成绩"]),
        award: Option<String> = Key::new("award", "奖项", "award").headings(&["奖项"]),
    }
}

record! {
    /// Call for entries, review, public notice, results.
    pub struct Selection {
        basis: Option<String> = Key::new("basis", "评选依据", "basis").example("\"《江海市双十佳评选办法》\""),
        objections: Option<Objections> = Key::new("objections", "公示期间向哪里反映", "where to object").example("{ phone = \"0513-55501001\" }"),
        stages: Vec<Stage> = Key::new("stages", "环节", "stages").example("[{ name = \"征集\", kind = \"call\", start = 2023-06-01, end = 2023-06-30 }]"),
        organisers: Vec<String> = ORGANISERS,
        registration: Option<Registration> = REGISTRATION,
        results: Rows<Chosen> = Key::new("results", "名单：表格文件名，或若干行", "the list: a spreadsheet, or rows").example("\"名单.xlsx\""),
        consent: Option<String> = CONSENT,
    }
}

record! {
    /// Where to object during the public notice.
    pub struct Objections {
        phone: Option<String> = Key::new("phone", "电话", "telephone"),
        address: Option<String> = Key::new("address", "地址", "address"),
        email: Option<String> = Key::new("email", "邮箱", "e-mail"),
    }
}

record! {
    /// One stage of a selection.
    pub struct Stage {
        name: String = Key::new("name", "名称", "name"),
        kind: StageKind = Key::new("kind", "种类", "kind"),
        start: Option<Placed<Moment>> = Key::new("start", "开始", "start"),
        end: Option<Placed<Moment>> = Key::new("end", "结束", "end"),
        when: Option<Placed<String>> = Key::new("when", "时间还不确切时写在这里", "when the time is not exact yet"),
        working_days: Option<u32> = Key::new("working_days", "公示几个工作日", "working days of the notice"),
        note: Option<String> = Key::new("note", "说明", "note"),
    }
}

words! {
    /// What a stage is.
    pub enum StageKind {
        Call = "call" / "征集",
        Review = "review" / "评审",
        Notice = "notice" / "公示",
        Result = "result" / "结果",
    }
}

record! {
    /// Someone or something chosen.
    pub struct Chosen {
        number: Option<String> = Key::new("number", "序号", "number").headings(&["序号"]),
        name: String = Key::new("name", "姓名", "name").headings(&["姓名"]),
        unit: Option<String> = Key::new("unit", "单位", "unit").headings(&["单位"]),
        category: Option<String> = Key::new("category", "类别", "category").headings(&["类别"]),
        deeds: Option<String> = Key::new("deeds", "事迹", "deeds").headings(&["事迹"]),
    }
}

record! {
    /// What a resident can get.
    pub struct Service {
        who: Option<String> = Key::new("who", "谁可以办", "who is eligible").example("\"本市备孕夫妇\""),
        bring: Vec<String> = Key::new("bring", "要带什么", "what to bring").example("[\"身份证\", \"结婚证\"]"),
        steps: Vec<String> = Key::new("steps", "怎么办", "steps").example("[\"到窗口登记\", \"领取\"]"),
        cost: Option<String> = Key::new("cost", "费用", "cost").example("\"免费\""),
        points: Vec<Placed<Id>> = Key::new("points", "在哪里办（data/venues 的编号）", "rows of data/venues").example("[\"chengdong-clinic\"]"),
        when: Option<String> = Key::new("when", "什么时候可以办", "when").example("\"工作日\""),
        phone: Option<String> = Key::new("phone", "咨询电话", "telephone").example("\"0513-55501001\""),
        basis: Vec<String> = Key::new("basis", "依据", "legal basis").example("[\"《中华人民共和国母婴保健法》\"]"),
    }
}

record! {
    /// A year's programme: a section with owner, period, phases, tasks, targets and progress.
    pub struct Campaign {
        owner: Option<String> = Key::new("owner", "责任科室", "owning office").example("\"家庭发展科\""),
        lead: Option<Placed<Id>> = Key::new("lead", "负责人（data/people 的编号）", "a row of data/people").example("\"li-min\""),
        starts: Option<Placed<NaiveDate>> = Key::new("starts", "开始日期", "first day").example("2023-04-01"),
        ends: Option<Placed<NaiveDate>> = Key::new("ends", "结束日期", "last day").example("2023-12-31"),
        progress: Rows<Progress> = Key::new("progress", "季度进度：表格文件名，或若干行", "quarterly figures: a spreadsheet, or rows").example("\"进度.xlsx\""),
        phases: Vec<Phase> = Key::new("phases", "阶段", "phases").example("[{ name = \"启动\", starts = 2023-04-01, ends = 2023-06-30 }]"),
        tasks: Vec<Task> = Key::new("tasks", "任务", "tasks").example("[{ name = \"印发方案\", owner = \"办公室\", due = 2023-04-20, status = \"done\" }]"),
        targets: Vec<Goal> = Key::new("targets", "目标", "targets").example("[{ id = \"shows\", name = \"巡演场次\", unit = \"场\", target = 48 }]"),
    }
}

record! {
    /// A phase of a campaign.
    pub struct Phase {
        name: String = Key::new("name", "名称", "name"),
        starts: NaiveDate = Key::new("starts", "开始日期", "first day"),
        ends: Placed<NaiveDate> = Key::new("ends", "结束日期", "last day"),
    }
}

record! {
    /// A task with its owner and deadline.
    pub struct Task {
        name: String = Key::new("name", "任务", "name"),
        owner: Option<String> = Key::new("owner", "责任人或科室", "owner"),
        due: Option<NaiveDate> = Key::new("due", "期限", "deadline"),
        status: Option<TaskStatus> = Key::new("status", "状态", "status"),
    }
}

words! {
    /// How far a task is.
    pub enum TaskStatus {
        Planned = "planned" / "未开始",
        Doing = "doing" / "进行中",
        Done = "done" / "已完成",
        Late = "late" / "已逾期",
    }
}

record! {
    /// A figure that the campaign wants to reach.
    pub struct Goal {
        id: Placed<Id> = Key::new("id", "编号", "identifier"),
        name: String = Key::new("name", "名称", "name"),
        unit: Option<String> = Key::new("unit", "单位", "unit"),
        target: Option<f64> = Key::new("target", "目标值", "target"),
    }
}

record! {
    /// What was reached in a quarter.
    pub struct Progress {
        quarter: String = Key::new("quarter", "季度", "quarter").headings(&["季度"]),
        target: Placed<String> = Key::new("target", "指标（targets 的编号或名称）", "identifier or name of the target").headings(&["指标"]),
        value: f64 = Key::new("value", "完成", "value").headings(&["完成"]),
        sample: Option<u32> = Key::new("sample", "样本数（满意率要写）", "size of the sample, for a rate").headings(&["样本"]),
        note: Option<String> = Key::new("note", "说明", "note").headings(&["说明"]),
    }
}

record! {
    /// Ordered chapters, readable one by one.
    pub struct Guide {
        ages: Option<String> = Key::new("ages", "适合的年龄", "ages").example("\"0–3 岁\""),
    }
}
