//! Lectures that can be booked: rows of a data table.

use serde::Serialize;

use super::{PersonView, person_view};
use crate::model::Site;
use crate::model::data::Lecture;
use crate::query::Directory;
use crate::record::Placed;

#[derive(Debug, Serialize)]
pub struct LectureView<'a> {
    pub id: &'a str,
    pub title: &'a str,
    pub topic: Option<&'a str>,
    pub people: Vec<PersonView<'a>>,
    pub audience: &'a [Placed<String>],
    /// How long it takes, where that is written as a bare number.
    pub minutes: Option<u32>,
    /// How long it takes, in words.
    pub length: Option<&'a str>,
    pub summary: Option<&'a str>,
}

pub fn lecture_view<'a>(site: &'a Site, lecture: &'a Lecture) -> LectureView<'a> {
    let minutes = lecture.length.as_deref().and_then(|length| length.trim().parse().ok());
    LectureView {
        id: lecture.id.value.as_str(),
        title: &lecture.title,
        topic: lecture.topic.as_deref(),
        people: lecture.person.iter().filter_map(|id| person_view(site, id.value.as_str())).collect(),
        audience: &lecture.audience,
        minutes,
        length: lecture.length.as_deref().filter(|_| minutes.is_none()),
        summary: lecture.summary.as_deref(),
    }
}

/// The lectures on one topic; those without one under an empty name.
#[derive(Debug, Serialize)]
pub struct LectureGroup<'a> {
    pub name: &'a str,
    pub lectures: Vec<LectureView<'a>>,
}

/// The menu of lectures by topic, topics and lectures in the order of the table.
pub fn lectures_by_topic(site: &Site) -> Vec<LectureGroup<'_>> {
    let mut groups: Vec<LectureGroup<'_>> = Vec::new();
    for lecture in &site.data.lectures.rows {
        let name = lecture.topic.as_deref().unwrap_or_default();
        let view = lecture_view(site, lecture);
        match groups.iter_mut().find(|group| group.name == name) {
            Some(group) => group.lectures.push(view),
            None => groups.push(LectureGroup { name, lectures: vec![view] }),
        }
    }
    groups
}

/// What can be booked for one audience.
#[derive(Debug, Serialize)]
pub struct LecturesFor<'a> {
    pub name: &'a str,
    /// The audience's page; nothing where the outlet is off.
    pub path: Option<&'a str>,
    pub lectures: Vec<LectureName<'a>>,
}

#[derive(Debug, Serialize)]
pub struct LectureName<'a> {
    pub id: &'a str,
    pub title: &'a str,
}

/// The menu of lectures by audience, in alphabetical order.
pub fn lectures_by_audience(site: &Site) -> Vec<LecturesFor<'_>> {
    let shown = site.config.has_outlet(Directory::Audiences.name());
    let lectures = |name: &str| {
        let rows = site.data.lectures.rows.iter();
        let meant = rows.filter(|lecture| lecture.audience.iter().any(|one| one.trim() == name));
        meant.map(|lecture| LectureName { id: lecture.id.value.as_str(), title: &lecture.title }).collect()
    };
    site.audiences
        .iter()
        .map(|audience| LecturesFor {
            name: &audience.name,
            path: shown.then(|| audience.address.as_str()),
            lectures: lectures(&audience.name),
        })
        .filter(|entry| !entry.lectures.is_empty())
        .collect()
}
