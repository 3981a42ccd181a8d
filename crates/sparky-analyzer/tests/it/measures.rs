//! Trends, rhythm, patterns, health and profiles of whole snapshots.

use proptest::prelude::*;
use sparky_analyzer::{Options, analyze, reconcile};
use sparky_common::model::{
    Comment, Coverage, HealthPart, Insights, Lines, Metric, OpenItem, Person, PullRequest, Review, Snapshot,
    TrendVerdict,
};

use crate::build::{Repo, artifact, insights, snapshot};

const WEEK: &str = "2025-W46";

/// A busy repository with pull requests, a quiet one, and one that fell silent.
pub fn acme() -> Snapshot {
    let mut busy = Repo::new("acme/busy").past(WEEK, "ada", &[9, 10, 11, 10]);
    for (place, author) in ["ada", "ada", "bob", "ada", "renovate[bot]", "ada"]
        .iter()
        .enumerate()
    {
        let at = format!("2025-11-1{}T1{place}:00:00", place % 4);
        let subject = format!("feat(cache): teach the scheduler step {place}");
        busy = busy.commit(
            author,
            &at,
            &subject,
            &["src/a.rs +30 -2", "src/b.rs +4 -1", "Cargo.lock +9 -9"],
        );
    }
    busy = busy.tag("v1.0");
    let at = |text: &str| text.parse().unwrap();
    busy.0.pull_requests.push(PullRequest {
        number: 7,
        title: "Schedule".into(),
        author: Some("ada".into()),
        opened_at: at("2025-11-10T12:00:00Z"),
        merged_at: Some(at("2025-11-11T12:00:00Z")),
        closed_at: Some(at("2025-11-11T12:00:00Z")),
        lines: Lines::default(),
        reviews: vec![Review {
            reviewer: Some("bob".into()),
            submitted_at: at("2025-11-10T18:00:00Z"),
            state: "approved".into(),
        }],
        comments: vec![Comment {
            author: Some("bob".into()),
            commented_at: at("2025-11-10T19:00:00Z"),
        }],
    });
    let open = |number, opened: &str| OpenItem {
        number,
        title: format!("Item {number}"),
        author: Some("bob".into()),
        opened_at: at(opened),
        reviewed: false,
    };
    busy.0.open_pull_requests = vec![open(3, "2025-10-01T00:00:00Z"), open(9, "2025-11-14T00:00:00Z")];
    busy.0.open_issues = vec![open(2, "2025-01-01T00:00:00Z")];
    let silent = Repo::new("acme/silent").past(WEEK, "bob", &[8, 9, 12, 9]);
    let quiet = Repo::new("acme/quiet").past(WEEK, "bob", &[0, 0, 0, 0]);
    snapshot(WEEK, vec![busy, silent, quiet])
}

fn verdict(insights: &Insights, metric: Metric, repository: Option<&str>) -> Option<TrendVerdict> {
    let trend = insights
        .trends
        .iter()
        .find(|trend| trend.metric == metric && trend.repository.as_deref() == repository);
    trend.map(|trend| trend.verdict)
}

#[test]
fn trends_come_for_the_organisation_and_what_is_or_was_active() {
    let insights = insights(&acme());
    assert_eq!(
        verdict(&insights, Metric::Commits, Some("acme/silent")),
        Some(TrendVerdict::Silent)
    );
    assert_eq!(verdict(&insights, Metric::Commits, Some("acme/quiet")), None);
    assert_eq!(
        verdict(&insights, Metric::Commits, Some("acme/busy")),
        Some(TrendVerdict::Usual)
    );
    assert_eq!(
        verdict(&insights, Metric::Commits, None),
        Some(TrendVerdict::Down)
    );
    let series: Vec<u64> = insights.trends[0]
        .series
        .iter()
        .map(|point| point.value)
        .collect();
    assert_eq!(series, [17, 19, 23, 19, 6]);
}

#[test]
fn a_period_that_is_not_over_and_a_repository_that_failed_are_not_judged() {
    let mut snapshot = acme();
    snapshot.over = false;
    assert!(
        insights(&snapshot)
            .trends
            .iter()
            .all(|trend| trend.verdict == TrendVerdict::NotOver)
    );
    let mut snapshot = acme();
    snapshot
        .repositories
        .iter_mut()
        .find(|one| one.repository.name == "acme/silent")
        .unwrap()
        .coverage = Coverage::failed("no disk");
    assert_eq!(
        verdict(&insights(&snapshot), Metric::Commits, Some("acme/silent")),
        None
    );
}

#[test]
fn what_recurs_is_found() {
    let insights = insights(&acme());
    let patterns = &insights.patterns;
    assert_eq!(patterns.kinds.get("feat"), Some(&6));
    // The program's commit and the lock file are left out.
    let spots: Vec<(&str, u64, u64)> = patterns
        .hot_spots
        .iter()
        .map(|spot| (spot.path.as_str(), spot.commits, spot.people))
        .collect();
    assert_eq!(spots, [("src/a.rs", 5, 2), ("src/b.rs", 5, 2)]);
    let [pair] = patterns.coupled.as_slice() else {
        panic!("{:?}", patterns.coupled)
    };
    assert_eq!(
        (
            pair.left.as_str(),
            pair.right.as_str(),
            pair.together,
            pair.strength
        ),
        ("src/a.rs", "src/b.rs", 5, 1.0)
    );
    assert_eq!(patterns.terms[0].text, "scheduler");
    assert_eq!(patterns.terms[0].commits, 5);
    let stale: Vec<(u64, u64)> = patterns
        .stale_pull_requests
        .iter()
        .map(|one| (one.number, one.days))
        .collect();
    assert_eq!(stale, [(3, 47)]);
    assert_eq!(patterns.long_open_issues[0].number, 2);
}

#[test]
fn commits_that_touch_too_much_say_nothing_about_pairs() {
    let mut options = Options::default();
    options.analysis.coupling_max_files = 2;
    let insights = analyze(&acme(), artifact(), options).unwrap();
    assert!(insights.patterns.coupled.is_empty());
}

#[test]
fn health_names_its_parts_and_what_was_measured() {
    let insights = insights(&acme());
    let of = |name: &str| insights.repositories.iter().find(|one| one.name == name).unwrap();
    assert!(of("acme/quiet").health.is_none());
    let health = of("acme/busy").health.as_ref().unwrap();
    let told: Vec<String> = health
        .parts
        .iter()
        .map(|part| {
            format!(
                "{:?} {:?} of {}: {}",
                part.part, part.score, part.weight, part.why
            )
        })
        .collect();
    insta::assert_snapshot!(format!("{:?}\n{}", health.score, told.join("\n")));
    for part in &health.parts {
        assert_eq!(part.score.is_some(), !part.evidence.is_empty(), "{part:?}");
    }
}

#[test]
fn without_a_forge_its_parts_are_not_judged() {
    let repo = Repo::new("acme/one").commit("ada", "2025-11-10T10:00:00", "add a parser", &["a +1 -0"]);
    let insights = insights(&snapshot(WEEK, vec![repo]));
    let health = insights.repositories[0].health.as_ref().unwrap();
    assert_eq!(health.score, None);
    assert!(
        health
            .parts
            .iter()
            .all(|part| part.score.is_none() && part.weight == 0.0)
    );
    assert_eq!(health.parts[3].part, HealthPart::BusFactor);
}

#[test]
fn profiles_tell_what_people_work_on() {
    let insights = insights(&acme());
    let of = |id: &str| {
        &insights
            .contributors
            .iter()
            .find(|person| person.id == id)
            .unwrap()
            .profile
    };
    let ada = of("ada");
    assert_eq!(ada.focus[0], ("acme/busy".to_owned(), "src".to_owned(), 8));
    assert_eq!(
        (
            ada.periods_in_a_row,
            ada.longest_streak_days,
            ada.first_contribution
        ),
        (5, 2, None)
    );
    assert_eq!(ada.flow.cycle_time.unwrap().median_minutes, 1440);
    assert_eq!(of("bob").reviews.get("acme/busy"), Some(&1));
}

#[test]
fn a_first_contribution_is_claimed_only_where_history_is_known() {
    let build = |complete: bool| {
        let mut repo = Repo::new("acme/one").past(WEEK, "ada", &[3, 3, 3]).commit(
            "carol",
            "2025-11-12T10:00:00",
            "add a parser",
            &["a +1 -0"],
        );
        repo.0.history_complete = complete;
        insights(&snapshot(WEEK, vec![repo])).contributors[0]
            .profile
            .first_contribution
    };
    assert_eq!(build(true), Some("2025-11-12".parse().unwrap()));
    assert_eq!(build(false), None);
}

#[test]
fn everything_reconciles_and_a_broken_part_is_named() {
    let snapshot = acme();
    let mut insights = insights(&snapshot);
    assert_eq!(reconcile(&snapshot, &insights), Vec::<String>::new());
    insights.rhythm.hours[3] += 1;
    insights.contributors[0].profile.kinds.clear();
    let found = reconcile(&snapshot, &insights);
    assert!(
        found.iter().any(|one| one.starts_with("rhythm.hours")),
        "{found:?}"
    );
    assert!(
        found.iter().any(|one| one.starts_with("the profile of")),
        "{found:?}"
    );
}

#[test]
fn nothing_at_all_and_programs_alone_are_fine() {
    let empty = snapshot(WEEK, Vec::new());
    let measured = insights(&empty);
    assert_eq!(measured.rhythm.busiest_day, None);
    assert!(
        measured
            .trends
            .iter()
            .all(|trend| trend.verdict == TrendVerdict::TooLittleHistory)
    );
    assert!(measured.impact.is_empty() && measured.insights.is_empty());
    let bot = Repo::new("acme/one").commit(
        "renovate[bot]",
        "2025-11-10T10:00:00",
        "build: bump serde",
        &["a +1 -0"],
    );
    let mut programs = snapshot(WEEK, vec![bot]);
    programs.people = vec![Person {
        id: "renovate[bot]".into(),
        name: "renovate[bot]".into(),
        login: None,
        bot: true,
    }];
    let measured = insights(&programs);
    assert!(measured.impact.is_empty() && measured.patterns.hot_spots.is_empty());
    assert_eq!(reconcile(&programs, &measured), Vec::<String>::new());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn any_snapshot_reconciles(
        commits in prop::collection::vec((0_usize..4, 0_usize..5, 10_u32..17, 0_u32..24, 0_usize..9), 0..60),
        past in prop::collection::vec(0_usize..20, 0..6),
    ) {
        let people = ["ada", "bob", "carol", "renovate[bot]"];
        let subjects = ["feat: parse dates", "fix(x)!: read lines", "wip", "Merge branch 'x'", "scheduler: sleep less"];
        let files = ["src/a.rs +3 -1", "src/b.rs +9 -0", "docs/c.md +1 -1", "Cargo.lock +5 -5", "crates/x/d.rs +2 -2"];
        let mut repos: Vec<Repo> =
            ["acme/one", "acme/two"].map(|name| Repo::new(name).past(WEEK, "ada", &past)).into();
        for (author, subject, day, hour, touched) in commits {
            let place = touched % 2;
            let repo = repos.remove(place);
            let at = format!("2025-11-{day}T{hour:02}:30:00");
            repos.insert(place, repo.commit(people[author], &at, subjects[subject], &files[..touched.min(5)]));
        }
        let snapshot = snapshot(WEEK, repos);
        let insights = insights(&snapshot);
        prop_assert_eq!(reconcile(&snapshot, &insights), Vec::<String>::new());
        prop_assert_eq!(sparky_common::grounding::ungrounded(&snapshot, &insights), Vec::<String>::new());
    }
}
