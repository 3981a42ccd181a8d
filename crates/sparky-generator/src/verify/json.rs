//! The JSON document against the sidecar.

use sparky_common::model::{DocumentFormat, Place, Sha256, Sidecar, Statement};

use super::{
    compare,
    finding::{Finding, FindingKind},
    front_matter,
};
use crate::{
    reading::Unit,
    render::{JsonDocument, json_text},
};

/// Checks a JSON document.
pub(super) fn check(text: &str, sidecar: &Sidecar) -> Vec<Finding> {
    let document: JsonDocument = match serde_json::from_str(text) {
        Ok(document) => document,
        Err(error) => {
            return vec![Finding::new(
                FindingKind::Words,
                format!("not one of our JSON documents: {error}"),
            )];
        }
    };
    let mut findings = front_matter::structure(&document.front_matter, sidecar);
    let actual: Vec<_> = document
        .sections
        .iter()
        .flat_map(|section| &section.statements)
        .collect();
    let expected: Vec<_> = sidecar.statements.iter().collect();
    let units: Vec<_> = actual.iter().map(|statement| unit(statement)).collect();
    findings.extend(compare::words(&expected, &units));
    findings.extend(compare::links(&expected, &units));
    findings.extend(
        actual
            .iter()
            .zip(&expected)
            .filter_map(|(actual, expected)| evidence(actual, expected)),
    );
    // What no statement covers, such as the window, is covered by the recorded hash of the same content.
    if findings.is_empty() && !is_recorded(&document, sidecar) {
        let message = "a field outside the statements is not the one that was recorded";
        findings.push(Finding::new(FindingKind::Words, message));
    }
    findings
}

fn unit(statement: &Statement) -> Unit {
    Unit {
        place: Place::Paragraph,
        text: statement.text.clone(),
        links: statement.links.clone(),
    }
}

fn evidence(actual: &Statement, expected: &Statement) -> Option<Finding> {
    let differs = actual.evidence != expected.evidence || actual.numbers != expected.numbers;
    (differs && actual.text == expected.text).then(|| {
        Finding::new(
            FindingKind::Words,
            format!("`{}` names other evidence than was recorded", actual.text),
        )
    })
}

fn is_recorded(document: &JsonDocument, sidecar: &Sidecar) -> bool {
    let stem = sidecar
        .document
        .trim_end_matches(DocumentFormat::Markdown.extension());
    let recorded = sidecar
        .formats
        .get(&format!("{stem}{}", DocumentFormat::Json.extension()));
    recorded
        .is_none_or(|recorded| json_text(document).is_ok_and(|text| Sha256::of(text.as_bytes()) == *recorded))
}
