//! The description for search engines and link previews.

use sparky_common::model::Insights;

use super::{budget::is_quiet, counts, notice, stories, title};
use crate::{
    page::{Block, Line, Resolver, span_of_days},
    text::shortened,
};

/// What previews show: shorter looks empty, longer is cut by them.
const BEST: std::ops::RangeInclusive<usize> = 120..=160;

/// Whole sentences that together have the best length; the earliest ones win.
pub(super) fn description(insights: &Insights, resolver: &Resolver) -> String {
    let candidates = candidates(insights, resolver);
    let chosen = (1u32..1 << candidates.len()).map(|subset| {
        let parts = candidates
            .iter()
            .enumerate()
            .filter(|(index, _)| subset & (1 << index) != 0);
        parts.map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(" ")
    });
    let (best, other): (Vec<_>, Vec<_>) = chosen.partition(|text| BEST.contains(&text.chars().count()));
    let fitting = other
        .into_iter()
        .filter(|text| text.chars().count() < *BEST.start());
    best.into_iter()
        .next()
        .or_else(|| fitting.max_by_key(|text| text.chars().count()))
        .unwrap_or_else(|| shortened(candidates.first().map_or("", String::as_str), BEST.end() - 1))
}

/// What may be said, best first.
fn candidates(insights: &Insights, resolver: &Resolver) -> Vec<String> {
    let summary = notice::summary(insights, resolver)
        .into_iter()
        .flat_map(|block| match block {
            Block::Paragraph(lines) => lines,
            _ => Vec::new(),
        });
    let mut candidates: Vec<_> = summary.take(3).map(|line| line.plain()).collect();
    let headlines = stories::told(insights);
    let headlines = headlines
        .iter()
        .take(3)
        .map(|(index, story)| stories::headline(resolver, *index, story));
    candidates.extend(headlines.map(|line: Line| format!("{}.", line.plain())));
    if !is_quiet(insights) {
        candidates.push(counts::sentence(insights).plain());
    }
    let (first, last) = (insights.period.first_day(), insights.period.last_day());
    candidates.push(format!(
        "A {} report on {}, {}.",
        insights.kind,
        title::when(insights),
        span_of_days(first, last)
    ));
    candidates
}
