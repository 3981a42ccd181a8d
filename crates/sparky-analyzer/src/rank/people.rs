//! Findings about people: who wrote here for the first time. Never how much anybody wrote.

use std::collections::BTreeMap;

use sparky_common::model::{ContributorInsight, Evidence, InsightKind, Insights, Snapshot};

use super::Candidate;
use crate::narrative::Draft;

/// Most names in one finding.
const NAMED: usize = 3;

/// One finding for all first-time authors of a repository; its strength is a tenth for each,
/// four at most: newcomers are everyday news where many contribute.
pub(super) fn candidates(snapshot: &Snapshot, insights: &Insights) -> Vec<Candidate> {
    let mut newcomers: BTreeMap<&str, Vec<&ContributorInsight>> = BTreeMap::new();
    for person in &insights.contributors {
        let home = person
            .repositories
            .iter()
            .max_by_key(|(name, commits)| (**commits, std::cmp::Reverse(*name)));
        if let (false, Some(true), Some((home, _))) = (person.bot, person.new, home) {
            newcomers.entry(home).or_default().push(person);
        }
    }
    newcomers
        .into_iter()
        .filter_map(|(home, people)| first_time(snapshot, home, &people))
        .collect()
}

fn first_time(snapshot: &Snapshot, home: &str, people: &[&ContributorInsight]) -> Option<Candidate> {
    let activity = snapshot
        .repositories
        .iter()
        .find(|one| one.repository.name == home)?;
    let draft = Draft::default();
    let draft = if people.len() > NAMED {
        draft
            .repository(home)
            .text(" took commits from ")
            .count(people.len(), "newcomer", "newcomers")
    } else {
        let names = people
            .iter()
            .map(|person| Draft::default().person(person))
            .collect();
        draft
            .list(names)
            .text(" wrote for ")
            .repository(home)
            .text(" for the first time in the periods that are known")
    };
    let firsts = people.iter().filter_map(|person| {
        activity
            .commits
            .iter()
            .find(|commit| commit.author == person.id && !commit.is_merge())
    });
    let draft = firsts.fold(draft, |draft, commit| {
        draft.because(Evidence::Commit {
            repository: home.to_owned(),
            oid: commit.oid.clone(),
        })
    });
    Some(Candidate {
        subject: format!("newcomers:{home}"),
        kind: InsightKind::People,
        repository: Some(home.to_owned()),
        strength: people.len().min(4) as f64 / 10.0,
        sentence: draft.end()?,
    })
}
