//! Where pages lie in a blog of a Quartz site, and what a path says of its page.
//!
//! | period | report, below the blog's folder | blog post |
//! |---|---|---|
//! | day `2025-11-12` | `2025/11/2025-11-12.md` | |
//! | week `2025-W46` | `2025/11/week-2025-46.md` | `2025/11/story-week-2025-46.md` |
//! | month `2025-11` | `2025/11/month-2025.md` | `2025/11/story-month-2025.md` |
//!
//! A week lies in the year and month of its Thursday. That is how ISO 8601 itself gives weeks to years, so the year
//! of the folder is the year in the name: `2025-W01`, which begins on 30 December 2024, is `2025/01/week-2025-01.md`.

use jiff::civil::{Date, Weekday};
use sparky_common::period::{Kind, Period};

/// What a page of the blog is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sort {
    /// One story, told for readers outside.
    Story,
    /// The report of a period.
    Report,
}

/// Whether a file below the blog's folder is a page of ours or one that lists them.
pub(super) fn needs(below: &str) -> bool {
    page_of(below).is_some() || below == "index.md" || year_of_index(below).is_some()
}

/// Where a page about a period lies below the blog's folder.
pub(super) fn path_of(period: Period, sort: Sort) -> String {
    let home = home_of(period);
    let folder = format!("{:04}/{:02}", home.year(), home.month());
    let name = match period.kind() {
        Kind::Daily => period.first_day().to_string(),
        Kind::Weekly => {
            let week = period.first_day().iso_week_date();
            format!("week-{:04}-{:02}", week.year(), week.week())
        }
        Kind::Monthly => format!("month-{:04}", home.year()),
    };
    match sort {
        Sort::Report => format!("{folder}/{name}.md"),
        Sort::Story => format!("{folder}/{STORY}{name}.md"),
    }
}

/// What the names of blog posts begin with.
const STORY: &str = "story-";

/// The day whose year and month are a period's.
pub(super) fn home_of(period: Period) -> Date {
    period
        .days()
        .find(|day| period.kind() != Kind::Weekly || day.weekday() == Weekday::Thursday)
        .unwrap_or_else(|| period.first_day())
}

/// The period and sort of the page at a path below the blog's folder; nothing where it is none of ours.
pub(super) fn page_of(below: &str) -> Option<(Period, Sort)> {
    let (folder, name) = below.rsplit_once('/')?;
    let (year, month) = folder.split_once('/')?;
    let stem = name.strip_suffix(".md")?;
    let (sort, stem) = match stem.strip_prefix(STORY) {
        Some(stem) => (Sort::Story, stem),
        None => (Sort::Report, stem),
    };
    let period: Period = match stem.split_once('-')? {
        ("week", rest) => rest.replacen('-', "-W", 1).parse().ok()?,
        ("month", named) if named == year => format!("{year}-{month}").parse().ok()?,
        _ => stem.parse().ok()?,
    };
    // What lies elsewhere is someone's own page with a name like ours.
    (path_of(period, sort) == below).then_some((period, sort))
}

/// The year of a year page below the blog's folder.
fn year_of_index(below: &str) -> Option<i16> {
    let year = below.strip_suffix("/index.md")?;
    (year.len() == 4).then(|| year.parse().ok())?
}
