//! A chart against the one that the insights give.

use sparky_common::model::Insights;

use super::{
    compare,
    finding::{Finding, FindingKind},
};
use crate::{chart::charts, page::Resolver, reading::drawn_words};

/// Draws the chart again and names what differs. `is_recorded` tells whether the file is byte for byte the one whose
/// hash the evidence holds.
pub(super) fn check(name: &str, bytes: &[u8], is_recorded: bool, insights: &Insights) -> Vec<Finding> {
    let drawn = charts(insights, &Resolver::new(insights)).into_iter().flatten();
    let Some(ours) = drawn
        .into_iter()
        .find(|chart| chart.file(insights.period) == name)
    else {
        let message = format!("this Sparky draws no `{name}`, so that it was not drawn again");
        return vec![Finding::new(FindingKind::Unchecked, message)];
    };
    let ours = ours.svg + "\n";
    if ours.as_bytes() == bytes {
        return Vec::new();
    }
    let theirs = String::from_utf8_lossy(bytes);
    let changes = compare::texts(&drawn_words(&ours), &drawn_words(&theirs));
    let named = |finding: Finding| Finding {
        // What was drawn by another version says the same in other words, or not: that cannot be told.
        kind: if is_recorded {
            FindingKind::Unchecked
        } else {
            finding.kind
        },
        message: format!("`{name}`: {}", finding.message),
    };
    let mut findings: Vec<_> = changes.into_iter().map(named).collect();
    if findings.is_empty() {
        let message = format!("`{name}` says what the insights give, but is drawn otherwise");
        let kind = if is_recorded {
            FindingKind::Unchecked
        } else {
            FindingKind::Picture
        };
        findings.push(Finding::new(kind, message));
    }
    findings
}
