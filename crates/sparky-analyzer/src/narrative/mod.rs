//! Sentences about what was found, each with the evidence it rests on.

mod account;
mod arc;
mod area;
mod attention;
mod brief;
mod changes;
mod copies;
mod detail;
mod draft;
mod fold;
mod follow;
mod gist;
mod headline;
mod lead;
mod lines;
pub mod lint;
mod opening;
mod people;
mod phrase;
mod plain;
mod releases;
mod score;
mod series;
mod stories;
mod summary;
mod telling;
mod themes;
mod topic;
mod voice;
mod when;

use std::collections::{BTreeMap, BTreeSet};

use sparky_common::{
    model::{Insights, Snapshot},
    period::Kind,
};

use crate::{config::Options, effort::Chronicle};
pub(crate) use copies::{Copy, apart};
pub(crate) use draft::Draft;
pub(crate) use follow::follow_ups;
pub(crate) use phrase::{run, sole_author};
use voice::Voice;

/// What every writer may look at: the snapshot, the numbers, and the account of each repository.
pub(crate) struct Desk<'a> {
    /// What was collected.
    pub snapshot: &'a Snapshot,
    /// The numbers, without prose.
    pub insights: &'a Insights,
    /// The account of each repository, by name; without [`Self::copies`].
    pub chronicles: &'a BTreeMap<&'a str, Chronicle<'a>>,
    /// Repositories whose commits are told with another.
    pub copies: &'a BTreeMap<&'a str, Copy<'a>>,
    /// What was configured.
    pub options: Options,
}

impl<'a> Desk<'a> {
    /// The kind of period.
    pub(crate) fn kind(&self) -> Kind {
        self.insights.kind
    }

    /// The kind of period for the days of a repository's sentences: where everything happened on one day, that day
    /// is said once and the rest reads as in the report of a day.
    pub(crate) fn clock(&self, chronicle: &Chronicle<'_>) -> Kind {
        match chronicle.on_one_day() {
            true => Kind::Daily,
            false => self.kind(),
        }
    }

    /// Where a repository stands in the insights.
    pub(crate) fn repository_index(&self, name: &str) -> usize {
        self.insights
            .repositories
            .iter()
            .position(|one| one.name == name)
            .unwrap_or_default()
    }

    /// Whether more than one person is at work: only then names say something sentence by sentence.
    pub(crate) fn is_shared(&self) -> bool {
        self.insights
            .contributors
            .iter()
            .filter(|person| !person.bot && person.counts.commits > 0)
            .count()
            > 1
    }

    /// Whether a program committed to a repository.
    pub(crate) fn has_bots(&self, repository: &str) -> bool {
        let mut people = self.insights.contributors.iter();
        people.any(|person| person.bot && person.repositories.contains_key(repository))
    }

    /// The ids of programs.
    pub(crate) fn bots(&self) -> BTreeSet<&'a str> {
        self.snapshot
            .people
            .iter()
            .filter(|person| person.bot)
            .map(|person| person.id.as_str())
            .collect()
    }
}

/// Everything that is written.
pub(crate) struct Prose {
    pub stories: Vec<sparky_common::model::Story>,
    pub summary: Vec<sparky_common::model::Sentence>,
    pub themes: Vec<sparky_common::model::Theme>,
    pub attention: Vec<sparky_common::model::Attention>,
    pub lines: BTreeMap<String, sparky_common::model::Sentence>,
    pub people: BTreeMap<String, sparky_common::model::Sentence>,
    pub changes: BTreeMap<String, changes::Changes>,
}

/// Writes the prose of a report.
pub(crate) fn write(desk: &Desk<'_>) -> Prose {
    let mut voice = Voice::default();
    if let Some(summary) = brief::brief(desk, &mut voice) {
        return Prose {
            summary,
            stories: Vec::new(),
            themes: Vec::new(),
            attention: attention::attention(desk, &mut voice),
            lines: BTreeMap::new(),
            people: BTreeMap::new(),
            changes: changes::changes(desk),
        };
    }
    let leads = lead::leads(desk);
    let summary = summary::summary(desk, &leads, &mut voice);
    let themes = themes::themes(desk, &mut voice);
    let stories = stories::stories(desk, &leads, &mut voice);
    let attention = attention::attention(desk, &mut voice);
    let mut lines = lines::lines(desk, &mut voice);
    lines.extend(copies::lines(desk.copies, &mut voice));
    let people = people::lines(desk, &mut voice);
    Prose {
        stories,
        themes,
        summary,
        attention,
        lines,
        people,
        changes: changes::changes(desk),
    }
}
