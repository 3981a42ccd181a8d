//! What happened after the end of a window has not happened yet.

use serde_json::{Value, json};

use super::*;

fn converter() -> Converter<'static> {
    let time = |text: &str| text.parse().unwrap();
    let window = Window {
        start: time("2025-11-10T00:00:00Z"),
        end: time("2025-11-17T00:00:00Z"),
    };
    Converter::new(window, "github.com")
}

fn pull_request(changes: &Value) -> Option<PullRequest> {
    let mut record = json!({
        "number": 1, "title": "t", "author": {"__typename": "User", "login": "ada", "id": "U1", "name": "Ada"},
        "createdAt": "2025-11-01T00:00:00Z", "mergedAt": null, "closedAt": null, "additions": 1, "deletions": 2,
        "inner": {"nodes": []},
    });
    record
        .as_object_mut()
        .unwrap()
        .extend(changes.as_object().unwrap().clone());
    converter().pull_request(&serde_json::from_value(record).unwrap())
}

#[test]
fn the_future_has_not_happened_yet() {
    assert_eq!(pull_request(&json!({})), None);
    assert_eq!(
        pull_request(&json!({"mergedAt": "2025-11-17T00:00:00Z", "closedAt": "2025-11-17T00:00:00Z"})),
        None
    );
    let opened =
        pull_request(&json!({"createdAt": "2025-11-10T00:00:00Z", "mergedAt": "2025-11-20T00:00:00Z"}))
            .unwrap();
    assert_eq!((opened.merged_at, opened.lines.deleted), (None, 2));
    assert!(
        pull_request(&json!({"mergedAt": "2025-11-16T23:59:59Z"}))
            .unwrap()
            .merged_at
            .is_some()
    );
}

#[test]
fn reviews_are_in_order_each_once_and_pending_ones_are_none() {
    let review =
        |id: &str, at: Value| json!({"id": id, "author": null, "submittedAt": at, "state": "APPROVED"});
    let found = pull_request(&json!({"inner": {"nodes": [
        review("b", json!("2025-11-12T00:00:00Z")), review("a", json!("2025-11-11T00:00:00Z")),
        review("b", json!("2025-11-12T00:00:00Z")), review("p", Value::Null), review("z", json!("2025-11-18T00:00:00Z")),
    ]}})).unwrap();
    let times: Vec<_> = found
        .reviews
        .iter()
        .map(|review| review.submitted_at.to_string())
        .collect();
    assert_eq!(times, ["2025-11-11T00:00:00Z", "2025-11-12T00:00:00Z"]);
    assert_eq!(
        (
            found.reviews[0].reviewer.as_ref(),
            found.reviews[0].state.as_str()
        ),
        (None, "approved")
    );
}

fn events(events: &[(&str, &str)]) -> Value {
    let event =
        |(kind, at): &(&str, &str)| json!({"__typename": kind, "id": format!("{kind}{at}"), "createdAt": at});
    events.iter().map(event).collect()
}

fn issue_record(closed: &Value, moves: &[(&str, &str)]) -> IssueRecord {
    let record = json!({
        "number": 2, "title": "t", "author": null, "createdAt": "2025-11-01T00:00:00Z", "closedAt": closed,
        "talk": {"nodes": events(moves)},
    });
    serde_json::from_value(record).unwrap()
}

fn issue(closed: &Value, moves: &[(&str, &str)]) -> Option<Issue> {
    converter().issue(&issue_record(closed, moves))
}

#[test]
fn issues_stand_as_at_the_end() {
    let (closed, reopened) = ("ClosedEvent", "ReopenedEvent");
    assert_eq!(issue(&Value::Null, &[]), None);
    let done = issue(
        &json!("2025-11-12T00:00:00Z"),
        &[(closed, "2025-11-12T00:00:00Z")],
    )
    .unwrap();
    assert_eq!(done.closed_at.unwrap().to_string(), "2025-11-12T00:00:00Z");
    // Reopened after the end: at the end it was closed.
    let later = issue(
        &Value::Null,
        &[
            (closed, "2025-11-12T00:00:00Z"),
            (reopened, "2025-11-18T00:00:00Z"),
        ],
    )
    .unwrap();
    assert!(later.closed_at.is_some());
    let open = issue(
        &Value::Null,
        &[
            (closed, "2025-11-02T00:00:00Z"),
            (reopened, "2025-11-12T00:00:00Z"),
        ],
    )
    .unwrap();
    assert_eq!(open.closed_at, None);
    // Closed after the end, touched not at all.
    assert_eq!(
        issue(
            &json!("2025-11-18T00:00:00Z"),
            &[(closed, "2025-11-18T00:00:00Z")]
        ),
        None
    );
}

#[test]
fn reopened_and_commented_issues_are_told() {
    let moves = [
        (CLOSED, "2025-11-02T00:00:00Z"),
        (REOPENED, "2025-11-12T00:00:00Z"),
        (CLOSED, "2025-11-13T00:00:00Z"),
        (REOPENED, "2025-11-14T00:00:00Z"),
        (REOPENED, "2025-11-17T00:00:00Z"),
    ];
    let told = issue(&Value::Null, &moves).unwrap();
    assert_eq!(told.reopened_at.unwrap().to_string(), "2025-11-14T00:00:00Z");
    assert_eq!(told.closed_at, None);
    let comments = [
        (COMMENT, "2025-11-16T23:59:59Z"),
        (COMMENT, "2025-11-10T00:00:00Z"),
        (COMMENT, "2025-11-10T00:00:00Z"),
        (COMMENT, "2025-11-09T23:59:59Z"),
        (COMMENT, "2025-11-17T00:00:00Z"),
    ];
    let told = issue(&Value::Null, &comments).unwrap();
    let times: Vec<_> = told.comments.iter().map(|c| c.commented_at.to_string()).collect();
    assert_eq!(times, ["2025-11-10T00:00:00Z", "2025-11-16T23:59:59Z"]);
    assert_eq!(told.reopened_at, None);
    assert_eq!(issue(&Value::Null, &comments[3..]), None);
}

#[test]
fn a_commented_pull_request_was_touched() {
    let talk = json!({"talk": {"nodes": events(&[(COMMENT, "2025-11-12T00:00:00Z")])}});
    assert_eq!(pull_request(&talk).unwrap().comments.len(), 1);
    // Opened again after the end: at the end it was closed.
    let moves = [
        (CLOSED, "2025-11-12T00:00:00Z"),
        (REOPENED, "2025-11-18T00:00:00Z"),
    ];
    assert!(
        pull_request(&json!({"talk": {"nodes": events(&moves)}}))
            .unwrap()
            .closed_at
            .is_some()
    );
}

#[test]
fn open_is_what_was_open_at_the_end() {
    let open =
        |closed: Value, moves: &[(&str, &str)]| converter().is_open_issue(&issue_record(&closed, moves));
    assert!(open(Value::Null, &[]));
    assert!(open(
        json!("2025-11-17T00:00:00Z"),
        &[(CLOSED, "2025-11-17T00:00:00Z")]
    ));
    assert!(!open(
        json!("2025-11-16T00:00:00Z"),
        &[(CLOSED, "2025-11-16T00:00:00Z")]
    ));
    assert!(!open(
        Value::Null,
        &[
            (CLOSED, "2025-11-02T00:00:00Z"),
            (REOPENED, "2025-11-18T00:00:00Z")
        ]
    ));
}

#[test]
fn only_others_review() {
    let reviewed = |by: &str, at: &str| {
        let record = json!({
            "number": 1, "title": "t", "author": {"__typename": "User", "login": "ada"}, "additions": 1, "deletions": 2,
            "createdAt": "2025-01-01T00:00:00Z", "mergedAt": null, "closedAt": null,
            "inner": {"nodes": [{
                "id": "r", "author": {"__typename": "User", "login": by}, "submittedAt": at, "state": "COMMENTED",
            }]},
        });
        let record = serde_json::from_value(record).unwrap();
        converter().open_pull_request(&record).reviewed
    };
    assert!(reviewed("grace", "2025-11-16T00:00:00Z"));
    assert!(!reviewed("grace", "2025-11-17T00:00:00Z"));
    assert!(!reviewed("ada", "2025-11-16T00:00:00Z"));
}
