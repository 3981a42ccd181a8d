//! The social card of the report.

use sparky_common::model::DocumentFormat;

use super::{File, Made, Material, report::document_kind};
use crate::{
    card::{card, path},
    error::GeneratorError,
};

/// Draws the card. Without a report there is none: the evidence of both is one file.
pub(super) fn make(material: &Material<'_>, made: &mut Made) -> Result<(), GeneratorError> {
    if !material.settings.has_card() {
        return Ok(());
    }
    let insights = material.insights;
    made.files.push(File {
        kind: document_kind(insights.kind),
        format: DocumentFormat::Png,
        path: path(insights.period),
        content: card(insights)?.png()?,
    });
    Ok(())
}
