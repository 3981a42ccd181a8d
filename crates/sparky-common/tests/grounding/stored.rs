//! Stored sentences are held against snapshot and insights as they were when written.

use jiff::ToSpan;
use serde_json::Value;
use sparky_common::{
    grounding::{Flaw, Ground, check, plain},
    model::{Evidence, Sentence, Span, Writer},
};

use crate::{
    pulls,
    sheets::{claim, ground},
};

/// The true sentences of the made sheet, as a model's.
fn written() -> Vec<Sentence> {
    let sheet = pulls::sheet();
    let lines = include_str!("claims/pulls-true.txt").lines();
    lines
        .map(|line| sheet.ground(&claim(line)).expect(line))
        .collect()
}

#[test]
fn what_passed_passes_when_it_is_read_again() {
    let (snapshot, insights) = pulls::made();
    let ground = Ground::new(&snapshot, Some(&insights));
    let flawed: Vec<_> = written()
        .iter()
        .map(|sentence| (plain(sentence), check(sentence, &ground)))
        .filter(|(_, flaws)| !flaws.is_empty())
        .collect();
    assert!(flawed.is_empty(), "{flawed:#?}");
}

/// Another thing of the same sort in place of a span.
fn other(span: &Span) -> Option<Span> {
    let repository = "acme/engine".to_owned();
    Some(match span.clone() {
        Span::Count { value, one, many } => Span::Count {
            value: value + 2,
            one,
            many,
        },
        Span::Person { id, .. } => {
            let (id, name) = if id == "ada" {
                ("bob", "Bob Kahn")
            } else {
                ("ada", "Ada Byron")
            };
            Span::Person {
                id: id.into(),
                name: name.into(),
            }
        }
        Span::Reference { number, .. } => Span::Reference {
            repository,
            number: if number == 12 { 14 } else { 12 },
        },
        Span::Weekday { date } => Span::Weekday {
            date: date.checked_add(1.day()).ok()?,
        },
        Span::Day { date } => Span::Day {
            date: date.checked_sub(1.day()).ok()?,
        },
        Span::Term { text } => Span::Term {
            text: text + " marketplace",
        },
        _ => return None,
    })
}

#[test]
fn every_edit_of_a_stored_sentence_is_found_with_a_reason() {
    let (snapshot, insights) = pulls::made();
    let ground = Ground::new(&snapshot, Some(&insights));
    let (mut edits, mut passed) = (0, Vec::new());
    for sentence in written() {
        for (place, span) in sentence.spans.iter().enumerate() {
            let Some(other) = other(span) else { continue };
            let mut edited = sentence.clone();
            edited.spans[place] = other;
            edits += 1;
            if check(&edited, &ground).is_empty() {
                passed.push(plain(&edited));
            }
        }
    }
    assert!(edits > 50, "only {edits}");
    assert!(passed.is_empty(), "{passed:#?}");
}

#[test]
fn a_name_on_somebody_else_and_words_that_were_added_are_found() {
    let (snapshot, insights) = pulls::made();
    let ground_of = Ground::new(&snapshot, Some(&insights));
    let sentence = ground(
        &pulls::sheet(),
        include_str!("claims/pulls-true.txt").lines().next().unwrap(),
    );
    let sentence = sentence.expect("it is true");

    let mut renamed = sentence.clone();
    let person = renamed
        .spans
        .iter_mut()
        .find(|span| matches!(span, Span::Person { .. }));
    if let Some(Span::Person { id, .. }) = person {
        *id = "eve".into();
    }
    assert!(
        matches!(&check(&renamed, &ground_of)[..], [Flaw::Altered(_)]),
        "{renamed:?}"
    );

    let mut longer = sentence.clone();
    longer.spans.push(Span::Text {
        text: " It shines.".into(),
    });
    assert!(!check(&longer, &ground_of).is_empty());

    let mut foreign = sentence.clone();
    foreign.evidence = vec![Evidence::Reference {
        repository: "acme/engine".into(),
        number: 99,
    }];
    assert!(matches!(check(&foreign, &ground_of)[0], Flaw::Missing(_)));

    // What rules wrote is not held against the words of facts, but against its evidence all the same.
    let mut ruled = foreign;
    ruled.writer = Writer::Rules;
    assert!(matches!(check(&ruled, &ground_of)[0], Flaw::Missing(_)));
}

/// Every pointer into a value.
fn pointers(value: &Value, here: &str, all: &mut Vec<String>) {
    let mut below = |name: &str, value| {
        let there = format!("{here}/{name}");
        all.push(there.clone());
        pointers(value, &there, all);
    };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| below(name, value)),
        Value::Array(items) => (0..)
            .zip(items)
            .for_each(|(at, value): (usize, _)| below(&at.to_string(), value)),
        _ => {}
    }
}

#[test]
fn metrics_are_what_the_insights_have_and_nothing_else() {
    let (snapshot, insights) = pulls::made();
    let ground = Ground::new(&snapshot, Some(&insights));
    let holds = |pointer: &str| {
        ground.holds(&Evidence::Metric {
            pointer: pointer.into(),
        })
    };
    let mut all = Vec::new();
    pointers(&serde_json::to_value(&insights).unwrap(), "", &mut all);
    assert!(all.len() > 80, "only {}", all.len());
    for pointer in &all {
        assert!(holds(pointer), "{pointer}");
        for wrong in [
            format!("{pointer}/x"),
            format!("{pointer}x"),
            pointer[1..].to_owned(),
        ] {
            assert!(!holds(&wrong), "{wrong}");
        }
    }
    for wrong in [
        "/repositories/00/commits",
        "/repositories/+0/commits",
        "/repositories/-/commits",
        "/",
    ] {
        assert!(!holds(wrong), "{wrong}");
    }
    let without = Ground::new(&snapshot, None);
    assert!(!without.holds(&Evidence::Metric {
        pointer: "/totals/commits".into(),
    }));
}
