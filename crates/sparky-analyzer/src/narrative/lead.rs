//! Which stories there are to tell.

use sparky_common::period::Kind;

use super::{
    Desk,
    score::{effort_score, score},
};
use crate::effort::{Chronicle, Effort, EffortKind};

/// What a story is about: a repository, and which of its efforts.
#[derive(Clone, Debug)]
pub(crate) struct Lead<'d> {
    /// The repository.
    pub chronicle: &'d Chronicle<'d>,
    /// Its efforts, most important first.
    pub efforts: Vec<&'d Effort>,
    /// Whether the story is about the whole repository.
    pub whole: bool,
    /// Newsworthiness.
    pub score: f64,
}

/// The stories to tell, most newsworthy first.
pub(crate) fn leads<'d>(desk: &'d Desk<'_>) -> Vec<Lead<'d>> {
    let most = match desk.kind() {
        Kind::Daily => desk.options.max_stories.div_ceil(2),
        Kind::Weekly => desk.options.max_stories,
        Kind::Monthly => desk.options.max_stories * 2,
    };
    let told: Vec<&Chronicle<'_>> = desk
        .chronicles
        .values()
        .filter(|chronicle| super::gist::has_news(chronicle))
        .collect();
    let room = most / told.len().max(1);
    let mut leads: Vec<Lead<'_>> = told
        .into_iter()
        .flat_map(|chronicle| of_repository(desk, chronicle, room))
        .collect();
    leads.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| id(a).cmp(&id(b))));
    leads.truncate(most);
    leads
}

/// One story for a repository; where there is room and no arc that holds it together, one for each effort.
fn of_repository<'d>(desk: &'d Desk<'_>, chronicle: &'d Chronicle<'d>, room: usize) -> Vec<Lead<'d>> {
    let mut efforts: Vec<&Effort> = chronicle
        .efforts
        .iter()
        .filter(|effort| effort.kind != EffortKind::Upkeep)
        .collect();
    efforts.sort_by_key(|effort| std::cmp::Reverse(weight(effort)));
    let name = chronicle.activity.repository.name.as_str();
    let arc = chronicle.turn.is_some()
        || !chronicle.rounds.is_empty()
        || desk.insights.repositories[desk.repository_index(name)].new;
    let large = efforts.iter().filter(|effort| effort.members.len() >= 3).count() >= 2;
    if room < 2 || arc || !large {
        return vec![Lead {
            chronicle,
            efforts,
            whole: true,
            score: score(desk, chronicle),
        }];
    }
    let (own, small): (Vec<&Effort>, Vec<&Effort>) =
        efforts.into_iter().partition(|effort| effort.members.len() >= 3);
    let mut leads: Vec<Lead<'_>> = own
        .into_iter()
        .map(|effort| Lead {
            chronicle,
            score: effort_score(chronicle, effort),
            efforts: vec![effort],
            whole: false,
        })
        .collect();
    leads.sort_by(|a, b| b.score.total_cmp(&a.score));
    leads.truncate(room.max(2));
    if let Some(first) = leads.first_mut() {
        first.whole = true;
        first.efforts.extend(small);
    }
    leads
}

/// What a story is known by from report to report.
pub(super) fn id(lead: &Lead<'_>) -> String {
    let repository = lead.chronicle.activity.repository.name.as_str();
    let part = match (lead.whole, lead.efforts.first().map(|effort| &effort.kind)) {
        (true, _) | (_, None) => return repository.to_owned(),
        (_, Some(EffortKind::Series { label, pass })) => format!("{label}-{pass}"),
        (_, Some(EffortKind::Theme(word) | EffortKind::Area(word))) => word.clone(),
        (_, Some(EffortKind::Repairs)) => "repairs".into(),
        (_, Some(EffortKind::Documents)) => "documents".into(),
        (_, Some(EffortKind::Alike)) => "alike".into(),
        (_, Some(EffortKind::Upkeep | EffortKind::Rest)) => "more".into(),
    };
    format!("{repository}:{}", part.to_lowercase())
}

fn weight(effort: &Effort) -> usize {
    let base = match effort.kind {
        EffortKind::Series { .. } => 100,
        EffortKind::Rest => 50,
        EffortKind::Area(_) => 80,
        EffortKind::Theme(_) => 40,
        EffortKind::Alike => 60,
        EffortKind::Repairs => 30,
        EffortKind::Documents => 10,
        EffortKind::Upkeep => 0,
    };
    base + effort.members.len()
}
