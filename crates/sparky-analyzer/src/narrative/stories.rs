//! Stories: one repository's period, told from its most consequential change down.

use std::collections::BTreeSet;

use sparky_common::{
    model::{Evidence, Sentence, Story, StoryKind},
    period::Kind,
};

use super::{
    Desk,
    detail::details,
    draft::Draft,
    lead::{span, topic, turn},
    phrase::sole_author,
    score::score,
    voice::Voice,
};
use crate::effort::{Chronicle, Effort, EffortKind, Nature};

/// The repositories that are told as stories, most newsworthy first, with their scores.
pub(crate) fn leads<'d>(desk: &'d Desk<'_>) -> Vec<(&'d Chronicle<'d>, f64)> {
    let most = match desk.kind() {
        Kind::Daily => desk.options.max_stories.div_ceil(2),
        Kind::Weekly => desk.options.max_stories,
        Kind::Monthly => desk.options.max_stories * 2,
    };
    let mut leads: Vec<(&Chronicle<'_>, f64)> = desk
        .chronicles
        .values()
        .filter(|chronicle| !chronicle.news().is_empty())
        .map(|chronicle| (chronicle, score(desk, chronicle)))
        .collect();
    leads.sort_by(|a, b| {
        b.1.total_cmp(&a.1)
            .then_with(|| a.0.activity.repository.name.cmp(&b.0.activity.repository.name))
    });
    leads.truncate(most);
    leads
}

/// Tells the stories.
pub(crate) fn stories(desk: &Desk<'_>, voice: &mut Voice) -> Vec<Story> {
    leads(desk)
        .into_iter()
        .filter_map(|(chronicle, score)| story(desk, chronicle, score, voice))
        .collect()
}

fn story(desk: &Desk<'_>, chronicle: &Chronicle<'_>, score: f64, voice: &mut Voice) -> Option<Story> {
    let repository = chronicle.activity.repository.name.as_str();
    let news = chronicle.news();
    let mut paragraphs = vec![opening(desk, chronicle, voice)];
    let details_each = match desk.kind() {
        Kind::Daily => 2,
        Kind::Weekly => 3,
        Kind::Monthly => 4,
    };
    let mut efforts: Vec<&Effort> = chronicle
        .efforts
        .iter()
        .filter(|effort| effort.kind != EffortKind::Upkeep)
        .collect();
    efforts.sort_by_key(|effort| std::cmp::Reverse(weight(effort)));
    for effort in efforts {
        let mut paragraph = Vec::new();
        let key = format!("{repository} {:?}", effort.members);
        if voice.first_time(key.clone()) {
            paragraph.extend(voice.say(&key, topic(desk, chronicle, effort)));
        }
        paragraph.extend(details(desk, chronicle, effort, details_each, voice));
        paragraphs.push(paragraph);
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    let evidence: BTreeSet<Evidence> = paragraphs
        .iter()
        .flatten()
        .flat_map(|sentence| sentence.evidence.iter().cloned())
        .collect();
    (!paragraphs.is_empty()).then_some(())?;
    Some(Story {
        id: repository.to_owned(),
        kind: kind(desk, chronicle),
        repository: repository.to_owned(),
        headline: headline(desk, chronicle)?,
        score,
        span: span(chronicle, &news),
        paragraphs,
        evidence: evidence.into_iter().collect(),
    })
}

fn weight(effort: &Effort) -> usize {
    let base = match effort.kind {
        EffortKind::Series { .. } => 100,
        EffortKind::Theme(_) => 60,
        EffortKind::Rest => 40,
        EffortKind::Repairs => 30,
        EffortKind::Documents => 10,
        EffortKind::Upkeep => 0,
    };
    base + effort.members.len()
}

/// The first paragraph: how the period went, from its beginning over its turn to its end.
fn opening(desk: &Desk<'_>, chronicle: &Chronicle<'_>, voice: &mut Voice) -> Vec<Sentence> {
    let repository = chronicle.activity.repository.name.as_str();
    let index = desk.repository_index(repository);
    let insight = &desk.insights.repositories[index];
    let kind = desk.kind();
    let mut sentences = Vec::new();
    let every: Vec<usize> = (0..chronicle.changes.len()).collect();
    let (first, last) = span(chronicle, &every);
    let author = sole_author(desk, chronicle, &every);
    let by = |draft: Draft| match author {
        Some(author) => draft.text(", all by ").person(author),
        None => draft,
    };
    let commits = |draft: Draft| {
        draft.metric(
            insight.counts.commits,
            "commit",
            "commits",
            format!("/repositories/{index}/commits"),
        )
    };
    let on = |draft: Draft| draft.on_all(repository, chronicle.changes.iter().take(1));
    if insight.new {
        let drafts = vec![
            by(commits(
                on(Draft::default().repository(repository).text(" began"))
                    .on_day(kind, first)
                    .text(" and had "),
            )
            .text(" by ")
            .day(kind, last)),
            by(commits(
                on(Draft::new("the history of ")
                    .repository(repository)
                    .text(" begins"))
                .on_day(kind, first)
                .text("; "),
            )
            .text(" followed")),
            by(commits(on(Draft::new("new")
                .on_day(kind, first)
                .text(": ")
                .repository(repository)
                .text(", with ")))),
        ];
        sentences.extend(voice.say(repository, drafts));
    }
    let mut in_time: Vec<&Effort> = chronicle
        .efforts
        .iter()
        .filter(|effort| matches!(effort.kind, EffortKind::Series { .. }))
        .collect();
    in_time.sort_by_key(|effort| effort.members.first().copied());
    let mut turned = false;
    for effort in in_time {
        if let (Some(turning), false) = (&chronicle.turn, turned) {
            if effort.members[0] > turning.first {
                turned = true;
                sentences.extend(voice.say(repository, turn(desk, chronicle)));
            }
        }
        let key = format!("{repository} {:?}", effort.members);
        if voice.first_time(key.clone()) {
            sentences.extend(voice.say(&key, topic(desk, chronicle, effort)));
        }
    }
    if !turned {
        sentences.extend(voice.say(repository, turn(desk, chronicle)));
    }
    sentences
}

fn kind(desk: &Desk<'_>, chronicle: &Chronicle<'_>) -> StoryKind {
    let repository = chronicle.activity.repository.name.as_str();
    let news = chronicle.news();
    let has = |nature: Nature| news.iter().any(|&i| chronicle.changes[i].nature == nature);
    let most = |nature: Nature| {
        news.iter()
            .filter(|&&i| chronicle.changes[i].nature == nature)
            .count()
            * 2
            > news.len()
    };
    if desk.insights.repositories[desk.repository_index(repository)].new {
        StoryKind::Beginning
    } else if has(Nature::Release) || !chronicle.activity.releases.is_empty() {
        StoryKind::Release
    } else if has(Nature::Revert) {
        StoryKind::Revert
    } else if most(Nature::Repair) {
        StoryKind::Repairs
    } else if most(Nature::Document) {
        StoryKind::Documents
    } else {
        StoryKind::Effort
    }
}

fn headline(desk: &Desk<'_>, chronicle: &Chronicle<'_>) -> Option<Sentence> {
    let repository = chronicle.activity.repository.name.as_str();
    let insight = &desk.insights.repositories[desk.repository_index(repository)];
    let subject = Draft::default().repository(repository);
    if let Some(turn) = &chronicle.turn {
        let verb = if insight.new {
            " begins and turns to "
        } else {
            " turns to "
        };
        return subject
            .text(verb)
            .term(&turn.word)
            .on(repository, &chronicle.changes[turn.first])
            .headline();
    }
    let news = chronicle.news();
    let &top = super::lead::tellable(chronicle, &news, 1).first()?;
    let change = &chronicle.changes[top];
    let clause = change.clauses(false).swap_remove(0);
    let draft = match clause.verb {
        Some(verb) => subject.text(" ").text(&verb.third_person()).text(" "),
        None => subject.text(": "),
    };
    draft
        .term(&crate::text::clean::shorten(&clause.object, 70))
        .on(repository, change)
        .headline()
}
