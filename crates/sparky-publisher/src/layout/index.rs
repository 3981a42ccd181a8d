//! The pages that list reports: one for the blog, one for each year.
//!
//! A page that someone wrote by hand keeps every word: our list stands between two markers, at the end of a page
//! that has none yet.

use std::{collections::BTreeMap, fmt::Write, ops::Range};

use sparky_common::period::{Kind, Period};

use super::{
    Page, Present, Shelf,
    address::{Sort, home_of, page_of},
    front_matter, words,
};

const BEGIN: &str = "<!-- sparky:reports:begin -->";
const END: &str = "<!-- sparky:reports:end -->";

/// How many of the newest reports the blog's own page shows.
const LATEST: usize = 10;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A page as a list shows it.
struct Entry {
    period: Period,
    sort: Sort,
    line: String,
}

/// The blog's page and the page of the year in which a period lies, for the reports and stories lying there.
pub(super) fn pages(shelf: &Shelf, lying: &Present, period: Period) -> Vec<Page> {
    let entries = entries(shelf, lying);
    let year = home_of(period).year();
    let page = |below: &str, title: &str, list: &str| {
        let path = shelf.at(below);
        let content = with_list(lying.get(&path).map(Vec::as_slice), title, list);
        Page {
            path,
            content,
            document: None,
        }
    };
    let of_year: Vec<_> = entries
        .iter()
        .filter(|entry| home_of(entry.period).year() == year)
        .collect();
    vec![
        page("index.md", "Reports", &blog_list(shelf, &entries)),
        page(
            &format!("{year:04}/index.md"),
            &format!("Reports of {year:04}"),
            &year_list(&of_year),
        ),
    ]
}

/// Every page, newest first; of those that end on one day the longest first, a story behind its report.
fn entries(shelf: &Shelf, lying: &Present) -> Vec<Entry> {
    let mut entries: Vec<_> = lying
        .iter()
        .filter_map(|(path, content)| {
            let (period, sort) = page_of(shelf.below(path))?;
            Some(Entry {
                period,
                sort,
                line: line(period, sort, path, content),
            })
        })
        .collect();
    entries
        .sort_by_key(|entry| std::cmp::Reverse((entry.period.last_day(), entry.period.kind(), entry.sort)));
    entries
}

fn line(period: Period, sort: Sort, path: &str, content: &[u8]) -> String {
    let label = match sort {
        Sort::Report => label(period),
        Sort::Story => format!("The story of {}", when(period)),
    };
    let title = front_matter::title(content)
        .map(|title| words::plain(&title))
        .filter(|title| !title.is_empty());
    match title {
        Some(title) => format!("- [{label}]({}): {title}\n", link(path)),
        None => format!("- [{label}]({})\n", link(path)),
    }
}

fn label(period: Period) -> String {
    let (first, last) = (period.first_day(), period.last_day());
    let month = |day: jiff::civil::Date| MONTHS[(day.month() as usize + 11) % 12];
    match period.kind() {
        Kind::Daily => format!("{} {} {}", first.day(), month(first), first.year()),
        Kind::Weekly => {
            let week = first.iso_week_date();
            format!(
                "Week {} of {}, to {} {}",
                week.week(),
                week.year(),
                last.day(),
                month(last)
            )
        }
        Kind::Monthly => format!("{} {}", month(first), first.year()),
    }
}

/// `week 46 of 2025`.
fn when(period: Period) -> String {
    let first = period.first_day();
    match period.kind() {
        Kind::Weekly => {
            let week = first.iso_week_date();
            format!("week {} of {}", week.week(), week.year())
        }
        _ => label(period),
    }
}

/// Where a page is found from the root of the site. Quartz's default way of resolving links takes a path with a
/// folder in it from there; `content` is that root and no part of addresses.
fn link(path: &str) -> String {
    path.strip_prefix("content/").unwrap_or(path).replace(' ', "%20")
}

fn blog_list(shelf: &Shelf, entries: &[Entry]) -> String {
    let mut list = String::from("## Latest\n\n");
    list.extend(entries.iter().take(LATEST).map(|entry| entry.line.as_str()));
    let mut years: BTreeMap<i16, [usize; 2]> = BTreeMap::new();
    for entry in entries {
        let [reports, stories] = years.entry(home_of(entry.period).year()).or_default();
        match entry.sort {
            Sort::Report => *reports += 1,
            Sort::Story => *stories += 1,
        }
    }
    list.push_str("\n## By year\n\n");
    let count =
        |count: usize, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
    for (year, [reports, stories]) in years.iter().rev() {
        let mut held = count(*reports, "report", "reports");
        if *stories > 0 {
            held = format!("{held}, {}", count(*stories, "story", "stories"));
        }
        let page = link(&shelf.at(&format!("{year:04}/index.md")));
        // Writing to a String cannot fail.
        let _ = writeln!(list, "- [{year:04}]({page}), {held}");
    }
    list
}

fn year_list(entries: &[&Entry]) -> String {
    let mut list = String::new();
    let mut current = 0;
    for month in (1..=12).rev() {
        for entry in entries
            .iter()
            .filter(|entry| home_of(entry.period).month() == month)
        {
            if current != month {
                let gap = if list.is_empty() { "" } else { "\n" };
                let _ = write!(list, "{gap}## {}\n\n", MONTHS[month as usize - 1]);
                current = month;
            }
            list.push_str(&entry.line);
        }
    }
    list
}

/// A page with our list in its place, whatever else stands there.
fn with_list(present: Option<&[u8]>, title: &str, list: &str) -> Vec<u8> {
    let section = format!("{BEGIN}\n\n{}\n\n{END}", list.trim_end());
    let Some(present) = present else {
        return format!("---\ntitle: {title}\n---\n\n{section}\n").into_bytes();
    };
    let mut page = present.to_vec();
    match place(present) {
        Some(place) => drop(page.splice(place, section.into_bytes())),
        None => {
            let end = page.trim_ascii_end().len();
            page.truncate(end);
            page.extend_from_slice(format!("\n\n{section}\n").as_bytes());
        }
    }
    page
}

/// Where our list stands in a page, markers included.
fn place(page: &[u8]) -> Option<Range<usize>> {
    let find = |from: usize, marker: &str| {
        page[from..]
            .windows(marker.len())
            .position(|window| window == marker.as_bytes())
            .map(|at| from + at)
    };
    let begin = find(0, BEGIN)?;
    let end = find(begin, END)? + END.len();
    Some(begin..end)
}
