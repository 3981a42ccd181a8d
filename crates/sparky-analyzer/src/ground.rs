//! Whether every sentence rests on something that is there.

use std::collections::{HashMap, HashSet};

use serde_json::Value;
use sparky_common::{
    grounding::references_in,
    model::{Evidence, Insights, RepositoryActivity, Sentence, Snapshot, Span},
};

/// Every sentence of the insights' prose, headlines too; not the entries of the list of changes.
pub fn sentences(insights: &Insights) -> impl Iterator<Item = &Sentence> {
    let stories = insights.stories.iter();
    insights
        .summary
        .iter()
        .chain(
            stories
                .flat_map(|story| std::iter::once(&story.headline).chain(story.paragraphs.iter().flatten())),
        )
        .chain(insights.attention.iter().map(|attention| &attention.sentence))
        .chain(
            insights
                .themes
                .iter()
                .flat_map(|theme| std::iter::once(&theme.headline).chain(theme.paragraphs.iter().flatten())),
        )
        .chain(insights.follow_ups.iter().map(|one| &one.sentence))
        .chain(
            insights
                .repositories
                .iter()
                .filter_map(|repository| repository.line.as_ref()),
        )
        .chain(
            insights
                .contributors
                .iter()
                .filter_map(|person| person.line.as_ref()),
        )
}

/// Names each sentence whose evidence is missing from the snapshot or the insights; empty when all is well.
pub fn ungrounded(snapshot: &Snapshot, insights: &Insights) -> Vec<String> {
    let ground = Ground::new(snapshot, insights);
    let changes = insights.repositories.iter().flat_map(|each| &each.changes);
    let listed = changes.flat_map(|change| std::iter::once(&change.sentence).chain(&change.detail));
    let found = insights.insights.iter().map(|insight| &insight.sentence);
    sentences(insights)
        .chain(listed)
        .chain(found)
        .filter_map(|sentence| {
            ground
                .flaw(sentence)
                .map(|flaw| format!("{flaw}: {}", words(sentence)))
        })
        .collect()
}

struct Ground<'a> {
    repositories: HashMap<&'a str, Known<'a>>,
    insights: Value,
}

struct Known<'a> {
    activity: &'a RepositoryActivity,
    oids: HashSet<&'a str>,
    numbers: HashSet<u64>,
}

impl<'a> Ground<'a> {
    fn new(snapshot: &'a Snapshot, insights: &Insights) -> Self {
        let repositories = snapshot.repositories.iter().map(|activity| {
            let messages = activity
                .commits
                .iter()
                .flat_map(|commit| [&commit.subject, &commit.body]);
            let numbers = messages
                .flat_map(|text| references_in(text))
                .chain(activity.pull_requests.iter().map(|one| one.number))
                .chain(activity.issues.iter().map(|one| one.number))
                .chain(activity.open_pull_requests.iter().map(|one| one.number))
                .chain(activity.open_issues.iter().map(|one| one.number))
                .collect();
            let oids = activity
                .commits
                .iter()
                .map(|commit| commit.oid.as_str())
                .collect();
            (
                activity.repository.name.as_str(),
                Known {
                    activity,
                    oids,
                    numbers,
                },
            )
        });
        // What cannot be serialized resolves nothing, and every metric is then named as missing.
        let insights = serde_json::to_value(insights).unwrap_or(Value::Null);
        Self {
            repositories: repositories.collect(),
            insights,
        }
    }

    fn flaw(&self, sentence: &Sentence) -> Option<String> {
        if sentence.evidence.is_empty() {
            return Some("rests on nothing".into());
        }
        let missing = sentence.evidence.iter().find(|evidence| !self.holds(evidence));
        missing
            .map(|evidence| format!("{evidence:?} is not there"))
            .or_else(|| self.wrong_number(sentence))
    }

    fn holds(&self, evidence: &Evidence) -> bool {
        let known = |name: &String| self.repositories.get(name.as_str());
        match evidence {
            Evidence::Commit { repository, oid } => {
                known(repository).is_some_and(|known| known.oids.contains(oid.as_str()))
            }
            Evidence::Reference { repository, number } => {
                known(repository).is_some_and(|known| known.numbers.contains(number))
            }
            Evidence::Release { repository, tag } => known(repository)
                .is_some_and(|known| known.activity.releases.iter().any(|release| &release.tag == tag)),
            Evidence::Metric { pointer } => self.insights.pointer(pointer).is_some(),
            Evidence::Coverage { repository } => known(repository).is_some(),
        }
    }

    /// A metric must be quoted as it is, or be what makes the sentence true without a number (`nothing was committed`).
    fn wrong_number(&self, sentence: &Sentence) -> Option<String> {
        let counts: Vec<u64> = sentence
            .spans
            .iter()
            .filter_map(|span| {
                if let Span::Count { value, .. } = span {
                    Some(*value)
                } else {
                    None
                }
            })
            .collect();
        sentence.evidence.iter().find_map(|evidence| {
            let Evidence::Metric { pointer } = evidence else {
                return None;
            };
            let value = self.insights.pointer(pointer)?.as_u64()?;
            (value != 0 && !counts.contains(&value)).then(|| format!("{pointer} is {value}"))
        })
    }
}

/// A sentence's words without markup, for people who read why it failed.
fn words(sentence: &Sentence) -> String {
    sentence
        .spans
        .iter()
        .map(|span| match span {
            Span::Text { text } | Span::Quote { text } | Span::Code { text } | Span::Term { text } => {
                text.clone()
            }
            Span::Count { value, one, many } => format!("{value} {}", if *value == 1 { one } else { many }),
            Span::Repository { name } | Span::Person { name, .. } => name.clone(),
            Span::Commit { oid, .. } => oid.clone(),
            Span::Reference { number, .. } => format!("#{number}"),
            Span::Release { tag, .. } => tag.clone(),
            Span::Weekday { date } | Span::Day { date } => date.to_string(),
        })
        .collect()
}
