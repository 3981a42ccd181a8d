//! A sheet with pull requests, issues, reviews and a trend, selected from a snapshot made here.

use serde_json::json;
use sparky_common::{
    grounding::{FactSheet, Selection},
    model::{Insights, Snapshot},
};

use crate::sheets::ground;

/// The sheet.
pub fn sheet() -> FactSheet {
    let (snapshot, insights) = made();
    let selection = Selection {
        repository: None,
        evidence: None,
        most: 50,
    };
    FactSheet::select(&snapshot, &insights, &selection)
}

/// What it is selected from.
pub fn made() -> (Snapshot, Insights) {
    let window = json!({"start": "2025-11-10T00:00:00Z", "end": "2025-11-17T00:00:00Z"});
    let person = |id: &str, name: &str| json!({"id": id, "name": name, "login": null, "bot": false});
    let snapshot = json!({
        "schema_version": 1, "organisation": "Acme", "kind": "weekly", "period": "2025-W46", "window": window,
        "time_zone": "UTC", "over": true,
        "people": [person("ada", "Ada Byron"), person("bob", "Bob Kahn"), person("eve", "Eve Moneypenny")],
        "repositories": [{
            "repository": {"name": "acme/engine", "visibility": "public"},
            "coverage": {"state": "complete"},
            "history_complete": true, "past": [], "commits": [],
            "pull_requests": [
                {"number": 12, "title": "Add a cache for tiles", "author": "ada",
                 "opened_at": "2025-11-10T09:00:00Z", "merged_at": "2025-11-12T09:00:00Z", "closed_at": "2025-11-12T09:00:00Z",
                 "lines": {"added": 9, "deleted": 1},
                 "reviews": [{"reviewer": "bob", "submitted_at": "2025-11-11T09:00:00Z", "state": "approved"}]},
                {"number": 14, "title": "Remove the legacy loader", "author": "bob",
                 "opened_at": "2025-11-13T09:00:00Z", "merged_at": null, "closed_at": null,
                 "lines": {"added": 1, "deleted": 90},
                 "reviews": [{"reviewer": "ada", "submitted_at": "2025-11-14T09:00:00Z", "state": "commented"}]},
                {"number": 15, "title": "Add a scheduler", "author": "eve",
                 "opened_at": "2025-11-11T09:00:00Z", "merged_at": null, "closed_at": "2025-11-13T09:00:00Z",
                 "lines": {"added": 5, "deleted": 0}}
            ],
            "issues": [
                {"number": 20, "title": "Tiles flicker on resize", "author": "eve",
                 "opened_at": "2025-11-10T09:00:00Z", "closed_at": "2025-11-12T10:00:00Z"},
                {"number": 21, "title": "Crash without a network", "author": "ada",
                 "opened_at": "2025-11-15T09:00:00Z", "closed_at": null}
            ]
        }]
    });
    let totals = json!({
        "commits": 0, "merges": 0, "additions": 0, "deletions": 0, "files_changed": 0, "pull_requests_opened": 3,
        "pull_requests_merged": 1, "issues_opened": 2, "issues_closed": 1, "issues_reopened": 0, "comments": 0,
        "releases": 0, "contributors": 3, "bots": 0, "active_repositories": 1
    });
    let series = |metric: &str, before: u64, now: u64| {
        json!({"metric": metric, "repository": null, "verdict": "usual", "streak": 0, "median": null, "deviation": null, "score": null,
               "series": [{"period": "2025-W45", "value": before}, {"period": "2025-W46", "value": now}]})
    };
    let insights = json!({
        "schema_version": 1, "organisation": "Acme", "kind": "weekly", "period": "2025-W46", "window": window,
        "time_zone": "UTC", "over": true,
        "snapshot": {"name": "raw/weekly/2025-W46.json", "sha256": "0".repeat(64), "bytes": 1},
        "totals": totals, "comparison": {"past": [], "median_commits": null}, "days": [], "repositories": [],
        "contributors": [], "stories": [], "attention": [], "summary": [],
        "trends": [series("commits", 20, 40), series("contributors", 4, 3)]
    });
    let snapshot: Snapshot = serde_json::from_value(snapshot).expect("a snapshot");
    let insights: Insights = serde_json::from_value(insights).expect("insights");
    (snapshot, insights)
}

#[test]
fn proposals_are_not_told_as_done() {
    let sheet = sheet();
    let passed: Vec<_> = include_str!("claims/pulls-false.txt")
        .lines()
        .filter(|line| ground(&sheet, line).is_ok())
        .collect();
    assert!(passed.is_empty(), "{}\n{}", passed.join("\n"), sheet.render());
}
