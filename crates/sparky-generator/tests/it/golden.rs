//! Documents as a reader gets them.

use sparky_common::model::{Coverage, Gap};

use crate::{
    document, faults,
    sample::{Sample, quiet},
};

fn check(name: &str, insights: &sparky_common::model::Insights) {
    let generated = document(insights);
    assert_eq!(faults(insights, &generated), []);
    insta::assert_snapshot!(name, generated.markdown);
}

#[test]
fn a_quiet_day() {
    check("quiet-day", &quiet("2025-11-12"));
}

#[test]
fn a_day() {
    check(
        "day",
        &Sample {
            period: "2025-11-12",
            repositories: 4,
            stories: 3,
            paragraphs: 3,
            over: true,
        }
        .build(),
    );
}

#[test]
fn a_tiny_week() {
    check(
        "tiny-week",
        &Sample {
            period: "2025-W46",
            repositories: 1,
            stories: 1,
            paragraphs: 1,
            over: true,
        }
        .build(),
    );
}

#[test]
fn a_busy_week() {
    check(
        "busy-week",
        &Sample {
            period: "2025-W46",
            repositories: 6,
            stories: 6,
            paragraphs: 6,
            over: true,
        }
        .build(),
    );
}

#[test]
fn a_month() {
    check(
        "month",
        &Sample {
            period: "2025-11",
            repositories: 6,
            stories: 12,
            paragraphs: 8,
            over: true,
        }
        .build(),
    );
}

#[test]
fn a_week_that_is_not_over() {
    let sample = Sample {
        period: "2025-W46",
        repositories: 3,
        stories: 2,
        paragraphs: 2,
        over: false,
    };
    let insights = sample.build();
    assert!(!document(&insights).complete);
    check("partial-week", &insights);
}

#[test]
fn a_week_with_gaps() {
    let mut insights = Sample {
        period: "2025-W46",
        repositories: 3,
        stories: 1,
        paragraphs: 2,
        over: true,
    }
    .build();
    insights.repositories[1].coverage = Coverage::failed("cannot open the repository: object 12 is missing");
    let gap = Gap {
        what: "line counts of 3 commits".into(),
        why: "the clone is shallow".into(),
    };
    insights.repositories[2].coverage = Coverage::partial(vec![gap]);
    assert!(!document(&insights).complete);
    check("week-with-gaps", &insights);
}

#[test]
fn the_page() {
    let insights = Sample {
        period: "2025-11-12",
        repositories: 2,
        stories: 1,
        paragraphs: 1,
        over: true,
    }
    .build();
    let html = document(&insights).html;
    for absent in ["<script", "<img", "url(", "@import", "src="] {
        assert!(!html.contains(absent), "{absent}");
    }
    insta::assert_snapshot!("page", html);
}

#[test]
fn the_same_insights_give_the_same_bytes() {
    let insights = Sample {
        period: "2025-11",
        repositories: 6,
        stories: 12,
        paragraphs: 8,
        over: true,
    }
    .build();
    let again = serde_json::from_slice(&serde_json::to_vec(&insights).unwrap()).unwrap();
    assert_eq!(document(&insights), document(&again));
}
