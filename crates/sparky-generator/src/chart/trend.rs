//! This period's commits beside those of the periods before and what is usual.

use jiff::civil::Date;
use sparky_common::{
    model::{Evidence, Insights},
    period::{Kind, Period},
};

use super::{
    Chart,
    columns::{Column, HEIGHT, shapes},
};
use crate::page::Line;

/// A column for each period from the first with a commit; nothing without history or commits.
pub(super) fn chart(insights: &Insights) -> Option<Result<Chart, minijinja::Error>> {
    let past = &insights.comparison.past;
    let begin = past.iter().position(|past| past.commits > 0)?;
    let noun = insights.kind.noun();
    let mut columns: Vec<_> = past[begin..]
        .iter()
        .map(|past| Column {
            label: label(past.period),
            value: past.commits,
            is_now: false,
        })
        .collect();
    columns.push(Column {
        label: label(insights.period),
        value: insights.totals.commits,
        is_now: true,
    });
    let so_far = if insights.over { "" } else { " so far" };
    let mut caption = Line::text(format!("Commits this {noun}{so_far} beside the {noun}s before: "))
        .and_count("/totals/commits", insights.totals.commits, "commit", "commits");
    let usual = insights.comparison.median_commits;
    if let Some(median) = usual {
        caption =
            caption
                .and(", where the median is ")
                .and_count("/comparison/median_commits", median, "", "");
    }
    let caption = (begin..past.len()).fold(caption.and("."), |caption, index| {
        caption.with_evidence(Evidence::Metric {
            pointer: format!("/comparison/past/{index}/commits"),
        })
    });
    let title = format!("Commits per {noun}");
    let shapes = shapes(&columns, usual.map(|median| (median, "median")));
    Some(Chart::draw("trend", &title, caption, HEIGHT, &shapes))
}

fn label(period: Period) -> String {
    let first: Date = period.first_day();
    match period.kind() {
        Kind::Daily => first.strftime("%-d %b").to_string(),
        Kind::Weekly => format!("W{:02}", first.iso_week_date().week()),
        Kind::Monthly => first.strftime("%b").to_string(),
    }
}
