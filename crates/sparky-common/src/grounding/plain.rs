//! A sentence as plain text, for checks and for people who read why it failed.

use crate::model::{Sentence, Span};

/// How many characters of a commit's id are shown.
pub(super) const SHORT_OID: usize = 7;

/// The words of a sentence without markup. Repositories stand with their whole name.
pub fn plain(sentence: &Sentence) -> String {
    sentence.spans.iter().map(span).collect()
}

fn span(span: &Span) -> String {
    match span {
        Span::Text { text } | Span::Term { text } => text.clone(),
        Span::Quote { text } => format!("“{text}”"),
        Span::Code { text } => format!("`{text}`"),
        Span::Count { value, one, many } => {
            let noun = if *value == 1 { one } else { many };
            if noun.is_empty() {
                value.to_string()
            } else {
                format!("{value} {noun}")
            }
        }
        Span::Repository { name } | Span::Person { name, .. } => name.clone(),
        Span::Commit { oid, .. } => oid.chars().take(SHORT_OID).collect(),
        Span::Reference { number, .. } => format!("#{number}"),
        Span::Release { tag, .. } => tag.clone(),
        Span::Weekday { date } => date.strftime("%A").to_string(),
        Span::Day { date } => date.strftime("%-d %B").to_string(),
    }
}
