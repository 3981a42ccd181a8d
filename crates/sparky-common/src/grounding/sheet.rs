//! The facts that one piece of prose may tell, and how a model is shown them.

use std::{collections::BTreeMap, fmt::Write as _};

use super::{Claim, Fact, FactId, FactKind, Flaw, Noun, Qualifier, judge, lexicon::Lexicon};
use crate::{model::Sentence, period::Period};

/// Facts with their ids and the lexicon to hold sentences against. Built once, used for many sentences.
#[derive(Clone, Debug)]
pub struct FactSheet {
    period: Period,
    repository: Option<String>,
    facts: Vec<Fact>,
    places: BTreeMap<FactId, usize>,
    lexicon: Lexicon,
}

impl FactSheet {
    /// A sheet of facts. Facts without an id are given one by their place: `f1`, `f2`, ...
    pub fn new(period: Period, mut facts: Vec<Fact>) -> Self {
        for (place, fact) in facts.iter_mut().enumerate() {
            if fact.id.0.is_empty() {
                fact.id = FactId::at(place + 1);
            }
        }
        // Sorted by id, so that the order in which facts are given changes nothing.
        facts.sort_by(|a, b| (a.id.0.len(), &a.id).cmp(&(b.id.0.len(), &b.id)));
        let places = facts
            .iter()
            .enumerate()
            .map(|(place, fact)| (fact.id.clone(), place))
            .collect();
        let lexicon = Lexicon::new(&facts);
        Self {
            lexicon,
            period,
            repository: None,
            facts,
            places,
        }
    }

    /// The same facts, said to be about one repository, or about several where there is none.
    #[must_use]
    pub fn about(mut self, repository: Option<&str>) -> Self {
        self.repository = repository.map(str::to_owned);
        self
    }

    /// The one repository that it is about.
    pub fn repository(&self) -> Option<&str> {
        self.repository.as_deref()
    }

    /// The period that the facts are about.
    pub fn period(&self) -> Period {
        self.period
    }

    /// The facts, by id.
    pub fn facts(&self) -> &[Fact] {
        &self.facts
    }

    /// Turns a claim into a sentence of spans, or says everything that is wrong with it.
    pub fn ground(&self, claim: &Claim) -> Result<Sentence, Vec<Flaw>> {
        judge::ground(self, claim)
    }

    pub(super) fn place(&self, id: &FactId) -> Option<usize> {
        self.places.get(id).copied()
    }

    pub(super) fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// The facts in a compact form for a prompt, one a line: `f3 commit dgx-pixels Ada 2025-11-14 "Add a cache"`.
    pub fn render(&self) -> String {
        self.facts.iter().fold(String::new(), |mut text, fact| {
            text.push_str(&line(fact));
            text.push('\n');
            text
        })
    }
}

fn line(fact: &Fact) -> String {
    let mut line = format!("{} {}", fact.id, kind(fact.kind));
    let mut add = |part: &str| {
        line.push(' ');
        line.push_str(part);
    };
    if let Some(repository) = &fact.repository {
        add(repository.rsplit('/').next().unwrap_or(repository));
    }
    fact.references
        .iter()
        .for_each(|number| add(&format!("#{number}")));
    fact.tag.iter().for_each(|tag| add(tag));
    if !fact.people.is_empty() {
        let names: Vec<_> = fact.people.iter().map(|actor| actor.name.as_str()).collect();
        add(&format!("by {}", names.join(", ")));
    }
    for event in &fact.events {
        let deed = format!("{:?}", event.deed).to_lowercase();
        add(&format!("{deed} {}", event.date.strftime("%A %-d %B")));
    }
    if fact.open {
        add("still open");
    }
    for quantity in &fact.quantities {
        let mut shown = String::new();
        let (one, many) = quantity.noun.words();
        let noun = if quantity.value == 1 { one } else { many };
        // Writing to a string cannot fail.
        let _ = write!(shown, "[{} {noun}", quantity.value);
        if let Some(qualifier) = quantity.qualifier {
            let _ = write!(shown, " {}", qualifier.word());
        }
        shown.push(']');
        add(&shown);
    }
    for standing in &fact.standings {
        add(match standing {
            super::Standing::MostCommits => "(most commits)",
            super::Standing::First => "(first ever)",
            super::Standing::Sole => "(all commits by one person)",
        });
    }
    if !fact.words.is_empty() {
        // JSON quoting keeps the collected words on one line and inside their quotation marks.
        add(&serde_json::Value::from(fact.words.as_str()).to_string());
    }
    line
}

fn kind(kind: FactKind) -> &'static str {
    match kind {
        FactKind::Commit => "commit",
        FactKind::PullRequest => "pull request",
        FactKind::Issue => "issue",
        FactKind::Release => "release",
        FactKind::Review => "review",
        FactKind::Totals => "totals",
        FactKind::Repository => "repository",
        FactKind::Person => "person",
        FactKind::Share => "share",
        FactKind::Trend => "trend",
        FactKind::Day => "day",
    }
}

impl Noun {
    /// The noun for one and for many.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Commit => ("commit", "commits"),
            Self::Merge => ("merge", "merges"),
            Self::Line => ("line", "lines"),
            Self::File => ("file", "files"),
            Self::PullRequest => ("pull request", "pull requests"),
            Self::Issue => ("issue", "issues"),
            Self::Release => ("release", "releases"),
            Self::Review => ("review", "reviews"),
            Self::Comment => ("comment", "comments"),
            Self::Person => ("contributor", "contributors"),
            Self::Bot => ("bot", "bots"),
            Self::Repository => ("repository", "repositories"),
            Self::Day => ("day", "days"),
        }
    }
}

impl Qualifier {
    /// The word it is told by.
    pub fn word(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Merged => "merged",
            Self::Closed => "closed",
            Self::Reopened => "reopened",
            Self::Added => "added",
            Self::Deleted => "deleted",
            Self::Before => "in the period before",
        }
    }
}
