//! A thousand repositories: bounded findings, no project that drowns the others, and an end.

use std::collections::BTreeSet;

use sparky_common::{grounding::ungrounded, model::Tier};

use crate::build::{Repo, insights, snapshot};

#[test]
fn a_thousand_repositories_are_told_in_bounds() {
    let repo = |number: usize| {
        let name = format!("acme/project-{number:03}");
        let repo = Repo::new(&name).past("2025-W46", "ada", &[2, 1, 3, 2]);
        let author = ["ada", "bob", "cleo", "dan"][number % 4];
        let at = format!("2025-11-{}T{:02}:00:00", 10 + number % 7, number % 24);
        let subject = format!("feat: give project {number} an index");
        (0..=number % 3).fold(repo, |repo, place| {
            repo.commit(
                author,
                &at,
                &subject,
                &[&format!("src/part{place}.rs +{} -1", 5 + number)],
            )
        })
    };
    let week = snapshot("2025-W46", (0..1000).map(repo).collect());
    let insights = insights(&week);
    assert_eq!(insights.totals.commits, 1999);
    assert_eq!(insights.totals.active_repositories, 1000);
    assert_eq!(insights.repositories.len(), 1000);
    let deep = insights.repositories.iter().filter(|one| one.tier == Tier::Deep);
    assert_eq!(deep.count(), 8);
    assert!(insights.insights.len() <= 20 && insights.stories.len() <= 5);
    let first: BTreeSet<_> = insights
        .insights
        .iter()
        .take(5)
        .map(|one| &one.repository)
        .collect();
    assert_eq!(first.len(), 5, "{first:?}");
    assert_eq!(ungrounded(&week, &insights), Vec::<String>::new());
}
