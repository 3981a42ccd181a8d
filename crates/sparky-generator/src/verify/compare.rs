//! Words and links of a document against those of its statements.

use sparky_common::model::{Link, Statement};

use super::{
    diff::{Hunk, hunks},
    finding::{Finding, FindingKind},
};
use crate::reading::Unit;

/// How many words a finding shows.
const SHOWN: usize = 30;

/// Compares the visible words.
pub(super) fn words(statements: &[&Statement], units: &[Unit]) -> Vec<Finding> {
    let expected: Vec<_> = statements
        .iter()
        .flat_map(|each| each.text.split_whitespace())
        .collect();
    let actual: Vec<_> = units
        .iter()
        .flat_map(|unit| unit.text.split_whitespace())
        .collect();
    let finding = |(gone, new): Hunk| {
        // One word more makes a number readable: `54 commits`.
        let next = expected
            .get(gone.end)
            .filter(|_| !gone.is_empty() && !new.is_empty());
        let phrase = |words: &[&str]| phrase(words, next.copied());
        changed(
            &phrase(&expected[gone]),
            &phrase(&actual[new.clone()]),
            &actual[new],
        )
    };
    hunks(&expected, &actual).into_iter().map(finding).collect()
}

/// Compares two texts word by word.
pub(super) fn texts(expected: &str, actual: &str) -> Vec<Finding> {
    let statement = Statement {
        text: expected.to_owned(),
        ..Statement::default()
    };
    words(
        &[&statement],
        &[Unit {
            text: actual.to_owned(),
            ..Unit::default()
        }],
    )
}

/// Compares the links: what is linked, and where it leads.
pub(super) fn links(statements: &[&Statement], units: &[Unit]) -> Vec<Finding> {
    let expected: Vec<_> = statements
        .iter()
        .flat_map(|each| &each.links)
        .map(normal)
        .collect();
    let actual: Vec<_> = units.iter().flat_map(|unit| &unit.links).map(normal).collect();
    let mut findings = Vec::new();
    for (gone, new) in hunks(&expected, &actual) {
        let (gone, new) = (&expected[gone], &actual[new]);
        for index in 0..gone.len().max(new.len()) {
            let message = match (gone.get(index), new.get(index)) {
                (Some(gone), Some(new)) => {
                    format!(
                        "the link `{}` leads to `{}`: the evidence says `{}` to `{}`",
                        new.text, new.url, gone.text, gone.url
                    )
                }
                (None, Some(new)) => {
                    format!("the link `{}` to `{}` is not in the evidence", new.text, new.url)
                }
                (Some(gone), None) => format!("the link `{}` to `{}` is gone", gone.text, gone.url),
                (None, None) => continue,
            };
            findings.push(Finding::new(FindingKind::Link, message));
        }
    }
    findings
}

fn normal(link: &Link) -> Link {
    Link {
        text: link.text.split_whitespace().collect::<Vec<_>>().join(" "),
        url: link.url.clone(),
    }
}

fn changed(expected: &str, actual: &str, new: &[&str]) -> Finding {
    if actual.is_empty() {
        return Finding::new(FindingKind::Removed, format!("`{expected}` is gone"));
    }
    if expected.is_empty() {
        return Finding::new(FindingKind::Added, format!("`{actual}` is not in the evidence"));
    }
    let is_number = new
        .iter()
        .any(|word| word.chars().any(|character| character.is_ascii_digit()));
    let kind = if is_number {
        FindingKind::Number
    } else {
        FindingKind::Words
    };
    Finding::new(kind, format!("`{actual}`: the evidence says `{expected}`"))
}

fn phrase(words: &[&str], next: Option<&str>) -> String {
    let mut shown: Vec<_> = words.iter().take(SHOWN).copied().collect();
    if words.len() > SHOWN {
        shown.push("…");
    } else if !shown.is_empty() {
        shown.extend(next);
    }
    shown.join(" ")
}
