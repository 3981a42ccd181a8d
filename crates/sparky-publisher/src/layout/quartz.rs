//! The layout `quartz`: a blog in a Quartz site.
//!
//! Markdown and its pictures are published, the pictures in the page's folder under the names that the page gives
//! them; and the feeds at the root of the site, `weekly.atom.xml`, where readers look for them. Nothing else is:
//! Quartz would serve every other file as it is.

use sparky_common::{
    model::{Document, DocumentFormat, DocumentKind, Sha256},
    period::Period,
};

use super::{
    Page, Present, Shelf,
    address::{Sort, path_of},
    index,
};
use crate::edition::Edition;

/// The pages of an edition and its feeds, then the index pages that list them.
pub(super) fn pages(shelf: &Shelf, edition: &Edition, present: &Present) -> Vec<Page> {
    let period = edition.set.period;
    let place = |document: &Document| match document.format {
        DocumentFormat::Markdown => Some(path_of(period, sort(document.kind))),
        DocumentFormat::Svg | DocumentFormat::Png => Some(beside(period, &document.path)),
        _ => None,
    };
    let page = |path: String, content: &[u8]| Page {
        path,
        content: content.to_vec(),
        document: Some(Sha256::of(content)),
    };
    let mut pages: Vec<Page> = edition
        .pages()
        .filter_map(|(document, content)| Some(page(shelf.at(&place(document)?), content)))
        .collect();
    let mut lying = present.clone();
    lying.extend(pages.iter().map(|page| (page.path.clone(), page.content.clone())));
    let feeds = edition.feeds().map(|(document, content)| {
        let name = format!("{}{}", period.kind(), document.format.extension());
        page(shelf.at_root(&name), content)
    });
    pages.extend(feeds);
    pages.extend(index::pages(shelf, &lying, period));
    pages
}

fn sort(kind: DocumentKind) -> Sort {
    if kind == DocumentKind::BlogPost {
        Sort::Story
    } else {
        Sort::Report
    }
}

/// Where a picture lies: in the page's folder, under its own name.
fn beside(period: Period, path: &str) -> String {
    let page = path_of(period, Sort::Report);
    let folder = page.rsplit_once('/').map_or("", |(folder, _)| folder);
    let name = path.rsplit('/').next().unwrap_or(path);
    format!("{folder}/{name}")
}
