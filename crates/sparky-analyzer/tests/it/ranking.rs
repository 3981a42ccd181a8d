//! The order of the findings and how deep repositories are told.

use sparky_common::{
    grounding::ungrounded,
    model::{Insights, OpenItem, Tier},
};

use crate::build::{Repo, insights, sentence, snapshot};

const WEEK: &str = "2025-W46";

fn findings(insights: &Insights) -> Vec<String> {
    let found = insights.insights.iter();
    found.map(|one| sentence(&one.sentence)).collect()
}

/// A week with something of everything.
fn eventful() -> Insights {
    let fix = |repo: Repo, place: usize| {
        let at = format!("2025-11-12T0{place}:00:00");
        let subject = [
            "fix: survive a full disk",
            "fix: close sockets",
            "fix: wait for the clock",
        ][place % 3];
        repo.commit("ada", &at, subject, &["src/a.rs +3 -1"])
    };
    let busy = Repo::new("acme/busy")
        .past(WEEK, "ada", &[2, 3, 2, 3, 2])
        .commit(
            "ada",
            "2025-11-10T09:00:00",
            "Add into_value utility function (#11)",
            &["src/b.rs +400 -0"],
        )
        .commit(
            "ada",
            "2025-11-10T10:00:00",
            "feat!: drop the old protocol (#12)",
            &["src/a.rs +9 -90"],
        )
        .commit(
            "bob",
            "2025-11-11T09:00:00",
            "feat: add a dark theme (#13)",
            &["src/ui.rs +60 -2"],
        )
        .commit(
            "cleo",
            "2025-11-11T10:00:00",
            "docs: explain the protocol (#14)",
            &["README.md +30 -0"],
        )
        .commit(
            "dan",
            "2025-11-11T11:00:00",
            "chore: update dependencies",
            &["Cargo.lock +9 -9"],
        )
        .commit(
            "eve",
            "2025-11-11T12:00:00",
            "Revert \"feat: cache the answers\"",
            &["src/c.rs +1 -80"],
        );
    let busy = (0..8).fold(busy, fix);
    let mut released = Repo::new("acme/released")
        .past(WEEK, "ada", &[3, 2, 3, 2, 3])
        .commit(
            "ada",
            "2025-11-13T09:00:00",
            "feat: stream the answers (#3)",
            &["src/a.rs +80 -3"],
        )
        .commit(
            "ada",
            "2025-11-13T10:00:00",
            "Release v2.0.0",
            &["Cargo.toml +1 -1"],
        )
        .tag("v2.0.0");
    released.0.open_pull_requests = vec![OpenItem {
        number: 1,
        title: "Half done".into(),
        author: None,
        opened_at: "2025-08-01T00:00:00Z".parse().unwrap(),
        reviewed: false,
    }];
    let silent = Repo::new("acme/silent").past(WEEK, "ada", &[9, 8, 12, 9, 11]);
    let empty_before = Repo::new("acme/seldom").past(WEEK, "ada", &[9, 8, 12, 9, 0]);
    insights(&snapshot(WEEK, vec![busy, released, silent, empty_before]))
}

#[test]
fn what_a_colleague_would_hear_first() {
    insta::assert_snapshot!(findings(&eventful()).join("\n"));
}

#[test]
fn events_come_before_numbers_and_numbers_before_upkeep() {
    let found = findings(&eventful());
    let place = |words: &str| {
        let position = found.iter().position(|one| one.contains(words));
        position.unwrap_or_else(|| panic!("nothing about {words} in {found:#?}"))
    };
    for words in ["releases v2.0.0", "old protocol", "everted", "acme/silent"] {
        assert!(place(words) < 5, "{words}: {found:#?}");
    }
    assert!(place("releases v2.0.0") < place("acme/silent"));
    assert!(place("contributed") < place("Half done"));
    assert!(
        !found
            .iter()
            .any(|one| one.contains("utility") || one.contains("dependencies")),
        "{found:#?}"
    );
    assert!(!found.iter().any(|one| one.contains("acme/seldom")), "{found:#?}");
}

#[test]
fn stories_and_the_busiest_are_deep_the_others_have_a_line() {
    let tiers: Vec<(String, Tier)> = eventful()
        .repositories
        .iter()
        .map(|one| (one.name.clone(), one.tier))
        .collect();
    insta::assert_debug_snapshot!(tiers);
}

#[test]
fn a_thousand_repositories_give_a_short_list_and_few_deep_ones() {
    let repositories = (0..1000).map(|number| {
        Repo::new(&format!("acme/r{number:04}"))
            .past(WEEK, "ada", &[1, 1, 1])
            .commit(
                "ada",
                "2025-11-12T09:00:00",
                &format!("feat: add part {number}"),
                &["src/a.rs +9 -0"],
            )
    });
    let insights = insights(&snapshot(WEEK, repositories.collect()));
    let deep = insights.repositories.iter().filter(|one| one.tier == Tier::Deep);
    assert_eq!(deep.count(), 8);
    assert_eq!(insights.insights.len(), 20);
    assert!(insights.insights.is_sorted_by(|a, b| a.score >= b.score));
}

#[test]
fn one_person_with_one_change_gives_one_finding() {
    let repo = Repo::new("acme/solo").past(WEEK, "ada", &[1, 2, 1]).commit(
        "ada",
        "2025-11-12T09:00:00",
        "feat: add a dark theme",
        &["src/a.rs +9 -0"],
    );
    let found = findings(&insights(&snapshot(WEEK, vec![repo])));
    assert_eq!(found, ["acme/solo added a dark theme."]);
}

#[test]
fn what_falls_silent_together_is_told_once() {
    let silent = ["docs", "grimware", "mop"].map(|name| {
        let past = if name == "mop" { [20; 5] } else { [9, 8, 12, 9, 11] };
        Repo::new(&format!("acme/{name}")).past(WEEK, "ada", &past)
    });
    let busy = Repo::new("acme/busy").past(WEEK, "ada", &[2, 3, 2, 3, 2]).commit(
        "ada",
        "2025-11-10T09:00:00",
        "feat: add a dark theme",
        &["src/a.rs +9 -0"],
    );
    let with = |count: usize| {
        let repositories = silent.iter().take(count).map(|one| Repo(one.0.clone()));
        let snapshot = snapshot(WEEK, repositories.chain([Repo(busy.0.clone())]).collect());
        let insights = insights(&snapshot);
        assert_eq!(ungrounded(&snapshot, &insights), Vec::<String>::new());
        let mut found = findings(&insights);
        found.retain(|one| one.contains("silent") || one.contains("0 commits"));
        found
    };
    assert_eq!(with(3), ["acme/mop, acme/docs and acme/grimware fell silent."]);
    assert_eq!(with(2).len(), 2);
}

#[test]
fn who_may_only_have_been_away_comes_after_what_changed() {
    let place = |history_complete| {
        let mut repo = Repo::new("acme/old").past(WEEK, "ada", &[4, 5, 4, 5, 4]);
        repo.0.history_complete = history_complete;
        for (place, who) in ["ada", "bob", "cleo", "dan", "eve", "fay"].iter().enumerate() {
            let (at, subject) = (
                format!("2025-11-1{place}T09:00:00"),
                format!("feat: add theme number {place}"),
            );
            repo = repo.commit(who, &at, &subject, &["src/a.rs +20 -0"]);
        }
        let found = findings(&insights(&snapshot(WEEK, vec![repo])));
        found
            .iter()
            .position(|one| one.contains("for the first time"))
            .unwrap()
    };
    assert_eq!((place(true), place(false) > 0), (0, true));
}

#[test]
fn what_was_taken_back_in_the_same_week_is_not_told_as_done() {
    let repo = |reverts: &[&str]| {
        let mut repo = Repo::new("acme/one").past(WEEK, "ada", &[4, 5, 4, 5, 4]).commit(
            "ada",
            "2025-11-10T09:00:00",
            "feat: lock nothing for check builds (#1)",
            &["src/a.rs +90 -0"],
        );
        for (place, subject) in reverts.iter().enumerate() {
            let at = format!("2025-11-1{}T09:00:00", place + 1);
            repo = repo.commit("bob", &at, subject, &["src/a.rs +0 -90"]);
        }
        findings(&insights(&snapshot(WEEK, vec![repo])))
    };
    const BACK: &str = "Revert \"feat: lock nothing for check builds\" (#2)";
    const FORTH: &str = "Revert \"Revert \"feat: lock nothing for check builds\"\" (#3)";
    let told = |found: &[String], number: &str| found.iter().any(|one| one.contains(number));
    let once = repo(&[BACK]);
    assert!(!told(&once, "#1") && told(&once, "#2"), "{once:#?}");
    let twice = repo(&[BACK, FORTH]);
    assert!(
        told(&twice, "#1") && !told(&twice, "#2") && told(&twice, "#3"),
        "{twice:#?}"
    );
}
