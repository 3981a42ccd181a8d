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
                own = without_cut(own.replace(words.as_str(), "\u{0}"), words);
            }
            empty_words(&own).contains(phrase)
        })
        .map(|(statement, phrase)| format!("`{phrase}` in `{}`", statement.text))
        .collect()
}

/// A text without the beginning of collected words in which it breaks off.
fn without_cut(text: String, words: &str) -> String {
    let Some(body) = text.strip_suffix('…') else {
        return text;
    };
    let begun = words.char_indices().map(|(end, _)| &words[..end]).rev();
    let cut = begun
        .filter(|begun| !begun.is_empty())
        .find_map(|begun| body.strip_suffix(begun));
    match cut {
        Some(before) => format!("{before}\u{0}"),
        None => text,
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_breaks_off_in_collected_words_is_theirs() {
        let theirs = "report showcase to landing page";
        let cut = |text: &str| without_cut(text.to_owned(), theirs);
        assert_eq!(cut("docs added a report showcase to…"), "docs added a \u{0}");
        assert_eq!(cut("docs added a showcase…"), "docs added a showcase…");
        assert_eq!(
            cut("docs added a report showcase to"),
            "docs added a report showcase to"
        );
    }
}
