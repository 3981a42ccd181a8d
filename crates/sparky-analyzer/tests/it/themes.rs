//! What a review of a month says that a report of a week does not: themes across repositories, and arcs.

use sparky_common::grounding::ungrounded;
use sparky_common::model::{Insights, Snapshot};

use crate::build::{Repo, insights, sentence, snapshot, text};

/// A person who moves from one repository over a second to a third, a numbering that two of them use, a tool that
/// two share, and two releases.
fn month() -> Snapshot {
    let mut infra = Repo::new("acme/infra").past("2025-11", "ada", &[4, 5, 6, 5]);
    for (step, what) in [
        "Cluster",
        "Ingress",
        "Storage",
        "Tanka charts",
        "Tanka dashboards",
        "Backups",
    ]
    .iter()
    .enumerate()
    {
        let at = format!("2025-11-0{}T10:00:00", 1 + step / 2);
        let title = format!("WS-0{}: {what}", step + 1);
        infra = infra.commit("ada", &at, &title, &["tanka/main.jsonnet +40 -2"]);
    }
    infra = infra.tag("v2.0.0");
    let mut studio = Repo::new("acme/studio");
    for (step, what) in ["Window", "Canvas", "Brushes", "Layers", "Export", "Undo"]
        .iter()
        .enumerate()
    {
        let at = format!("2025-11-{}T10:00:00", 10 + step / 2);
        let title = format!("WS-0{}: {what}", step + 1);
        studio = studio.commit("ada", &at, &title, &["src/main.rs +80 -2"]);
    }
    studio = studio.tag("v0.1.0");
    let mut docs = Repo::new("acme/docs");
    for (step, what) in [
        "add a tanka guide",
        "extend the tanka walk-through",
        "add a page on brushes",
        "add a page on layers",
        "add a page on export",
    ]
    .iter()
    .enumerate()
    {
        let at = format!("2025-11-{}T10:00:00", 20 + step);
        docs = docs.commit(
            "ada",
            &at,
            what,
            &["tanka/guide.jsonnet +30 -0", "content/a.md +9 -0"],
        );
    }
    snapshot("2025-11", vec![infra, studio, docs])
}

fn told(insights: &Insights) -> String {
    let mut lines = Vec::new();
    for theme in &insights.themes {
        lines.push(format!(
            "# {} ({})",
            sentence(&theme.headline),
            theme.repositories.join(", ")
        ));
        let paragraphs = theme.paragraphs.iter();
        lines.extend(paragraphs.map(|all| all.iter().map(sentence).collect::<Vec<_>>().join(" ")));
    }
    lines.join("\n")
}

#[test]
fn a_month_has_themes_across_repositories() {
    let month = month();
    let insights = insights(&month);
    assert_eq!(ungrounded(&month, &insights), Vec::<String>::new());
    insta::assert_snapshot!(told(&insights));
}

#[test]
fn one_repository_or_one_week_has_none() {
    let mut month = month();
    month.repositories.truncate(1);
    assert!(insights(&month).themes.is_empty());
    let week = snapshot("2025-W46", vec![crate::stories::studio()]);
    assert!(insights(&week).themes.is_empty());
}

#[test]
fn an_effort_of_a_month_is_told_by_its_arc() {
    let mut repo = Repo::new("acme/api").past("2025-11", "ada", &[9, 9, 9]);
    for (day, what) in [
        (3, "feat(parser): read dates"),
        (4, "feat(parser): read times"),
        (5, "feat(parser): read zones"),
        (6, "feat(parser): read spans of days"),
        (17, "feat(parser): read weeks"),
        (5, "fix(cache): keep entries that are in use"),
        (9, "feat(cache): bound the memory"),
        (20, "feat(cache): count the misses"),
        (26, "feat(cache): drop what is old"),
        (28, "feat(cache): warm up at the start"),
    ] {
        repo = repo.commit(
            "ada",
            &format!("2025-11-{day:02}T10:00:00"),
            what,
            &["src/a.rs +40 -2"],
        );
    }
    let month = snapshot("2025-11", vec![repo]);
    let insights = insights(&month);
    assert_eq!(ungrounded(&month, &insights), Vec::<String>::new());
    insta::assert_snapshot!(text(&insights));
}

/// The news leads; of so many changes no four can stand for all, so that the next sentence says what most are about.
#[test]
fn very_many_changes_are_summed_up_by_what_they_are_about() {
    let scopes = [("parser", 40), ("cache", 30), ("server", 20)];
    let build = |share: usize| {
        let mut repo = Repo::new("acme/api").past("2025-11", "ada", &[9, 9, 9]);
        for (scope, count) in scopes {
            for number in 0..count / share {
                let at = format!("2025-11-{:02}T{:02}:00:00", 3 + number % 25, 8 + number % 10);
                let what = format!(
                    "feat({scope}): read {scope} form {}{number}",
                    char::from(b'a' + number as u8 % 26)
                );
                repo = repo.commit(
                    "ada",
                    &at,
                    &what,
                    &[&format!("src/{scope}/a.rs +{} -2", 10 + number)],
                );
            }
        }
        text(&insights(&snapshot("2025-11", vec![repo])))
    };
    let many = build(1);
    assert!(many.contains("uch of the work"), "{many}");
    for (scope, count) in scopes {
        assert!(many.contains(&format!("{scope} ({count}")), "{scope}: {many}");
    }
    let few = build(4);
    assert!(!few.contains("uch of the work"), "{few}");
}
