//! Findings from the measures: trends, files that change often, what waits, poor health.

use sparky_common::model::{
    Evidence, InsightKind, Insights, Metric, RepositoryInsight, Span, Stale, Trend, TrendVerdict,
};

use super::Candidate;
use crate::narrative::Draft;

/// Fewest commits that make a file a finding.
const HOT: u64 = 6;

/// Health below this is a finding, where at least [`JUDGED`] parts could be judged.
const POOR: f64 = 40.0;
const JUDGED: usize = 3;

pub(super) fn candidates(insights: &Insights) -> Vec<Candidate> {
    let noun = insights.kind.noun();
    // Of one repository alone the organisation's commits are its own.
    let alone = insights.repositories.len() == 1;
    let told = |trend: &Trend| !(alone && trend.repository.is_some());
    let trends = insights.trends.iter().enumerate();
    let mut found: Vec<Candidate> = trends
        .filter(|(_, one)| told(one))
        .filter_map(|(place, one)| trend(place, one, noun, &insights.repositories))
        .collect();
    found.extend(hot_spot(insights));
    let pulls = insights.patterns.stale_pull_requests.iter();
    found.extend(pulls.enumerate().filter_map(|(place, one)| {
        let pointer = format!("/patterns/stale_pull_requests/{place}/days");
        stale(one, "pull request ", pointer)
    }));
    let issues = insights.patterns.long_open_issues.iter();
    found.extend(issues.enumerate().filter_map(|(place, one)| {
        let pointer = format!("/patterns/long_open_issues/{place}/days");
        stale(one, "issue ", pointer)
    }));
    found.extend(
        insights
            .repositories
            .iter()
            .enumerate()
            .filter_map(|(place, one)| health(place, one)),
    );
    found
}

/// A value that left its usual range; its strength is its distance over seven deviations, half of that for
/// people and repositories, and 0.4 more where commits
/// burst, collapse or fall silent.
fn trend(place: usize, trend: &Trend, noun: &str, repositories: &[RepositoryInsight]) -> Option<Candidate> {
    let (median, score, last) = (trend.median?, trend.score?, trend.series.last()?);
    let before = trend.series.iter().rev().nth(1).map_or(0, |point| point.value);
    // What fell silent earlier is no news.
    if last.value == 0 && before == 0 {
        return None;
    }
    let (one, many) = match trend.metric {
        Metric::Commits => ("commit", "commits"),
        Metric::Contributors => ("person", "people"),
        Metric::ActiveRepositories => ("active repository", "active repositories"),
    };
    let words = match trend.verdict {
        TrendVerdict::Spike => "far more than in any ",
        TrendVerdict::Up => "clearly more than in a usual ",
        TrendVerdict::Down => "clearly less than in a usual ",
        TrendVerdict::Drop => "far less than in a usual ",
        TrendVerdict::Silent => "unlike a usual ",
        _ => return None,
    };
    let repository = match (&trend.repository, repositories) {
        (Some(name), _) => Some(name),
        (None, [only]) => Some(&only.name),
        (None, _) => None,
    };
    let subject = match repository {
        None => Draft::new("the organisation"),
        Some(name) => Draft::default().repository(name),
    };
    let now = format!("/trends/{place}/series/{}/value", trend.series.len() - 1);
    let base = Evidence::Metric {
        pointer: format!("/trends/{place}/median"),
    };
    let tail = if trend.verdict == TrendVerdict::Spike {
        " before; the median is "
    } else {
        "; the median is "
    };
    let draft = subject
        .text(" had ")
        .metric(last.value, one, many, now)
        .text(", ")
        .text(words)
        .text(noun)
        .text(tail);
    let draft = draft.span(Span::Count {
        value: median.round() as u64,
        one: String::new(),
        many: String::new(),
    });
    let silent = trend.verdict == TrendVerdict::Silent;
    let sudden = trend.metric == Metric::Commits
        && (silent || matches!(trend.verdict, TrendVerdict::Spike | TrendVerdict::Drop));
    let weight = if trend.metric == Metric::Commits { 1.0 } else { 0.5 };
    let name = repository.map_or("organisation", String::as_str);
    let subject = match (silent, trend.metric) {
        (true, Metric::Commits) => format!("silence:{name}"),
        (_, Metric::Commits) => format!("trend:commits:{name}"),
        (_, Metric::Contributors) => format!("trend:contributors:{name}"),
        (_, Metric::ActiveRepositories) => format!("trend:active_repositories:{name}"),
    };
    Some(Candidate {
        subject,
        kind: if silent {
            InsightKind::Silence
        } else {
            InsightKind::Trend
        },
        repository: repository.cloned(),
        strength: weight * score.abs() / 7.0 + if sudden { 0.4 } else { 0.0 },
        sentence: draft.because(base).end()?,
    })
}

/// The file that changed most often; its strength is half of its share of all commits: that one place is worked on is
/// seldom news by itself.
fn hot_spot(insights: &Insights) -> Option<Candidate> {
    let spot = insights
        .patterns
        .hot_spots
        .first()
        .filter(|spot| spot.commits >= HOT)?;
    let pointer = "/patterns/hot_spots/0/commits".to_owned();
    let draft = Draft::new("no file changed more often than ")
        .code(&spot.path)
        .text(" in ")
        .repository(&spot.repository)
        .text(": ")
        .metric(spot.commits, "commit", "commits", pointer);
    Some(Candidate {
        subject: format!("hot:{}", spot.repository),
        kind: InsightKind::Pattern,
        repository: Some(spot.repository.clone()),
        strength: 0.5 * spot.commits as f64 / insights.totals.commits.max(1) as f64,
        sentence: draft.end()?,
    })
}

/// The oldest thing that waits in a repository, by its age over a year.
fn stale(stale: &Stale, what: &str, pointer: String) -> Option<Candidate> {
    let reference = Span::Reference {
        repository: stale.repository.clone(),
        number: stale.number,
    };
    let draft = Draft::new("in ")
        .repository(&stale.repository)
        .text(", ")
        .text(what)
        .span(reference)
        .because(Evidence::Reference {
            repository: stale.repository.clone(),
            number: stale.number,
        })
        .text(" has been open for ")
        .metric(stale.days, "day", "days", pointer)
        .text(": ")
        .quote(&stale.title);
    Some(Candidate {
        subject: format!("waiting:{}", stale.repository),
        kind: InsightKind::Waiting,
        repository: Some(stale.repository.clone()),
        strength: stale.days as f64 / 365.0,
        sentence: draft.end()?,
    })
}

/// A project that does poorly in most of what could be judged, by how poorly.
fn health(place: usize, repository: &RepositoryInsight) -> Option<Candidate> {
    let health = repository.health.as_ref()?;
    let judged = health.parts.iter().filter(|part| part.score.is_some()).count();
    let score = health.score.filter(|score| *score < POOR && judged >= JUDGED)?;
    let evidence = Evidence::Metric {
        pointer: format!("/repositories/{place}/health/score"),
    };
    let draft = Draft::default()
        .repository(&repository.name)
        .text(" scores ")
        .count(score as usize, "", "")
        .text(" of a hundred for health")
        .because(evidence);
    Some(Candidate {
        subject: format!("health:{}", repository.name),
        kind: InsightKind::Health,
        repository: Some(repository.name.clone()),
        strength: 1.0 - score / 100.0,
        sentence: draft.end()?,
    })
}
