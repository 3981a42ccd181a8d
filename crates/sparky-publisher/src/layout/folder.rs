//! The layout `git`: as in the output folder, Markdown with its pictures and the evidence beside it, and feeds.
//!
//! HTML and JSON say the same again and would double every diff; who wants them has the output folder.

use sparky_common::model::{DocumentFormat, Sha256};

use super::{Page, Shelf};
use crate::edition::Edition;

pub(super) fn pages(shelf: &Shelf, edition: &Edition) -> Vec<Page> {
    let pages = edition.pages().filter(|(document, _)| {
        matches!(
            document.format,
            DocumentFormat::Markdown | DocumentFormat::Evidence | DocumentFormat::Svg | DocumentFormat::Png
        )
    });
    pages
        .chain(edition.feeds())
        .map(|(document, content)| Page {
            path: shelf.at(&document.path),
            content: content.to_vec(),
            document: Some(Sha256::of(content)),
        })
        .collect()
}
