//! What a card says, before it is laid out.

use sparky_common::{
    model::{Insights, Totals},
    period::Kind,
};

use super::fonts::drawable;
use crate::{
    compose::{is_quiet, lead, when},
    page::{Resolver, counted, grouped},
    text::{LONGEST_NAME, collected},
};

/// Most numbers on a card.
const MOST: usize = 3;

/// The words and numbers of a card: every character can be drawn.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Content {
    /// Whose report it is; empty where that cannot be drawn.
    pub owner: String,
    /// The period as people say it.
    pub when: String,
    /// The news.
    pub headline: String,
    /// Numbers with their words, at most three.
    pub figures: Vec<Figure>,
    /// Commits over time.
    pub columns: Vec<Column>,
    /// What the columns are.
    pub caption: String,
}

/// A number with its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Figure {
    /// The number as it is written.
    pub value: String,
    /// What was counted.
    pub words: String,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Column {
    /// What stands below it; empty for none.
    pub label: String,
    /// Commits.
    pub value: u64,
    /// Whether it belongs to the period itself.
    pub is_now: bool,
}

impl Content {
    /// The content of a period's card.
    pub(super) fn of(insights: &Insights, resolver: &Resolver) -> Self {
        let so_far = if insights.over { "" } else { ", so far" };
        let (columns, caption) = columns(insights);
        Self {
            owner: owner(insights, resolver),
            when: sentence_case(&when(insights)) + so_far,
            headline: headline(insights, resolver),
            figures: figures(insights),
            columns,
            caption,
        }
    }
}

/// The organisation; where it has no name the only repository.
fn owner(insights: &Insights, resolver: &Resolver) -> String {
    let organisation = collected(&insights.organisation, LONGEST_NAME);
    let name = match &insights.repositories[..] {
        [only] if organisation.is_empty() => resolver.shown_name(&only.name),
        _ => organisation,
    };
    drawable(&name).unwrap_or_default()
}

/// The lead story's headline, or what else there is to say.
fn headline(insights: &Insights, resolver: &Resolver) -> String {
    let lead = lead(insights, resolver).and_then(|line| drawable(&line));
    let plain = || {
        let totals = &insights.totals;
        let noun = insights.kind.noun();
        if is_quiet(insights) {
            return format!("A quiet {noun}");
        }
        let (value, one, many) = match counts(totals).into_iter().find(|(value, ..)| *value > 0) {
            Some(first) => first,
            None => (
                totals.active_repositories,
                "active repository",
                "active repositories",
            ),
        };
        format!("{} this {noun}", counted(value, one, many))
    };
    lead.unwrap_or_else(plain)
}

/// What may be counted, the most telling first.
fn counts(totals: &Totals) -> [(u64, &'static str, &'static str); 9] {
    [
        (totals.commits, "commit", "commits"),
        (
            totals.pull_requests_merged,
            "pull request merged",
            "pull requests merged",
        ),
        (totals.releases, "release or tag", "releases and tags"),
        (totals.contributors, "person", "people"),
        (
            totals.active_repositories,
            "active repository",
            "active repositories",
        ),
        (totals.issues_closed, "issue closed", "issues closed"),
        (totals.issues_opened, "issue opened", "issues opened"),
        (
            totals.pull_requests_opened,
            "pull request opened",
            "pull requests opened",
        ),
        (totals.merges, "merge", "merges"),
    ]
}

/// Three numbers, those that are nothing last; of a quiet period what it is quiet beside.
fn figures(insights: &Insights) -> Vec<Figure> {
    let totals = &insights.totals;
    let happened = counts(totals).into_iter().filter(|(value, ..)| *value > 0);
    let before = insights.comparison.past.last().map(|past| {
        let words = match insights.kind {
            Kind::Daily => ["commit the day before", "commits the day before"],
            Kind::Weekly => ["commit the week before", "commits the week before"],
            Kind::Monthly => ["commit the month before", "commits the month before"],
        };
        (past.commits, words[0], words[1])
    });
    let watched = insights.repositories.len() as u64;
    let context = [
        (totals.commits == 0).then_some((0, "commit", "commits")),
        before,
        Some((watched, "repository watched", "repositories watched")),
    ];
    let figure = |(value, one, many): (u64, &str, &str)| Figure {
        value: grouped(value),
        words: if value == 1 { one } else { many }.to_owned(),
    };
    happened
        .chain(context.into_iter().flatten())
        .take(MOST)
        .map(figure)
        .collect()
}

/// Commits per day; of a day, commits of the days before and its own.
fn columns(insights: &Insights) -> (Vec<Column>, String) {
    if insights.kind == Kind::Daily {
        let past = insights.comparison.past.iter();
        let past = past.map(|past| Column {
            label: past.period.first_day().strftime("%-d").to_string(),
            value: past.commits,
            is_now: false,
        });
        let now = Column {
            label: insights.period.first_day().strftime("%-d").to_string(),
            value: insights.totals.commits,
            is_now: true,
        };
        return (
            past.chain([now]).collect(),
            "Commits beside the days before".into(),
        );
    }
    let last = insights.days.len().saturating_sub(1);
    let label = |index: usize, date: jiff::civil::Date| match insights.kind {
        Kind::Weekly => date.strftime("%a").to_string(),
        _ if index == 0 || index == last => date.day().to_string(),
        _ => String::new(),
    };
    let column = |(index, day): (usize, &sparky_common::model::DayCount)| Column {
        label: label(index, day.date),
        value: day.commits,
        is_now: true,
    };
    let columns = insights.days.iter().enumerate().map(column).collect();
    (columns, "Commits per day".into())
}

fn sentence_case(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}
