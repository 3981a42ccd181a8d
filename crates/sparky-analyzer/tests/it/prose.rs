//! What holds for every sentence, whatever it is about.

use std::collections::HashMap;

use sparky_analyzer::lint;
use sparky_common::grounding::{sentences, ungrounded};
use sparky_common::model::{Evidence, Insights, Snapshot, Span};

use crate::{
    build::{Repo, insights, snapshot},
    stories::studio,
};

fn busy(period: &str) -> Snapshot {
    let mut repositories = vec![studio()];
    for (place, name) in ["api", "web", "cli", "docs"].into_iter().enumerate() {
        let mut repo = Repo::new(&format!("acme/{name}")).past(period, "ada", &[3, 5, 4, 6]);
        for (day, what) in [
            "add a parser for dates",
            "fix panic in the reader",
            "remove the old cache",
            "update the guide",
            "rename tokens",
        ]
        .iter()
        .enumerate()
        {
            let author = ["ada", "bob", "cy"][(place + day) % 3];
            let message = format!(
                "{what} of {name} (#{})\n\n{} Previously, {name} read every {day} twice.",
                place * 10 + day + 1,
                ["Adds a table of rules for it.", "The reader lost its place."][day % 2]
            );
            repo = repo.commit(
                author,
                &format!("2025-11-1{}T0{place}:10:00", day + 1),
                &message,
                &["src/a.rs +20 -4"],
            );
        }
        repositories.push(repo);
    }
    snapshot(period, repositories)
}

fn every() -> Vec<(Snapshot, Insights)> {
    ["2025-W46", "2025-11", "2025-11-14"]
        .into_iter()
        .map(|period| {
            let snapshot = busy(period);
            let insights = insights(&snapshot);
            (snapshot, insights)
        })
        .collect()
}

#[test]
fn every_sentence_rests_on_what_is_there() {
    for (snapshot, insights) in every() {
        assert!(sentences(&insights).count() > 20);
        assert_eq!(ungrounded(&snapshot, &insights), Vec::<String>::new());
    }
}

#[test]
fn a_metric_that_is_quoted_is_the_metric() {
    for (_, insights) in every() {
        let json = serde_json::to_value(&insights).unwrap();
        let mut quoted = 0;
        for sentence in sentences(&insights) {
            for evidence in &sentence.evidence {
                let Evidence::Metric { pointer } = evidence else {
                    continue;
                };
                let value = json
                    .pointer(pointer)
                    .unwrap_or_else(|| panic!("{pointer} resolves"))
                    .as_u64()
                    .unwrap();
                let counts =
                    |span: &Span| matches!(span, Span::Count { value: count, .. } if *count == value);
                assert!(
                    sentence.spans.iter().any(counts),
                    "{pointer} is {value}: {sentence:?}"
                );
                quoted += 1;
            }
        }
        assert!(quoted > 0);
    }
}

#[test]
fn a_sentence_without_ground_is_named() {
    let (snapshot, mut insights) = every().swap_remove(0);
    insights.summary[0].evidence = vec![Evidence::Commit {
        repository: "acme/api".into(),
        oid: "0".repeat(40),
    }];
    insights.summary[1].evidence.clear();
    assert_eq!(ungrounded(&snapshot, &insights).len(), 2);
}

#[test]
fn our_own_words_are_plain_and_hold_no_number() {
    for (_, insights) in every() {
        for sentence in sentences(&insights) {
            assert_eq!(lint::empty_words(sentence), Vec::<&str>::new());
            for span in &sentence.spans {
                if let Span::Text { text } = span {
                    assert!(!text.bytes().any(|byte| byte.is_ascii_digit()), "{text}");
                }
            }
        }
    }
}

#[test]
fn no_frame_is_worn_out() {
    for (_, insights) in every() {
        let mut frames: HashMap<String, u32> = HashMap::new();
        let told = insights
            .stories
            .iter()
            .flat_map(|story| story.paragraphs.iter().flatten());
        for sentence in insights.summary.iter().chain(told) {
            let frame: String = sentence
                .spans
                .iter()
                .map(|span| {
                    if let Span::Text { text } = span {
                        text.as_str()
                    } else {
                        "◦"
                    }
                })
                .collect();
            *frames.entry(frame).or_default() += 1;
        }
        let worn: Vec<_> = frames.into_iter().filter(|(_, uses)| *uses > 2).collect();
        assert!(worn.is_empty(), "{worn:?}");
    }
}

#[test]
fn the_same_snapshot_gives_the_same_bytes() {
    let snapshot = busy("2025-W46");
    let bytes = || serde_json::to_vec(&insights(&snapshot)).unwrap();
    assert_eq!(bytes(), bytes());
}
