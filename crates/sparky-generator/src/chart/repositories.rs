//! Commits per repository.

use sparky_common::{
    model::{Evidence, Insights},
    period::Kind,
};

use super::{
    Chart,
    drawing::{WIDTH, rect, share, shortened, text},
};
use crate::page::{Line, Resolver, grouped};

/// How many repositories have a bar of their own.
const MOST: usize = 10;
const ROW: f64 = 26.0;
const TOP: f64 = 46.0;
const BARS: f64 = 178.0;
const NAME: usize = 20;

/// A bar for each repository with commits, the others together; nothing for one repository or a day.
pub(super) fn chart(insights: &Insights, resolver: &Resolver) -> Option<Result<Chart, minijinja::Error>> {
    let active: Vec<_> = insights
        .repositories
        .iter()
        .enumerate()
        .filter(|(_, each)| each.counts.commits > 0)
        .collect();
    if active.len() < 2 || insights.kind == Kind::Daily {
        return None;
    }
    let (shown, others) = active.split_at(active.len().min(MOST));
    let mut rows: Vec<_> = shown
        .iter()
        .map(|(_, each)| (resolver.shown_name(&each.name), each.counts.commits, "bar"))
        .collect();
    if !others.is_empty() {
        let sum = others.iter().map(|(_, each)| each.counts.commits).sum();
        rows.push((format!("{} others", grouped(others.len() as u64)), sum, "soft"));
    }
    let most = rows.iter().map(|(_, value, _)| *value).max().unwrap_or(0);
    let right = f64::from(WIDTH) - 16.0;
    let mut shapes = Vec::with_capacity(rows.len() * 3);
    let mut y = TOP;
    for (name, value, class) in &rows {
        let middle = y + ROW / 2.0 + 4.5;
        let length = share(*value, most, right - BARS - 52.0);
        shapes.push(text(BARS - 10.0, middle, "end", "name", shortened(name, NAME)));
        shapes.push(rect(BARS, y + 4.0, length, ROW - 8.0, class));
        shapes.push(text(
            BARS + length + 7.0,
            middle,
            "start",
            "value",
            grouped(*value),
        ));
        y += ROW;
    }
    let (index, first) = active.first()?;
    let caption = Line::text("Commits per repository: most in ")
        .and_inline(resolver.repository(&first.name))
        .unlinked()
        .and(", ")
        .and_count(
            format!("/repositories/{index}/commits"),
            first.counts.commits,
            "",
            "",
        )
        .and(".");
    let caption = shown.iter().fold(caption, |caption, (index, _)| {
        caption.with_evidence(Evidence::Metric {
            pointer: format!("/repositories/{index}/commits"),
        })
    });
    let height = u32::try_from(rows.len()).unwrap_or(0) * 26 + 60;
    Some(Chart::draw(
        "repositories",
        "Commits per repository",
        caption,
        height,
        &shapes,
    ))
}
