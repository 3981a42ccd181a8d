//! The list of changes, and the naming of every active repository.

use sparky_common::model::{ChangeInsight, ChangeKind, Evidence, Insights, Span};
use sparky_generator::Settings;

use crate::{
    document, faults,
    sample::{Sample, name, oid, sentence, text},
};

/// A week of one story, and of so many changes in its first repository.
fn week(repositories: usize, changes: usize) -> Insights {
    let mut insights = Sample {
        period: "2025-W46",
        repositories,
        stories: 1,
        paragraphs: 1,
        over: true,
    }
    .build();
    insights.repositories[0].changes = (0..changes).map(|index| change(index, changes)).collect();
    insights.repositories[0].more_changes = 7;
    insights
}

pub fn change(index: usize, of: usize) -> ChangeInsight {
    let kind = if index * 2 < of {
        ChangeKind::Development
    } else {
        ChangeKind::Repair
    };
    let (repository, oid) = (name(0), oid(1000 + index));
    let evidence = vec![Evidence::Commit {
        repository: repository.clone(),
        oid: oid.clone(),
    }];
    let spans = vec![
        Span::Quote {
            text: format!("teach the window number-{index} to shrink"),
        },
        text(" ("),
        Span::Commit { repository, oid },
        text("): "),
        Span::Count {
            value: index as u64 + 1,
            one: "line added".into(),
            many: "lines added".into(),
        },
        text(" where the readers of the window look for them first."),
    ];
    ChangeInsight {
        kind,
        changes: 1,
        sentence: sentence(spans, evidence),
        detail: None,
        account: Vec::new(),
    }
}

fn words(markdown: &str) -> usize {
    let body = markdown.splitn(3, "---\n").nth(2).unwrap();
    body.split_whitespace().count()
}

#[test]
fn the_list_brings_a_report_to_the_middle_of_its_range() {
    let insights = week(1, 100);
    let generated = document(&insights);
    let [fewest, most] = Settings::default().words(insights.kind);
    let words = words(&generated.markdown);
    assert!(
        words.abs_diff(fewest.midpoint(most)) < 50,
        "{words}: {}",
        generated.markdown
    );
    assert!(
        generated
            .markdown
            .contains("## Change by change\n\nNew and changed:\n\n- “teach")
    );
    assert!(generated.markdown.contains("\n\nFixed:\n\n- “teach"));
    let listed = generated.markdown.matches("- “teach").count();
    let more = format!("\n\nAnd {} more changes.\n", 100 - listed + 7);
    assert!(
        generated.markdown.contains(&more),
        "{more}: {}",
        generated.markdown
    );
    assert_eq!(faults(&insights, &generated), []);
}

#[test]
fn what_a_story_tells_is_not_listed() {
    let mut insights = week(1, 4);
    let told = insights.repositories[0].changes[2].clone();
    insights.stories[0].paragraphs[0].push(told.sentence);
    let generated = document(&insights);
    assert_eq!(generated.markdown.matches("number-2 to shrink").count(), 1);
    assert_eq!(generated.markdown.matches("- “teach").count(), 3);
    assert_eq!(faults(&insights, &generated), []);
}

#[test]
fn every_active_repository_is_named_as_far_as_there_is_room() {
    let mut insights = week(5, 3);
    for repository in &mut insights.repositories {
        repository.line = None;
    }
    let generated = document(&insights);
    for index in 1..5 {
        let linked = format!("[{}](", name(index).trim_start_matches("raibid-labs/"));
        let (_, also) = generated.markdown.split_once("Also active: ").unwrap();
        let also = also.lines().next().unwrap();
        assert!(also.contains(&linked), "{linked}: {also}");
    }
    assert_eq!(faults(&insights, &generated), []);

    let mut many = week(300, 3);
    many.totals.active_repositories = 300;
    for repository in &mut many.repositories {
        repository.line = None;
    }
    let generated = document(&many);
    assert!(
        generated
            .markdown
            .contains(" and others; 300 repositories were active in all.")
    );
    assert_eq!(faults(&many, &generated), []);
}
