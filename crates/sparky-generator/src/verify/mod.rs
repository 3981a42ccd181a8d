//! Holds a finished document against its evidence and names each claim that lacks it.
//!
//! Pure: whoever calls reads the files. Every number, word and link of the document is compared with the sidecar,
//! the sidecar's numbers with the insights, and its evidence with the snapshot, as far as these are given.

mod backed;
mod card;
mod chart;
mod compare;
mod diff;
mod document;
mod feed;
mod finding;
mod front_matter;
mod grounds;
mod insights;
mod json;
mod picture;
mod snapshot;
mod text;

pub(crate) use document::strange_images;
pub use feed::{listed, verify_feed};
pub use finding::{Finding, FindingKind};
pub use picture::verify_picture;

use sparky_common::model::{DocumentFormat, Insights, SCHEMA_VERSION, Sha256, Sidecar, Snapshot};

/// What the evidence itself is held against. Each may be absent; what is absent is not checked.
#[derive(Clone, Copy, Debug, Default)]
pub struct Materials<'a> {
    /// The insights that the sidecar names.
    pub insights: Option<&'a Insights>,
    /// The snapshot that the sidecar names.
    pub snapshot: Option<&'a Snapshot>,
}

/// The format of a document by its file name; nothing for a file that is no document.
pub fn format_of(path: &str) -> Option<DocumentFormat> {
    // The evidence ends in `.json` as well, so the longest ending is tried first.
    let formats = [
        DocumentFormat::Evidence,
        DocumentFormat::Json,
        DocumentFormat::Html,
        DocumentFormat::Markdown,
        DocumentFormat::Text,
        DocumentFormat::Svg,
        DocumentFormat::Png,
        DocumentFormat::Atom,
        DocumentFormat::Rss,
    ];
    formats
        .into_iter()
        .find(|format| path.ends_with(format.extension()))
}

/// Checks a document in Markdown, HTML, JSON or plain text. An empty result, or one of notes only, means that every claim stands.
pub fn verify(
    text: &str,
    format: DocumentFormat,
    sidecar: &Sidecar,
    materials: Materials<'_>,
) -> Vec<Finding> {
    let mut findings = match format {
        DocumentFormat::Markdown => document::markdown(text, sidecar),
        DocumentFormat::Html => document::html(text, sidecar),
        DocumentFormat::Json => json::check(text, sidecar),
        DocumentFormat::Text => text::check(text, sidecar),
        // The evidence itself is held against the insights and the snapshot below.
        DocumentFormat::Evidence => Vec::new(),
        // These have functions of their own: [`verify_picture`] and [`verify_feed`].
        DocumentFormat::Svg | DocumentFormat::Png | DocumentFormat::Atom | DocumentFormat::Rss => {
            vec![Finding::new(
                FindingKind::Words,
                format!("a {} file is not checked by its words", format.extension()),
            )]
        }
    };
    if let Some(insights) = materials.insights {
        findings.extend(insights::check(sidecar, insights));
    }
    if let Some(snapshot) = materials.snapshot {
        findings.extend(snapshot::check(sidecar, snapshot));
    }
    let explained = findings.iter().any(|finding| !finding.is_note());
    if let (Some(insights), Some(snapshot)) = (materials.insights, materials.snapshot) {
        findings.extend(grounds::check(sidecar, insights, snapshot));
    }
    findings.extend(bytes(text, format, sidecar, explained));
    findings.extend(version(sidecar));
    findings
}

/// Whether the file is byte for byte the one that was recorded. In Markdown other bytes for the same words are worth
/// a note; a page's styles and markup can hide or reorder what it says, so that there they are a finding.
fn bytes(text: &str, format: DocumentFormat, sidecar: &Sidecar, explained: bool) -> Option<Finding> {
    let recorded = match format {
        DocumentFormat::Evidence => return None,
        _ if sidecar.document.ends_with(format.extension()) => Some(&sidecar.sha256),
        _ => {
            let stem = sidecar
                .document
                .trim_end_matches(DocumentFormat::Markdown.extension());
            sidecar.formats.get(&format!("{stem}{}", format.extension()))
        }
    };
    let Some(recorded) = recorded else {
        let message =
            "the evidence records no hash of this file: what is not words and links cannot be checked";
        return Some(Finding::new(FindingKind::Unchecked, message));
    };
    if *recorded == Sha256::of(text.as_bytes()) {
        return None;
    }
    Some(if format == DocumentFormat::Html && !explained {
        let message = "the words are those of the evidence, but the page's styles or markup were changed, which can \
                       hide or reorder them";
        Finding::new(FindingKind::Markup, message)
    } else {
        let message = "the file is not byte for byte the one that was recorded";
        Finding::new(FindingKind::Bytes, message)
    })
}

/// A note where the evidence was written by another version, whose fields this one may not know.
fn version(sidecar: &Sidecar) -> Option<Finding> {
    let theirs = sidecar.schema_version;
    (theirs != SCHEMA_VERSION).then(|| {
        let message = format!(
            "the evidence has schema version {theirs}, this Sparky writes {SCHEMA_VERSION}: what only one of the two \
             records was not checked"
        );
        Finding::new(FindingKind::Unchecked, message)
    })
}
