//! The report of a period.

use sparky_common::{
    model::{DocumentFormat, DocumentKind, Sha256},
    period::Kind,
};

use super::{File, Made, Material};
use crate::{error::GeneratorError, generate::generate, place::stem, validate::measures};

/// Makes the report and measures it.
pub(super) fn make(material: &Material<'_>, made: &mut Made) -> Result<(), GeneratorError> {
    let &Material {
        insights,
        artifact,
        snapshot,
        templates,
        settings,
        ..
    } = material;
    let mut generated = generate(insights, artifact, templates, settings)?;
    let cards = made
        .files
        .iter()
        .filter(|file| file.format == DocumentFormat::Png);
    let recorded = cards.map(|card| (card.path.clone(), Sha256::of(&card.content)));
    generated.sidecar.formats.extend(recorded);
    let range = settings.words(insights.kind);
    made.measure(measures(&generated, range, insights, Some(snapshot)));
    let evidence = serde_json::to_string_pretty(&generated.sidecar)? + "\n";
    let texts = [
        (DocumentFormat::Markdown, generated.markdown),
        (DocumentFormat::Html, generated.html),
        (DocumentFormat::Json, generated.json),
        (DocumentFormat::Evidence, evidence),
    ];
    let (kind, stem) = (document_kind(insights.kind), stem(insights.period));
    let file = |(format, text): (DocumentFormat, String)| {
        File::text(kind, format, format!("{stem}{}", format.extension()), text)
    };
    let charts = generated.charts.into_iter().map(|(name, svg)| {
        File::text(
            kind,
            DocumentFormat::Svg,
            format!("{}/{name}", insights.kind),
            svg,
        )
    });
    made.files.extend(texts.into_iter().map(file).chain(charts));
    Ok(())
}

/// What sort of text the report of a period is.
pub(super) fn document_kind(kind: Kind) -> DocumentKind {
    match kind {
        Kind::Daily => DocumentKind::DailyDigest,
        Kind::Weekly => DocumentKind::WeeklyReport,
        Kind::Monthly => DocumentKind::MonthlyReview,
    }
}
