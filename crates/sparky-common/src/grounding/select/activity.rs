//! Facts about single commits, pull requests, issues, releases and reviews.

use super::{Selection, Source, about};
use crate::{
    grounding::{Deed, Event, Fact, FactKind, references_in},
    model::{Commit, Evidence, Issue, PullRequest, Release, RepositoryActivity, Review},
};

/// The most paths of a commit that a fact carries.
const MOST_PATHS: usize = 8;

pub(super) fn facts(
    source: &Source<'_>,
    activity: &RepositoryActivity,
    selection: &Selection<'_>,
) -> Vec<Fact> {
    let name = activity.repository.name.as_str();
    let wanted = |fact: &Fact| fact.evidence.iter().all(|evidence| selection.takes(evidence));
    let take = |facts: Vec<Fact>| {
        let named = facts.into_iter().map(|fact| about(fact, name));
        named.filter(wanted).take(selection.most).collect::<Vec<_>>()
    };
    let commits = activity.commits.iter().filter(|commit| !commit.is_merge());
    let pulls = &activity.pull_requests;
    let reviews = pulls
        .iter()
        .flat_map(|pull| pull.reviews.iter().map(move |review| (pull, review)));
    [
        take(
            activity
                .releases
                .iter()
                .map(|one| release(source, name, one))
                .collect(),
        ),
        take(pulls.iter().map(|one| pull_request(source, name, one)).collect()),
        take(
            activity
                .issues
                .iter()
                .map(|one| issue(source, name, one))
                .collect(),
        ),
        take(commits.map(|one| commit(source, name, one)).collect()),
        take(
            reviews
                .filter_map(|(pull, one)| review(source, name, pull, one))
                .collect(),
        ),
    ]
    .concat()
}

fn event(source: &Source<'_>, deed: Deed, at: jiff::Timestamp, by: Option<&String>) -> Option<Event> {
    source.within(at).then(|| Event {
        deed,
        date: source.day(at),
        by: by.cloned(),
    })
}

fn commit(source: &Source<'_>, repository: &str, commit: &Commit) -> Fact {
    let authors = std::iter::once(&commit.author).chain(&commit.co_authors);
    Fact {
        people: authors.filter_map(|id| source.actor(id)).collect(),
        events: vec![Event {
            deed: Deed::Committed,
            date: source.day(commit.committed_at),
            by: Some(commit.author.clone()),
        }],
        references: references_in(&commit.subject).collect(),
        oid: Some(commit.oid.clone()),
        words: commit.subject.clone(),
        paths: commit
            .files
            .iter()
            .take(MOST_PATHS)
            .map(|file| file.path.clone())
            .collect(),
        evidence: vec![Evidence::Commit {
            repository: repository.to_owned(),
            oid: commit.oid.clone(),
        }],
        ..Fact::new(FactKind::Commit)
    }
}

fn reference(repository: &str, number: u64) -> Vec<Evidence> {
    vec![Evidence::Reference {
        repository: repository.to_owned(),
        number,
    }]
}

fn pull_request(source: &Source<'_>, repository: &str, pull: &PullRequest) -> Fact {
    let merged = pull
        .merged_at
        .and_then(|at| event(source, Deed::Merged, at, None));
    let closed = pull
        .closed_at
        .filter(|_| pull.merged_at.is_none())
        .and_then(|at| event(source, Deed::Closed, at, None));
    let opened = event(source, Deed::Opened, pull.opened_at, pull.author.as_ref());
    Fact {
        people: pull.author.iter().filter_map(|id| source.actor(id)).collect(),
        events: [opened, closed, merged].into_iter().flatten().collect(),
        references: vec![pull.number],
        words: pull.title.clone(),
        open: pull.closed_at.or(pull.merged_at).is_none(),
        evidence: reference(repository, pull.number),
        ..Fact::new(FactKind::PullRequest)
    }
}

fn issue(source: &Source<'_>, repository: &str, issue: &Issue) -> Fact {
    let opened = event(source, Deed::Opened, issue.opened_at, issue.author.as_ref());
    let closed = issue
        .closed_at
        .and_then(|at| event(source, Deed::Closed, at, None));
    let reopened = issue
        .reopened_at
        .and_then(|at| event(source, Deed::Reopened, at, None));
    let mut events: Vec<_> = [opened, closed, reopened].into_iter().flatten().collect();
    events.sort_by_key(|event| event.date);
    Fact {
        people: issue.author.iter().filter_map(|id| source.actor(id)).collect(),
        events,
        references: vec![issue.number],
        words: issue.title.clone(),
        open: issue.closed_at.is_none(),
        evidence: reference(repository, issue.number),
        ..Fact::new(FactKind::Issue)
    }
}

fn release(source: &Source<'_>, repository: &str, release: &Release) -> Fact {
    Fact {
        people: release.author.iter().filter_map(|id| source.actor(id)).collect(),
        events: vec![Event {
            deed: Deed::Released,
            date: source.day(release.released_at),
            by: release.author.clone(),
        }],
        tag: Some(release.tag.clone()),
        evidence: vec![Evidence::Release {
            repository: repository.to_owned(),
            tag: release.tag.clone(),
        }],
        ..Fact::new(FactKind::Release)
    }
}

fn review(source: &Source<'_>, repository: &str, pull: &PullRequest, review: &Review) -> Option<Fact> {
    let by = review.reviewer.as_ref();
    let reviewed = event(source, Deed::Reviewed, review.submitted_at, by)?;
    let approved = (review.state == "approved")
        .then(|| event(source, Deed::Approved, review.submitted_at, by))
        .flatten();
    Some(Fact {
        people: by.and_then(|id| source.actor(id)).into_iter().collect(),
        events: std::iter::once(reviewed).chain(approved).collect(),
        references: vec![pull.number],
        evidence: reference(repository, pull.number),
        ..Fact::new(FactKind::Review)
    })
}
