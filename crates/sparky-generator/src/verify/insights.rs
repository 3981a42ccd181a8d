//! The sidecar's numbers against the insights.

use std::collections::BTreeSet;

use serde_json::Value;
use sparky_common::model::{Evidence, Insights, Place, Sidecar, Statement};

use super::{
    backed::{digit_words, unbacked},
    finding::{Finding, FindingKind},
};
use crate::page::grouped;

/// Checks every pointer, and that no statement has a digit that nothing backs.
pub(super) fn check(sidecar: &Sidecar, insights: &Insights) -> Vec<Finding> {
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
    for statement in &sidecar.statements {
        findings.extend(pointers(statement, insights));
        findings.extend(stated(statement));
    }
    findings.extend(words(sidecar, insights));
    findings
}

/// Names each word with a digit that nothing backs.
fn words(sidecar: &Sidecar, insights: &Insights) -> Vec<Finding> {
    let claims = sidecar
        .statements
        .iter()
        .filter(|statement| !is_configured(statement));
    let words = claims.clone().flat_map(|claim| digit_words(&claim.text));
    let Ok(unbacked) = unbacked(words.collect(), sidecar, insights) else {
        let message = "the insights cannot be read as JSON";
        return vec![Finding::new(FindingKind::Insights, message)];
    };
    let finding = |word: &str, text: &str| {
        let message = format!("`{word}` in `{text}`: nothing in the insights backs it");
        Finding::new(FindingKind::Insights, message)
    };
    claims
        .flat_map(|claim| digit_words(&claim.text).map(move |word| (word, &claim.text)))
        .filter(|(word, _)| unbacked.contains(word))
        .map(|(word, text)| finding(&word, text))
        .collect()
}

/// Whether a statement is an address that the configuration gave: it claims nothing about the period.
fn is_configured(statement: &Statement) -> bool {
    let keys = ["canonical_url: ", "image: ", "cover_image: "];
    statement.place == Place::FrontMatter && keys.iter().any(|key| statement.text.starts_with(key))
}

fn pointers(statement: &Statement, insights: &Insights) -> Vec<Finding> {
    let number = |(pointer, stated): (&String, &u64)| {
        let found = insights.at(pointer);
        (found.as_ref().and_then(Value::as_u64) != Some(*stated)).then(|| {
            let says = found.map_or_else(|| "nothing".to_owned(), |value| value.to_string());
            let message = format!(
                "`{}`: `{pointer}` is given as {stated}, the insights say {says}",
                statement.text
            );
            Finding::new(FindingKind::Insights, message)
        })
    };
    let metric = |evidence: &Evidence| match evidence {
        Evidence::Metric { pointer } if insights.at(pointer).is_none() => {
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
