//! A repository's period as an ordered account: changes, the efforts they form, and the turn among them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::tz::TimeZone;
use sparky_common::model::RepositoryActivity;

use super::{
    change::{Change, Nature, is_landing},
    group::{Bond, groups},
    round::{Round, rounds},
    turn::{Turn, as_written, turn},
};
use crate::text::words;

/// A numbered series is an effort where it is at least one of so many changes.
const LARGEST_SHARE: usize = 50;

/// What sort of effort.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum EffortKind {
    /// A numbered series, or the part of it that shares a word.
    Series {
        /// The label as the team writes it.
        label: String,
        /// Which pass through the numbers, from 1.
        pass: u32,
    },
    /// Changes that share a scope or a word, as the team writes it.
    Theme(String),
    /// Changes to the files of one area of the tree, by its path.
    Area(String),
    /// One thing done to several others, as its titles say alike.
    Alike,
    /// Repairs that share nothing else.
    Repairs,
    /// Documents that share nothing else.
    Documents,
    /// Housekeeping.
    Upkeep,
    /// What stands alone.
    Rest,
}

/// Changes that belong together, in order of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Effort {
    /// What sort.
    pub kind: EffortKind,
    /// Places in [`Chronicle::changes`].
    pub members: Vec<usize>,
}

/// A repository's period.
#[derive(Clone, Debug)]
pub(crate) struct Chronicle<'a> {
    /// Where it was collected.
    pub activity: &'a RepositoryActivity,
    /// Its changes, oldest first: commits, and merges with a title of their own.
    pub changes: Vec<Change<'a>>,
    /// What belongs together.
    pub efforts: Vec<Effort>,
    /// Where the vocabulary changed.
    pub turn: Option<Turn>,
    /// Passes through numbered series.
    pub rounds: Vec<Round>,
    /// Who is credited with each change: for a merge the author of the commit whose title it carries, if known.
    pub credits: Vec<Option<&'a str>>,
    /// Whether changes land as merged pull requests, whose titles then tell the story.
    pub by_merge: bool,
}

impl<'a> Chronicle<'a> {
    /// Reads a repository's commits. `bots` are the ids of programs, whose commits are upkeep.
    pub(crate) fn read(activity: &'a RepositoryActivity, zone: &TimeZone, bots: &BTreeSet<&str>) -> Self {
        let commits = activity
            .commits
            .iter()
            .filter(|commit| !commit.is_merge())
            .count();
        let merged = activity
            .commits
            .iter()
            .filter(|commit| commit.is_merge() && is_landing(commit))
            .count();
        let by_merge = merged >= 5 && merged * 4 >= commits;
        let mut changes: Vec<Change<'a>> = activity
            .commits
            .iter()
            .rev()
            .filter(|commit| !commit.is_merge() || tells(commit, by_merge))
            .map(|commit| Change::read(commit, zone))
            .collect();
        for change in &mut changes {
            if bots.contains(change.commit.author.as_str()) && !change.commit.is_merge() {
                change.nature = Nature::Upkeep;
                change.by_program = true;
            }
        }
        adopt_references(activity, &mut changes);
        let credits = credits(&changes);
        let mut chronicle = Self {
            activity,
            changes,
            efforts: Vec::new(),
            turn: None,
            rounds: Vec::new(),
            credits,
            by_merge,
        };
        chronicle.form_efforts();
        chronicle
    }

    /// Places of the changes that tell the story: in a repository that merges pull requests those, else all news.
    pub(crate) fn news(&self) -> Vec<usize> {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        (0..self.changes.len())
            .filter(|&i| self.changes[i].is_news() && self.tells(&self.changes[i]))
            .filter(|&i| seen.insert(&self.changes[i].subject.title))
            .collect()
    }

    /// Whether more than a few changes all fell on one day, which then is worth saying only once.
    pub(crate) fn on_one_day(&self) -> bool {
        const FEW: usize = 3;
        let day = |change: &Change<'_>| change.at.date();
        let first = self.changes.first().map(day);
        self.changes.len() > FEW && self.changes.iter().all(|change| Some(day(change)) == first)
    }

    /// Places of all changes that a theme stands for: its members, and beside them what shares its scope or word but
    /// repeats a title or is no news. A count about the theme counts these.
    pub(crate) fn about(&self, theme: &str, members: &[usize]) -> Vec<usize> {
        let scoped = |change: &Change<'_>| change.subject.scope.as_deref() == Some(theme);
        let by_scope = members.iter().all(|&i| scoped(&self.changes[i]));
        let word = words::topic(theme);
        let shares = |change: &Change<'_>| {
            scoped(change) || (!by_scope && word.as_ref().is_some_and(|word| change.topics.contains(word)))
        };
        (0..self.changes.len())
            .filter(|i| {
                let change = &self.changes[*i];
                members.contains(i) || (self.tells(change) && shares(change))
            })
            .collect()
    }

    fn tells(&self, change: &Change<'_>) -> bool {
        !self.by_merge
            || change.commit.is_merge()
            || matches!(change.nature, Nature::Release | Nature::Birth | Nature::Revert)
    }

    fn form_efforts(&mut self) {
        let news = self.news();
        self.turn = turn(&self.changes, &news);
        self.rounds = rounds(&self.changes);
        // A count of a few among very many is no course of the period.
        let all = self.changes.len();
        self.rounds
            .retain(|round| round.members.len() * LARGEST_SHARE >= all);
        let mut efforts = Vec::new();
        let mut taken: BTreeSet<usize> = BTreeSet::new();
        for round in &self.rounds {
            for (i, _) in &round.members {
                self.changes[*i].subject.join_series(&round.label);
            }
        }
        for round in &self.rounds {
            let members: Vec<usize> = round
                .members
                .iter()
                .map(|(i, _)| *i)
                .filter(|i| taken.insert(*i))
                .collect();
            for members in split_by_word(&self.changes, members) {
                efforts.push(Effort {
                    kind: EffortKind::Series {
                        label: round.label.clone(),
                        pass: round.pass,
                    },
                    members,
                });
            }
        }
        let loose = |wanted: fn(Nature) -> bool, taken: &BTreeSet<usize>| -> Vec<usize> {
            news.iter()
                .copied()
                .filter(|i| !taken.contains(i) && wanted(self.changes[*i].nature))
                .collect()
        };
        let own = self.activity.repository.name.to_lowercase();
        let themed = loose(
            |nature| !matches!(nature, Nature::Birth | Nature::Release),
            &taken,
        );
        for (bond, members) in groups(&self.changes, &themed, &own) {
            taken.extend(&members);
            let name = match bond {
                Bond::Scope(scope) => scope,
                Bond::Area(path) => {
                    efforts.push(Effort {
                        kind: EffortKind::Area(path),
                        members,
                    });
                    continue;
                }
                Bond::Pattern(_) => {
                    efforts.push(Effort {
                        kind: EffortKind::Alike,
                        members,
                    });
                    continue;
                }
                Bond::Word(word) => as_written(
                    &word,
                    members
                        .iter()
                        .map(|&i| self.changes[i].subject.bare_title.as_str()),
                ),
            };
            efforts.push(Effort {
                kind: EffortKind::Theme(name),
                members,
            });
        }
        let repairs = loose(|nature| nature == Nature::Repair, &taken);
        let documents = loose(|nature| nature == Nature::Document, &taken);
        let rest = loose(
            |nature| !matches!(nature, Nature::Repair | Nature::Document),
            &taken,
        );
        let told: BTreeSet<usize> = news.iter().copied().chain(taken).collect();
        let upkeep = (0..self.changes.len()).filter(|i| !told.contains(i)).collect();
        for (kind, members) in [
            (EffortKind::Rest, rest),
            (EffortKind::Repairs, repairs),
            (EffortKind::Documents, documents),
            (EffortKind::Upkeep, upkeep),
        ] {
            let members: Vec<usize> = members;
            if !members.is_empty() {
                efforts.push(Effort { kind, members });
            }
        }
        self.efforts = efforts;
    }
}

fn credits<'a>(changes: &[Change<'a>]) -> Vec<Option<&'a str>> {
    let direct = || {
        changes
            .iter()
            .filter(|change| !change.commit.is_merge() && !change.topics.is_empty())
    };
    let authors: HashMap<&BTreeSet<String>, &'a str> = direct()
        .map(|change| (&change.topics, change.commit.author.as_str()))
        .collect();
    let credit = |change: &Change<'a>| match change.commit.is_merge() {
        true => authors.get(&change.topics).copied(),
        false => Some(change.commit.author.as_str()),
    };
    changes.iter().map(credit).collect()
}

/// Whether a merge is a change of its own: always with a title of its own, a pull request where those tell the story.
fn tells(commit: &sparky_common::model::Commit, by_merge: bool) -> bool {
    is_landing(commit) && (by_merge || !commit.subject.starts_with("Merge pull request"))
}

/// A commit whose title a merged pull request carries gets that pull request's number.
fn adopt_references(activity: &RepositoryActivity, changes: &mut [Change<'_>]) {
    let merged: BTreeMap<&str, u64> = activity
        .commits
        .iter()
        .filter(|commit| commit.is_merge())
        .filter_map(|commit| {
            let number = commit
                .subject
                .strip_prefix("Merge pull request #")?
                .split(' ')
                .next()?
                .parse()
                .ok()?;
            Some((
                commit.body.lines().find(|line| !line.trim().is_empty())?.trim(),
                number,
            ))
        })
        .collect();
    for change in changes
        .iter_mut()
        .filter(|change| change.subject.references.is_empty())
    {
        if let Some(number) = merged.get(change.commit.subject.trim()) {
            change.subject.references.push(*number);
        }
    }
}

/// Parts a series where a word takes over: groundwork first, then one screen after the other.
fn split_by_word(changes: &[Change<'_>], members: Vec<usize>) -> Vec<Vec<usize>> {
    let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (place, &i) in members.iter().enumerate() {
        for topic in &changes[i].topics {
            places.entry(topic).or_default().push(place);
        }
    }
    // The word must hold an unbroken run that begins or ends the series, with three others beside it.
    let cut = places
        .into_values()
        .filter(|held| {
            held.len() >= 3
                && members.len() - held.len() >= 3
                && held[held.len() - 1] - held[0] + 1 == held.len()
        })
        .filter(|held| held[0] == 0 || held[held.len() - 1] == members.len() - 1)
        .max_by_key(Vec::len)
        .map(|held| if held[0] == 0 { held.len() } else { held[0] });
    match cut {
        Some(cut) => vec![members[..cut].to_vec(), members[cut..].to_vec()],
        None => vec![members],
    }
}
