//! Words of ours that mean nothing.

use std::collections::BTreeSet;

use serde_json::Value;
use sparky_common::{
    lint::empty_words,
    model::{Insights, Sidecar},
};

use crate::text::{LENGTHS, collected};

/// Each empty phrase of a document with the statement that holds it. What was collected may say what it likes: a
/// phrase inside a quotation, a name or a path is no fault.
pub(super) fn found(sidecar: &Sidecar, insights: &Insights) -> Vec<String> {
    let suspects: Vec<_> = sidecar
        .statements
        .iter()
        .flat_map(|statement| {
            empty_words(&statement.text)
                .into_iter()
                .map(move |phrase| (statement, phrase))
        })
        .collect();
    if suspects.is_empty() {
        return Vec::new();
    }
    let theirs = collected_words(insights);
    suspects
        .into_iter()
        .filter(|(statement, phrase)| {
            let holds = |words: &&String| words.to_lowercase().contains(phrase);
            let mut own = statement.text.clone();
            // Longest first: a short string may stand inside a longer one.
            let mut held: Vec<_> = theirs.iter().filter(holds).collect();
            held.sort_by_key(|words| std::cmp::Reverse(words.len()));
            for words in held {
                own = own.replace(words.as_str(), "\u{0}");
            }
            empty_words(&own).contains(phrase)
        })
        .map(|(statement, phrase)| format!("`{phrase}` in `{}`", statement.text))
        .collect()
}

/// Every string of the insights but our own words, as a document shows it.
fn collected_words(insights: &Insights) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    // What cannot be serialized excuses nothing.
    for part in insights.parts().flatten() {
        visit(&part, &mut words);
    }
    words
}

fn visit(value: &Value, words: &mut BTreeSet<String>) {
    match value {
        Value::String(text) if !empty_words(text).is_empty() => {
            words.extend(LENGTHS.map(|longest| collected(text, longest)));
        }
        Value::Array(values) => values.iter().for_each(|value| visit(value, words)),
        Value::Object(fields) if fields.get("type").and_then(Value::as_str) == Some("text") => {}
        Value::Object(fields) => fields.values().for_each(|value| visit(value, words)),
        _ => {}
    }
}
