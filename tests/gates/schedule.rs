//! What the schedule's scripts do, in a real Chromium as wide as a telephone, against what the schedule itself says:
//! filters and their combinations, the remembered town, time that goes on past the end of an event, the next stop,
//! registration and notices; pages without JavaScript; what is offered inside WeChat. And the size of the script that
//! sorts by the clock.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use xinfeng::model::schedule::{Kind, Occurrence, OccurrenceId};
use xinfeng::model::{PageId, Site};
use xinfeng::pipeline::{Project, load};
use xinfeng::query::{self, Directory, Group, NothingShared, Scope, Topic};
use xinfeng::record::Moment;
use xinfeng::source::Root;
use xinfeng::time::Edge;

use crate::process;
use crate::reference::SITE;

#[test]
fn the_schedule_is_never_stale_and_can_be_filtered() {
    let loaded = load(&Project::at(Root::new(env!("CARGO_MANIFEST_DIR").into())), None);
    let facts = facts(&loaded.site);
    let list = tempfile::NamedTempFile::new().expect("a file");
    fs::write(list.path(), facts.to_string()).expect("facts");
    let mut command = Command::new("node");
    command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/browser/schedule.mjs")).arg(&SITE.folder).arg(list.path());
    let output = process::run_well(&mut command, Duration::from_mins(15));
    let said = String::from_utf8(output.stdout).expect("the script speaks UTF-8");
    let report: Value = serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}"));
    let faults: Vec<&str> = report["faults"].as_array().expect("a list").iter().filter_map(Value::as_str).collect();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    let checks = report["visited"].as_u64().expect("a number");
    assert!(checks > 200, "{checks} checks");
}

/// The weight that the script may have on slow phones.
#[test]
fn the_script_of_the_clock_is_small() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default/static/js/schedule.js");
    let size = fs::metadata(file).expect("the script").len();
    assert!(size < 2048, "{size} bytes");
}

/// Where an occurrence stands at the site's clock.
fn group_of(site: &Site, occurrence: &Occurrence) -> Group {
    occurrence.group(site.clock, site.config.zone.civil(site.clock).date())
}

/// What the script has to find, from the schedule alone.
fn facts(site: &Site) -> Value {
    let everything = query::occurrences(site, &Topic::Everything.scope(site));
    let coming: Vec<&Occurrence> = everything
        .iter()
        .map(|&id| site.schedule.get(id))
        .filter(|occurrence| group_of(site, occurrence) != Group::Past)
        .collect();
    json!({
        "calendar": coming.iter().map(|occurrence| &*occurrence.id).collect::<Vec<_>>(),
        "filters": filters(site, &coming),
        "town": town(site, &coming),
        "event": event(site),
        "tour": tour(site),
        "registration": registration(site),
        "notice": notice(site),
        "track": track(site),
        "phases": phases(site),
        "tomorrow": tomorrow(site),
        "whole": whole(site),
        "subscribe": ["/calendar/", "/calendar/2023/07/", path(site, "nalian-wanhui"), path(site, "zhouliu-menzhen"),
            "/areas/shahe/", "/wenming-xinfeng/"],
    })
}

/// By the name of a filter, the values under which an occurrence is found.
fn values<'a>(site: &'a Site, occurrence: &'a Occurrence, filter: &str) -> Vec<&'a str> {
    match filter {
        "areas" => {
            let path = occurrence.location.area.as_deref().map_or(&[][..], |area| query::area_path(site, area));
            path.iter().map(xinfeng::record::Id::as_str).collect()
        }
        "kind" => vec![occurrence.kind.name()],
        "audience" => occurrence.audience.iter().map(String::as_str).collect(),
        _ => occurrence.campaign.iter().map(|&campaign| site.section(campaign).address.as_str()).collect(),
    }
}

/// Every single value, some of every pair, and three and four together; each with how many occurrences fit.
fn filters(site: &Site, coming: &[&Occurrence]) -> Vec<Value> {
    let links = |topics: Vec<Topic>| -> Vec<String> {
        topics.into_iter().map(|topic| query::topic_link(site, topic).id.to_owned()).collect()
    };
    let calendar = query::calendar_view(site);
    let ids = |links: &[query::TopicLink<'_>]| links.iter().map(|link| link.id.to_owned()).collect::<Vec<_>>();
    let all: [(&str, Vec<String>); 4] = [
        ("areas", ids(&calendar.areas)),
        ("kind", ids(&calendar.kinds)),
        ("audience", links(Directory::Audiences.topics(site))),
        ("campaign", ids(&calendar.campaigns)),
    ];
    // How many are shown, and how many of these take place.
    let count = |chosen: &[(&str, &str)]| {
        let fits = |occurrence: &&&Occurrence| {
            chosen.iter().all(|(filter, value)| values(site, occurrence, filter).contains(value))
        };
        let fitting: Vec<&&Occurrence> = coming.iter().filter(fits).collect();
        (fitting.len(), fitting.iter().filter(|occurrence| !occurrence.is_cancelled()).count())
    };
    let mut found: BTreeMap<Vec<(&str, &str)>, (usize, usize)> = BTreeMap::new();
    for (filter, own) in &all {
        for value in own {
            found.insert(vec![(filter, value)], count(&[(filter, value)]));
        }
    }
    // Of combinations, those of what occurs, so that most of them find something.
    let mut seen: BTreeMap<Vec<&str>, usize> = BTreeMap::new();
    for occurrence in coming.iter().step_by(7) {
        for mask in 0_u32..16 {
            let chosen: Vec<(&str, &str)> = all
                .iter()
                .enumerate()
                .filter(|(bit, _)| mask & (1 << bit) != 0)
                .filter_map(|(_, (filter, own))| {
                    let of = values(site, occurrence, filter);
                    own.iter().find(|value| of.contains(&value.as_str())).map(|value| (*filter, value.as_str()))
                })
                .collect();
            let names: Vec<&str> = chosen.iter().map(|(filter, _)| *filter).collect();
            let already = seen.entry(names).or_default();
            if chosen.len() > 1 && *already < 4 && !found.contains_key(&chosen) {
                *already += 1;
                let count = count(&chosen);
                found.insert(chosen, count);
            }
        }
    }
    // And one that finds nothing.
    let nothing = all[0].1.iter().flat_map(|area| all[3].1.iter().map(move |campaign| (area, campaign)));
    if let Some((area, campaign)) = nothing
        .into_iter()
        .find(|(area, campaign)| count(&[("areas", area.as_str()), ("campaign", campaign.as_str())]) == (0, 0))
    {
        found.insert(vec![("areas", area), ("campaign", campaign)], (0, 0));
    }
    let combined = found.keys().filter(|chosen| chosen.len() > 1).count();
    assert!(combined > 20 && found.values().any(|count| *count == (0, 0)), "{combined} combinations");
    let one = |(chosen, (count, held)): (Vec<(&str, &str)>, (usize, usize))| json!({ "values": chosen.into_iter().collect::<BTreeMap<_, _>>(), "count": count, "held": held });
    found.into_iter().map(one).collect()
}

/// The town with the most to come.
fn town(site: &Site, coming: &[&Occurrence]) -> Value {
    let in_town = |town: &str, group: Group| {
        let here = |occurrence: &&&Occurrence| {
            values(site, occurrence, "areas").contains(&town) && group_of(site, occurrence) == group
        };
        coming.iter().filter(here).count()
    };
    let towns = query::calendar_view(site).areas;
    let town = towns.iter().max_by_key(|town| in_town(town.id, Group::Week)).expect("a town");
    let (week, later) = (in_town(town.id, Group::Week), in_town(town.id, Group::Coming));
    assert!(week > 0 && later > 0, "{}: {week} this week, {later} later", town.name);
    json!({ "id": town.id, "week": week, "coming": later })
}

fn minutes(site: &Site, at: DateTime<Utc>) -> i64 {
    (at - site.clock).num_minutes()
}

/// An event with several dates, and the next of them.
fn event(site: &Site) -> Value {
    for page in (0..site.pages.len()).map(PageId) {
        let ids = site.schedule.of_page(page);
        let of_page = || ids.iter().map(|&id| site.schedule.get(id));
        let past = |at: DateTime<Utc>| of_page().filter(|one| one.ends.is_some_and(|ends| ends <= at)).count();
        let next = of_page().find(|one| one.begins.is_some_and(|begins| begins > site.clock) && !one.is_cancelled());
        let Some(next) = next.filter(|one| one.kind == Kind::Event && one.is_precise() && past(site.clock) > 2) else {
            continue;
        };
        let (Some(begins), Some(ends)) = (next.begins, next.ends) else { continue };
        return json!({
            "path": site.page(page).address.as_str(),
            "anchor": query::occurrence_anchor(next),
            "group": group_of(site, next).name(),
            "begins_in": minutes(site, begins),
            "ends_in": minutes(site, ends),
            "past_after": past(ends + TimeDelta::minutes(1)),
        });
    }
    panic!("the reference site has no series that goes on")
}

/// The next stops of the evening shows, and how long after the one before it is each one's turn.
fn tour(site: &Site) -> Value {
    let page = page(site, "nalian-wanhui");
    let plan = query::page_schedule(site, page, &NothingShared);
    let mut before = site.clock;
    let turns: Vec<Value> = plan
        .turns
        .iter()
        .take(4)
        .map(|turn| {
            let from = turn.from.as_ref().map_or(site.clock, |from| from.parse().expect("an instant"));
            // A minute later, so that the instant has passed.
            let after = if from == site.clock { from } else { from + TimeDelta::minutes(1) };
            let step = (after - before).num_minutes();
            before = after;
            let occurrence = site.schedule.get(site.schedule.find(turn.id).expect("an occurrence"));
            json!({ "anchor": query::occurrence_anchor(occurrence), "minutes": step })
        })
        .collect();
    assert!(turns.len() == 4, "the tour goes on");
    json!({ "path": site.page(page).address.as_str(), "turns": turns })
}

/// A page on which one can register, and when that ends.
fn registration(site: &Site) -> Value {
    (0..site.pages.len())
        .map(PageId)
        .find_map(|page| {
            let registration = query::page_schedule(site, page, &NothingShared)
                .registration
                .filter(|one| one.state == Some("open"))?;
            let closes = registration.closes_at?.parse().expect("an instant");
            Some(json!({ "path": site.page(page).address.as_str(), "closes_in": minutes(site, closes) }))
        })
        .expect("the reference site takes registrations")
}

/// The public notice that is running, and the days left on each of its days.
fn notice(site: &Site) -> Value {
    let page = page(site, "shuangshijia-tuijian");
    let notice = query::page_schedule(site, page, &NothingShared).notice.expect("a notice is running");
    let mut before = site.clock;
    let days: Vec<Value> = notice
        .countdown
        .iter()
        .map(|days| {
            let from = days.from.parse::<DateTime<Utc>>().expect("an instant").max(site.clock);
            let step = (from - before).num_minutes() + i64::from(from > site.clock);
            before += TimeDelta::minutes(step);
            json!({ "minutes": step, "left": days.left.to_string() })
        })
        .collect();
    assert!(days.len() > 1, "the notice runs for some days");
    json!({ "path": site.page(page).address.as_str(), "days": days })
}

/// The rounds of a competition: after each of the next instants, which are on and which are over.
fn track(site: &Site) -> Value {
    let page = page(site, "caiyi-dasai");
    let rounds =
        || site.schedule.of_page(page).iter().map(|&id| site.schedule.get(id)).filter(|one| !one.is_cancelled());
    let mut instants: Vec<DateTime<Utc>> = rounds().flat_map(|one| [one.begins, one.ends]).flatten().collect();
    instants.retain(|at| *at > site.clock);
    instants.sort_unstable();
    instants.dedup();
    let mut before = site.clock;
    let anchors = |of: &dyn Fn(&Occurrence) -> bool| -> Vec<String> {
        rounds().filter(|one| one.is_precise() && of(one)).map(query::occurrence_anchor).collect()
    };
    let moments: Vec<Value> = instants
        .into_iter()
        .take(6)
        .map(|instant| {
            let at = instant + TimeDelta::minutes(1);
            let step = (at - before).num_minutes();
            before = at;
            let over = |one: &Occurrence| one.ends.is_some_and(|ends| ends <= at);
            let on = |one: &Occurrence| one.begins.is_some_and(|begins| begins <= at) && !over(one);
            json!({ "minutes": step, "now": anchors(&on), "past": anchors(&over) })
        })
        .collect();
    assert!(moments.len() > 3, "the competition goes on");
    json!({ "path": site.page(page).address.as_str(), "moments": moments })
}

/// The phases of a campaign: how far along the drawing, in percent, a day in the middle of the last phase lies.
fn phases(site: &Site) -> Value {
    let id = query::sections_of_kind(site, "campaign")[0];
    let front =
        site.section(id).document.as_ref().and_then(|document| document.section()).expect("a campaign has a file");
    let campaign = front.campaign_table().expect("a campaign");
    let (first, last) = query::timeline_days(campaign).expect("it has phases");
    let phase = campaign.phases.last().expect("it has phases");
    let middle = phase.starts + (phase.ends.value - phase.starts) / 2;
    let noon = site.config.zone.instant(Moment::Date(middle), Edge::Start) + TimeDelta::hours(12);
    let share = |days: TimeDelta| f64::from(i32::try_from(days.num_days()).expect("a year"));
    let at = (share(middle - first) + 0.5) / (share(last - first) + 1.0) * 100.0;
    json!({ "path": site.section(id).address.as_str(), "minutes": minutes(site, noon), "at": at, "phase": campaign.phases.len() - 1, "name": phase.name })
}

/// The next day: when it begins, what it is called, and how many events and stops it has.
fn tomorrow(site: &Site) -> Value {
    let day = &query::days_from_today(site, 2)[1];
    let begins: DateTime<Utc> = day.begins_at.parse().expect("an instant");
    let on_it = |one: &&Occurrence| {
        matches!(one.kind, Kind::Event | Kind::Tour) && one.is_precise() && one.when.first_day() == Some(day.day.date)
    };
    let everything = query::occurrences(site, &Topic::Everything.scope(site));
    let count = everything.iter().map(|&id| site.schedule.get(id)).filter(on_it).count();
    assert!(count > 0, "something is on the next day");
    json!({ "minutes": minutes(site, begins) + 1, "day": day.day.day.to_string(), "weekday": day.day.weekday, "count": count })
}

/// Pages, and every date that each must say, with its year and weekday.
fn whole(site: &Site) -> Vec<Value> {
    let texts = |ids: &[OccurrenceId]| -> Vec<String> {
        let when = |id: &OccurrenceId| site.schedule.get(*id).when.text(site.config.spoken());
        ids.iter().map(when).collect()
    };
    let mut pages: Vec<Value> = ["nalian-wanhui", "zhouliu-menzhen", "caiyi-dasai", "shuangshijia-tuijian"]
        .into_iter()
        .map(|id| json!({ "path": path(site, id), "dates": texts(site.schedule.of_page(page(site, id))) }))
        .collect();
    let mut topic = |topic: Topic| {
        let mut ids = query::occurrences(site, &topic.scope(site));
        if topic == Topic::Everything {
            ids.retain(|&id| group_of(site, site.schedule.get(id)) != Group::Past);
        }
        pages.push(json!({ "path": topic.address(site).as_str(), "dates": texts(&ids) }));
    };
    topic(Topic::Everything);
    topic(Topic::Kind(Kind::Tour));
    topic(Topic::Campaign(query::sections_of_kind(site, "campaign")[0]));
    for directory in Directory::ALL {
        let most = |topic: &Topic| query::occurrences(site, &topic.scope(site)).len();
        topic(directory.topics(site).into_iter().max_by_key(most).expect("a topic"));
    }
    let month = query::month_days(2023, 7).expect("a month");
    let scope = Scope { days: Some(month), observances: query::Observances::Left, ..Scope::default() };
    pages.push(json!({ "path": "/calendar/2023/07/", "dates": texts(&query::occurrences(site, &scope)) }));
    pages
}

fn page(site: &Site, id: &str) -> PageId {
    let is_it = |page: &PageId| xinfeng::model::schedule::page_id(site, *page) == id;
    (0..site.pages.len()).map(PageId).find(is_it).unwrap_or_else(|| panic!("no page {id}"))
}

fn path(site: &Site, id: &str) -> String {
    site.page(page(site, id)).address.as_str().to_owned()
}
