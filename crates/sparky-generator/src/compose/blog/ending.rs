//! What came out, what is open, how to try it.

use sparky_common::model::{
    AttentionKind, Evidence, InsightKind, Release, RepositoryActivity, Sentence, Span,
};

use super::Subject;
use crate::{
    page::{Inline, Line, day},
    text::{LONGEST_NAME, collected},
};

/// How many findings are told of, and how many releases of one day are named.
const FINDINGS: usize = 4;
const NAMED: usize = 6;

/// Releases, the size of it, and what stands out.
pub(super) fn outcome(subject: &Subject<'_>) -> Vec<Line> {
    let insights = subject.insights;
    let mut lines: Vec<Line> = releases(subject);
    lines.push(size(subject));
    let repository = &insights.repositories[subject.repository];
    // Other efforts are what to read next.
    let telling = [InsightKind::Reversal, InsightKind::Trend, InsightKind::Pattern];
    // What waits is told as such, and what rests on the story's commits is the story.
    let waits = |sentence: &Sentence| {
        let mut attention = insights.attention.iter();
        attention.any(|each| each.sentence == *sentence)
    };
    let is_story = |sentence: &Sentence| sentence.evidence.iter().any(|each| subject.owns(each));
    let findings = insights.insights.iter().enumerate();
    let findings = findings.filter(|(_, each)| {
        each.repository.as_deref() == Some(repository.name.as_str())
            && telling.contains(&each.kind)
            && !waits(&each.sentence)
            && !is_story(&each.sentence)
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
        // Who wrote how much of it, readers outside see above.
        let inside = [AttentionKind::Coverage, AttentionKind::BusFactor];
        each.repository == subject.story.repository && !inside.contains(&each.kind)
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

/// The releases of each day in a sentence, newest first.
fn releases(subject: &Subject<'_>) -> Vec<Line> {
    let zone = jiff::tz::TimeZone::get(&subject.insights.time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let releases = activity(subject).map_or(&[][..], |activity| &activity.releases);
    let on = |release: &Release| release.released_at.to_zoned(zone.clone()).date();
    let newest: Vec<&Release> = releases.iter().rev().collect();
    let days = newest.chunk_by(|a, b| on(a) == on(b)).take(FINDINGS);
    days.map(|releases| {
        let named = &releases[..releases.len().min(NAMED)];
        let opening = match (named.len(), releases.len()) {
            (_, 1) => "The release ",
            (named, all) if named == all => "The releases ",
            _ => "Releases, among them ",
        };
        let line = named
            .iter()
            .enumerate()
            .fold(Line::text(opening), |line, (place, release)| {
                let joint = match place {
                    0 => "",
                    _ if place + 1 == named.len() => " and ",
                    _ => ", ",
                };
                released(subject, line.and(joint), release)
            });
        let comma = if named.len() < releases.len() { "," } else { "" };
        line.and(format!("{comma} came on {}.", day(on(releases[0]))))
    })
    .collect()
}

/// A line that names a release.
fn released(subject: &Subject<'_>, line: Line, release: &Release) -> Line {
    let repository = subject.story.repository.clone();
    let tag = release.tag.clone();
    let evidence = Evidence::Release {
        repository: repository.clone(),
        tag: tag.clone(),
    };
    let sentence = Sentence::new(vec![Span::Release { repository, tag }], vec![evidence]);
    let shown = subject.resolver.sentence(&sentence, "");
    let line = shown.inlines.into_iter().fold(line, Line::and_inline);
    shown.evidence.into_iter().fold(line, Line::with_evidence)
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
