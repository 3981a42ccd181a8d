//! Markdown and HTML against the sidecar.

use sparky_common::model::{DocumentFormat, Place, Sha256, Sidecar, Statement};

use super::{
    compare,
    finding::{Finding, FindingKind},
    front_matter,
};
use crate::{
    reading::{Image, Reading, byline, count_words, is_ours, read_html, read_markdown},
    render::evidence_labels,
};

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
    findings.extend(frame(&reading, sidecar));
    findings.extend(evidence(&reading, sidecar));
    findings
}

/// What stands around the text: the byline, headings again, and what every page of ours says.
fn frame(reading: &Reading, sidecar: &Sidecar) -> Vec<Finding> {
    let byline = byline(sidecar.period, count_words(reading));
    let is_heading = |text: &str| {
        let mut headings = reading.units.iter().filter(|unit| unit.place == Place::Heading);
        headings.any(|unit| unit.text == text)
    };
    let strange = |text: &&String| !is_ours(text) && **text != byline && !is_heading(text);
    let finding = |text: &String| {
        let message = format!("`{text}` around the text is not what the page says there");
        Finding::new(FindingKind::Added, message)
    };
    reading.frame.iter().filter(strange).map(finding).collect()
}

/// What the page shows of its evidence: as much of the sidecar as any page shows, no word else and no other link.
fn evidence(reading: &Reading, sidecar: &Sidecar) -> Vec<Finding> {
    // A template may leave the evidence out.
    if reading.evidence.is_empty() {
        return Vec::new();
    }
    let labels = sidecar.statements.iter().flat_map(evidence_labels);
    let shown: Vec<_> = labels
        .map(|label| Statement {
            text: label.text,
            ..Statement::default()
        })
        .collect();
    let mut findings = compare::words(&shown.iter().collect::<Vec<_>>(), &reading.evidence);
    let links = reading.evidence.iter().flat_map(|unit| &unit.links);
    let strange = links.filter(|link| !sidecar.links.contains(&link.url));
    findings.extend(strange.map(|link| {
        let message = format!(
            "the link `{}` to `{}` is not in the evidence",
            link.text, link.url
        );
        Finding::new(FindingKind::Link, message)
    }));
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
    findings.extend(
        strange_images(reading, sidecar)
            .into_iter()
            .map(|strange| Finding::new(FindingKind::Markup, strange)),
    );
    findings
}

/// Images that are none of the charts recorded with the document.
pub(crate) fn strange_images(reading: &Reading, sidecar: &Sidecar) -> Vec<String> {
    let folder = sidecar.document.rsplit_once('/').map_or("", |(folder, _)| folder);
    let charts = || {
        let svg = DocumentFormat::Svg.extension();
        sidecar
            .formats
            .iter()
            .filter(move |(path, _)| path.ends_with(svg))
    };
    let ours = |image: &&Image| match image {
        Image::File(name) => charts().any(|(path, _)| *path == format!("{folder}/{name}")),
        Image::Drawing(svg) => {
            let sha256 = Sha256::of(format!("{svg}\n").as_bytes());
            charts().any(|(_, recorded)| *recorded == sha256)
        }
    };
    let strange = reading.images.iter().filter(|image| !ours(image));
    strange
        .map(|image| match image {
            Image::File(name) => format!("image `{name}` is no chart of this document"),
            Image::Drawing(_) => "a drawing is no chart of this document".to_owned(),
        })
        .collect()
}
