//! The sidecar's numbers against the insights.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde_json::Value;
use sparky_common::model::{Evidence, Insights, Place, Sidecar, Span, Statement};

use super::finding::{Finding, FindingKind};
use crate::{
    compose::health::shown,
    page::{SHORT_OID, day_with_year, duration, grouped},
    text::{LENGTHS, collected},
};

/// Checks every pointer, and that no statement has a digit that nothing backs.
pub(super) fn check(sidecar: &Sidecar, insights: &Insights) -> Vec<Finding> {
    let Ok(value) = serde_json::to_value(insights) else {
        return vec![Finding::new(
            FindingKind::Insights,
            "the insights cannot be read as JSON",
        )];
    };
    let mut findings = Vec::new();
    if sidecar.period != insights.period || sidecar.kind != insights.kind {
        let message = format!(
            "the evidence is of {}, the insights are of {}",
            sidecar.period, insights.period
        );
        findings.push(Finding::new(FindingKind::Insights, message));
    }
    if sidecar.snapshot != insights.snapshot {
        let message = "the evidence names another snapshot than the insights";
        findings.push(Finding::new(FindingKind::Insights, message));
    }
    let known = known_words(sidecar, insights, &value);
    for statement in &sidecar.statements {
        findings.extend(pointers(statement, &value));
        findings.extend(stated(statement));
        if is_configured(statement) {
            continue;
        }
        findings.extend(
            digit_words(&statement.text)
                .filter(|word| !is_known(word, &known))
                .map(|word| {
                    let message = format!(
                        "`{word}` in `{}`: nothing in the insights backs it",
                        statement.text
                    );
                    Finding::new(FindingKind::Insights, message)
                }),
        );
    }
    findings
}

/// Whether a statement is an address that the configuration gave: it claims nothing about the period.
fn is_configured(statement: &Statement) -> bool {
    let keys = ["canonical_url: ", "image: ", "cover_image: "];
    statement.place == Place::FrontMatter && keys.iter().any(|key| statement.text.starts_with(key))
}

fn pointers(statement: &Statement, insights: &Value) -> Vec<Finding> {
    let number = |(pointer, stated): (&String, &u64)| {
        let found = insights.pointer(pointer);
        let says = found.map_or_else(|| "nothing".to_owned(), Value::to_string);
        (found.and_then(Value::as_u64) != Some(*stated)).then(|| {
            let message = format!(
                "`{}`: `{pointer}` is given as {stated}, the insights say {says}",
                statement.text
            );
            Finding::new(FindingKind::Insights, message)
        })
    };
    let metric = |evidence: &Evidence| match evidence {
        Evidence::Metric { pointer } if insights.pointer(pointer).is_none() => {
            let message = format!(
                "`{}` rests on `{pointer}`, which the insights do not have",
                statement.text
            );
            Some(Finding::new(FindingKind::Insights, message))
        }
        _ => None,
    };
    let metrics = statement.evidence.iter().filter_map(metric);
    statement
        .numbers
        .iter()
        .filter_map(number)
        .chain(metrics)
        .collect()
}

/// A stated number must stand in the text, alone or in a sum.
fn stated(statement: &Statement) -> Vec<Finding> {
    let words: BTreeSet<_> = digit_words(&statement.text).collect();
    let sum = grouped(statement.numbers.values().sum());
    let missing = statement
        .numbers
        .values()
        .map(|value| grouped(*value))
        .filter(|number| !words.contains(number));
    let message = |number| {
        let message = format!(
            "`{}` does not say {number}, which its evidence gives",
            statement.text
        );
        Finding::new(FindingKind::Insights, message)
    };
    if words.contains(&sum) {
        Vec::new()
    } else {
        missing.map(message).collect()
    }
}

/// Every word with a digit that may stand in a document: numbers, dates, names, tags, titles.
fn known_words(sidecar: &Sidecar, insights: &Insights, value: &Value) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    strings(value, &mut |text| {
        if !text.bytes().any(|byte| byte.is_ascii_digit()) {
            return;
        }
        for longest in LENGTHS {
            words.extend(digit_words(&collected(text, longest)));
        }
        if let Ok(date) = text.parse::<Date>() {
            words.extend(digit_words(&day_with_year(date)));
        }
    });
    // Minutes are shown as hours, days or weeks.
    let flows = insights
        .repositories
        .iter()
        .map(|each| each.flow)
        .chain([insights.flow]);
    for spread in flows
        .flat_map(|flow| [flow.cycle_time, flow.review_latency, flow.issue_age])
        .flatten()
    {
        for minutes in [spread.median_minutes, spread.p90_minutes] {
            words.extend(digit_words(&duration(minutes)));
        }
    }
    // Scores are shown in whole points.
    let health = insights
        .repositories
        .iter()
        .filter_map(|each| each.health.as_ref());
    for health in health {
        let parts = health.parts.iter().filter_map(|part| part.score);
        words.extend(parts.chain(health.score).map(shown));
    }
    let period = insights.period;
    for day in period.days().chain([period.next().first_day()]) {
        words.extend(digit_words(&format!(
            "{} {day} {}",
            day_with_year(day),
            day.iso_week_date().week()
        )));
    }
    // Title and description may be made of headlines, whether or not these stories are told.
    let headlines = insights.stories.iter().flat_map(|story| &story.headline.spans);
    words.extend(headlines.filter_map(|span| match span {
        Span::Count { value, .. } => Some(grouped(*value)),
        _ => None,
    }));
    for statement in &sidecar.statements {
        let sum = statement.numbers.values().sum();
        words.extend(statement.numbers.values().copied().chain([sum]).map(grouped));
        words.extend(statement.evidence.iter().flat_map(named));
    }
    words
}

/// A number must be known as it is; of a name that was shortened or joined, its parts.
fn is_known(word: &str, known: &BTreeSet<String>) -> bool {
    let is_number = word
        .chars()
        .all(|character| character.is_ascii_digit() || character == ',');
    known.contains(word)
        || (!is_number && runs(word).all(|run| known.iter().any(|known| known.contains(run))))
}

fn runs(word: &str) -> impl Iterator<Item = &str> {
    word.split(|character: char| !character.is_ascii_digit())
        .filter(|run| !run.is_empty())
}

/// The words with digits by which a statement names its evidence.
fn named(evidence: &Evidence) -> Vec<String> {
    match evidence {
        Evidence::Commit { oid, .. } => {
            let short: String = oid.chars().take(SHORT_OID).collect();
            digit_words(&collected(&short, SHORT_OID)).collect()
        }
        Evidence::Reference { number, .. } => vec![number.to_string()],
        Evidence::Release { tag, .. } => digit_words(tag).collect(),
        Evidence::Metric { .. } | Evidence::Coverage { .. } => Vec::new(),
    }
}

fn strings(value: &Value, visit: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => visit(text),
        Value::Array(values) => values.iter().for_each(|value| strings(value, visit)),
        Value::Object(fields) => fields.iter().for_each(|(name, value)| {
            visit(name);
            strings(value, visit);
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Words that hold a digit, without the punctuation around them.
fn digit_words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|character: char| character.is_whitespace() || "/:();“”|".contains(character));
    let words = words.map(|word| word.trim_matches(|character: char| !character.is_alphanumeric()));
    words
        .filter(|word| word.chars().any(|character| character.is_ascii_digit()))
        .map(str::to_owned)
}
