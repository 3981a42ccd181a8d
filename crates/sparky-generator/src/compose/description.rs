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
    let joined = |subset: u32| {
        let parts = candidates
            .iter()
            .enumerate()
            .filter(|(index, _)| subset & (1 << index) != 0);
        parts.map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(" ")
    };
    let length = |text: &String| text.chars().count();
    // The first sentence is the news: it stays as long as it fits.
    let fits = |subset: &u32| length(&joined(*subset)) <= *BEST.end();
    let subsets =
        |with_first: u32| (1u32..1 << candidates.len()).filter(move |subset| subset & 1 == with_first);
    let chosen: Vec<_> = subsets(1).filter(fits).map(joined).collect();
    let chosen = if chosen.is_empty() {
        subsets(0).filter(fits).map(joined).collect()
    } else {
        chosen
    };
    let best = chosen.iter().find(|text| BEST.contains(&length(text)));
    best.or_else(|| chosen.iter().max_by_key(|text| length(text)))
        .cloned()
        .unwrap_or_else(|| {
            let first = candidates.first().map_or("", String::as_str);
            shortened(first, BEST.end() - 1)
        })
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
    // The first headline is the title.
    let headlines = stories::told(insights);
    let headlines = headlines
        .iter()
        .skip(1)
        .take(2)
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
