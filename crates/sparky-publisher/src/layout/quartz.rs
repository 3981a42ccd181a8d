//! The layout `quartz`: a blog in a Quartz site.
//!
//! | period | file below the blog's folder |
//! |---|---|
//! | day `2025-11-12` | `2025/11/2025-11-12.md` |
//! | week `2025-W46` | `2025/11/week-2025-46.md` |
//! | month `2025-11` | `2025/11/month-2025.md` |
//!
//! A week lies in the year and month of its Thursday. That is how ISO 8601 itself gives weeks to years, so the year
//! of the folder is the year in the name: `2025-W01`, which begins on 30 December 2024, is `2025/01/week-2025-01.md`.
//! Markdown and its pictures are published: the charts in the page's folder under the names that the page gives them,
//! the social card beside them. Nothing else is: Quartz would serve every other file as it is.

use jiff::civil::{Date, Weekday};
use sparky_common::{
    model::{DocumentFormat, Sha256},
    period::{Kind, Period},
};

use super::{Page, Present, Shelf, index};
use crate::edition::Edition;

/// The report pages of an edition, then the index pages that list them.
pub(super) fn pages(shelf: &Shelf, edition: &Edition, present: &Present) -> Vec<Page> {
    let path = shelf.at(&path_of(edition.set.period));
    let mut pages: Vec<Page> = edition
        .report()
        .filter(|(document, _)| document.format == DocumentFormat::Markdown)
        .map(|(_, content)| Page {
            path: path.clone(),
            content: content.to_vec(),
            document: Some(Sha256::of(content)),
        })
        .collect();
    pages.extend(pictures(shelf, edition));
    let mut lying = present.clone();
    lying.extend(pages.iter().map(|page| (page.path.clone(), page.content.clone())));
    pages.extend(index::pages(shelf, &lying, edition.set.period));
    pages
}

/// The charts and the card of the report, beside it.
fn pictures<'a>(shelf: &'a Shelf, edition: &'a Edition) -> impl Iterator<Item = Page> + 'a {
    let path = path_of(edition.set.period);
    let folder = path
        .rsplit_once('/')
        .map_or(String::new(), |(folder, _)| format!("{folder}/"));
    let pictures = edition
        .documents()
        .filter(|(document, _)| matches!(document.format, DocumentFormat::Svg | DocumentFormat::Png));
    pictures.map(move |(document, content)| {
        let name = document.path.rsplit('/').next().unwrap_or(&document.path);
        Page {
            path: shelf.at(&format!("{folder}{name}")),
            content: content.to_vec(),
            document: Some(Sha256::of(content)),
        }
    })
}

/// Whether a file below the blog's folder is a report or a page that lists reports.
pub(super) fn needs(below: &str) -> bool {
    period_of(below).is_some() || below == "index.md" || year_of_index(below).is_some()
}

/// Where a period's report lies below the blog's folder.
pub(super) fn path_of(period: Period) -> String {
    let home = home_of(period);
    let folder = format!("{:04}/{:02}", home.year(), home.month());
    match period.kind() {
        Kind::Daily => format!("{folder}/{}.md", period.first_day()),
        Kind::Weekly => {
            let week = period.first_day().iso_week_date();
            format!("{folder}/week-{:04}-{:02}.md", week.year(), week.week())
        }
        Kind::Monthly => format!("{folder}/month-{:04}.md", home.year()),
    }
}

/// The day whose year and month are a period's.
pub(super) fn home_of(period: Period) -> Date {
    period
        .days()
        .find(|day| period.kind() != Kind::Weekly || day.weekday() == Weekday::Thursday)
        .unwrap_or_else(|| period.first_day())
}

/// The period whose report lies at a path below the blog's folder; nothing where it is no report.
pub(super) fn period_of(below: &str) -> Option<Period> {
    let (folder, name) = below.rsplit_once('/')?;
    let (year, month) = folder.split_once('/')?;
    let stem = name.strip_suffix(".md")?;
    let period: Period = match stem.split_once('-')? {
        ("week", rest) => rest.replacen('-', "-W", 1).parse().ok()?,
        ("month", named) if named == year => format!("{year}-{month}").parse().ok()?,
        _ => stem.parse().ok()?,
    };
    // What lies elsewhere is someone's own page with a name like ours.
    (path_of(period) == below).then_some(period)
}

/// The year of a year page below the blog's folder.
fn year_of_index(below: &str) -> Option<i16> {
    let year = below.strip_suffix("/index.md")?;
    (year.len() == 4).then(|| year.parse().ok())?
}
