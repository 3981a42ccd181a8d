//! Numbers: parts add up, doubles count once, people and programs are apart.

use sparky_analyzer::{Options, analyze, reconcile};
use sparky_common::model::{Coverage, Snapshot};

use crate::build::{Repo, artifact, insights, snapshot};

fn twins() -> Snapshot {
    let one = Repo::new("acme/one")
        .past("2025-W46", "ada", &[2, 4, 9])
        .commit(
            "ada",
            "2025-11-10T10:00:00",
            "add a parser for dates",
            &["src/a.rs +10 -2", "docs/a.md +5 -0"],
        )
        .commit(
            "bob",
            "2025-11-11T23:30:00",
            "fix: read empty lines",
            &["src/a.rs +1 -1"],
        )
        .commit(
            "dependabot[bot]",
            "2025-11-12T10:00:00",
            "build(deps): bump serde to 2.0",
            &["Cargo.lock +4 -4"],
        )
        .commit("ada", "2025-11-13T10:00:00", "Merge branch 'x'", &[]);
    let mut two = Repo::new("acme/two").past("2025-W46", "ada", &[0, 0, 0]);
    two.0.commits = one.0.commits.clone();
    snapshot("2025-W46", vec![one, two])
}

#[test]
fn an_oid_in_two_repositories_counts_once_for_the_organisation() {
    let snapshot = twins();
    let insights = insights(&snapshot);
    assert_eq!(
        (
            insights.totals.commits,
            insights.totals.merges,
            insights.totals.additions
        ),
        (3, 1, 20)
    );
    assert_eq!(
        (
            insights.totals.contributors,
            insights.totals.bots,
            insights.totals.active_repositories
        ),
        (2, 1, 2)
    );
    for repository in &insights.repositories {
        assert_eq!(
            (
                repository.counts.commits,
                repository.counts.merges,
                repository.contributors
            ),
            (3, 1, 2)
        );
    }
    let ada = insights
        .contributors
        .iter()
        .find(|person| person.id == "ada")
        .unwrap();
    assert_eq!((ada.counts.commits, ada.repositories.len()), (1, 2));
    assert!(insights.contributors.last().unwrap().bot);
    assert_eq!(reconcile(&snapshot, &insights), Vec::<String>::new());
}

#[test]
fn a_number_that_does_not_add_up_is_named() {
    let snapshot = twins();
    let mut insights = insights(&snapshot);
    insights.totals.commits += 1;
    insights.repositories[0].counts.additions -= 1;
    let found = reconcile(&snapshot, &insights);
    assert!(
        found.iter().any(|one| one.starts_with("totals.commits: 4")),
        "{found:?}"
    );
    assert!(
        found.iter().any(|one| one.starts_with("acme/one.additions: 19")),
        "{found:?}"
    );
}

#[test]
fn days_are_those_of_the_organisation() {
    let insights = insights(&twins());
    let days: Vec<u64> = insights.days.iter().map(|day| day.commits).collect();
    // 23:30 in New York is the next day in UTC.
    assert_eq!(days, [1, 1, 1, 0, 0, 0, 0]);
}

#[test]
fn a_short_history_gives_no_median() {
    let snapshot = twins();
    assert_eq!(insights(&snapshot).comparison.median_commits, Some(4));
    let options = Options {
        min_history: 4,
        ..Options::default()
    };
    let insights = analyze(&snapshot, artifact(), options).unwrap();
    assert_eq!(insights.comparison.median_commits, None);
    assert!(insights.contributors.iter().all(|person| person.new.is_none()));
}

#[test]
fn what_could_not_be_collected_is_said() {
    let mut snapshot = twins();
    snapshot.repositories[1].commits.clear();
    snapshot.repositories[1].coverage = Coverage::failed("the disk is gone");
    let insights = insights(&snapshot);
    let first = crate::build::sentence(&insights.attention[0].sentence);
    assert_eq!(
        first,
        "acme/two could not be collected, because of “the disk is gone”."
    );
    assert_eq!(reconcile(&snapshot, &insights), Vec::<String>::new());
}

#[test]
fn a_count_about_a_theme_counts_every_commit_about_it() {
    let titles = [
        "fix(cache): bound the retries",
        "feat(cache): report misses",
        "perf(cache): look entries up by hash",
        "fix(cache): bound the retries",
        "test(cache): fill it up",
        "feat(parser): read dates",
        "feat(reader): follow links",
        "fix(server): close idle sockets",
    ];
    let mut repo = Repo::new("acme/one").past("2025-W46", "ada", &[2, 4, 9]);
    for (place, title) in titles.iter().enumerate() {
        let author = if place % 2 == 0 { "ada" } else { "bob" };
        let at = format!("2025-11-1{}T10:00:00", place / 2);
        repo = repo.commit(author, &at, title, &["src/a.rs +9 -2"]);
    }
    let insights = insights(&snapshot("2025-W46", vec![repo]));
    let told = crate::build::text(&insights);
    assert!(told.contains("5 commits"), "{told}");
    assert!(
        !told.contains("3 commits") && !told.contains("4 commits"),
        "{told}"
    );
}
