//! Facts about numbers: the organisation, repositories, people, days and what came before.

use super::{Selection, Source, about};
use crate::{
    grounding::{Fact, FactKind, Noun, Qualifier, Quantity, Standing},
    model::{ActivityCounts, Evidence, Trend},
};

pub(super) fn facts(source: &Source<'_>, selection: &Selection<'_>) -> Vec<Fact> {
    let mut facts = Vec::new();
    if selection.repository.is_none() {
        facts.push(totals(source));
        facts.extend(days(source));
    }
    facts.extend(repositories(source, selection));
    facts.extend(people(source, selection));
    facts.extend(
        source
            .insights
            .trends
            .iter()
            .enumerate()
            .filter_map(|(place, trend)| {
                let here =
                    selection.repository.is_none() || trend.repository.as_deref() == selection.repository;
                here.then(|| self::trend(place, trend)).flatten()
            }),
    );
    facts
}

fn quantity(value: u64, noun: Noun, qualifier: Option<Qualifier>, pointer: String) -> Quantity {
    Quantity {
        value,
        noun,
        qualifier,
        pointer,
    }
}

fn metric(pointer: String) -> Vec<Evidence> {
    vec![Evidence::Metric { pointer }]
}

fn totals(source: &Source<'_>) -> Fact {
    let totals = &source.insights.totals;
    let rows = [
        ("commits", totals.commits, Noun::Commit, None),
        ("merges", totals.merges, Noun::Merge, None),
        ("additions", totals.additions, Noun::Line, Some(Qualifier::Added)),
        (
            "deletions",
            totals.deletions,
            Noun::Line,
            Some(Qualifier::Deleted),
        ),
        (
            "pull_requests_opened",
            totals.pull_requests_opened,
            Noun::PullRequest,
            Some(Qualifier::Opened),
        ),
        (
            "pull_requests_merged",
            totals.pull_requests_merged,
            Noun::PullRequest,
            Some(Qualifier::Merged),
        ),
        (
            "issues_opened",
            totals.issues_opened,
            Noun::Issue,
            Some(Qualifier::Opened),
        ),
        (
            "issues_closed",
            totals.issues_closed,
            Noun::Issue,
            Some(Qualifier::Closed),
        ),
        (
            "issues_reopened",
            totals.issues_reopened,
            Noun::Issue,
            Some(Qualifier::Reopened),
        ),
        ("comments", totals.comments, Noun::Comment, None),
        ("releases", totals.releases, Noun::Release, None),
        ("contributors", totals.contributors, Noun::Person, None),
        ("bots", totals.bots, Noun::Bot, None),
        (
            "active_repositories",
            totals.active_repositories,
            Noun::Repository,
            None,
        ),
    ];
    Fact {
        quantities: rows
            .into_iter()
            .map(|(name, value, noun, qualifier)| quantity(value, noun, qualifier, format!("/totals/{name}")))
            .collect(),
        evidence: metric("/period".to_owned()),
        ..Fact::new(FactKind::Totals)
    }
}

fn counts(counts: &ActivityCounts, base: &str) -> Vec<Quantity> {
    let rows = [
        ("commits", counts.commits, Noun::Commit, None),
        ("merges", counts.merges, Noun::Merge, None),
        ("additions", counts.additions, Noun::Line, Some(Qualifier::Added)),
        (
            "deletions",
            counts.deletions,
            Noun::Line,
            Some(Qualifier::Deleted),
        ),
        (
            "pull_requests_opened",
            counts.pull_requests_opened,
            Noun::PullRequest,
            Some(Qualifier::Opened),
        ),
        (
            "pull_requests_merged",
            counts.pull_requests_merged,
            Noun::PullRequest,
            Some(Qualifier::Merged),
        ),
        (
            "issues_opened",
            counts.issues_opened,
            Noun::Issue,
            Some(Qualifier::Opened),
        ),
        (
            "issues_closed",
            counts.issues_closed,
            Noun::Issue,
            Some(Qualifier::Closed),
        ),
        ("reviews", counts.reviews, Noun::Review, None),
        ("comments", counts.comments, Noun::Comment, None),
        ("releases", counts.releases, Noun::Release, None),
    ];
    let counted = rows.into_iter().filter(|(_, value, ..)| *value > 0);
    counted
        .map(|(name, value, noun, qualifier)| quantity(value, noun, qualifier, format!("{base}/{name}")))
        .collect()
}

fn days(source: &Source<'_>) -> Vec<Fact> {
    let days = &source.insights.days;
    let busy = days.iter().enumerate().filter(|(_, day)| day.commits > 0);
    busy.map(|(place, day)| Fact {
        events: vec![crate::grounding::Event {
            deed: crate::grounding::Deed::Committed,
            date: day.date,
            by: None,
        }],
        quantities: vec![quantity(
            day.commits,
            Noun::Commit,
            None,
            format!("/days/{place}/commits"),
        )],
        standings: most(day.commits, days.iter().map(|day| day.commits)),
        evidence: metric(format!("/days/{place}/date")),
        ..Fact::new(FactKind::Day)
    })
    .collect()
}

/// Whether a value is above all the others; of equals none is.
fn most(value: u64, all: impl Iterator<Item = u64>) -> Vec<Standing> {
    let at_least = all.filter(|other| *other >= value).take(2).count();
    if value > 0 && at_least == 1 {
        vec![Standing::MostCommits]
    } else {
        Vec::new()
    }
}

fn repositories(source: &Source<'_>, selection: &Selection<'_>) -> Vec<Fact> {
    let all = &source.insights.repositories;
    let wanted = all
        .iter()
        .enumerate()
        .filter(|(_, each)| selection.repository.is_none_or(|name| each.name == name));
    wanted
        .filter(|(_, each)| each.counts != ActivityCounts::default())
        .map(|(place, each)| {
            let base = format!("/repositories/{place}");
            let mut quantities = counts(&each.counts, &base);
            quantities.push(quantity(
                each.contributors,
                Noun::Person,
                None,
                format!("{base}/contributors"),
            ));
            let mut standings = most(each.counts.commits, all.iter().map(|each| each.counts.commits));
            standings.extend(each.new.then_some(Standing::First));
            let wrote = |id: &&crate::model::ContributorInsight| {
                id.repositories.get(&each.name) == Some(&each.counts.commits)
            };
            let sole = source
                .insights
                .contributors
                .iter()
                .find(wrote)
                .filter(|_| each.counts.commits > 0);
            standings.extend(sole.map(|_| Standing::Sole));
            let fact = Fact {
                people: sole.and_then(|one| source.actor(&one.id)).into_iter().collect(),
                quantities,
                standings,
                evidence: metric(format!("{base}/name")),
                ..Fact::new(FactKind::Repository)
            };
            about(fact, &each.name)
        })
        .collect()
}

fn people(source: &Source<'_>, selection: &Selection<'_>) -> Vec<Fact> {
    let all = &source.insights.contributors;
    let mut facts = Vec::new();
    for (place, each) in all.iter().enumerate() {
        let base = format!("/contributors/{place}");
        let Some(actor) = source.actor(&each.id) else {
            continue;
        };
        let named = || metric(format!("{base}/name"));
        if selection.repository.is_none() {
            let mut standings = most(each.counts.commits, all.iter().map(|each| each.counts.commits));
            standings.extend((each.new == Some(true)).then_some(Standing::First));
            facts.push(Fact {
                people: vec![actor.clone()],
                quantities: counts(&each.counts, &base),
                standings,
                evidence: named(),
                ..Fact::new(FactKind::Person)
            });
        }
        for (repository, commits) in &each.repositories {
            if selection.repository.is_some_and(|name| name != repository) {
                continue;
            }
            let key = repository.replace('~', "~0").replace('/', "~1");
            let fact = Fact {
                people: vec![actor.clone()],
                quantities: vec![quantity(
                    *commits,
                    Noun::Commit,
                    None,
                    format!("{base}/repositories/{key}"),
                )],
                evidence: named(),
                ..Fact::new(FactKind::Share)
            };
            facts.push(about(fact, repository));
        }
    }
    facts
}

/// Commits and people now and in the period before, where both are known.
fn trend(place: usize, trend: &Trend) -> Option<Fact> {
    use crate::model::{Metric, TrendVerdict};
    let [.., before, now] = trend.series.as_slice() else {
        return None;
    };
    if trend.verdict == TrendVerdict::NotOver || before.period.next() != now.period {
        return None;
    }
    let noun = match trend.metric {
        Metric::Commits => Noun::Commit,
        Metric::Contributors => Noun::Person,
        Metric::ActiveRepositories => Noun::Repository,
    };
    let base = format!("/trends/{place}/series");
    let last = trend.series.len() - 1;
    Some(Fact {
        repository: trend.repository.clone(),
        quantities: vec![
            quantity(now.value, noun, None, format!("{base}/{last}/value")),
            quantity(
                before.value,
                noun,
                Some(Qualifier::Before),
                format!("{base}/{}/value", last - 1),
            ),
        ],
        evidence: metric(format!("/trends/{place}/metric")),
        ..Fact::new(FactKind::Trend)
    })
}
