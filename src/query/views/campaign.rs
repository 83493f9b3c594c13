//! Campaigns: phases, tasks, and targets with the figures reached.

use serde::Serialize;

use super::{PersonView, person_view};
use crate::content::{Campaign, Goal, TaskStatus};
use crate::model::Site;

/// A campaign as it stands at the site's clock.
#[derive(Debug, Serialize)]
pub struct CampaignView<'a> {
    pub owner: Option<&'a str>,
    pub lead: Option<PersonView<'a>>,
    pub starts: Option<chrono::NaiveDate>,
    pub ends: Option<chrono::NaiveDate>,
    pub phases: Vec<PhaseView<'a>>,
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
}

#[derive(Debug, Serialize)]
pub struct ProgressView<'a> {
    pub quarter: &'a str,
    pub value: Figure,
    pub sample: Option<u32>,
    pub note: Option<&'a str>,
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
    let today = site.config.zone.civil(site.clock).date();
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
            })
            .collect(),
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
    let is_rate = rows.iter().any(|row| row.sample.is_some()) || goal.unit.as_deref() == Some("%");
    TargetView {
        id: goal.id.value.as_str(),
        name: &goal.name,
        unit: goal.unit.as_deref(),
        target: goal.target.map(Figure),
        total: (!rows.is_empty() && !is_rate).then(|| Figure(rows.iter().map(|row| row.value).sum())),
        progress: rows
            .into_iter()
            .map(|row| ProgressView {
                quarter: &row.quarter,
                value: Figure(row.value),
                sample: row.sample,
                note: row.note.as_deref(),
            })
            .collect(),
    }
}
