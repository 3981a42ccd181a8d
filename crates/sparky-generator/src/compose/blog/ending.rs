//! What came out, what is open, how to try it.

use sparky_common::model::{AttentionKind, Evidence, InsightKind, RepositoryActivity, Sentence, Span};

use super::Subject;
use crate::{
    compose::areas,
    page::{Inline, Line, day},
    text::{LONGEST_NAME, collected},
};

/// How many findings and how many people are told of.
const FINDINGS: usize = 4;
const PEOPLE: usize = 3;

/// Releases, the size of it, who did it, and what stands out.
pub(super) fn outcome(subject: &Subject<'_>) -> Vec<Line> {
    let insights = subject.insights;
    let mut lines: Vec<Line> = releases(subject).collect();
    lines.push(size(subject));
    let repository = &insights.repositories[subject.repository];
    if !repository.areas.is_empty() {
        lines.push(areas::areas(subject.repository, repository, subject.resolver));
    }
    let people = insights.contributors.iter().enumerate();
    let people = people.filter(|(_, each)| !each.bot && each.repositories.contains_key(&repository.name));
    let people = people.filter_map(|(index, each)| Some((index, each.line.as_ref()?)));
    lines.extend(people.take(PEOPLE).map(|(index, line)| {
        let pointer = format!("/contributors/{index}/line");
        subject.resolver.sentence(line, &pointer)
    }));
    let telling = [
        InsightKind::Effort,
        InsightKind::Reversal,
        InsightKind::Trend,
        InsightKind::Pattern,
    ];
    // What waits is told as such.
    let waits = |sentence: &Sentence| {
        let mut attention = insights.attention.iter();
        attention.any(|each| each.sentence == *sentence)
    };
    let findings = insights.insights.iter().enumerate();
    let findings = findings.filter(|(_, each)| {
        each.repository.as_deref() == Some(repository.name.as_str())
            && telling.contains(&each.kind)
            && !waits(&each.sentence)
    });
    lines.extend(findings.take(FINDINGS).map(|(index, each)| {
        let pointer = format!("/insights/{index}/sentence");
        subject.resolver.sentence(&each.sentence, &pointer)
    }));
    lines
}

/// What waits in the repository.
pub(super) fn open(subject: &Subject<'_>) -> Vec<Line> {
    let attention = subject.insights.attention.iter().enumerate();
    let here = attention.filter(|(_, each)| {
        each.repository == subject.story.repository && each.kind != AttentionKind::Coverage
    });
    here.map(|(index, each)| {
        let pointer = format!("/attention/{index}/sentence");
        subject.resolver.sentence(&each.sentence, &pointer)
    })
    .collect()
}

/// The command that gets it, the branch and the newest release; nothing for a repository without a page.
pub(super) fn trying(subject: &Subject<'_>) -> Vec<Line> {
    let name = &subject.story.repository;
    let Inline::Link { url, .. } = subject.resolver.repository(name) else {
        return Vec::new();
    };
    let evidence = Evidence::Coverage {
        repository: name.clone(),
    };
    let clone = Line::text("Get the code with ")
        .and_inline(Inline::Code(format!("git clone {url}.git")))
        .and(", or look at ")
        .and_inline(subject.resolver.repository(name))
        .and(".")
        .with_evidence(evidence.clone());
    let activity = activity(subject);
    let branch = activity.and_then(|activity| activity.repository.default_branch.as_deref());
    // The evidence has no name of a branch, so one with a number in it cannot be checked and stays away.
    let branch = branch.filter(|branch| !branch.contains(|letter: char| letter.is_numeric()));
    let branch = branch.map(|branch| {
        Line::text("The work is on the branch ")
            .and_inline(Inline::Code(collected(branch, LONGEST_NAME)))
            .and(".")
            .with_evidence(evidence)
    });
    std::iter::once(clone).chain(branch).collect()
}

fn releases(subject: &Subject<'_>) -> impl Iterator<Item = Line> {
    let zone = jiff::tz::TimeZone::get(&subject.insights.time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let releases = activity(subject).map_or(&[][..], |activity| &activity.releases);
    let name = &subject.story.repository;
    releases.iter().rev().take(FINDINGS).map(move |release| {
        let span = Span::Release {
            repository: name.clone(),
            tag: release.tag.clone(),
        };
        let evidence = Evidence::Release {
            repository: name.clone(),
            tag: release.tag.clone(),
        };
        let sentence = Sentence::new(vec![span], vec![evidence]);
        let on = release.released_at.to_zoned(zone.clone()).date();
        let mut line = subject.resolver.sentence(&sentence, "");
        line.inlines.insert(0, Inline::text("The release "));
        line.and(format!(" came on {}.", day(on)))
    })
}

fn activity<'a>(subject: &Subject<'a>) -> Option<&'a RepositoryActivity> {
    let mut repositories = subject.snapshot.repositories.iter();
    repositories.find(|each| each.repository.name == subject.story.repository)
}

/// `In all, dgx-pixels saw 53 commits that added 92,456 lines and deleted 1,201.`
fn size(subject: &Subject<'_>) -> Line {
    let pointer = |field: &str| format!("/repositories/{}/{field}", subject.repository);
    let counts = &subject.insights.repositories[subject.repository].counts;
    Line::text("In all, ")
        .and_inline(subject.resolver.repository(&subject.story.repository))
        .and(" saw ")
        .and_count(pointer("commits"), counts.commits, "commit", "commits")
        .and(format!(" in this {}, which added ", subject.insights.kind.noun()))
        .and_count(pointer("additions"), counts.additions, "line", "lines")
        .and(" and deleted ")
        .and_count(pointer("deletions"), counts.deletions, "line", "lines")
        .and(".")
}
