//! The numbers of the insights by JSON pointer.

use serde::Serialize;
use serde_json::Value;

use crate::model::Insights;

/// What a JSON pointer (RFC 6901) into the insights names. Only the part that it leads into is written out: the insights
/// of a large organisation are, with their prose, too large to be so for every sentence or document.
pub(super) fn value(insights: &Insights, pointer: &str) -> Option<Value> {
    let (section, rest) = step(pointer)?;
    match section {
        "repositories" => item(&insights.repositories, rest),
        "contributors" => item(&insights.contributors, rest),
        "trends" => item(&insights.trends, rest),
        "days" => item(&insights.days, rest),
        "totals" => part(&insights.totals, rest),
        "flow" => part(&insights.flow, rest),
        "comparison" => part(&insights.comparison, rest),
        "rhythm" => part(&insights.rhythm, rest),
        "patterns" => part(&insights.patterns, rest),
        _ => part(insights, pointer),
    }
}

/// The first name of a pointer, and the pointer behind it.
fn step(pointer: &str) -> Option<(&str, &str)> {
    let names = pointer.strip_prefix('/')?;
    Some(names.split_at(names.find('/').unwrap_or(names.len())))
}

fn item<T: Serialize>(items: &[T], pointer: &str) -> Option<Value> {
    let Some((name, rest)) = step(pointer) else {
        return part(&items, pointer);
    };
    // A pointer writes a place in one way only.
    let place = name
        .parse::<usize>()
        .ok()
        .filter(|place| place.to_string() == name)?;
    part(items.get(place)?, rest)
}

fn part<T: Serialize>(whole: &T, pointer: &str) -> Option<Value> {
    let mut whole = serde_json::to_value(whole).ok()?;
    whole.pointer_mut(pointer).map(Value::take)
}
