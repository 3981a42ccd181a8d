//! What every measure asks of each commit, found out once: who, when, what kind, which files.

mod clock;
mod people;
mod repeats;
mod tree;

use jiff::{civil::Date, tz::TimeZone};
use sparky_common::model::{Commit, RepositoryActivity, Snapshot};

use crate::{
    counts::Size,
    text::subject::{self, Kind},
};
use clock::Clock;
pub(crate) use people::People;
pub(crate) use repeats::Repeats;
pub(crate) use tree::{File, Touch, Tree};

/// A snapshot, read once for all measures.
pub(crate) struct Facts<'a> {
    /// Everyone who acts in it.
    pub people: People<'a>,
    /// The repositories in the order of the snapshot.
    pub repositories: Vec<RepositoryFacts<'a>>,
}

/// A repository, read once.
pub(crate) struct RepositoryFacts<'a> {
    /// What was collected of it.
    pub activity: &'a RepositoryActivity,
    /// The files that its commits changed.
    pub tree: Tree<'a>,
    /// Commits, merges left out, by the number of their author; nobody without one.
    pub authors: Vec<(u32, u64)>,
    facts: Vec<Fact>,
    touched: Vec<Touch>,
}

/// A commit or a merge.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fact {
    /// The number of its author.
    pub author: u32,
    /// Whether it is the first of its oid in the organisation.
    pub first: bool,
    /// Its conventional type.
    pub kind: Option<Kind>,
    /// Whether subject or message mark it as breaking.
    pub breaking: bool,
    /// The day on which it was committed, on the organisation's clock.
    pub day: Date,
    /// The hour of that day.
    pub hour: u8,
    /// Whether it is a merge, and what it changed.
    pub size: Size,
    /// Where its files end among those of the repository; they begin where those of the commit before end.
    end: u32,
}

impl<'a> Facts<'a> {
    /// Reads all repositories.
    pub fn read(snapshot: &'a Snapshot, zone: &TimeZone) -> Self {
        let repeats = Repeats::of(snapshot);
        let mut people = People::of(snapshot);
        let mut clock = Clock::new(zone);
        let activities = snapshot.repositories.iter().enumerate();
        let repositories = activities
            .map(|(place, activity)| {
                let first = |commit| repeats.is_first(place, commit);
                RepositoryFacts::read(activity, first, &mut people, &mut clock)
            })
            .collect();
        Self { people, repositories }
    }

    /// Commits, merges too, each oid once.
    pub fn unique(&self) -> impl Iterator<Item = &Fact> {
        let all = self.repositories.iter().flat_map(|one| &one.facts);
        all.filter(|fact| fact.first)
    }

    /// Commits, merges left out, each oid once.
    pub fn commits(&self) -> impl Iterator<Item = &Fact> {
        self.unique().filter(|fact| !fact.size.merge)
    }
}

impl<'a> RepositoryFacts<'a> {
    fn read(
        activity: &'a RepositoryActivity,
        first: impl Fn(usize) -> bool,
        people: &mut People<'a>,
        clock: &mut Clock<'_>,
    ) -> Self {
        people.meet_all(activity);
        let mut tree = Tree::default();
        let mut touched = Vec::new();
        let mut facts = Vec::with_capacity(activity.commits.len());
        for (place, commit) in activity.commits.iter().enumerate() {
            // A merge carries no lines of its own, whatever was collected of it.
            if !commit.is_merge() {
                touched.extend(commit.files.iter().map(|file| tree.touch(file)));
            }
            let head = subject::head(&commit.subject);
            let at = clock.read(commit.committed_at);
            facts.push(Fact {
                author: people.meet(&commit.author),
                first: first(place),
                kind: head.kind,
                breaking: head.breaking || commit.body.contains("BREAKING CHANGE"),
                day: at.date(),
                hour: at.hour().unsigned_abs(),
                size: Size::of(commit),
                end: touched.len() as u32,
            });
        }
        Self {
            authors: authors(&facts, people.len()),
            activity,
            tree,
            facts,
            touched,
        }
    }

    /// Its name.
    pub fn name(&self) -> &'a str {
        &self.activity.repository.name
    }

    /// Commits and merges in the order of the snapshot.
    pub fn facts(&self) -> &[Fact] {
        &self.facts
    }

    /// How many commits there are, merges left out.
    pub fn own(&self) -> u64 {
        self.authors.iter().map(|(_, commits)| commits).sum()
    }

    /// Commits, merges left out, that are the first of their oid, with the files that they changed.
    pub fn changes(&self) -> impl Iterator<Item = Change<'_>> {
        let mut begin = 0;
        let commits = self.facts.iter().zip(&self.activity.commits);
        let changes = commits.map(move |(fact, commit)| {
            let end = fact.end as usize;
            let files = &self.touched[begin..end];
            begin = end;
            Change { commit, fact, files }
        });
        changes.filter(|change| change.fact.first && !change.fact.size.merge)
    }

    /// The changes that people made.
    pub fn of_people(&self, people: &People<'_>) -> impl Iterator<Item = Change<'_>> {
        self.changes().filter(|change| !people.is_bot(change.fact.author))
    }
}

/// A commit with the files that it changed.
#[derive(Clone, Copy)]
pub(crate) struct Change<'a> {
    /// As it was collected.
    pub commit: &'a Commit,
    /// What was found out about it.
    pub fact: &'a Fact,
    /// The files.
    pub files: &'a [Touch],
}

fn authors(facts: &[Fact], people: usize) -> Vec<(u32, u64)> {
    let mut commits = vec![0; people];
    for fact in facts.iter().filter(|fact| !fact.size.merge) {
        commits[fact.author as usize] += 1;
    }
    let numbered = (0..).zip(commits);
    numbered.filter(|(_, commits)| *commits > 0).collect()
}
