//! Campaigns: phases, tasks, and targets with the figures reached; and where each lies in a drawing, in percent of its width.

use chrono::NaiveDate;
use serde::Serialize;

use super::{PersonView, person_view, utc};
use crate::content::{Campaign, Goal, TaskStatus};
use crate::model::Site;
use crate::record::Moment;
use crate::time::Edge;

/// A campaign as it stands at the site's clock.
#[derive(Debug, Serialize)]
pub struct CampaignView<'a> {
    pub owner: Option<&'a str>,
    pub lead: Option<PersonView<'a>>,
    pub starts: Option<chrono::NaiveDate>,
    pub ends: Option<chrono::NaiveDate>,
    pub phases: Vec<PhaseView<'a>>,
    /// Where the day of the site's clock lies on the timeline; none outside it.
    pub today_at: Option<Percent>,
    /// The midnight that ends that day, as an instant, for scripts.
    pub today_until: String,
    /// The instants between which the timeline is drawn.
    pub drawn_from: String,
    pub drawn_until: String,
    pub tasks: Vec<TaskView<'a>>,
    pub targets: Vec<TargetView<'a>>,
}

#[derive(Debug, Serialize)]
pub struct PhaseView<'a> {
    pub name: &'a str,
    pub starts: chrono::NaiveDate,
    pub ends: chrono::NaiveDate,
    /// `past`, `now` or `next`.
    pub state: &'static str,
    /// Its instants in UTC, for scripts.
    pub begins_at: String,
    pub ends_at: String,
    /// Where it begins on the timeline, and how much of it it takes.
    pub at: Percent,
    pub width: Percent,
}

#[derive(Debug, Serialize)]
pub struct TaskView<'a> {
    pub name: &'a str,
    pub owner: Option<&'a str>,
    pub due: Option<chrono::NaiveDate>,
    pub status: &'static str,
    pub status_name: &'static str,
}

#[derive(Debug, Serialize)]
pub struct TargetView<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub unit: Option<&'a str>,
    pub target: Option<Figure>,
    pub progress: Vec<ProgressView<'a>>,
    /// The sum of the quarters; nothing for a rate, which cannot be summed.
    pub total: Option<Figure>,
    /// Where the target lies in a bar.
    pub at: Option<Percent>,
}

#[derive(Debug, Serialize)]
pub struct ProgressView<'a> {
    pub quarter: &'a str,
    /// Nothing for a rate whose sample nobody gave: it may not be told.
    pub value: Option<Figure>,
    /// The part of the bar that is this quarter's; before it lies what the quarters before reached. None with the value.
    pub at: Option<Percent>,
    pub width: Option<Percent>,
    pub sample: Option<u32>,
    pub note: Option<&'a str>,
}

/// Of the width of a drawing, to a hundredth.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Percent(f64);

impl Percent {
    /// A part of a whole, from nothing to all of it.
    fn of(part: f64, whole: f64) -> Self {
        if whole > 0.0 { Self(((part / whole).clamp(0.0, 1.0) * 10_000.0).round() / 100.0) } else { Self(0.0) }
    }

    /// The part of `span` that lies before a day.
    fn before(day: NaiveDate, (first, last): (NaiveDate, NaiveDate)) -> Self {
        Self::of(days(first, day), days(first, last) + 1.0)
    }
}

fn days(from: NaiveDate, to: NaiveDate) -> f64 {
    // Days of the calendar fit the type many times over.
    f64::from(i32::try_from((to - from).num_days()).unwrap_or(i32::MAX))
}

/// The first and the last day of the timeline of a campaign with phases: its period, widened to hold them.
pub fn timeline_days(campaign: &Campaign) -> Option<(NaiveDate, NaiveDate)> {
    let first = campaign.phases.iter().map(|phase| phase.starts).min()?;
    let last = campaign.phases.iter().map(|phase| phase.ends.value).max()?;
    let starts = campaign.starts.as_ref().map_or(first, |starts| starts.value.min(first));
    let ends = campaign.ends.as_ref().map_or(last, |ends| ends.value.max(last));
    Some((starts, ends.max(starts)))
}

/// Whether a figure is a share, which says nothing without the number of those asked.
pub fn is_rate(goal: &Goal) -> bool {
    let unit = goal.unit.as_deref().unwrap_or_default();
    unit.contains(['%', '％']) || goal.name.contains("满意率")
}

/// A number that is printed without `.0` when it is whole.
#[derive(Clone, Copy, Debug)]
pub struct Figure(pub f64);

impl Serialize for Figure {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and in range")]
        if self.0.fract() == 0.0 && self.0.abs() < 9e15 {
            serializer.serialize_i64(self.0 as i64)
        } else {
            serializer.serialize_f64(self.0)
        }
    }
}

pub(super) fn campaign_view<'a>(site: &'a Site, campaign: &'a Campaign) -> CampaignView<'a> {
    let zone = site.config.zone;
    let today = zone.civil(site.clock).date();
    let span = timeline_days(campaign).unwrap_or((today, today));
    let is_within = !campaign.phases.is_empty() && span.0 <= today && today <= span.1;
    CampaignView {
        owner: campaign.owner.as_deref(),
        lead: campaign.lead.as_ref().and_then(|id| person_view(site, id.value.as_str())),
        starts: campaign.starts.as_ref().map(|date| date.value),
        ends: campaign.ends.as_ref().map(|date| date.value),
        phases: campaign
            .phases
            .iter()
            .map(|phase| PhaseView {
                name: &phase.name,
                starts: phase.starts,
                ends: phase.ends.value,
                state: match (phase.starts <= today, today <= phase.ends.value) {
                    (true, true) => "now",
                    (true, false) => "past",
                    (false, _) => "next",
                },
                begins_at: utc(zone.instant(Moment::Date(phase.starts), Edge::Start)),
                ends_at: utc(zone.instant(Moment::Date(phase.ends.value), Edge::End)),
                at: Percent::before(phase.starts, span),
                width: Percent::of(days(phase.starts, phase.ends.value) + 1.0, days(span.0, span.1) + 1.0),
            })
            .collect(),
        today_until: utc(zone.instant(Moment::Date(today), Edge::End)),
        drawn_from: utc(zone.instant(Moment::Date(span.0), Edge::Start)),
        drawn_until: utc(zone.instant(Moment::Date(span.1), Edge::End)),
        today_at: is_within.then(|| Percent::of(days(span.0, today) + 0.5, days(span.0, span.1) + 1.0)),
        tasks: campaign
            .tasks
            .iter()
            .map(|task| {
                let status = task.status.unwrap_or(TaskStatus::Planned);
                TaskView {
                    name: &task.name,
                    owner: task.owner.as_deref(),
                    due: task.due,
                    status: status.name(),
                    status_name: status.chinese(),
                }
            })
            .collect(),
        targets: campaign.targets.iter().map(|goal| target_view(campaign, goal)).collect(),
    }
}

fn target_view<'a>(campaign: &'a Campaign, goal: &'a Goal) -> TargetView<'a> {
    let rows: Vec<_> = campaign
        .progress
        .iter()
        .filter(|row| row.target.value == goal.id.value.as_str() || row.target.value == goal.name)
        .collect();
    let is_share = is_rate(goal) || rows.iter().any(|row| row.sample.is_some());
    let is_told = |sample: Option<u32>| !is_rate(goal) || sample.is_some_and(|sample| sample > 0);
    let total: f64 = rows.iter().map(|row| row.value).sum();
    let highest = if is_share { rows.iter().map(|row| row.value).fold(0.0, f64::max) } else { total };
    // A share has its natural end; a bar of anything else ends at the target, or where it was passed.
    let is_percentage = goal.unit.as_deref().is_some_and(|unit| unit.contains(['%', '％']));
    let scale = if is_percentage { 100.0 } else { goal.target.unwrap_or_default().max(highest) };
    let mut before = 0.0;
    let progress = rows
        .iter()
        .map(|row| {
            let is_told = is_told(row.sample);
            let at = before;
            if !is_share {
                before += row.value;
            }
            ProgressView {
                quarter: &row.quarter,
                value: is_told.then_some(Figure(row.value)),
                at: is_told.then(|| Percent::of(at, scale)),
                width: is_told.then(|| Percent::of(row.value, scale)),
                sample: row.sample,
                note: row.note.as_deref(),
            }
        })
        .collect();
    TargetView {
        id: goal.id.value.as_str(),
        name: &goal.name,
        unit: goal.unit.as_deref(),
        target: goal.target.map(Figure),
        total: (!rows.is_empty() && !is_share).then_some(Figure(total)),
        at: goal.target.map(|target| Percent::of(target, scale)),
        progress,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_lie_on_the_timeline_by_their_number() {
        let date = |text: &str| text.parse::<NaiveDate>().unwrap();
        let span = (date("2023-01-01"), date("2023-12-31"));
        let cases = [
            ("2023-01-01", 0.0),
            ("2023-07-02", 49.86),
            ("2023-12-31", 99.73),
            ("2022-12-01", 0.0),
            ("2025-01-01", 100.0),
        ];
        for (day, percent) in cases {
            assert_eq!(Percent::before(date(day), span), Percent(percent), "{day}");
        }
    }

    #[test]
    fn parts_stay_within_the_whole() {
        for (part, whole, percent) in
            [(12.0, 48.0, 25.0), (1.0, 3.0, 33.33), (60.0, 48.0, 100.0), (-1.0, 4.0, 0.0), (1.0, 0.0, 0.0)]
        {
            assert_eq!(Percent::of(part, whole), Percent(percent), "{part} of {whole}");
        }
    }
}
