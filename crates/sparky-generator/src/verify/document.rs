//! Markdown and HTML against the sidecar.

use sparky_common::model::{Place, Sidecar, Statement};

use super::{
    compare,
    finding::{Finding, FindingKind},
    front_matter,
};
use crate::reading::{Reading, read_html, read_markdown};

/// Checks a Markdown file.
pub(super) fn markdown(text: &str, sidecar: &Sidecar) -> Vec<Finding> {
    let reading = read_markdown(text);
    let mut findings = front_matter::yaml(reading.front_matter.as_deref(), sidecar);
    findings.extend(body(&reading, sidecar));
    findings
}

/// Checks an HTML page, whose head carries title and description.
pub(super) fn html(text: &str, sidecar: &Sidecar) -> Vec<Finding> {
    let reading = read_html(text);
    let mut findings = front_matter::entries(reading.front_matter.as_deref().unwrap_or("").lines(), sidecar);
    findings.extend(body(&reading, sidecar));
    findings
}

fn body(reading: &Reading, sidecar: &Sidecar) -> Vec<Finding> {
    let statements: Vec<&Statement> = sidecar
        .statements
        .iter()
        .filter(|statement| statement.place != Place::FrontMatter)
        .collect();
    let mut findings = compare::words(&statements, &reading.units);
    findings.extend(compare::links(&statements, &reading.units));
    findings.extend(
        reading
            .strange
            .iter()
            .map(|strange| Finding::new(FindingKind::Markup, strange)),
    );
    findings
}
