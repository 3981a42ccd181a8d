//! Findings about people: who wrote here for the first time. Never how much anybody wrote.

use std::collections::BTreeMap;

use sparky_common::model::{ContributorInsight, Evidence, InsightKind, Insights, Snapshot};

use super::Candidate;
use crate::narrative::Draft;

/// Most names in the finding.
const NAMED: usize = 3;

/// One finding for everyone who wrote for the first time; its strength is a tenth for each, five at most: newcomers
/// are everyday news where many contribute. It has none where history goes further back than what is known of it: who
/// seems new may only have been away.
pub(super) fn candidates(snapshot: &Snapshot, insights: &Insights) -> Option<Candidate> {
    let mut homes: BTreeMap<&str, Vec<&ContributorInsight>> = BTreeMap::new();
    for person in &insights.contributors {
        let home = person
            .repositories
            .iter()
            .max_by_key(|(name, commits)| (**commits, std::cmp::Reverse(*name)));
        if let (false, Some(true), Some((home, _))) = (person.bot, person.new, home) {
            homes.entry(home).or_default().push(person);
        }
    }
    let people: Vec<&ContributorInsight> = homes.values().flatten().copied().collect();
    let draft = if people.is_empty() {
        return None;
    } else if people.len() > NAMED {
        Draft::default()
            .count(people.len(), "person", "people")
            .text(" contributed")
    } else {
        let named = people.iter().map(|person| Draft::default().person(person));
        Draft::default().list(named.collect()).text(" contributed")
    };
    let draft = match homes.keys().collect::<Vec<_>>()[..] {
        [only] => draft.text(" to ").repository(only),
        _ => draft
            .text(" to ")
            .count(homes.len(), "repository", "repositories"),
    };
    let draft = draft.text(" for the first time in the periods that are known");
    let draft = homes.iter().fold(draft, |draft, (home, people)| {
        first_commits(snapshot, home, people).fold(draft, Draft::because)
    });
    let whole = |home: &&str| {
        let mut all = snapshot.repositories.iter();
        all.any(|one| one.repository.name == *home && one.history_complete)
    };
    let certain = homes.keys().all(whole);
    let only = (homes.len() == 1).then(|| homes.keys().next().copied()).flatten();
    Some(Candidate {
        subject: format!("newcomers:{}", only.unwrap_or("organisation")),
        kind: InsightKind::People,
        repository: only.map(str::to_owned),
        strength: if certain {
            people.len().min(5) as f64 / 10.0
        } else {
            0.0
        },
        sentence: draft.end()?,
    })
}

/// A commit of each of them.
fn first_commits<'a>(
    snapshot: &'a Snapshot,
    home: &'a str,
    people: &'a [&ContributorInsight],
) -> impl Iterator<Item = Evidence> + 'a {
    let activity = snapshot
        .repositories
        .iter()
        .find(|one| one.repository.name == home);
    people.iter().filter_map(move |person| {
        let by_them =
            |commit: &&sparky_common::model::Commit| commit.author == person.id && !commit.is_merge();
        let commit = activity?.commits.iter().find(by_them)?;
        Some(Evidence::Commit {
            repository: home.to_owned(),
            oid: commit.oid.clone(),
        })
    })
}
