//! The reference site, which is the root of this repository: it has every kind of schedule that the tool is for, in the
//! numbers in which a city has them.

#![allow(clippy::expect_used, clippy::panic, clippy::disallowed_methods, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::LazyLock;

use xinfeng::content::{PageFront, RoundKind, StageKind, Status};
use xinfeng::diagnostic::Severity;
use xinfeng::model::schedule::{Kind, Occurrence, OccurrenceId, page_id};
use xinfeng::model::{PageId, Site};
use xinfeng::pipeline::{self, Loaded, Project, load};
use xinfeng::query::{self, Observances, Scope, Topic};
use xinfeng::record::Rows;
use xinfeng::source::Root;
use xinfeng::time::{HolidayKind, When};

static SITE: LazyLock<Loaded> =
    LazyLock::new(|| load(&Project::at(Root::new(PathBuf::from(env!("CARGO_MANIFEST_DIR")))), None));

fn site() -> &'static Site {
    &SITE.site
}

fn pages(wanted: impl Fn(&PageFront) -> bool) -> Vec<PageId> {
    let is_wanted = |id: &PageId| site().page(*id).document.page().is_some_and(&wanted);
    (0..site().pages.len()).map(PageId).filter(is_wanted).collect()
}

/// What residents can go to.
fn occurrences() -> impl Iterator<Item = &'static Occurrence> {
    site().schedule.occurrences.iter().filter(|occurrence| occurrence.kind != Kind::Observance)
}

#[test]
fn nothing_is_wrong_with_it_and_its_clock_stands_in_the_season() {
    let findings: Vec<_> = SITE.findings.iter().cloned().chain(pipeline::check(&SITE)).collect();
    assert!(findings.iter().all(|finding| finding.severity < Severity::Warning), "{findings:?}");
    let now = site().config.zone.civil(site().clock).to_string();
    assert!(("2023-07-10".."2023-07-21").contains(&now.as_str()), "{now}");
}

#[test]
fn all_seven_campaigns_have_their_schedules() {
    let campaigns = query::sections_of_kind(site(), "campaign");
    assert_eq!(campaigns.len(), 7);
    for campaign in campaigns {
        let kinds: BTreeSet<&str> =
            occurrences().filter(|one| one.campaign == Some(campaign)).map(|one| one.kind.name()).collect();
        let title = &site().section(campaign).title;
        assert!(kinds.contains("event"), "{title}: {kinds:?}");
    }
}

#[test]
fn tours_contests_and_selections_are_there() {
    let tours = pages(|front| front.tour.is_some());
    let stops: BTreeMap<String, usize> =
        tours.iter().map(|&id| (page_id(site(), id).to_owned(), site().schedule.of_page(id).len())).collect();
    assert!(stops.len() >= 3 && stops.values().all(|stops| *stops > 1), "{stops:?}");
    assert!(stops["nalian-wanhui"] >= 24, "{stops:?}");
    let has_title = |part: &str| tours.iter().any(|&id| site().page(id).title.contains(part));
    assert!(has_title("村村乐纳凉晚会") && has_title("摇篮工程") && has_title("讲座"), "{stops:?}");
    let shows = tours.iter().find(|id| page_id(site(), **id) == "nalian-wanhui").expect("the shows");
    let tour = site().page(*shows).document.page().and_then(|front| front.tour.as_ref()).expect("a tour");
    let Rows::Read(listings) = &tour.stops else { panic!("the stops stand in a file") };
    let in_workbook = listings
        .iter()
        .flat_map(|listing| &listing.rows)
        .all(|stop| stop.date.as_ref().is_some_and(|date| date.place.file.ends_with(".xlsx")));
    assert!(in_workbook, "the stops stand in an XLSX");
    let troupes: BTreeSet<&str> =
        listings.iter().flat_map(|one| &one.rows).filter_map(|stop| stop.team.as_deref()).collect();
    assert!(troupes.len() > 1, "parallel troupes: {troupes:?}");

    let contests = pages(|front| front.competition.is_some());
    assert!(contests.len() >= 2);
    for id in contests {
        let contest = site().page(id).document.page().and_then(|front| front.competition.as_ref()).expect("a contest");
        let kinds: Vec<_> = contest.rounds.iter().filter_map(|round| round.kind).collect();
        for kind in [RoundKind::Registration, RoundKind::Round, RoundKind::Final, RoundKind::Results] {
            assert!(kinds.contains(&kind), "{}: {kind:?}", site().page(id).title);
        }
        assert!(contest.rounds.iter().any(|round| round.advance.is_some()), "{}", site().page(id).title);
    }

    let selections = pages(|front| front.selection.is_some());
    let titles: Vec<&str> = selections.iter().map(|&id| site().page(id).title.as_str()).collect();
    for part in ["双十佳", "幸福宝宝"] {
        assert!(titles.iter().any(|title| title.contains(part)), "{part} in {titles:?}");
    }
    for id in selections {
        let selection =
            site().page(id).document.page().and_then(|front| front.selection.as_ref()).expect("a selection");
        let notice = selection.stages.iter().find(|stage| stage.kind == StageKind::Notice);
        assert!(notice.is_some_and(|stage| stage.working_days.is_some()), "{}", site().page(id).title);
    }
}

#[test]
fn clinics_repeat_and_lectures_can_be_booked() {
    let repeating = pages(|front| front.event.as_ref().is_some_and(|event| event.repeat.is_some()));
    assert!(repeating.len() >= 5, "{}", repeating.len());
    let says = |id: &&PageId| {
        let event = site().page(**id).document.page().and_then(|front| front.event.as_ref());
        event.is_some_and(|event| event.on_holiday.is_some())
    };
    assert!(repeating.iter().any(|id| says(&id)), "a clinic that knows holidays");
    let lectures = &site().data.lectures.rows;
    let corps: BTreeSet<&str> = lectures.iter().flat_map(|one| &one.person).map(|id| id.value.as_str()).collect();
    assert!(lectures.len() >= 10 && corps.len() >= 5, "{} lectures by {}", lectures.len(), corps.len());
}

#[test]
fn every_observance_of_the_plan_is_there() {
    let names: BTreeSet<&str> = site().data.observances.rows.iter().map(|row| row.name.as_str()).collect();
    for name in
        ["家庭人口文化节", "世界禁毒日", "世界艾滋病日", "世界人口日", "老年节", "端午节", "中秋节", "国际家庭日"]
    {
        assert!(names.contains(name), "{name} in {names:?}");
    }
    let on = |name: &str, date: &str| {
        let day = When::day(date.parse().expect("a date"));
        site()
            .schedule
            .occurrences
            .iter()
            .any(|one| one.kind == Kind::Observance && &*one.title == name && one.when == day)
    };
    assert!(on("世界禁毒日", "2023-06-26") && on("世界艾滋病日", "2023-12-01") && on("老年节", "2023-10-23"));
}

#[test]
fn so_much_happens_that_some_of_it_changes() {
    let mut statuses: BTreeMap<&str, usize> = BTreeMap::new();
    for occurrence in occurrences() {
        *statuses.entry(occurrence.status.name()).or_default() += 1;
    }
    assert!(statuses.values().sum::<usize>() >= 150, "{statuses:?}");
    for status in Status::ALL {
        assert!(statuses.contains_key(status.name()), "{} in {statuses:?}", status.name());
    }
    assert!(occurrences().any(|one| one.when == When::Unknown && one.status == Status::Scheduled), "待定");
    assert!(occurrences().any(|one| matches!(one.when, When::Part { .. })), "上旬");
}

/// As the General Office of the State Council published them for 2023 (国办发明电〔2022〕16号).
#[test]
fn holidays_are_those_that_were_published() {
    let days = |kind: HolidayKind| -> Vec<String> {
        let rows = site().data.holidays.iter().filter(|row| row.kind == kind);
        rows.map(|row| row.date.value.format("%m-%d").to_string()).collect()
    };
    let from_to = |month: u32, days: std::ops::RangeInclusive<u32>| days.map(move |day| format!("{month:02}-{day:02}"));
    let holidays: Vec<String> = from_to(1, 1..=2)
        .chain(from_to(1, 21..=27))
        .chain(from_to(4, 5..=5))
        .chain(from_to(4, 29..=30))
        .chain(from_to(5, 1..=3))
        .chain(from_to(6, 22..=24))
        .chain(from_to(9, 29..=30))
        .chain(from_to(10, 1..=6))
        .collect();
    assert_eq!(days(HolidayKind::Holiday), holidays);
    assert_eq!(days(HolidayKind::Workday), ["01-28", "01-29", "04-23", "05-06", "06-25", "10-07", "10-08"]);
}

#[test]
fn each_schedule_holds_what_a_look_at_every_occurrence_finds() {
    let site = site();
    let of_topics = Topic::all(site).into_iter().map(|topic| topic.scope(site));
    let days = query::months(site).into_iter().map(|(year, month)| query::month_days(year, month));
    let of_months = days.map(|days| Scope { days, ..Scope::default() });
    let within = |area| query::areas_within(site, area);
    let mut holding = 0;
    for scope in of_topics.chain(of_months) {
        let areas = scope.area.map(within);
        let found = site.schedule.ids().filter(|&id| {
            let one = site.schedule.get(id);
            let area = one.location.area.as_deref();
            areas.as_ref().is_none_or(|areas| area.is_some_and(|area| areas.contains(area)))
                && scope.venue.is_none_or(|venue| one.location.venue.as_deref() == Some(venue))
                && scope.person.is_none_or(|person| one.speakers.iter().any(|speaker| **speaker == *person))
                && scope.audience.is_none_or(|audience| one.audience.iter().any(|name| name == audience))
                && scope.campaign.is_none_or(|campaign| one.campaign == Some(campaign))
                && scope.kind.is_none_or(|kind| one.kind == kind)
                && scope.days.is_none_or(|(first, last)| query::is_within(one, first, last))
                && (scope.observances == Observances::Shown || one.kind != Kind::Observance)
        });
        let found: Vec<OccurrenceId> = found.collect();
        assert_eq!(query::occurrences(site, &scope), found, "{scope:?}");
        holding += usize::from(!found.is_empty());
    }
    assert!(holding > 40, "{holding} schedules hold something");
}
