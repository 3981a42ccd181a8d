//! What is measured of a Dev.to article before it leaves.

use sparky_common::model::{DocumentFormat, Insights, Measure, Sidecar, Snapshot};

use crate::{
    reading::read_markdown,
    text::{find_address, find_secret},
    validate::{broken_links, counted, hostile},
    verify::{FindingKind, Materials, verify},
};

/// The measures of an article, under the names that a report's have.
pub(crate) fn measures_of_article(
    markdown: &str,
    sidecar: &Sidecar,
    insights: &Insights,
    snapshot: &Snapshot,
) -> Vec<Measure> {
    let evidence = Materials {
        insights: Some(insights),
        snapshot: Some(snapshot),
    };
    let named = |what: String| format!("{}: {what}", sidecar.document);
    let claims = verify(markdown, DocumentFormat::Markdown, sidecar, evidence);
    let claims = claims
        .iter()
        .filter(|finding| finding.kind != FindingKind::Markup)
        .map(|finding| named(finding.to_string()));
    let reading = read_markdown(markdown);
    let markup = hostile(markdown, &reading, &reading, sidecar)
        .into_iter()
        .map(named);
    let links = broken_links([&reading, &reading], sidecar).into_iter().map(named);
    let private = markdown
        .lines()
        .enumerate()
        .filter(|(_, line)| find_secret(line).is_some() || find_address(line).is_some())
        .map(|(index, _)| named(format!("a secret or an e-mail address in line {}", index + 1)));
    vec![
        counted("unsupported_claims", claims.collect()),
        counted("hostile_markup", markup.collect()),
        counted("broken_links", links.collect()),
        counted("secrets_or_addresses", private.collect()),
    ]
}
