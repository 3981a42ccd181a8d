//! Whether a stored sentence, whoever wrote it, rests on what is there.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Claim, FactSheet, Flaw, Selection, plain, prose, references_in};
use crate::model::{Evidence, Insights, RepositoryActivity, Sentence, Snapshot, Span, Writer};

/// What stored sentences are held against. Built once, used for many sentences.
#[derive(Clone, Debug)]
pub struct Ground<'a> {
    repositories: BTreeMap<&'a str, Known<'a>>,
    people: BTreeSet<&'a str>,
    snapshot: &'a Snapshot,
    insights: Option<&'a Insights>,
}

/// What one repository holds.
#[derive(Clone, Debug)]
struct Known<'a> {
    commits: BTreeSet<&'a str>,
    numbers: BTreeSet<u64>,
    tags: BTreeSet<&'a str>,
}

impl<'a> Ground<'a> {
    /// A snapshot, and the insights that metrics point into; without these no metric is there.
    pub fn new(snapshot: &'a Snapshot, insights: Option<&'a Insights>) -> Self {
        let repositories = snapshot.repositories.iter();
        let people = snapshot.people.iter().map(|person| person.id.as_str());
        let contributors = insights.into_iter().flat_map(|insights| &insights.contributors);
        let contributors = contributors.map(|person| person.id.as_str());
        Self {
            repositories: repositories
                .map(|activity| (activity.repository.name.as_str(), Known::new(activity)))
                .collect(),
            people: people.chain(contributors).collect(),
            snapshot,
            insights,
        }
    }

    /// What a metric is; nothing where there are no insights or no such metric.
    fn metric(&self, pointer: &str) -> Option<Value> {
        self.insights?.at(pointer)
    }

    /// Whether a piece of evidence is there.
    pub fn holds(&self, evidence: &Evidence) -> bool {
        let known = |name: &String| self.repositories.get(name.as_str());
        match evidence {
            Evidence::Commit { repository, oid } => {
                known(repository).is_some_and(|known| known.commits.contains(oid.as_str()))
            }
            Evidence::Reference { repository, number } => {
                known(repository).is_some_and(|known| known.numbers.contains(number))
            }
            Evidence::Release { repository, tag } => {
                known(repository).is_some_and(|known| known.tags.contains(tag.as_str()))
            }
            Evidence::Metric { pointer } => self.metric(pointer).is_some(),
            Evidence::Coverage { repository } => known(repository).is_some(),
        }
    }

    /// What a span shows that is not there. What rules show is its own evidence; what a model shows is held against its
    /// facts besides.
    fn lacks(&self, span: &Span) -> Option<Flaw> {
        let shown = match span {
            Span::Person { id, name } => {
                let known = self.people.contains(id.as_str());
                return (!known).then(|| Flaw::Missing(format!("the person {name}")));
            }
            Span::Repository { name } => Evidence::Coverage {
                repository: name.clone(),
            },
            Span::Commit { repository, oid } => Evidence::Commit {
                repository: repository.clone(),
                oid: oid.clone(),
            },
            Span::Reference { repository, number } => Evidence::Reference {
                repository: repository.clone(),
                number: *number,
            },
            Span::Release { repository, tag } => Evidence::Release {
                repository: repository.clone(),
                tag: tag.clone(),
            },
            _ => return None,
        };
        (!self.holds(&shown)).then(|| Flaw::Missing(named(&shown)))
    }
}

impl<'a> Known<'a> {
    fn new(activity: &'a RepositoryActivity) -> Self {
        let messages = activity
            .commits
            .iter()
            .flat_map(|commit| [&commit.subject, &commit.body]);
        let pulls = activity.pull_requests.iter().map(|one| one.number);
        let issues = activity.issues.iter().map(|one| one.number);
        let open = activity.open_pull_requests.iter().chain(&activity.open_issues);
        let tagged = activity.releases.iter().map(|release| release.oid.as_str());
        Self {
            numbers: messages
                .flat_map(|text| references_in(text))
                .chain(pulls)
                .chain(issues)
                .chain(open.map(|one| one.number))
                .collect(),
            // A tagged commit may be older than the period.
            commits: tagged
                .chain(activity.commits.iter().map(|commit| commit.oid.as_str()))
                .collect(),
            tags: activity
                .releases
                .iter()
                .map(|release| release.tag.as_str())
                .collect(),
        }
    }
}

/// Names everything about a stored sentence that is not held; empty when all is well.
///
/// Whoever wrote it, its evidence must be there, and what it shows must be carried by that evidence. What a model wrote
/// is held against the facts of its evidence as it was when written, by the same check and with the same reasons.
pub fn check(sentence: &Sentence, ground: &Ground<'_>) -> Vec<Flaw> {
    if sentence.evidence.is_empty() {
        return vec![Flaw::NoEvidence];
    }
    let missing = sentence
        .evidence
        .iter()
        .filter(|evidence| !ground.holds(evidence));
    let missing = missing.map(|evidence| Flaw::Missing(named(evidence)));
    let spans = sentence.spans.iter().filter_map(|span| ground.lacks(span));
    let flaws: Vec<_> = missing.chain(spans).chain(unquoted(sentence, ground)).collect();
    match (&sentence.writer, ground.insights) {
        (Writer::Model { repository }, Some(insights)) if flaws.is_empty() => {
            again(sentence, repository.as_deref(), ground.snapshot, insights)
        }
        _ => flaws,
    }
}

/// Names each sentence of the insights that is not held, with the first reason; empty when all is well.
pub fn ungrounded(snapshot: &Snapshot, insights: &Insights) -> Vec<String> {
    let ground = Ground::new(snapshot, Some(insights));
    let flawed = prose::all(insights)
        .filter_map(|sentence| Some((check(sentence, &ground).into_iter().next()?, sentence)));
    flawed
        .map(|(flaw, sentence)| format!("`{}`: {flaw}", plain(sentence)))
        .collect()
}

/// Grounds a stored sentence anew, in the facts of its evidence.
fn again(
    sentence: &Sentence,
    repository: Option<&str>,
    snapshot: &Snapshot,
    insights: &Insights,
) -> Vec<Flaw> {
    let selection = Selection {
        repository,
        evidence: Some(&sentence.evidence),
        most: usize::MAX,
    };
    let sheet = FactSheet::select(snapshot, insights, &selection);
    let carried = sheet
        .facts()
        .iter()
        .filter(|fact| fact.evidence.iter().all(|each| sentence.evidence.contains(each)));
    let claim = Claim {
        text: plain(sentence),
        cites: carried.map(|fact| fact.id.clone()).collect(),
    };
    match sheet.ground(&claim) {
        Err(flaws) => flaws,
        Ok(again) => {
            let mut pairs = sentence.spans.iter().zip(&again.spans);
            let other = pairs
                .find(|(stored, shown)| stored != shown)
                .map(|(stored, _)| stored);
            let other = other.or_else(|| sentence.spans.get(again.spans.len()));
            let shorter = sentence.spans.len() != again.spans.len();
            let words = other.map(|span| plain(&Sentence::new(vec![span.clone()], Vec::new())));
            words
                .or_else(|| shorter.then(|| claim.text.clone()))
                .map(Flaw::Altered)
                .into_iter()
                .collect()
        }
    }
}

/// A piece of evidence for people who read why a sentence failed.
fn named(evidence: &Evidence) -> String {
    match evidence {
        Evidence::Commit { repository, oid } => format!("the commit {oid} of {repository}"),
        Evidence::Reference { repository, number } => format!("#{number} of {repository}"),
        Evidence::Release { repository, tag } => format!("the tag {tag} of {repository}"),
        Evidence::Metric { pointer } => format!("the metric {pointer}"),
        Evidence::Coverage { repository } => format!("the repository {repository}"),
    }
}

/// A metric must be quoted as it is, or be what makes the sentence true without a number (`nothing was committed`).
fn unquoted(sentence: &Sentence, ground: &Ground<'_>) -> Option<Flaw> {
    let counts: Vec<u64> = sentence
        .spans
        .iter()
        .filter_map(|span| match span {
            Span::Count { value, .. } => Some(*value),
            _ => None,
        })
        .collect();
    sentence.evidence.iter().find_map(|evidence| {
        let Evidence::Metric { pointer } = evidence else {
            return None;
        };
        let value = ground.metric(pointer)?.as_u64()?;
        (value != 0 && !counts.contains(&value)).then(|| Flaw::Metric(pointer.clone(), value))
    })
}
