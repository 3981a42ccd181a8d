//! Charts and cards against the hashes recorded beside them, and against the insights that they are drawn from.

use sparky_common::model::{DocumentFormat, Insights, Sha256, Sidecar};

use super::{
    card, chart,
    finding::{Finding, FindingKind},
};

/// Checks the bytes of a picture. `name` is the file's name without its folders. Where the insights are given the
/// picture is drawn again, and what differs is named; without them any other byte is a finding.
pub fn verify_picture(
    name: &str,
    bytes: &[u8],
    sidecar: &Sidecar,
    insights: Option<&Insights>,
) -> Vec<Finding> {
    let folder = sidecar.document.rsplit_once('/').map_or("", |(folder, _)| folder);
    let Some(recorded) = sidecar.formats.get(&format!("{folder}/{name}")) else {
        let message = format!("`{name}` is no picture of `{}`", sidecar.document);
        return vec![Finding::new(FindingKind::Picture, message)];
    };
    let is_recorded = *recorded == Sha256::of(bytes);
    let findings = match insights {
        Some(insights) if name.ends_with(DocumentFormat::Png.extension()) => {
            card::check(name, bytes, is_recorded, insights)
        }
        Some(insights) => chart::check(name, bytes, is_recorded, insights),
        None => Vec::new(),
    };
    if is_recorded || findings.iter().any(|finding| !finding.is_note()) {
        return findings;
    }
    // A card of the same pixels may be packed otherwise; of a chart every byte is seen.
    let is_same =
        findings.is_empty() && insights.is_some() && name.ends_with(DocumentFormat::Png.extension());
    let message = format!("`{name}` is not the picture that was recorded");
    let kind = if is_same {
        FindingKind::Bytes
    } else {
        FindingKind::Picture
    };
    findings
        .into_iter()
        .chain([Finding::new(kind, message)])
        .collect()
}
