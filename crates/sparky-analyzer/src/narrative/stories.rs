//! Stories: a repository's period, or one effort of a busy one, told from its most consequential change down.

use std::collections::BTreeSet;

use jiff::civil::Date;
use sparky_common::{
    model::{Evidence, Sentence, Story},
    period::Kind,
};

use super::{
    Desk,
    arc::arc,
    detail::{of_series, pair},
    draft::Draft,
    headline::{headline, kind},
    lead::{Lead, id},
    opening::opening,
    phrase::run,
    telling::{span, tellable},
    topic::topic,
    voice::Voice,
};
use crate::effort::{Chronicle, Effort, EffortKind, Nature};

/// Of how many times as many small changes as large ones a few sentences can give an account.
const FEW: usize = 6;

/// The housekeeping that people did, in one sentence.
fn upkeep(chronicle: &Chronicle<'_>, voice: &mut Voice) -> Option<Sentence> {
    let repository = chronicle.activity.repository.name.as_str();
    let effort = chronicle
        .efforts
        .iter()
        .find(|effort| effort.kind == EffortKind::Upkeep)?;
    let by_people = |i: &usize| {
        let change = &chronicle.changes[*i];
        !change.commit.is_merge()
            && !change.is_terse()
            && !change.by_program
            && change.nature == Nature::Upkeep
    };
    let members: Vec<usize> = effort.members.iter().copied().filter(by_people).collect();
    let told: Vec<_> = tellable(chronicle, &members, 3)
        .into_iter()
        .map(|i| &chronicle.changes[i])
        .collect();
    let done = run(repository, &told);
    if done.is_empty() {
        return None;
    }
    let drafts = vec![
        Draft::new("as housekeeping, ")
            .repository(repository)
            .text(" ")
            .then(done.clone()),
        Draft::new("upkeep ").then(done.clone()),
        Draft::new("among the chores, ")
            .repository(repository)
            .text(" ")
            .then(done),
    ];
    voice.say(&format!("{repository} upkeep"), drafts)
}

/// Tells the stories.
pub(crate) fn stories(desk: &Desk<'_>, leads: &[Lead<'_>], voice: &mut Voice) -> Vec<Story> {
    leads.iter().filter_map(|lead| story(desk, lead, voice)).collect()
}

/// Whether an effort has an arc of its own: what only is of one sort has none, and a series tells its own.
fn holds_together(effort: &Effort) -> bool {
    matches!(
        effort.kind,
        EffortKind::Theme(_) | EffortKind::Area(_) | EffortKind::Alike
    )
}

fn story(desk: &Desk<'_>, lead: &Lead<'_>, voice: &mut Voice) -> Option<Story> {
    let chronicle = lead.chronicle;
    let repository = chronicle.activity.repository.name.as_str();
    let mut paragraphs = Vec::new();
    if let (true, Some(turn)) = (lead.whole, &chronicle.turn) {
        // The opening tells it.
        voice.first_time(format!(
            "told {repository} {}",
            chronicle.changes[turn.first].commit.oid
        ));
    }
    let mut first = if lead.whole {
        opening(desk, lead, voice)
    } else {
        Vec::new()
    };
    for effort in &lead.efforts {
        let mut told = paragraph(desk, chronicle, effort, voice);
        if let (true, Some(topic)) = (holds_together(effort), told.first_mut()) {
            topic.extend(arc(desk, chronicle, &effort.members, voice));
        }
        paragraphs.extend(told);
    }
    if lead.whole {
        paragraphs.push(upkeep(chronicle, voice).into_iter().collect());
    }
    paragraphs.retain(|paragraph: &Vec<Sentence>| !paragraph.is_empty());
    match paragraphs.first_mut() {
        // A lone sentence is no paragraph where another follows.
        Some(next) if first.len() == 1 && !in_pairs(desk) => {
            first.append(next);
            *next = first;
        }
        _ => paragraphs.insert(0, first),
    }
    paragraphs.retain(|paragraph: &Vec<Sentence>| !paragraph.is_empty());
    if paragraphs.is_empty() {
        return None;
    }
    let headline = headline(desk, lead)?;
    let evidence: BTreeSet<Evidence> = paragraphs
        .iter()
        .flatten()
        .chain([&headline])
        .flat_map(|sentence| sentence.evidence.iter().cloned())
        .collect();
    let members: Vec<usize> = lead
        .efforts
        .iter()
        .flat_map(|effort| effort.members.iter().copied())
        .collect();
    Some(Story {
        id: id(lead),
        kind: kind(desk, lead),
        repository: repository.to_owned(),
        headline,
        score: lead.score,
        span: span(chronicle, &members),
        paragraphs,
        evidence: evidence.into_iter().collect(),
    })
}

/// Whether every change stands with what its body adds in a paragraph of its own: the day's report of several
/// repositories has room for two sentences at a time.
fn in_pairs(desk: &Desk<'_>) -> bool {
    desk.kind() == Kind::Daily && desk.insights.totals.active_repositories > 1
}

/// An effort's paragraphs: what it was, then its largest changes one by one, then the rest in a run.
fn paragraph(
    desk: &Desk<'_>,
    chronicle: &Chronicle<'_>,
    effort: &Effort,
    voice: &mut Voice,
) -> Vec<Vec<Sentence>> {
    let most = match desk.kind() {
        Kind::Daily => 2,
        Kind::Weekly if desk.chronicles.len() > 2 => 3,
        Kind::Weekly => 6,
        Kind::Monthly if desk.chronicles.len() > 2 => 4,
        Kind::Monthly => 8,
    };
    let repository = chronicle.activity.repository.name.as_str();
    let key = format!("{repository} {:?}", effort.members);
    let mut sentences = Vec::new();
    if let EffortKind::Series { .. } = effort.kind {
        if voice.first_time(key.clone()) {
            sentences.extend(voice.say(&key, topic(desk, chronicle, effort)));
        }
        sentences.extend(of_series(chronicle, effort, most, voice));
        return vec![sentences];
    }
    let untold: Vec<usize> = effort
        .members
        .iter()
        .copied()
        .filter(|&i| voice.first_time(format!("told {repository} {}", chronicle.changes[i].commit.oid)))
        .collect();
    if let EffortKind::Theme(_) | EffortKind::Area(_) | EffortKind::Alike = effort.kind {
        sentences.extend(voice.say(&key, topic(desk, chronicle, effort)));
        return vec![sentences];
    }
    let large: Vec<usize> = tellable(chronicle, &untold, most);
    let mut before: Option<Date> = None;
    let mut pairs = Vec::new();
    for &i in &large {
        let told = pair(desk, chronicle, i, before, voice);
        if !told.is_empty() {
            before = Some(chronicle.changes[i].at.date());
        }
        pairs.push(told);
    }
    let mut paragraphs = if in_pairs(desk) {
        pairs
    } else {
        vec![pairs.concat()]
    };
    let small: Vec<usize> = untold
        .into_iter()
        .filter(|i| !large.contains(i) && !chronicle.changes[*i].is_terse())
        .collect();
    // Of very many, the first few are no account of the rest: the list of changes tells the weightiest.
    let small = if small.len() > most * FEW {
        Vec::new()
    } else {
        small
    };
    for chunk in small.chunks(4).take(most) {
        let rest = Effort {
            kind: EffortKind::Rest,
            members: chunk.to_vec(),
        };
        let told = voice.say(&format!("{key} {chunk:?}"), topic(desk, chronicle, &rest));
        paragraphs.extend(told.map(|sentence| vec![sentence]));
    }
    paragraphs
}
