//! Commits per day.

use sparky_common::{
    model::{Evidence, Insights},
    period::Kind,
};

use super::{
    Chart,
    columns::{Column, HEIGHT, shapes},
};
use crate::page::{Line, day};

/// A column for each day of a week or month; nothing for a day, or where nothing was committed.
pub(super) fn chart(insights: &Insights) -> Option<Result<Chart, minijinja::Error>> {
    if insights.kind == Kind::Daily {
        return None;
    }
    // The earliest of equals.
    let (index, most) = insights
        .days
        .iter()
        .enumerate()
        .rev()
        .max_by_key(|(_, day)| day.commits)?;
    if most.commits == 0 {
        return None;
    }
    let label = |date: jiff::civil::Date| match insights.kind {
        Kind::Monthly if date.day() == 1 || date.day() % 5 == 0 => date.day().to_string(),
        Kind::Monthly => String::new(),
        _ => date.strftime("%a %-d").to_string(),
    };
    let columns: Vec<_> = insights
        .days
        .iter()
        .map(|count| Column {
            label: label(count.date),
            value: count.commits,
            is_now: true,
        })
        .collect();
    let caption = Line::text(format!(
        "Commits per day, most of them on {} {}: ",
        most.date.strftime("%A"),
        day(most.date)
    ));
    let caption = caption
        .and_count(
            format!("/days/{index}/commits"),
            most.commits,
            "commit",
            "commits",
        )
        .and(".");
    let caption = (0..insights.days.len()).fold(caption, |caption, index| {
        caption.with_evidence(Evidence::Metric {
            pointer: format!("/days/{index}/commits"),
        })
    });
    Some(Chart::draw(
        "activity",
        "Commits per day",
        caption,
        HEIGHT,
        &shapes(&columns, None),
    ))
}
