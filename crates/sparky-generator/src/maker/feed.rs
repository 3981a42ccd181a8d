//! The feeds of a kind, made anew with each of its reports.

use sparky_common::model::{DocumentFormat, DocumentKind};

use super::{File, Made, Material};
use crate::{
    error::GeneratorError,
    feed::{Entry, Feed},
    place::stem,
};

/// Makes both feeds. A private report makes none: those that were there stay as they are.
pub(super) fn make(material: &Material<'_>, made: &mut Made) -> Result<(), GeneratorError> {
    if material.snapshot.is_private() {
        return Ok(());
    }
    let kind = material.insights.kind;
    let own = format!(
        "{}{}",
        stem(material.insights.period),
        DocumentFormat::Json.extension()
    );
    let mut entries = material.others.to_vec();
    for file in made.files.iter().filter(|file| file.path == own) {
        entries.push(Entry::read(&file.content)?);
    }
    let feed = Feed::new(
        kind,
        &material.insights.organisation,
        entries,
        &material.settings.site_url,
    );
    for (format, text) in [
        (DocumentFormat::Atom, feed.atom()?),
        (DocumentFormat::Rss, feed.rss()?),
    ] {
        let path = format!("{kind}/feed{}", format.extension());
        made.files
            .push(File::text(DocumentKind::Feed, format, path, text));
    }
    Ok(())
}
