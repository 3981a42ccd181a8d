//! Whether everything a document says is backed.

use sparky_common::model::{DocumentFormat, Insights, Sidecar, Snapshot};

use crate::{
    generate::Generated,
    reading::Reading,
    verify::{FindingKind, Materials, verify},
};

/// Links that are not secure or not among those of the evidence.
pub(crate) fn broken_links(readings: [&Reading; 2], sidecar: &Sidecar) -> Vec<String> {
    let links = readings
        .into_iter()
        .flat_map(|reading| &reading.units)
        .flat_map(|unit| &unit.links);
    let broken = links.filter(|link| !link.url.starts_with("https://") || !sidecar.links.contains(&link.url));
    let mut broken: Vec<_> = broken
        .map(|link| format!("`{}` leads to `{}`", link.text, link.url))
        .collect();
    broken.sort();
    broken.dedup();
    broken
}

/// What verification finds in each format; markup is measured on its own.
pub(super) fn unsupported(
    generated: &Generated,
    insights: &Insights,
    snapshot: Option<&Snapshot>,
) -> Vec<String> {
    let evidence = Materials {
        insights: Some(insights),
        snapshot,
    };
    let formats = [
        (&generated.markdown, DocumentFormat::Markdown, evidence),
        // The evidence is the same for all formats; once is enough.
        (&generated.html, DocumentFormat::Html, Materials::default()),
        (&generated.json, DocumentFormat::Json, Materials::default()),
    ];
    let findings = formats.into_iter().flat_map(|(text, format, materials)| {
        let findings = verify(text, format, &generated.sidecar, materials).into_iter();
        findings.map(move |finding| (format, finding))
    });
    let claims = findings.filter(|(_, finding)| !matches!(finding.kind, FindingKind::Markup));
    claims
        .map(|(format, finding)| format!("{}: {finding}", format.extension()))
        .collect()
}
